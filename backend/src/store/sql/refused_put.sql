INSERT INTO refused (op, device, seq, station, entry, result, blocked_by, refused_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (op) DO UPDATE SET
    result = excluded.result,
    blocked_by = excluded.blocked_by

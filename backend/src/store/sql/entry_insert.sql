INSERT INTO entries (device, seq, op, hash, lane, kind, actor, outcome, result, received_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)

INSERT INTO revocations (device, how, revoked_by, revoked_at, reason)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (device) DO UPDATE SET
    how = excluded.how,
    revoked_by = excluded.revoked_by,
    revoked_at = excluded.revoked_at,
    reason = excluded.reason

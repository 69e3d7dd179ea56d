INSERT INTO revocations (device, how, revoked_by, revoked_at)
VALUES ($1, $2, $3, $4)
ON CONFLICT (device) DO UPDATE SET
    how = excluded.how,
    revoked_by = excluded.revoked_by,
    revoked_at = excluded.revoked_at

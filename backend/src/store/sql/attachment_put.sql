INSERT INTO attachments (sha256, received, complete, device, hash_state)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (sha256) DO UPDATE SET
    received = excluded.received,
    complete = excluded.complete,
    hash_state = excluded.hash_state

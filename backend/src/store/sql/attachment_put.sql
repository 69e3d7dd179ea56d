INSERT INTO attachments (sha256, received, complete, device)
VALUES ($1, $2, $3, $4)
ON CONFLICT (sha256) DO UPDATE SET
    received = excluded.received,
    complete = excluded.complete

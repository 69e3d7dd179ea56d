INSERT INTO jobs (key, kind, payload, due_at, made_at)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (key) DO NOTHING
RETURNING key

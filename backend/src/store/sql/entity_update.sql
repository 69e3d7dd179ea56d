UPDATE entities
SET version = $3, seq = $4, scopes = $5, body = $6
WHERE kind = $1 AND id = $2

INSERT INTO entities (kind, id, version, seq, scopes, body)
VALUES ($1, $2, $3, $4, $5, $6)

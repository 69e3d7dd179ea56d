INSERT INTO payments (id, way, source, charge, token, currency, minor, state, due_at, made_at, through, miles)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)

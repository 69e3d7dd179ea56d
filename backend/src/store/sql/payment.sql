SELECT id, way, source, charge, token, currency, minor, state, code, attempts, due_at, made_at, through, miles
FROM payments WHERE id = $1

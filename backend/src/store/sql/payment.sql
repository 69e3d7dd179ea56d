SELECT id, way, source, charge, token, currency, minor, state, code, attempts, due_at, made_at
FROM payments WHERE id = $1

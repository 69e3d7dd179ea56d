SELECT id, way, source, charge, token, currency, minor, state, code, attempts, due_at, made_at
FROM payments ORDER BY made_at, id

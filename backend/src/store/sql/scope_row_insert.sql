INSERT INTO scope_rows (scope, seq, kind, id, version, gone)
VALUES ($1, $2, $3, $4, $5, $6)

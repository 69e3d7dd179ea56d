UPDATE payments SET state = $2, code = $3, attempts = $4, due_at = $5
WHERE id = $1

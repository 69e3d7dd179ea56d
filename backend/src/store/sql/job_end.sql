UPDATE jobs SET state = $3, due_at = $4, why = $5, ended_at = $6
WHERE key = $1 AND takes = $2 AND state = 'taken'
RETURNING key

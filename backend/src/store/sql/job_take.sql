UPDATE jobs SET state = 'taken', worker = $2, takes = takes + 1, due_at = $3
WHERE key = (
    SELECT key FROM jobs
    WHERE state IN ('waiting', 'taken') AND due_at <= $1
    ORDER BY due_at, key
    LIMIT 1
)
RETURNING key, kind, payload, takes

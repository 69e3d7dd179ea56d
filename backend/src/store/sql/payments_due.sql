SELECT id
FROM payments
WHERE state IN ('wanted', 'authorising', 'authorised', 'capturing', 'refunding') AND due_at <= $1 AND through = $3
ORDER BY due_at, id
LIMIT $2

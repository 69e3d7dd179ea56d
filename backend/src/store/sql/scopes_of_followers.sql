SELECT DISTINCT e.scopes
FROM links l
JOIN entities e ON e.kind = l.kind AND e.id = l.id
WHERE l.target = $1 AND l.kind = $2

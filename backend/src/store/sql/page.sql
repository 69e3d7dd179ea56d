SELECT r.seq, r.kind, r.id, r.version, r.gone, e.body
FROM scope_rows r
LEFT JOIN entities e ON e.kind = r.kind AND e.id = r.id
WHERE r.scope = $1 AND r.seq > $2
ORDER BY r.seq
LIMIT $3

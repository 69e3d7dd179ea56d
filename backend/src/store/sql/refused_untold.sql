SELECT r.op, r.settlement, u.name, r.settled_at, r.replaced_by, r.reason
FROM refused r
LEFT JOIN users u ON u.id = r.settled_by
WHERE r.device = $1 AND r.told = 0
ORDER BY r.seq
LIMIT 100

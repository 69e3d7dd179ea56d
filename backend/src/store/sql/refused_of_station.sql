SELECT r.op, r.entry, r.station, r.result, r.refused_at, r.settlement, u.name, r.settled_at, r.replaced_by, r.reason
FROM refused r
LEFT JOIN users u ON u.id = r.settled_by
WHERE r.station = $1 AND (r.settlement = '' OR r.settled_at >= $2)
ORDER BY r.refused_at, r.device, r.seq
LIMIT 500

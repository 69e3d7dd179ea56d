SELECT r.op, r.entry, r.station, r.result, r.refused_at, r.settlement, u.name, r.settled_at, r.replaced_by, r.reason
FROM refused r
LEFT JOIN users u ON u.id = r.settled_by
WHERE r.op = $1

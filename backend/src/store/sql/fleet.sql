SELECT d.id, d.kind, d.station, c.at, c.drift, c.report, v.how, u.name, v.revoked_at, v.wiped_at, v.destroyed,
    (SELECT COUNT(*) FROM refused r WHERE r.device = d.id AND r.settlement = '' AND r.blocked_by IS NULL),
    v.reason
FROM devices d
LEFT JOIN contacts c ON c.device = d.id
LEFT JOIN revocations v ON v.device = d.id
LEFT JOIN users u ON u.id = v.revoked_by
WHERE d.station = $1 OR $1 = ''
ORDER BY COALESCE(c.at, 0), d.id

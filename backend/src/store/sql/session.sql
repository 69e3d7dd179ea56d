SELECT d.id, d.kind, d.station, d.device_key, u.role, t.expires_at, u.id, v.how
FROM tokens t
JOIN devices d ON d.id = t.device
JOIN users u ON u.id = t.person
LEFT JOIN revocations v ON v.device = d.id
WHERE t.hash = $1 AND t.expires_at > $2

SELECT d.id, d.kind, d.station, d.device_key, u.role, t.expires_at
FROM tokens t
JOIN devices d ON d.id = t.device
JOIN users u ON u.id = t.person
WHERE t.hash = $1 AND t.expires_at > $2

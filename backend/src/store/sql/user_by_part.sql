SELECT id, badge, name, role, role_epoch, station, pin_hash
FROM users
WHERE station = $1 AND role = $2
ORDER BY badge
LIMIT 1

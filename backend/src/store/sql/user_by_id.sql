SELECT id, badge, name, role, role_epoch, station, pin_hash
FROM users
WHERE id = $1

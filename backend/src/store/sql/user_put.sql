INSERT INTO users (id, badge, name, role, role_epoch, station, pin_hash)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (id) DO UPDATE SET
    badge = excluded.badge,
    name = excluded.name,
    role = excluded.role,
    role_epoch = users.role_epoch + CASE WHEN users.role <> excluded.role THEN 1 ELSE 0 END,
    station = excluded.station,
    pin_hash = excluded.pin_hash

INSERT INTO devices (id, kind, station, device_key, last_seq)
VALUES ($1, $2, $3, $4, 0)
ON CONFLICT (id) DO UPDATE SET
    kind = excluded.kind,
    station = excluded.station,
    device_key = excluded.device_key

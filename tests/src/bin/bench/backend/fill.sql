INSERT INTO scopes (id, name, row_count, row_sum) VALUES (1, 'station', 0, 0), (2, 'flight', 0, 0);
INSERT INTO entities (kind, id, version, seq, scopes, body)
    SELECT 'passenger', decode(lpad(to_hex(n), 32, '0'), 'hex'), 1, n, '1 2', repeat('p', 900)
    FROM generate_series(1, 1000) n;
INSERT INTO scope_rows (scope, seq, kind, id, version, gone)
    SELECT s, n, 'passenger', decode(lpad(to_hex(n), 32, '0'), 'hex'), 1, 0
    FROM generate_series(1, 1000) n, generate_series(1, 2) s;
INSERT INTO devices (id, kind, station, device_key, last_seq, last_hash)
    SELECT decode(lpad(to_hex(n), 32, '0'), 'hex'), 'desk', 'JFK', repeat('0', 64), 0, ''
    FROM generate_series(1, 1000) n;
ANALYZE;

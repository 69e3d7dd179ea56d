-- The writes of one push, a preference of a passenger in two scopes, and the one read that they need.
\set nth random(1, 1000)
\set number random(1, 9000000000000000)
BEGIN;
SELECT seq FROM entities WHERE kind = 'passenger' AND id = decode(lpad(to_hex(:nth::bigint), 32, '0'), 'hex') \gset
INSERT INTO links (target, kind, id) VALUES (decode(lpad(to_hex(:nth::bigint), 32, '0'), 'hex'), 'timeline', decode(lpad(to_hex(:number::bigint), 32, '0'), 'hex')) ON CONFLICT DO NOTHING;
UPDATE entities SET version = version + 1, seq = :number::bigint, scopes = '1 2', body = repeat('p', 900) WHERE kind = 'passenger' AND id = decode(lpad(to_hex(:nth::bigint), 32, '0'), 'hex');
DELETE FROM scope_rows WHERE scope = 1 AND seq = :seq::bigint;
DELETE FROM scope_rows WHERE scope = 2 AND seq = :seq::bigint;
INSERT INTO scope_rows (scope, seq, kind, id, version, gone) VALUES (1, :number::bigint, 'passenger', decode(lpad(to_hex(:nth::bigint), 32, '0'), 'hex'), 2, 0) ON CONFLICT DO NOTHING;
INSERT INTO scope_rows (scope, seq, kind, id, version, gone) VALUES (2, :number::bigint, 'passenger', decode(lpad(to_hex(:nth::bigint), 32, '0'), 'hex'), 2, 0) ON CONFLICT DO NOTHING;
INSERT INTO entities (kind, id, version, seq, scopes, body) VALUES ('timeline', decode(lpad(to_hex(:number::bigint), 32, '0'), 'hex'), 1, :number::bigint + 1, '1 2', repeat('t', 350)) ON CONFLICT DO NOTHING;
INSERT INTO scope_rows (scope, seq, kind, id, version, gone) VALUES (1, :number::bigint + 1, 'timeline', decode(lpad(to_hex(:number::bigint), 32, '0'), 'hex'), 1, 0) ON CONFLICT DO NOTHING;
INSERT INTO scope_rows (scope, seq, kind, id, version, gone) VALUES (2, :number::bigint + 1, 'timeline', decode(lpad(to_hex(:number::bigint), 32, '0'), 'hex'), 1, 0) ON CONFLICT DO NOTHING;
INSERT INTO entries (device, seq, op, hash, lane, kind, actor, outcome, result, received_at) VALUES (decode(lpad(to_hex(:nth::bigint), 32, '0'), 'hex'), :number::bigint, decode(lpad(to_hex(:number::bigint), 32, '0'), 'hex'), repeat('h', 64), repeat('l', 46), 'set_preference', decode(repeat('5a', 16), 'hex'), 'applied', repeat('r', 110), 1770557400) ON CONFLICT DO NOTHING;
UPDATE devices SET last_seq = :number::bigint, last_hash = repeat('h', 64) WHERE id = decode(lpad(to_hex(:nth::bigint), 32, '0'), 'hex');

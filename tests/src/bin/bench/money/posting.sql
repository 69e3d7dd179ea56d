-- A meal voucher is issued: two legs and the posting that closes them.
\set high random(1, 9000000000000000)
\set low random(1, 9000000000000000)
BEGIN;
INSERT INTO {legs} (posting, account, currency, minor) VALUES (decode(lpad(to_hex(:high::bigint), 16, '0') || lpad(to_hex(:low::bigint), 16, '0'), 'hex'), 'compensation_cost', 'USD', 1500);
INSERT INTO {legs} (posting, account, currency, minor) VALUES (decode(lpad(to_hex(:high::bigint), 16, '0') || lpad(to_hex(:low::bigint), 16, '0'), 'hex'), 'voucher_liability', 'USD', -1500);
INSERT INTO {postings} (id, what, source_kind, source, version, op, at) VALUES (decode(lpad(to_hex(:high::bigint), 16, '0') || lpad(to_hex(:low::bigint), 16, '0'), 'hex'), 'voucher_issued', 'voucher', decode(lpad(to_hex(:low::bigint), 32, '0'), 'hex'), 1, NULL, 1770557400);
COMMIT;

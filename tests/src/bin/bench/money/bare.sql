CREATE TABLE bare_postings (id bytea PRIMARY KEY, what text, source_kind text, source bytea, version bigint, op bytea, at bigint);
CREATE INDEX ON bare_postings (source_kind, source);
CREATE TABLE bare_legs (posting bytea, account text, currency text, minor bigint, PRIMARY KEY (posting, account, currency));
CREATE INDEX ON bare_legs (account, currency);

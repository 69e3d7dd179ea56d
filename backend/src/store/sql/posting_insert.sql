INSERT INTO postings (id, what, source_kind, source, version, op, at)
VALUES ($1, $2, $3, $4, $5, $6, $7)

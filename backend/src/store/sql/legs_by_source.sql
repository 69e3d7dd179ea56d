SELECT p.source_kind, p.source, l.account, l.currency, CAST(SUM(l.minor) AS bigint)
FROM postings p
JOIN legs l ON l.posting = p.id
GROUP BY p.source_kind, p.source, l.account, l.currency

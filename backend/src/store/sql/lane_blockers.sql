SELECT op, outcome, result, seq
FROM entries
WHERE device = $1 AND lane = $2 AND seq < $3 AND outcome IN ('rejected', 'blocked')
UNION ALL
SELECT op, outcome, result, seq
FROM entries
WHERE device = $1 AND outcome IN ('rejected', 'blocked') AND seq IN (
    -- Few entries without effect have further lanes: from those to the entries, never the other way round.
    SELECT seq FROM further_lanes WHERE device = $1 AND lane = $2 AND seq < $3
)
ORDER BY 4

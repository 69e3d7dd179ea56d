SELECT op, outcome, result, seq
FROM entries
WHERE device = $1 AND lane = $2 AND seq < $3 AND outcome IN ('rejected', 'blocked')
UNION ALL
SELECT e.op, e.outcome, e.result, e.seq
FROM further_lanes l
JOIN entries e ON e.device = l.device AND e.seq = l.seq
WHERE l.device = $1 AND l.lane = $2 AND l.seq < $3 AND e.outcome IN ('rejected', 'blocked')
ORDER BY 4

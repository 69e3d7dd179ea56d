SELECT op, outcome, result
FROM entries
WHERE device = $1 AND lane = $2 AND seq < $3 AND outcome IN ('rejected', 'blocked')
ORDER BY seq

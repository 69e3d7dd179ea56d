UPDATE entries
SET outcome = 'superseded'
WHERE op = $1 AND device = $2 AND outcome IN ('rejected', 'blocked')

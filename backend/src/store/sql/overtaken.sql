SELECT later.seq
FROM entries refused
JOIN entries later ON later.device = refused.device AND later.seq > refused.seq
WHERE refused.op = $1 AND later.lane = refused.lane AND later.outcome = 'applied'
LIMIT 1

SELECT entry
FROM refused
WHERE blocked_by = $1 AND settlement = ''
ORDER BY device, seq

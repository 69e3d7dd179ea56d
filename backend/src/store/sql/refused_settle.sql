UPDATE refused
SET settlement = $2, settled_by = $3, settled_at = $4, replaced_by = $5, told = $6, reason = $7
WHERE op = $1 AND settlement = ''

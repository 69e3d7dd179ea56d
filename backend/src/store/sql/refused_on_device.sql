UPDATE refused
SET told = 1,
    settlement = CASE WHEN settlement = '' THEN 'on_device' ELSE settlement END,
    settled_at = CASE WHEN settlement = '' THEN $3 ELSE settled_at END
WHERE op = $1 AND device = $2

UPDATE passenger_notices SET state = $2, attempts = $3, said = $4, sent_at = $5
WHERE key = $1

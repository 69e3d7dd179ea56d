INSERT INTO passenger_notices (key, id, passenger, subject, channel, template, language, facts, state, said, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)

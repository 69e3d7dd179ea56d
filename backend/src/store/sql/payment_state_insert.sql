INSERT INTO payment_states (payment, nth, state, code, at)
SELECT $1, COUNT(*), $2, $3, $4
FROM payment_states WHERE payment = $1

INSERT INTO scopes (id, name, row_count, row_sum)
SELECT COALESCE(MAX(id), 0) + 1, $1, 0, 0
FROM scopes
RETURNING id

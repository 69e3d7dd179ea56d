UPDATE scopes SET row_count = row_count + 1, row_sum = :number::bigint WHERE id = 1;
UPDATE scopes SET row_count = row_count + 1, row_sum = :number::bigint WHERE id = 2;
UPDATE meta SET number = number + 2 WHERE name = 'change_seq';

-- Recommendations for all users, also by a map: each worker reads the model that was learned on one machine, and makes
-- the lists of its part of the users.
--
-- Needs the data folder on every worker, with the model that `pixrec recommend` leaves there.
--   ${data}, ${pixrec}, ${parts}, ${out}   as in label.sql
--   ${options}                             of `pixrec recommend`: --model hybrid -n 5
INSERT OVERWRITE DIRECTORY '${out}' USING text
SELECT TRANSFORM(to_json(struct(user_id)))
USING '${pixrec} recommend --stream --data-dir "${data}" ${options}'
AS (line STRING)
FROM (
  SELECT /*+ REPARTITION(${parts}) */ user_id
  FROM (SELECT DISTINCT user_id FROM people WHERE user_id IS NOT NULL)
);

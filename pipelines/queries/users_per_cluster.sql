-- How large are the clusters of users?
--
-- Columns:
--   cluster (number): the cluster; null for users without favourites
--   users (number of users): how many users are in it
--   share (0 to 1): the same as a share of all users
--   favorites (number of favourites): how many favourites they have together
-- Cost: reads two columns of users; grows with the number of favourites, as a profile lists them.
-- Example: pixrec query users_per_cluster.sql
WITH
  everything AS (SELECT COUNT(*) AS n FROM users),
  sized AS (SELECT cluster, ARRAY_LENGTH(favorite_images) AS images FROM users)
SELECT
  sized.cluster AS cluster,
  COUNT(*) AS users,
  CAST(COUNT(*) AS DOUBLE) / MAX(everything.n) AS share,
  SUM(sized.images) AS favorites
FROM sized
CROSS JOIN everything
GROUP BY sized.cluster
ORDER BY cluster NULLS LAST;

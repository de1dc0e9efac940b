-- Which images do those like who like one image?
-- Formula: jaccard = users who like both / users who like at least one of the two.
--
-- Columns:
--   filename (text): the other image
--   users (number of users): how many like both
--   jaccard (0 to 1): the same as a share of those who like at least one of the two
-- Cost: reads favorites twice; grows with the number of favourites.
-- Parameters:
--   $image (text): the file name of the one image
-- Example: pixrec query liked_together.sql --param image=gallery_001.jpg --limit 10
WITH
  likes AS (SELECT filename, COUNT(*) AS n FROM favorites GROUP BY filename),
  fans AS (SELECT user_id FROM favorites WHERE filename = $image),
  many AS (SELECT COUNT(*) AS n FROM fans),
  both AS (
    SELECT favorites.filename AS filename, COUNT(*) AS n
    FROM favorites
    JOIN fans ON favorites.user_id = fans.user_id
    WHERE favorites.filename <> $image
    GROUP BY favorites.filename
  )
SELECT
  both.filename AS filename,
  both.n AS users,
  CAST(both.n AS DOUBLE) / (likes.n + many.n - both.n) AS jaccard
FROM both
JOIN likes ON both.filename = likes.filename
CROSS JOIN many
ORDER BY users DESC, jaccard DESC, filename;

-- From which months are the images that people like?
-- A favourite has no date of its own: the month is that in which the liked image was taken, by the clock of its
-- camera. This tells what people like, not when they came to like it.
--
-- Columns:
--   month (text, YYYY-MM): the month; null for the images that do not tell when they were taken
--   favorites (number of favourites): how many favourites are of that month
--   images (number of images): how many images those are
-- Cost: reads favorites(filename) and two columns of images; grows with the number of favourites.
-- Example: pixrec query favorites_over_time.sql
WITH
  likes AS (SELECT filename, COUNT(*) AS n FROM favorites GROUP BY filename),
  dated AS (
    SELECT LEFT(images.exif_date_taken, 7) AS month, likes.n AS n
    FROM images
    JOIN likes ON images.filename = likes.filename
  )
SELECT month, SUM(n) AS favorites, COUNT(*) AS images
FROM dated
GROUP BY month
ORDER BY month NULLS LAST;

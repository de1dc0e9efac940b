-- Who made the images, and how well are they liked?
--
-- Columns:
--   author (text): the author as the source names them; null where unknown
--   images (number of images): how many are theirs
--   favorites (number of favourites): how many favourites are among them
--   favorites_per_image (number): the one over the other
-- Cost: reads favorites(filename) and two columns of images; grows with the number of favourites.
-- Example: pixrec query images_by_author.sql --limit 20
WITH
  likes AS (SELECT filename, COUNT(*) AS n FROM favorites GROUP BY filename)
SELECT
  images.author AS author,
  COUNT(*) AS images,
  SUM(COALESCE(likes.n, 0)) AS favorites,
  CAST(SUM(COALESCE(likes.n, 0)) AS DOUBLE) / COUNT(*) AS favorites_per_image
FROM images
LEFT JOIN likes ON images.filename = likes.filename
GROUP BY images.author
ORDER BY images DESC, favorites DESC, author NULLS LAST;

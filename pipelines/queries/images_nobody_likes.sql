-- Which images does nobody like?
--
-- Columns:
--   filename (text): the image
--   title, author (text): what it is called and who made it; null where unknown
-- Cost: reads favorites(filename) and three columns of images; grows with the number of favourites.
-- Example: pixrec query images_nobody_likes.sql
WITH
  likes AS (SELECT filename, COUNT(*) AS n FROM favorites GROUP BY filename)
SELECT images.filename AS filename, images.title AS title, images.author AS author
FROM images
LEFT JOIN likes ON images.filename = likes.filename
WHERE likes.n IS NULL
ORDER BY filename;

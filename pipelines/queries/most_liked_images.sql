-- Which images do most people like?
--
-- Columns:
--   filename (text): the image
--   likes (number of users): how many users like it
--   title, author (text): what it is called and who made it; null where unknown
-- Cost: reads favorites(filename) and three columns of images; grows with the number of favourites.
-- Example: pixrec query most_liked_images.sql --limit 20
WITH
  likes AS (SELECT filename, COUNT(*) AS n FROM favorites GROUP BY filename)
SELECT images.filename AS filename, likes.n AS likes, images.title AS title, images.author AS author
FROM images
JOIN likes ON images.filename = likes.filename
ORDER BY likes DESC, filename;

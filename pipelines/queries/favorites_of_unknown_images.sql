-- Which favourites are of images that the collection does not have?
-- They are kept in the file and counted nowhere, until the images come.
--
-- Columns:
--   filename (text): the image
--   users (number of users): how many like it
-- Cost: reads favorites(filename) and labels(filename); grows with the number of favourites.
-- Example: pixrec query favorites_of_unknown_images.sql
WITH
  likes AS (SELECT filename, COUNT(*) AS n FROM favorites WHERE filename IS NOT NULL GROUP BY filename)
SELECT likes.filename AS filename, likes.n AS users
FROM likes
LEFT ANTI JOIN labels ON likes.filename = labels.filename
ORDER BY users DESC, filename;

-- Which colours do people like most?
-- A colour counts once for each favourite that has it, as in patterns.json.
--
-- Columns:
--   color (text): the colour's name
--   count (number of favourites): how many favourites have the colour
-- Cost: reads favorites(filename) and colors(filename, name). Favourites are grouped by image first, so that
--   time grows with their number once, and with the colours of the images.
-- Example: pixrec query popular_colors.sql
WITH
  likes AS (SELECT filename, COUNT(*) AS n FROM favorites GROUP BY filename),
  named AS (SELECT DISTINCT filename, name FROM colors)
SELECT named.name AS color, SUM(likes.n) AS count
FROM named
JOIN likes ON named.filename = likes.filename
GROUP BY named.name
ORDER BY count DESC, color;

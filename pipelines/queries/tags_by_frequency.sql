-- Which tags do people like most?
-- A tag counts once for each favourite that has it, as in patterns.json.
--
-- Columns:
--   tag (text): the tag
--   count (number of favourites): how many favourites have the tag
-- Cost: reads favorites(filename) and tags(filename, tag). Favourites are grouped by image first, so that time
--   grows with their number once, and with the tags of the images.
-- Example: pixrec query tags_by_frequency.sql --limit 20
WITH
  likes AS (SELECT filename, COUNT(*) AS n FROM favorites GROUP BY filename),
  tagged AS (SELECT DISTINCT filename, tag FROM tags)
SELECT tagged.tag AS tag, SUM(likes.n) AS count
FROM tagged
JOIN likes ON tagged.filename = likes.filename
GROUP BY tagged.tag
ORDER BY count DESC, tag;

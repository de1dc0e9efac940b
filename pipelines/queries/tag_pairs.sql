-- Which two tags stand together in most favourites?
-- A pair counts once for each favourite that has both, as tag_pairs of patterns.json.
--
-- Columns:
--   a, b (text): the tags, a before b in the alphabet
--   count (number of favourites): how many favourites have both
-- Cost: reads favorites(filename) and tags. Favourites are grouped by image first; time grows with the square of
--   the tags of an image.
-- Example: pixrec query tag_pairs.sql --limit 20
WITH
  likes AS (SELECT filename, COUNT(*) AS n FROM favorites GROUP BY filename),
  tagged AS (SELECT DISTINCT filename, tag FROM tags),
  liked AS (
    SELECT tagged.filename AS filename, tagged.tag AS tag, likes.n AS n
    FROM tagged
    JOIN likes ON tagged.filename = likes.filename
  )
SELECT first.tag AS a, second.tag AS b, SUM(first.n) AS count
FROM liked AS first
JOIN tagged AS second ON first.filename = second.filename
WHERE first.tag < second.tag
GROUP BY first.tag, second.tag
ORDER BY count DESC, a, b;

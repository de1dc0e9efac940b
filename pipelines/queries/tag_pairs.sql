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
  first AS (
    SELECT tagged.filename AS filename, tagged.tag AS a, likes.n AS n
    FROM tagged
    JOIN likes ON tagged.filename = likes.filename
  ),
  second AS (SELECT filename, tag AS b FROM tagged)
SELECT first.a AS a, second.b AS b, SUM(first.n) AS count
FROM first
JOIN second ON first.filename = second.filename
WHERE first.a < second.b
GROUP BY first.a, second.b
ORDER BY count DESC, a, b;

-- Which tags do people like together more often than chance would have it?
-- Formula: lift = P(a, b) / (P(a) * P(b)), where P is the share of the favourites that have the tag, or both
-- tags, among the favourites of labelled images. 1 is chance; above it the tags go together.
--
-- Columns:
--   a, b (text): the tags, a before b in the alphabet
--   count (number of favourites): how many favourites have both
--   lift (number): see the formula
-- Cost: reads favorites(filename), labels(filename) and tags. Favourites are grouped by image first; the pairs
--   are those of one image, so that time grows with the square of the tags of an image, not of all tags.
-- Parameters:
--   $support (whole number): pairs of fewer favourites are left out, as chance rules them
-- Example: pixrec query tag_pairs_by_lift.sql --param support:=5 --limit 20
WITH
  likes AS (
    SELECT favorites.filename AS filename, COUNT(*) AS n
    FROM favorites
    GROUP BY favorites.filename
  ),
  known AS (SELECT labels.filename AS filename, likes.n AS n FROM labels JOIN likes ON labels.filename = likes.filename),
  everything AS (SELECT CAST(SUM(n) AS DOUBLE) AS n FROM known),
  tagged AS (SELECT DISTINCT filename, tag FROM tags),
  liked AS (
    SELECT tagged.filename AS filename, tagged.tag AS tag, known.n AS n
    FROM tagged
    JOIN known ON tagged.filename = known.filename
  ),
  one AS (SELECT tag, SUM(n) AS n FROM liked GROUP BY tag),
  two AS (
    SELECT first.tag AS a, second.tag AS b, SUM(first.n) AS n
    FROM liked AS first
    JOIN tagged AS second ON first.filename = second.filename
    WHERE first.tag < second.tag
    GROUP BY first.tag, second.tag
    HAVING SUM(first.n) >= $support
  )
SELECT
  two.a AS a,
  two.b AS b,
  two.n AS count,
  two.n * everything.n / (CAST(one_a.n AS DOUBLE) * CAST(one_b.n AS DOUBLE)) AS lift
FROM two
JOIN one AS one_a ON two.a = one_a.tag
JOIN one AS one_b ON two.b = one_b.tag
CROSS JOIN everything
ORDER BY lift DESC, count DESC, a, b;

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
  likes AS (SELECT filename, COUNT(*) AS n FROM favorites GROUP BY filename),
  known AS (
    SELECT labels.filename AS filename, likes.n AS n
    FROM labels
    JOIN likes ON labels.filename = likes.filename
  ),
  everything AS (SELECT CAST(SUM(n) AS DOUBLE) AS n FROM known),
  tagged AS (SELECT DISTINCT filename, tag FROM tags),
  liked AS (
    SELECT tagged.filename AS filename, tagged.tag AS a, known.n AS n
    FROM tagged
    JOIN known ON tagged.filename = known.filename
  ),
  beside AS (SELECT filename, tag AS b FROM tagged),
  one AS (SELECT a AS tag, SUM(n) AS n FROM liked GROUP BY a),
  two AS (
    SELECT liked.a AS a, beside.b AS b, SUM(liked.n) AS n
    FROM liked
    JOIN beside ON liked.filename = beside.filename
    WHERE liked.a < beside.b
    GROUP BY liked.a, beside.b
    HAVING SUM(liked.n) >= $support
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

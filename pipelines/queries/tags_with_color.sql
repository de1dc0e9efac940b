-- Which tags go with a colour?
-- Formula: lift = share / the share of all labelled images that have the tag. Above 1 the tag goes with it.
--
-- Columns:
--   tag (text): the tag
--   images (number of images): how many images have the tag and the colour
--   share (0 to 1): the same as a share of the images that have the colour
--   lift (number): see the formula
-- Cost: reads colors(filename, name), labels(filename) and tags; grows with the tags of the images.
-- Parameters:
--   $color (text): black, white, gray, red, orange, yellow, green, blue, purple, pink or brown
-- Example: pixrec query tags_with_color.sql --param color=blue --limit 20
WITH
  painted AS (SELECT DISTINCT filename FROM colors WHERE name = $color),
  painted_count AS (SELECT COUNT(*) AS n FROM painted),
  everything AS (SELECT COUNT(*) AS n FROM labels),
  tagged AS (SELECT DISTINCT filename, tag FROM tags),
  tag_count AS (SELECT tag, COUNT(*) AS n FROM tagged GROUP BY tag),
  both AS (
    SELECT tagged.tag AS tag, COUNT(*) AS n
    FROM tagged
    JOIN painted ON tagged.filename = painted.filename
    GROUP BY tagged.tag
  )
SELECT
  both.tag AS tag,
  both.n AS images,
  CAST(both.n AS DOUBLE) / painted_count.n AS share,
  CAST(both.n AS DOUBLE) * everything.n / (CAST(painted_count.n AS DOUBLE) * tag_count.n) AS lift
FROM both
JOIN tag_count ON both.tag = tag_count.tag
CROSS JOIN painted_count
CROSS JOIN everything
ORDER BY images DESC, lift DESC, tag;

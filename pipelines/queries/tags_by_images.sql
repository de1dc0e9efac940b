-- Which tags do the images of the collection have, liked or not?
--
-- Columns:
--   tag (text): the tag
--   images (number of images): how many images have it
--   share (0 to 1): the same as a share of all labelled images
-- Cost: reads tags(filename, tag) and labels(filename); grows with the tags of the images.
-- Example: pixrec query tags_by_images.sql --limit 20
WITH
  tagged AS (SELECT DISTINCT filename, tag FROM tags),
  everything AS (SELECT COUNT(*) AS n FROM labels)
SELECT
  tagged.tag AS tag,
  COUNT(*) AS images,
  CAST(COUNT(*) AS DOUBLE) / MAX(everything.n) AS share
FROM tagged
CROSS JOIN everything
GROUP BY tagged.tag
ORDER BY images DESC, tag;

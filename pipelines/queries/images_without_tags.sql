-- Which images have no tag, so that only their looks speak for them?
--
-- Columns:
--   filename (text): the image
--   title (text): what it is called; null where unknown
-- Cost: reads tags(filename) and two columns of images; grows with the tags of the images.
-- Example: pixrec query images_without_tags.sql
WITH
  tagged AS (SELECT filename, COUNT(*) AS n FROM tags GROUP BY filename)
SELECT images.filename AS filename, images.title AS title
FROM images
LEFT JOIN tagged ON images.filename = tagged.filename
WHERE tagged.n IS NULL
ORDER BY filename;

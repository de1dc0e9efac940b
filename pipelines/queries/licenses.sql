-- Under which licences may the images be used?
--
-- Columns:
--   license (text): an SPDX id, or the source's own words; null where unknown
--   images (number of images): how many images have it
--   share (0 to 1): the same as a share of all images
--   authors (number of names): how many different authors are to be named
-- Cost: reads two columns of images; grows with the number of images.
-- Example: pixrec query licenses.sql
WITH
  everything AS (SELECT COUNT(*) AS n FROM images)
SELECT
  images.license AS license,
  COUNT(*) AS images,
  CAST(COUNT(*) AS DOUBLE) / MAX(everything.n) AS share,
  COUNT(DISTINCT images.author) AS authors
FROM images
CROSS JOIN everything
GROUP BY images.license
ORDER BY images DESC, license NULLS LAST;

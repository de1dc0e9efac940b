-- Where do the images come from?
--
-- Columns:
--   source (text): the source; null where unknown
--   images (number of images): how many images came from it
--   megabytes (MiB, 1024 * 1024 bytes): what their files take together
--   favorites (number of favourites): how many favourites are among them
-- Cost: reads favorites(filename) and three columns of images; grows with the number of favourites.
-- Example: pixrec query images_per_source.sql
WITH
  likes AS (SELECT filename, COUNT(*) AS n FROM favorites GROUP BY filename)
SELECT
  images.source AS source,
  COUNT(*) AS images,
  SUM(images.file_size_kb) / 1024 AS megabytes,
  SUM(COALESCE(likes.n, 0)) AS favorites
FROM images
LEFT JOIN likes ON images.filename = likes.filename
GROUP BY images.source
ORDER BY images DESC, source NULLS LAST;

-- Which cameras were the images taken with, and how well are their images liked?
--
-- Columns:
--   make, model (text): the camera as it names itself; null where an image does not tell it
--   images (number of images): how many images it took
--   favorites (number of favourites): how many favourites are among them
-- Cost: reads favorites(filename) and three columns of images; grows with the number of favourites.
-- Example: pixrec query camera_models.sql
WITH
  likes AS (SELECT filename, COUNT(*) AS n FROM favorites GROUP BY filename)
SELECT
  images.exif_camera_make AS make,
  images.exif_camera_model AS model,
  COUNT(*) AS images,
  SUM(COALESCE(likes.n, 0)) AS favorites
FROM images
LEFT JOIN likes ON images.filename = likes.filename
GROUP BY images.exif_camera_make, images.exif_camera_model
ORDER BY images DESC, make NULLS LAST, model NULLS LAST;

-- How many images are there of each file format and size, and how much room do they take?
--
-- Columns:
--   format (text): the extension with its dot, as the bytes have it
--   size_category (text): thumbnail, medium or large
--   images (number of images): how many there are
--   megabytes (MiB, 1024 * 1024 bytes): what their files take together
--   megapixels (millions of pixels): of one image, in the mean
-- Cost: reads four columns of images and two of labels; grows with the number of images.
-- Example: pixrec query sizes_and_formats.sql
SELECT
  images.format AS format,
  labels.size_category AS size_category,
  COUNT(*) AS images,
  SUM(images.file_size_kb) / 1024 AS megabytes,
  AVG(CAST(images.width AS DOUBLE) * CAST(images.height AS DOUBLE)) / 1000000 AS megapixels
FROM images
JOIN labels ON images.filename = labels.filename
GROUP BY images.format, labels.size_category
ORDER BY images DESC, format, size_category;

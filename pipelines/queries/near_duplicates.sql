-- Which images look nearly the same, and which of the two is the better file?
--
-- Columns:
--   distance (bits of 64): how much their perceptual hashes differ; 0 is the same to the eye
--   filename, other (text): the two images, in the order of the alphabet
--   megapixels, other_megapixels (millions of pixels): their sizes
--   file_size_kb, other_file_size_kb (KiB, 1024 bytes): the sizes of their files
-- Cost: reads duplicates and four columns of images; grows with the number of images. The pairs themselves were
--   found by `pixrec label`.
-- Example: pixrec query near_duplicates.sql
WITH
  sized AS (
    SELECT filename, CAST(width AS DOUBLE) * CAST(height AS DOUBLE) / 1000000 AS megapixels, file_size_kb
    FROM images
  )
SELECT
  duplicates.distance AS distance,
  duplicates.filename AS filename,
  duplicates.other AS other,
  one.megapixels AS megapixels,
  two.megapixels AS other_megapixels,
  one.file_size_kb AS file_size_kb,
  two.file_size_kb AS other_file_size_kb
FROM duplicates
JOIN sized AS one ON duplicates.filename = one.filename
JOIN sized AS two ON duplicates.other = two.filename
ORDER BY distance, filename, other;

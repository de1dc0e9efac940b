-- Which image files take most room?
--
-- Columns:
--   filename (text): the image
--   file_size_kb (KiB, 1024 bytes): its size
--   width, height (px): its sides, as displayed
--   format (text): the extension with its dot, as the bytes have it
-- Cost: reads five columns of images and sorts them; grows with the number of images.
-- Example: pixrec query biggest_files.sql --limit 20
SELECT filename, file_size_kb, width, height, format
FROM images
ORDER BY file_size_kb DESC, filename;

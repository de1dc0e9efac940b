-- Which colours do landscape, portrait and square images have?
--
-- Columns:
--   orientation (text): landscape, portrait or square
--   color (text): the colour's name
--   images (number of images): how many images of the orientation have the colour
--   share (0 to 1): the same as a share of the images of the orientation
-- Cost: reads labels(filename, orientation) and colors(filename, name); grows with the colours of the images.
-- Example: pixrec query colors_per_orientation.sql
WITH
  named AS (SELECT DISTINCT filename, name FROM colors),
  sizes AS (SELECT orientation, COUNT(*) AS n FROM labels GROUP BY orientation)
SELECT
  labels.orientation AS orientation,
  named.name AS color,
  COUNT(*) AS images,
  CAST(COUNT(*) AS DOUBLE) / MAX(sizes.n) AS share
FROM labels
JOIN named ON labels.filename = named.filename
JOIN sizes ON labels.orientation = sizes.orientation
GROUP BY labels.orientation, named.name
ORDER BY orientation, images DESC, color;

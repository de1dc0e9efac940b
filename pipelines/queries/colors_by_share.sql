-- How much of the collection's surface does each colour cover?
-- Every image counts the same, whatever its size.
--
-- Columns:
--   color (text): the colour's name
--   images (number of images): how many images have the colour
--   coverage (0 to 1): the mean over all labelled images of the colour's share of the image,
--     to 6 decimals
--   red, green, blue (0 to 255): the colour's mean where it occurs, weighted by its share, to 1 decimal
-- Cost: reads colors and labels(filename); grows with the colours of the images.
-- Example: pixrec query colors_by_share.sql
WITH
  everything AS (SELECT COUNT(*) AS n FROM labels)
SELECT
  colors.name AS color,
  COUNT(DISTINCT colors.filename) AS images,
  ROUND(SUM(colors.share) / MAX(everything.n), 6) AS coverage,
  ROUND(SUM(colors.r * colors.share) / SUM(colors.share), 1) AS red,
  ROUND(SUM(colors.g * colors.share) / SUM(colors.share), 1) AS green,
  ROUND(SUM(colors.b * colors.share) / SUM(colors.share), 1) AS blue
FROM colors
CROSS JOIN everything
GROUP BY colors.name
ORDER BY coverage DESC, color;

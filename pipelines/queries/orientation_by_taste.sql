-- Which orientations do users like, by their most common colour?
--
-- Columns:
--   color (text): the first of the user's favorite_colors
--   orientation (text): landscape, portrait or square
--   favorites (number of favourites): how many favourites of such users have the orientation
--   share (0 to 1): the same as a share of all favourites of such users
-- Cost: reads favorites, two columns of users and two of labels; each favourite is joined with its user and its
--   image, so that this is the dearest of these questions: time grows with the number of favourites.
-- Example: pixrec query orientation_by_taste.sql
WITH
  tastes AS (
    SELECT user_id, ARRAY_GET(favorite_colors, 1) AS color
    FROM users
    WHERE ARRAY_LENGTH(favorite_colors) > 0
  ),
  counted AS (
    SELECT tastes.color AS color, labels.orientation AS orientation, COUNT(*) AS n
    FROM favorites
    JOIN tastes ON favorites.user_id = tastes.user_id
    JOIN labels ON favorites.filename = labels.filename
    GROUP BY tastes.color, labels.orientation
  ),
  sums AS (SELECT color, SUM(n) AS n FROM counted GROUP BY color)
SELECT
  counted.color AS color,
  counted.orientation AS orientation,
  counted.n AS favorites,
  CAST(counted.n AS DOUBLE) / sums.n AS share
FROM counted
JOIN sums ON counted.color = sums.color
ORDER BY color, favorites DESC, orientation;

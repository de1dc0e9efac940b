-- Which users like most images?
--
-- Columns:
--   user_id (text): the user
--   favorites (number of favourites): how many images of the collection the user likes
-- Cost: reads favorites and labels(filename); grows with the number of favourites.
-- Example: pixrec query users_by_favorites.sql --limit 20
SELECT favorites.user_id AS user_id, COUNT(*) AS favorites
FROM favorites
JOIN labels ON favorites.filename = labels.filename
GROUP BY favorites.user_id
ORDER BY favorites DESC, user_id;

-- Which images are recommended to most users?
--
-- Columns:
--   filename (text): the image
--   users (number of users): to how many users it is recommended
--   best_rank (number from 1): its best place in a user's list
--   mean_score (number): its mean score, in the units of the model
-- Cost: reads three columns of recommendations; grows with their number.
-- Example: pixrec query most_recommended_images.sql --limit 20
SELECT filename, COUNT(*) AS users, MIN(rank) AS best_rank, AVG(score) AS mean_score
FROM recommendations
GROUP BY filename
ORDER BY users DESC, best_rank, filename;

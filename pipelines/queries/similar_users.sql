-- Which users have tastes like those of one user?
-- Formula: similarity = (jaccard + trait_jaccard) / 2, where the Jaccard index of two sets is the size of what
-- they share over the size of both together. A user's traits are what is in the profile: favorite_colors,
-- favorite_tags, favorite_orientation and favorite_size. Users who share nothing are left out.
--
-- Columns:
--   user_id (text): the other user
--   similarity (0 to 1): the mean of the next two
--   jaccard (0 to 1): of the favourites of both
--   trait_jaccard (0 to 1): of the traits of both
--   common_images (number of images): favourites that both have
--   common_traits (number of traits): traits that both have
-- Cost: reads favorites once for its users and once for those who share an image, and users; grows with the
--   number of favourites, and never compares two other users.
-- Parameters:
--   $user (text): the user to compare with
-- Example: pixrec query similar_users.sql --param user=user_001 --limit 10
WITH
  mine AS (SELECT filename FROM favorites WHERE user_id = $user AND filename IS NOT NULL),
  liked AS (SELECT user_id, COUNT(filename) AS n FROM favorites GROUP BY user_id),
  my_liked AS (SELECT COUNT(*) AS n FROM mine),
  images_shared AS (
    SELECT favorites.user_id AS user_id, COUNT(*) AS n
    FROM favorites
    JOIN mine ON favorites.filename = mine.filename
    GROUP BY favorites.user_id
  ),
  colors_of AS (SELECT user_id, UNNEST(favorite_colors) AS value FROM users),
  tags_of AS (SELECT user_id, UNNEST(favorite_tags) AS value FROM users),
  traits AS (
    SELECT user_id, CONCAT('color ', value) AS trait FROM colors_of WHERE value IS NOT NULL
    UNION ALL
    SELECT user_id, CONCAT('tag ', value) AS trait FROM tags_of WHERE value IS NOT NULL
    UNION ALL
    SELECT user_id, CONCAT('orientation ', favorite_orientation) AS trait
    FROM users WHERE favorite_orientation IS NOT NULL
    UNION ALL
    SELECT user_id, CONCAT('size ', favorite_size) AS trait FROM users WHERE favorite_size IS NOT NULL
  ),
  my_traits AS (SELECT trait FROM traits WHERE user_id = $user),
  has_traits AS (SELECT user_id, COUNT(*) AS n FROM traits GROUP BY user_id),
  my_count AS (SELECT COUNT(*) AS n FROM my_traits),
  traits_shared AS (
    SELECT traits.user_id AS user_id, COUNT(*) AS n
    FROM traits
    JOIN my_traits ON traits.trait = my_traits.trait
    GROUP BY traits.user_id
  ),
  counted AS (
    SELECT
      liked.user_id AS user_id,
      COALESCE(images_shared.n, 0) AS common_images,
      COALESCE(traits_shared.n, 0) AS common_traits,
      CAST(liked.n + my_liked.n AS DOUBLE) AS all_images,
      CAST(COALESCE(has_traits.n, 0) + my_count.n AS DOUBLE) AS all_traits
    FROM liked
    CROSS JOIN my_liked
    CROSS JOIN my_count
    LEFT JOIN images_shared ON liked.user_id = images_shared.user_id
    LEFT JOIN has_traits ON liked.user_id = has_traits.user_id
    LEFT JOIN traits_shared ON liked.user_id = traits_shared.user_id
    WHERE liked.user_id <> $user
  ),
  indexed AS (
    SELECT
      user_id,
      CASE WHEN common_images = 0 THEN 0.0 ELSE common_images / (all_images - common_images) END AS jaccard,
      CASE WHEN common_traits = 0 THEN 0.0 ELSE common_traits / (all_traits - common_traits) END AS trait_jaccard,
      common_images,
      common_traits
    FROM counted
    WHERE common_images > 0 OR common_traits > 0
  )
SELECT user_id, (jaccard + trait_jaccard) / 2 AS similarity, jaccard, trait_jaccard, common_images, common_traits
FROM indexed
ORDER BY similarity DESC, user_id;

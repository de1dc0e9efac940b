-- The profile of every user, by joins and counts that any number of workers share: the reduce step. The same as
-- the table users, but for the cluster, which is found by looking at all users at once.
--
-- Needs the tables favorites (as people, with the rows of users who like nothing), labels, colors and tags.
--   ${out}   a new folder for the answer, in Parquet
INSERT OVERWRITE DIRECTORY '${out}' USING parquet
WITH
  -- Each favourite once, of images that the collection has, with its place in the file.
  placed AS (
    SELECT user_id, filename, MIN(place) AS place
    FROM people
    WHERE filename IS NOT NULL
    GROUP BY user_id, filename
  ),
  liked AS (
    SELECT placed.user_id, placed.filename, placed.place
    FROM placed
    LEFT SEMI JOIN labels ON placed.filename = labels.filename
  ),
  traits AS (
    SELECT filename, 'color' AS kind, name AS value FROM colors WHERE name IS NOT NULL
    UNION
    SELECT filename, 'tag', tag FROM tags WHERE tag IS NOT NULL
    UNION
    SELECT filename, 'orientation', orientation FROM labels WHERE orientation IS NOT NULL
    UNION
    SELECT filename, 'size', size_category FROM labels WHERE size_category IS NOT NULL
  ),
  counted AS (
    SELECT liked.user_id, traits.kind, traits.value, COUNT(*) AS favorites
    FROM liked
    JOIN traits ON liked.filename = traits.filename
    GROUP BY liked.user_id, traits.kind, traits.value
  ),
  -- Ties go to the value that comes first in the alphabet.
  ranked AS (
    SELECT
      user_id, kind, value,
      ROW_NUMBER() OVER (PARTITION BY user_id, kind ORDER BY favorites DESC, value) AS rank
    FROM counted
  ),
  tastes AS (
    SELECT
      user_id,
      transform(array_sort(collect_list(struct(rank, value)) FILTER (WHERE kind = 'color' AND rank <= 3)), x -> x.value)
        AS favorite_colors,
      MAX(value) FILTER (WHERE kind = 'orientation' AND rank = 1) AS favorite_orientation,
      MAX(value) FILTER (WHERE kind = 'size' AND rank = 1) AS favorite_size,
      transform(array_sort(collect_list(struct(rank, value)) FILTER (WHERE kind = 'tag' AND rank <= 5)), x -> x.value)
        AS favorite_tags
    FROM ranked
    WHERE rank <= 5
    GROUP BY user_id
  ),
  images_of AS (
    SELECT user_id, transform(array_sort(collect_list(struct(place, filename))), x -> x.filename) AS favorite_images
    FROM liked
    GROUP BY user_id
  ),
  everybody AS (SELECT DISTINCT user_id FROM people WHERE user_id IS NOT NULL)
SELECT
  everybody.user_id,
  COALESCE(tastes.favorite_colors, CAST(array() AS ARRAY<STRING>)) AS favorite_colors,
  tastes.favorite_orientation,
  tastes.favorite_size,
  COALESCE(tastes.favorite_tags, CAST(array() AS ARRAY<STRING>)) AS favorite_tags,
  COALESCE(images_of.favorite_images, CAST(array() AS ARRAY<STRING>)) AS favorite_images
FROM everybody
LEFT JOIN tastes ON everybody.user_id = tastes.user_id
LEFT JOIN images_of ON everybody.user_id = images_of.user_id
ORDER BY everybody.user_id;

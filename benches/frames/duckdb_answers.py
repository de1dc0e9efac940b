"""The questions of pipelines/queries, asked a second time in DuckDB's SQL.

They are written for what they mean, not for speed and not after pixrec's own text: favourites are joined with
what their images have, row by row, lists are compared as lists. So an error in one of the two is seen.
`$user`, `$image`, `$color` and `$support` are bound by answers.py.
"""

DUCKDB = {
    "popular_colors": """
        SELECT name AS color, count(*) AS count
        FROM favorites JOIN (SELECT DISTINCT filename, name FROM colors) USING (filename)
        GROUP BY ALL ORDER BY count DESC, color""",
    "tags_by_frequency": """
        SELECT tag, count(*) AS count FROM favorites JOIN (SELECT DISTINCT filename, tag FROM tags) USING (filename)
        GROUP BY ALL ORDER BY count DESC, tag""",
    "tags_by_images": """
        SELECT tag, count(DISTINCT filename) AS images, images / (SELECT count(*) FROM labels) AS share
        FROM tags GROUP BY tag ORDER BY images DESC, tag""",
    "colors_per_orientation": """
        SELECT l.orientation, c.name AS color, count(DISTINCT filename) AS images,
               images / (SELECT count(*) FROM labels o WHERE o.orientation = l.orientation) AS share
        FROM labels l JOIN colors c USING (filename) GROUP BY l.orientation, c.name
        ORDER BY l.orientation, images DESC, color""",
    "colors_by_share": """
        WITH whole AS (SELECT filename, name, sum(share) AS share, sum(r * share) AS r, sum(g * share) AS g,
                              sum(b * share) AS b FROM colors GROUP BY ALL)
        SELECT name AS color, count(*) AS images, round(sum(share) / (SELECT count(*) FROM labels), 6) AS coverage,
               round(sum(r) / sum(share), 1) AS red, round(sum(g) / sum(share), 1) AS green,
               round(sum(b) / sum(share), 1) AS blue
        FROM whole GROUP BY name ORDER BY coverage DESC, color""",
    "similar_users": """
        WITH liked AS (SELECT user_id, list(DISTINCT filename) AS images FROM favorites GROUP BY user_id),
             who AS (SELECT user_id, coalesce(images, []) AS images,
                            list_transform(favorite_colors, lambda x: 'c' || x)
                            || list_transform(favorite_tags, lambda x: 't' || x)
                            || list_filter(['o' || favorite_orientation, 's' || favorite_size],
                                           lambda x: x IS NOT NULL) AS traits
                     FROM users FULL JOIN liked USING (user_id)),
             me AS (SELECT * FROM who WHERE user_id = $user),
             beside AS (SELECT who.user_id,
                               len(list_intersect(who.images, me.images)) AS common_images,
                               len(list_distinct(who.images || me.images)) AS all_images,
                               len(list_intersect(who.traits, me.traits)) AS common_traits,
                               len(list_distinct(who.traits || me.traits)) AS all_traits
                        FROM who, me WHERE who.user_id <> me.user_id),
             indexed AS (SELECT *, coalesce(common_images / nullif(all_images, 0), 0) AS jaccard,
                                coalesce(common_traits / nullif(all_traits, 0), 0) AS trait_jaccard FROM beside)
        SELECT user_id, (jaccard + trait_jaccard) / 2 AS similarity, jaccard, trait_jaccard,
               common_images, common_traits
        FROM indexed WHERE common_images + common_traits > 0 ORDER BY similarity DESC, user_id""",
    "liked_together": """
        WITH fans AS (SELECT user_id FROM favorites WHERE filename = $image),
             beside AS (SELECT filename, count(*) AS either, count(*) FILTER (user_id IN (FROM fans)) AS users
                        FROM favorites WHERE filename <> $image GROUP BY filename)
        SELECT filename, users, users / (either + (SELECT count(*) FROM fans) - users) AS jaccard
        FROM beside WHERE users > 0 ORDER BY users DESC, jaccard DESC, filename""",
    "tag_pairs_by_lift": """
        WITH f AS (SELECT filename FROM favorites SEMI JOIN labels USING (filename)),
             t AS (SELECT DISTINCT filename, tag FROM tags),
             one AS (SELECT tag, count(*) AS n FROM f JOIN t USING (filename) GROUP BY tag),
             two AS (SELECT x.tag AS a, y.tag AS b, count(*) AS n
                     FROM f JOIN t x USING (filename) JOIN t y USING (filename) WHERE x.tag < y.tag GROUP BY ALL)
        SELECT a, b, two.n AS count,
               two.n * (SELECT count(*) FROM f)::DOUBLE / (oa.n::DOUBLE * ob.n::DOUBLE) AS lift
        FROM two JOIN one oa ON oa.tag = a JOIN one ob ON ob.tag = b
        WHERE two.n >= $support ORDER BY lift DESC, count DESC, a, b""",
    "tag_pairs": """
        WITH t AS (SELECT DISTINCT filename, tag FROM tags)
        SELECT x.tag AS a, y.tag AS b, count(*) AS count
        FROM favorites JOIN t x USING (filename) JOIN t y USING (filename)
        WHERE x.tag < y.tag GROUP BY ALL ORDER BY count DESC, a, b""",
    "tags_with_color": """
        WITH has AS (SELECT filename, list_contains(list(name), $color) AS painted FROM colors GROUP BY filename),
             t AS (SELECT tag, count(DISTINCT filename) AS n,
                          count(DISTINCT filename) FILTER (painted) AS images
                   FROM tags LEFT JOIN has USING (filename) GROUP BY tag),
             p AS (SELECT count(*) AS n FROM has WHERE painted)
        SELECT tag, images, images / p.n AS share,
               images::DOUBLE * (SELECT count(*) FROM labels) / (p.n::DOUBLE * t.n) AS lift
        FROM t, p WHERE images > 0 ORDER BY images DESC, lift DESC, tag""",
    "most_liked_images": """
        SELECT filename, count(*) AS likes, any_value(title) AS title, any_value(author) AS author
        FROM images JOIN favorites USING (filename) GROUP BY filename ORDER BY likes DESC, filename""",
    "images_nobody_likes": """
        SELECT filename, title, author FROM images
        WHERE filename NOT IN (SELECT filename FROM favorites WHERE filename IS NOT NULL) ORDER BY filename""",
    "images_without_tags": """
        SELECT filename, title FROM images ANTI JOIN tags USING (filename) ORDER BY filename""",
    "camera_models": """
        SELECT exif_camera_make AS make, exif_camera_model AS model, count(DISTINCT i.filename) AS images,
               count(f.filename) AS favorites
        FROM images i LEFT JOIN favorites f USING (filename) GROUP BY ALL
        ORDER BY images DESC, make NULLS LAST, model NULLS LAST""",
    "licenses": """
        SELECT license, count(*) AS images, count(*) / (SELECT count(*) FROM images) AS share,
               count(DISTINCT author) AS authors
        FROM images GROUP BY license ORDER BY images DESC, license NULLS LAST""",
    "sizes_and_formats": """
        SELECT format, size_category, count(*) AS images, sum(file_size_kb) / 1024 AS megabytes,
               avg(width::DOUBLE * height / 1000000) AS megapixels
        FROM images JOIN labels USING (filename) GROUP BY ALL ORDER BY images DESC, format, size_category""",
    "biggest_files": """
        SELECT filename, file_size_kb, width, height, format FROM images ORDER BY file_size_kb DESC, filename""",
    "images_per_source": """
        SELECT source, count(*) AS images, sum(file_size_kb) / 1024 AS megabytes,
               (SELECT count(*) FROM favorites JOIN images s USING (filename)
                WHERE s.source IS NOT DISTINCT FROM i.source) AS favorites
        FROM images i GROUP BY source ORDER BY images DESC, source NULLS LAST""",
    "images_by_author": """
        SELECT author, count(DISTINCT i.filename) AS images, count(f.filename) AS favorites,
               favorites / images AS favorites_per_image
        FROM images i LEFT JOIN favorites f USING (filename) GROUP BY author
        ORDER BY images DESC, favorites DESC, author NULLS LAST""",
    "favorites_over_time": """
        SELECT exif_date_taken[1:7] AS month, count(*) AS favorites, count(DISTINCT filename) AS images
        FROM images JOIN favorites USING (filename) GROUP BY month ORDER BY month NULLS LAST""",
    "near_duplicates": """
        SELECT distance, d.filename, other, x.width::DOUBLE * x.height / 1000000 AS megapixels,
               y.width::DOUBLE * y.height / 1000000 AS other_megapixels, x.file_size_kb,
               y.file_size_kb AS other_file_size_kb
        FROM duplicates d JOIN images x ON x.filename = d.filename JOIN images y ON y.filename = other
        ORDER BY distance, d.filename, other""",
    "orientation_by_taste": """
        SELECT favorite_colors[1] AS color, orientation, count(*) AS favorites,
               count(*) / sum(count(*)) OVER (PARTITION BY favorite_colors[1]) AS share
        FROM favorites JOIN users USING (user_id) JOIN labels USING (filename)
        WHERE len(favorite_colors) > 0 GROUP BY color, orientation ORDER BY color, favorites DESC, orientation""",
    "users_per_cluster": """
        SELECT cluster, count(*) AS users, count(*) / (SELECT count(*) FROM users) AS share,
               sum(len(favorite_images))::BIGINT AS favorites
        FROM users GROUP BY cluster ORDER BY cluster NULLS LAST""",
    "users_by_favorites": """
        SELECT user_id, count(*) AS favorites FROM favorites SEMI JOIN labels USING (filename)
        GROUP BY user_id ORDER BY favorites DESC, user_id""",
    "favorites_of_unknown_images": """
        SELECT filename, count(*) AS users FROM favorites ANTI JOIN labels USING (filename)
        WHERE filename IS NOT NULL GROUP BY filename ORDER BY users DESC, filename""",
    "most_recommended_images": """
        SELECT filename, count(*) AS users, min(rank) AS best_rank, avg(score) AS mean_score
        FROM recommendations GROUP BY filename ORDER BY users DESC, best_rank, filename""",
    "why_rejected": """
        SELECT stage, reason, count(*) AS count FROM rejected GROUP BY ALL ORDER BY count DESC, stage, reason""",
}

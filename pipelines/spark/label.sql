-- The labels of all images: the map step. Each part of the list of paths is the input of a `pixrec label --stream`
-- on the worker that has it; the lines that come out are those of one process, in another order.
--
-- Needs the table images, and the image files below the same folder on every worker.
--   ${data}   the data folder           ${pixrec}   the program on the workers, with its options
--   ${parts}  into how many parts       ${colors}   the most colours in a palette, 3 to 5
--   ${out}    a new folder for the lines, text files of JSON
-- As plain Spark: spark-sql --files target/release/pixrec -d data=/shared_data -d out=/shared_data/lines -d parts=64 \
--   -d colors=5 -d 'pixrec=./pixrec -j 1' -i pipelines/spark/tables.sql -f pipelines/spark/label.sql
INSERT OVERWRITE DIRECTORY '${out}' USING text
SELECT TRANSFORM(to_json(struct(path)))
USING '${pixrec} label --stream --colors ${colors}'
AS (line STRING)
FROM (
  SELECT /*+ REPARTITION(${parts}) */ concat('${data}/images/', filename) AS path
  FROM images
);

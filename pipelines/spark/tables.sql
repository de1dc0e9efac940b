-- The tables of a data folder for Spark: what `pixrec query` knows, by the same names.
--
-- Read before a script, with the folder in which the tables are Parquet files:
--   spark-sql -d data=/shared_data -i pipelines/spark/tables.sql -f mine.sql
-- Only tables that are there can be named; `pixrec spark` names those that are, and makes them of JSON files first.
CREATE OR REPLACE TEMPORARY VIEW images USING parquet OPTIONS (path '${data}/images.parquet');
CREATE OR REPLACE TEMPORARY VIEW labels USING parquet OPTIONS (path '${data}/labels.parquet');
CREATE OR REPLACE TEMPORARY VIEW colors USING parquet OPTIONS (path '${data}/colors.parquet');
CREATE OR REPLACE TEMPORARY VIEW tags USING parquet OPTIONS (path '${data}/tags.parquet');
CREATE OR REPLACE TEMPORARY VIEW people AS
SELECT user_id, filename, _metadata.row_index AS place FROM parquet.`${data}/favorites.parquet`;
-- A row without an image only says that somebody is a user.
CREATE OR REPLACE TEMPORARY VIEW favorites AS SELECT user_id, filename FROM people WHERE filename IS NOT NULL;

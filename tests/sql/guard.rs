//! Only questions over known tables are let through.

use std::time::{Duration, Instant};

use pixrec::sql::{Params, questions};
use pixrec::tables::shape::TABLES;
use proptest::prelude::*;

const KNOWN: [&str; 4] = ["images", "colors", "tags", "users"];

/// What is said of a statement that is refused.
fn refused(sql: &str) -> String {
    match questions(sql, &Params::new(), &KNOWN) {
        Ok(_) => panic!("{sql} is let through"),
        Err(mistake) => mistake.to_string(),
    }
}

fn allowed(sql: &str) {
    if let Err(mistake) = questions(sql, &Params::new(), &KNOWN) {
        panic!("{sql}: {mistake}");
    }
}

#[test]
fn what_changes_something_is_refused() {
    for sql in [
        "CREATE TABLE t AS SELECT * FROM images",
        "CREATE OR REPLACE TABLE images AS SELECT 1",
        "CREATE VIEW v AS SELECT 1",
        "CREATE EXTERNAL TABLE t (a INT) LOCATION '/etc/passwd'",
        "DROP TABLE images",
        "DROP TABLE IF EXISTS images",
        "TRUNCATE TABLE images",
        "DELETE FROM images",
        "DELETE FROM images WHERE width > 1",
        "INSERT INTO images SELECT * FROM images",
        "INSERT INTO images VALUES (1)",
        "UPDATE images SET width = 1",
        "MERGE INTO images USING colors ON TRUE WHEN MATCHED THEN DELETE",
        "ALTER TABLE images ADD COLUMN a INT",
        "COPY images TO '/tmp/x.csv'",
        "COPY images FROM '/etc/passwd'",
        "COPY (SELECT 1) TO '/tmp/x.csv'",
        "SET a = 1",
        "SET TIME ZONE 'UTC'",
        "USE other",
        "ATTACH DATABASE 'x.db' AS x",
        "PRAGMA a",
        "BEGIN",
        "COMMIT",
        "GRANT SELECT ON images TO x",
        "CALL something()",
        "EXECUTE x",
        "PREPARE x AS SELECT 1",
        "KILL 1",
        "ANALYZE TABLE images",
        "LOAD DATA INPATH 'x' INTO TABLE images",
        "UNLOAD (SELECT 1) TO 's3://x'",
        "INSTALL httpfs",
        "EXPLAIN DROP TABLE images",
        "EXPLAIN ANALYZE SELECT 1",
        "EXPLAIN EXPLAIN SELECT 1",
        "EXPLAIN DELETE FROM images",
        "SHOW TABLES",
        "DESCRIBE images",
        "SELECT * INTO t FROM images",
        "SELECT 1 UNION SELECT * INTO t FROM images",
        "SELECT * FROM images FOR UPDATE",
        "SELECT * FROM (SELECT * FROM images FOR SHARE) AS x",
        "WITH x AS (INSERT INTO images VALUES (1) RETURNING *) SELECT * FROM x",
        "WITH x AS (DELETE FROM images RETURNING *) SELECT * FROM x",
        "WITH x AS (SELECT 1) DELETE FROM images",
        "WITH x AS (SELECT 1) INSERT INTO images SELECT * FROM x",
        "WITH x AS (SELECT 1) UPDATE images SET width = 1",
        "SELECT 1; DROP TABLE images",
        "TABLE images",
        "SELECT 1 UNION TABLE images",
    ] {
        refused(sql);
    }
}

#[test]
fn what_reads_files_is_refused_wherever_it_stands() {
    for sql in [
        "SELECT * FROM read_csv('/etc/hosts')",
        "SELECT * FROM READ_CSV('/etc/hosts')",
        "SELECT * FROM \"read_csv\"('/etc/hosts')",
        "SELECT * FROM read_parquet('x.parquet')",
        "SELECT * FROM read_json('x.json')",
        "SELECT * FROM read_ipc('x.ipc')",
        "SELECT * FROM read_csv('/etc/hosts') AS images",
        "SELECT * FROM images, read_csv('/etc/hosts') AS x",
        "SELECT * FROM images JOIN read_csv('/etc/hosts') AS x ON TRUE",
        "SELECT * FROM images CROSS JOIN read_csv('/etc/hosts') AS x",
        "SELECT * FROM (images JOIN read_csv('/etc/hosts') AS x ON TRUE)",
        "SELECT * FROM (SELECT * FROM read_csv('/etc/hosts')) AS x",
        "SELECT * FROM images WHERE filename IN (SELECT a FROM read_csv('/etc/hosts'))",
        "SELECT * FROM images WHERE EXISTS (SELECT 1 FROM read_csv('/etc/hosts'))",
        "SELECT (SELECT COUNT(*) FROM read_csv('/etc/hosts')) FROM images",
        "SELECT CASE WHEN 1 IN (SELECT 1 FROM read_csv('x')) THEN 1 END FROM images",
        "SELECT COUNT(*) FILTER (WHERE 1 IN (SELECT 1 FROM read_csv('x'))) FROM images",
        "SELECT * FROM images ORDER BY (SELECT 1 FROM read_csv('x'))",
        "SELECT 1 FROM images GROUP BY 1 HAVING 1 IN (SELECT 1 FROM read_csv('x'))",
        "SELECT ROW_NUMBER() OVER (ORDER BY (SELECT 1 FROM read_csv('x'))) FROM images",
        "WITH x AS (SELECT * FROM read_csv('/etc/hosts')) SELECT * FROM x",
        "WITH x AS (WITH y AS (SELECT * FROM read_csv('z')) SELECT * FROM y) SELECT * FROM x",
        "SELECT 1 UNION ALL SELECT * FROM read_csv('/etc/hosts')",
        "SELECT 1 EXCEPT (SELECT * FROM read_csv('/etc/hosts'))",
        "SELECT * FROM images, LATERAL (SELECT * FROM read_csv('x')) AS y",
        "SELECT * FROM LATERAL read_csv('x') AS y",
        "SELECT * FROM TABLE(read_csv('x'))",
        "EXPLAIN SELECT * FROM read_csv('/etc/hosts')",
        "SELECT * FROM generate_series(1, 1000000000)",
        "SELECT * FROM '/etc/hosts'",
        "SELECT * FROM \"/etc/hosts\"",
        "SELECT * FROM `/etc/hosts`",
        "SELECT * FROM @stage/file.csv",
        "SELECT * FROM file.csv",
        "SELECT * FROM information_schema.tables",
        "SELECT * FROM main.images",
        "SELECT * FROM images PIVOT(SUM(width) FOR format IN ('.jpg'))",
        "SELECT * FROM JSON_TABLE('[]', '$[*]' COLUMNS(a INT PATH '$')) AS t",
        "SELECT * FROM unknown",
    ] {
        refused(sql);
    }
    assert_eq!(
        refused("SELECT *\nFROM read_csv('/etc/hosts')"),
        "line 2, column 6: 'read_csv' is no table: functions that give tables are not allowed"
    );
    assert_eq!(
        refused("SELECT * FROM 'a.csv'"),
        "line 1, column 15: 'a.csv' is a text; files cannot be asked, only tables"
    );
}

#[test]
fn a_name_of_the_statement_cannot_hide_a_table() {
    // Polars would read the table in its place, and the answer would be another one.
    for sql in [
        "WITH images AS (SELECT 1 AS a) SELECT * FROM images",
        "SELECT * FROM (SELECT * FROM images) AS tags",
        "SELECT tags.filename FROM images AS tags",
        "WITH x AS (SELECT 1 AS a) SELECT x.a FROM images AS x",
        "SELECT * FROM (WITH x AS (SELECT 1) SELECT * FROM x) AS y",
    ] {
        refused(sql);
    }
}

#[test]
fn an_aggregate_orders_rows_by_its_name_only() {
    // Polars orders by the aggregate of all rows, which is no order.
    assert_eq!(
        refused("SELECT tag FROM tags GROUP BY tag ORDER BY COUNT(*) DESC"),
        "line 1, column 44: ORDER BY takes no aggregate; name it with AS in SELECT, and order by that name"
    );
    refused("SELECT tag FROM tags GROUP BY tag ORDER BY 1 + sum(1)");
    allowed("SELECT tag, COUNT(*) AS n FROM tags GROUP BY tag ORDER BY n DESC, LOWER(tag)");
    allowed("SELECT tag FROM tags ORDER BY COUNT(*) OVER (PARTITION BY tag), tag");
}

#[test]
fn an_aggregate_of_groups_needs_a_subquery() {
    // Polars would take the sum of each group alone.
    assert_eq!(
        refused("SELECT tag, COUNT(*) / SUM(COUNT(*)) OVER () AS part FROM tags GROUP BY tag"),
        "line 1, column 28: an aggregate of aggregates; count in a subquery, and go on with its rows"
    );
    refused("SELECT MAX(1 + AVG(width)) FROM images");
    allowed("SELECT n, n / SUM(n) OVER () FROM (SELECT COUNT(*) AS n FROM tags GROUP BY tag) AS x");
}

#[test]
fn questions_are_let_through() {
    for sql in [
        "SELECT * FROM images",
        "select count(*) from images;",
        "FROM images",
        "-- a comment\nSELECT 1 /* another; one */;\n-- the end\n",
        "SELECT 1; SELECT 2;; SELECT 3",
        "SELECT ';' AS a",
        "WITH a AS (SELECT 1 AS n), b AS (SELECT n FROM a) SELECT * FROM b JOIN images ON TRUE",
        "WITH a AS (WITH b AS (SELECT 1 AS n) SELECT n FROM b) SELECT n FROM a",
        "SELECT * FROM images i JOIN colors c USING (filename) WHERE c.share > 0.5",
        "SELECT * FROM images images",
        "SELECT filename FROM images WHERE filename IN (SELECT filename FROM tags)",
        "SELECT filename FROM images UNION SELECT filename FROM tags ORDER BY filename",
        "SELECT UNNEST(favorite_colors) FROM users",
        "SELECT user_id, c FROM users CROSS JOIN UNNEST(favorite_colors) AS c",
        "SELECT * FROM UNNEST([1, 2]) AS t(a)",
        "SELECT * FROM (VALUES (1), (2)) AS t(a)",
        "EXPLAIN SELECT * FROM images",
        "SELECT filename FROM (images JOIN tags USING (filename))",
    ] {
        allowed(sql);
    }
}

#[test]
fn only_the_tables_that_are_named_are_read() {
    let sql = "WITH x AS (SELECT filename FROM tags) SELECT * FROM x JOIN colors c USING (filename) \
               WHERE filename IN (SELECT filename FROM tags)";
    let read = questions(sql, &Params::new(), &KNOWN).expect("a question");
    assert_eq!(read[0].tables, ["tags", "colors"]);
}

#[test]
fn every_column_can_be_named_without_quotes() {
    for table in TABLES {
        for field in (table.fields)() {
            let (name, table) = (field.name, table.name);
            for sql in [
                format!("SELECT 1 AS a, {name} FROM {table}"),
                format!("SELECT {name}, 1 AS a FROM {table} AS t WHERE t.{name} IS NULL"),
                format!("SELECT {name} FROM {table} GROUP BY {name} ORDER BY {name}"),
                format!("SELECT COUNT(*) AS a, MAX({name}) FROM {table} GROUP BY a, {name}"),
            ] {
                if let Err(mistake) = questions(&sql, &Params::new(), &[table]) {
                    panic!("{sql}: {mistake}");
                }
            }
        }
    }
}

#[test]
fn deep_and_long_statements_are_refused_in_a_moment() {
    let many = |word: &str, times: usize| word.repeat(times);
    for sql in [
        format!("SELECT {}1{}", many("(", 10_000), many(")", 10_000)),
        format!("SELECT {}", many("(", 1_000_000)),
        format!("SELECT 1{}", many(" OR 1", 10_000)),
        format!("SELECT 1{}", many("+1", 500_000)),
        format!("SELECT 1{}", many(" IS NULL", 9_000)),
        format!("SELECT 1{}", many("::INT", 9_000)),
        format!("SELECT {} TRUE", many("NOT ", 10_000)),
        format!("SELECT {}1", many("- ", 10_000)),
        format!("SELECT {}1", many("CASE WHEN ", 10_000)),
        format!("SELECT * FROM {}", many("(", 24)),
        format!("SELECT * FROM {}images", many("(SELECT * FROM ", 24)),
        format!("SELECT 1{}", many(" UNION ALL SELECT 1", 10_000)),
        format!("SELECT 1 IN {}1", many("(", 24)),
        many("SELECT 1 UNION ", 50_000),
        many("a", 2 << 20),
        many("'", 100_001),
        many("/*", 100_000),
    ] {
        let start = Instant::now();
        refused(&sql);
        let took = start.elapsed();
        assert!(took < Duration::from_secs(5), "{took:?}: {}", &sql[..40]);
    }
    allowed(&format!("SELECT 1 IN (0{})", many(", 1", 100_000)));
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,200}") {
        let _ = questions(&text, &Params::new(), &KNOWN);
    }

    /// Words of SQL in any order: most are refused, none takes long.
    #[test]
    fn any_words_are_read_or_refused(words in proptest::collection::vec(prop_oneof![
        Just("SELECT"), Just("FROM"), Just("images"), Just("("), Just(")"), Just(","), Just("*"),
        Just("UNION"), Just("WITH"), Just("AS"), Just("x"), Just("JOIN"), Just("ON"), Just("1"),
        Just("'a'"), Just("$p"), Just(":p"), Just("ORDER BY"), Just("LIMIT"), Just("CASE"),
        Just("WHEN"), Just("END"), Just("OVER"), Just("UNNEST"), Just("["), Just("]"), Just(";"),
        Just("cluster"), Just("INTERVAL"), Just("NOT"), Just("EXISTS"), Just("VALUES"), Just("::"),
    ], 0..60)) {
        let start = Instant::now();
        let _ = questions(&words.join(" "), &Params::new(), &KNOWN);
        prop_assert!(start.elapsed() < Duration::from_secs(1));
    }
}

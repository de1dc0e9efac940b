//! What is wrong is told with its place, and with what may be meant.

use pixrec::sql::{Params, questions};
use polars::prelude::*;

fn tables() -> Vec<(String, LazyFrame)> {
    let colors = df!(
        "filename" => ["a.jpg", "a.jpg", "b.jpg"],
        "name" => ["red", "blue", "red"],
        "share" => [0.75, 0.25, 1.0],
    );
    let users = df!(
        "user_id" => ["ana", "ben"],
        "cluster" => [0_u32, 1],
        "favorite_colors" => [
            Series::new("".into(), ["red", "blue"]),
            Series::new("".into(), ["green"]),
        ],
    );
    let lazy = |frame: PolarsResult<DataFrame>| frame.expect("a table").lazy();
    vec![
        ("colors".to_owned(), lazy(colors)),
        ("users".to_owned(), lazy(users)),
    ]
}

fn ask(sql: &str) -> Result<DataFrame, String> {
    let known = ["colors", "users"];
    let read = questions(sql, &Params::new(), &known).map_err(|mistake| mistake.to_string())?;
    let named = |(name, _): &(String, LazyFrame)| read[0].tables.contains(name);
    let tables = tables().into_iter().filter(named).collect();
    let plan = read[0]
        .plan(tables)
        .map_err(|mistake| mistake.to_string())?;
    plan.collect()
        .map_err(|error| read[0].mistake(&error).to_string())
}

#[test]
fn mistakes_are_told_with_place_and_hint() {
    let told = [
        (
            "SELECT nme FROM colors",
            "line 1, column 8: there is no column 'nme' in colors; did you mean 'name'?",
        ),
        (
            "SELECT share\n  FROM colors\n WHERE Name = 'red'",
            "line 3, column 8: there is no column 'Name' in colors; did you mean 'name'?",
        ),
        (
            "SELECT c.shar FROM colors AS c JOIN users u ON c.name = u.user_id",
            "line 1, column 10: there is no column 'shar' in colors; did you mean 'share'?",
        ),
        (
            "SELECT share FROM colors ORDER BY zzz",
            "line 1, column 35: there is no column 'zzz' in colors; it has filename, name, share",
        ),
        (
            "SELECT * FROM color",
            "line 1, column 15: there is no table 'color'; did you mean 'colors'?",
        ),
        (
            "SELECT * FROM qqq",
            "line 1, column 15: there is no table 'qqq'; the tables are colors, users",
        ),
        (
            "WITH big AS (SELECT * FROM colors) SELECT * FROM bug",
            "line 1, column 50: there is no table 'bug'; did you mean 'big'?",
        ),
        (
            "SELECT COUTN(*) FROM colors",
            "line 1, column 8: there is no function 'coutn'; did you mean 'count'?",
        ),
        (
            "SELEC 1",
            "line 1, column 1: expected SELECT or WITH, found SELEC",
        ),
        (
            "SELECT name FROM colors WHERE",
            "line 1, column 30: expected an expression, found the end",
        ),
        (
            "SELECT 1;\nSELECT 'abc",
            "line 2, column 8: unterminated string literal",
        ),
        ("-- nothing\n;", "there is no statement in it"),
        (
            "DROP TABLE colors",
            "line 1, column 1: this is no question, and only questions are allowed: SELECT ..., WITH ... SELECT, EXPLAIN SELECT",
        ),
        (
            "SELECT name FROM colors UNION SELECT user_id FROM users ORDER BY name",
            "line 1, column 66: the column 'name' is not known here; select it in a subquery",
        ),
        (
            "SELECT name, (SELECT COUNT(*) FROM users) AS n FROM colors",
            "line 1, column 1: a subquery that gives one value cannot stand here; join it under a name",
        ),
        (
            "SELECT a.name, b.name FROM colors a JOIN colors b USING (filename) GROUP BY a.name, b.name",
            "line 1, column 10: two columns 'name' are grouped by; name both with AS in SELECT, and group by the names",
        ),
        (
            "SELECT name, COUNT(*) FROM colors GROUP BY ROLLUP(name)",
            "line 1, column 1: expression Rollup: Polars' SQL does not know this",
        ),
    ];
    for (sql, told) in told {
        assert_eq!(ask(sql).expect_err(sql), told, "{sql}");
    }
}

#[test]
fn no_mistake_has_more_than_one_line() {
    for sql in [
        "SELECT name + share FROM colors",
        "SELECT SUM(name), share FROM colors",
        "SELECT * FROM colors JOIN users",
        "SELECT * FROM colors NATURAL JOIN users",
        "SELECT CAST(name AS INT) FROM colors",
        "SELECT name FROM colors GROUP BY share",
        "SELECT u.name FROM colors",
        "SELECT filename FROM colors a, colors b",
        "SELECT * FROM colors LIMIT -1",
        "SELECT name FROM colors WHERE name ~ '('",
        "SELECT 1 AS a, 2 AS a FROM colors",
        "SELECT COUNT(*) OVER (ROWS 'x' PRECEDING) FROM colors",
        "SELECT 99999999999999999999999999",
    ] {
        let told = ask(sql).expect_err(sql);
        assert!(
            !told.contains('\n') && !told.contains("Span("),
            "{sql}: {told}"
        );
    }
}

#[test]
fn lists_are_taken_apart() {
    for sql in [
        "SELECT user_id, UNNEST(favorite_colors) AS color FROM users",
        "SELECT user_id, color FROM users CROSS JOIN UNNEST(favorite_colors) AS color",
        "SELECT u.user_id, color FROM users AS u CROSS JOIN UNNEST(u.favorite_colors) AS color",
    ] {
        let answer = ask(sql).expect(sql);
        let expected = df!(
            "user_id" => ["ana", "ana", "ben"],
            "color" => ["red", "blue", "green"],
        );
        assert_eq!(answer, expected.expect("a table"), "{sql}");
    }
    let counted = ask(
        "SELECT color, COUNT(*) AS n FROM users CROSS JOIN UNNEST(favorite_colors) AS color \
         JOIN (SELECT DISTINCT name FROM colors) AS c ON color = c.name \
         GROUP BY color ORDER BY color",
    );
    let counted = counted.expect("a list can be joined");
    let colors = counted
        .column("color")
        .expect("a column")
        .str()
        .expect("text");
    assert_eq!(Vec::from(colors), [Some("blue"), Some("red")]);
}

#[test]
fn a_column_named_as_a_clause_can_be_asked() {
    let answer = ask("SELECT user_id, cluster FROM users ORDER BY cluster DESC").expect("rows");
    let first = answer.column("cluster").expect("a column").get(0);
    assert_eq!(first.expect("a row"), AnyValue::UInt32(1));
}

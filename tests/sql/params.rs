//! Values are bound, whatever stands in them.

use pixrec::sql::{Mistake, Param, Params, Question, questions};
use polars::prelude::*;
use proptest::prelude::*;

fn params(values: &[(&str, Param)]) -> Params {
    let values = values.iter();
    values
        .map(|(name, value)| ((*name).to_owned(), value.clone()))
        .collect()
}

fn text(value: &str) -> Param {
    Param::Text(value.to_owned())
}

fn number(json: &str) -> Param {
    Param::Number(serde_json::from_str(json).expect("a number"))
}

fn read(sql: &str, values: &[(&str, Param)]) -> Result<Vec<Question>, Mistake> {
    questions(sql, &params(values), &["t"])
}

/// The answer over a table `t` of three names.
fn answer(sql: &str, values: &[(&str, Param)]) -> DataFrame {
    let table = df!("name" => ["a", "b", "o'brien"], "n" => [1_i64, 2, 3]).expect("a table");
    let question = read(sql, values).expect("a question").remove(0);
    let planned = question.plan(vec![("t".to_owned(), table.lazy())]);
    planned.expect("a plan").collect().expect("an answer")
}

fn only(frame: &DataFrame) -> AnyValue<'_> {
    assert_eq!(frame.shape(), (1, 1), "{frame}");
    frame.columns()[0].get(0).expect("a value")
}

#[test]
fn values_of_every_kind_are_bound() {
    let names = |sql, values: &[_]| answer(sql, values).height();
    assert_eq!(
        names("SELECT * FROM t WHERE name = $x", &[("x", text("o'brien"))]),
        1
    );
    assert_eq!(
        names("SELECT * FROM t WHERE name = :x", &[("x", text("o'brien"))]),
        1
    );
    assert_eq!(
        names(
            "SELECT * FROM t WHERE n>$x AND n<:y",
            &[("x", number("1")), ("y", number("3"))]
        ),
        1
    );
    assert_eq!(
        names(
            "SELECT * FROM t WHERE n IN ($x, $x, 2)",
            &[("x", number("1"))]
        ),
        2
    );
    assert_eq!(
        names("SELECT * FROM t WHERE $x", &[("x", Param::Bool(true))]),
        3
    );
    assert_eq!(
        names("SELECT * FROM t WHERE $x IS NULL", &[("x", Param::Null)]),
        3
    );
    assert_eq!(names("SELECT * FROM t LIMIT $n", &[("n", text("2"))]), 2);
    assert_eq!(
        names(
            "SELECT * FROM t LIMIT :n OFFSET :m",
            &[("n", number("2")), ("m", text("2"))]
        ),
        1
    );
    assert_eq!(
        names("SELECT * FROM t WHERE name LIKE $x", &[("x", text("%'%"))]),
        1
    );
    // No minus makes a comment of the next one.
    let less = answer("SELECT 1-$x AS d FROM t LIMIT 1", &[("x", number("-2"))]);
    assert_eq!(only(&less).try_extract::<i64>().ok(), Some(3));
    let part = answer("SELECT $x AS d FROM t LIMIT 1", &[("x", number("-0.5"))]);
    assert_eq!(only(&part).try_extract::<f64>().ok(), Some(-0.5));
}

#[test]
fn signs_in_texts_and_comments_are_no_parameters() {
    let frame = answer("SELECT '$x :y' AS a /* $z */ FROM t LIMIT 1 -- $w", &[]);
    assert_eq!(only(&frame), AnyValue::String("$x :y"));
    let cast = answer("SELECT n::TEXT AS a FROM t LIMIT 1", &[]);
    assert_eq!(only(&cast), AnyValue::String("1"));
}

#[test]
fn what_is_missing_or_left_over_is_told() {
    let told = |sql, values: &[_]| match read(sql, values) {
        Ok(_) => panic!("{sql} is let through"),
        Err(mistake) => mistake.to_string(),
    };
    assert_eq!(
        told("SELECT *\nFROM t WHERE name = $user", &[("usr", text("a"))]),
        "line 2, column 21: the parameter 'user' has no value; did you mean 'usr'?"
    );
    assert_eq!(
        told("SELECT :a FROM t", &[]),
        "line 1, column 8: the parameter 'a' has no value; give it with --param a=..."
    );
    assert_eq!(
        told(
            "SELECT $color FROM t",
            &[("color", text("a")), ("colour", text("b"))]
        ),
        "no statement asks for the parameter 'colour'; did you mean 'color'?"
    );
    assert_eq!(
        told("SELECT * FROM t LIMIT $n", &[("n", text("two"))]),
        "line 1, column 23: the parameter 'n' must be a whole number here"
    );
    told("SELECT * FROM t LIMIT $n", &[("n", number("-1"))]);
    told("SELECT * FROM t WHERE name = ?", &[]);
    told("SELECT * FROM t WHERE name = @a", &[("a", text("a"))]);
    // A parameter is a value, never a table or a column.
    told("SELECT * FROM $table", &[("table", text("t"))]);
    told("SELECT t.$a FROM t", &[("a", text("n"))]);
}

#[test]
fn each_statement_may_ask_for_other_values() {
    let read = read(
        "SELECT $a FROM t; SELECT $b FROM t",
        &[("a", text("1")), ("b", text("2"))],
    );
    assert_eq!(read.expect("two questions").len(), 2);
}

proptest! {
    /// A value can be nothing but a value: it comes back as it is, and the statement stays one.
    #[test]
    fn any_text_comes_back_as_it_is(value in "(\\PC|['\"\\\\;$:\n\t\0-]){0,40}") {
        let frame = answer("SELECT $x AS a, 'end' AS b FROM t WHERE n = 1", &[("x", text(&value))]);
        prop_assert_eq!(frame.shape(), (1, 2));
        prop_assert_eq!(frame.column("a").expect("a").get(0).expect("a value"), AnyValue::String(&value));
        prop_assert_eq!(frame.column("b").expect("b").get(0).expect("a value"), AnyValue::String("end"));
    }
}

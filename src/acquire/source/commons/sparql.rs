//! Wikidata by SPARQL: queries built as algebra, answers read whole.

use anyhow::{Context, Result};
use percent_encoding::percent_decode_str;
use reqwest::Url;
use serde::Deserialize;
use spargebra::Query;
use spargebra::algebra::{
    Expression, Function, GraphPattern, OrderExpression, PropertyPathExpression,
};
use spargebra::term::{Literal, NamedNode, TriplePattern, Variable};

use super::question::IMAGE;
use crate::acquire::http::{Call, Client, Miss, by_status};

const ENTITY: &str = "http://www.wikidata.org/entity/";
const DIRECT: &str = "http://www.wikidata.org/prop/direct/";
const LABEL: &str = "http://www.w3.org/2000/01/rdf-schema#label";
const ITEM: &str = "item";
/// Variables that name what an image shows, the first that is there.
const LABELS: [&str; 2] = ["label", "itemLabel"];
/// What stands in Wikidata before the name of a file.
const FILE_PATH: &str = "/wiki/Special:FilePath/";
/// How many answers are asked for at once; fewer where the endpoint does not manage as many.
const LIMITS: [usize; 2] = [500, 50];

/// One answer: a file, and what it shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    /// The item that has it.
    pub item: String,
    /// Its address.
    pub image: String,
    /// What the item is called.
    pub label: Option<String>,
}

impl Binding {
    /// The title of the file, or none if it is not one of Commons.
    pub fn title(&self) -> Option<String> {
        let (_, name) = self.image.split_once(FILE_PATH)?;
        let name = name.split(['?', '#']).next().unwrap_or_default();
        let name = percent_decode_str(name).decode_utf8().ok()?;
        let name = name.replace('_', " ");
        let name = name.trim();
        let is_title = !name.is_empty()
            && !name
                .chars()
                .any(|c| c.is_control() || "#<>[]|{}".contains(c));
        is_title.then(|| format!("File:{name}"))
    }
}

/// A SPARQL endpoint.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// Where queries are sent.
    pub url: Url,
}

#[derive(Deserialize)]
struct Answer {
    results: Results,
}

#[derive(Deserialize)]
struct Results {
    bindings: Vec<std::collections::BTreeMap<String, Term>>,
}

#[derive(Deserialize)]
struct Term {
    value: String,
}

impl Endpoint {
    /// All answers to `query` that have an image.
    ///
    /// # Errors
    /// What the endpoint says.
    pub fn select(&self, client: &Client, query: &str) -> Result<Vec<Binding>, Miss> {
        let fields = vec![("query".to_owned(), query.to_owned())];
        let call = Call::get(self.url.clone())
            .form(fields)
            .header("accept", "application/sparql-results+json");
        let answer: Answer = client.json(&call, by_status)?;
        let bindings = answer.results.bindings.into_iter().filter_map(|mut row| {
            let mut take = |name: &str| row.remove(name).map(|term| term.value);
            Some(Binding {
                image: take(IMAGE)?,
                item: take(ITEM).unwrap_or_default(),
                label: LABELS.iter().find_map(|name| take(name)),
            })
        });
        Ok(bindings.collect())
    }

    /// The next images of members of `class`, after those of `last`; none at the end.
    ///
    /// # Errors
    /// What the endpoint says, once it does not even manage a few answers.
    pub fn members(
        &self,
        client: &Client,
        class: &str,
        last: Option<&Binding>,
    ) -> Result<Vec<Binding>> {
        let mut failed = None;
        for limit in LIMITS {
            match self.select(client, &class_query(class, last, limit)?.to_string()) {
                Ok(bindings) => return Ok(bindings),
                // Too much for its time limit, it may be.
                Err(miss @ Miss::Failed(_)) => failed = Some(miss),
                Err(miss) => return Err(self.refusal(miss)),
            }
        }
        Err(self.refusal(failed.unwrap_or(Miss::Final("nothing was asked".to_owned()))))
    }

    /// A refusal as the user sees it.
    pub fn refusal(&self, miss: Miss) -> anyhow::Error {
        anyhow::Error::new(miss).context(format!(
            "{} does not answer the query; try a simpler one, or a LIMIT",
            self.url
        ))
    }
}

/// The images (P18) of what is an instance (P31) of `class` or of a sub-class (P279) of it, each
/// with its English label, in the order of item and image, from after `last` on.
///
/// # Errors
/// `class` makes no IRI.
pub fn class_query(class: &str, last: Option<&Binding>, limit: usize) -> Result<Query> {
    let node = |prefix: &str, name: &str| {
        NamedNode::new(format!("{prefix}{name}")).with_context(|| format!("'{name}' is no item"))
    };
    let variable = |name: &str| Variable::new_unchecked(name);
    let (item, image, label) = (variable(ITEM), variable(IMAGE), variable(LABELS[0]));
    let direct = |name| node(DIRECT, name).map(PropertyPathExpression::from);
    let path = PropertyPathExpression::Sequence(
        Box::new(direct("P31")?),
        Box::new(PropertyPathExpression::ZeroOrMore(Box::new(direct(
            "P279",
        )?))),
    );
    let members = GraphPattern::Join {
        left: Box::new(GraphPattern::Path {
            subject: item.clone().into(),
            path,
            object: node(ENTITY, class)?.into(),
        }),
        right: Box::new(triple(&item, node(DIRECT, "P18")?, &image)),
    };
    let english = Expression::Equal(
        Box::new(call(Function::Lang, &label)),
        Box::new(Literal::new_simple_literal("en").into()),
    );
    let labelled = GraphPattern::LeftJoin {
        left: Box::new(members),
        right: Box::new(triple(&item, NamedNode::new(LABEL)?, &label)),
        expression: Some(english),
    };
    let rest = match last {
        Some(last) => GraphPattern::Filter {
            expr: after(&item, &image, last),
            inner: Box::new(labelled),
        },
        None => labelled,
    };
    let ordered = GraphPattern::OrderBy {
        inner: Box::new(rest),
        expression: [&item, &image]
            .map(|variable| OrderExpression::Asc(call(Function::Str, variable)))
            .to_vec(),
    };
    let projected = GraphPattern::Project {
        inner: Box::new(ordered),
        variables: vec![item, image, label],
    };
    Ok(Query::Select {
        dataset: None,
        pattern: GraphPattern::Slice {
            inner: Box::new(GraphPattern::Distinct {
                inner: Box::new(projected),
            }),
            start: 0,
            length: Some(limit),
        },
        base_iri: None,
    })
}

fn triple(subject: &Variable, predicate: NamedNode, object: &Variable) -> GraphPattern {
    GraphPattern::Bgp {
        patterns: vec![TriplePattern {
            subject: subject.clone().into(),
            predicate: predicate.into(),
            object: object.clone().into(),
        }],
    }
}

fn call(function: Function, variable: &Variable) -> Expression {
    Expression::FunctionCall(function, vec![variable.clone().into()])
}

/// Item and image come after those of `last`. Keys in place of an offset: the endpoint need not
/// count what was had before.
fn after(item: &Variable, image: &Variable, last: &Binding) -> Expression {
    let text = |variable| Box::new(call(Function::Str, variable));
    let value = |text: &str| Box::new(Expression::from(Literal::new_simple_literal(text)));
    let later_item = Expression::Greater(text(item), value(&last.item));
    let same_item = Expression::Equal(text(item), value(&last.item));
    let later_image = Expression::Greater(text(image), value(&last.image));
    Expression::Or(
        Box::new(later_item),
        Box::new(Expression::And(Box::new(same_item), Box::new(later_image))),
    )
}

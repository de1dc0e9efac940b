//! Recommendations for an outside engine: users come in, one a line, and their lists go out, one a
//! line in the same order. The data folder is only read, but for the model that is kept there.

use std::cell::RefCell;
use std::io::{Read, Write};

use anyhow::{Context as _, Result};
use rayon::prelude::*;
use serde::Deserialize;

use super::line::{Named, Object};
use super::{Failed, Stream, write_line};
use crate::pipeline::layout::Layout;
use crate::pipeline::plan::Plan;
use crate::pipeline::{damage, recommender};
use crate::progress::Progress;
use crate::recommend::{self, Prepared, Recommender, USERS_AT_ONCE};
use crate::stage::Context;

/// A line that is a JSON object.
#[derive(Deserialize)]
struct OfUser {
    user_id: String,
}

impl Object for OfUser {
    const FIELD: &'static str = "user_id";
    const WHAT: &'static str = "user";
    const BRACE: &'static str = "write a user whose name begins with a brace as such an object";

    fn into_word(self) -> String {
        self.user_id
    }
}

/// Writes a line with recommendations to `out` for each line of `input`, or one with the reason why
/// there are none. What is there is answered and flushed before more is waited for.
///
/// # Errors
/// Labels or favourites cannot be read, nor the input, or the output cannot be written.
pub fn recommend_stream(
    input: impl Read + Send + 'static,
    out: &mut impl Write,
    plan: &Plan,
    layout: &Layout,
    progress: &dyn Progress,
) -> Result<()> {
    let context = Context {
        seed: plan.seed,
        progress,
    };
    let window = rayon::current_num_threads() * USERS_AT_ONCE;
    let stream = Stream::new::<OfUser>(input, window);
    let out = RefCell::new(out);
    // Lines that were read and are not answered yet: where the model that was kept turns out to be
    // damaged, they are answered by one that learns anew.
    let waiting: RefCell<Option<Vec<Named>>> = RefCell::default();
    damage::blaming(layout, || {
        recommender::with(plan, layout, context, |prepared, model| {
            loop {
                let mut waiting = waiting.borrow_mut();
                if waiting.is_none() {
                    *waiting = stream.next_window()?;
                }
                let Some(named) = waiting.as_deref() else {
                    return Ok(());
                };
                let lines = answers(prepared, model, plan, named)?;
                let mut out = out.borrow_mut();
                out.write_all(&lines)?;
                out.flush()?;
                *waiting = None;
            }
        })
    })
}

/// The lines of the output.
fn answers(
    prepared: &Prepared,
    model: &dyn Recommender,
    plan: &Plan,
    named: &[Named],
) -> Result<Vec<u8>> {
    let parts: Vec<Vec<u8>> = named
        .par_chunks(USERS_AT_ONCE)
        .map(|named| part(prepared, model, plan, named))
        .collect::<Result<_>>()?;
    Ok(parts.concat())
}

fn part(
    prepared: &Prepared,
    model: &dyn Recommender,
    plan: &Plan,
    named: &[Named],
) -> Result<Vec<u8>> {
    let users = named.iter().filter_map(|named| named.word.as_deref().ok());
    let users: Vec<&str> = users.collect();
    let mut lists = recommend::some(prepared, model, &plan.spec.recommend, &users)?.into_iter();
    let mut out = Vec::new();
    for Named { source, word } in named {
        match word {
            Ok(_) => write_line(&mut out, &lists.next().context("no list was made")?)?,
            Err(error) => write_line(&mut out, &Failed::new(source, error))?,
        }
    }
    Ok(out)
}

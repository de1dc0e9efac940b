//! A model that has learned and answers, for as long as a server runs. It lives in a thread of its
//! own with the collection that it has learned from; questions come to it one after the other. While
//! the next one learns, the one before still answers.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use super::layout::Layout;
use super::plan::Plan;
use super::{damage, recommender};
use crate::progress::Progress;
use crate::recommend::{Prepared, Recommender};
use crate::stage::Context;

/// A question to the model.
type Question = Box<dyn FnOnce(&Prepared, &dyn Recommender) + Send>;

/// There is no model to answer.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct NotReady(pub String);

/// What the model is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It learns.
    Learning,
    /// It has learned.
    Ready,
    /// It could not learn.
    Failed,
}

/// How far the model is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Learning {
    /// What it is at.
    pub state: State,
    /// The step of the work, and what went wrong where it failed.
    pub step: String,
    /// Of so many parts of the step.
    pub total: u64,
    /// So many are done.
    pub done: u64,
    /// Whether there is a model that answers meanwhile.
    pub answers: bool,
    /// How often it has learned since the start.
    pub times: u64,
}

struct Shared {
    desk: Option<Sender<Question>>,
    learning: Learning,
}

/// Asks a model, and lets it learn.
#[derive(Clone)]
pub struct Adviser {
    plan: Arc<Plan>,
    layout: Layout,
    shared: Arc<Mutex<Shared>>,
}

impl Adviser {
    /// An adviser by the model of a plan, which begins to learn.
    pub fn new(plan: Plan, layout: &Layout) -> Self {
        let learning = Learning {
            state: State::Ready,
            step: String::new(),
            total: 0,
            done: 0,
            answers: false,
            times: 0,
        };
        let adviser = Self {
            plan: plan.into(),
            layout: layout.clone(),
            shared: Arc::new(Mutex::new(Shared {
                desk: None,
                learning,
            })),
        };
        adviser.learn();
        adviser
    }

    /// The model's name.
    pub fn model(&self) -> &'static str {
        self.plan.model.name
    }

    /// The settings that lists are made with.
    pub fn settings(&self) -> &crate::recommend::Settings {
        &self.plan.spec.recommend
    }

    /// How far it is.
    pub fn learning(&self) -> Learning {
        self.shared().learning.clone()
    }

    /// Lets a model learn from the tables as they are now, in the background; whether that began:
    /// not where one is learning already.
    pub fn learn(&self) -> bool {
        {
            let mut shared = self.shared();
            if shared.learning.state == State::Learning {
                return false;
            }
            shared.learning.state = State::Learning;
            shared.learning.step = "reading".to_owned();
            (shared.learning.done, shared.learning.total) = (0, 0);
        }
        let adviser = self.clone();
        let started = thread::Builder::new()
            .name("adviser".to_owned())
            .spawn(move || adviser.work());
        if let Err(error) = started {
            self.fail(format!("cannot start a thread: {error}"));
        }
        true
    }

    /// Learns, and answers until another one does.
    fn work(&self) {
        let (desk, questions) = channel();
        let desk = Mutex::new(Some(desk));
        let context = Context {
            seed: self.plan.seed,
            progress: self,
        };
        let done = catch_unwind(AssertUnwindSafe(|| {
            damage::blaming(&self.layout, || {
                recommender::with(&self.plan, &self.layout, context, |prepared, model| {
                    let desk = desk.lock().unwrap_or_else(PoisonError::into_inner).take();
                    self.open(desk);
                    answer(&questions, prepared, model);
                    Ok(())
                })
            })
        }));
        match done {
            Ok(Ok(())) => {}
            Ok(Err(error)) => self.fail(format!("{error:#}")),
            Err(_) => self.fail("a mistake in the program".to_owned()),
        }
    }

    fn open(&self, desk: Option<Sender<Question>>) {
        let mut shared = self.shared();
        shared.desk = desk;
        shared.learning.state = State::Ready;
        shared.learning.step.clear();
        shared.learning.answers = true;
        shared.learning.times += 1;
    }

    fn fail(&self, step: String) {
        let mut shared = self.shared();
        shared.learning.state = State::Failed;
        shared.learning.step = step;
    }

    /// What `work` makes of the collection and the model.
    ///
    /// # Errors
    /// There is no model yet, or it failed; says why.
    pub fn ask<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Prepared, &dyn Recommender) -> T + Send + 'static,
    ) -> Result<T, NotReady> {
        let (reply, answer) = channel();
        let question: Question = Box::new(move |prepared, model| {
            // Who asked may have gone meanwhile.
            let _ = reply.send(work(prepared, model));
        });
        let sent = {
            let shared = self.shared();
            shared.desk.as_ref().map(|desk| desk.send(question).is_ok())
        };
        let learning = self.learning();
        match sent {
            Some(true) => answer
                .recv()
                .map_err(|_| NotReady("the question could not be answered".to_owned())),
            _ if learning.state == State::Failed => Err(NotReady(learning.step)),
            _ => Err(NotReady(
                "the model is still learning; try again in a moment".to_owned(),
            )),
        }
    }

    fn shared(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Answers until nobody can ask any more. A question that panics takes nobody else's answer.
fn answer(questions: &Receiver<Question>, prepared: &Prepared, model: &dyn Recommender) {
    for question in questions {
        let _ = catch_unwind(AssertUnwindSafe(|| question(prepared, model)));
    }
}

impl Progress for Adviser {
    fn begin(&self, name: &str, total: u64) {
        let mut shared = self.shared();
        name.clone_into(&mut shared.learning.step);
        (shared.learning.done, shared.learning.total) = (0, total);
    }

    fn advance(&self, steps: u64) {
        self.shared().learning.done += steps;
    }

    fn end(&self) {}

    fn warn(&self, _message: &str) {}
}

//! A model that has learned and answers, for as long as a server runs. It lives in a thread of its
//! own with the collection that it has learned from; questions come to it one after the other. While
//! the next one learns, the one before still answers.
//!
//! Learning takes more memory than answering, by far: it is done in a process of its own, which keeps
//! the model in a file that this one maps into its memory.

use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};

use super::layout::Layout;
use super::plan::Plan;
use super::{damage, recommender};
use crate::domain::printable;
use crate::progress::Silent;
use crate::recommend::{Prepared, Recommender};
use crate::stage::Context;

/// Questions that wait for an answer at once; more are refused.
const MOST_QUESTIONS: usize = 32;
/// How long somebody waits for an answer.
const PATIENCE: Duration = Duration::from_secs(20);

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
    /// What went wrong where it failed.
    pub trouble: Option<String>,
    /// For so long it has been learning, or has learned the last time.
    pub took: Duration,
    /// For so long it has learned the time before, by which one can tell when it will have done.
    pub before: Option<Duration>,
    /// Whether there is a model that answers meanwhile.
    pub answers: bool,
    /// How often it has learned since the start.
    pub times: u64,
}

/// Starts a process that lets the model of a plan learn from the tables of a layout, keeps it, and
/// ends.
pub type Learner = Box<dyn Fn() -> Command + Send + Sync>;

struct Shared {
    desk: Option<SyncSender<Question>>,
    learning: Learning,
    begun: Instant,
    /// The process that learns.
    process: Option<Child>,
    is_closed: bool,
    /// Whether there is more to learn from by now, should this fail.
    again: bool,
}

/// Asks a model, and lets it learn.
#[derive(Clone)]
pub struct Adviser {
    plan: Arc<Plan>,
    layout: Layout,
    learner: Arc<Learner>,
    shared: Arc<Mutex<Shared>>,
}

impl Adviser {
    /// An adviser by the model of a plan. What it has learned before answers at once; where the tables
    /// are others by now, it begins to learn.
    pub fn new(plan: Plan, layout: &Layout, learner: Learner) -> Self {
        let adviser = Self {
            plan: plan.into(),
            layout: layout.clone(),
            learner: learner.into(),
            shared: Arc::new(Mutex::new(Shared {
                desk: None,
                learning: Learning {
                    state: State::Learning,
                    trouble: None,
                    took: Duration::ZERO,
                    before: None,
                    answers: false,
                    times: 0,
                },
                begun: Instant::now(),
                process: None,
                is_closed: false,
                again: false,
            })),
        };
        adviser.in_background(|adviser| {
            let is_current = recommender::is_current(&adviser.plan, &adviser.layout);
            if adviser.open_kept() && is_current {
                adviser.succeed();
                // To open it says nothing of how long it takes to learn.
                adviser.shared().learning.took = Duration::ZERO;
            } else {
                adviser.work();
            }
        });
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
        let shared = self.shared();
        let mut learning = shared.learning.clone();
        if learning.state == State::Learning {
            learning.took = shared.begun.elapsed();
        }
        learning
    }

    /// Lets a model learn from the tables as they are now, in the background; whether that began:
    /// not where one is learning already.
    pub fn learn(&self) -> bool {
        {
            let mut shared = self.shared();
            let learning = &mut shared.learning;
            if learning.state == State::Learning {
                return false;
            }
            if learning.state == State::Ready {
                learning.before = Some(learning.took).filter(|took| !took.is_zero());
            }
            learning.state = State::Learning;
            learning.trouble = None;
            shared.begun = Instant::now();
        }
        self.in_background(Self::work);
        true
    }

    /// Says that there is more to learn from. Where nothing could be learned, it is tried again.
    pub fn hear_of_more(&self) {
        let failed = {
            let mut shared = self.shared();
            let learning = &shared.learning;
            let (failed, first) = (learning.state == State::Failed, !learning.answers);
            shared.again = first && !failed;
            failed
        };
        if failed {
            self.learn();
        }
    }

    /// Stops what is learning.
    pub fn close(&self) {
        let mut shared = self.shared();
        shared.is_closed = true;
        if let Some(process) = &mut shared.process {
            // One that has ended already is as good.
            let _ = process.kill();
        }
    }

    fn in_background(&self, work: impl FnOnce(&Self) + Send + 'static) {
        let adviser = self.clone();
        let thread = thread::Builder::new().name("adviser".to_owned());
        let started = thread.spawn(move || {
            let done = catch_unwind(AssertUnwindSafe(|| work(&adviser)));
            if done.is_err() {
                adviser.fail("a mistake in the program".to_owned());
            }
        });
        if let Err(error) = started {
            self.fail(format!("cannot start a thread: {error}"));
        }
    }

    /// Learns, and answers from then on.
    fn work(&self) {
        let before = recommender::stamp(&self.plan, &self.layout);
        match self.learn_apart() {
            Ok(()) => {
                let after = recommender::stamp(&self.plan, &self.layout);
                let is_kept = before != after || recommender::is_current(&self.plan, &self.layout);
                if is_kept && self.open_kept() {
                    self.succeed();
                } else {
                    // Nothing can be kept in a folder that is full or read-only.
                    self.learn_here();
                }
            }
            Err(error) => self.fail(format!("{error:#}")),
        }
    }

    /// Learns in a process of its own.
    fn learn_apart(&self) -> Result<()> {
        let mut process = (self.learner)()
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .context("cannot start the process that learns")?;
        let said = process.stderr.take();
        {
            let mut shared = self.shared();
            if shared.is_closed {
                let _ = process.kill();
            }
            shared.process = Some(process);
        }
        let mut words = String::new();
        if let Some(mut said) = said {
            said.read_to_string(&mut words)?;
        }
        // It is at its end where it says nothing more; nobody else waits for it.
        let process = self.shared().process.take();
        let status = process.context("the process is gone")?.wait()?;
        let last = words.lines().last().unwrap_or("it was stopped");
        let last = last.strip_prefix("pixrec: ").unwrap_or(last);
        ensure!(status.success(), "{}", printable(last));
        Ok(())
    }

    /// Lets the model that is kept answer; whether there is one.
    fn open_kept(&self) -> bool {
        let (opened, is_open) = channel();
        let adviser = self.clone();
        let thread = thread::Builder::new().name("advice".to_owned());
        let started = thread.spawn(move || {
            recommender::kept(&adviser.plan, &adviser.layout, |prepared, model| {
                let questions = adviser.open();
                let _ = opened.send(());
                answer(&questions, prepared, model);
                Ok(())
            })
        });
        // Without a model the thread ends, and its end of the channel with it.
        started.is_ok() && is_open.recv().is_ok()
    }

    /// Learns in this process, and answers in this thread.
    fn learn_here(&self) {
        let context = Context {
            seed: self.plan.seed,
            progress: &Silent,
        };
        let done = damage::blaming(&self.layout, || {
            recommender::with(&self.plan, &self.layout, context, |prepared, model| {
                let questions = self.open();
                self.succeed();
                answer(&questions, prepared, model);
                Ok(())
            })
        });
        if let Err(error) = done {
            self.fail(format!("{error:#}"));
        }
    }

    /// Where questions come from now on; who answered them before has no more.
    fn open(&self) -> Receiver<Question> {
        let (desk, questions) = sync_channel(MOST_QUESTIONS);
        let mut shared = self.shared();
        shared.desk = Some(desk);
        shared.learning.answers = true;
        questions
    }

    fn succeed(&self) {
        let mut shared = self.shared();
        shared.learning.state = State::Ready;
        shared.again = false;
        shared.learning.took = shared.begun.elapsed();
        shared.learning.times += 1;
    }

    fn fail(&self, trouble: String) {
        let again = {
            let mut shared = self.shared();
            shared.learning.state = State::Failed;
            shared.learning.trouble = Some(trouble);
            shared.learning.took = shared.begun.elapsed();
            std::mem::take(&mut shared.again)
        };
        if again {
            self.learn();
        }
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
            shared
                .desk
                .as_ref()
                .map(|desk| desk.try_send(question).is_ok())
        };
        let learning = self.learning();
        match sent {
            Some(true) => answer.recv_timeout(PATIENCE).map_err(|_| {
                NotReady("the question could not be answered; try again in a moment".to_owned())
            }),
            Some(false) => Err(NotReady(
                "too many questions wait for the model; try again in a moment".to_owned(),
            )),
            _ if learning.state == State::Failed => {
                Err(NotReady(learning.trouble.unwrap_or_default()))
            }
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

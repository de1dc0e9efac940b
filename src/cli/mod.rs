//! A thin shell over the library: flags to a plan, progress to bars, results to stdout, errors to
//! one line and an exit code. It decides nothing.

mod acquire_args;
mod args;
mod bars;
mod evaluate_args;
mod evaluation;
mod process_one;
mod query;
mod serve;
mod show;
mod spark;

use std::io::{IsTerminal, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::{Arc, Mutex};

use anyhow::{Context, Result};
use clap::Parser;
use pixrec::domain::{Seed, printable};
use pixrec::pipeline::{self, Layout, Plan, Setting, Spec};
use pixrec::progress::{Progress, Silent};
use toml::Value;

use args::{Cli, Command, Common};

/// The work failed.
const FAILED: u8 = 1;
/// What was typed, or a pipeline file, asks for something that cannot be.
const WRONG_USAGE: u8 = 2;
/// What a shell makes of a program that was stopped because nobody reads its output any more.
const BROKEN_PIPE: u8 = 141;

/// Runs the program and turns what came of it into an exit code.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let mishap = keep_panics();
    match catch_unwind(AssertUnwindSafe(|| run(cli))) {
        Err(_) => {
            let place = mishap.lock().map(|place| place.clone()).unwrap_or_default();
            eprintln!(
                "pixrec: a mistake in the program, please report it: {}",
                printable(&place)
            );
            ExitCode::from(FAILED)
        }
        Ok(outcome) => exit_code(outcome),
    }
}

/// Keeps the last panic's message and prints none: those of image decoders are caught, and become
/// the reason why a file is rejected.
fn keep_panics() -> Arc<Mutex<String>> {
    let last = Arc::new(Mutex::new(String::new()));
    let kept = Arc::clone(&last);
    std::panic::set_hook(Box::new(move |panic| {
        if let Ok(mut message) = kept.lock() {
            *message = panic.to_string();
        }
    }));
    last
}

fn exit_code(outcome: Result<ExitCode>) -> ExitCode {
    match outcome {
        Ok(code) => code,
        Err(error) if is_broken_pipe(&error) => ExitCode::from(BROKEN_PIPE),
        Err(error) => {
            // One line, with its causes; nothing in it can steer the terminal.
            eprintln!("pixrec: {}", printable(&format!("{error:#}")));
            ExitCode::from(if error.is::<Misused>() {
                WRONG_USAGE
            } else {
                FAILED
            })
        }
    }
}

/// An error that is the user's to mend before any work is done.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
struct Misused(anyhow::Error);

/// A file that cannot be read is no wrong usage; anything else about a plan is.
fn misused(error: anyhow::Error) -> anyhow::Error {
    if error.chain().any(|cause| cause.is::<std::io::Error>()) {
        error
    } else {
        Misused(error).into()
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<std::io::Error>()
        .is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
}

fn run(cli: Cli) -> Result<ExitCode> {
    process_one::end_at_signals()?;
    use_jobs(cli.common.jobs)?;
    let layout = cli.common.layout();
    let seed = Seed::new(cli.common.seed);
    match cli.command {
        Command::Run { pipeline, set } => {
            let plan = Spec::read(pipeline.as_deref(), set).and_then(|spec| Plan::new(spec, seed));
            run_plan(&plan.map_err(misused)?, &layout, &cli.common)
        }
        Command::Recommend {
            user_id: Some(user),
            why,
            flags,
            ..
        } => {
            let plan = stage_plan("recommend", flags.settings(), seed)?;
            match why {
                Some(image) => tell_why(&plan, &layout, &user, &image),
                None => recommend_one(&plan, &layout, &user, &cli.common),
            }
        }
        Command::Recommend {
            stream: true,
            flags,
            ..
        } => {
            let plan = stage_plan("recommend", flags.settings(), seed)?;
            let mut out = std::io::stdout().lock();
            pipeline::recommend_stream(std::io::stdin(), &mut out, &plan, &layout, &Silent)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Recommend {
            user_id: None,
            flags,
            ..
        } => one_stage("recommend", flags.settings(), seed, &layout, &cli.common),
        Command::Evaluate(flags) => {
            one_stage("evaluate", flags.settings(), seed, &layout, &cli.common)
        }
        Command::Acquire(flags) => {
            one_stage("acquire", flags.settings(), seed, &layout, &cli.common)
        }
        Command::Label(flags) if flags.stream => {
            let plan = stage_plan("label", flags.settings(), seed)?;
            let mut out = std::io::stdout().lock();
            pipeline::label_stream(std::io::stdin(), &mut out, &plan)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Label(flags) => one_stage("label", flags.settings(), seed, &layout, &cli.common),
        Command::Profile(flags) => {
            one_stage("profile", flags.settings(), seed, &layout, &cli.common)
        }
        Command::Tag(flags) => tell(pipeline::tag(
            &layout,
            &flags.images,
            &flags.add,
            &flags.remove,
        )?),
        Command::Favorite {
            user_id,
            images,
            remove,
        } => tell(pipeline::favorite(&layout, &user_id, &images, remove)?),
        Command::Query(flags) => {
            query::run(&flags, &layout, cli.common.quiet)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Spark(flags) => {
            let progress = progress(&cli.common);
            spark::run(*flags, &layout, seed, cli.common.quiet, progress.as_ref())?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Serve(flags) => {
            let plan = stage_plan("recommend", flags.settings(), seed)?;
            serve::run(flags, plan, &layout, cli.common.jobs)
        }
        Command::Chart => one_stage("chart", Vec::new(), seed, &layout, &cli.common),
        Command::Report(flags) => one_stage("report", flags.settings(), seed, &layout, &cli.common),
        Command::Check(flags) => one_stage("check", flags.settings(), seed, &layout, &cli.common),
    }
}

/// One thread pool for the pictures and one for the tables, both of the same size.
fn use_jobs(jobs: Option<u16>) -> Result<()> {
    let Some(jobs) = jobs else { return Ok(()) };
    // SAFETY: the program has no other thread yet that could read the environment.
    unsafe { std::env::set_var("POLARS_MAX_THREADS", jobs.to_string()) };
    rayon::ThreadPoolBuilder::new()
        .num_threads(usize::from(jobs))
        .build_global()
        .context("cannot start the threads")
}

fn stage_plan(stage: &str, mut settings: Vec<Setting>, seed: Seed) -> Result<Plan> {
    let stages = Value::Array(vec![Value::String(stage.to_owned())]);
    settings.push(Setting::new("stages", stages));
    let plan = Spec::of(settings).and_then(|spec| Plan::new(spec, seed));
    plan.map_err(misused)
}

fn one_stage(
    stage: &str,
    settings: Vec<Setting>,
    seed: Seed,
    layout: &Layout,
    common: &Common,
) -> Result<ExitCode> {
    run_plan(&stage_plan(stage, settings, seed)?, layout, common)
}

fn progress(common: &Common) -> Box<dyn Progress> {
    if common.quiet {
        Box::new(Silent)
    } else {
        Box::new(bars::Bars::new(
            std::io::stderr().is_terminal(),
            common.verbose > 0,
        ))
    }
}

fn run_plan(plan: &Plan, layout: &Layout, common: &Common) -> Result<ExitCode> {
    let report = pipeline::run(plan, layout, progress(common).as_ref())?;
    let mut out = anstream::stdout().lock();
    if !common.quiet {
        show::summary(&mut out, &report, layout, common)?;
    } else {
        show::failures(&mut out, &report)?;
    }
    out.flush()?;
    let passed = report.checks.iter().all(|check| check.passed);
    Ok(if passed {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(FAILED)
    })
}

/// What was done, in one line.
fn tell(done: String) -> Result<ExitCode> {
    let mut out = anstream::stdout().lock();
    writeln!(out, "{}", printable(&done))?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn tell_why(plan: &Plan, layout: &Layout, user: &str, image: &str) -> Result<ExitCode> {
    let why = pipeline::why(plan, layout, user, image, &Silent)?;
    let mut out = anstream::stdout().lock();
    show::why(&mut out, &why)?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn recommend_one(plan: &Plan, layout: &Layout, user: &str, common: &Common) -> Result<ExitCode> {
    let list = pipeline::recommend_one(plan, layout, user, &Silent)?;
    let wanted = plan.spec.recommend.count as usize;
    let mut out = anstream::stdout().lock();
    show::recommendations(&mut out, &list)?;
    out.flush()?;
    if list.recommendations.len() < wanted && !common.quiet {
        let user = printable(user);
        match list.recommendations.len() {
            0 => eprintln!(
                "pixrec: nothing is new to {user}: every image is a favourite, or there are none"
            ),
            found => {
                eprintln!("pixrec: only {found} images are new to {user}; {wanted} were asked for")
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

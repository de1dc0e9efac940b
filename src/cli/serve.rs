//! `pixrec serve`: flags to settings, and the address on the terminal.

use std::env::VarError;
use std::ffi::OsString;
use std::io::Write;
use std::net::{IpAddr, Ipv4Addr};
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, anyhow};
use clap::Args;
use pixrec::domain::printable;
use pixrec::pipeline::{Layout, Learner, Plan};
use pixrec::serve::{App, Door, Settings, listen};

use super::{Misused, args::given};

/// Where the token is taken from: keys are never on a command line, which others can see.
const TOKEN: &str = "PIXREC_TOKEN";

pub const EXAMPLES: &str = "\
Examples:
  pixrec serve
  pixrec serve -d /tmp/gallery --port 9000
  pixrec serve --read-only
  PIXREC_TOKEN=$(openssl rand -hex 16) pixrec serve --address 0.0.0.0 --allow-host photos.example.org

The data folder is the only state: what is edited on the pages is in its files at once, and what
`pixrec tag` and `pixrec favorite` write there is on the pages at once. On another address than
loopback everybody who asks needs the token in PIXREC_TOKEN, of 16 characters or more: typed in once
in a browser, or sent as 'Authorization: Bearer TOKEN'.

For programs: /api/v1/openapi.json describes the interface; /healthz and /metrics are there too.";

#[derive(Debug, Args)]
pub struct ServeFlags {
    /// The port; 0 takes any that is free
    #[arg(long, value_name = "N", default_value_t = 8080)]
    port: u16,
    /// The address to listen on; any but loopback needs a token in PIXREC_TOKEN
    #[arg(long, value_name = "IP", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    address: IpAddr,
    /// Another name that the server is called by, as in https://NAME/; can be given again
    #[arg(long = "allow-host", value_name = "NAME")]
    hosts: Vec<String>,
    /// Let nothing be changed
    #[arg(long)]
    read_only: bool,
    /// The model that recommends
    #[arg(long, value_name = "NAME", value_parser = super::args::model_names())]
    model: Option<String>,
}

impl ServeFlags {
    /// What a plan is told.
    pub fn settings(&self) -> Vec<pixrec::pipeline::Setting> {
        let model = self.model.clone().map(toml::Value::String);
        given("recommend", [("model", model)])
    }
}

/// Lets the model learn in a process of this program, which asks for no list.
fn learner(plan: &Plan, layout: &Layout, jobs: Option<u16>) -> Result<Learner> {
    let program = std::env::current_exe().context("cannot find the program itself")?;
    let mut arguments: Vec<OsString> = ["recommend", "--stream", "--model"].map(Into::into).into();
    arguments.push(plan.model.name.into());
    arguments.extend(["--seed".into(), plan.seed.value().to_string().into()]);
    if let Some(jobs) = jobs {
        arguments.extend(["--jobs".into(), jobs.to_string().into()]);
    }
    let folders = [
        ("--input-dir", &layout.input),
        ("--output-dir", &layout.output),
    ];
    for (flag, folder) in folders {
        arguments.extend([flag.into(), folder.into()]);
    }
    Ok(Box::new(move || {
        let mut command = Command::new(&program);
        command.args(&arguments);
        command
    }))
}

/// What everybody must know who asks, if anything.
fn token() -> Result<Option<String>> {
    match std::env::var(TOKEN) {
        Ok(token) => Ok(Some(token).filter(|token| !token.is_empty())),
        Err(VarError::NotPresent) => Ok(None),
        Err(VarError::NotUnicode(_)) => {
            let error = anyhow!("the token in {TOKEN} is not UTF-8, and cannot be typed in");
            Err(Misused(error).into())
        }
    }
}

/// Serves until the process is told to stop.
pub fn run(flags: ServeFlags, plan: Plan, layout: &Layout, jobs: Option<u16>) -> Result<ExitCode> {
    let token = token()?;
    let settings = Settings {
        address: flags.address,
        port: flags.port,
        hosts: flags.hosts,
        token: token.map(Into::into),
        read_only: flags.read_only,
    };
    let door = Door::new(&settings).map_err(|error| anyhow::Error::from(Misused(error)))?;
    let listening = listen(&settings)?;
    let learner = learner(&plan, layout, jobs)?;
    let app = App::open(plan, layout, door, learner)?;
    let mut out = anstream::stdout().lock();
    writeln!(
        out,
        "http://{}/ shows {} images of {}; Ctrl-C ends it",
        listening.address,
        app.images(),
        printable(&layout.output.display().to_string())
    )?;
    out.flush()?;
    drop(out);
    listening.answer(app)?;
    Ok(ExitCode::SUCCESS)
}

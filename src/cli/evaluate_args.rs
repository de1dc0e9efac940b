//! The flags of `pixrec evaluate`.

use std::path::PathBuf;

use clap::Args;
use pixrec::pipeline::Setting;
use toml::Value;

use super::args::{given, number};

#[derive(Debug, Args)]
pub struct EvaluateFlags {
    /// A model to be measured; can be given again; popular and random always are [default: all]
    #[arg(long, value_name = "NAME")]
    model: Vec<String>,
    /// Hold one favourite of each user out, in place of a fifth
    #[arg(long, conflicts_with = "test")]
    leave_one_out: bool,
    /// A table of the favourites to learn from, in place of those in the data folder
    #[arg(long, value_name = "FILE", requires = "test")]
    train: Option<PathBuf>,
    /// A table of the favourites to be found
    #[arg(long, value_name = "FILE", requires = "train")]
    test: Option<PathBuf>,
    /// How often users are drawn anew for intervals and tests; 0 for neither [default: 1000]
    #[arg(long, value_name = "N")]
    bootstrap: Option<u32>,
    /// Leave new users and new images out: it takes half as long
    #[arg(long)]
    no_cuts: bool,
    /// Write the first 20 images of each list to a CSV, user_id,image,rank, of the one model that is
    /// named
    #[arg(long, value_name = "FILE", requires = "model")]
    lists: Option<PathBuf>,
}

impl EvaluateFlags {
    pub fn settings(self) -> Vec<Setting> {
        let path = |path: Option<PathBuf>| {
            path.map(|path| Value::String(path.to_string_lossy().into_owned()))
        };
        let models = self
            .model
            .into_iter()
            .map(Value::String)
            .collect::<Vec<_>>();
        let protocol = self.leave_one_out.then(|| "leave-one-out".to_owned());
        given(
            "evaluate",
            [
                (
                    "models",
                    (!models.is_empty()).then_some(Value::Array(models)),
                ),
                ("protocol", protocol.map(Value::String)),
                ("train", path(self.train)),
                ("test", path(self.test)),
                ("bootstrap", self.bootstrap.map(number)),
                ("cuts", self.no_cuts.then_some(Value::Boolean(false))),
                ("lists", path(self.lists)),
            ],
        )
    }
}

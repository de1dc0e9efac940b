//! The one room that opens and saves: it reads a plan, opens the tables that a stage needs, calls
//! the stage, and writes what it gives back.

mod acquisition;
mod adviser;
mod alone;
mod asked;
mod cluster;
mod damage;
mod edits;
mod evaluation;
mod fresh;
mod layout;
mod likes;
mod live;
mod open;
mod parquet;
mod pictures;
mod plan;
mod recommender;
mod reporting;
mod run;
mod sound;
mod spec;
mod steps;
mod stream;
mod table;
mod workspace;

pub use adviser::{Adviser, Learner, Learning, NotReady, State};
pub use cluster::{Cluster, Left, Task, on_cluster};
pub use edits::{favorite, tag};
pub use layout::Layout;
pub use live::{Live, Refused, Snapshot};
pub use parquet::import_tables;
pub use plan::{Plan, Stage};
pub use run::{RunReport, StageReport, recommend_one, run, why};
pub use spec::{DEFAULT_PIPELINE, Setting, Spec};
pub use stream::{label_stream, recommend_stream};
pub use workspace::Workspace;

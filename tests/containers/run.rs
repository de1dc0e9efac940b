//! What the stories of containers share: a run on this machine to compare a volume with.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use crate::support::Sandbox;
use crate::support::services::docker::Project;

/// Each file of a data folder with its bytes, without the program's own notes.
pub type Tree = BTreeMap<String, Vec<u8>>;

/// The files below a folder.
pub fn tree(folder: &Path) -> Tree {
    let mut tree = Sandbox::new().tree(&folder.to_string_lossy());
    tree.retain(|name, _| !name.starts_with(".pixrec/"));
    tree
}

/// What `pixrec run` leaves on this machine; it is run once.
pub fn on_this_machine() -> &'static Tree {
    static TREE: OnceLock<Tree> = OnceLock::new();
    TREE.get_or_init(|| {
        let sandbox = Sandbox::new();
        let run = ["run", "-q", "-d", "shared", "--charts-dir", "shared/charts"];
        sandbox.run(&run).expect(0);
        tree(&sandbox.path("shared"))
    })
}

/// Runs what is left of the whole work, and compares the volume with this machine's run.
pub fn ends_as_on_this_machine(project: &Project, folder: &Path) {
    project.compose(&["up"]).expect(0);
    for service in ["acquisition", "analysis", "recommendation"] {
        assert_eq!(project.exit_code(service), 0, "{service}");
    }
    let (expected, made) = (on_this_machine(), tree(folder));
    assert_eq!(
        made.keys().collect::<Vec<_>>(),
        expected.keys().collect::<Vec<_>>()
    );
    for (name, bytes) in expected {
        assert!(made.get(name) == Some(bytes), "{name} differs");
    }
}

/// How many files there are in a folder of a volume; a run may be under way there.
pub fn count(folder: &Path) -> usize {
    fs::read_dir(folder).map_or(0, |entries| entries.flatten().count())
}

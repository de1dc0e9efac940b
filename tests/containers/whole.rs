//! The compose file as somebody would use it: from nothing to recommendations, photos of one's own,
//! and any command on the volume.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};

use tempfile::TempDir;

use super::run::{count, ends_as_on_this_machine, on_this_machine, tree};
use crate::support::pictures;
use crate::support::services::docker::{Project, SERVICES, docker};
use crate::support::services::or_skip;
use crate::support::web::commons::Commons;
use crate::support::web::server::Server;
use crate::web::wiki_photos;

/// The user of the images.
const USER: u32 = 65532;

#[test]
fn one_command_leaves_on_the_volume_what_a_run_on_this_machine_leaves() {
    let Some(project) = or_skip(Project::new()) else {
        return;
    };
    project.compose(&["up"]).expect(0);
    let folder = project.volume("shared_data");
    ends_as_on_this_machine(&project, &folder);
    for name in ["images_metadata.json", "charts/top_tags.png", ".pixrec"] {
        let owner = fs::metadata(folder.join(name)).map(|metadata| metadata.uid());
        assert_eq!(owner.ok(), Some(USER), "{name}");
    }
    containers_are_shut_in(&project);
    any_command_works(&project);
    an_evaluation_has_a_folder_of_its_own(&project);
    // A second time nothing is done again.
    let again = project.compose(&["up"]).expect(0);
    let told = again.stdout.matches("all, nothing changed").count();
    assert!(told >= 6, "{}", again.stdout);
}

/// What the compose file asks for is what the engine gives.
fn containers_are_shut_in(project: &Project) {
    for service in SERVICES {
        let id = project.container(service);
        let format = "{{.HostConfig.ReadonlyRootfs}} {{.HostConfig.CapDrop}} {{.HostConfig.NetworkMode}} \
                      {{.HostConfig.SecurityOpt}} {{.HostConfig.Memory}} {{.HostConfig.PidsLimit}}";
        let told = docker(&["inspect", "-f", format, &id]).expect(0).stdout;
        let wanted = "true [ALL] none [no-new-privileges:true] 2147483648 256";
        assert_eq!(told.trim(), wanted, "{service}");
    }
}

fn any_command_works(project: &Project) {
    let checked = project.pixrec("recommendation", &["check"]).expect(0);
    assert!(checked.stdout.contains("pass"), "{}", checked.stdout);
    let list = ["recommend", "user_001", "-n", "3"];
    let list = project.pixrec("recommendation", &list).expect(0);
    assert!(list.stdout.contains("like"), "{}", list.stdout);
    let question = "SELECT COUNT(*) AS n FROM images";
    let asked = ["query", question, "--format", "csv"];
    let answer = project.pixrec("recommendation", &asked).expect(0);
    assert_eq!(answer.stdout, "n\n150\n");
    project.pixrec("recommendation", &["dance"]).expect(2);
}

fn an_evaluation_has_a_folder_of_its_own(project: &Project) {
    let folder = project.volume("shared_data");
    let evaluate = ["--profile", "evaluation", "up", "evaluation"];
    project.compose(&evaluate).expect(0);
    assert_eq!(project.exit_code("evaluation"), 0);
    let mut after = tree(&folder);
    let figures = after
        .remove("leave_one_out/evaluation.json")
        .expect("figures");
    assert!(String::from_utf8_lossy(&figures).contains("leave-one-out"));
    after.retain(|name, _| !name.starts_with("leave_one_out/"));
    // The parts before it have looked whether all is as it should be, and it is.
    for (name, bytes) in on_this_machine() {
        assert!(after.get(name) == Some(bytes), "{name} differs");
    }
    assert_eq!(after.len(), on_this_machine().len());
}

#[test]
fn a_container_holds_the_program_and_nothing_to_break_out_with() {
    let Some(project) = or_skip(Project::new()) else {
        return;
    };
    for service in SERVICES {
        let image = project.image(service);
        let told = |format: &str| {
            let told = docker(&["image", "inspect", "-f", format, &image]).expect(0);
            told.stdout.trim().to_owned()
        };
        assert_eq!(told("{{.Config.User}}"), format!("{USER}:{USER}"));
        assert_eq!(told("{{.Config.StopSignal}}"), "SIGTERM");
        let shell = [
            "run",
            "--rm",
            "--network=none",
            "--entrypoint=/bin/sh",
            &image,
            "-c",
            "true",
        ];
        assert_ne!(docker(&shell).code, Some(0), "there is no shell");
        let version = docker(&["run", "--rm", "--network=none", &image, "--version"]).expect(0);
        assert!(version.stdout.contains(env!("CARGO_PKG_VERSION")));
    }
}

#[test]
fn photos_are_only_read_and_have_a_volume_of_their_own() {
    let Some(mut project) = or_skip(Project::new()) else {
        return;
    };
    let photos = TempDir::new().expect("a temporary folder");
    // The images' user is another one.
    let open = |path| fs::set_permissions(path, fs::Permissions::from_mode(0o755));
    open(photos.path().to_owned()).expect("it can be opened");
    for number in 0..6 {
        let name = photos.path().join(format!("{number}.png"));
        fs::write(name, pictures::png(number * 40)).expect("a file can be written");
    }
    let before = tree(photos.path());
    project.set("PHOTOS_DIR", &photos.path().to_string_lossy());
    let up = ["--profile", "photos", "up", "photos-recommendation"];
    project.compose(&up).expect(0);
    for step in SERVICES {
        assert_eq!(project.exit_code(&format!("photos-{step}")), 0, "{step}");
    }
    let folder = project.volume("photos_data");
    assert_eq!(count(&folder.join("images")), 6);
    assert!(folder.join("summary_report.pdf").is_file());
    assert!(tree(photos.path()) == before);
}

#[test]
fn a_live_source_fills_a_volume_of_its_own_and_is_told_who_asks() {
    let server = Server::start(Commons::new(wiki_photos(6)).site());
    let folder = TempDir::new().expect("a temporary folder");
    let over = folder.path().join("over.yml");
    // The stand-in listens on this machine's loopback.
    let text = "services:\n  live-acquisition:\n    network_mode: host\n";
    fs::write(&over, text).expect("a file can be written");
    let Some(mut project) = or_skip(Project::over(Some(over), &[])) else {
        return;
    };
    project.set("PIXREC_CONTACT", "ana@example.org");
    let api = format!("acquire.api_url={}/w/api.php", server.base());
    let settings = ["acquire.source=commons", "acquire.category=Sample", &api];
    let set = settings.iter().flat_map(|setting| ["--set", setting]);
    let run = ["run", "/etc/pixrec/acquisition.toml"];
    let run: Vec<&str> = run.into_iter().chain(set).collect();
    project.pixrec("live-acquisition", &run).expect(0);
    for request in server.requests() {
        let agent = request.header("user-agent").unwrap_or_default();
        assert!(agent.contains("(ana@example.org)"), "{agent}");
    }
    let run = ["run", "/etc/pixrec/analysis.toml"];
    project.pixrec("live-analysis", &run).expect(0);
    assert_eq!(count(&project.volume("live_data").join("images")), 6);
}

#[test]
fn the_live_source_says_what_it_needs_before_it_asks_anybody() {
    let Some(project) = or_skip(Project::new()) else {
        return;
    };
    let run = ["--profile", "live", "run", "--rm", "-T", "live-acquisition"];
    let ran = project.compose(&run);
    assert_ne!(ran.code, Some(0));
    assert!(ran.stderr.contains("PIXREC_CONTACT"), "{}", ran.stderr);
}

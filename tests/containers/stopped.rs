//! Containers that are killed or stopped in the middle of their work, and two on one volume.

use std::fs;
use std::path::Path;

use super::run::{count, ends_as_on_this_machine};
use crate::support::services::docker::{Project, SERVICES, docker, wait_until};
use crate::support::services::or_skip;

/// What a shell makes of a program that a signal ended: 128 and the number of the signal.
const KILLED: i32 = 128 + 9;
const TERMINATED: i32 = 128 + 15;
/// A share of a processor that leaves time to stop a container in the middle.
const SLOW: &str = "0.2";

/// Starts one service, with those before it done.
fn start(project: &mut Project, service: &str) {
    let place = SERVICES.iter().position(|name| *name == service);
    if let Some(before) = place.and_then(|place| place.checked_sub(1)) {
        project.compose(&["up", SERVICES[before]]).expect(0);
    }
    project.set("PIXREC_CPUS", SLOW);
    project
        .compose(&["up", "-d", "--no-deps", service])
        .expect(0);
}

fn is_over(container: &str) -> bool {
    let running = docker(&["inspect", "-f", "{{.State.Running}}", container]);
    running.stdout.trim() != "true"
}

/// Ends a service by a command of the engine once `is_amid` its work, and lets the rest be done.
fn ended_by(command: &[&str], code: i32, service: &str, is_amid: impl Fn(&Path) -> bool) {
    let Some(mut project) = or_skip(Project::new()) else {
        return;
    };
    start(&mut project, service);
    let container = project.container(service);
    let folder = project.volume("shared_data");
    wait_until("a sign of work", || is_amid(&folder) || is_over(&container));
    docker(&[command, &[&container]].concat()).expect(0);
    assert_eq!(project.exit_code(service), code, "it was at work");
    project.set("PIXREC_CPUS", "0");
    ends_as_on_this_machine(&project, &folder);
}

fn some_images(folder: &Path) -> bool {
    count(&folder.join("images")) >= 20
}

fn some_labels(folder: &Path) -> bool {
    count(&folder.join(".pixrec/thumbnails")) >= 20
}

fn lists(folder: &Path) -> bool {
    folder.join("recommendations.json").is_file()
}

#[test]
fn acquisition_that_is_killed_goes_on_where_it_was() {
    ended_by(&["kill"], KILLED, "acquisition", some_images);
}

#[test]
fn analysis_that_is_killed_goes_on_where_it_was() {
    ended_by(&["kill"], KILLED, "analysis", some_labels);
}

#[test]
fn recommendation_that_is_killed_goes_on_where_it_was() {
    ended_by(&["kill"], KILLED, "recommendation", lists);
}

#[test]
fn a_container_that_is_stopped_ends_by_itself_within_its_grace_time() {
    // Were the signal ignored, the engine would kill it, and the code be another one.
    ended_by(
        &["stop", "--time=60"],
        TERMINATED,
        "acquisition",
        some_images,
    );
}

#[test]
fn a_second_container_on_the_volume_is_told_which_one_is_at_work() {
    let Some(mut project) = or_skip(Project::new()) else {
        return;
    };
    start(&mut project, "acquisition");
    let first = project.container("acquisition");
    let folder = project.volume("shared_data");
    wait_until("a first image", || count(&folder.join("images")) > 0);
    let second = project.pixrec("acquisition", &["acquire"]).expect(1);
    let holder = format!("another pixrec (process 1 on {}) is writing", &first[..12]);
    assert!(
        second.stderr.contains(&holder),
        "{holder}: {}",
        second.stderr
    );
    // Who only asks need not wait.
    project
        .pixrec("recommendation", &["query", "--tables"])
        .expect(0);
    let at_work = fs::read_to_string(folder.join(".pixrec/lock")).expect("a lock");
    assert_eq!(
        at_work,
        format!("1 {}", &first[..12]),
        "the first is still at work"
    );
    project.set("PIXREC_CPUS", "0");
    ends_as_on_this_machine(&project, &folder);
}

//! Runs that are stopped, that lose their network, that come again, that add to one another.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use super::{acquire, from_wiki, wiki_photos};
use crate::support::Sandbox;
use crate::support::web::answer::Answer;
use crate::support::web::commons::Commons;
use crate::support::web::openverse;
use crate::support::web::photos::varied;
use crate::support::web::request::Request;
use crate::support::web::server::Server;

#[test]
fn killed_five_times_and_resumed_a_run_ends_with_the_same_bytes() {
    let site = Commons::new(wiki_photos(60)).site();
    let files = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&files);
    let server = Server::start(move |request: &Request| {
        if request.path.starts_with("/files/") {
            counted.fetch_add(1, Ordering::SeqCst);
            std::thread::sleep(Duration::from_millis(8));
        }
        site(request)
    });
    let undisturbed = Sandbox::new();
    acquire(&undisturbed, &server, &[]).expect(0);
    let api = format!("{}/w/api.php", server.base());
    let sandbox = Sandbox::new();
    // Of the files that were asked for, eight are on their way, and some wait to be saved.
    for stop_after in [1, 15, 20, 25, 20] {
        let before = files.load(Ordering::SeqCst);
        let program = env!("CARGO_BIN_EXE_pixrec");
        let mut run = std::process::Command::new(program)
            .args(from_wiki(&api, &[]))
            .current_dir(sandbox.path("."))
            .stdout(std::process::Stdio::null())
            .spawn()
            .expect("the program starts");
        while files.load(Ordering::SeqCst) < before + stop_after {
            if run.try_wait().expect("its state").is_some() {
                break;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        run.kill().expect("it can be killed");
        run.wait().expect("it ends");
    }
    let asked = files.load(Ordering::SeqCst);
    acquire(&sandbox, &server, &[]).expect(0);
    assert!(
        files.load(Ordering::SeqCst) - asked < 50,
        "nothing was kept of the stopped runs"
    );
    assert_eq!(sandbox.tree("data"), undisturbed.tree("data"));
    // Once more: nothing is fetched, nothing changes.
    let asked = files.load(Ordering::SeqCst);
    acquire(&sandbox, &server, &[]).expect(0);
    assert_eq!(files.load(Ordering::SeqCst), asked);
    assert_eq!(sandbox.tree("data"), undisturbed.tree("data"));
}

#[test]
fn a_network_that_goes_away_costs_nothing_that_was_there() {
    let site = Commons::new(wiki_photos(8)).site();
    let down = Arc::new(AtomicBool::new(false));
    let is_down = Arc::clone(&down);
    let server = Server::start(
        move |request: &Request| match is_down.load(Ordering::SeqCst) {
            true => Answer::status(500),
            false => site(request),
        },
    );
    let sandbox = Sandbox::new();
    acquire(&sandbox, &server, &[]).expect(0);
    let before = sandbox.tree("data");
    down.store(true, Ordering::SeqCst);
    let failed = acquire(&sandbox, &server, &["--retries", "1"]).expect(1);
    assert!(failed.stderr.contains("500"), "{}", failed.stderr);
    assert_eq!(sandbox.tree("data"), before);
}

#[test]
fn what_failed_is_asked_for_alone() {
    let site = Commons::new(wiki_photos(8)).site();
    let well = Arc::new(AtomicBool::new(false));
    let is_well = Arc::clone(&well);
    let server = Server::start(move |request: &Request| {
        let ill = !is_well.load(Ordering::SeqCst) && request.path.starts_with("/files/");
        match request.path.as_str() {
            path if ill && path.contains("Photo_2") => Answer::status(500),
            path if ill && path.contains("Photo_5") => Answer::status(404),
            _ => site(request),
        }
    });
    let sandbox = Sandbox::new();
    let nothing = acquire(&sandbox, &server, &["--retry-failed"]).expect(1);
    assert!(
        nothing.stderr.contains("nothing to retry"),
        "{}",
        nothing.stderr
    );
    let first = acquire(&sandbox, &server, &["--retries", "0"]).expect(0);
    assert!(first.stdout.contains("rejected: 2"), "{}", first.stdout);
    assert_eq!(sandbox.images().len(), 6);
    well.store(true, Ordering::SeqCst);
    let before = server.requests().len();
    acquire(&sandbox, &server, &["--retry-failed"]).expect(0);
    let asked: Vec<String> = server.requests()[before..]
        .iter()
        .map(|request| request.path.clone())
        .collect();
    assert_eq!(asked.len(), 2, "{asked:?}");
    assert!(asked.iter().all(|path| path.starts_with("/files/Photo_")));
    assert_eq!(sandbox.images().len(), 8);
    assert_eq!(sandbox.rejected().len(), 0);
    let undisturbed = Sandbox::new();
    acquire(&undisturbed, &server, &[]).expect(0);
    assert_eq!(sandbox.tree("data"), undisturbed.tree("data"));
}

#[test]
fn a_later_run_asks_for_what_is_new() {
    let (small, large) = (
        Commons::new(wiki_photos(4)).site(),
        Commons::new(wiki_photos(7)).site(),
    );
    let grown = Arc::new(AtomicBool::new(false));
    let has_grown = Arc::clone(&grown);
    let server = Server::start(
        move |request: &Request| match has_grown.load(Ordering::SeqCst) {
            true => large(request),
            false => small(request),
        },
    );
    let sandbox = Sandbox::new();
    acquire(&sandbox, &server, &[]).expect(0);
    grown.store(true, Ordering::SeqCst);
    acquire(&sandbox, &server, &[]).expect(0);
    assert_eq!(sandbox.images().len(), 7);
    assert_eq!(server.hits("/files/"), 7);
}

#[test]
fn sources_add_to_one_another_and_the_same_bytes_are_stored_once() {
    let wiki = Server::start(Commons::new(wiki_photos(6)).site());
    // The first six have the same bytes.
    let index = Server::start(openverse::site(varied(9, &["by"])));
    let sandbox = Sandbox::new();
    acquire(&sandbox, &wiki, &[]).expect(0);
    let api = format!("{}/v1", index.base());
    let words = [
        "acquire",
        "--source",
        "openverse",
        "--search",
        "sample",
        "--extend",
        "--api-url",
        &api,
    ];
    let words = super::briskly(&words, &[]);
    sandbox.run(&words).expect(0);
    let both = sandbox.images();
    let twice = sandbox
        .rejected()
        .into_values()
        .filter(|reason| reason.contains("the same bytes"))
        .count();
    assert!(twice > 0 && both.len() > 6, "{both:?}");
    assert_eq!(sandbox.names("data/images").len(), both.len());
    let tree = sandbox.tree("data");
    sandbox.run(&words).expect(0);
    assert_eq!(sandbox.tree("data"), tree);
    // Without it, the collection is what the one source has.
    acquire(&sandbox, &wiki, &[]).expect(0);
    assert_eq!(sandbox.images().len(), 6);
    assert_eq!(sandbox.names("data/images").len(), 6);
}

#[test]
fn questions_that_overlap_add_up_and_folders_with_the_same_names_keep_apart() {
    let mut photos = wiki_photos(6);
    for (index, photo) in photos.iter_mut().enumerate() {
        let tags = [vec!["Sample"], vec!["Sample", "Other"], vec!["Other"]];
        photo.tags = tags[index / 2]
            .iter()
            .map(|tag| (*tag).to_owned())
            .collect();
    }
    let server = Server::start(Commons::new(photos).site());
    let sandbox = Sandbox::new();
    acquire(&sandbox, &server, &[]).expect(0);
    assert_eq!(sandbox.images().len(), 4);
    let api = format!("{}/w/api.php", server.base());
    let other = [
        "acquire",
        "--source",
        "commons",
        "--category",
        "Other",
        "--api-url",
        &api,
    ];
    let other = super::briskly(&other, &["--extend"]);
    sandbox.run(&other).expect(0);
    assert_eq!(sandbox.images().len(), 6);
    let tree = sandbox.tree("data/images");
    sandbox.run(&other).expect(0);
    assert_eq!(sandbox.tree("data/images"), tree);
    // Fewer of the one question take nothing from the other.
    let fewer = [&other[..], &["--count", "1"]].concat();
    sandbox.run(&fewer).expect(0);
    assert!(sandbox.images().len() >= 4, "{:?}", sandbox.images());
    sandbox.run(&other).expect(0);
    assert_eq!(sandbox.images().len(), 6);
    for (folder, number) in [("fa", 1), ("fb", 2)] {
        let bytes = crate::support::pictures::png(number);
        sandbox.write(&format!("{folder}/IMG_0001.png"), &bytes);
        sandbox
            .run(&["acquire", "--path", folder, "--extend"])
            .expect(0);
    }
    assert_eq!(sandbox.images().len(), 8);
    assert_eq!(sandbox.names("data/images").len(), 8);
    let mut images = sandbox.images();
    images.sort();
    assert_eq!(sandbox.names("data/images"), images);
}

#[test]
fn a_pace_that_cannot_be_is_wrong_usage() {
    for pace in ["1e-300", "-1", "NaN", "inf"] {
        let flag = format!("--requests-per-second={pace}");
        let ran = Sandbox::new()
            .run(&["acquire", "--source", "openverse", "--search", "x", &flag])
            .expect(2);
        assert!(ran.stderr.contains("requests_per_second"), "{}", ran.stderr);
    }
}

#[test]
fn without_its_notes_a_collection_is_known_by_its_bytes() {
    let server = Server::start(Commons::new(wiki_photos(4)).site());
    let sandbox = Sandbox::new();
    acquire(&sandbox, &server, &[]).expect(0);
    std::fs::remove_dir_all(sandbox.path("data/.pixrec")).expect("it is there");
    let api = format!("{}/w/api.php", server.base());
    let nothing = [
        "acquire",
        "--source",
        "commons",
        "--category",
        "Nothing",
        "--api-url",
        &api,
    ];
    sandbox.run(&nothing).expect(1);
    acquire(&sandbox, &server, &[]).expect(0);
    assert_eq!(sandbox.images().len(), 4);
}

#[test]
fn licences_may_be_asked_of_a_folder_too() {
    let sandbox = Sandbox::new();
    for (name, number) in [("free.png", 1), ("mine.png", 2)] {
        sandbox.write(
            &format!("photos/{name}"),
            &crate::support::pictures::png(number),
        );
    }
    sandbox.write("photos/licenses.csv", b"pattern,license\nfree.png,CC0\n");
    sandbox.run(&["acquire", "--path", "photos"]).expect(0);
    assert_eq!(sandbox.images().len(), 2);
    sandbox
        .run(&["acquire", "--path", "photos", "--allow-licenses", "open"])
        .expect(0);
    assert_eq!(sandbox.images(), ["free.png"]);
    assert!(sandbox.rejected()["mine.png"].contains("licence"));
}

//! The Dockerfiles, the compose file and the pipelines of the containers, as text.

use std::fs;
use std::path::Path;

use pixrec::domain::Seed;
use pixrec::pipeline::{Plan, Spec, Stage};

use crate::support::services::docker::SERVICES;

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn dockerfile(service: &str) -> String {
    read(&format!("docker/{service}/Dockerfile"))
}

fn spec(pipeline: &str) -> Spec {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("pipelines/{pipeline}.toml"));
    Spec::read(Some(&path), Vec::new()).expect("a pipeline file")
}

#[test]
fn all_images_are_built_by_the_same_text_so_that_it_is_done_once() {
    // What differs comes after what is the same: the layers are shared.
    let same = |service: &str| {
        let text = dockerfile(service);
        let (same, _) = text.split_once("LABEL ").expect("labels");
        same.to_owned()
    };
    let [first, second, third] = SERVICES.map(same);
    assert_eq!(first, second);
    assert_eq!(first, third);
    assert!(first.contains("ENTRYPOINT"), "{first}");
    // Only BuildKit knows these.
    for form in ["RUN --mount", "<<", "COPY --link", "COPY --chmod"] {
        assert!(!first.contains(form), "{form}");
    }
}

#[test]
fn images_are_built_by_a_profile_that_there_is() {
    let manifest: toml::Table = read("Cargo.toml").parse().expect("a manifest");
    for service in SERVICES {
        let text = dockerfile(service);
        let mut lines = text.lines();
        let profile = lines.find_map(|line| line.strip_prefix("ARG PROFILE="));
        let profile = profile.expect("a profile");
        assert!(
            manifest["profile"].get(profile).is_some(),
            "{service}: {profile}"
        );
        assert!(
            !text.contains("--release") && !text.contains("target/release"),
            "{service}"
        );
    }
}

#[test]
fn images_say_which_version_they_hold_and_run_their_own_pipeline() {
    for service in SERVICES {
        let text = dockerfile(service);
        let version = format!("image.version=\"{}\"", env!("CARGO_PKG_VERSION"));
        assert!(text.contains(&version), "{service}: {version}");
        let own = format!("/etc/pixrec/{service}.toml");
        assert!(
            text.ends_with(&format!("CMD [\"run\", \"{own}\"]\n")),
            "{service}"
        );
        assert!(
            text.contains(&format!("COPY pipelines/{service}.toml ")),
            "{service}"
        );
    }
}

#[test]
fn what_is_copied_into_an_image_is_sent_to_docker_and_the_rest_is_not() {
    let ignored = read(".dockerignore");
    let sent: Vec<&str> = ignored
        .lines()
        .filter_map(|line| line.strip_prefix('!'))
        .collect();
    assert!(ignored.lines().any(|line| line == "*"), "{ignored}");
    for service in SERVICES {
        let text = dockerfile(service);
        let copies = text.lines().filter_map(|line| line.strip_prefix("COPY "));
        for copy in copies.filter(|copy| !copy.starts_with("--from")) {
            let mut words: Vec<&str> = copy.split_whitespace().collect();
            words.pop();
            for word in words {
                let top = word.split('/').next().expect("a first part");
                assert!(sent.contains(&top), "{service}: {word} is not sent");
            }
        }
    }
    let secrets = [".env", ".git", "target", "data"];
    assert!(secrets.iter().all(|name| !sent.contains(name)), "{sent:?}");
}

#[test]
fn the_three_pipelines_together_are_the_default_one() {
    let whole = Spec::read(None, Vec::new()).expect("the default pipeline");
    let parts = SERVICES.map(spec);
    let stages: Vec<String> = parts.iter().flat_map(|part| part.stages.clone()).collect();
    assert_eq!(stages, whole.stages);
    let [acquisition, analysis, recommendation] = parts;
    assert_eq!(acquisition.acquire, whole.acquire);
    assert_eq!(
        (analysis.label, analysis.profile),
        (whole.label, whole.profile)
    );
    assert_eq!(recommendation.recommend, whole.recommend);
    assert_eq!(recommendation.evaluate, whole.evaluate);
    assert_eq!(
        (recommendation.chart, recommendation.report),
        (whole.chart, whole.report)
    );
}

#[test]
fn the_check_of_the_third_wants_as_many_images_as_the_default_pipeline() {
    let seed = Seed::new(42);
    let whole = Plan::new(Spec::read(None, Vec::new()).expect("a spec"), seed).expect("a plan");
    let third = Plan::new(spec("recommendation"), seed).expect("a plan");
    assert!(third.stages.contains(&Stage::Check));
    assert_eq!(third.min_images(), whole.min_images());
}

#[test]
fn every_variable_of_the_compose_file_is_explained_with_its_default() {
    let compose = read("docker-compose.yml");
    let example = read(".env.example");
    let mut names = 0;
    for piece in compose.split("${").skip(1) {
        let (inside, _) = piece.split_once('}').expect("an end");
        let (name, default) = inside.split_once(":-").expect("a default");
        names += 1;
        let line = example
            .lines()
            .find_map(|line| line.strip_prefix(&format!("# {name}=")));
        let said = line.unwrap_or_else(|| panic!("{name} is not in .env.example"));
        assert!(
            default.is_empty() || said == default,
            "{name}: {said} is not {default}"
        );
    }
    assert!(names >= 10, "{names}");
    let mut every = example.lines().filter(|line| !line.is_empty());
    assert!(
        every.all(|line| line.starts_with("# ")),
        "nothing is set by it as it is"
    );
}

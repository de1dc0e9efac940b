//! Keys come from the environment; they are asked for by name, and never seen again.

use super::briskly;
use crate::support::web::photos::varied;
use crate::support::web::server::Server;
use crate::support::web::{flickr, pexels, unsplash};
use crate::support::{Ran, Sandbox};

const CANARY: &str = "canary-0123456789";

fn ask(sandbox: &Sandbox, source: &str, api: &str, key: Option<(&str, &str)>) -> Ran {
    let words = [
        "acquire",
        "-v",
        "--source",
        source,
        "--search",
        "sample",
        "--api-url",
        api,
    ];
    let mut command = sandbox.command(&briskly(&words, &[]));
    for (_, variable) in KEYED {
        command.env_remove(variable);
    }
    if let Some((variable, key)) = key {
        command.env(variable, key);
    }
    Sandbox::ran(command.output().expect("the program starts"))
}

const KEYED: [(&str, &str); 3] = [
    ("flickr", "FLICKR_API_KEY"),
    ("pexels", "PEXELS_API_KEY"),
    ("unsplash", "UNSPLASH_ACCESS_KEY"),
];

fn server(source: &str) -> (Server, String) {
    let photos = varied(5, &["4", "9"]);
    let (server, path) = match source {
        "flickr" => (Server::start(flickr::site(photos)), "/services/rest/"),
        "pexels" => (Server::start(pexels::site(photos)), "/v1"),
        _ => (Server::start(unsplash::site(photos)), "/"),
    };
    let api = format!("{}{path}", server.base());
    (server, api)
}

#[test]
fn a_missing_key_is_asked_for_by_the_name_of_its_variable_before_any_request() {
    for (source, variable) in KEYED {
        let (server, api) = server(source);
        let ran = ask(&Sandbox::new(), source, &api, None).expect(1);
        assert!(ran.stderr.contains(variable), "{}", ran.stderr);
        assert_eq!(server.requests().len(), 0);
    }
}

#[test]
fn a_key_that_is_refused_is_told_by_its_variable_and_never_shown() {
    for (source, variable) in KEYED {
        let (_server, api) = server(source);
        let sandbox = Sandbox::new();
        let ran = ask(&sandbox, source, &api, Some((variable, CANARY))).expect(1);
        assert!(ran.stderr.contains(variable), "{}", ran.stderr);
        assert!(!(ran.stderr + ran.stdout.as_str()).contains("canary"));
        nowhere(&sandbox);
    }
}

#[test]
fn a_key_is_in_no_file_and_in_no_error_when_the_server_is_gone() {
    for (source, variable) in KEYED {
        let (server, api) = server(source);
        drop(server);
        let sandbox = Sandbox::new();
        let ran = ask(&sandbox, source, &api, Some((variable, CANARY))).expect(1);
        assert!(!(ran.stderr + ran.stdout.as_str()).contains("canary"));
        nowhere(&sandbox);
    }
}

fn nowhere(sandbox: &Sandbox) {
    for (name, bytes) in sandbox.tree(".") {
        assert!(
            !String::from_utf8_lossy(&bytes).contains("canary"),
            "{name}"
        );
    }
}

#[test]
fn an_address_with_a_password_is_refused_and_the_password_is_not_shown() {
    let sandbox = Sandbox::new();
    for api in [
        "https://ana:canary-pw@wiki.example.org/w/api.php",
        "ftp://ana:canary-pw@wiki.example.org/",
    ] {
        let words = ["acquire", "--source", "commons", "--search", "kite"];
        let ran = sandbox.run(&[&words[..], &["--api-url", api]].concat());
        let ran = ran.expect(1);
        assert!(ran.stderr.contains("acquire.api_url"), "{}", ran.stderr);
        assert!(!ran.stderr.contains("canary-pw"), "{}", ran.stderr);
    }
    for (name, bytes) in sandbox.tree("data") {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("canary-pw"), "{name:?}");
    }
}

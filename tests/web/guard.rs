//! Where a request may not go, whatever an answer says.

use super::{acquire, wiki_photos};
use crate::support::Sandbox;
use crate::support::web::answer::Answer;
use crate::support::web::commons::Commons;
use crate::support::web::request::Request;
use crate::support::web::server::Server;

/// Why the file of photo 2 is missing from a wiki that redirects it to `target`, in which `HERE` is
/// the server itself.
fn redirected(target: &'static str) -> String {
    let site = Commons::new(wiki_photos(3)).site();
    let server = Server::start(move |request: &Request| {
        if request.path.starts_with("/files/Photo_2.") {
            let host = request.header("host").unwrap_or_default();
            return Answer::redirect(&target.replace("HERE", host));
        }
        site(request)
    });
    let sandbox = Sandbox::new();
    acquire(&sandbox, &server, &["--retries", "1"]).expect(0);
    assert_eq!(sandbox.images().len(), 2);
    let rejected = sandbox.rejected();
    rejected.into_values().next().expect("one was rejected")
}

#[test]
fn redirects_to_private_addresses_are_refused() {
    for target in [
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "http://[fd00::1]/",
        "http://0xa9.0xfe.0xa9.0xfe/",
    ] {
        let told = redirected(target);
        assert!(told.contains("not public"), "{target}: {told}");
    }
    let told = redirected("file:///etc/passwd");
    assert!(told.contains("302"), "{told}");
}

#[test]
fn redirects_that_go_round_come_to_an_end() {
    let told = redirected("http://HERE/files/Photo_2.png");
    assert!(
        told.contains("round") || told.contains("redirects"),
        "{told}"
    );
}

#[test]
fn a_redirect_within_reach_is_followed() {
    let site = Commons::new(wiki_photos(3)).site();
    let server =
        Server::start(
            move |request: &Request| match request.path.strip_prefix("/files/") {
                Some(name) => Answer::redirect(&format!("/moved/{name}")),
                None => {
                    let mut request = request.clone();
                    request.path = request.path.replace("/moved/", "/files/");
                    site(&request)
                }
            },
        );
    let sandbox = Sandbox::new();
    acquire(&sandbox, &server, &[]).expect(0);
    assert_eq!(sandbox.images().len(), 3);
}

#[test]
fn addresses_of_files_that_are_not_public_are_refused() {
    // The API answers under a name that leads to this machine; its files stand under an address of
    // a private network.
    let site = Commons::new(wiki_photos(2)).site();
    let server = Server::start(move |request: &Request| {
        let mut answer = site(request);
        let host = request.header("host").unwrap_or_default().to_owned();
        let text = String::from_utf8_lossy(&answer.body).replace(&host, "192.168.77.1");
        answer.body = text.into_bytes().into();
        answer
    });
    let sandbox = Sandbox::new();
    acquire(&sandbox, &server, &[]).expect(1);
    assert_eq!(sandbox.images(), [] as [String; 0]);
    assert!(
        sandbox
            .rejected()
            .values()
            .all(|reason| reason.contains("not public"))
    );
    assert_eq!(sandbox.rejected().len(), 2);
}

#[test]
fn who_asks_is_told_and_must_be_known_where_a_site_wants_it() {
    let sandbox = Sandbox::new();
    let asked = sandbox.run(&["acquire", "--source", "commons", "--search", "kite"]);
    let asked = asked.expect(1);
    for word in ["--contact", "PIXREC_CONTACT"] {
        assert!(asked.stderr.contains(word), "{}", asked.stderr);
    }
    let server = Server::start(Commons::new(wiki_photos(2)).site());
    acquire(&sandbox, &server, &["--contact", "ana@example.org"]).expect(0);
    let requests = server.requests();
    assert!(!requests.is_empty());
    for request in requests {
        let agent = request.header("user-agent").unwrap_or_default();
        assert!(
            agent.starts_with("pixrec/") && agent.contains("(ana@example.org)"),
            "{agent}"
        );
    }
    let everything = sandbox.tree(".");
    let holds = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains("ana@example.org");
    assert!(everything.values().all(|bytes| !holds(bytes)));
}

#[test]
fn a_wiki_is_asked_one_question_at_a_time_and_for_as_many_files_as_was_said() {
    let site = Commons::new(wiki_photos(40)).site();
    let server = Server::start(move |request: &Request| {
        std::thread::sleep(std::time::Duration::from_millis(3));
        site(request)
    });
    let sandbox = Sandbox::new();
    acquire(&sandbox, &server, &["--parallel", "3"]).expect(0);
    let most = |prefix: &str| {
        let requests = server.requests();
        let asked = requests
            .iter()
            .filter(|request| request.path.starts_with(prefix));
        asked
            .map(|request| request.in_flight)
            .max()
            .unwrap_or_default()
    };
    // Questions and files may go on at the same time.
    assert!(most("/files/") <= 4, "{}", most("/files/"));
}

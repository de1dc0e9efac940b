use std::net::IpAddr;
use std::time::Duration;

use anyhow::Result;
use reqwest::StatusCode;
use reqwest::Url;
use reqwest::header::{HeaderMap, HeaderValue, RETRY_AFTER};
use secrecy::SecretString;

use super::address::{Reach, is_public};
use super::lane::{Lanes, Pace};
use super::{Call, Miss, Reply, by_status, user_agent};
use tokio::time::Instant;

fn public(address: &str) -> Result<bool> {
    Ok(is_public(address.parse::<IpAddr>()?))
}

#[test]
fn addresses_of_machines_networks_and_mappings_are_not_public() -> Result<()> {
    let private = [
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.0.2.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.7",
        "203.0.113.9",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "2002:a00:1::1",
        "fe80::1",
        "fec0::1",
        "fc00::1",
        "fd12:3456::1",
        "ff02::1",
        "2001:db8::1",
        "2001::1",
        "2001:10::1",
        "3fff::1",
        "100::1",
    ];
    for address in private {
        assert!(!public(address)?, "{address}");
    }
    let open = [
        "1.1.1.1",
        "8.8.8.8",
        "100.63.0.1",
        "100.128.0.1",
        "172.15.0.1",
        "172.32.0.1",
        "192.0.1.1",
        "198.17.0.1",
        "198.20.0.1",
        "208.80.154.240",
        "2620:0:861:ed1a::1",
        "2606:4700::1111",
        "::ffff:8.8.8.8",
        "64:ff9b::808:808",
    ];
    for address in open {
        assert!(public(address)?, "{address}");
    }
    Ok(())
}

fn reach(bases: &[&str]) -> Result<Reach> {
    let bases: Vec<Url> = bases
        .iter()
        .map(|base| Url::parse(base))
        .collect::<Result<_, _>>()?;
    Ok(Reach::new(bases.iter()))
}

fn may_reach(reach: &Reach, url: &str) -> Result<bool> {
    Ok(reach.check(&Url::parse(url)?).is_ok())
}

#[test]
fn private_addresses_are_refused_however_they_are_written() -> Result<()> {
    let reach = reach(&["https://commons.example.org/w/api.php"])?;
    let refused = [
        "http://127.0.0.1/",
        "http://127.1/",
        "http://0x7f.0.0.1/",
        "http://0177.0.0.1/",
        "http://2130706433/",
        "http://[::1]/",
        "http://[::ffff:169.254.169.254]/",
        "http://169.254.169.254/latest/meta-data",
        "http://10.1.2.3:8080/",
        "ftp://commons.example.org/",
        "file:///etc/passwd",
        "data:text/plain,x",
    ];
    for url in refused {
        assert!(!may_reach(&reach, url)?, "{url}");
    }
    assert!(may_reach(&reach, "https://8.8.8.8/")?);
    assert!(may_reach(&reach, "http://upload.example.org/a.jpg")?);
    Ok(())
}

#[test]
fn the_host_that_the_user_names_may_be_private_and_no_other() -> Result<()> {
    let loopback = reach(&["http://127.0.0.1:8391/w/api.php"])?;
    assert!(may_reach(&loopback, "http://127.0.0.1:9999/file.jpg")?);
    assert!(may_reach(&loopback, "http://[::1]/file.jpg")?);
    assert!(!may_reach(&loopback, "http://169.254.169.254/")?);
    assert!(!may_reach(&loopback, "http://192.168.0.1/")?);
    let mirror = reach(&["http://192.168.0.7/api"])?;
    assert!(may_reach(&mirror, "http://192.168.0.7/file.jpg")?);
    assert!(!may_reach(&mirror, "http://192.168.0.8/file.jpg")?);
    assert!(!may_reach(&mirror, "http://127.0.0.1/")?);
    Ok(())
}

fn judged(status: u16, retry_after: Option<&str>) -> Result<Result<(), Miss>> {
    let mut headers = HeaderMap::new();
    if let Some(text) = retry_after {
        headers.insert(RETRY_AFTER, HeaderValue::from_str(text)?);
    }
    Ok(by_status(&Reply {
        status: StatusCode::from_u16(status)?,
        headers: &headers,
        body: b"",
    }))
}

fn wait(status: u16, retry_after: Option<&str>) -> Result<Option<Duration>> {
    match judged(status, retry_after)? {
        Err(Miss::Throttled { after, .. }) => Ok(after),
        other => anyhow::bail!("{other:?}"),
    }
}

#[test]
fn a_site_that_asks_for_patience_gets_it_in_seconds_or_until_a_date() -> Result<()> {
    assert_eq!(wait(429, Some("2"))?, Some(Duration::from_secs(2)));
    assert_eq!(wait(503, Some(" 0 "))?, Some(Duration::ZERO));
    assert_eq!(wait(429, None)?, None);
    assert_eq!(wait(429, Some("soon"))?, None);
    assert_eq!(wait(429, Some("-5"))?, None);
    let past = wait(429, Some("Wed, 21 Oct 2015 07:28:00 GMT"))?;
    assert_eq!(past, Some(Duration::ZERO));
    let week = Duration::from_secs(7 * 86_400);
    assert_eq!(wait(503, Some("18446744073709551615"))?, Some(week));
    assert_eq!(
        wait(503, Some("Fri, 31 Dec 9999 23:59:59 GMT"))?,
        Some(week)
    );
    Ok(())
}

#[test]
fn servers_that_fail_are_asked_again_and_those_that_refuse_are_not() -> Result<()> {
    for status in [408, 500, 502, 503, 504, 599] {
        assert!(
            matches!(judged(status, None)?, Err(Miss::Failed(_))),
            "{status}"
        );
    }
    for status in [400, 401, 403, 404, 410, 451, 304] {
        assert!(
            matches!(judged(status, None)?, Err(Miss::Final(_))),
            "{status}"
        );
    }
    assert_eq!(judged(200, None)?, Ok(()));
    Ok(())
}

#[test]
fn a_contact_is_a_mail_address_or_a_link_and_nothing_that_breaks_a_header() -> Result<()> {
    assert_eq!(
        user_agent(Some("ana@example.org"))?,
        concat!("pixrec/", env!("CARGO_PKG_VERSION"), " (ana@example.org)")
    );
    assert!(user_agent(Some("https://example.org/ana")).is_ok());
    assert!(user_agent(None)?.starts_with("pixrec/"));
    for bad in [
        "",
        "ana",
        "ana@",
        "@example.org",
        "ana@example",
        "a b@example.org",
        "a@b.org)\r\nX: y",
        "ftp://example.org",
        "ä@example.org",
        "a@.org",
    ] {
        assert!(user_agent(Some(bad)).is_err(), "{bad:?}");
    }
    Ok(())
}

#[test]
fn no_key_can_be_seen_in_what_may_be_shown_of_a_call() -> Result<()> {
    let key = || SecretString::from("canary-0123456789");
    let call = Call::get(Url::parse("https://api.example.org/rest")?)
        .query("text", "a b&c")
        .secret_query("api_key", key())
        .secret_header("authorization", key());
    assert_eq!(
        call.url().as_str(),
        "https://api.example.org/rest?text=a+b%26c"
    );
    assert!(!format!("{call:?}").contains("canary"));
    Ok(())
}

/// Whether a host is still asked after a dozen requests that `began` then all ended in vain.
fn is_asked_after_a_dozen(began: Instant, answered_at: &[Instant]) -> Result<bool> {
    let lanes = Lanes::new(Pace::one_at_a_time(0.0));
    let lane = lanes.of(&Url::parse("http://example.org/")?);
    for started in answered_at {
        lane.note(&Ok(()), *started);
    }
    for _ in 0..12 {
        let throttled = Miss::Throttled {
            reason: "429".to_owned(),
            after: None,
        };
        lane.note(&Err::<(), Miss>(throttled), began);
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()?;
    Ok(runtime.block_on(lane.enter()).is_ok())
}

#[test]
fn a_host_that_answers_nobody_is_lost_and_one_that_answered_others_meanwhile_is_not() -> Result<()>
{
    assert!(!is_asked_after_a_dozen(Instant::now(), &[])?);
    let began = Instant::now();
    assert!(is_asked_after_a_dozen(began, &[began])?);
    // An answer from before they began says nothing about now.
    let later = Instant::now() + Duration::from_secs(60);
    assert!(!is_asked_after_a_dozen(later, &[began])?);
    Ok(())
}

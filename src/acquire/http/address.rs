//! Where a request may go: to the sites that the user named, and to public addresses. What a web
//! page or an API sends may name any address; without this it could have the program look at the
//! services of the user's own machine and network.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::{Attempt, Policy};

use super::REFUSED;

/// How many redirects are followed.
const MAX_REDIRECTS: usize = 5;

/// What may be reached.
#[derive(Debug, Clone)]
pub struct Reach {
    /// The hosts of the base addresses that the user named.
    named: Arc<BTreeSet<String>>,
    /// Whether one of them is this machine.
    loopback: bool,
}

impl Reach {
    /// All public addresses, and those of the hosts in `bases`.
    pub fn new<'a>(bases: impl Iterator<Item = &'a Url>) -> Self {
        let named: BTreeSet<String> = bases.filter_map(host).collect();
        let is_loopback =
            |host: &String| host == "localhost" || address(host).is_some_and(|ip| ip.is_loopback());
        Self {
            loopback: named.iter().any(is_loopback),
            named: Arc::new(named),
        }
    }

    /// Whether `url` may be asked for, as far as can be told before its name is looked up.
    ///
    /// # Errors
    /// The reason why not.
    pub fn check(&self, url: &Url) -> Result<(), String> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(format!("{REFUSED} an address that is not http or https"));
        }
        let host = host(url).ok_or_else(|| format!("{REFUSED} an address without a host"))?;
        match address(&host) {
            Some(ip) if !self.permits(&host, ip) => Err(private()),
            _ => Ok(()),
        }
    }

    /// Whether the name `host` may lead to `ip`.
    fn permits(&self, host: &str, ip: IpAddr) -> bool {
        is_public(ip) || self.named.contains(host) || self.loopback && ip.is_loopback()
    }

    /// Redirects that stay within reach, do not go round and do not give up encryption.
    pub fn redirects(&self) -> Policy {
        let reach = self.clone();
        Policy::custom(move |attempt| reach.follow(attempt))
    }

    fn follow(&self, attempt: Attempt<'_>) -> reqwest::redirect::Action {
        if attempt.previous().len() > MAX_REDIRECTS {
            return attempt.error(format!("{REFUSED} more than {MAX_REDIRECTS} redirects"));
        }
        if attempt.previous().contains(attempt.url()) {
            return attempt.error(format!("{REFUSED} redirects that go round"));
        }
        let was_safe = attempt.previous().last().map(Url::scheme) == Some("https");
        if was_safe && attempt.url().scheme() == "http" {
            return attempt.error(format!("{REFUSED} a redirect from https to http"));
        }
        match self.check(attempt.url()) {
            Ok(()) => attempt.follow(),
            Err(reason) => attempt.error(reason),
        }
    }
}

fn private() -> String {
    format!("{REFUSED} an address that is not public")
}

impl Resolve for Reach {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = self.clone();
        Box::pin(async move {
            let host = name.as_str().trim_end_matches('.').to_lowercase();
            let found: Vec<SocketAddr> =
                tokio::net::lookup_host((host.as_str(), 0)).await?.collect();
            let permitted: Vec<SocketAddr> = found
                .iter()
                .copied()
                .filter(|address| reach.permits(&host, address.ip()))
                .collect();
            if permitted.is_empty() && !found.is_empty() {
                return Err(private().into());
            }
            Ok(Box::new(permitted.into_iter()) as Addrs)
        })
    }
}

/// The host of `url` as it is compared: lower case, no final dot, no brackets.
fn host(url: &Url) -> Option<String> {
    let host = url.host_str()?.trim_end_matches('.').to_lowercase();
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    (!bare.is_empty()).then(|| bare.to_owned())
}

/// The address that `host` is, if it is none that must be looked up. A URL's host is parsed by the
/// rules of browsers, so that `0x7f.1` and `2130706433` have become `127.0.0.1` by now.
fn address(host: &str) -> Option<IpAddr> {
    host.parse().ok()
}

/// Whether `ip` is one of the public internet: none of this machine, of a private network, of a
/// link, of a carrier's translation, of documentation, or one that leads back to such by mapping.
/// The ranges are those of the IANA special-purpose registries (RFC 6890).
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => match embedded_v4(ip) {
            Some(inner) => is_public_v4(inner),
            None => is_public_v6(ip),
        },
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let shared = a == 100 && (64..128).contains(&b);
    let protocols = (a, b, c) == (192, 0, 0);
    let benchmarks = a == 198 && (18..20).contains(&b);
    !(ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_documentation()
        || ip.is_multicast()
        || a == 0
        || a >= 240
        || shared
        || protocols
        || benchmarks)
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let [first, second, ..] = ip.segments();
    let global = first & 0xe000 == 0x2000;
    let documentation = first == 0x2001 && second == 0x0db8 || first & 0xfff0 == 0x3ff0;
    let protocols = first == 0x2001 && second < 0x0200;
    global && !documentation && !protocols
}

/// The IPv4 address that an IPv6 one stands for: mapped, translated (NAT64) or tunnelled (6to4).
fn embedded_v4(ip: Ipv6Addr) -> Option<Ipv4Addr> {
    let segments = ip.segments();
    let v4 = |high: u16, low: u16| {
        let [a, b] = high.to_be_bytes();
        let [c, d] = low.to_be_bytes();
        Some(Ipv4Addr::new(a, b, c, d))
    };
    match segments {
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => v4(high, low),
        [0x2002, high, low, ..] => v4(high, low),
        _ => None,
    }
}

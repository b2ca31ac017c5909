//! A photo at an address: only of servers that are allowed, and never of a private network by accident.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use url::Url;

use crate::config::Photos;

/// Fetches a picture. The error is a sentence.
pub(super) async fn fetch(address: &str, config: &Photos, largest: u64) -> Result<Vec<u8>, String> {
    let url = Url::parse(address).map_err(|_| String::from("the photo's address cannot be read"))?;
    let host = url.host_str().unwrap_or_default().to_owned();
    if !config.allow.iter().any(|allowed| allowed.eq_ignore_ascii_case(&host)) {
        return Err(format!(
            "photos are not fetched from {host}; list the server in [loan_drafts.photos] allow if it is the partner's own"
        ));
    }
    if url.scheme() != "https" && !config.allow_private {
        return Err(String::from("the photo's address must begin with https://"));
    }
    let port = url.port_or_known_default().unwrap_or(443);
    let found = tokio::net::lookup_host((host.trim_matches(['[', ']']), port)).await;
    let addresses: Vec<SocketAddr> = found.map(Iterator::collect).unwrap_or_default();
    if addresses.is_empty() {
        return Err(format!("there is no server {host}"));
    }
    if !config.allow_private && !addresses.iter().all(|address| is_public(address.ip())) {
        return Err(format!(
            "{host} is in a private network; set `allow_private = true` in [loan_drafts.photos] if that is meant"
        ));
    }
    // The addresses that were looked at are the ones that are used: a name could mean another one a moment later.
    let http = reqwest::Client::builder()
        .user_agent(concat!("fieldlink/", env!("CARGO_PKG_VERSION")))
        .redirect(reqwest::redirect::Policy::none())
        .resolve_to_addrs(&host, &addresses)
        .timeout(Duration::from_secs(60))
        .build()
        .map_err(|_| String::from("no connection can be set up on this machine"))?;
    let mut answer = http
        .get(url)
        .send()
        .await
        .map_err(|_| format!("{host} does not answer; the photo was not fetched"))?;
    if !answer.status().is_success() {
        return Err(format!("{host} answers {} for the photo", answer.status().as_u16()));
    }
    let mut bytes = Vec::new();
    loop {
        match answer.chunk().await {
            Ok(Some(chunk)) => bytes.extend_from_slice(&chunk),
            Ok(None) => return Ok(bytes),
            Err(_) => return Err(format!("the connection to {host} broke off; the photo was not fetched")),
        }
        if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > largest {
            return Err(super::too_large(largest.saturating_add(1)));
        }
    }
}

/// Whether an address is for everybody.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => match embedded(v6) {
            Some(v4) => is_public_v4(v4),
            None => {
                let head = v6.segments()[0];
                let local = head & 0xFE00 == 0xFC00 || head & 0xFFC0 == 0xFE80;
                !(v6.is_loopback() || v6.is_unspecified() || v6.is_multicast() || local)
            }
        },
    }
}

/// The IPv4 address that packets to an IPv6 address end at: mapped, translated by NAT64 (RFC 6052, RFC 8215) or carried
/// by 6to4 (RFC 3056).
fn embedded(v6: Ipv6Addr) -> Option<Ipv4Addr> {
    let [.., h, i] = v6.segments();
    let last = Ipv4Addr::from((u32::from(h) << 16) | u32::from(i));
    match v6.segments() {
        // `::` and `::1` are addresses of their own.
        [0, 0, 0, 0, 0, 0, 0, 0 | 1] => None,
        [0, 0, 0, 0, 0, 0 | 0xFFFF, ..] | [0, 0, 0, 0, 0xFFFF, 0, ..] | [0x64, 0xFF9B, 0, 0, 0, 0, ..] => Some(last),
        // Of these a site chooses where in the address the IPv4 one stands: where nobody can tell, it counts as private.
        [0x64, 0xFF9B, 1, ..] => Some(Ipv4Addr::UNSPECIFIED),
        [0x2002, a, b, ..] => Some(Ipv4Addr::from((u32::from(a) << 16) | u32::from(b))),
        // Teredo (RFC 4380): the client's address, with each bit turned.
        [0x2001, 0, ..] => Some(Ipv4Addr::from(!u32::from(last))),
        _ => None,
    }
}

fn is_public_v4(v4: Ipv4Addr) -> bool {
    let [a, b, ..] = v4.octets();
    // Shared by the customers of a carrier (RFC 6598).
    let shared = a == 100 && (64..128).contains(&b);
    !(v4.is_loopback()
        || v4.is_private()
        || v4.is_link_local()
        || v4.is_unspecified()
        || v4.is_broadcast()
        || v4.is_multicast()
        || shared
        || a == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_networks_are_known() {
        for private in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "::1",
            "fe80::1",
            "fd00::1",
            "::ffff:10.0.0.1",
            "::10.0.0.1",
            "64:ff9b::10.0.0.1",
            "64:ff9b::169.254.169.254",
            "64:ff9b:1::5db8:d70e",
            "2002:0a00:0001::1",
            "2002:7f00:0001::",
            "2001:0:5ef5:79fd::f5ff:fffe",
            "::",
        ] {
            assert!(!is_public(private.parse().unwrap()), "{private}");
        }
        for public in [
            "93.184.215.14",
            "100.128.0.1",
            "2606:2800:21f:cb07::1",
            "64:ff9b::93.184.215.14",
            "2002:5db8:d70e::1",
        ] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
    }

    #[tokio::test]
    async fn servers_that_nobody_allowed_are_not_asked() {
        let nobody = Photos::default();
        assert!(
            fetch("https://photos.example/a.jpg", &nobody, 9)
                .await
                .unwrap_err()
                .contains("not fetched from photos.example")
        );
        let allowed = |host: &str| Photos {
            allow: vec![host.to_owned()],
            ..Photos::default()
        };
        let near = fetch("https://127.0.0.1/a.jpg", &allowed("127.0.0.1"), 9)
            .await
            .unwrap_err();
        assert!(near.contains("private network"), "{near}");
        let plain = fetch("http://photos.example/a.jpg", &allowed("photos.example"), 9)
            .await
            .unwrap_err();
        assert!(plain.contains("https://"), "{plain}");
    }
}

//! Where a request comes from: the connection's own address, or, where that is a proxy which the operator trusts, the
//! one that the proxy names.

use std::net::{IpAddr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::{Extensions, HeaderMap, HeaderName, header};
use fieldlink_domain::network::Network;

/// The address that counts as the client's; none in tests without a connection.
pub(crate) fn of(extensions: &Extensions, headers: &HeaderMap, trusted: &[Network]) -> Option<IpAddr> {
    let ConnectInfo(peer) = extensions.get::<ConnectInfo<SocketAddr>>()?;
    Some(behind(peer.ip(), headers, trusted))
}

/// Each proxy adds whom it heard from at the end, so the last one that is no proxy of ours is the client. What stands
/// before it anybody could have written.
fn behind(peer: IpAddr, headers: &HeaderMap, trusted: &[Network]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.holds(address));
    let mut client = peer;
    for hop in named(headers).into_iter().rev() {
        if !is_trusted(client) {
            break;
        }
        let Some(hop) = hop else { break };
        client = hop;
    }
    client
}

/// What proxies have named, in their order: `X-Forwarded-For`, and `Forwarded` (RFC 7239) only where that is missing, since
/// a proxy that writes the one lets a client's other one pass.
fn named(headers: &HeaderMap) -> Vec<Option<IpAddr>> {
    let list = |name: HeaderName| -> Vec<String> {
        let values = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
        values
            .flat_map(|value| value.split(','))
            .map(|one| one.trim().to_owned())
            .collect()
    };
    let old = list(HeaderName::from_static("x-forwarded-for"));
    if !old.is_empty() {
        return old.iter().map(|one| address(one)).collect();
    }
    let of_element = |element: &String| {
        let pairs = element.split(';').filter_map(|pair| pair.trim().split_once('='));
        let node = pairs.into_iter().find(|(name, _)| name.eq_ignore_ascii_case("for"))?.1;
        address(node.trim_matches('"'))
    };
    list(header::FORWARDED).iter().map(of_element).collect()
}

/// `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]`, `[2001:db8::1]:80`.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    let whole = bare.parse().ok();
    whole.or_else(|| text.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(peer: &str, name: &'static str, value: &str) -> String {
        let trusted = ["10.0.0.0/8".parse().unwrap(), "2001:db8::/32".parse().unwrap()];
        let headers = HeaderMap::from_iter([(HeaderName::from_static(name), value.parse().unwrap())]);
        behind(peer.parse().unwrap(), &headers, &trusted).to_string()
    }

    #[test]
    fn only_a_trusted_proxy_is_believed_and_only_what_it_wrote() {
        let name = "x-forwarded-for";
        assert_eq!(client("192.0.2.9", name, "198.51.100.1"), "192.0.2.9");
        assert_eq!(client("10.0.0.1", name, "198.51.100.1"), "198.51.100.1");
        assert_eq!(client("10.0.0.1", name, "203.0.113.5, 198.51.100.1"), "198.51.100.1");
        assert_eq!(client("10.0.0.1", name, "198.51.100.1, 10.2.2.2"), "198.51.100.1");
        assert_eq!(client("10.0.0.1", name, "198.51.100.1:4711"), "198.51.100.1");
        assert_eq!(client("2001:db8::1", name, "[2001:db9::7]:80"), "2001:db9::7");
        // What cannot be read is nobody's address.
        assert_eq!(client("10.0.0.1", name, "198.51.100.1, unknown"), "10.0.0.1");
    }

    #[test]
    fn the_newer_header_counts_where_the_older_is_missing() {
        let value = r#"for=198.51.100.1;proto=https, For="[2001:db9::7]:80""#;
        assert_eq!(client("10.0.0.1", "forwarded", value), "2001:db9::7");
        assert_eq!(client("10.0.0.1", "forwarded", "for=_hidden"), "10.0.0.1");
    }
}

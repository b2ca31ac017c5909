//! RFC 9112 section 3.2: a request of HTTP/1.1 has one Host field, and its value is a host.

use http::uri::Authority;
use http::{HeaderMap, Version, header};

/// Whether the request says to whom it is, once.
pub(crate) fn is_said(version: Version, headers: &HeaderMap) -> bool {
    let mut hosts = headers.get_all(header::HOST).iter();
    match (hosts.next(), hosts.next()) {
        (None, _) => version != Version::HTTP_11,
        (Some(_), Some(_)) => false,
        (Some(host), None) => host.is_empty() || is_host(host.as_bytes()),
    }
}

fn is_host(value: &[u8]) -> bool {
    !value.contains(&b'@') && Authority::try_from(value).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_host_and_a_real_one() {
        let said = |version, hosts: &[&str]| {
            let fields = hosts.iter().map(|host| (header::HOST, host.parse().unwrap()));
            let mut headers = HeaderMap::new();
            for (name, value) in fields {
                headers.append(name, value);
            }
            is_said(version, &headers)
        };
        for good in ["pa2.test", "pa2.test:80", "[::1]:8080", "127.0.0.1", ""] {
            assert!(said(Version::HTTP_11, &[good]), "{good:?}");
        }
        for bad in ["a b", "me@pa2.test", "pa2.test/x"] {
            assert!(!said(Version::HTTP_11, &[bad]), "{bad:?}");
        }
        assert!(!said(Version::HTTP_11, &[]));
        assert!(!said(Version::HTTP_11, &["a", "b"]));
        assert!(!said(Version::HTTP_11, &["a", "a"]));
        // HTTP/1.0 had none, HTTP/2 says it in `:authority`.
        assert!(said(Version::HTTP_10, &[]));
        assert!(said(Version::HTTP_2, &[]));
        assert!(!said(Version::HTTP_2, &["a", "b"]));
    }
}

//! This machine itself.

use url::{Host, Url};

/// Whether an address is this machine itself.
#[must_use]
pub fn is_local(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// A connection to these addresses. What is said to this machine itself is no proxy's business: without encryption, secrets
/// would go there for all to read.
pub fn connection<'u>(to: impl IntoIterator<Item = &'u Url>) -> reqwest::ClientBuilder {
    let builder = reqwest::Client::builder();
    if to.into_iter().all(is_local) {
        builder.no_proxy()
    } else {
        builder
    }
}

//! Addresses of e-mails.

use crate::{Error, Result};

/// An address as it is kept: without blanks around it, in lower case.
pub(crate) fn address(text: &str) -> Result<String> {
    let text = text.trim().to_lowercase();
    let whole = text
        .split_once('@')
        .is_some_and(|(name, host)| !name.is_empty() && !host.is_empty());
    if !whole || text.len() > 254 || text.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(Error::invalid("This is no e-mail address.").said("error-no-address", []));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_kept_in_one_spelling() {
        assert_eq!(address(" Ana@Example.ORG ").unwrap(), "ana@example.org");
        for wrong in [
            "",
            "ana",
            "@example.org",
            "ana@",
            "a na@example.org",
            "ana@exam\nple.org",
        ] {
            assert!(address(wrong).is_err(), "{wrong:?}");
        }
    }
}

//! What proves that the caller is a Field Partner's client.

use fieldlink_contract::ScopeSet;
use secrecy::SecretString;

/// A client ID with its secret, as shown in PA2 > Account > API Access (`domain.md 1.2`).
#[derive(Clone, Debug)]
pub struct Credentials {
    pub(crate) client_id: String,
    pub(crate) client_secret: SecretString,
    pub(crate) scopes: Option<ScopeSet>,
}

impl Credentials {
    /// Asks for every scope that the client may have.
    pub fn new(client_id: impl Into<String>, client_secret: impl Into<SecretString>) -> Self {
        Self {
            client_id: client_id.into(),
            client_secret: client_secret.into(),
            scopes: None,
        }
    }

    /// Asks for these scopes only.
    #[must_use]
    pub fn with_scopes(self, scopes: ScopeSet) -> Self {
        Self {
            scopes: Some(scopes),
            ..self
        }
    }

    /// The client ID.
    #[must_use]
    pub fn client_id(&self) -> &str {
        &self.client_id
    }

    /// Reads `FIELDLINK_CLIENT_ID` and `FIELDLINK_CLIENT_SECRET` through the given look-up, such as
    /// `|name| std::env::var(name).ok()`.
    ///
    /// # Errors
    /// [`crate::Error::Settings`] naming the variable that is missing or blank.
    pub fn from_vars(look_up: impl Fn(&str) -> Option<String>) -> Result<Self, crate::Error> {
        let id = crate::environment::required(&look_up, "FIELDLINK_CLIENT_ID")?;
        let secret = crate::environment::required(&look_up, "FIELDLINK_CLIENT_SECRET")?;
        Ok(Self::new(id, secret))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_secret_is_not_printed() {
        let credentials = Credentials::new("client", "very-secret");
        assert!(!format!("{credentials:?}").contains("very-secret"));
    }

    #[test]
    fn a_missing_variable_is_named() {
        let error = Credentials::from_vars(|name| (name == "FIELDLINK_CLIENT_ID").then(|| "c".to_owned())).unwrap_err();
        assert!(error.to_string().contains("FIELDLINK_CLIENT_SECRET"), "{error}");
    }
}

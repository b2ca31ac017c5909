//! Which Partner API to talk to, and for whom.

use serde::{Deserialize, Serialize};
use url::Url;

use crate::error::Error;
use crate::local::is_local;

/// The addresses of one Partner API. They have moved before and not always together (`domain.md 1.1`), so each stands
/// apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Environment {
    /// Where tokens are asked for, whole: `https://auth.example/oauth/token`.
    pub token_url: Url,
    /// What stands before `/v3/partner/…`.
    pub api_base: Url,
    /// Whom the token is for. Looks like an address of the API but need not be the one above.
    pub audience: String,
    /// Who must have issued the token. Absent: not checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
}

impl Environment {
    /// Kiva's Stage, as its guide gave it in August 2026 (`domain.md 1.1`). Recorded traffic of January 2026 used the
    /// audience `https://partner-api-stage.dk1.kiva.org`: try it with [`Environment::with_audience`] when this one is
    /// refused as `invalid_target`.
    #[must_use]
    pub fn stage() -> Self {
        Self::fixed(
            "https://auth.staging.kiva.org/oauth/token",
            "https://partnerapi.staging.kiva.org",
            "https://partner-api-stage.kiva.org",
        )
    }

    /// Kiva's production, as its guide gives it (`domain.md 1.1`).
    #[must_use]
    pub fn production() -> Self {
        Self::fixed(
            "https://auth.k1.kiva.org/oauth/token",
            "https://partner-api.k1.kiva.org",
            "https://partner-api.k1.kiva.org",
        )
    }

    /// A PA2 that serves all at one address, such as `fieldlink pa2 serve`: the token at `/oauth/token`, the audience
    /// being the address itself.
    ///
    /// # Errors
    /// [`Error::Settings`] when the address cannot be a base.
    pub fn at(base: &Url) -> Result<Self, Error> {
        let token_url = join(base, &["oauth", "token"])?;
        let audience = base.as_str().trim_end_matches('/').to_owned();
        Ok(Self {
            token_url,
            api_base: base.clone(),
            audience,
            issuer: None,
        })
    }

    /// The same with another audience.
    #[must_use]
    pub fn with_audience(self, audience: impl Into<String>) -> Self {
        Self {
            audience: audience.into(),
            ..self
        }
    }

    /// Only for the constants above; a test reads them all.
    fn fixed(token_url: &str, api_base: &str, audience: &str) -> Self {
        let parse = |text: &str| Url::parse(text).expect("a constant address");
        Self {
            token_url: parse(token_url),
            api_base: parse(api_base),
            audience: audience.to_owned(),
            issuer: None,
        }
    }

    /// Secrets and borrowers' names travel to these addresses: they must be encrypted, unless they stay on the machine.
    pub(crate) fn check(&self, plain_http: bool) -> Result<(), Error> {
        for (what, url) in [("token_url", &self.token_url), ("api_base", &self.api_base)] {
            let fault = match url.scheme() {
                "https" => None,
                "http" if is_local(url) || plain_http => None,
                "http" => Some("must begin with https:// (plain http is for this machine only)"),
                _ => Some("must begin with https://"),
            };
            let extra = !url.username().is_empty()
                || url.password().is_some()
                || url.query().is_some()
                || url.fragment().is_some();
            let fault = fault.or(extra.then_some("must have no user, query or fragment"));
            if let Some(fault) = fault {
                return Err(Error::Settings {
                    problem: format!("{what} {fault}"),
                });
            }
        }
        if self.audience.trim().is_empty() {
            return Err(Error::Settings {
                problem: "audience is blank".to_owned(),
            });
        }
        Ok(())
    }
}

/// An environment, the partner that uses it, and how that environment wants journals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// The addresses.
    #[serde(flatten)]
    pub environment: Environment,
    /// The Field Partner's id at Kiva.
    pub partner_id: i64,
    /// Spelling of the journals route.
    #[serde(default)]
    pub journals_route: JournalsRoute,
    /// Shape of the journals body.
    #[serde(default)]
    pub journals_body: JournalsBody,
}

/// Kiva's texts disagree on this path (`domain.md 1.8`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JournalsRoute {
    /// `/v3/partners/{id}/journals`, as Kiva's sample has it.
    #[default]
    Plural,
    /// `/v3/partner/{id}/journals`, as the guide's table of scopes has it.
    Singular,
}

/// Clients disagree on this shape (`domain.md 1.8`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JournalsBody {
    /// `[…]`, as Kiva's sample has it.
    #[default]
    List,
    /// `{"journals":[…]}`.
    Envelope,
}

impl Profile {
    /// A partner at an environment.
    #[must_use]
    pub fn new(environment: Environment, partner_id: i64) -> Self {
        Self {
            environment,
            partner_id,
            journals_route: JournalsRoute::default(),
            journals_body: JournalsBody::default(),
        }
    }

    /// Reads settings through the given look-up, such as `|name| std::env::var(name).ok()`:
    /// `FIELDLINK_ENVIRONMENT` (`stage`, `production` or the address of a PA2), `FIELDLINK_PARTNER_ID`, and, to
    /// override one address, `FIELDLINK_TOKEN_URL`, `FIELDLINK_API_BASE`, `FIELDLINK_AUDIENCE`, `FIELDLINK_ISSUER`.
    ///
    /// # Errors
    /// [`Error::Settings`] naming the variable that is missing or wrong.
    pub fn from_vars(look_up: impl Fn(&str) -> Option<String>) -> Result<Self, Error> {
        let mut environment = match required(&look_up, "FIELDLINK_ENVIRONMENT")?.as_str() {
            "stage" => Environment::stage(),
            "production" => Environment::production(),
            address => Environment::at(&address_of("FIELDLINK_ENVIRONMENT", address)?)?,
        };
        if let Some(text) = look_up("FIELDLINK_TOKEN_URL") {
            environment.token_url = address_of("FIELDLINK_TOKEN_URL", &text)?;
        }
        if let Some(text) = look_up("FIELDLINK_API_BASE") {
            environment.api_base = address_of("FIELDLINK_API_BASE", &text)?;
        }
        if let Some(text) = look_up("FIELDLINK_AUDIENCE") {
            environment.audience = text;
        }
        environment.issuer = look_up("FIELDLINK_ISSUER");
        let partner_id = required(&look_up, "FIELDLINK_PARTNER_ID")?
            .parse()
            .map_err(|_| Error::Settings {
                problem: "FIELDLINK_PARTNER_ID is not a whole number".to_owned(),
            })?;
        Ok(Self::new(environment, partner_id))
    }

    /// `{api_base}/v3/partner/{id}/…`
    pub(crate) fn route(&self, tail: &[&str]) -> Result<Url, Error> {
        self.under("partner", tail)
    }

    /// The journals route in the configured spelling.
    pub(crate) fn journals(&self) -> Result<Url, Error> {
        let word = match self.journals_route {
            JournalsRoute::Plural => "partners",
            JournalsRoute::Singular => "partner",
        };
        self.under(word, &["journals"])
    }

    fn under(&self, word: &str, tail: &[&str]) -> Result<Url, Error> {
        let id = self.partner_id.to_string();
        let mut parts = vec!["v3", word, &id];
        parts.extend(tail);
        join(&self.environment.api_base, &parts)
    }
}

fn address_of(name: &str, text: &str) -> Result<Url, Error> {
    Url::parse(text).map_err(|_| Error::Settings {
        problem: format!("{name} is not an address"),
    })
}

pub(crate) fn required(look_up: impl Fn(&str) -> Option<String>, name: &str) -> Result<String, Error> {
    look_up(name)
        .filter(|text| !text.trim().is_empty())
        .ok_or_else(|| Error::Settings {
            problem: format!("{name} is not set"),
        })
}

fn join(base: &Url, parts: &[&str]) -> Result<Url, Error> {
    let mut url = base.clone();
    url.path_segments_mut()
        .map_err(|()| Error::Settings {
            problem: "the address cannot have a path".to_owned(),
        })?
        .pop_if_empty()
        .extend(parts);
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_presets_are_encrypted_and_apart() {
        for environment in [Environment::stage(), Environment::production()] {
            environment.check(false).unwrap();
            assert_ne!(environment.token_url.host_str(), environment.api_base.host_str());
        }
        assert_ne!(
            Environment::stage().audience,
            Environment::stage().api_base.as_str().trim_end_matches('/')
        );
    }

    #[test]
    fn routes_keep_a_path_before_them() {
        let base = Url::parse("https://example.org/pa/").unwrap();
        let mut profile = Profile::new(Environment::at(&base).unwrap(), 9001);
        assert_eq!(
            profile.environment.token_url.as_str(),
            "https://example.org/pa/oauth/token"
        );
        assert_eq!(
            profile.route(&["config", "themes"]).unwrap().path(),
            "/pa/v3/partner/9001/config/themes"
        );
        assert_eq!(profile.journals().unwrap().path(), "/pa/v3/partners/9001/journals");
        profile.journals_route = JournalsRoute::Singular;
        assert_eq!(profile.journals().unwrap().path(), "/pa/v3/partner/9001/journals");
    }

    #[test]
    fn plain_http_stays_on_the_machine() {
        let check = |text: &str, plain: bool| Environment::at(&Url::parse(text).unwrap()).unwrap().check(plain);
        for text in ["http://127.0.0.1:8080", "http://localhost:1", "http://[::1]:9"] {
            check(text, false).unwrap();
        }
        assert!(check("http://example.org", false).is_err());
        check("http://example.org", true).unwrap();
        assert!(check("ftp://example.org", true).is_err());
        assert!(check("https://user:secret@example.org", false).is_err());
    }

    #[test]
    fn settings_from_variables() {
        let vars = |name: &str| match name {
            "FIELDLINK_ENVIRONMENT" => Some("stage".to_owned()),
            "FIELDLINK_PARTNER_ID" => Some("9001".to_owned()),
            "FIELDLINK_AUDIENCE" => Some("https://other.example".to_owned()),
            _ => None,
        };
        let profile = Profile::from_vars(vars).unwrap();
        assert_eq!(
            (profile.partner_id, profile.environment.audience.as_str()),
            (9001, "https://other.example")
        );
        assert_eq!(profile.environment.token_url, Environment::stage().token_url);
        assert!(
            Profile::from_vars(|_| None)
                .unwrap_err()
                .to_string()
                .contains("FIELDLINK_ENVIRONMENT")
        );
    }

    #[test]
    fn a_profile_is_read_from_settings_files() {
        let json = r#"{"token_url":"https://a.example/t","api_base":"https://b.example/","audience":"c","partner_id":7,"journals_body":"envelope"}"#;
        let profile: Profile = serde_json::from_str(json).unwrap();
        assert_eq!(
            (profile.journals_route, profile.journals_body),
            (JournalsRoute::Plural, JournalsBody::Envelope)
        );
    }
}

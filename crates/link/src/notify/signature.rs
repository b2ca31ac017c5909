//! The signature of a web hook, as the Standard Webhooks have it (<https://www.standardwebhooks.com>): HMAC-SHA256 over
//! `id.timestamp.body`, one for each secret while one is being replaced by another.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use secrecy::{ExposeSecret as _, SecretString};
use sha2::Sha256;

/// What posts are signed with.
#[derive(Debug, Clone)]
pub struct Secrets(SecretString);

impl Secrets {
    /// One secret, or several with blanks between them. `whsec_` and base64, or any text.
    pub fn new(text: impl Into<String>) -> Secrets {
        Secrets(SecretString::from(text.into()))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.expose_secret().trim().is_empty()
    }
}

/// The value of `webhook-signature`.
pub fn sign(secrets: &Secrets, id: &str, timestamp: i64, body: &str) -> String {
    let signed: Vec<String> = secrets
        .0
        .expose_secret()
        .split_whitespace()
        .filter_map(|secret| {
            let key = secret
                .strip_prefix("whsec_")
                .and_then(|text| STANDARD.decode(text).ok())
                .unwrap_or_else(|| secret.as_bytes().to_vec());
            let mut mac = Hmac::<Sha256>::new_from_slice(&key).ok()?;
            mac.update(format!("{id}.{timestamp}.{body}").as_bytes());
            Some(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
        })
        .collect();
    signed.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification's own libraries.
    #[test]
    fn the_specifications_example_is_signed_as_it_says() {
        let secrets = Secrets::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        let signed = sign(
            &secrets,
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            r#"{"test": 2432232314}"#,
        );
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn while_a_secret_is_replaced_both_sign() {
        let signed = sign(&Secrets::new("whsec_AAAA plain"), "msg", 1, "{}");
        assert_eq!(signed.split(' ').count(), 2);
        assert!(signed.split(' ').all(|one| one.starts_with("v1,")));
    }
}

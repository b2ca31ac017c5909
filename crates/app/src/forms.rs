//! What a form of a session carries, so that no other site can post it, and so that it acts on the partner whose page it
//! stood on.
//!
//! One of Kiva's people may have a page of one partner open and then open another partner in a second tab: the session
//! knows only the last. So each form names its page's partner, with a proof that the session's own key made it.

use fieldlink_domain::ids::PartnerId;
use hmac::{Hmac, KeyInit as _, Mac as _};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;
use subtle::ConstantTimeEq as _;

/// A session's secret for its forms. It does not leave the server.
#[derive(Debug, Clone)]
pub struct FormKey(SecretString);

impl FormKey {
    /// The key that a session was begun with.
    pub(crate) fn new(key: String) -> FormKey {
        FormKey(key.into())
    }

    /// What the forms of this partner's pages carry.
    pub fn token(&self, partner: PartnerId) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.0.expose_secret().as_bytes())
            .expect("a key of an HMAC may have any length");
        mac.update(format!("forms of partner {partner}").as_bytes());
        format!("{partner}.{}", hex::encode(mac.finalize().into_bytes()))
    }

    /// The partner whose page a form stood on; none when this session made no such token.
    pub fn partner_of(&self, token: &str) -> Option<PartnerId> {
        let (partner, _) = token.split_once('.')?;
        let partner = PartnerId(partner.parse().ok()?);
        let same = token.as_bytes().ct_eq(self.token(partner).as_bytes());
        bool::from(same).then_some(partner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_names_its_partner_and_no_other_key_makes_it() {
        let key = FormKey::new("one".into());
        let token = key.token(PartnerId(1));
        assert_eq!(key.partner_of(&token), Some(PartnerId(1)));
        assert_eq!(key.partner_of(&token.replacen("1.", "2.", 1)), None);
        assert_eq!(key.partner_of(&token.replacen("1.", "01.", 1)), None);
        assert_eq!(FormKey::new("two".into()).partner_of(&token), None);
        for wrong in ["", ".", "1", "1.", "one"] {
            assert_eq!(key.partner_of(wrong), None, "{wrong:?}");
        }
    }
}

//! The running PA2 that every use case hangs on.

use std::sync::Arc;

use fieldlink_domain::settings::Settings;
use fieldlink_store::Store;
use fieldlink_store::photos::Photos;

use crate::address::address;
use crate::api_calls::Calls;
use crate::attempts::Attempts;
use crate::audit::{self, Key};
use crate::clients::{Live, Uses};
use crate::clock::SystemClock;
use crate::fair::Fair;
use crate::keys::KeyRing;
use crate::quota::Quotas;
use crate::recent::Recent;
use crate::sandbox::Fault;
use crate::{Entropy, Error, Result};

/// Wrong secrets of one client from one address that cost no wait.
const WRONG_SECRETS: u32 = 10;
/// Tries to sign in from one address, or by one known browser, that cost no wait: an office has one address.
const WRONG_SIGN_INS: u32 = 20;

/// What a PA2 is made of.
#[derive(Debug, Clone)]
pub struct Options {
    /// Settings of the installation.
    pub settings: Settings,
    /// Where browsers and clients reach it, without a trailing slash: `http://127.0.0.1:8080`.
    pub public_url: String,
    /// Real time.
    pub system: SystemClock,
    /// Randomness.
    pub entropy: Entropy,
    /// The key that the audit trail is kept under. It is not in the database; all processes have the same.
    pub audit_key: Key,
}

/// PA2: the store, the settings, time and randomness. Cheap to clone; what it holds in memory is either read again from
/// the database (parsed keys, callers of the last second) or may be lost (times of last use, counts of wrong
/// credentials).
#[derive(Debug, Clone)]
pub struct Pa2 {
    pub(crate) store: Store,
    pub(crate) photos: Photos,
    pub(crate) settings: Settings,
    pub(crate) public_url: String,
    pub(crate) system: SystemClock,
    pub(crate) entropy: Entropy,
    pub(crate) audit_key: Key,
    pub(crate) keys: KeyRing,
    pub(crate) uses: Uses,
    /// Wrong secrets of API clients, by client and address.
    pub(crate) attempts: Attempts,
    /// What clients use up of what they may ask.
    pub(crate) quotas: Quotas,
    /// Turns at reading a picture.
    pub(crate) readers: Fair,
    /// Tries to sign in, by address and by known browser.
    pub(crate) sign_ins: Attempts,
    /// Calls of programs that wait to be written.
    pub(crate) calls: Calls,
    /// Clients that got a token in this second, with their secrets.
    pub(crate) live_clients: Recent<Arc<Live>>,
    /// Names of partners, by number.
    pub(crate) partner_names: Recent<String>,
    /// Tokens found to be in force in this second, by `jti`.
    pub(crate) live_tokens: Recent<String>,
    /// The faults of a sandbox.
    pub(crate) faults_waiting: Recent<Vec<Fault>>,
}

impl Pa2 {
    /// A PA2 over an open store. Makes the keys it needs if the database has none yet.
    ///
    /// # Errors
    /// Also when the audit trail is kept under another key.
    pub async fn new(store: Store, photos: Photos, options: Options) -> Result<Pa2> {
        check_operator(&options.settings)?;
        let pa2 = Pa2 {
            store,
            photos,
            settings: options.settings,
            public_url: options.public_url,
            system: options.system,
            entropy: options.entropy,
            audit_key: options.audit_key,
            keys: KeyRing::default(),
            uses: Uses::default(),
            quotas: Quotas::default(),
            readers: Fair::new(crate::photo::readers()),
            attempts: Attempts::new(WRONG_SECRETS),
            sign_ins: Attempts::new(WRONG_SIGN_INS),
            calls: Calls::default(),
            live_clients: Recent::default(),
            live_tokens: Recent::default(),
            partner_names: Recent::default(),
            faults_waiting: Recent::default(),
        };
        audit::settle(&pa2.store, &pa2.audit_key, pa2.system.read()).await?;
        pa2.ensure_keys().await?;
        Ok(pa2)
    }

    /// Settings of the installation.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Where browsers and clients reach it, without a trailing slash.
    pub fn public_url(&self) -> &str {
        &self.public_url
    }

    /// The store, for tests and figures; changes go through use cases.
    pub fn store(&self) -> &Store {
        &self.store
    }
}

/// That the operator, where the settings name one, has an address that e-mails can go to.
fn check_operator(settings: &Settings) -> Result<()> {
    let operator = &settings.operator_email;
    if operator.is_empty() || address(operator).is_ok() {
        return Ok(());
    }
    let text = format!("The setting operator_email, {operator:?}, is no e-mail address.");
    Err(Error::invalid(text).said("error-operator-email", [("address", operator.clone())]))
}

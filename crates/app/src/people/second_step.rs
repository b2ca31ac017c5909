//! The second step of signing in: a code of six digits that a telephone makes (TOTP, RFC 6238), or a recovery code.
//!
//! The secret is kept sealed ([`crate::seal`]), recovery codes as keyed hashes. Each code counts once.

use fieldlink_store::people::{self, Person};
use fieldlink_store::recovery_codes;
use secrecy::{ExposeSecret, SecretString};
use totp_rs::{Builder, Secret, Totp};

use super::tries::Origin;
use super::{known, refused};
use crate::{Actor, Error, Pa2, PersonActor, Result};

/// Recovery codes that a person gets.
pub const RECOVERY_CODES: usize = 10;
/// Letters and digits of a code: none that is taken for another.
const ALPHABET: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";
/// Characters of a code: 50 random bits.
const CODE_LENGTH: usize = 10;
const PURPOSE: &str = "totp";
const ISSUER: &str = "Fieldlink PA2";

/// What a telephone is told.
#[derive(Debug)]
pub struct TotpSetup {
    /// The secret in base32, to be typed.
    pub secret: SecretString,
    /// The same as `otpauth://` URL, to be shown as a picture.
    pub url: SecretString,
}

/// How a person signs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SecondStep {
    /// Whether a code is asked for.
    pub on: bool,
    /// Recovery codes that are left.
    pub recovery_codes: i64,
}

impl Pa2 {
    /// How a person signs in.
    pub async fn second_step(&self, person: &PersonActor) -> Result<SecondStep> {
        let row = self.row_of(person.id).await?;
        Ok(SecondStep {
            on: row.totp.is_some(),
            recovery_codes: recovery_codes::left(&self.store, person.id).await?,
        })
    }

    /// Makes a secret for a person's telephone. It counts from when they answer with a code of it.
    pub async fn begin_second_step(&self, person: &PersonActor) -> Result<()> {
        if self.row_of(person.id).await?.totp.is_some() {
            return Err(Error::conflict("The second step is on already.").said("error-second-step-on", []));
        }
        let secret: [u8; 20] = self.entropy.bytes();
        let sealed = self.seal(PURPOSE, &secret).await?;
        let tx = self.store.begin().await?;
        people::set_totp_pending(&tx, person.id, &sealed).await?;
        Ok(tx.commit().await?)
    }

    /// What to tell the telephone, after [`Pa2::begin_second_step`] and before the answer.
    pub async fn second_step_setup(&self, person: &PersonActor) -> Result<Option<TotpSetup>> {
        let row = self.row_of(person.id).await?;
        let Some(sealed) = row.totp_pending.as_deref().filter(|_| row.totp.is_none()) else {
            return Ok(None);
        };
        let secret = self.unseal(PURPOSE, sealed).await?;
        let base32 = Secret::from(secret.clone()).to_base32();
        let url = totp(secret, &row.email)?.to_url().map_err(Error::internal)?;
        Ok(Some(TotpSetup {
            secret: base32.into(),
            url: url.into(),
        }))
    }

    /// Turns the second step on if the code is one of the telephone's. Answers the recovery codes; they are shown once.
    pub async fn turn_on_second_step(&self, person: &PersonActor, code: &str) -> Result<Vec<SecretString>> {
        let row = self.row_of(person.id).await?;
        let pending = row.totp_pending.as_deref().filter(|_| row.totp.is_none());
        let Some(sealed) = pending else {
            return Err(Error::conflict("Begin again: there is nothing to confirm.").said("error-second-step-none", []));
        };
        let Some(step) = self.step_of(sealed, &row, code).await? else {
            return Err(wrong_code());
        };
        let (codes, macs) = self.new_codes(person.id).await?;
        let tx = self.store.begin().await?;
        people::set_totp(&tx, person.id, Some(sealed)).await?;
        people::use_totp_step(&tx, person.id, step).await?;
        recovery_codes::replace(&tx, person.id, &macs).await?;
        let by = Actor::Person(person.clone());
        self.note_of(&tx, &by, &row, "person.second_step_on", "").await?;
        tx.commit().await?;
        Ok(codes)
    }

    /// Turns the second step off.
    pub async fn turn_off_second_step(&self, person: &PersonActor) -> Result<()> {
        let row = self.row_of(person.id).await?;
        let tx = self.store.begin().await?;
        people::set_totp(&tx, person.id, None).await?;
        recovery_codes::replace(&tx, person.id, &[]).await?;
        let by = Actor::Person(person.clone());
        self.note_of(&tx, &by, &row, "person.second_step_off", "").await?;
        Ok(tx.commit().await?)
    }

    /// New recovery codes; those of before count no more.
    pub async fn new_recovery_codes(&self, person: &PersonActor) -> Result<Vec<SecretString>> {
        let row = self.row_of(person.id).await?;
        if row.totp.is_none() {
            return Err(Error::conflict("The second step is off.").said("error-second-step-off", []));
        }
        let (codes, macs) = self.new_codes(person.id).await?;
        let tx = self.store.begin().await?;
        recovery_codes::replace(&tx, person.id, &macs).await?;
        let by = Actor::Person(person.clone());
        self.note_of(&tx, &by, &row, "person.recovery_codes", "").await?;
        tx.commit().await?;
        Ok(codes)
    }

    /// Signs in somebody whose password was right, by a code of their telephone or a recovery code. Wrong codes are
    /// counted like wrong passwords.
    pub async fn check_second_step(&self, person: &PersonActor, code: &str, origin: &Origin) -> Result<()> {
        let row = self.row_of(person.id).await?;
        let counted = self.count_try(Some(&row), origin).await?;
        let (Some(sealed), Some(counted)) = (row.totp.as_deref(), counted) else {
            return Err(refused());
        };
        let taken = match self.step_of(sealed, &row, code).await? {
            Some(step) => self.take_step_of_time(&row, step).await?,
            None => self.take_recovery_code(&row, code).await?,
        };
        if !taken {
            self.try_was_wrong(Some(&row), Some(&counted)).await?;
            return Err(refused());
        }
        self.forget_try_there(origin, &counted);
        self.signed_in(person).await
    }

    async fn take_step_of_time(&self, person: &Person, step: i64) -> Result<bool> {
        let tx = self.store.begin().await?;
        let taken = people::use_totp_step(&tx, person.id, step).await?;
        tx.commit().await?;
        Ok(taken)
    }

    async fn take_recovery_code(&self, person: &Person, code: &str) -> Result<bool> {
        let typed: String = code
            .to_lowercase()
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect();
        if typed.len() != CODE_LENGTH {
            return Ok(false);
        }
        let mac = self.code_mac(person.id, &typed).await?;
        let tx = self.store.begin().await?;
        let taken = recovery_codes::take(&tx, person.id, &mac, self.system.read()).await?;
        if taken {
            let by = Actor::Person(known(person.clone())?);
            self.note_of(&tx, &by, person, "person.recovery_code_used", "").await?;
        }
        tx.commit().await?;
        Ok(taken)
    }

    /// The period that a code is of: the present one or one of its neighbours, for clocks differ.
    async fn step_of(&self, sealed: &str, person: &Person, code: &str) -> Result<Option<i64>> {
        let secret = self.unseal(PURPOSE, sealed).await?;
        let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        let now = u64::try_from(self.system.read().timestamp()).unwrap_or(0);
        let step = totp(secret, &person.email)?.check(&digits, now);
        Ok(step.and_then(|step| i64::try_from(step).ok()))
    }

    async fn new_codes(&self, person: i64) -> Result<(Vec<SecretString>, Vec<String>)> {
        let mut codes = Vec::with_capacity(RECOVERY_CODES);
        let mut macs = Vec::with_capacity(RECOVERY_CODES);
        for _ in 0..RECOVERY_CODES {
            let bytes: [u8; CODE_LENGTH] = self.entropy.bytes();
            let code: String = bytes
                .iter()
                .map(|byte| char::from(ALPHABET[usize::from(byte % 32)]))
                .collect();
            macs.push(self.code_mac(person, &code).await?);
            codes.push(format!("{}-{}", &code[..CODE_LENGTH / 2], &code[CODE_LENGTH / 2..]).into());
        }
        Ok((codes, macs))
    }

    async fn code_mac(&self, person: i64, code: &str) -> Result<String> {
        self.keys()
            .await?
            .secret_mac(&format!("recovery code of {person}"), code)
    }
}

fn totp(secret: Vec<u8>, email: &str) -> Result<Totp> {
    Builder::new()
        .with_secret(secret)
        .with_account_name(email.replace(':', "."))
        .with_issuer(Some(ISSUER))
        .build()
        .map_err(Error::internal)
}

/// The code of a person's telephone was wrong.
fn wrong_code() -> Error {
    let wrong = "This code is wrong or too old. Type the code that the telephone shows now.";
    Error::invalid(wrong).said("error-code-wrong", [])
}

impl SecondStep {
    /// Whether so few recovery codes are left that new ones are due.
    pub fn is_short(&self) -> bool {
        self.on && self.recovery_codes < 3
    }
}

impl TotpSetup {
    /// The secret in groups of four, easier to type.
    pub fn grouped(&self) -> String {
        let secret = self.secret.expose_secret();
        let groups: Vec<&str> = (0..secret.len())
            .step_by(4)
            .map(|at| &secret[at..(at + 4).min(secret.len())])
            .collect();
        groups.join(" ")
    }
}

//! `fieldlink.toml`: what the partner has told the link. One file here per section of it.
//!
//! Every key is documented at its field; the JSON schema ([`schema`]) and the user guide are made from the same words.

mod check;
mod check_running;
mod check_source;
mod condition;
mod error;
mod field;
mod guards;
mod http;
mod incremental;
mod journals;
mod ledger;
mod load;
mod loan_drafts;
mod notify;
mod partner;
mod photos;
mod profile;
mod reference;
mod repayments;
mod running;
mod source;
mod tree;
mod typed;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use fieldlink_domain::ids::PartnerId;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::kind::Kind;

pub use self::check_running::extensions;
pub use self::condition::Condition;
pub use self::error::ConfigError;
pub use self::field::{Field, FieldRule, Trim};
pub use self::guards::{Guards, Limits};
pub use self::http::{HttpAuth, HttpAuthKind, HttpPaging, HttpPagingKind, HttpRequest, HttpShape, HttpSource};
pub(crate) use self::incremental::PARAMETER;
pub use self::incremental::{Cursor, Incremental};
pub use self::journals::{JournalColumns, Journals};
pub use self::ledger::LedgerPlace;
pub use self::loan_drafts::{LoanDraftColumns, LoanDrafts, MemberColumns, Members, ScheduleColumns, ScheduleTable};
pub use self::notify::{Channel, Email, Notify, Webhook};
pub use self::partner::{AmountMode, CsvUploadFormat, Partner};
pub use self::photos::Photos;
pub use self::profile::{Profile, Stands};
pub use self::reference::page;
pub use self::repayments::{PeriodChoice, RepaymentColumns, Repayments};
pub use self::running::{Action, Run, Schedule, Watched};
pub use self::source::{Source, SourceKind, TableRef};

/// The whole of `fieldlink.toml`.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The profile used when the command names none. Not needed when there is only one.
    #[serde(default)]
    pub default_profile: Option<String>,
    /// Who the partner is.
    pub partner: Partner,
    /// Where to deliver: one table per environment, such as `[profile.sandbox]` and `[profile.production]`. The ledger
    /// keeps the profiles apart by name, so do not rename one that has been used.
    pub profile: BTreeMap<String, Profile>,
    /// Where the link remembers what it sent.
    #[serde(default)]
    pub ledger: LedgerPlace,
    /// Limits that stop a send which looks like a mistake.
    #[serde(default)]
    pub guards: Guards,
    /// Where the partner's data is: one table per place, such as `[source.mis]`.
    #[serde(default)]
    pub source: BTreeMap<String, Source>,
    /// Loans to be posted.
    #[serde(default)]
    pub loan_drafts: Option<LoanDrafts>,
    /// Repayments to be reported.
    #[serde(default)]
    pub repayments: Option<Repayments>,
    /// Journals to be published.
    #[serde(default)]
    pub journals: Option<Journals>,
    /// How `fieldlink run` behaves.
    #[serde(default)]
    pub run: Run,
    /// What `fieldlink run` does at set times.
    #[serde(default)]
    pub schedule: Vec<Schedule>,
    /// Folders whose files `fieldlink run` takes.
    #[serde(default)]
    pub watch: BTreeMap<String, Watched>,
    /// Whom `fieldlink run` tells what needs a person.
    #[serde(default)]
    pub notify: Notify,
}

impl Settings {
    /// Whether records of this kind are configured.
    pub fn has(&self, kind: Kind) -> bool {
        match kind {
            Kind::LoanDraft => self.loan_drafts.is_some(),
            Kind::Repayment => self.repayments.is_some(),
            Kind::Journal => self.journals.is_some(),
        }
    }
}

/// A configuration that has been read and checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    file: PathBuf,
    settings: Settings,
}

impl Config {
    /// Reads a file, with `FIELDLINK_SECTION__KEY` variables of the environment laid over it.
    ///
    /// # Errors
    /// [`ConfigError`] naming the file, line and key, and what is expected there.
    pub fn load(file: &Path) -> Result<Config, ConfigError> {
        let text = crate::text_file::read(file).map_err(|source| ConfigError::Unreadable {
            file: file.to_owned(),
            source,
        })?;
        Config::parse(file, &text)
    }

    /// Reads a text as if it stood in `file`.
    ///
    /// # Errors
    /// As [`Config::load`].
    pub fn parse(file: &Path, text: &str) -> Result<Config, ConfigError> {
        // A variable that is no text cannot be one of ours.
        let variables =
            std::env::vars_os().filter_map(|(name, text)| name.into_string().ok().zip(text.into_string().ok()));
        let settings = load::settings(file, text, variables)?;
        check::settings(file, text, &settings)?;
        Ok(Config {
            file: file.to_owned(),
            settings,
        })
    }

    /// What the file says.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The file itself.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// A path of the configuration: relative ones count from the folder of the file.
    pub fn path(&self, path: &Path) -> PathBuf {
        let folder = self.file.parent().unwrap_or_else(|| Path::new("."));
        if path.is_absolute() {
            path.to_owned()
        } else {
            folder.join(path)
        }
    }

    /// The profile of this name; without a name the default one, or the only one.
    ///
    /// # Errors
    /// [`ConfigError::NoSuchProfile`] naming those there are.
    pub fn profile(&self, name: Option<&str>) -> Result<(&str, &Profile), ConfigError> {
        let wanted = name.or(self.settings.default_profile.as_deref());
        let found = match wanted {
            Some(name) => self.settings.profile.get_key_value(name),
            None if self.settings.profile.len() == 1 => self.settings.profile.first_key_value(),
            None => None,
        };
        found
            .map(|(name, profile)| (name.as_str(), profile))
            .ok_or_else(|| ConfigError::NoSuchProfile {
                file: self.file.clone(),
                wanted: wanted.map(str::to_owned),
                known: self.settings.profile.keys().cloned().collect(),
            })
    }

    /// The partner's number at a profile.
    pub fn partner_at(&self, profile: &Profile) -> PartnerId {
        PartnerId(profile.partner_id.unwrap_or(self.settings.partner.id))
    }

    /// Where a profile's ledger is: its own, or that of `[ledger]`.
    pub fn ledger_of<'a>(&'a self, profile: &'a Profile) -> &'a LedgerPlace {
        profile.ledger.as_ref().unwrap_or(&self.settings.ledger)
    }

    /// Whether pushed records that this profile has settled may go: where a profile stands for production, only those that
    /// production has.
    pub fn may_prune_pushed(&self, profile: &Profile) -> bool {
        let is_live = |profile: &Profile| profile.stands() == Stands::Production;
        is_live(profile) || !self.settings.profile.values().any(is_live)
    }

    /// The same with other settings; for files that stand in for those of a source.
    pub(crate) fn with(&self, change: impl FnOnce(&mut Settings)) -> Config {
        let mut config = self.clone();
        change(&mut config.settings);
        config
    }

    /// A source by its name; the name has been checked when the file was read.
    pub fn source(&self, name: &str) -> Option<&Source> {
        self.settings.source.get(name)
    }
}

/// The JSON schema of `fieldlink.toml`, for editors that check while one types.
pub fn schema() -> schemars::Schema {
    schemars::schema_for!(Settings)
}

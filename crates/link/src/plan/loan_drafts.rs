//! Which loan drafts would be sent.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use fieldlink_contract::LoanDraft;
use fieldlink_domain::draft_rules::{self, Context, LiveLoan};
use fieldlink_domain::finding::Finding;
use fieldlink_domain::partner::{PartnerConfig, Profile};
use fieldlink_domain::settings::Settings;
use fieldlink_say::message;
use serde::{Deserialize, Serialize};

use super::decision::{Decision, Item, Policy, Repeated, decide, hash_of, key_by_place};
use crate::config::{Field, LoanDraftColumns};
use crate::ledger::Known;
use crate::mapping::loan_drafts::DraftToSend;
use crate::mapping::{Mapped, Reason};
use crate::photo::{PhotoFile, PhotoPlace};

/// A draft that can be sent: the photo is read when it leaves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// What the contract wants, without the photo.
    pub draft: LoanDraft,
    /// The photo.
    pub photo: Option<PhotoFile>,
}

impl Draft {
    /// Hash of what leaves: another photo is another draft.
    pub fn hash(&self) -> String {
        let photo = self.photo.as_ref();
        hash_of(&self.draft, photo.map_or(&[], |photo| photo.sha256.as_slice()))
    }

    /// Hash over what tells that it is the same without a look at its photo; none where nothing tells, or there is no photo.
    pub fn seen(&self) -> Option<String> {
        self.photo
            .as_ref()?
            .stamp
            .as_deref()
            .map(|stamp| seen(&self.draft, stamp))
    }
}

/// The same of a draft whose photo has this stamp.
pub fn seen(draft: &LoanDraft, stamp: &str) -> String {
    hash_of(draft, stamp.as_bytes())
}

/// What drafts are planned against.
#[derive(Debug)]
pub struct Against<'a> {
    /// What the ledger knows of them.
    pub known: &'a HashMap<String, Known>,
    /// Loan IDs that stand on several of all the records.
    pub repeated: &'a Repeated,
    /// Loan IDs of drafts that Kiva has and that are known to be the same; their photos are not looked at.
    pub settled: &'a HashSet<String>,
    /// What the partner may use.
    pub config: &'a PartnerConfig,
    /// Loans on Kiva that carry the Loan ID of one of the drafts.
    pub live: &'a [LiveLoan],
    /// The Pacific day.
    pub today: NaiveDate,
    /// Whether a draft that cannot be published yet is sent all the same.
    pub send_incomplete: bool,
    /// Where fields come from, to name the column.
    pub columns: &'a LoanDraftColumns,
    /// What is done with those sent before.
    pub policy: Policy,
}

/// What is kept of the drafts that were planned, for those that follow.
#[derive(Debug, Default)]
pub struct Course {
    taken: HashSet<String>,
}

/// Plans some of the drafts, after those that `course` has seen. `photos` answers what was seen of a photo. There is an
/// item for each, in their order.
pub fn plan(
    records: Vec<Mapped<DraftToSend>>,
    against: &Against<'_>,
    course: &mut Course,
    mut photos: impl FnMut(&PhotoPlace) -> Result<PhotoFile, String>,
) -> Vec<Item<Draft>> {
    let repeated = against.repeated;
    let profile = Profile::default();
    let settings = Settings::default();
    let context = Context {
        profile: &profile,
        config: against.config,
        settings: &settings,
        today: against.today,
        live: against.live,
        usage: None,
        photo_uses: &[],
    };
    let mut items = Vec::with_capacity(records.len());
    for record in records {
        if let Some(item) = settled(&record, against).filter(|item| !repeated.contains_key(&item.key)) {
            items.push(item);
            continue;
        }
        let origin = record.origin;
        let mut reasons = Vec::new();
        let mut notes = Vec::new();
        if let Some(n) = record.key.as_ref().and_then(|key| repeated.get(key)) {
            let said = message!("reason-loan-id-repeated", count = *n);
            let reason = Reason::of(&origin, "loan_id_repeated", &said);
            reasons.push(reason.at(column(&against.columns.loan_id), record.key.as_deref()));
        }
        let mut what = None;
        let mut hash = String::new();
        match record.outcome {
            Err(wrong) => reasons.extend(wrong),
            Ok(DraftToSend { draft, photo }) => {
                let photo = match photo.as_ref().map(&mut photos) {
                    None => None,
                    Some(Ok(photo)) => Some(photo),
                    Some(Err(why)) => {
                        let shown = photo.as_ref().map(ToString::to_string);
                        let reason = Reason::new(&origin, "photo_unusable", why);
                        reasons.push(reason.at(column(&against.columns.photo), shown.as_deref()));
                        None
                    }
                };
                for finding in draft_rules::check(&draft, photo.is_some(), &context) {
                    // The unusable photo has been named already.
                    if finding.code == "photo_missing" && reasons.iter().any(|reason| reason.rule == "photo_unusable") {
                        continue;
                    }
                    let reason = about(&origin, &finding, &draft, against.columns);
                    // What PA2 refuses to read is not sent, incomplete or not.
                    let refused = finding.code == draft_rules::TEXT_UNUSABLE;
                    if refused || (finding.blocks() && !against.send_incomplete) {
                        reasons.push(reason);
                    } else {
                        notes.push(reason);
                    }
                }
                let draft = Draft { draft, photo };
                hash = draft.hash();
                what = Some(draft);
            }
        }
        let known = record
            .key
            .as_ref()
            .filter(|key| !repeated.contains_key(*key))
            .and_then(|key| against.known.get(key));
        let (decision, revision) = decide(known, &hash, reasons, against.policy, &origin);
        if !matches!(decision, Decision::New | Decision::Changed | Decision::Held(_)) {
            notes.clear();
        }
        let key = key_by_place(
            &origin,
            &mut course.taken,
            record.key.filter(|key| !repeated.contains_key(key)),
        );
        items.push(Item {
            origin: Some(origin),
            key,
            what,
            hash,
            revision,
            decision,
            notes,
        });
    }
    items
}

/// The item of a draft that is known to be the same.
fn settled(record: &Mapped<DraftToSend>, against: &Against<'_>) -> Option<Item<Draft>> {
    let key = record.key.as_ref().filter(|key| against.settled.contains(*key))?;
    let sent = against.known.get(key)?.sent.as_ref()?;
    Some(Item {
        origin: Some(record.origin.clone()),
        key: key.clone(),
        what: None,
        hash: sent.hash.clone(),
        revision: sent.revision + 1,
        decision: Decision::Unchanged(sent.state),
        notes: Vec::new(),
    })
}

fn column(field: &Option<Field>) -> Option<&str> {
    field.as_ref().and_then(|field| field.0.column.as_deref())
}

/// A finding of the rules as a reason that names the column.
fn about(origin: &crate::record::Origin, finding: &Finding, draft: &LoanDraft, columns: &LoanDraftColumns) -> Reason {
    let (field, value) = match finding.field.as_str() {
        "activity_id" => (&columns.activity, None),
        "client_waiver_signed" => (&columns.waiver_signed, None),
        "currency" => (&columns.currency, draft.currency.clone()),
        "description" => (&columns.description, None),
        "description_language_id" => (&columns.language, None),
        "disburse_time" => (&columns.disburse_date, draft.disburse_time.map(|day| day.to_string())),
        "group_name" => (&columns.group_name, None),
        "image_encoded" => (&columns.photo, None),
        "internal_loan_id" => (&columns.loan_id, draft.internal_loan_id.clone()),
        "loanuse" => (&columns.loan_use, None),
        "location" => (&columns.location, draft.location.clone()),
        "theme_type_id" => (&columns.theme, None),
        "entreps[0].loan_id" => (&columns.loan_id, draft.entreps.first().and_then(|e| e.loan_id.clone())),
        "entreps[0].client_id" => (
            &columns.client_id,
            draft.entreps.first().and_then(|e| e.client_id.clone()),
        ),
        "entreps[0].first_name" => (&columns.first_name, None),
        "entreps[0].gender" => (&columns.gender, None),
        "entreps[0].amount" | "entreps.amount" => (
            &columns.amount,
            draft
                .entreps
                .first()
                .and_then(|e| e.amount)
                .map(|amount| amount.to_string()),
        ),
        _ => (&None, None),
    };
    // The columns of a group's borrowers are elsewhere; there the wire's name of the field is the best name.
    let group = draft.entreps.len() > 1 && finding.field.starts_with("entreps");
    let column = if group { None } else { column(field) };
    let message = match column {
        Some(_) => finding.message.clone(),
        None => format!("{}: {}", finding.field, finding.message),
    };
    // Where no column can be named, the field is.
    let field = column.is_none().then(|| (String::from("field"), finding.field.clone()));
    Reason::new(origin, &finding.code, message)
        .at(column, value.as_deref())
        .with_values(finding.values.iter().cloned().chain(field))
}

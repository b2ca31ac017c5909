//! A record to a loan draft, with its borrowers and its schedule.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use chrono_tz::Tz;
use fieldlink_contract::{Amount, Entrep, Installment, LoanDraft, ScheduleParameters};
use fieldlink_say::message;
use rust_decimal::Decimal;

use super::group_rows::MemberFields;
use super::lookup::Offers;
use super::trace::Trace;
use super::{Mapped, Reader, Reason, group_rows, photo_path};
use crate::config::{Field, LoanDrafts, ScheduleTable};
use crate::photo::PhotoPlace;
use crate::record::Record;

/// A draft to be sent: all but the photo, of which only the place is known until it leaves.
#[derive(Debug, Clone, PartialEq)]
pub struct DraftToSend {
    /// What the contract wants, without the photo.
    pub draft: LoanDraft,
    /// The photo as configured, if the record has one.
    pub photo: Option<PhotoPlace>,
}

impl Mapped<DraftToSend> {
    /// Where the record's photo is, when it has one and can be sent.
    pub fn photo(&self) -> Option<&PhotoPlace> {
        self.outcome.as_ref().ok()?.photo.as_ref()
    }
}

/// What a record is mapped with.
#[derive(Debug, Clone, Copy)]
pub struct DraftMapping<'a> {
    /// `[loan_drafts]`.
    pub config: &'a LoanDrafts,
    /// What the partner may use.
    pub offers: &'a Offers,
    /// The partner's time zone.
    pub timezone: Tz,
    /// The borrowers by their group's Loan ID.
    pub members: &'a Children,
    /// The due dates by Loan ID.
    pub schedule: &'a Children,
}

/// Records that belong to others, by the key that joins them.
#[derive(Debug, Clone, Default)]
pub struct Children(HashMap<String, Vec<Record>>);

impl Children {
    /// Sorts records by the key column. Those without a key belong to nobody and are answered back.
    pub fn by_key(records: Vec<Record>, key: &str) -> (Children, Vec<Reason>) {
        let mut children: HashMap<String, Vec<Record>> = HashMap::new();
        let mut lost = Vec::new();
        for record in records {
            match children_key(&record, key) {
                Ok(id) => children.entry(id.to_owned()).or_default().push(record),
                Err(reason) => lost.push(*reason),
            }
        }
        (Children(children), lost)
    }

    /// Those of one key, in the order of the source.
    pub fn of(&self, key: &str) -> &[Record] {
        self.0.get(key).map_or(&[], Vec::as_slice)
    }
}

/// The key that joins a record to its loan.
///
/// # Errors
/// Why it belongs to nobody.
pub fn children_key<'r>(record: &'r Record, column: &str) -> Result<&'r str, Box<Reason>> {
    let id = record.get(column).flatten().filter(|id| !id.trim().is_empty());
    id.ok_or_else(|| {
        let said = message!("reason-key-missing");
        Box::new(Reason::of(&record.origin, "key_missing", &said).at(Some(column), None))
    })
}

/// The Loan ID of a record, as [`DraftMapping::map`] has it; what is wrong with it is said there.
pub fn loan_id(record: &Record, config: &LoanDrafts, timezone: Tz) -> Option<String> {
    let group = group_rows::group_of(record, config).map(str::to_owned);
    group.or_else(|| Reader::new(record, timezone).id(config.columns.loan_id.as_ref(), "Loan ID"))
}

impl DraftMapping<'_> {
    /// Maps one record.
    pub fn map(&self, record: &Record) -> Mapped<DraftToSend> {
        self.map_traced(record, None)
    }

    /// The same, keeping each step of each value.
    pub fn map_traced(&self, record: &Record, trace: Option<&Trace>) -> Mapped<DraftToSend> {
        let columns = &self.config.columns;
        let mut reader = Reader::new(record, self.timezone).traced(trace);
        let loan_id = match self.group_of(record) {
            Some(group) => Some(group),
            None => reader.id(columns.loan_id.as_ref(), "Loan ID"),
        };
        let key = loan_id.clone();
        let loan_id = loan_id.unwrap_or_default();
        let by_rows = self.group_of(record).is_some();
        reader.refuse_unseen(columns.loan_id.as_ref(), key.as_deref());
        // Where the rows are borrowers, the Client ID of the first one is not the group's.
        let client_id = reader.id_if_any(
            if by_rows {
                &columns.group_client_id
            } else {
                &columns.client_id
            }
            .as_ref(),
        );
        reader.refuse_unseen(columns.client_id.as_ref(), client_id.as_deref());
        let group_name = reader.text(columns.group_name.as_ref());
        let (members, mut others) = self.members(self.members.of(&loan_id), trace);
        if by_rows {
            others.extend(group_rows::disagreements(
                record,
                self.members.of(&loan_id),
                columns,
                self.timezone,
            ));
        }
        let group = group_name.is_some() || !members.is_empty();

        let mut draft = LoanDraft {
            activity_id: reader.look_up(columns.activity.as_ref(), |text| self.offers.activity(text)),
            client_waiver_signed: reader.flag(columns.waiver_signed.as_ref()),
            currency: reader.look_up(columns.currency.as_ref(), |text| self.offers.currency(text)),
            description: reader.text(columns.description.as_ref()),
            description_language_id: reader.look_up(columns.language.as_ref(), |text| self.offers.language(text)),
            disburse_time: reader.date(columns.disburse_date.as_ref()),
            loanuse: reader.text(columns.loan_use.as_ref()),
            location: reader.look_up(columns.location.as_ref(), |text| self.offers.location(text)),
            theme_type_id: reader.look_up(columns.theme.as_ref(), |text| self.offers.theme(text)),
            ..LoanDraft::default()
        };
        // The sentence that it follows is English; in other languages nothing is known of it.
        if draft
            .description_language_id
            .is_none_or(|id| self.offers.is_english(id))
            && let Some(text) = draft.loanuse.as_mut()
        {
            *text = loan_use(text);
            reader.step(columns.loan_use.as_ref(), message!("follows-use-loan"), Some(&text));
        }
        if group {
            if members.is_empty() && others.is_empty() {
                let said = match self.config.members {
                    None => message!("reason-members-missing"),
                    Some(_) => message!("reason-members-missing-there"),
                };
                reader.refuse(columns.group_name.as_ref(), None, "members_missing", &said);
            }
            // Absent means that everybody is on the photo.
            let ticks: Vec<bool> = members.iter().map(|member| member.not_pictured).collect();
            draft.not_pictured = ticks.contains(&true).then_some(ticks);
            draft.entreps = members.into_iter().map(|member| member.entrep).collect();
            draft.group_name = group_name;
            draft.internal_loan_id = Some(loan_id.clone());
            draft.internal_client_id = client_id;
        } else {
            draft.entreps = vec![Entrep {
                amount: amount_in(&mut reader, columns.amount.as_ref(), draft.currency.as_deref()),
                client_id,
                first_name: reader.text(columns.first_name.as_ref()),
                last_name: reader.text(columns.last_name.as_ref()),
                gender: reader.gender(columns.gender.as_ref()),
                loan_id: Some(loan_id.clone()),
            }];
        }
        let (schedule, wrong) = self.schedule(self.schedule.of(&loan_id), trace);
        others.extend(wrong);
        draft.schedule = schedule;
        if draft.schedule.is_none() {
            draft.schedule_parameters = self.parameters(&mut reader);
        }
        let photo = photo_path::of(&mut reader, record, self.config, &loan_id);

        let mut outcome = reader.finish(DraftToSend { draft, photo });
        if !others.is_empty() {
            let mut all = outcome.err().unwrap_or_default();
            all.extend(others);
            outcome = Err(all);
        }
        Mapped {
            origin: record.origin.clone(),
            key,
            outcome,
        }
    }

    /// The group's Loan ID, when the rows are borrowers and this one is of a group.
    fn group_of(&self, record: &Record) -> Option<String> {
        group_rows::group_of(record, self.config).map(str::to_owned)
    }

    fn members(&self, records: &[Record], trace: Option<&Trace>) -> (Vec<Member>, Vec<Reason>) {
        let Some(fields) = MemberFields::of(self.config) else {
            return (Vec::new(), Vec::new());
        };
        let mut members = Vec::new();
        let mut wrong = Vec::new();
        for record in records {
            let mut reader = Reader::new(record, self.timezone).traced(trace);
            let entrep = Entrep {
                amount: reader.amount(fields.amount),
                client_id: reader.id_if_any(fields.client_id),
                first_name: reader.text(fields.first_name),
                last_name: reader.text(fields.last_name),
                gender: reader.gender(fields.gender),
                loan_id: reader.id_if_any(fields.loan_id),
            };
            let not_pictured = reader.flag(fields.not_pictured).unwrap_or(false);
            match reader.finish(Member { entrep, not_pictured }) {
                Ok(member) => members.push(member),
                Err(reasons) => wrong.extend(reasons),
            }
        }
        (members, wrong)
    }

    fn schedule(&self, records: &[Record], trace: Option<&Trace>) -> (Option<Vec<Installment>>, Vec<Reason>) {
        let Some(ScheduleTable { columns, .. }) = &self.config.schedule else {
            return (None, Vec::new());
        };
        let mut days: BTreeMap<NaiveDate, (Decimal, Decimal)> = BTreeMap::new();
        let mut wrong = Vec::new();
        for record in records {
            let mut reader = Reader::new(record, self.timezone).traced(trace);
            let date = reader.date(columns.date.as_ref());
            let principal = reader.amount(columns.principal.as_ref()).unwrap_or_default();
            let interest = reader.amount(columns.interest.as_ref()).unwrap_or_default();
            if date.is_none() && reader.is_empty(columns.date.as_ref()) {
                reader.refuse(
                    columns.date.as_ref(),
                    None,
                    "date_missing",
                    &message!("reason-date-missing"),
                );
            }
            if let Some(date) = date {
                let day = days.entry(date).or_default();
                let sums = (
                    day.0.checked_add(principal.decimal()),
                    day.1.checked_add(interest.decimal()),
                );
                match sums {
                    (Some(principal), Some(interest)) => *day = (principal, interest),
                    _ => reader.refuse(None, None, "amount_invalid", &message!("reason-amounts-too-large")),
                }
            }
            wrong.extend(reader.into_reasons());
        }
        let rows: Vec<Installment> = days
            .into_iter()
            .map(|(date, (principal, interest))| Installment {
                date,
                interest: Amount::from(interest),
                principal: Amount::from(principal),
            })
            .collect();
        ((!rows.is_empty()).then_some(rows), wrong)
    }

    /// The short form of a schedule, when the record has its first date and count.
    fn parameters(&self, reader: &mut Reader<'_>) -> Option<ScheduleParameters> {
        let columns = &self.config.columns;
        let first_repayment_date = reader.date(columns.first_repayment_date.as_ref());
        let n_installments = reader.whole(columns.installments.as_ref());
        if first_repayment_date.is_none() && n_installments.is_none() {
            return None;
        }
        Some(ScheduleParameters {
            first_repayment_date,
            n_installments,
            n_repeat: reader.whole(columns.repeat_every.as_ref()).or(Some(1)),
            n_repeat_unit: reader
                .text(columns.repeat_unit.as_ref())
                .or_else(|| Some(String::from("months"))),
            interest_rate_type: reader.text(columns.interest_type.as_ref()),
            annual_rate: reader.rate(columns.annual_rate.as_ref()),
        })
    }
}

/// An amount, in the currency of its draft where it names one.
fn amount_in(reader: &mut Reader<'_>, field: Option<&Field>, currency: Option<&str>) -> Option<Amount> {
    let money = reader.money(field)?;
    if let (Some(written), Some(theirs)) = (money.currency, currency)
        && !written.code().eq_ignore_ascii_case(theirs)
    {
        let written = written.code();
        let amount = money.amount.to_string();
        let said = message!("reason-amount-currency-of-draft", written = written, theirs = theirs);
        reader.refuse(field, Some(&amount), "amount_currency", &said);
    }
    Some(money.amount)
}

struct Member {
    entrep: Entrep,
    not_pictured: bool,
}

/// The loan use so that it continues "This borrower will use this loan: …" (`domain.md 2.1`): it begins with `to `,
/// without a capital letter and without a dot at the end.
fn loan_use(text: &str) -> String {
    let text = text.trim();
    let text = text
        .strip_suffix('.')
        .filter(|rest| !rest.ends_with('.'))
        .unwrap_or(text);
    let begins = |head: &str| text.get(..head.len()).is_some_and(|t| t.eq_ignore_ascii_case(head));
    if begins("to ") {
        return format!("to {}", text[3..].trim_start());
    }
    let mut letters = text.chars();
    match (letters.next(), letters.clone().next()) {
        // A second capital makes it an abbreviation, such as "NPK fertiliser".
        (Some(first), second) if first.is_uppercase() && !second.is_some_and(char::is_uppercase) => {
            format!("to {}{}", first.to_lowercase(), letters.as_str())
        }
        _ => format!("to {text}"),
    }
}

#[cfg(test)]
mod tests;

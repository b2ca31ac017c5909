//! From the typed fields of a step back to a draft. What cannot be read is kept as it was typed, and said beside its
//! field: a step can always be saved.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use fieldlink_contract::amount::Amount;
use fieldlink_contract::loan_draft::{Entrep, Installment, LoanDraft, ScheduleParameters};
use fieldlink_domain::draft::{Draft, Unread};
use fieldlink_domain::finding::Finding;

use super::typed::Typed;

/// What a step makes of a draft.
#[derive(Debug, PartialEq)]
pub(super) struct Applied {
    /// All that could be read.
    pub(super) body: LoanDraft,
    /// The rest, of this step and of the others.
    pub(super) unread: Unread,
    /// Whether something of this step could not be read.
    pub(super) stays: bool,
}

/// Whether a field, or a finding beside it, belongs to step 1. All others are of step 2: step 3 has nothing to type.
fn of_description(field: &str) -> bool {
    matches!(field, "loan_type" | "group_name")
}

/// The draft with the fields of step 1 as typed.
pub(super) fn description(typed: &Typed, draft: &Draft) -> Applied {
    let group = typed.get("loan_type") == "group";
    let rows = Rows::of(typed, draft);
    let mut unread = Unread::default();
    // The wire knows a group by its name or its members: until there is one of them the choice itself is kept.
    if group && typed.filled("group_name").is_none() && rows.entreps.len() < 2 {
        unread.fields.insert("loan_type".to_owned(), "group".to_owned());
        unread.findings.push(Finding::error(
            "group_name_missing",
            "group_name",
            "Please enter the name of the group.",
        ));
    }
    let stays = !unread.is_empty();
    unread.fields.extend(rows.unread);
    let of_others = draft.unread.findings.iter().filter(|f| !of_description(&f.field));
    let moved = of_others.filter_map(|f| {
        Some(Finding {
            field: rows.moved.get(&f.field)?.clone(),
            ..f.clone()
        })
    });
    unread.findings.extend(moved);
    let body = LoanDraft {
        client_waiver_signed: Some(!typed.get("client_waiver_signed").is_empty()),
        group_name: typed.filled("group_name").filter(|_| group),
        internal_loan_id: typed.filled("internal_loan_id").filter(|_| group),
        internal_client_id: typed.filled("internal_client_id").filter(|_| group),
        not_pictured: rows.ticks.filter(|_| group),
        entreps: rows.entreps,
        location: typed.filled("location"),
        activity_id: typed.get("activity_id").parse().ok(),
        description_language_id: typed.get("description_language_id").parse().ok(),
        loanuse: typed.filled("loanuse"),
        description: typed.filled("description"),
        ..draft.body.clone()
    };
    Applied { body, unread, stays }
}

/// The borrowers of all rows that hold anything, each with what the other steps know of it.
struct Rows {
    entreps: Vec<Entrep>,
    ticks: Option<Vec<bool>>,
    /// What the other steps could not read, under the numbers that its borrowers have now.
    unread: BTreeMap<String, String>,
    /// Where each such field, and each with a finding, has gone.
    moved: BTreeMap<String, String>,
}

impl Rows {
    fn of(typed: &Typed, draft: &Draft) -> Rows {
        let body = &draft.body;
        let mut entreps = Vec::new();
        let mut ticks = Vec::new();
        let mut places = BTreeMap::new();
        for at in 0..typed.rows("entreps").max(body.entreps.len()) {
            let field = |name: &str| typed.filled(&format!("entreps[{at}].{name}"));
            let entrep = Entrep {
                client_id: field("client_id"),
                loan_id: field("loan_id"),
                first_name: field("first_name"),
                last_name: field("last_name"),
                gender: field("gender").and_then(|g| g.parse().ok()),
                amount: None,
            };
            if entrep != Entrep::default() {
                places.insert(at, entreps.len());
                let amount = body.entreps.get(at).and_then(|e| e.amount);
                entreps.push(Entrep { amount, ..entrep });
                let tick = body.not_pictured.as_ref().and_then(|ticks| ticks.get(at));
                ticks.push(tick.copied().unwrap_or(false));
            }
        }
        let others = draft.unread.fields.keys().map(String::as_str);
        let others = others.chain(draft.unread.findings.iter().map(|f| f.field.as_str()));
        let moved: BTreeMap<String, String> = others
            .filter(|name| !of_description(name))
            .filter_map(|name| Some((name.to_owned(), renumbered(name, &places)?)))
            .collect();
        let unread = draft.unread.fields.iter();
        let unread = unread.filter_map(|(name, text)| Some((moved.get(name)?.clone(), text.clone())));
        Rows {
            unread: unread.collect(),
            moved,
            ticks: body.not_pictured.is_some().then_some(ticks),
            entreps,
        }
    }
}

/// The name of a field once its borrower has another number; none when the borrower is gone.
fn renumbered(name: &str, places: &BTreeMap<usize, usize>) -> Option<String> {
    let Some((number, field)) = name.strip_prefix("entreps[").and_then(|rest| rest.split_once(']')) else {
        return Some(name.to_owned());
    };
    let place = places.get(&number.parse().ok()?)?;
    Some(format!("entreps[{place}]{field}"))
}

/// The draft with the fields of step 2 as typed.
pub(super) fn terms(typed: &Typed, draft: &Draft) -> Applied {
    let mut read = Reader {
        typed,
        unread: Unread::default(),
    };
    let disburse_time = read.disbursal();
    let entreps = read.amounts(&draft.body);
    let schedule = read.schedule();
    let schedule_parameters = read.parameters();
    let mut unread = read.unread;
    let stays = !unread.is_empty();
    let others = draft.unread.fields.iter().filter(|(name, _)| of_description(name));
    unread
        .fields
        .extend(others.map(|(name, text)| (name.clone(), text.clone())));
    let others = draft.unread.findings.iter().filter(|f| of_description(&f.field));
    unread.findings.extend(others.cloned());
    let body = LoanDraft {
        theme_type_id: typed.get("theme_type_id").parse().ok(),
        disburse_time,
        currency: typed.filled("currency"),
        entreps,
        schedule: (!schedule.is_empty()).then_some(schedule),
        schedule_parameters,
        ..draft.body.clone()
    };
    Applied { body, unread, stays }
}

struct Reader<'a> {
    typed: &'a Typed,
    unread: Unread,
}

impl Reader<'_> {
    fn keep(&mut self, name: &str, text: String) {
        self.unread.fields.insert(name.to_owned(), text);
    }

    fn wrong(&mut self, code: &str, field: &str, text: &str) {
        self.unread.findings.push(Finding::error(code, field, text));
    }

    /// A day, or what was typed in its place.
    fn day(&self, name: &str) -> Result<Option<NaiveDate>, String> {
        let Some(typed) = self.typed.filled(name) else {
            return Ok(None);
        };
        let day = NaiveDate::parse_from_str(typed.trim(), "%Y-%m-%d");
        day.map(Some).map_err(|_| typed)
    }

    /// That it cannot be read is said by the rules, which know no day then.
    fn disbursal(&mut self) -> Option<NaiveDate> {
        let name = "disburse_time";
        self.day(name).unwrap_or_else(|typed| {
            self.keep(name, typed);
            None
        })
    }

    fn amount(&mut self, name: &str) -> Option<Amount> {
        let typed = self.typed.filled(name)?;
        let amount = typed.trim().parse().ok();
        if amount.is_none() {
            self.wrong(
                "amount_typed",
                name,
                "Please enter a number, with a point before the cents and no commas.",
            );
            self.keep(name, typed);
        }
        amount
    }

    fn whole(&mut self, name: &str) -> Option<i64> {
        let typed = self.typed.filled(name)?;
        let number = typed.trim().parse().ok();
        if number.is_none() {
            self.wrong("number_typed", name, "Please enter a whole number.");
            self.keep(name, typed);
        }
        number
    }

    /// An amount may be typed before there is a borrower: it is kept for the first.
    fn amounts(&mut self, draft: &LoanDraft) -> Vec<Entrep> {
        let mut entreps = draft.entreps.clone();
        if entreps.is_empty() && self.typed.filled("entreps[0].amount").is_some() {
            entreps.push(Entrep::default());
        }
        for (at, entrep) in entreps.iter_mut().enumerate() {
            entrep.amount = self.amount(&format!("entreps[{at}].amount"));
        }
        entreps
    }

    /// The rows of the schedule. When one of them cannot be read all are kept as typed: a schedule with a part left out
    /// would be another schedule.
    fn schedule(&mut self) -> Vec<Installment> {
        let mut rows = Vec::new();
        let before = self.unread.findings.len();
        for at in 0..self.typed.rows("schedule") {
            let name = |field: &str| format!("schedule[{at}].{field}");
            if ["date", "principal", "interest"]
                .iter()
                .all(|field| self.typed.filled(&name(field)).is_none())
            {
                continue;
            }
            let date = self.day(&name("date")).ok().flatten();
            if date.is_none() {
                self.wrong(
                    "schedule_date",
                    &name("date"),
                    "Please enter the day of this repayment.",
                );
            }
            let principal = self.amount(&name("principal")).unwrap_or_default();
            let interest = self.amount(&name("interest")).unwrap_or_default();
            rows.extend(date.map(|date| Installment {
                date,
                principal,
                interest,
            }));
        }
        if self.unread.findings.len() > before {
            let all = self.typed.all().filter(|(name, _)| name.starts_with("schedule["));
            let all: Vec<(String, String)> = all.map(|(n, v)| (n.to_owned(), v.to_owned())).collect();
            self.unread.fields.extend(all);
            rows.clear();
        }
        rows
    }

    fn parameters(&mut self) -> Option<ScheduleParameters> {
        let name = |field: &str| format!("schedule_parameters.{field}");
        let first = name("firstRepaymentDate");
        let parameters = ScheduleParameters {
            first_repayment_date: self.day(&first).unwrap_or_else(|typed| {
                self.wrong(
                    "schedule_first_date",
                    &first,
                    "Please enter the day of the first repayment.",
                );
                self.keep(&first, typed);
                None
            }),
            n_installments: self.whole(&name("nInstallments")),
            n_repeat: self.whole(&name("nRepeat")),
            n_repeat_unit: self.typed.filled(&name("nRepeatUnit")),
            interest_rate_type: self.typed.filled(&name("interestRateType")),
            annual_rate: self.amount(&name("annualRate")),
        };
        (parameters != ScheduleParameters::default()).then_some(parameters)
    }
}

#[cfg(test)]
mod tests {
    use fieldlink_domain::draft::{DraftState, Origin};
    use fieldlink_domain::ids::PartnerId;

    use super::*;

    fn kept(body: LoanDraft) -> Draft {
        Draft {
            id: 1,
            uuid: "u".into(),
            partner_id: PartnerId(1),
            origin: Origin::Person("7".into()),
            state: DraftState::Open,
            body,
            unread: Unread::default(),
            photo: None,
            photo_error: None,
            relists: None,
            created: "2026-03-09T00:00:00Z".parse().unwrap(),
            updated: "2026-03-09T00:00:00Z".parse().unwrap(),
            version: 1,
        }
    }

    fn draft() -> Draft {
        kept(
            serde_json::from_str(
                r#"{"group_name":"Umoja","internal_loan_id":"G 1","not_pictured":[false,true,false],"activity_id":110,
            "client_waiver_signed":true,"location":"Accra: Ghana","description":"Two\nlines","loanuse":"to buy",
            "description_language_id":1,"theme_type_id":48,"currency":"KES","disburse_time":"2026-03-01",
            "entreps":[{"loan_id":"01","client_id":"c","first_name":"A","gender":"male","amount":10.50},
                       {"loan_id":"02","client_id":"c","first_name":"B","gender":"female","amount":20},
                       {"loan_id":"03","client_id":"c","first_name":"C","amount":30}],
            "schedule":[{"date":"2026-04-01","principal":60.50,"interest":0}],
            "schedule_parameters":{"firstRepaymentDate":"2026-04-01","nInstallments":3,"annualRate":"18.5"}}"#,
            )
            .unwrap(),
        )
    }

    fn pairs(fields: &[(&str, &str)]) -> Typed {
        Typed::posted(fields.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect())
    }

    #[test]
    fn saving_without_a_change_changes_nothing() {
        let draft = draft();
        for applied in [
            description(&Typed::of(&draft), &draft),
            terms(&Typed::of(&draft), &draft),
        ] {
            assert_eq!(applied.body, draft.body);
            assert!(applied.unread.is_empty() && !applied.stays);
        }
    }

    #[test]
    fn a_borrower_whose_row_is_emptied_goes_with_amount_and_tick() {
        let mut fields: Vec<(&str, &str)> = vec![("loan_type", "group"), ("group_name", "Umoja")];
        fields.extend([
            ("entreps[0].loan_id", "01"),
            ("entreps[1].loan_id", " "),
            ("entreps[2].loan_id", "03"),
        ]);
        let mut draft = draft();
        for (name, text) in [("entreps[1].amount", "twenty"), ("entreps[2].amount", "3O")] {
            draft.unread.fields.insert(name.into(), text.into());
            draft.unread.findings.push(Finding::error("amount_typed", name, "x"));
        }
        let after = description(&pairs(&fields), &draft);
        assert_eq!(after.body.entreps.len(), 2);
        assert_eq!(after.body.entreps[1].amount, Some(30.into()));
        assert_eq!(after.body.not_pictured, Some(vec![false, false]));
        // What could not be read of the third is the second's now.
        assert_eq!(
            after.unread.fields,
            [("entreps[1].amount".to_owned(), "3O".to_owned())].into()
        );
        assert_eq!(after.unread.findings.len(), 1);
        assert_eq!(after.unread.findings[0].field, "entreps[1].amount");
        assert!(!after.stays);
    }

    #[test]
    fn choosing_an_individual_loan_clears_what_only_groups_have() {
        let fields = [
            ("loan_type", "individual"),
            ("group_name", "Umoja"),
            ("entreps[0].loan_id", "01"),
        ];
        let after = description(&pairs(&fields), &draft()).body;
        assert_eq!(
            (after.group_name, after.internal_loan_id, after.not_pictured),
            (None, None, None)
        );
    }

    #[test]
    fn a_group_without_a_name_stays_one() {
        let empty = kept(LoanDraft::default());
        let applied = description(&pairs(&[("loan_type", "group")]), &empty);
        assert!(applied.stays);
        assert_eq!(applied.unread.findings[0].field, "group_name");
        let mut saved = empty;
        (saved.body, saved.unread) = (applied.body, applied.unread);
        assert_eq!(Typed::of(&saved).get("loan_type"), "group");
        // The next step does not forget it; naming the group mends it.
        assert_eq!(terms(&pairs(&[]), &saved).unread, saved.unread);
        let named = description(&pairs(&[("loan_type", "group"), ("group_name", "Umoja")]), &saved);
        assert!(named.unread.is_empty());
    }

    #[test]
    fn what_cannot_be_read_is_kept_as_typed_and_said_beside_its_field() {
        let fields = [
            ("disburse_time", "01/03/2026"),
            ("entreps[0].amount", "1,250"),
            ("schedule[0].principal", "10"),
            ("schedule[1].date", "soon"),
            ("schedule[2].date", "2026-04-01"),
            ("schedule_parameters.nInstallments", "many"),
        ];
        let mut draft = kept(LoanDraft::default());
        let applied = terms(&pairs(&fields), &draft);
        let said: Vec<&str> = applied.unread.findings.iter().map(|f| f.field.as_str()).collect();
        assert_eq!(
            said,
            [
                "entreps[0].amount",
                "schedule[0].date",
                "schedule[1].date",
                "schedule_parameters.nInstallments"
            ]
        );
        assert_eq!(applied.body.schedule, None);
        (draft.body, draft.unread) = (applied.body, applied.unread);
        let again = Typed::of(&draft);
        for (name, text) in fields {
            assert_eq!(again.get(name), text, "{name}");
        }
        // Saved once more as it stands, nothing changes; mended, nothing is left.
        assert_eq!(terms(&again, &draft).unread, draft.unread);
        assert!(
            terms(&pairs(&[("entreps[0].amount", "1250")]), &draft)
                .unread
                .is_empty()
        );
    }
}

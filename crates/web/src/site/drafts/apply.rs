//! From the typed fields of a step back to a draft. What cannot be read is said beside its field and nothing is saved.

use chrono::NaiveDate;
use fieldlink_contract::amount::Amount;
use fieldlink_contract::loan_draft::{Entrep, Installment, LoanDraft, ScheduleParameters};
use fieldlink_domain::finding::Finding;

use super::typed::Typed;

/// The draft with the fields of step 1 as typed.
pub(super) fn description(typed: &Typed, draft: &LoanDraft) -> Result<LoanDraft, Vec<Finding>> {
    let group = typed.get("loan_type") == "group";
    let (entreps, ticks) = borrowers(typed, draft);
    if group && typed.filled("group_name").is_none() && entreps.len() < 2 {
        return Err(vec![Finding::error(
            "group_name_missing",
            "group_name",
            "Please enter the name of the group.",
        )]);
    }
    Ok(LoanDraft {
        client_waiver_signed: Some(!typed.get("client_waiver_signed").is_empty()),
        group_name: typed.filled("group_name").filter(|_| group),
        internal_loan_id: typed.filled("internal_loan_id").filter(|_| group),
        internal_client_id: typed.filled("internal_client_id").filter(|_| group),
        not_pictured: ticks.filter(|_| group),
        entreps,
        location: typed.filled("location"),
        activity_id: typed.get("activity_id").parse().ok(),
        description_language_id: typed.get("description_language_id").parse().ok(),
        loanuse: typed.filled("loanuse"),
        description: typed.filled("description"),
        ..draft.clone()
    })
}

/// The borrowers of all rows that hold anything, each with the amount and the tick that it had.
fn borrowers(typed: &Typed, draft: &LoanDraft) -> (Vec<Entrep>, Option<Vec<bool>>) {
    let mut entreps = Vec::new();
    let mut ticks = Vec::new();
    for at in 0..typed.rows("entreps") {
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
            let amount = draft.entreps.get(at).and_then(|e| e.amount);
            entreps.push(Entrep { amount, ..entrep });
            ticks.push(
                draft
                    .not_pictured
                    .as_ref()
                    .and_then(|t| t.get(at))
                    .copied()
                    .unwrap_or(false),
            );
        }
    }
    (entreps, draft.not_pictured.is_some().then_some(ticks))
}

/// The draft with the fields of step 2 as typed.
pub(super) fn terms(typed: &Typed, draft: &LoanDraft) -> Result<LoanDraft, Vec<Finding>> {
    let mut read = Reader {
        typed,
        found: Vec::new(),
    };
    let disburse_time = read.day(
        "disburse_time",
        "disbursal_invalid",
        "The disbursal date you entered is invalid.",
    );
    let entreps = read.amounts(draft);
    let schedule = read.schedule();
    let schedule_parameters = read.parameters();
    if !read.found.is_empty() {
        return Err(read.found);
    }
    Ok(LoanDraft {
        theme_type_id: typed.get("theme_type_id").parse().ok(),
        disburse_time,
        currency: typed.filled("currency"),
        entreps,
        schedule: (!schedule.is_empty()).then_some(schedule),
        schedule_parameters,
        ..draft.clone()
    })
}

struct Reader<'a> {
    typed: &'a Typed,
    found: Vec<Finding>,
}

impl Reader<'_> {
    fn wrong(&mut self, code: &str, field: &str, text: &str) {
        self.found.push(Finding::error(code, field, text));
    }

    fn day(&mut self, name: &str, code: &str, text: &str) -> Option<NaiveDate> {
        let typed = self.typed.filled(name)?;
        let day = NaiveDate::parse_from_str(typed.trim(), "%Y-%m-%d").ok();
        if day.is_none() {
            self.wrong(code, name, text);
        }
        day
    }

    fn amount(&mut self, name: &str) -> Option<Amount> {
        let typed = self.typed.filled(name)?;
        let amount = typed.parse().ok();
        if amount.is_none() {
            self.wrong(
                "amount_typed",
                name,
                "Please enter a number, with a point before the cents and no commas.",
            );
        }
        amount
    }

    fn whole(&mut self, name: &str) -> Option<i64> {
        let typed = self.typed.filled(name)?;
        let number = typed.trim().parse().ok();
        if number.is_none() {
            self.wrong("number_typed", name, "Please enter a whole number.");
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

    fn schedule(&mut self) -> Vec<Installment> {
        let mut rows = Vec::new();
        for at in 0..self.typed.rows("schedule") {
            let name = |field: &str| format!("schedule[{at}].{field}");
            if ["date", "principal", "interest"]
                .iter()
                .all(|field| self.typed.filled(&name(field)).is_none())
            {
                continue;
            }
            let before = self.found.len();
            let text = "Please enter the day of this repayment.";
            let date = self.day(&name("date"), "schedule_date", text);
            if date.is_none() && self.found.len() == before {
                self.wrong("schedule_date", &name("date"), text);
            }
            let principal = self.amount(&name("principal")).unwrap_or_default();
            let interest = self.amount(&name("interest")).unwrap_or_default();
            rows.extend(date.map(|date| Installment {
                date,
                principal,
                interest,
            }));
        }
        rows
    }

    fn parameters(&mut self) -> Option<ScheduleParameters> {
        let name = |field: &str| format!("schedule_parameters.{field}");
        let parameters = ScheduleParameters {
            first_repayment_date: self.day(
                &name("firstRepaymentDate"),
                "schedule_first_date",
                "Please enter the day of the first repayment.",
            ),
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
    use super::*;

    fn draft() -> LoanDraft {
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
        .unwrap()
    }

    fn pairs(fields: &[(&str, &str)]) -> Typed {
        Typed::posted(fields.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect())
    }

    #[test]
    fn saving_without_a_change_changes_nothing() {
        let draft = draft();
        assert_eq!(description(&Typed::of(&draft), &draft), Ok(draft.clone()));
        assert_eq!(terms(&Typed::of(&draft), &draft), Ok(draft));
    }

    #[test]
    fn a_borrower_whose_row_is_emptied_goes_with_amount_and_tick() {
        let mut fields: Vec<(&str, &str)> = vec![("loan_type", "group"), ("group_name", "Umoja")];
        fields.extend([
            ("entreps[0].loan_id", "01"),
            ("entreps[1].loan_id", " "),
            ("entreps[2].loan_id", "03"),
        ]);
        let after = description(&pairs(&fields), &draft()).unwrap();
        assert_eq!(after.entreps.len(), 2);
        assert_eq!(after.entreps[1].amount, Some(30.into()));
        assert_eq!(after.not_pictured, Some(vec![false, false]));
    }

    #[test]
    fn choosing_an_individual_loan_clears_what_only_groups_have() {
        let fields = [
            ("loan_type", "individual"),
            ("group_name", "Umoja"),
            ("entreps[0].loan_id", "01"),
        ];
        let after = description(&pairs(&fields), &draft()).unwrap();
        assert_eq!(
            (after.group_name, after.internal_loan_id, after.not_pictured),
            (None, None, None)
        );
    }

    #[test]
    fn a_group_needs_its_name_to_be_one() {
        let found = description(&pairs(&[("loan_type", "group")]), &LoanDraft::default()).unwrap_err();
        assert_eq!(found[0].field, "group_name");
    }

    #[test]
    fn what_cannot_be_read_is_said_beside_its_field() {
        let fields = [
            ("disburse_time", "01/03/2026"),
            ("entreps[0].amount", "1,250"),
            ("schedule[0].principal", "10"),
            ("schedule[1].date", "soon"),
            ("schedule_parameters.nInstallments", "many"),
        ];
        let found = terms(&pairs(&fields), &LoanDraft::default()).unwrap_err();
        let fields: Vec<&str> = found.iter().map(|f| f.field.as_str()).collect();
        assert_eq!(
            fields,
            [
                "disburse_time",
                "entreps[0].amount",
                "schedule[0].date",
                "schedule[1].date",
                "schedule_parameters.nInstallments"
            ]
        );
    }
}

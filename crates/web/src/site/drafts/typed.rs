//! What stands in a step's fields. The names are those of the wire and so those of the findings: `loanuse`,
//! `entreps[0].amount`.

use std::collections::BTreeMap;

use fieldlink_contract::loan_draft::{Entrep, Gender, LoanDraft};
use fieldlink_domain::draft::{Draft, LoanType, loan_type};

/// Fields by name: those of a kept draft, or as a person typed them.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed(BTreeMap<String, String>);

impl Typed {
    /// As posted. Browsers send line ends as CR LF; kept is LF.
    pub(super) fn posted(pairs: Vec<(String, String)>) -> Typed {
        Typed(
            pairs
                .into_iter()
                .map(|(name, value)| (name, value.replace("\r\n", "\n")))
                .collect(),
        )
    }

    /// As kept: what could be read, and the text of what could not.
    pub(super) fn of(draft: &Draft) -> Typed {
        let mut typed = Typed::default();
        typed.put_description(&draft.body);
        typed.put_terms(&draft.body);
        for (name, text) in &draft.unread.fields {
            typed.put(name, Some(text));
        }
        typed
    }

    /// All fields with something in them.
    pub(super) fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        let filled = self.0.iter().filter(|(_, value)| !value.trim().is_empty());
        filled.map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The value of a field; empty when there is none.
    pub(super) fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// The value of a field that is not blank.
    pub(super) fn filled(&self, name: &str) -> Option<String> {
        Some(self.get(name))
            .filter(|value| !value.trim().is_empty())
            .map(str::to_owned)
    }

    /// How many rows of a list have a field.
    pub(super) fn rows(&self, list: &str) -> usize {
        let head = format!("{list}[");
        let at = |name: &String| name.strip_prefix(&head)?.split_once(']')?.0.parse::<usize>().ok();
        self.0
            .keys()
            .filter_map(at)
            .filter(|at| *at < MOST_ROWS)
            .max()
            .map_or(0, |at| at + 1)
    }

    fn put(&mut self, name: impl Into<String>, value: Option<impl ToString>) {
        if let Some(value) = value {
            self.0.insert(name.into(), value.to_string());
        }
    }

    fn put_description(&mut self, draft: &LoanDraft) {
        let kind = match loan_type(draft) {
            LoanType::Individual => "individual",
            LoanType::Group => "group",
        };
        self.put("loan_type", Some(kind));
        self.put(
            "client_waiver_signed",
            (draft.client_waiver_signed == Some(true)).then_some("true"),
        );
        self.put("group_name", draft.group_name());
        self.put("internal_loan_id", draft.internal_loan_id.as_ref());
        self.put("internal_client_id", draft.internal_client_id.as_ref());
        self.put("location", draft.location.as_ref());
        self.put("activity_id", draft.activity_id);
        self.put("description_language_id", draft.description_language_id);
        self.put("loanuse", draft.loanuse.as_ref());
        self.put("description", draft.description.as_ref());
        for (at, entrep) in draft.entreps.iter().enumerate() {
            self.put_borrower(at, entrep);
        }
    }

    fn put_borrower(&mut self, at: usize, entrep: &Entrep) {
        let name = |field: &str| format!("entreps[{at}].{field}");
        self.put(name("client_id"), Some(entrep.client_id.clone().unwrap_or_default()));
        self.put(name("loan_id"), entrep.loan_id.as_ref());
        self.put(name("first_name"), entrep.first_name.as_ref());
        self.put(name("last_name"), entrep.last_name.as_ref());
        self.put(name("gender"), entrep.gender.filter(|g| *g != Gender::Unknown));
        self.put(name("amount"), entrep.amount);
    }

    fn put_terms(&mut self, draft: &LoanDraft) {
        self.put("theme_type_id", draft.theme_type_id);
        self.put("disburse_time", draft.disburse_time);
        self.put(
            "currency",
            draft.currency.as_ref().map(|code| code.trim().to_ascii_uppercase()),
        );
        for (at, row) in draft.schedule.iter().flatten().enumerate() {
            self.put(format!("schedule[{at}].date"), Some(row.date));
            self.put(format!("schedule[{at}].principal"), Some(row.principal));
            self.put(format!("schedule[{at}].interest"), Some(row.interest));
        }
        if let Some(parameters) = &draft.schedule_parameters {
            let name = |field: &str| format!("schedule_parameters.{field}");
            self.put(name("firstRepaymentDate"), parameters.first_repayment_date);
            self.put(name("nInstallments"), parameters.n_installments);
            self.put(name("nRepeat"), parameters.n_repeat);
            self.put(name("nRepeatUnit"), parameters.n_repeat_unit.as_ref());
            self.put(name("interestRateType"), parameters.interest_rate_type.as_ref());
            self.put(name("annualRate"), parameters.annual_rate);
        }
    }
}

/// More rows than any list has; a field numbered higher is not looked at.
const MOST_ROWS: usize = 1_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_counted_by_their_highest_number() {
        let typed = Typed::posted(vec![
            ("entreps[0].loan_id".into(), "1".into()),
            ("entreps[2].loan_id".into(), String::new()),
            ("entreps[99999999].loan_id".into(), "x".into()),
            ("entreps[x].loan_id".into(), "x".into()),
            ("description".into(), "a\r\nb".into()),
        ]);
        assert_eq!(typed.rows("entreps"), 3);
        assert_eq!(typed.rows("schedule"), 0);
        assert_eq!(typed.get("description"), "a\nb");
    }
}

//! Which column is likely to hold which field: a first guess for `fieldlink init`, for a person to correct.

/// Names that MISs use, by field, the likeliest first. Compared without case, blanks and marks.
const LOAN_DRAFTS: &[(&str, &[&str])] = &[
    (
        "loan_id",
        &[
            "loanid",
            "loanno",
            "loannumber",
            "accountno",
            "accountnumber",
            "loanaccount",
            "loanaccountno",
            "contractno",
        ],
    ),
    (
        "client_id",
        &[
            "clientid",
            "clientno",
            "clientnumber",
            "customerid",
            "customerno",
            "memberid",
            "memberno",
            "borrowerid",
        ],
    ),
    ("first_name", &["firstname", "givenname", "forename", "first"]),
    ("last_name", &["lastname", "familyname", "surname", "last"]),
    ("gender", &["gender", "sex"]),
    (
        "amount",
        &[
            "loanamount",
            "principal",
            "principaldisbursed",
            "disbursedamount",
            "amountdisbursed",
            "principalamount",
            "amount",
        ],
    ),
    ("group_name", &["groupname", "group"]),
    ("currency", &["currency", "currencycode", "ccy"]),
    (
        "activity",
        &["activity", "activityname", "business", "businesstype", "kivaactivity"],
    ),
    ("theme", &["theme", "loantheme", "themetype"]),
    ("location", &["location", "town", "city", "village", "place"]),
    ("language", &["language", "lang"]),
    (
        "description",
        &["description", "story", "narrative", "profile", "borrowerstory"],
    ),
    ("loan_use", &["loanuse", "use", "purpose", "loanpurpose"]),
    (
        "disburse_date",
        &[
            "disbursedate",
            "disbursaldate",
            "disbursementdate",
            "disbursedon",
            "disbursedondate",
            "datedisbursed",
        ],
    ),
    (
        "waiver_signed",
        &["waiversigned", "waiver", "clientwaiver", "clientwaiversigned"],
    ),
    ("photo", &["photo", "photopath", "photofile", "image", "picture"]),
];
const REPAYMENTS: &[(&str, &[&str])] = &[
    ("loan_id", LOAN_DRAFTS[0].1),
    ("client_id", LOAN_DRAFTS[1].1),
    (
        "amount",
        &[
            "principalrepaid",
            "principalpaid",
            "principalrepaidderived",
            "totalprincipalrepaid",
            "repaid",
            "cumulativeprincipalrepaid",
            "amountrepaid",
            "paid",
        ],
    ),
    (
        "outstanding",
        &[
            "principaloutstanding",
            "outstandingprincipal",
            "outstanding",
            "principaloutstandingderived",
            "balance",
            "outstandingbalance",
        ],
    ),
];
const JOURNALS: &[(&str, &[&str])] = &[
    ("id", &["journalid", "visitid", "visit", "journalno", "visitno"]),
    ("loan_id", LOAN_DRAFTS[0].1),
    ("client_id", LOAN_DRAFTS[1].1),
    ("subject", &["subject", "headline", "title"]),
    ("body", &["body", "text", "journal", "update", "message", "content"]),
];

/// A section of fieldlink.toml that columns can be proposed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// `[loan_drafts]`.
    LoanDrafts,
    /// `[repayments]`.
    Repayments,
    /// `[journals]`.
    Journals,
}

impl Section {
    /// All of them.
    pub const ALL: [Section; 3] = [Section::LoanDrafts, Section::Repayments, Section::Journals];

    /// As it is written in the file.
    pub const fn name(self) -> &'static str {
        match self {
            Section::LoanDrafts => "loan_drafts",
            Section::Repayments => "repayments",
            Section::Journals => "journals",
        }
    }

    const fn fields(self) -> &'static [(&'static str, &'static [&'static str])] {
        match self {
            Section::LoanDrafts => LOAN_DRAFTS,
            Section::Repayments => REPAYMENTS,
            Section::Journals => JOURNALS,
        }
    }

    /// The fields without which the section makes no sense.
    const fn needed(self) -> &'static [&'static str] {
        match self {
            Section::LoanDrafts => &["loan_id", "amount"],
            Section::Repayments => &["loan_id", "amount"],
            Section::Journals => &["loan_id", "subject", "body"],
        }
    }
}

/// Each field of the section with the column that is likely to hold it. A column is proposed once.
pub fn columns(section: Section, columns: &[String]) -> Vec<(&'static str, Option<String>)> {
    let mut taken = Vec::new();
    section
        .fields()
        .iter()
        .map(|(field, names)| {
            let found = names.iter().find_map(|name| {
                let column = columns.iter().find(|column| folded(column) == *name)?;
                (!taken.contains(column)).then_some(column)
            });
            if let Some(column) = found {
                taken.push(column.clone());
            }
            (*field, found.cloned())
        })
        .collect()
}

/// How well a table fits a section: the number of fields found, none when a needed one is missing.
pub fn fit(section: Section, table: &[String]) -> Option<usize> {
    let found = columns(section, table);
    let has = |field: &&str| found.iter().any(|(name, column)| name == field && column.is_some());
    section
        .needed()
        .iter()
        .all(has)
        .then(|| found.iter().filter(|(_, column)| column.is_some()).count())
}

fn folded(column: &str) -> String {
    column
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(columns: &[&str]) -> Vec<String> {
        columns.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn usual_names_are_recognised() {
        let table = names(&[
            "Account No.",
            "Client_No",
            "Given name",
            "SEX",
            "Principal",
            "Purpose",
            "Disbursed on",
        ]);
        let proposed = columns(Section::LoanDrafts, &table);
        let of = |field: &str| {
            proposed
                .iter()
                .find(|(name, _)| *name == field)
                .and_then(|(_, c)| c.as_deref())
        };
        assert_eq!(of("loan_id"), Some("Account No."));
        assert_eq!(of("loan_use"), Some("Purpose"));
        assert_eq!(of("disburse_date"), Some("Disbursed on"));
        assert_eq!(of("photo"), None);
    }

    #[test]
    fn a_table_fits_when_it_has_what_is_needed() {
        assert_eq!(
            fit(Section::Repayments, &names(&["Loan ID", "principal_repaid"])),
            Some(2)
        );
        assert_eq!(fit(Section::Repayments, &names(&["Loan ID", "amount"])), None);
        assert_eq!(
            fit(Section::Journals, &names(&["Loan ID", "Headline", "Text", "Visit"])),
            Some(4)
        );
    }
}

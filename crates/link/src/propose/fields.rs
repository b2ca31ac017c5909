//! What the columns of each field are called, in meanings of [`words`](super::words).

/// A way in which a field's column is called.
#[derive(Debug, Clone, Copy)]
pub(super) struct Called {
    /// What its words mean, in any order.
    pub(super) meanings: &'static [&'static str],
    /// Whether the name leaves no doubt.
    pub(super) is_sure: bool,
}

/// A field and what its columns are called, the likeliest first.
pub(super) type Known = (&'static str, &'static [Called]);

const fn sure(meanings: &'static [&'static str]) -> Called {
    Called {
        meanings,
        is_sure: true,
    }
}

const fn perhaps(meanings: &'static [&'static str]) -> Called {
    Called {
        meanings,
        is_sure: false,
    }
}

const LOAN_ID: Known = (
    "loan_id",
    &[sure(&["loan", "number"]), perhaps(&["loan"]), perhaps(&["number"])],
);

const CLIENT_ID: Known = ("client_id", &[sure(&["client", "number"])]);

const LOAN_DRAFTS: &[Known] = &[
    LOAN_ID,
    CLIENT_ID,
    (
        "first_name",
        &[
            sure(&["first", "name"]),
            sure(&["prename"]),
            sure(&["client", "first", "name"]),
            sure(&["name"]),
            sure(&["first"]),
            perhaps(&["client", "name"]),
        ],
    ),
    (
        "last_name",
        &[
            sure(&["last", "name"]),
            sure(&["surname"]),
            sure(&["client", "last", "name"]),
            sure(&["nom", "last"]),
            sure(&["nom"]),
            sure(&["last"]),
            perhaps(&["first", "surname"]),
        ],
    ),
    ("gender", &[sure(&["gender"]), sure(&["client", "gender"])]),
    // What was approved or asked for is often more than what was disbursed.
    (
        "amount",
        &[
            sure(&["amount", "disbursed"]),
            sure(&["amount", "loan", "disbursed"]),
            sure(&["principal", "disbursed"]),
            sure(&["amount", "loan"]),
            sure(&["amount", "principal"]),
            sure(&["principal"]),
            sure(&["amount"]),
            perhaps(&["disbursed"]),
            perhaps(&["amount", "wished"]),
            perhaps(&["amount", "loan", "wished"]),
        ],
    ),
    (
        "group_name",
        &[sure(&["group", "name"]), sure(&["group"]), perhaps(&["nom", "group"])],
    ),
    (
        "currency",
        &[
            sure(&["currency"]),
            sure(&["currency", "number"]),
            sure(&["loan", "currency"]),
        ],
    ),
    (
        "activity",
        &[
            sure(&["activity"]),
            sure(&["activity", "name"]),
            sure(&["activity", "economic"]),
            sure(&["activity", "kind"]),
            perhaps(&["loan", "activity"]),
        ],
    ),
    (
        "theme",
        &[sure(&["theme"]), sure(&["loan", "theme"]), sure(&["theme", "kind"])],
    ),
    ("location", &[sure(&["place"]), sure(&["client", "place"])]),
    ("language", &[sure(&["language"])]),
    (
        "description",
        &[
            sure(&["story"]),
            sure(&["client", "story"]),
            perhaps(&["loan", "story"]),
        ],
    ),
    ("loan_use", &[sure(&["loan", "use"]), sure(&["use"])]),
    (
        "disburse_date",
        &[
            sure(&["date", "disbursed"]),
            sure(&["date", "loan", "disbursed"]),
            perhaps(&["date", "loan"]),
            perhaps(&["date"]),
        ],
    ),
    (
        "waiver_signed",
        &[
            sure(&["waiver", "signed"]),
            sure(&["waiver"]),
            sure(&["client", "waiver"]),
            sure(&["client", "waiver", "signed"]),
        ],
    ),
    (
        "first_repayment_date",
        &[
            sure(&["date", "first", "repayment"]),
            sure(&["date", "first", "installment"]),
            sure(&["first", "installment"]),
            sure(&["first", "repayment"]),
        ],
    ),
    (
        "installments",
        &[sure(&["installments"]), sure(&["number", "installments"])],
    ),
    (
        "interest_type",
        &[sure(&["interest", "kind"]), sure(&["interest", "kind", "rate"])],
    ),
    // A rate that does not say so may be one for a month.
    (
        "annual_rate",
        &[
            sure(&["annual", "rate"]),
            sure(&["annual", "interest", "rate"]),
            sure(&["annual", "interest"]),
            perhaps(&["interest", "rate"]),
            perhaps(&["rate"]),
        ],
    ),
    (
        "photo",
        &[sure(&["photo"]), sure(&["photo", "file"]), sure(&["client", "photo"])],
    ),
];

const REPAYMENTS: &[Known] = &[
    LOAN_ID,
    CLIENT_ID,
    // What was paid without the word for principal may be paid with interest, or in one month.
    (
        "amount",
        &[
            sure(&["principal", "repaid", "total"]),
            sure(&["principal", "repaid"]),
            perhaps(&["repaid", "total"]),
            perhaps(&["amount", "repaid"]),
            perhaps(&["repaid"]),
        ],
    ),
    (
        "outstanding",
        &[
            sure(&["principal", "outstanding"]),
            perhaps(&["loan", "outstanding"]),
            perhaps(&["amount", "outstanding"]),
            perhaps(&["outstanding"]),
        ],
    ),
];

const JOURNALS: &[Known] = &[
    ("id", &[sure(&["journal", "number"]), perhaps(&["journal"])]),
    LOAN_ID,
    CLIENT_ID,
    ("subject", &[sure(&["subject"]), sure(&["journal", "subject"])]),
    ("body", &[sure(&["body"]), sure(&["journal", "body"])]),
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

    pub(super) const fn fields(self) -> &'static [Known] {
        match self {
            Section::LoanDrafts => LOAN_DRAFTS,
            Section::Repayments => REPAYMENTS,
            Section::Journals => JOURNALS,
        }
    }

    /// The fields without which the section makes no sense.
    pub const fn needed(self) -> &'static [&'static str] {
        match self {
            Section::LoanDrafts | Section::Repayments => &["loan_id", "amount"],
            Section::Journals => &["loan_id", "subject", "body"],
        }
    }

    /// Fields of which one at least tells a table of this section from one of another.
    pub(super) const fn telling(self) -> &'static [&'static str] {
        match self {
            Section::LoanDrafts => &[
                "first_name",
                "group_name",
                "description",
                "loan_use",
                "disburse_date",
                "activity",
            ],
            Section::Repayments => &["amount", "outstanding"],
            Section::Journals => &["subject", "body"],
        }
    }
}

/// Whether a wrong column of this field would be wrong money.
pub(super) fn is_money(field: &str) -> bool {
    matches!(field, "amount" | "outstanding" | "annual_rate")
}

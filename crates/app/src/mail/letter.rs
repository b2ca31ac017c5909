//! What an e-mail tells.

use serde::{Deserialize, Serialize};

/// What an e-mail tells. It names loans by their ids, never borrowers.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Letter {
    /// Somebody may sign in from now on.
    Invitation {
        /// Their name.
        name: String,
        /// Who invited them.
        by: String,
        /// The partner's name.
        partner: String,
        /// Where they choose a password.
        link: String,
        /// Days that the link works.
        days: i64,
    },
    /// Somebody forgot their password.
    PasswordReset {
        /// Their name.
        name: String,
        /// Where they choose another.
        link: String,
        /// Hours that the link works.
        hours: i64,
    },
    /// Journals wait for a person.
    ArchiveWaiting {
        /// The partner's name.
        partner: String,
        /// How many came.
        journals: i64,
        /// How many of them cannot be published as they are.
        blocked: i64,
        /// The page on which they are looked through.
        link: String,
    },
    /// A month's repayment report is due.
    ReportDue {
        /// The partner's name.
        partner: String,
        /// The month, `2026-11`.
        month: String,
        /// The day on which it is made final as it is, `2026-12-10`.
        final_on: String,
        /// The month's page.
        link: String,
    },
    /// Issue loans wait for the partner.
    IssuesWaiting {
        /// The partner's name.
        partner: String,
        /// How many.
        loans: i64,
        /// The list of them.
        link: String,
    },
    /// A reviewer found something on a loan.
    IssueRaised {
        /// The partner's name.
        partner: String,
        /// The loan's Kiva ID.
        kiva_id: String,
        /// The partner's own loan ID.
        loan_id: String,
        /// Kiva's code of the issue.
        code: String,
        /// The reviewer's words.
        text: String,
        /// The loan's page.
        link: String,
    },
    /// A partner asks Kiva to default many loans at once.
    MassDefaultAsked {
        /// The partner's name.
        partner: String,
        /// How many loans.
        loans: i64,
        /// The page of what waits for Kiva.
        link: String,
    },
    /// Kiva has answered it.
    MassDefaultAnswered {
        /// The partner's name.
        partner: String,
        /// How many loans it was about.
        loans: i64,
        /// Whether they were defaulted.
        granted: bool,
        /// Kiva's words; may be empty.
        words: String,
        /// The request's page.
        link: String,
    },
    /// How far the audit trail has come, for whoever runs PA2.
    AuditHeads {
        /// The day, `2026-12-01`.
        day: String,
        /// The fingerprint of the key it is kept under.
        key: String,
        /// The end of each chain, `7:41:9f86…`.
        heads: Vec<String>,
        /// Which PA2 it is.
        link: String,
    },
}

impl std::fmt::Debug for Letter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Letter::Invitation { .. } => "Invitation(..)",
            Letter::PasswordReset { .. } => "PasswordReset(..)",
            Letter::ArchiveWaiting { .. } => "ArchiveWaiting(..)",
            Letter::ReportDue { .. } => "ReportDue(..)",
            Letter::IssuesWaiting { .. } => "IssuesWaiting(..)",
            Letter::IssueRaised { .. } => "IssueRaised(..)",
            Letter::MassDefaultAsked { .. } => "MassDefaultAsked(..)",
            Letter::MassDefaultAnswered { .. } => "MassDefaultAnswered(..)",
            Letter::AuditHeads { .. } => "AuditHeads(..)",
        })
    }
}

impl Letter {
    /// One of each, for tests that render them.
    pub fn samples() -> Vec<Letter> {
        let link = || String::from("https://pa2.example.org/here");
        vec![
            Letter::Invitation {
                name: "Amina Otieno".into(),
                by: "José Núñez".into(),
                partner: "Sample Partner".into(),
                link: link(),
                days: 7,
            },
            Letter::PasswordReset {
                name: "Amina Otieno".into(),
                link: link(),
                hours: 1,
            },
            Letter::ArchiveWaiting {
                partner: "Sample Partner".into(),
                journals: 12,
                blocked: 2,
                link: link(),
            },
            Letter::ReportDue {
                partner: "Sample Partner".into(),
                month: "2026-11".into(),
                final_on: "2026-12-10".into(),
                link: link(),
            },
            Letter::IssuesWaiting {
                partner: "Sample Partner".into(),
                loans: 3,
                link: link(),
            },
            Letter::IssueRaised {
                partner: "Sample Partner".into(),
                kiva_id: "2700001".into(),
                loan_id: "0001".into(),
                code: "FPU".into(),
                text: "The photo shows another place.".into(),
                link: link(),
            },
            Letter::MassDefaultAsked {
                partner: "Sample Partner".into(),
                loans: 240,
                link: link(),
            },
            Letter::MassDefaultAnswered {
                partner: "Sample Partner".into(),
                loans: 240,
                granted: true,
                words: "After the flood.".into(),
                link: link(),
            },
            Letter::AuditHeads {
                day: "2026-12-01".into(),
                key: "00c0ffee00c0ffee".into(),
                heads: vec![format!("0:3:{}", "ab".repeat(32)), format!("7:41:{}", "cd".repeat(32))],
                link: link(),
            },
        ]
    }
}

//! A notice as an e-mail says it.

use fieldlink_say::{Language, Text};

use super::{About, Notice};

/// The words of an e-mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The line above it.
    pub subject: String,
    /// The text.
    pub body: String,
}

/// The notice in a language.
pub fn letter(notice: &Notice, language: Language) -> Letter {
    let about = match notice {
        Notice::RunFailed { about, .. }
        | Notice::RunRecovered { about, .. }
        | Notice::RowsHeld { about, .. }
        | Notice::RowsWaiting { about, .. }
        | Notice::PlanWaiting { about, .. }
        | Notice::ClockSetBack { about, .. }
        | Notice::ConfirmWaiting { about, .. } => about,
    };
    let About { profile, partner_id } = about;
    let (id, mut values) = match notice {
        Notice::RunFailed { run, message, next, .. } => (
            "letter-run-failed",
            vec![
                ("run", run.as_str().into()),
                ("message", message.as_str().into()),
                ("next", next.as_str().into()),
            ],
        ),
        Notice::RunRecovered { run, since, .. } => (
            "letter-run-recovered",
            vec![("run", run.as_str().into()), ("since", moment(since).into())],
        ),
        Notice::RowsHeld { run, rows, rules, .. } => {
            let lines: Vec<String> = rules.iter().map(|(rule, rows)| format!("{rule}: {rows}")).collect();
            (
                "letter-rows-held",
                vec![
                    ("run", run.as_str().into()),
                    ("rows", (*rows).into()),
                    ("rules", lines.join("\n").into()),
                ],
            )
        }
        Notice::RowsWaiting { run, rows, .. } => (
            "letter-rows-waiting",
            vec![("run", run.as_str().into()), ("rows", (*rows).into())],
        ),
        Notice::ClockSetBack { from, to, .. } => (
            "letter-clock-set-back",
            vec![("from", moment(from).into()), ("to", moment(to).into())],
        ),
        Notice::PlanWaiting { run, file, rows, .. } => (
            "letter-plan-waiting",
            vec![
                ("run", run.as_str().into()),
                ("file", file.as_str().into()),
                ("rows", (*rows).into()),
            ],
        ),
        Notice::ConfirmWaiting {
            journals, since, urls, ..
        } => (
            "letter-confirm-waiting",
            vec![
                ("links", urls.len().into()),
                ("journals", (*journals).into()),
                ("since", moment(since).into()),
                ("urls", urls.join("\n").into()),
            ],
        ),
    };
    values.push(("profile", profile.as_str().into()));
    values.push(("partner", partner_id.to_string().into()));
    let text = Text(language);
    Letter {
        subject: text.with(&format!("{id}-subject"), &values).replace('\n', " "),
        body: text.with(id, &values),
    }
}

fn moment(at: &chrono::DateTime<chrono::Utc>) -> String {
    at.format("%Y-%m-%d %H:%M UTC").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn about() -> About {
        About {
            profile: "production".into(),
            partner_id: 1_234,
        }
    }

    fn notices() -> Vec<Notice> {
        let since = "2026-03-10T02:00:00Z".parse().unwrap();
        vec![
            Notice::RunFailed {
                about: about(),
                run: "nightly".into(),
                why: "credentials".into(),
                message: "the token was refused".into(),
                next: "check the secret".into(),
            },
            Notice::RunRecovered {
                about: about(),
                run: "nightly".into(),
                since,
            },
            Notice::RowsHeld {
                about: about(),
                run: "nightly".into(),
                rows: 3,
                rules: [("repayment: unknown_loan".into(), 3)].into(),
            },
            Notice::RowsWaiting {
                about: about(),
                run: "nightly".into(),
                rows: 1,
            },
            Notice::ClockSetBack {
                about: about(),
                from: since,
                to: since,
            },
            Notice::PlanWaiting {
                about: about(),
                run: "nightly".into(),
                file: "plans/nightly.2026-03-10-020000.json".into(),
                rows: 12,
            },
            Notice::ConfirmWaiting {
                about: about(),
                journals: 2,
                since,
                urls: vec!["https://pa2.example/journals/archives/7".into()],
            },
        ]
    }

    #[test]
    fn every_notice_is_a_whole_letter_in_every_language() {
        for notice in notices() {
            let mut bodies = Vec::new();
            for language in Language::ALL {
                let letter = letter(&notice, language);
                for text in [&letter.subject, &letter.body] {
                    assert!(!text.contains(['{', '$']) && !text.contains("letter-"), "{text}");
                }
                assert!(letter.subject.contains("production") && !letter.subject.contains('\n'));
                // A partner's number is no amount: it has no thousands.
                assert!(letter.body.contains("1234"), "{}", letter.body);
                bodies.push(letter.body);
            }
            assert!(bodies[0] != bodies[1] && bodies[1] != bodies[2] && bodies[0] != bodies[2]);
        }
    }

    #[test]
    fn a_notice_reads_as_it_is_written() {
        for notice in notices() {
            let text = serde_json::to_string(&notice).unwrap();
            assert_eq!(serde_json::from_str::<Notice>(&text).unwrap(), notice, "{text}");
        }
    }
}

//! The words of e-mails, in the language of who gets them.

use fieldlink_app::mail::{Letter, Rendered};

use crate::site::text::Text;

/// Puts an e-mail into words. A language that the site does not speak is English.
pub fn render(letter: &Letter, language: &str) -> Rendered {
    let text = Text::named(language).unwrap_or_default();
    let (subject, said) = words(&text, letter);
    let foot = text.get("mail-foot");
    Rendered {
        subject,
        body: format!("{}\n\n-- \n{foot}\n", said.trim_end()),
    }
}

fn words(text: &Text, letter: &Letter) -> (String, String) {
    match letter {
        Letter::Invitation {
            name,
            by,
            partner,
            link,
            days,
        } => {
            let values = [
                ("name", name.as_str().into()),
                ("by", by.as_str().into()),
                ("partner", partner.as_str().into()),
                ("link", link.as_str().into()),
                ("days", (*days).into()),
            ];
            let subject = text.with("mail-invitation-subject", &values[2..3]);
            (subject, text.with("mail-invitation", &values))
        }
        Letter::PasswordReset { name, link, hours } => {
            let values = [
                ("name", name.as_str().into()),
                ("link", link.as_str().into()),
                ("hours", (*hours).into()),
            ];
            (text.get("mail-password-subject"), text.with("mail-password", &values))
        }
        Letter::ArchiveWaiting {
            partner,
            journals,
            blocked,
            link,
        } => {
            let values = [
                ("journals", (*journals).into()),
                ("partner", partner.as_str().into()),
                ("blocked", (*blocked).into()),
                ("link", link.as_str().into()),
            ];
            let subject = text.with("mail-archive-subject", &values[..2]);
            (subject, text.with("mail-archive", &values))
        }
        Letter::ReportDue {
            partner,
            month,
            final_on,
            link,
        } => {
            let month = month.parse().map_or_else(|_| month.clone(), |month| text.month(month));
            let day = final_on.parse().map_or_else(|_| final_on.clone(), |day| text.day(day));
            let values = [
                ("month", month.into()),
                ("partner", partner.as_str().into()),
                ("day", day.into()),
                ("link", link.as_str().into()),
            ];
            let subject = text.with("mail-report-subject", &values[..2]);
            (subject, text.with("mail-report", &values))
        }
        Letter::IssuesWaiting { partner, loans, link } => {
            let values = [
                ("loans", (*loans).into()),
                ("partner", partner.as_str().into()),
                ("link", link.as_str().into()),
            ];
            let subject = text.with("mail-issues-subject", &values[..2]);
            (subject, text.with("mail-issues", &values))
        }
        Letter::IssueRaised {
            partner,
            kiva_id,
            loan_id,
            code,
            text: said,
            link,
        } => {
            let values = [
                ("loan", loan_id.as_str().into()),
                ("kiva", kiva_id.as_str().into()),
                ("partner", partner.as_str().into()),
                ("code", code.as_str().into()),
                ("text", said.as_str().into()),
                ("link", link.as_str().into()),
            ];
            let subject = text.with("mail-issue-subject", &values[..1]);
            (subject, text.with("mail-issue", &values))
        }
        Letter::MassDefaultAsked { partner, loans, link } => {
            let values = [
                ("loans", (*loans).into()),
                ("partner", partner.as_str().into()),
                ("link", link.as_str().into()),
            ];
            let subject = text.with("mail-mass-asked-subject", &values[..2]);
            (subject, text.with("mail-mass-asked", &values))
        }
        Letter::AuditHeads { day, key, heads, link } => {
            let day = day.parse().map_or_else(|_| day.clone(), |day| text.day(day));
            let values = [
                ("day", day.into()),
                ("key", key.as_str().into()),
                ("heads", heads.join("\n").into()),
                ("link", link.as_str().into()),
            ];
            (
                text.with("mail-audit-subject", &values[..1]),
                text.with("mail-audit", &values),
            )
        }
        Letter::MassDefaultAnswered {
            partner,
            loans,
            granted,
            words,
            link,
        } => {
            let values = [
                ("loans", (*loans).into()),
                ("partner", partner.as_str().into()),
                ("answer", if *granted { "granted" } else { "refused" }.into()),
                ("words", words.as_str().into()),
                ("link", link.as_str().into()),
            ];
            let subject = text.with("mail-mass-answered-subject", &values[1..2]);
            (subject, text.with("mail-mass-answered", &values))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_e_mail_is_whole_in_every_language() {
        let mut subjects = std::collections::BTreeSet::new();
        for text in Text::all() {
            for letter in Letter::samples() {
                let said = render(&letter, text.language().as_str());
                for whole in [&said.subject, &said.body] {
                    assert!(
                        !whole.contains("mail-") && !whole.contains("{$") && !whole.contains("Unknown"),
                        "{whole}"
                    );
                    assert!(!whole.contains('\u{2068}'), "{whole}");
                }
                assert!(!said.subject.contains('\n'), "{}", said.subject);
                assert!(said.body.contains("https://pa2.example.org/here"), "{}", said.body);
                // A line of an e-mail has at most 998 bytes (RFC 5322 section 2.1.1); an address stands alone on its line.
                assert!(
                    said.body.lines().any(|line| line == "https://pa2.example.org/here"),
                    "{}",
                    said.body
                );
                subjects.insert(said.subject);
            }
        }
        assert_eq!(subjects.len(), 3 * Letter::samples().len(), "{subjects:#?}");
    }

    #[test]
    fn a_language_that_is_not_spoken_is_english() {
        let [letter, ..] = &Letter::samples()[..] else {
            unreachable!()
        };
        assert_eq!(render(letter, "de"), render(letter, "en"));
    }
}

//! The rules of a journal's row (domain.md 2.8). Eligibility and lengths are inferred, so the length is a setting.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use fieldlink_contract::journals::Journal;
use fieldlink_contract::loans::LoanStatus;
use fieldlink_contract::text::{self, Texts};

use crate::finding::Finding;
use crate::ids::KivaId;
use crate::loan::Loan;
use crate::partner::{CsvUploadFormat, Profile};
use crate::settings::Settings;

/// Statuses of a loan that takes journals: it was funded and not given back to the lenders.
pub const ELIGIBLE: [LoanStatus; 4] = [
    LoanStatus::Raised,
    LoanStatus::PayingBack,
    LoanStatus::Ended,
    LoanStatus::Defaulted,
];

/// Whether a loan of this status takes journals.
pub fn eligible(status: LoanStatus) -> bool {
    ELIGIBLE.contains(&status)
}

/// The stable names of what [`check`] finds.
pub mod code {
    /// No Loan ID was given.
    pub const LOAN_ID_MISSING: &str = "loan_id_missing";
    /// The Loan ID or the Client ID is too long for one, or holds U+0000.
    pub const ID_UNUSABLE: &str = "id_unusable";
    /// A text is longer than its bound, or holds U+0000.
    pub const TEXT_UNUSABLE: &str = "text_unusable";
    /// The partner has no loan with this Loan ID on Kiva; a loan draft is none yet.
    pub const LOAN_NOT_FOUND: &str = "loan_not_found";
    /// Several loans that take journals have this Loan ID; the newest is meant. A warning.
    pub const LOAN_AMBIGUOUS: &str = "loan_ambiguous";
    /// The loan is not raised, paying back, ended or defaulted.
    pub const LOAN_NOT_ELIGIBLE: &str = "loan_not_eligible";
    /// A three-column partner sent no Client ID.
    pub const CLIENT_ID_MISSING: &str = "client_id_missing";
    /// The loan has another Client ID. An error for three-column partners, else a warning.
    pub const CLIENT_MISMATCH: &str = "client_mismatch";
    /// The subject is empty.
    pub const SUBJECT_MISSING: &str = "subject_missing";
    /// The body is empty.
    pub const BODY_MISSING: &str = "body_missing";
    /// The body is shorter than the installation wants.
    pub const BODY_TOO_SHORT: &str = "body_too_short";
    /// The same text stands in this call twice for the same loan. A warning.
    pub const DUPLICATE_TEXT: &str = "duplicate_text";
    /// The same text was published on this loan before. A warning.
    pub const PUBLISHED_BEFORE: &str = "published_before";
    /// The picture's address is no `http` or `https` URL. A warning.
    pub const IMAGE_URL_UNUSABLE: &str = "image_url_unusable";
}

/// What the rules depend on beside the journals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// Two columns: Loan ID only. Three: Client ID too.
    pub format: CsvUploadFormat,
    /// Shortest body, in characters without the blanks around it.
    pub body_min: usize,
}

impl Rules {
    /// The rules in force for a partner.
    pub fn new(profile: &Profile, settings: &Settings) -> Rules {
        Rules {
            format: profile.csv_upload_format,
            body_min: settings.journal_body_min,
        }
    }
}

/// What the rules need to know of a loan on Kiva; PA2 has it from its tables, the link from the loans route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LoanFacts<'a> {
    /// Kiva ID.
    pub kiva_id: KivaId,
    /// The partner's Loan ID.
    pub loan_id: &'a str,
    /// The partner's Client ID.
    pub client_id: &'a str,
    /// Where the loan is in its life.
    pub status: LoanStatus,
}

impl<'a> From<&'a Loan> for LoanFacts<'a> {
    fn from(loan: &'a Loan) -> LoanFacts<'a> {
        LoanFacts {
            kiva_id: loan.id,
            loan_id: &loan.internal_loan_id,
            client_id: &loan.internal_client_id,
            status: loan.status,
        }
    }
}

/// What the rules say of one journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The loan it is about, when one was found.
    pub loan: Option<KivaId>,
    /// What is wrong with it; empty when nothing is.
    pub findings: Vec<Finding>,
}

/// Checks the journals of one call against the partner's loans (those with the journals' Loan IDs are enough). The
/// answer has one entry for each journal, in order.
pub fn check(journals: &[Journal], loans: &[LoanFacts<'_>], rules: Rules) -> Vec<Checked> {
    check_part((1..).zip(journals), loans, rules, &mut KnownTexts::default())
}

/// The texts of a call that were looked at so far: what is checked part by part still finds what stands twice in the
/// whole. Of a text it keeps a mark of eight bytes; two texts with one mark would be taken for the same, which warns.
#[derive(Debug, Clone, Default)]
pub struct KnownTexts(HashMap<u64, i64>);

impl KnownTexts {
    /// The line on which the same text stands for the same loan already; else the text is known from here on.
    fn first(&mut self, journal: &Journal, line: i64) -> Option<i64> {
        let mut mark = DefaultHasher::new();
        let text = (&journal.internal_loan_id, journal.subject.trim(), journal.body.trim());
        text.hash(&mut mark);
        let first = *self.0.entry(mark.finish()).or_insert(line);
        (first != line).then_some(first)
    }
}

/// Checks some of the journals of a call, each with its line in the call, after those that `known` holds.
pub fn check_part<'a>(
    journals: impl IntoIterator<Item = (i64, &'a Journal)>,
    loans: &[LoanFacts<'_>],
    rules: Rules,
    known: &mut KnownTexts,
) -> Vec<Checked> {
    let mut by_loan_id: HashMap<&str, Vec<LoanFacts<'_>>> = HashMap::new();
    for loan in loans {
        by_loan_id.entry(loan.loan_id).or_default().push(*loan);
    }
    journals
        .into_iter()
        .map(|(line, journal)| {
            let candidates = by_loan_id
                .get(journal.internal_loan_id.as_str())
                .map_or(&[][..], Vec::as_slice);
            let mut findings = Vec::new();
            let loan = check_loan(journal, candidates, rules, &mut findings);
            check_text(journal, rules, &mut findings);
            if let Some(first) = known.first(journal, line) {
                let text = format!("The same text for the same loan is already journal {first} of this call.");
                findings.push(Finding::warning(code::DUPLICATE_TEXT, "body", text).with("first", first));
            }
            Checked { loan, findings }
        })
        .collect()
}

/// Warns of drafts whose text was published on the same loan before: an answer that got lost makes people send again.
/// Those that [`check`] found twice in the call are left alone. `published` holds loan, subject and body.
pub fn warn_of_published(journals: &[Journal], checked: &mut [Checked], published: &[(KivaId, String, String)]) {
    let published: HashSet<(KivaId, &str, &str)> = published
        .iter()
        .map(|(loan, subject, body)| (*loan, subject.trim(), body.trim()))
        .collect();
    for (journal, checked) in journals.iter().zip(checked) {
        let known = checked
            .loan
            .is_some_and(|loan| published.contains(&(loan, journal.subject.trim(), journal.body.trim())));
        if known && checked.findings.iter().all(|f| f.code != code::DUPLICATE_TEXT) {
            checked.findings.push(Finding::warning(
                code::PUBLISHED_BEFORE,
                "body",
                "This text was published on this loan before.",
            ));
        }
    }
}

fn check_loan(
    journal: &Journal,
    candidates: &[LoanFacts<'_>],
    rules: Rules,
    findings: &mut Vec<Finding>,
) -> Option<KivaId> {
    if journal.internal_loan_id.trim().is_empty() {
        findings.push(Finding::error(
            code::LOAN_ID_MISSING,
            "internal_loan_id",
            "Give the Loan ID.",
        ));
        return None;
    }
    let client = journal.internal_client_id.as_deref().unwrap_or_default();
    for (field, id) in [
        ("internal_loan_id", journal.internal_loan_id.as_str()),
        ("internal_client_id", client),
    ] {
        if let Some(fault) = text::fault(id, text::ID) {
            findings.push(Finding::unusable(code::ID_UNUSABLE, field, fault));
            return None;
        }
    }
    let client = journal.internal_client_id.as_deref().filter(|id| !id.trim().is_empty());
    let three_columns = rules.format == CsvUploadFormat::ThreeColumn;
    if three_columns && client.is_none() {
        findings.push(Finding::error(
            code::CLIENT_ID_MISSING,
            "internal_client_id",
            "Give the Client ID: your CSV upload format has three columns.",
        ));
    }
    // A Loan ID can stand on several loans: one that expired and was posted again, for example. The Client ID decides,
    // then whether the loan takes journals, then the newest.
    let fits = |loan: &LoanFacts<'_>| client.is_none_or(|id| id == loan.client_id);
    let Some(loan) = candidates
        .iter()
        .max_by_key(|l| (fits(l), eligible(l.status), l.kiva_id))
    else {
        findings.push(Finding::error(
            code::LOAN_NOT_FOUND,
            "internal_loan_id",
            "You have no loan on Kiva with this Loan ID. A loan draft takes no journal.",
        ));
        return None;
    };
    if !fits(loan) {
        let text = "The loan with this Loan ID has another Client ID.";
        let field = "internal_client_id";
        findings.push(if three_columns {
            Finding::error(code::CLIENT_MISMATCH, field, text)
        } else {
            Finding::warning(code::CLIENT_MISMATCH, field, text)
        });
    }
    if !eligible(loan.status) {
        findings.push(
            Finding::error(
                code::LOAN_NOT_ELIGIBLE,
                "internal_loan_id",
                format!(
                    "The loan is {}; a journal needs one that was funded and not refunded.",
                    loan.status
                ),
            )
            .with("status", loan.status),
        );
    } else if candidates.iter().filter(|l| fits(l) && eligible(l.status)).count() > 1 {
        findings.push(
            Finding::warning(
                code::LOAN_AMBIGUOUS,
                "internal_loan_id",
                format!(
                    "Several of your loans have this Loan ID; the newest, Kiva ID {}, is taken.",
                    loan.kiva_id
                ),
            )
            .with("kiva_id", loan.kiva_id),
        );
    }
    Some(loan.kiva_id)
}

fn check_text(journal: &Journal, rules: Rules, findings: &mut Vec<Finding>) {
    if let Some(misfit) = journal.misfit() {
        findings.push(Finding::unusable(code::TEXT_UNUSABLE, misfit.field, misfit.fault));
    }
    if journal.subject.trim().is_empty() {
        findings.push(Finding::error(
            code::SUBJECT_MISSING,
            "subject",
            "Give the journal a subject.",
        ));
    }
    let length = journal.body.trim().chars().count();
    if length == 0 {
        findings.push(Finding::error(
            code::BODY_MISSING,
            "body",
            "Write the text of the journal.",
        ));
    } else if length < rules.body_min {
        findings.push(
            Finding::error(
                code::BODY_TOO_SHORT,
                "body",
                format!(
                    "The text has {length} characters; at least {} are needed.",
                    rules.body_min
                ),
            )
            .with("length", length)
            .with("least", rules.body_min),
        );
    }
    if journal.image_url.as_deref().is_some_and(|url| !usable_image(url)) {
        findings.push(Finding::warning(
            code::IMAGE_URL_UNUSABLE,
            "image_url",
            "The picture's address does not begin with http:// or https://; the journal goes out without it.",
        ));
    }
}

fn usable_image(url: &str) -> bool {
    let url = url.trim();
    url.is_empty()
        || ["https://", "http://"].iter().any(|scheme| {
            url.get(..scheme.len())
                .is_some_and(|head| head.eq_ignore_ascii_case(scheme))
                && url.len() > scheme.len()
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: Rules = Rules {
        format: CsvUploadFormat::TwoColumn,
        body_min: 1,
    };
    const THREE: Rules = Rules {
        format: CsvUploadFormat::ThreeColumn,
        body_min: 1,
    };

    fn journal(loan_id: &str, client_id: Option<&str>) -> Journal {
        Journal {
            subject: "A good year".into(),
            body: "The harvest came in.".into(),
            internal_loan_id: loan_id.into(),
            internal_client_id: client_id.map(String::from),
            image_url: None,
        }
    }

    fn loan(kiva_id: i64, loan_id: &'static str, status: LoanStatus) -> LoanFacts<'static> {
        LoanFacts {
            kiva_id: KivaId(kiva_id),
            loan_id,
            client_id: "C-1",
            status,
        }
    }

    fn codes(journal: Journal, loans: &[LoanFacts<'_>], rules: Rules) -> Vec<(String, bool)> {
        let checked = check(&[journal], loans, rules).remove(0);
        checked
            .findings
            .into_iter()
            .map(|f| (f.code.clone(), f.blocks()))
            .collect()
    }

    fn error(code: &str) -> Vec<(String, bool)> {
        vec![(code.into(), true)]
    }

    fn warning(code: &str) -> Vec<(String, bool)> {
        vec![(code.into(), false)]
    }

    #[test]
    fn every_status_is_decided() {
        for status in LoanStatus::ALL {
            let found = codes(journal("7", None), &[loan(1, "7", status)], TWO);
            let fine = matches!(
                status,
                LoanStatus::Raised | LoanStatus::PayingBack | LoanStatus::Ended | LoanStatus::Defaulted
            );
            assert_eq!(
                found,
                if fine { vec![] } else { error(code::LOAN_NOT_ELIGIBLE) },
                "{status}"
            );
        }
    }

    #[test]
    fn loan_ids_are_compared_byte_for_byte() {
        let loans = [loan(1, "007", LoanStatus::PayingBack)];
        assert_eq!(codes(journal("007", None), &loans, TWO), []);
        for other in ["7", "007 ", "０07"] {
            assert_eq!(
                codes(journal(other, None), &loans, TWO),
                error(code::LOAN_NOT_FOUND),
                "{other:?}"
            );
        }
        assert_eq!(codes(journal(" ", None), &loans, TWO), error(code::LOAN_ID_MISSING));
    }

    #[test]
    fn the_client_id_matters_as_the_upload_format_says() {
        let loans = [loan(1, "7", LoanStatus::PayingBack)];
        assert_eq!(codes(journal("7", Some("C-1")), &loans, THREE), []);
        assert_eq!(codes(journal("7", None), &loans, THREE), error(code::CLIENT_ID_MISSING));
        assert_eq!(
            codes(journal("7", Some(" ")), &loans, THREE),
            error(code::CLIENT_ID_MISSING)
        );
        assert_eq!(
            codes(journal("7", Some("C-2")), &loans, THREE),
            error(code::CLIENT_MISMATCH)
        );
        assert_eq!(
            codes(journal("7", Some("C-2")), &loans, TWO),
            warning(code::CLIENT_MISMATCH)
        );
    }

    #[test]
    fn of_several_loans_with_one_loan_id_the_right_one_is_taken() {
        let expired_and_posted_again = [loan(1, "7", LoanStatus::PayingBack), loan(2, "7", LoanStatus::Expired)];
        let checked = check(&[journal("7", None)], &expired_and_posted_again, TWO).remove(0);
        assert_eq!(
            checked,
            Checked {
                loan: Some(KivaId(1)),
                findings: vec![]
            }
        );

        let mut other_client = loan(3, "7", LoanStatus::PayingBack);
        other_client.client_id = "C-2";
        let loans = [loan(1, "7", LoanStatus::Ended), other_client];
        let checked = check(&[journal("7", Some("C-1"))], &loans, THREE).remove(0);
        assert_eq!(
            checked,
            Checked {
                loan: Some(KivaId(1)),
                findings: vec![]
            }
        );

        let two = [loan(1, "7", LoanStatus::Ended), loan(2, "7", LoanStatus::PayingBack)];
        let checked = check(&[journal("7", None)], &two, TWO).remove(0);
        assert_eq!(checked.loan, Some(KivaId(2)));
        assert_eq!(checked.findings[0].code, code::LOAN_AMBIGUOUS);
    }

    #[test]
    fn subject_and_body_must_say_something() {
        let loans = [loan(1, "7", LoanStatus::PayingBack)];
        let with = |subject: &str, body: &str| Journal {
            subject: subject.into(),
            body: body.into(),
            ..journal("7", None)
        };
        assert_eq!(codes(with(" \n", "text"), &loans, TWO), error(code::SUBJECT_MISSING));
        assert_eq!(codes(with("news", " \t"), &loans, TWO), error(code::BODY_MISSING));
        let long = Rules { body_min: 5, ..TWO };
        // Characters, not bytes: four of them here.
        assert_eq!(
            codes(with("news", "  äöüß  "), &loans, long),
            error(code::BODY_TOO_SHORT)
        );
        assert_eq!(codes(with("news", "äöüß!"), &loans, long), []);
    }

    #[test]
    fn the_same_text_for_the_same_loan_is_a_warning_from_the_second_on() {
        let loans = [
            loan(1, "7", LoanStatus::PayingBack),
            loan(2, "8", LoanStatus::PayingBack),
        ];
        let all = [journal("7", None), journal("8", None), journal("7", None)];
        let counts: Vec<usize> = check(&all, &loans, TWO).iter().map(|c| c.findings.len()).collect();
        assert_eq!(counts, [0, 0, 1]);
        assert_eq!(codes(journal("7", None), &loans, TWO), []);
    }

    #[test]
    fn what_stands_twice_is_found_across_parts() {
        let loans = [loan(1, "7", LoanStatus::PayingBack)];
        let journals = [journal("7", None), journal("8", None)];
        let mut seen = KnownTexts::default();
        let parts = [
            (1, &journals[0]),
            (2, &journals[1]),
            (31, &journals[0]),
            (32, &journals[1]),
        ];
        let found: Vec<Vec<String>> = parts
            .chunks(2)
            .flat_map(|part| check_part(part.iter().copied(), &loans, TWO, &mut seen))
            .map(|checked| checked.findings.into_iter().map(|f| f.message).collect())
            .collect();
        assert!(found[0].is_empty());
        assert!(found[2][0].contains("already journal 1"), "{:?}", found[2]);
        assert!(found[3][1].contains("already journal 2"), "{:?}", found[3]);
    }

    #[test]
    fn a_text_published_before_is_a_warning() {
        let loans = [
            loan(1, "7", LoanStatus::PayingBack),
            loan(2, "8", LoanStatus::PayingBack),
        ];
        let journals = [journal("7", None), journal("8", None), journal("7", None)];
        let mut checked = check(&journals, &loans, TWO);
        let before = (
            KivaId(1),
            "A good year ".to_owned(),
            "\nThe harvest came in.".to_owned(),
        );
        warn_of_published(&journals, &mut checked, &[before]);
        let codes: Vec<Vec<&str>> = checked
            .iter()
            .map(|c| c.findings.iter().map(|f| f.code.as_str()).collect())
            .collect();
        assert_eq!(
            codes,
            [vec![code::PUBLISHED_BEFORE], vec![], vec![code::DUPLICATE_TEXT]]
        );
    }

    #[test]
    fn only_web_addresses_are_pictures() {
        let loans = [loan(1, "7", LoanStatus::PayingBack)];
        let with = |url: &str| Journal {
            image_url: Some(url.into()),
            ..journal("7", None)
        };
        for fine in ["https://example.org/a.jpg", "HTTP://example.org/a.jpg", ""] {
            assert_eq!(codes(with(fine), &loans, TWO), [], "{fine:?}");
        }
        for bad in ["javascript:alert(1)", "file:///etc/passwd", "https://", "a.jpg", "ä"] {
            assert_eq!(
                codes(with(bad), &loans, TWO),
                warning(code::IMAGE_URL_UNUSABLE),
                "{bad:?}"
            );
        }
    }

    #[test]
    fn no_finding_repeats_the_text_of_a_journal() {
        let secret = Journal {
            body: "Maria lost her house".into(),
            subject: String::new(),
            ..journal("x", None)
        };
        let checked = check(&[secret.clone(), secret], &[], Rules { body_min: 500, ..THREE });
        assert!(
            checked
                .iter()
                .flat_map(|c| &c.findings)
                .all(|f| !f.message.contains("Maria"))
        );
    }
}

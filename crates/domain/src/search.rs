//! The words by which the search box finds a name: the same function makes the index and reads the query.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;

use crate::loan::Loan;

/// A longer word is cut here, in the index and in the query alike.
const LONGEST_WORD: usize = 48;

/// The words of a text: lower case, without diacritics, split at everything that is neither letter nor digit.
/// Apostrophes fall out without splitting: `N'Golo` is one word.
pub fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for c in text.nfkd().filter(|c| !is_diacritic(*c) && !is_apostrophe(*c)) {
        if joins_words(c) {
            if word.chars().count() < LONGEST_WORD {
                push_plain(&mut word, c);
            }
        } else if !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// What the index holds of a loan: the words of its name and of its borrowers' names, and its ids as [`id_beginning`] has
/// them. A group's members are also found by their own ids, which stand behind a `#` so that they never meet a word.
pub fn terms(loan: &Loan) -> BTreeSet<String> {
    let mut terms: BTreeSet<String> = words(&loan.name).into_iter().collect();
    let group = loan.borrowers.len() > 1;
    terms.extend(id_beginning(&loan.internal_loan_id));
    terms.extend(id_beginning(&loan.internal_client_id));
    for borrower in &loan.borrowers {
        terms.extend(words(&borrower.first_name));
        terms.extend(words(&borrower.last_name));
        if group {
            terms.extend(id_beginning(&borrower.loan_id));
            terms.extend(id_beginning(&borrower.client_id));
            terms.extend(
                [&borrower.loan_id, &borrower.client_id]
                    .into_iter()
                    .map(|id| id_term(id)),
            );
        }
    }
    terms
}

/// The term under which a group member's loan ID or client ID stands, byte for byte.
pub fn id_term(id: &str) -> String {
    format!("#{id}")
}

/// What finds a loan ID or client ID by its beginning, whatever the case: none of a blank one. A part of such a term finds
/// all ids that begin with it.
pub fn id_beginning(id: &str) -> Option<String> {
    let id = id.trim();
    (!id.is_empty()).then(|| format!("^{}", id.to_lowercase()))
}

/// Accents of Latin, Greek and Cyrillic. Vowel signs of other scripts are part of the word and stay.
fn is_diacritic(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}')
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2bc}' | '\u{2018}' | '`')
}

/// Letters, digits, and the vowel signs and joiners that stand inside words of Indic and South-East Asian scripts.
fn joins_words(c: char) -> bool {
    c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c) || matches!(c, '\u{200c}' | '\u{200d}')
}

/// Lower case; letters that no decomposition reaches are spelled with plain ones.
fn push_plain(word: &mut String, c: char) {
    for c in c.to_lowercase().filter(|c| !is_diacritic(*c)) {
        match c {
            'ß' => word.push_str("ss"),
            'æ' => word.push_str("ae"),
            'œ' => word.push_str("oe"),
            'þ' => word.push_str("th"),
            'ø' => word.push('o'),
            'đ' | 'ð' => word.push('d'),
            'ł' => word.push('l'),
            'ı' => word.push('i'),
            'ħ' => word.push('h'),
            other => word.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::words;

    #[test]
    fn case_accents_apostrophes_and_hyphens_do_not_matter() {
        assert_eq!(words("  José-María  N’Golo "), ["jose", "maria", "ngolo"]);
        assert_eq!(
            words("Łukasz Đặng Strauß İbrahim"),
            ["lukasz", "dang", "strauss", "ibrahim"]
        );
        assert_eq!(words("Женя (group 7)"), ["женя", "group", "7"]);
    }

    #[test]
    fn vowel_signs_of_other_scripts_stay() {
        assert_eq!(words("सीता देवी").len(), 2);
        assert_ne!(words("सीता"), words("सत"));
        assert_eq!(words("សុខា ចាន់").len(), 2);
    }

    #[test]
    fn nothing_but_signs_is_no_word() {
        assert!(words(" -- '’ . ").is_empty());
    }

    proptest! {
        #[test]
        fn words_of_words_are_the_same_words(text in "\\PC{0,60}") {
            for word in words(&text) {
                prop_assert_eq!(words(&word), vec![word.clone()]);
            }
        }
    }
}

//! Every language has the same texts, and each puts in the same values.

use std::collections::BTreeSet;

use fieldlink_say::Language;
use fieldlink_testkit::texts::texts;

/// Texts whose English stands beside the rule or the error that says it.
fn english_is_elsewhere(id: &str) -> bool {
    let of_a_rule =
        id.starts_with("reason-") && !["reason-place", "reason-column", "reason-cell", "reason-value"].contains(&id);
    of_a_rule || id.starts_with("said-") || id.starts_with("plain-")
}

#[test]
fn every_language_has_the_same_texts_with_the_same_values() {
    let [mut english, spanish, french] = Language::ALL.map(|language| texts(&language.identifier().to_string()));
    assert!(english.len() > 1_000);
    let of_both: BTreeSet<&String> = spanish.keys().chain(french.keys()).collect();
    for id in of_both {
        assert_eq!(
            spanish.get(id),
            french.get(id),
            "{id}: in one language, or with other values"
        );
        match english.remove(id) {
            None => assert!(english_is_elsewhere(id), "{id} is not there in English"),
            Some(values) => assert_eq!(spanish.get(id), Some(&values), "values of {id}"),
        }
    }
    assert!(english.is_empty(), "in English alone: {:#?}", english.keys());
}

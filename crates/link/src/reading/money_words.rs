//! What offices write around the digits of an amount: `KES 1,250/-`, `Bs. 1.250,50`, `(1,250.00)`.

use iso_currency::Currency;

/// Signs and words that stand for money, in small letters and without a dot at their end, with the currency where they
/// mean only one.
const WORDS: &[(&str, Option<Currency>)] = &[
    ("$", None),
    ("us$", Some(Currency::USD)),
    ("u$s", Some(Currency::USD)),
    ("c$", None),
    ("rd$", Some(Currency::DOP)),
    ("r$", Some(Currency::BRL)),
    ("s/", Some(Currency::PEN)),
    ("s/.", Some(Currency::PEN)),
    ("b/", Some(Currency::PAB)),
    ("€", Some(Currency::EUR)),
    ("£", None),
    ("₹", Some(Currency::INR)),
    ("₦", Some(Currency::NGN)),
    ("₱", Some(Currency::PHP)),
    ("₫", Some(Currency::VND)),
    ("₲", Some(Currency::PYG)),
    ("₡", None),
    ("₵", Some(Currency::GHS)),
    ("gh₵", Some(Currency::GHS)),
    ("gh¢", Some(Currency::GHS)),
    ("৳", Some(Currency::BDT)),
    ("ksh", Some(Currency::KES)),
    ("kshs", Some(Currency::KES)),
    ("kes/", Some(Currency::KES)),
    ("tsh", Some(Currency::TZS)),
    ("tshs", Some(Currency::TZS)),
    ("ush", Some(Currency::UGX)),
    ("ugshs", Some(Currency::UGX)),
    ("sh", None),
    ("shs", None),
    ("rs", None),
    ("bs", None),
    ("gs", Some(Currency::PYG)),
    ("q", Some(Currency::GTQ)),
    ("l", None),
    ("lps", Some(Currency::HNL)),
    ("k", None),
    ("mk", Some(Currency::MWK)),
    ("zk", Some(Currency::ZMW)),
    ("mt", Some(Currency::MZN)),
    ("mtn", Some(Currency::MZN)),
    ("ar", Some(Currency::MGA)),
    ("frw", Some(Currency::RWF)),
    ("rf", Some(Currency::RWF)),
    ("fbu", Some(Currency::BIF)),
    ("fcfa", None),
    ("cfa", None),
    ("f cfa", None),
    ("f", None),
    ("fr", None),
    ("fc", Some(Currency::CDF)),
    ("le", None),
    ("d", None),
    ("tk", Some(Currency::BDT)),
    ("rp", Some(Currency::IDR)),
    ("php", Some(Currency::PHP)),
    ("p", None),
];

/// What stands behind an amount and says that nothing follows.
const NOTHING_FOLLOWS: &[&str] = &["/-", "/=", "/", ",-", ".-", ",--", ".--", ",–", ".–"];

/// The digits of an amount, without what stands around them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bare<'t> {
    /// Whether it is below zero: a minus before or behind it, or parentheses.
    pub negative: bool,
    /// The digits with the marks between them.
    pub digits: &'t str,
    /// The currency, where a word names one.
    pub currency: Option<Currency>,
}

/// Takes the words and signs off. None when something else stands there.
pub fn bare(text: &str) -> Option<Bare<'_>> {
    let text = text.trim();
    let is_digit = |sign: char| sign.is_ascii_digit();
    let (mut first, last) = (text.find(is_digit)?, text.rfind(is_digit)? + 1);
    // `.5`: the mark is the number's, unless it ends a word as in `Rs.500`.
    if let Some(head) = text[..first].strip_suffix(['.', ','])
        && head
            .chars()
            .next_back()
            .is_none_or(|sign| sign.is_whitespace() || is_sign(sign))
    {
        first = head.len();
    }
    let (mut before, mut behind) = (text[..first].trim(), text[last..].trim());
    let mut negative = false;
    if let Some((inner, outer)) = before.split_once('(').zip(behind.split_once(')')) {
        // What is in parentheses, with words on either side of them.
        let sides = [inner.0, inner.1, outer.0, outer.1].map(str::trim);
        let [one, two, three, four] = sides;
        (before, behind) = (
            if one.is_empty() { two } else { one },
            if four.is_empty() { three } else { four },
        );
        if sides.iter().filter(|side| !side.is_empty()).count() > 1 {
            return None;
        }
        negative = true;
    }
    if NOTHING_FOLLOWS.contains(&behind) {
        behind = "";
    }
    for side in [&mut before, &mut behind] {
        let without = side.trim_matches(is_sign).trim();
        let signs: Vec<char> = side.chars().filter(|sign| is_sign(*sign)).collect();
        match signs.as_slice() {
            [] | ['+'] => {}
            ['-' | '−'] if !negative => negative = true,
            _ => return None,
        }
        *side = without;
    }
    let currency = match (named(before)?, named(behind)?) {
        (Some(one), Some(other)) if one != other => return None,
        (one, other) => one.or(other),
    };
    Some(Bare {
        negative,
        digits: &text[first..last],
        currency,
    })
}

fn is_sign(sign: char) -> bool {
    matches!(sign, '-' | '+' | '−')
}

/// The currency of a word; the inner option is none for a word that may be several's, and for no word at all.
#[expect(
    clippy::option_option,
    reason = "whether it is a word of money is one question, and which currency another"
)]
fn named(word: &str) -> Option<Option<Currency>> {
    let word = word.trim_matches(|sign: char| matches!(sign, '.' | ':') || sign.is_whitespace());
    if word.is_empty() {
        return Some(None);
    }
    let folded = word.to_lowercase();
    match WORDS.iter().find(|(known, _)| known.trim_end_matches('.') == folded) {
        Some((_, currency)) => Some(*currency),
        None => Currency::from_code(&word.to_uppercase()).map(Some),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_money_go_and_others_are_refused() {
        let kes = Some(Currency::KES);
        for (text, found) in [
            ("1,250", Some((false, "1,250", None))),
            ("KES 1,250.50", Some((false, "1,250.50", kes))),
            ("Ksh. 1,250/-", Some((false, "1,250", kes))),
            ("Rs.500", Some((false, "500", None))),
            ("Bs. 1.250,50", Some((false, "1.250,50", None))),
            ("S/.1250", Some((false, "1250", Some(Currency::PEN)))),
            ("1 250 FCFA", Some((false, "1 250", None))),
            ("1250 kes", Some((false, "1250", kes))),
            ("1.250,-", Some((false, "1.250", None))),
            (".5", Some((false, ".5", None))),
            ("$(1,250.00)", Some((true, "1,250.00", None))),
            ("(KES 1,250.00)", Some((true, "1,250.00", kes))),
            ("1,250-", Some((true, "1,250", None))),
            ("- 1,250", Some((true, "1,250", None))),
            ("-$1,250", Some((true, "1,250", None))),
            ("+1250", Some((false, "1250", None))),
            ("--1250", None),
            ("(-1250)", None),
            ("(1250", None),
            ("about 1250", None),
            ("1250 months", None),
            ("USD 1250 KES", None),
            ("1250 CR", None),
            ("24 %", None),
            ("", None),
        ] {
            let read = bare(text).map(|bare| (bare.negative, bare.digits, bare.currency));
            assert_eq!(read, found, "{text}");
        }
    }
}

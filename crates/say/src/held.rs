//! Messages are held against the texts when the program is built.

include!(concat!(env!("OUT_DIR"), "/texts.rs"));

/// A message by its id and values: `message!("file-unreadable", file = &path)`. It does not compile when no text has this
/// id, or when the text puts in a value that is not given.
#[macro_export]
macro_rules! message {
    ($id:literal $(,)?) => {{
        const _: () = $crate::must_be_said($id, &[]);
        $crate::Message::plain($id)
    }};
    ($id:literal $(, $name:ident = $value:expr)* $(,)?) => {{
        const _: () = $crate::must_be_said($id, &[$(stringify!($name)),*]);
        $crate::Message::new($id)$(.with(stringify!($name), $value))*
    }};
}

/// The id of a text that puts in nothing. It does not compile when there is none.
#[macro_export]
macro_rules! text {
    ($id:literal) => {{
        const _: () = $crate::must_be_said($id, &[]);
        $id
    }};
}

/// That there is a text with this id whose values are all among those given.
///
/// # Panics
/// When it is not so; evaluated while the program is built, that is an error of the build.
pub const fn must_be_said(id: &str, given: &[&str]) {
    let Some(values) = values_of(id) else {
        panic!("no text has this id");
    };
    let mut n = 0;
    while n < values.len() {
        assert!(is_among(values[n], given), "the text puts in a value that is not given");
        n += 1;
    }
}

/// The ids of all texts.
pub fn ids() -> impl Iterator<Item = &'static str> {
    TEXTS.iter().map(|(id, _)| *id)
}

/// The names of the values that a text puts in; none when there is no such text.
pub const fn values_of(id: &str) -> Option<&'static [&'static str]> {
    let (mut low, mut high) = (0, TEXTS.len());
    while low < high {
        let middle = low + (high - low) / 2;
        match order(TEXTS[middle].0.as_bytes(), id.as_bytes()) {
            0 => return Some(TEXTS[middle].1),
            1 => high = middle,
            _ => low = middle + 1,
        }
    }
    None
}

const fn is_among(name: &str, names: &[&str]) -> bool {
    let mut n = 0;
    while n < names.len() {
        if order(name.as_bytes(), names[n].as_bytes()) == 0 {
            return true;
        }
        n += 1;
    }
    false
}

/// -1, 0 or 1 as the first comes before, is, or comes after the second.
const fn order(one: &[u8], other: &[u8]) -> i8 {
    let mut n = 0;
    while n < one.len() && n < other.len() {
        if one[n] != other[n] {
            return if one[n] < other[n] { -1 } else { 1 };
        }
        n += 1;
    }
    if one.len() == other.len() {
        0
    } else if one.len() < other.len() {
        -1
    } else {
        1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_found_and_nothing_else() {
        assert!(ids().all(|id| values_of(id).is_some()));
        assert_eq!(values_of("no-such-text"), None);
        assert!(std::panic::catch_unwind(|| must_be_said("no-such-text", &[])).is_err());
    }
}

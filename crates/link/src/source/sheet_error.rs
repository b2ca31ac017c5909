//! What a spreadsheet writes in place of a value that it cannot tell.

use fieldlink_say::text;

use crate::record::{Cell, Fault};

/// A text that came out of a spreadsheet: an error's name is no text.
pub(super) fn sheet_text(text: &str) -> Cell {
    let name = text.trim();
    if is_error(name) {
        Cell::from(Fault::of(text!("fault-formula")).showing(name))
    } else if name.len() > 2 && name.bytes().all(|byte| byte == b'#') {
        Cell::from(Fault::of(text!("fault-narrow")).showing(name))
    } else {
        Cell::text(text)
    }
}

fn is_error(text: &str) -> bool {
    matches!(
        text,
        "#N/A"
            | "#REF!"
            | "#VALUE!"
            | "#DIV/0!"
            | "#NAME?"
            | "#NUM!"
            | "#NULL!"
            | "#SPILL!"
            | "#CALC!"
            | "Err:502"
            | "Err:503"
            | "Err:508"
            | "Err:522"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_no_texts() {
        for text in ["#N/A", "#REF!", " #VALUE! ", "#######"] {
            assert_eq!(sheet_text(text).fault().and_then(Fault::shown), Some(text.trim()));
        }
        for text in ["# 7", "##", "N/A"] {
            assert_eq!(sheet_text(text), Cell::text(text));
        }
    }
}

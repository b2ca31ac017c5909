//! An id: what the source shows, byte for byte.

use fieldlink_say::message;

use super::{Found, Refused};
use crate::reading::signs;
use crate::record::CellValue;

/// An id. `in_sheet` says that the source is a workbook, where a date was made of what somebody typed.
pub(in super::super) fn id(found: &Found<'_>, in_sheet: bool) -> Result<String, Refused> {
    if in_sheet && matches!(found.value(), Some(CellValue::Day(_) | CellValue::Moment(_))) {
        return Err(Refused::new("id_is_date", message!("reason-id-is-date")));
    }
    let text = &*found.text;
    if is_scientific(text) {
        return Err(Refused::new("id_destroyed", message!("reason-id-destroyed")));
    }
    Ok(undressed(text).to_owned())
}

/// What nobody sees of an id that Kiva will know by it from now on, by name.
///
/// # Errors
/// When there is any.
pub(in super::super) fn unseen(id: &str) -> Result<(), Refused> {
    let signs: Vec<String> = signs::unseen_in(id)
        .into_iter()
        .filter(|name| name != "U+0020")
        .collect();
    if signs.is_empty() {
        return Ok(());
    }
    let signs = signs.join(", ");
    let said = message!("reason-id-with-unseen-signs", signs = signs);
    Err(Refused::new("id_with_unseen_signs", said))
}

/// Without what keeps a spreadsheet from making a number of it: `="0001"`, `'0001`.
fn undressed(text: &str) -> &str {
    let formula = text.strip_prefix("=\"").and_then(|text| text.strip_suffix('"'));
    let apostrophe = text.strip_prefix('\'');
    match formula.or(apostrophe) {
        Some(inner) if !inner.trim().is_empty() && !inner.contains(['"', '\'']) => inner,
        _ => text,
    }
}

/// A number as a spreadsheet shows one that is too long for it.
fn is_scientific(text: &str) -> bool {
    let Some((digits, exponent)) = text.trim().split_once(['E', 'e']) else {
        return false;
    };
    let exponent = exponent.strip_prefix('+').unwrap_or_default();
    let only = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = digits.split_once(['.', ',']).unwrap_or((digits, "0"));
    whole.len() == 1 && only(whole) && only(fraction) && only(exponent)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{found, of};
    use super::*;
    use crate::record::Cell;

    #[test]
    fn what_an_id_takes() {
        let shown = |face: &str| Cell::number("17").shown_as(Some(face.to_owned()));
        for (cell, in_sheet, taken) in [
            (Cell::text("00017 "), false, Ok("00017 ")),
            (Cell::text("12345678901234567890"), true, Ok("12345678901234567890")),
            (Cell::text("=\"0001\""), false, Ok("0001")),
            (Cell::text("'0001"), false, Ok("0001")),
            (Cell::text("O'Neil-7"), false, Ok("O'Neil-7")),
            (Cell::text("1E5"), false, Ok("1E5")),
            (Cell::text("2.54712E+11"), false, Err("id_destroyed")),
            (Cell::text("2,5e+11"), false, Err("id_destroyed")),
            (Cell::number("17"), true, Ok("17")),
            (shown("LN-17"), true, Ok("LN-17")),
            (shown("0000017"), true, Ok("0000017")),
            (of(CellValue::Day("2026-03-01".into())), true, Err("id_is_date")),
            (of(CellValue::Day("2026-03-01".into())), false, Ok("2026-03-01")),
            (of(CellValue::Truth(true)), false, Ok("true")),
        ] {
            let got = id(&found(&cell), in_sheet);
            assert_eq!(got.as_deref().map_err(|refused| refused.rule), taken, "{cell:?}");
        }
    }

    #[test]
    fn signs_that_nobody_sees_are_named() {
        let refused = unseen("N00001\u{A0}").unwrap_err();
        assert!(refused.message.to_string().contains("U+00A0"), "{refused:?}");
        assert_eq!((unseen("N00001"), unseen(" N 1 ")), (Ok(()), Ok(())));
    }
}

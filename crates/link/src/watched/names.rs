//! Folders and names within a watched folder.

use std::path::{Path, PathBuf};

use chrono::DateTime;
use chrono_tz::Tz;

/// The folder of claims.
pub(super) const CLAIMED: &str = "working";
/// The folder of files whose plans wait.
pub(super) const WAITING: &str = "waiting";
/// How the time stands before a name.
pub(super) const TIME: &str = "%Y-%m-%d %H.%M.%S";
/// The longest name in bytes that still has room for a time, a number and the ending of a result: 255 is the most that
/// file systems take.
const LONGEST: usize = 210;

/// The endings of results.
pub(super) const RESULTS: [&str; 2] = [".result.json", ".result.txt"];

/// The watched folder of a file, wherever in it the file is just now.
pub(super) fn home(file: &Path) -> PathBuf {
    let folder = file.parent().unwrap_or(Path::new("."));
    let above = folder.parent().unwrap_or(Path::new("."));
    if folder.file_name().is_some_and(|name| name == WAITING) {
        return above.to_owned();
    }
    match above.parent() {
        Some(home) if above.file_name().is_some_and(|name| name == CLAIMED) => home.to_owned(),
        _ => folder.to_owned(),
    }
}

/// A name with the time before it. A long one loses its middle, not what it begins and ends with.
pub(super) fn dated(now: DateTime<Tz>, name: &str) -> String {
    let time = now.format(TIME);
    if name.len() <= LONGEST {
        return format!("{time} {name}");
    }
    let ending = name.rfind('.').map_or("", |at| &name[at..]);
    let ending = if ending.len() <= 16 { ending } else { "" };
    let begins = &name[..name.floor_char_boundary(LONGEST - ending.len() - '…'.len_utf8())];
    format!("{time} {begins}…{ending}")
}

/// A file's name with an ending more.
pub(super) fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut path = file.to_owned().into_os_string();
    path.push(ending);
    PathBuf::from(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_has_room_for_all_that_is_put_to_it() {
        let now = DateTime::UNIX_EPOCH.with_timezone(&Tz::Africa__Nairobi);
        assert_eq!(dated(now, "Ñandú.csv"), "1970-01-01 03.00.00 Ñandú.csv");
        for name in [
            "a".repeat(250),
            "ñ".repeat(125),
            format!("{}.xlsx", "地".repeat(81)),
            format!("x.{}", "é".repeat(120)),
        ] {
            let dated = dated(now, &name);
            let longest = format!("9999 {dated}{}", RESULTS[0]);
            assert!(longest.len() <= 255, "{} bytes: {dated}", longest.len());
            assert_eq!(dated.ends_with(".xlsx"), name.ends_with(".xlsx"));
        }
    }
}

//! Every text is said by something: its id stands in the code, or is made of a beginning that stands there.

use std::collections::BTreeSet;
use std::fs;

use super::{Verdict, sources, verdict};
use crate::workspace;

/// Texts of the help and of comments that are known by their English words; a test of the program looks for these.
const BY_WORDS: &str = "plain-";

/// No text is left that nobody says any more. That each text which is said is there, with its values, in every language, the
/// build tells.
pub(super) fn check() -> Verdict {
    let root = workspace::root();
    let mut ids = BTreeSet::new();
    for file in fs::read_dir(root.join("crates/say/locales/en-US"))? {
        let text = fs::read_to_string(file?.path())?;
        let of_line = |line: &str| {
            let (id, _) = line.split_once(" =")?;
            let is_id = id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
            (is_id && !id.is_empty()).then(|| id.to_owned())
        };
        ids.extend(text.lines().filter_map(of_line));
    }
    let (mut said, mut begun, mut ended) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for path in sources::with_extension("rs")? {
        let code = fs::read_to_string(root.join(&path))?;
        for quoted in code.split('"') {
            match quoted.split_once('{') {
                // `format!("state-{state}")`, and the sort of an error's texts.
                Some((beginning, _)) if beginning.ends_with('-') => begun.insert(beginning.to_owned()),
                Some(_) => false,
                None => said.insert(quoted.to_owned()),
            };
            // `format!("{id}-subject")`
            if let Some((_, ending)) = quoted.rsplit_once('}')
                && ending.starts_with('-')
            {
                ended.insert(ending.to_owned());
            }
        }
        for sort in code.split("#[say(\"").skip(1) {
            begun.extend(sort.split('"').next().map(|sort| format!("{sort}-")));
        }
    }
    let stale: Vec<String> = ids
        .iter()
        .filter(|id| !id.starts_with(BY_WORDS) && !said.contains(*id))
        .filter(|id| !begun.iter().any(|beginning| id.starts_with(beginning)))
        .filter(|id| !ended.iter().any(|ending| id.ends_with(ending)))
        .map(|id| format!("{id}: nobody says this text; take it out of all languages"))
        .collect();
    verdict(&stale, format!("{} texts are said", ids.len()))
}

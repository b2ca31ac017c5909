//! Files of one crate import without circles. Those that there were before this was held stand in a list that only shrinks.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::{Verdict, sources, verdict};
use crate::{Outcome, workspace};

/// The circles that are still there, one a line: the crate, then its files.
const LIST: &str = "xtask/circles.txt";

/// Crates that were made since: they have none.
const WITHOUT: &[&str] = &["rows", "say", "serve"];

/// The code of a crate, by module, with the file it stands in.
type Files = BTreeMap<Module, (String, String)>;

/// A module's path within its crate: empty for `lib.rs` and `main.rs`.
type Module = Vec<String>;

/// No circle is there but those of the list, and none of the list that is there no more.
pub(super) fn check() -> Verdict {
    let listed = listed()?;
    let without = listed.iter().filter(|(owner, _)| WITHOUT.contains(&owner.as_str()));
    let mut found: Vec<String> = without
        .map(|(owner, _)| format!("{owner} may have no circles in {LIST}"))
        .collect();
    let mut there = BTreeSet::new();
    for (name, files) in crates()? {
        for circle in circles(&files) {
            let known = listed
                .iter()
                .find(|(owner, listed)| *owner == name && circle.is_subset(listed));
            match known {
                Some((_, listed)) if *listed == circle => drop(there.insert((name.clone(), circle))),
                Some(_) => found.push(format!(
                    "a circle of {name} is smaller now; write it so in {LIST}: {}",
                    line(&name, &circle)
                )),
                None => found.push(format!("new circle: {}", line(&name, &circle))),
            }
        }
    }
    for (owner, circle) in listed.difference(&there) {
        if !found
            .iter()
            .any(|said| said.contains(&format!("of {owner} is smaller")))
        {
            found.push(format!(
                "this circle is gone; take it out of {LIST}: {}",
                line(owner, circle)
            ));
        }
    }
    verdict(&found, format!("{} circles are left", listed.len()))
}

fn line(owner: &str, circle: &BTreeSet<String>) -> String {
    let files: Vec<&str> = circle.iter().map(String::as_str).collect();
    format!("{owner}: {}", files.join(" "))
}

fn listed() -> Outcome<BTreeSet<(String, BTreeSet<String>)>> {
    let text = std::fs::read_to_string(workspace::root().join(LIST))?;
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    Ok(lines
        .filter_map(|line| line.split_once(": "))
        .map(|(owner, files)| (owner.to_owned(), files.split(' ').map(str::to_owned).collect()))
        .collect())
}

/// The code of each crate, by module.
fn crates() -> Outcome<BTreeMap<String, Files>> {
    let mut crates: BTreeMap<String, Files> = BTreeMap::new();
    for path in sources::with_extension("rs")? {
        let parts: Vec<String> = path.iter().map(|part| part.to_string_lossy().into_owned()).collect();
        let [top, name, src, within @ ..] = parts.as_slice() else {
            continue;
        };
        if top != "crates" || src != "src" || sources::is_for_tests(&path) {
            continue;
        }
        let text = sources::text(&path)?.unwrap_or_default();
        let code: Vec<&str> = text.lines().take(sources::lines_before_tests(&text)).collect();
        let code = code.iter().map(|line| line.split("//").next().unwrap_or_default());
        let code = code.collect::<Vec<_>>().join("\n");
        let files = crates.entry(name.clone()).or_default();
        files.insert(module(within), (within.join("/"), code));
    }
    Ok(crates)
}

fn module(within: &[String]) -> Module {
    let path: PathBuf = within.iter().collect();
    let mut module: Module = path
        .with_extension("")
        .iter()
        .map(|part| part.to_string_lossy().into_owned())
        .collect();
    if module
        .last()
        .is_some_and(|last| ["mod", "lib", "main"].contains(&last.as_str()))
    {
        module.pop();
    }
    module
}

/// The circles among these files: groups of which each file needs, in steps, each other.
fn circles(files: &Files) -> Vec<BTreeSet<String>> {
    let passed_on: BTreeMap<&Module, Vec<(String, Module)>> = files
        .iter()
        .map(|(module, (_, code))| (module, passed_on(module, code, files)))
        .collect();
    let uses: BTreeMap<&Module, BTreeSet<Module>> = files
        .iter()
        .map(|(module, (_, code))| (module, uses(module, code, files, &passed_on)))
        .collect();
    let reached: BTreeMap<&Module, BTreeSet<&Module>> =
        files.keys().map(|module| (module, reach(module, &uses))).collect();
    let mut circles = BTreeSet::new();
    for (module, reached_from) in &reached {
        let circle: BTreeSet<String> = reached_from
            .iter()
            .filter(|other| reached.get(*other).is_some_and(|back| back.contains(module)))
            .filter_map(|other| files.get(*other).map(|(file, _)| file.clone()))
            .collect();
        if circle.len() > 1 {
            circles.insert(circle);
        }
    }
    circles.into_iter().collect()
}

fn reach<'u>(from: &'u Module, uses: &'u BTreeMap<&Module, BTreeSet<Module>>) -> BTreeSet<&'u Module> {
    let mut seen = BTreeSet::new();
    let mut next = vec![from];
    while let Some(module) = next.pop() {
        for used in uses.get(module).into_iter().flatten() {
            if seen.insert(used) {
                next.push(used);
            }
        }
    }
    seen
}

/// Names that a module passes on from another one by `pub use`.
fn passed_on(module: &Module, code: &str, files: &Files) -> Vec<(String, Module)> {
    let mut names = Vec::new();
    for (at, _) in code.match_indices("pub") {
        let rest = code[at + 3..].trim_start();
        let rest = rest
            .strip_prefix("(crate)")
            .or_else(|| rest.strip_prefix("(super)"))
            .unwrap_or(rest)
            .trim_start();
        let Some(tree) = rest.strip_prefix("use ") else {
            continue;
        };
        for path in leaves(tree) {
            let (Some(name), Some((target, _))) = (path.last(), resolve(module, &path, files)) else {
                continue;
            };
            names.push((name.clone(), target));
        }
    }
    names
}

fn uses(
    module: &Module,
    code: &str,
    files: &Files,
    passed_on: &BTreeMap<&Module, Vec<(String, Module)>>,
) -> BTreeSet<Module> {
    let mut used = BTreeSet::new();
    let children = files
        .keys()
        .filter(|other| other.len() == module.len() + 1 && other.starts_with(module));
    let children = children.filter_map(|child| child.last());
    let starts = ["crate", "super", "self"]
        .into_iter()
        .chain(children.map(String::as_str));
    for start in starts {
        for (at, _) in code.match_indices(&format!("{start}::")) {
            let before = code[..at].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':') || is_passed_on(code, at) {
                continue;
            }
            for path in leaves(&code[at..]) {
                let Some((mut target, rest)) = resolve(module, &path, files) else {
                    continue;
                };
                // What a module only passes on is needed from where it comes.
                while let Some(name) = rest.first()
                    && let Some((_, from)) = passed_on
                        .get(&target)
                        .into_iter()
                        .flatten()
                        .find(|(known, _)| known == name)
                    && *from != target
                {
                    target.clone_from(from);
                }
                if target != *module {
                    used.insert(target);
                }
            }
        }
    }
    used
}

/// Whether what begins here stands in a `pub use`.
fn is_passed_on(code: &str, at: usize) -> bool {
    let statement = code[..at].rfind([';', '}']).map_or(0, |end| end + 1);
    let mut statement = code[statement..at].trim_start();
    while let Some((_, after)) = statement
        .strip_prefix("#[")
        .and_then(|attribute| attribute.split_once(']'))
    {
        statement = after.trim_start();
    }
    statement.starts_with("pub") && statement.contains("use ")
}

/// The paths of a use tree, or of a path in code.
fn leaves(text: &str) -> Vec<Vec<String>> {
    let mut done = Vec::new();
    tree(text, &Vec::new(), &mut done);
    done
}

/// Reads one tree; answers what comes behind it.
fn tree<'t>(mut text: &'t str, before: &[String], done: &mut Vec<Vec<String>>) -> &'t str {
    let mut path = before.to_vec();
    loop {
        text = text.trim_start();
        if let Some(mut inner) = text.strip_prefix('{') {
            loop {
                inner = tree(inner, &path, done).trim_start();
                match inner.strip_prefix(',') {
                    Some(next) if !next.trim_start().starts_with('}') => inner = next,
                    Some(end) => return end.trim_start().strip_prefix('}').unwrap_or(end),
                    None => return inner.strip_prefix('}').unwrap_or(inner),
                }
            }
        }
        let length = text
            .find(|c: char| !c.is_alphanumeric() && c != '_')
            .unwrap_or(text.len());
        if length == 0 {
            done.push(path);
            return text.strip_prefix('*').unwrap_or(text);
        }
        path.push(text[..length].to_owned());
        text = &text[length..];
        match text.strip_prefix("::") {
            Some(rest) => text = rest,
            None => {
                done.push(path);
                let renamed = text.trim_start().strip_prefix("as ");
                return renamed.map_or(text, |name| {
                    name.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_')
                });
            }
        }
    }
}

/// The file that a path leads into, and what of the path is left there.
fn resolve<'p>(module: &Module, path: &'p [String], files: &Files) -> Option<(Module, &'p [String])> {
    let (mut at, mut rest) = match path.first()?.as_str() {
        "crate" => (Module::new(), &path[1..]),
        "self" => (module.clone(), &path[1..]),
        "super" => (module.clone(), path),
        _ => (module.clone(), path),
    };
    while let Some((first, more)) = rest.split_first() {
        if first == "super" {
            at.pop()?;
            rest = more;
            continue;
        }
        at.push(first.clone());
        if !files.contains_key(&at) {
            at.pop();
            break;
        }
        rest = more;
    }
    files.contains_key(&at).then_some((at, rest))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn files(list: &[(&str, &str)]) -> Files {
        let path = |file: &str| {
            Path::new(file)
                .iter()
                .map(|part| part.to_string_lossy().into_owned())
                .collect::<Vec<_>>()
        };
        list.iter()
            .map(|(file, code)| (module(&path(file)), ((*file).to_owned(), (*code).to_owned())))
            .collect()
    }

    #[test]
    fn a_circle_is_found_through_what_is_passed_on() {
        let list = [
            ("lib.rs", "mod a;\nmod b;\npub use a::A;\npub use b::{B, C as D};"),
            ("a.rs", "use crate::b::{B};\nfn f() {}"),
            ("b.rs", "use std::fmt;\nfn g(a: crate::A) {}"),
            ("c.rs", "use crate::A;"),
        ];
        let found = circles(&files(&list));
        assert_eq!(found, [BTreeSet::from(["a.rs".to_owned(), "b.rs".to_owned()])]);
    }

    #[test]
    fn a_child_that_needs_its_parent_makes_a_circle_when_the_parent_needs_it() {
        let parent = "mod child;\nstruct P;\nfn f() { child::g() }";
        let circle = files(&[("p/mod.rs", parent), ("p/child.rs", "use super::P;")]);
        assert_eq!(circles(&circle).len(), 1);
        let tree = files(&[("p/mod.rs", "mod child;\nstruct P;"), ("p/child.rs", "use super::P;")]);
        assert!(circles(&tree).is_empty());
    }

    #[test]
    fn trees_are_taken_apart() {
        let path = |text: &str| text.split("::").map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(
            leaves("crate::a::{B, c::{D, E as F}, *};"),
            [
                path("crate::a::B"),
                path("crate::a::c::D"),
                path("crate::a::c::E"),
                path("crate::a")
            ]
        );
    }
}

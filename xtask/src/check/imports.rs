//! Which crate may use which: the table of ARCHITECTURE.md, checked against the manifests and the sources.

use std::path::Path;

use toml::{Table, Value};

use super::{Verdict, sources, verdict};
use crate::{Outcome, workspace};

/// Each crate of the workspace and the crates of the workspace its own code may use. Tests may use more.
const MAY_USE: &[(&str, &[&str])] = &[
    ("contract", &[]),
    ("domain", &["contract"]),
    ("photo", &[]),
    ("rows", &[]),
    ("say", &["say-derive"]),
    ("say-derive", &[]),
    ("serve", &[]),
    ("store", &["contract", "domain", "rows"]),
    ("app", &["contract", "domain", "photo", "store"]),
    ("web", &["contract", "domain", "say", "serve", "store", "app"]),
    ("client", &["contract"]),
    (
        "link",
        &["contract", "domain", "photo", "rows", "say", "serve", "client"],
    ),
    (
        "cli",
        &[
            "contract", "domain", "photo", "say", "serve", "client", "store", "app", "web", "link",
        ],
    ),
    ("testkit", &["rows"]),
    ("bench", &[]),
];

/// Crates from outside that a crate may not use, because they would bring it IO, a runtime, a server or SQL.
const MAY_NOT_USE: &[(&str, &[&str])] = &[
    ("contract", &["tokio", "axum", "hyper", "reqwest", "sqlx"]),
    ("domain", &["tokio", "axum", "hyper", "reqwest", "sqlx"]),
    ("photo", &["tokio", "axum", "hyper", "reqwest", "sqlx"]),
    ("say", &["tokio", "axum", "hyper", "reqwest", "sqlx"]),
    ("serve", &["reqwest", "sqlx"]),
    ("store", &["axum", "hyper", "reqwest"]),
    ("app", &["axum", "hyper", "reqwest", "sqlx"]),
    ("web", &["hyper", "hyper-util", "reqwest", "sqlx"]),
    ("client", &["axum", "sqlx"]),
    ("link", &["hyper", "hyper-util"]),
    ("cli", &["hyper", "hyper-util"]),
];

/// A name that only some places may speak: the name's beginning and the beginnings of the paths. The benches measure the bare
/// stack beside ours.
const ONLY_IN: &[(&str, &[&str])] = &[
    (
        "axum",
        &[
            "crates/serve/src/",
            "crates/web/src/",
            "crates/link/src/receive",
            "crates/cli/src/link/status_page",
            "crates/bench/src/",
        ],
    ),
    ("sqlx", SQL),
];

/// Where the driver of databases is spoken: `rows`, the lock of the link's ledger, the link's SQL sources (and what they wrap the driver's errors in), and
/// the demo, which makes a sample MIS.
const SQL: &[&str] = &[
    "crates/rows/src/",
    "crates/link/src/ledger/lock.rs",
    "crates/link/src/source/sql",
    "crates/link/src/source/error.rs",
    "crates/cli/src/demo",
    "crates/testkit/src/",
    "crates/bench/src/",
];

/// The manifests and the sources keep to the tables above.
pub(super) fn check() -> Verdict {
    let mut found = Vec::new();
    let mut crates = 0_usize;
    let mut folders: Vec<_> = std::fs::read_dir(workspace::root().join("crates"))?.collect::<Result<_, _>>()?;
    folders.sort_by_key(std::fs::DirEntry::file_name);
    for folder in folders {
        let path = folder.path().join("Cargo.toml");
        if !path.exists() {
            continue;
        }
        let name = folder.file_name().to_string_lossy().into_owned();
        crates += 1;
        found.extend(manifest(&name, &std::fs::read_to_string(path)?)?);
    }
    for path in sources::with_extension("rs")? {
        // Tests, benches and examples of a crate stand outside its src folder; they may compare with the bare stack.
        if !path.starts_with("crates") || !path.iter().any(|part| part == "src") {
            continue;
        }
        if let Some(text) = sources::text(&path)? {
            found.extend(names(&path, &text));
        }
    }
    verdict(&found, format!("{crates} crates keep to the table"))
}

/// What is wrong with one crate's manifest.
fn manifest(name: &str, text: &str) -> Outcome<Vec<String>> {
    let Some((_, allowed)) = MAY_USE.iter().find(|(row, _)| *row == name) else {
        return Ok(vec![format!(
            "crates/{name}: add a row for it to xtask/src/check/imports.rs and ARCHITECTURE.md"
        )]);
    };
    let forbidden = MAY_NOT_USE
        .iter()
        .find(|(row, _)| *row == name)
        .map_or(&[][..], |(_, list)| list);
    let mut found = Vec::new();
    for used in dependencies(&text.parse()?) {
        if let Some(own) = used.strip_prefix("fieldlink-") {
            if !allowed.contains(&own) {
                found.push(format!(
                    "crates/{name} may not use {own}: see ARCHITECTURE.md for which crate may use which"
                ));
            }
        } else if forbidden.contains(&used.as_str()) {
            found.push(format!(
                "crates/{name} may not use {used}: it is not the place for IO, a server or SQL"
            ));
        }
    }
    Ok(found)
}

/// Names of a manifest's normal and build dependencies, those for single platforms included.
fn dependencies(manifest: &Table) -> Vec<String> {
    let platforms = manifest.get("target").and_then(Value::as_table);
    let tables = platforms
        .into_iter()
        .flat_map(Table::values)
        .filter_map(Value::as_table)
        .chain([manifest]);
    tables
        .flat_map(|table| ["dependencies", "build-dependencies"].map(|kind| table.get(kind)))
        .flatten()
        .filter_map(Value::as_table)
        .flat_map(|table| {
            table.iter().map(|(key, value)| {
                let renamed = value.get("package").and_then(Value::as_str);
                renamed.unwrap_or(key).to_owned()
            })
        })
        .collect()
}

/// Names in one source file that may not be spoken there.
fn names(path: &Path, text: &str) -> Vec<String> {
    let place = path.to_string_lossy();
    let mut found = Vec::new();
    for (name, places) in ONLY_IN {
        if places.iter().any(|allowed| place.starts_with(allowed)) {
            continue;
        }
        let line = text
            .lines()
            .position(|line| speaks(line.split("//").next().unwrap_or(line), name));
        if let Some(index) = line {
            found.push(format!(
                "{place}:{}: `{name}` may be used only in {}",
                index + 1,
                places.join(", ")
            ));
        }
    }
    found
}

/// Whether a line uses a path that begins with this name: `axum::Router`, `use sqlx;`, `axum_extra::extract`.
fn speaks(line: &str, name: &str) -> bool {
    line.match_indices(name).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at..].trim_start_matches(|letter: char| letter.is_alphanumeric() || letter == '_');
        let begins = !before.is_some_and(|letter| letter.is_alphanumeric() || letter == '_' || letter == '"');
        begins && (after.starts_with("::") || (after.starts_with(';') && line.trim_start().starts_with("use ")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forbidden_dependency_is_found_wherever_it_hides() {
        let text = "[dependencies]\nfieldlink-store.workspace = true\n[target.'cfg(unix)'.dependencies]\n\
                    net = { package = \"hyper\", version = \"1\" }\n[dev-dependencies]\nfieldlink-testkit.workspace = true\n";
        let found = manifest("domain", text).unwrap();
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found.iter().any(|line| line.contains("may not use store")));
        assert!(found.iter().any(|line| line.contains("may not use hyper")));
        assert!(
            manifest("store", "[dependencies]\nfieldlink-domain.workspace = true\n")
                .unwrap()
                .is_empty()
        );
        assert_eq!(manifest("new", "").unwrap().len(), 1);
    }

    #[test]
    fn a_name_is_found_in_code_but_not_in_words() {
        let path = Path::new("crates/app/src/x.rs");
        assert_eq!(names(path, "use axum::Router;\n").len(), 1);
        assert_eq!(names(path, "let form: axum_extra::extract::Form<T>;\n").len(), 1);
        assert!(names(path, "// axum::Router would be wrong here\nlet my_axum = 1;\n").is_empty());
        assert!(names(Path::new("crates/web/src/x.rs"), "use axum::Router;\n").is_empty());
        assert_eq!(names(Path::new("crates/web/src/x.rs"), "sqlx::query(\"\")\n").len(), 1);
    }
}

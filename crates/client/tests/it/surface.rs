//! What a stranger's code may name of this crate is written down, so that nobody changes it without noticing.
//!
//! The list is made from the sources: every `pub` item, field and enum variant with its first line. It knows nothing of what types
//! mean, so it does not say which change breaks whom; it makes a change visible where it is reviewed.

use std::fmt::Write as _;
use std::path::Path;

/// The surface as it is.
fn surface() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    files.sort();
    let mut list = String::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let mut in_enum = false;
        for line in text.lines().take_while(|line| !line.starts_with("#[cfg(test)]")) {
            let item = line.trim();
            if line.starts_with('}') {
                in_enum = false;
            }
            let variant = in_enum
                && line.starts_with("    ")
                && item.starts_with(|c: char| c.is_uppercase())
                && !line.starts_with("     ");
            if item.starts_with("pub ") || variant {
                writeln!(list, "{name}: {}", item.trim_end_matches('{').trim_end()).unwrap();
            }
            if line.starts_with("pub enum ") {
                in_enum = true;
            }
        }
    }
    list
}

#[test]
fn the_public_surface_is_the_one_that_is_written_down() {
    let found = surface();
    if found != include_str!("../../public-surface.txt") {
        let fresh = Path::new(env!("CARGO_TARGET_TMPDIR")).join("public-surface.txt");
        std::fs::write(&fresh, &found).unwrap();
        panic!(
            "crates/client/public-surface.txt differs from the sources. If the change is meant, copy {} over it, and say in CHANGELOG.md \
             what a user of the crate must do",
            fresh.display()
        );
    }
    assert!(
        found.contains("client.rs: pub struct Client") && found.contains("error.rs: pub fn class"),
        "{found}"
    );
}

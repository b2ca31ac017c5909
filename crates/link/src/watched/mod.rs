//! Files that are dropped into a folder: waited for until they are whole, planned in the place of their source's file,
//! and put away with their result beside them.

mod away;
mod claim;
mod drops;
mod look;
mod names;
mod waiting;

use std::collections::BTreeSet;
use std::path::Path;

use fieldlink_say::{Message, message};

pub use self::away::{put_away, tell_beside};
pub use self::claim::{claim, claimed, is_claimed};
pub use self::drops::{Dropped, Drops};
pub use self::look::Look;
pub use self::waiting::{named, of_plan, planned, to_wait, waiting};

use crate::config::{Config, ConfigError, Settings, SourceKind, extensions};
use crate::kind::Kind;

/// The sections that read a source, each with the file that it names in it.
pub fn sections<'a>(settings: &'a Settings, source: &str) -> Vec<(Kind, Option<&'a str>)> {
    let drafts = settings
        .loan_drafts
        .as_ref()
        .map(|section| (Kind::LoanDraft, section.table()));
    let repayments = settings
        .repayments
        .as_ref()
        .map(|section| (Kind::Repayment, section.table()));
    let journals = settings
        .journals
        .as_ref()
        .map(|section| (Kind::Journal, section.table()));
    [drafts, repayments, journals]
        .into_iter()
        .flatten()
        .filter(|(_, table)| table.source == source)
        .map(|(kind, table)| (kind, table.file))
        .collect()
}

/// Makes the watched folders, with those that files are put away into.
///
/// # Errors
/// [`ConfigError::Missing`] naming the folder that cannot be made.
pub fn make_folders(config: &Config) -> Result<(), ConfigError> {
    for (name, watched) in &config.settings().watch {
        for part in ["done", "held"] {
            let folder = config.path(&watched.folder).join(part);
            std::fs::create_dir_all(&folder).map_err(|error| ConfigError::Missing {
                key: format!("watch.{name}.folder"),
                message: Box::new(message!(
                    "no-folder",
                    folder = folder.display().to_string(),
                    why = error.kind().to_string()
                )),
            })?;
        }
    }
    Ok(())
}

/// The configuration with the dropped file in the place of its source's, and the kinds that it is about.
///
/// # Errors
/// Why nothing can be made of the file, for whoever dropped it.
pub fn stand_in(config: &Config, dropped: &Dropped) -> Result<(Config, BTreeSet<Kind>), Box<Message>> {
    let settings = config.settings();
    let kind = settings
        .source
        .get(&dropped.source)
        .map(|source| source.kind)
        .ok_or_else(|| Box::new(message!("source-unknown", source = &dropped.source)))?;
    let known = extensions(kind);
    let extension = dropped
        .path
        .extension()
        .map(|text| text.to_string_lossy().to_ascii_lowercase());
    if !extension.as_deref().is_some_and(|text| known.contains(&text)) {
        let endings = known.join(", .");
        return Err(Box::new(message!(
            "dropped-ending",
            file = &dropped.name,
            source = &dropped.source,
            endings = endings
        )));
    }
    let path = std::path::absolute(&dropped.path).unwrap_or_else(|_| dropped.path.clone());
    let sections = sections(settings, &dropped.source);
    if kind != SourceKind::Csv {
        let kinds = sections.iter().map(|(kind, _)| *kind).collect();
        let config = config.with(|settings| {
            if let Some(source) = settings.source.get_mut(&dropped.source) {
                source.path = Some(path);
            }
        });
        return Ok((config, kinds));
    }
    // One section alone takes any name; of several each takes what begins as its own file does.
    let fitting: Vec<Kind> = sections
        .iter()
        .filter(|(_, file)| sections.len() == 1 || file.is_some_and(|file| begins_alike(&dropped.name, file)))
        .map(|(kind, _)| *kind)
        .collect();
    let [kind] = fitting[..] else {
        let names: Vec<String> = sections
            .iter()
            .filter_map(|(_, file)| *file)
            .map(|file| format!("{}….csv", stem(file)))
            .collect();
        let names = names.join(", ");
        return Err(Box::new(message!("dropped-name", file = &dropped.name, names = names)));
    };
    let whole = config
        .path(
            settings.source[&dropped.source]
                .path
                .as_deref()
                .unwrap_or(Path::new("")),
        )
        .is_file();
    let config = config.with(|settings| {
        if whole && let Some(source) = settings.source.get_mut(&dropped.source) {
            source.path = Some(path.clone());
            return;
        }
        // An absolute path takes the place of the source's folder.
        let file = Some(path.display().to_string());
        match kind {
            Kind::LoanDraft => settings
                .loan_drafts
                .iter_mut()
                .for_each(|section| section.file = file.clone()),
            Kind::Repayment => settings
                .repayments
                .iter_mut()
                .for_each(|section| section.file = file.clone()),
            Kind::Journal => settings
                .journals
                .iter_mut()
                .for_each(|section| section.file = file.clone()),
        }
    });
    Ok((config, BTreeSet::from([kind])))
}

fn stem(name: &str) -> &str {
    Path::new(name)
        .file_stem()
        .and_then(|stem| stem.to_str())
        .unwrap_or(name)
}

fn begins_alike(dropped: &str, file: &str) -> bool {
    let (dropped, file) = (stem(dropped).to_lowercase(), stem(file).to_lowercase());
    dropped.starts_with(&file)
}

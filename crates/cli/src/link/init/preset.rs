//! `--preset`: the text for a system that many partners use.

use fieldlink_link::config::{Source, SourceKind};
use fieldlink_link::preset::fineract::{Schema, config};
use fieldlink_link::source::Place;
use fieldlink_say::message;

use super::{look, template};
use crate::link::failure::Failure;

/// A system with a preset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Preset {
    /// Apache Fineract and Mifos X.
    Fineract,
}

/// The text: for its database when there is one to look at, for its reports otherwise.
pub async fn text(
    preset: Preset,
    known: &template::Known<'_>,
    source: Option<&str>,
    fund: &str,
) -> Result<String, Failure> {
    let Preset::Fineract = preset;
    let head = template::head(known);
    let Some(url) = source.filter(|source| *source != "none") else {
        let rest = config::reports(SourceKind::Postgres, &Schema::newest(), fund);
        return Ok(format!("{head}{rest}"));
    };
    let (kind, path) = look::kind_of(url)?;
    if path.is_some() || !matches!(kind, SourceKind::Postgres | SourceKind::Mysql) {
        return Err(Failure::new(
            message!("fineract-databases"),
            message!("next-fineract-source"),
        ));
    }
    let place = Place::new(
        "mis",
        Source {
            url: Some(url.to_owned()),
            timeout_seconds: 30,
            ..Source::of(kind)
        },
    );
    let schema = Schema::probe(&place).await?;
    let missing = schema.missing();
    if !missing.is_empty() {
        return Err(Failure::new(
            message!("no-fineract", missing = missing.join(", ")),
            message!("next-fineract-database"),
        ));
    }
    Ok(format!("{head}{}", config::database(kind, &schema, fund)))
}

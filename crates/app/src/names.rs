//! Who did something, in words that a partner's people may read.

use std::collections::BTreeMap;

use fieldlink_domain::ids::PartnerId;
use fieldlink_store::Db;
use fieldlink_store::names::{self, Named};

use crate::Result;

/// Who did something, as a partner's people see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// A person of the partner, or one of its programs, by name.
    Named(String),
    /// Somebody at Kiva.
    Kiva,
    /// It happened by itself.
    Clock,
    /// Whoever runs the installation.
    Operator,
}

/// The people and programs of a page, by their labels.
#[derive(Debug, Clone, Default)]
pub struct Names {
    partner: Option<PartnerId>,
    known: BTreeMap<String, Named>,
}

impl Names {
    /// Looks all labels of a page up at once.
    pub(crate) async fn of(db: &dyn Db, partner: PartnerId, labels: &[&str]) -> Result<Names> {
        Ok(Names {
            partner: Some(partner),
            known: names::of_labels(db, labels).await?,
        })
    }

    /// Who stands behind a label.
    pub fn who(&self, label: &str) -> Who {
        match (self.known.get(label), label) {
            (Some(named), _) if named.partner == self.partner => Who::Named(named.name.clone()),
            (_, "clock") => Who::Clock,
            (None, label) if !label.starts_with("person:") && !label.starts_with("client:") => Who::Operator,
            _ => Who::Kiva,
        }
    }
}

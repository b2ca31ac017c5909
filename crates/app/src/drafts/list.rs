//! The list of drafts: who made each, and what is still missing in it.
//!
//! What is missing is not kept: it changes with the day, the configuration and the partner's loans. So a list of the
//! drafts that miss something looks at one after the other, and stops after so many; the next page goes on from there.

use std::collections::BTreeSet;

use fieldlink_domain::calendar::pacific_day;
use fieldlink_domain::draft::{Draft, DraftState, Origin, internal_ids};
use fieldlink_domain::draft_rules::{Part, check_kept};
use fieldlink_domain::finding::Finding;
use fieldlink_domain::ids::PartnerId;
use fieldlink_domain::search;
use fieldlink_store::drafts::{self, Filter, Stage};

use super::review::{live_loans, photo_uses, uses_of};
use crate::names::{Names, Who};
use crate::{Actor, Pa2, Permission, Result};

/// Drafts that are looked at in one go.
const AT_ONCE: u64 = 250;
/// Most drafts that one page looks at to find those it shows.
const MOST_LOOKED_AT: u64 = 1_000;

/// How far a draft is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Neither an error nor a warning.
    Ready,
    /// Warnings only: it can be published by itself.
    Warned,
    /// Something blocks it.
    Blocked,
    /// Something in this part blocks it.
    Missing(Part),
}

/// Which drafts are wanted.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// At which stage, made by whom.
    pub filter: Filter,
    /// Only those that are so far.
    pub standing: Option<Standing>,
    /// Only those whose Loan ID or Client ID is this, or that have names which begin like its words.
    pub query: Option<String>,
    /// Only those with a number below this: the next page.
    pub before: Option<i64>,
}

/// A draft in a list.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The draft.
    pub draft: Draft,
    /// What the rules find, but for the limits; nothing once it is published or deleted.
    pub findings: Vec<Finding>,
    /// Who made it.
    pub made_by: Who,
}

/// Some drafts of all that match.
#[derive(Debug, Clone)]
pub struct DraftPage {
    /// Newest first.
    pub drafts: Vec<Listed>,
    /// How many match; not known when each draft had to be looked at.
    pub total: Option<u64>,
    /// Where the next page begins, when there may be one.
    pub next: Option<i64>,
}

impl Listed {
    /// How many errors stand between it and publishing.
    pub fn errors(&self) -> usize {
        self.findings.iter().filter(|f| f.blocks()).count()
    }

    /// How many errors stand in a part.
    pub fn errors_in(&self, part: Part) -> usize {
        let blocking = self.findings.iter().filter(|f| f.blocks());
        blocking.filter(|f| Part::of(&f.field) == part).count()
    }

    /// How many warnings it has.
    pub fn warnings(&self) -> usize {
        self.findings.len() - self.errors()
    }

    /// Whether it may be published together with others: nothing was found in it.
    pub fn is_ready(&self) -> bool {
        self.draft.state == DraftState::Open && self.findings.is_empty()
    }

    fn stands(&self, standing: Standing) -> bool {
        match standing {
            Standing::Ready => self.is_ready(),
            Standing::Warned => self.errors() == 0 && self.warnings() > 0,
            Standing::Blocked => self.errors() > 0,
            Standing::Missing(part) => self.errors_in(part) > 0,
        }
    }
}

impl Wanted {
    fn looks_closer(&self) -> bool {
        self.query.is_some() || (self.standing.is_some() && self.filter.stage == Stage::Open)
    }

    fn wants(&self, listed: &Listed) -> bool {
        let standing = self.standing.filter(|_| self.filter.stage == Stage::Open);
        standing.is_none_or(|standing| listed.stands(standing))
            && self
                .query
                .as_deref()
                .is_none_or(|query| matches_query(&listed.draft, query))
    }
}

impl Pa2 {
    /// Up to `limit` drafts, newest first, each with what the rules find in it and who made it.
    pub async fn drafts(&self, actor: &Actor, partner: PartnerId, wanted: &Wanted, limit: usize) -> Result<DraftPage> {
        actor.may(Permission::ReadLoans, partner)?;
        let at_once = if wanted.looks_closer() { AT_ONCE } else { limit as u64 };
        let mut before = wanted.before;
        let mut looked_at = 0;
        let mut found = Vec::new();
        let next = loop {
            let some = drafts::page(&self.store, partner, wanted.filter, before, at_once).await?;
            let is_last = (some.len() as u64) < at_once;
            looked_at += some.len() as u64;
            before = some.last().map(|draft| draft.id);
            let looked = self.looked_at(partner, some).await?;
            found.extend(looked.into_iter().filter(|listed| wanted.wants(listed)));
            if found.len() > limit {
                found.truncate(limit);
                break found.last().map(|listed| listed.draft.id);
            }
            if is_last {
                break None;
            }
            if found.len() == limit || looked_at >= MOST_LOOKED_AT {
                break before;
            }
        };
        self.name_makers(partner, &mut found).await?;
        let total = match wanted.looks_closer() {
            true => None,
            false => Some(drafts::count(&self.store, partner, wanted.filter).await?),
        };
        Ok(DraftPage {
            drafts: found,
            total,
            next,
        })
    }

    /// Drafts with what the rules find in them, all looked up in a few statements.
    pub(super) async fn looked_at(&self, partner: PartnerId, drafts: Vec<Draft>) -> Result<Vec<Listed>> {
        let partner = self.partner(partner).await?;
        let open: Vec<Draft> = drafts.iter().filter(|d| d.state == DraftState::Open).cloned().collect();
        let live = live_loans(&self.store, partner.id, &open).await?;
        let uses = photo_uses(&self.store, partner.id, &open).await?;
        let today = pacific_day(self.now().await?);
        let look = |draft: Draft| {
            // Limits only ever warn, and adding them up reads every loan.
            let own = uses_of(&draft, &uses);
            let context = self.context(&partner, today, (&live, &own), None);
            let findings = match draft.state {
                DraftState::Open => check_kept(&draft, &context),
                DraftState::Published(_) | DraftState::Deleted => Vec::new(),
            };
            Listed {
                findings,
                draft,
                made_by: Who::Operator,
            }
        };
        Ok(drafts.into_iter().map(look).collect())
    }

    async fn name_makers(&self, partner: PartnerId, found: &mut [Listed]) -> Result<()> {
        let labels: BTreeSet<String> = found.iter().map(|listed| label(&listed.draft.origin)).collect();
        let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
        let names = Names::of(&self.store, partner, &labels).await?;
        for listed in found {
            listed.made_by = names.who(&label(&listed.draft.origin));
        }
        Ok(())
    }
}

/// The actor's label of who made a draft.
pub(super) fn label(origin: &Origin) -> String {
    match origin {
        Origin::Api(client) => format!("client:{client}"),
        // What the command line and the clock make carries their label as it is.
        Origin::Person(id) if id.chars().all(|c| c.is_ascii_digit()) => format!("person:{id}"),
        Origin::Person(label) => label.clone(),
    }
}

/// Whether a draft has this Loan ID or Client ID, or names that begin like all words of the query.
fn matches_query(draft: &Draft, query: &str) -> bool {
    let query = query.trim();
    let body = &draft.body;
    let (loan_id, client_id) = internal_ids(body);
    let own = [loan_id, client_id];
    let members = body
        .entreps
        .iter()
        .flat_map(|e| [e.loan_id.as_deref(), e.client_id.as_deref()]);
    if own.into_iter().chain(members).flatten().any(|id| id == query) {
        return true;
    }
    let names = body
        .entreps
        .iter()
        .flat_map(|e| [e.first_name.as_deref(), e.last_name.as_deref()]);
    let names = names.chain([body.group_name()]).flatten();
    let words: Vec<String> = names.flat_map(search::words).collect();
    let wanted = search::words(query);
    !wanted.is_empty()
        && wanted
            .iter()
            .all(|begin| words.iter().any(|word| word.starts_with(begin)))
}

#[cfg(test)]
mod tests {
    use fieldlink_contract::loan_draft::LoanDraft;

    use super::*;

    #[test]
    fn a_draft_is_found_by_whole_ids_and_beginnings_of_names() {
        let body: LoanDraft = serde_json::from_str(
            r#"{"group_name":"Umoja","entreps":[{"loan_id":"01","client_id":"C 1","first_name":"José","last_name":"Núñez"},
            {"loan_id":"02","client_id":"C 2","first_name":"Ana"}]}"#,
        )
        .unwrap();
        let draft = Draft {
            id: 1,
            uuid: "u".into(),
            partner_id: PartnerId(1),
            origin: Origin::Api("c".into()),
            state: DraftState::Open,
            body,
            unread: Default::default(),
            photo: None,
            photo_error: None,
            relists: None,
            created: "2026-03-09T00:00:00Z".parse().unwrap(),
            updated: "2026-03-09T00:00:00Z".parse().unwrap(),
            version: 1,
        };
        for (query, found) in [
            ("01", true),
            (" C 2 ", true),
            ("umo", true),
            ("JOSE nun", true),
            ("jos ana", true),
            ("0", false),
            ("moja", false),
            ("ana bo", false),
            ("-", false),
        ] {
            assert_eq!(matches_query(&draft, query), found, "{query}");
        }
    }
}

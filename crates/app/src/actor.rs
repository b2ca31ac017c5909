//! Who is asking, and what they may do.

use std::fmt;
use std::str::FromStr;

use fieldlink_contract::scope::{Scope, ScopeSet};
use fieldlink_domain::ids::PartnerId;

use crate::{Error, Result};

/// What a person is to a partner, or at Kiva.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Kiva Coordinator: everything of the partner.
    Coordinator,
    /// Reports repayments; reads the rest.
    Reporter,
    /// Technical team: API access; reads the rest.
    Technical,
    /// Reviews loans at Kiva: reads every partner's things, approves loans or sends them back.
    Reviewer,
    /// Looks after PA2 at Kiva: everything of every partner.
    Kiva,
}

impl Role {
    /// All roles, in the order they are offered.
    pub const ALL: [Role; 5] = [
        Role::Coordinator,
        Role::Reporter,
        Role::Technical,
        Role::Reviewer,
        Role::Kiva,
    ];

    /// Short stable name.
    pub fn name(self) -> &'static str {
        match self {
            Role::Coordinator => "coordinator",
            Role::Reporter => "reporter",
            Role::Technical => "technical",
            Role::Reviewer => "reviewer",
            Role::Kiva => "kiva",
        }
    }

    /// Whether it is a role at Kiva, whose people belong to no partner.
    pub fn is_kivas(self) -> bool {
        matches!(self, Role::Reviewer | Role::Kiva)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Role {
    type Err = Error;
    fn from_str(text: &str) -> Result<Role> {
        Role::ALL.into_iter().find(|role| role.name() == text).ok_or_else(|| {
            Error::invalid(format!(
                "{text:?} is no role; roles are coordinator, reporter, technical, reviewer and kiva"
            ))
        })
    }
}

/// Something that can be allowed or not. Each use case names one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission {
    /// Read the partner's config routes.
    ReadConfig,
    /// Read loans, drafts, journals, reports.
    ReadLoans,
    /// Send or edit a loan draft.
    EditDrafts,
    /// Turn a draft into a loan.
    PublishDrafts,
    /// Send repayments.
    ReportRepayments,
    /// Make a month's report final.
    FinalizeReport,
    /// Give loans up, and ask Kiva not to default one.
    DefaultLoans,
    /// Send journals.
    SendJournals,
    /// Publish or discard journals.
    PublishJournals,
    /// Make and retire API clients and secrets; see the request log.
    ManageApiAccess,
    /// Invite people, change what they are, let them go.
    ManageStaff,
    /// Change the partner's profile and places.
    ManageProfile,
    /// Read who did what.
    ReadAudit,
    /// Approve loans and send them back, as Kiva's reviewers do.
    Review,
    /// Move the clock, fund, expire and refund loans, make partners: Kiva's side and the sandbox.
    Operate,
}

/// An OAuth client with a valid token.
#[derive(Debug, Clone)]
pub struct ClientActor {
    /// Its id.
    pub client_id: String,
    /// The token's partner.
    pub partner_id: PartnerId,
    /// The token's scopes.
    pub scopes: ScopeSet,
}

/// A signed-in person.
#[derive(Debug, Clone)]
pub struct PersonActor {
    /// Number.
    pub id: i64,
    /// Shown name.
    pub name: String,
    /// Sign-in address.
    pub email: String,
    /// Their partner; none for Kiva's people.
    pub partner_id: Option<PartnerId>,
    /// What they are.
    pub role: Role,
    /// The language they chose, by its two letters.
    pub locale: Option<String>,
}

/// Who is asking.
#[derive(Debug, Clone)]
pub enum Actor {
    /// A program, by token.
    Client(ClientActor),
    /// A person, by session.
    Person(PersonActor),
    /// Somebody with the database in hand: the command line.
    Operator,
    /// The clock: what happens by itself.
    Clock,
}

impl Actor {
    /// Name for the audit trail and the history; no personal data.
    pub fn label(&self) -> String {
        match self {
            Actor::Client(c) => format!("client:{}", c.client_id),
            Actor::Person(p) => format!("person:{}", p.id),
            Actor::Operator => "operator".into(),
            Actor::Clock => "clock".into(),
        }
    }

    /// Whether the actor is this partner's, or of those who look after every partner.
    pub(crate) fn belongs_to(&self, partner: PartnerId) -> Result<()> {
        let belongs = match self {
            Actor::Operator | Actor::Clock => true,
            Actor::Client(c) => c.partner_id == partner,
            Actor::Person(p) => p.role.is_kivas() || p.partner_id == Some(partner),
        };
        if belongs {
            Ok(())
        } else {
            Err(Error::forbidden("You are not allowed to do this."))
        }
    }

    /// Whether the actor may do this to this partner's things; else the error for the caller.
    pub fn may(&self, permission: Permission, partner: PartnerId) -> Result<()> {
        let allowed = match self {
            Actor::Operator | Actor::Clock => true,
            Actor::Client(c) => c.partner_id == partner && client_may(&c.scopes, permission),
            Actor::Person(p) => (p.role.is_kivas() || p.partner_id == Some(partner)) && role_may(p.role, permission),
        };
        if allowed {
            Ok(())
        } else {
            Err(Error::forbidden("You are not allowed to do this."))
        }
    }
}

fn client_may(scopes: &ScopeSet, permission: Permission) -> bool {
    match permission {
        Permission::ReadConfig => true,
        Permission::ReadLoans => scopes.contains(Scope::ReadLoans),
        Permission::EditDrafts => scopes.contains(Scope::CreateLoanDraft),
        Permission::ReportRepayments => scopes.contains(Scope::CreateRepayment),
        Permission::SendJournals => scopes.contains(Scope::CreateJournalUpdate),
        _ => false,
    }
}

fn role_may(role: Role, permission: Permission) -> bool {
    use Permission as P;
    match role {
        Role::Kiva => true,
        Role::Reviewer => matches!(permission, P::ReadConfig | P::ReadLoans | P::Review),
        Role::Coordinator => !matches!(permission, P::Operate | P::Review),
        Role::Reporter => {
            matches!(
                permission,
                P::ReadConfig | P::ReadLoans | P::ReportRepayments | P::FinalizeReport
            )
        }
        Role::Technical => matches!(permission, P::ReadConfig | P::ReadLoans | P::ManageApiAccess),
    }
}

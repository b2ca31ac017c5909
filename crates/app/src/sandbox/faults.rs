//! Faults on purpose: what an integrator's program must live through, brought about when they ask for it.

use fieldlink_store::settings;
use serde::{Deserialize, Serialize};

use crate::audit::Deed;
use crate::{Actor, Error, Pa2, Result};

/// Where the faults of a sandbox are kept, so that all replicas and the command line see them.
const FAULTS: &str = "faults";
/// No fault, as it is kept.
const NONE: &str = "[]";
/// Most faults that are set at a time.
const MOST: usize = 50;
/// Longest `Retry-After`, in seconds: an hour.
const RETRY_MOST_S: u32 = 3_600;

/// Which calls a fault strikes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultRoute {
    /// Every call of the Partner API and the token service.
    All,
    /// `POST /oauth/token`.
    Token,
    /// The four config routes.
    Config,
    /// The list of loans.
    Loans,
    /// Loan drafts.
    LoanDraft,
    /// Repayments.
    Repayments,
    /// Journals.
    Journals,
}

impl FaultRoute {
    /// All of them, in the order they are offered.
    pub const ALL: [FaultRoute; 7] = [
        FaultRoute::All,
        FaultRoute::Token,
        FaultRoute::Config,
        FaultRoute::Loans,
        FaultRoute::LoanDraft,
        FaultRoute::Repayments,
        FaultRoute::Journals,
    ];

    /// The spelling of commands and pages.
    pub fn name(self) -> &'static str {
        match self {
            FaultRoute::All => "all",
            FaultRoute::Token => "token",
            FaultRoute::Config => "config",
            FaultRoute::Loans => "loans",
            FaultRoute::LoanDraft => "loan_draft",
            FaultRoute::Repayments => "repayments",
            FaultRoute::Journals => "journals",
        }
    }

    /// The route with this name.
    pub fn named(name: &str) -> Option<FaultRoute> {
        FaultRoute::ALL.into_iter().find(|route| route.name() == name)
    }

    /// The route that a path belongs to; none for paths that no fault strikes.
    pub fn of_path(path: &str) -> Option<FaultRoute> {
        if path == "/oauth/token" {
            return Some(FaultRoute::Token);
        }
        let rest = path.strip_prefix("/v3/partner")?;
        let rest = rest.strip_prefix('s').unwrap_or(rest).strip_prefix('/')?;
        let (_partner, rest) = rest.split_once('/')?;
        match rest.split('/').next()? {
            "config" => Some(FaultRoute::Config),
            "loans" => Some(FaultRoute::Loans),
            "loan_draft" | "loan_drafts" => Some(FaultRoute::LoanDraft),
            "repayments" => Some(FaultRoute::Repayments),
            "journals" => Some(FaultRoute::Journals),
            _ => None,
        }
    }
}

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// 429 with `Retry-After`; nothing is done.
    TooManyRequests {
        /// Seconds to wait.
        retry_after_s: u32,
    },
    /// 503 with `Retry-After`; nothing is done.
    Unavailable {
        /// Seconds to wait.
        retry_after_s: u32,
    },
    /// The answer comes drop by drop.
    SlowBody,
    /// The connection is cut before the call does anything.
    CutBefore,
    /// The call does all its work, then the connection is cut before the answer.
    CutAfter,
    /// The access token is refused as one that has expired.
    ExpiredToken,
}

impl FaultKind {
    /// All kinds, with the waiting time that is offered.
    pub const ALL: [FaultKind; 6] = [
        FaultKind::TooManyRequests { retry_after_s: 5 },
        FaultKind::Unavailable { retry_after_s: 5 },
        FaultKind::SlowBody,
        FaultKind::CutBefore,
        FaultKind::CutAfter,
        FaultKind::ExpiredToken,
    ];

    /// The spelling of commands and pages.
    pub fn name(self) -> &'static str {
        match self {
            FaultKind::TooManyRequests { .. } => "too_many_requests",
            FaultKind::Unavailable { .. } => "unavailable",
            FaultKind::SlowBody => "slow_body",
            FaultKind::CutBefore => "cut_before",
            FaultKind::CutAfter => "cut_after",
            FaultKind::ExpiredToken => "expired_token",
        }
    }

    /// The kind with this name, with this waiting time where it has one.
    pub fn named(name: &str, retry_after_s: u32) -> Option<FaultKind> {
        let kind = FaultKind::ALL.into_iter().find(|kind| kind.name() == name)?;
        Some(match kind {
            FaultKind::TooManyRequests { .. } => FaultKind::TooManyRequests { retry_after_s },
            FaultKind::Unavailable { .. } => FaultKind::Unavailable { retry_after_s },
            other => other,
        })
    }

    /// Seconds to wait, of the kinds that say so; 0 of the others.
    pub fn retry_after_s(self) -> u32 {
        match self {
            FaultKind::TooManyRequests { retry_after_s } | FaultKind::Unavailable { retry_after_s } => retry_after_s,
            _ => 0,
        }
    }
}

/// A fault that waits for calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// Which calls it strikes.
    pub route: FaultRoute,
    /// What goes wrong.
    pub kind: FaultKind,
    /// How many calls it still strikes; none for every call until it is taken away.
    pub calls: Option<u32>,
}

impl Pa2 {
    /// The faults that wait, in the order in which they strike.
    pub async fn faults(&self, actor: &Actor) -> Result<Vec<Fault>> {
        self.may_play(actor)?;
        self.kept_faults().await
    }

    /// Adds a fault. Other replicas and a server beside the command line take it up within a second.
    pub async fn add_fault(&self, actor: &Actor, fault: Fault) -> Result<()> {
        self.may_play(actor)?;
        if fault.calls == Some(0) || fault.kind.retry_after_s() > RETRY_MOST_S {
            return Err(Error::invalid(format!(
                "A fault strikes at least one call and asks to wait for at most {RETRY_MOST_S} seconds."
            ))
            .said("error-fault-invalid", [("most", RETRY_MOST_S.to_string())]));
        }
        self.change_faults(actor, "sandbox.fault", |faults| {
            if faults.len() >= MOST {
                return Err(Error::invalid(format!("At most {MOST} faults wait at a time."))
                    .said("error-faults-many", [("most", MOST.to_string())]));
            }
            faults.push(fault);
            Ok(())
        })
        .await
    }

    /// Takes all faults away.
    pub async fn clear_faults(&self, actor: &Actor) -> Result<()> {
        self.may_play(actor)?;
        self.change_faults(actor, "sandbox.no_faults", |faults| {
            faults.clear();
            Ok(())
        })
        .await
    }

    /// What is to go wrong with a call of this route, if anything; counts it. Without faults, which is nearly always,
    /// it costs a query a second.
    pub async fn next_fault(&self, route: FaultRoute) -> Result<Option<FaultKind>> {
        let strikes = |fault: &Fault| fault.route == FaultRoute::All || fault.route == route;
        let now = self.system.read();
        let known = match self.faults_waiting.get("", now) {
            Some(faults) => faults,
            None => {
                let faults = self.kept_faults().await?;
                self.faults_waiting.put("", faults.clone(), now);
                faults
            }
        };
        match known.iter().find(|fault| strikes(fault)) {
            None => Ok(None),
            Some(Fault { kind, calls: None, .. }) => Ok(Some(*kind)),
            Some(_) => self.count_fault(strikes).await,
        }
    }

    /// Takes one call off the first fault that strikes, while nobody else can: of two calls at once each has its own.
    async fn count_fault(&self, strikes: impl Fn(&Fault) -> bool) -> Result<Option<FaultKind>> {
        let tx = self.store.begin().await?;
        let mut faults = read(&settings::hold(&tx, FAULTS, NONE).await?)?;
        let Some(at) = faults.iter().position(strikes) else {
            self.faults_waiting.put("", faults, self.system.read());
            return Ok(None);
        };
        let kind = faults[at].kind;
        match faults[at].calls {
            Some(calls) if calls > 1 => faults[at].calls = Some(calls - 1),
            Some(_) => {
                faults.remove(at);
            }
            None => {}
        }
        settings::set(&tx, FAULTS, &write(&faults)?).await?;
        tx.commit().await?;
        self.faults_waiting.put("", faults, self.system.read());
        Ok(Some(kind))
    }

    async fn kept_faults(&self) -> Result<Vec<Fault>> {
        let kept = settings::get(&self.store, FAULTS).await?;
        read(kept.as_deref().unwrap_or(NONE))
    }

    async fn change_faults(
        &self,
        actor: &Actor,
        action: &'static str,
        change: impl FnOnce(&mut Vec<Fault>) -> Result<()>,
    ) -> Result<()> {
        let tx = self.store.begin().await?;
        let mut faults = read(&settings::hold(&tx, FAULTS, NONE).await?)?;
        change(&mut faults)?;
        let text = write(&faults)?;
        settings::set(&tx, FAULTS, &text).await?;
        let deed = Deed {
            partner: None,
            action,
            subject: "",
            detail: &text,
        };
        self.note(&tx, actor, deed).await?;
        tx.commit().await?;
        self.faults_waiting.put("", faults, self.system.read());
        Ok(())
    }
}

fn read(text: &str) -> Result<Vec<Fault>> {
    serde_json::from_str(text).map_err(Error::internal)
}

fn write(faults: &[Fault]) -> Result<String> {
    serde_json::to_string(faults).map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_knows_the_route_of_a_path_in_both_spellings() {
        assert_eq!(FaultRoute::of_path("/oauth/token"), Some(FaultRoute::Token));
        assert_eq!(FaultRoute::of_path("/v3/partner/7/loans"), Some(FaultRoute::Loans));
        assert_eq!(
            FaultRoute::of_path("/v3/partners/7/journals"),
            Some(FaultRoute::Journals)
        );
        assert_eq!(
            FaultRoute::of_path("/v3/partner/7/config/themes"),
            Some(FaultRoute::Config)
        );
        for other in ["/", "/drafts", "/v3/partner/7", "/oauth/introspect", "/livez"] {
            assert_eq!(FaultRoute::of_path(other), None, "{other}");
        }
    }

    #[test]
    fn kinds_are_found_by_the_names_they_are_shown_with() {
        for kind in FaultKind::ALL {
            assert_eq!(FaultKind::named(kind.name(), 5), Some(kind));
        }
        assert_eq!(FaultKind::named("none", 5), None);
    }
}

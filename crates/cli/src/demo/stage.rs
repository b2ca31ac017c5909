//! The demo's PA2, MIS and link, and the steps of its story. Every step can be repeated: a run that was stopped goes on.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration as Took;

use chrono::{DateTime, Duration, Utc};
use fieldlink_app::life::{LoanRef, LoanStep};
use fieldlink_app::people::NewPerson;
use fieldlink_app::{Actor, Pa2, Role};
use fieldlink_client::Clock;
use fieldlink_contract::{LoanStatus, ScopeSet};
use fieldlink_domain::calendar::{Period, pacific_day};
use fieldlink_domain::ids::PartnerId;
use fieldlink_domain::statement::ReportState;
use fieldlink_link::Kind;
use fieldlink_link::config::Config;
use fieldlink_link::ledger::Ledger;
use fieldlink_link::progress::Unwatched;
use fieldlink_link::run::{self, Job, Options, SendSummary};
use fieldlink_store::loans;
use futures::future::BoxFuture;
use miette::{IntoDiagnostic, Result, WrapErr, miette};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;

use super::audit::{self, Wanted};
use super::coordinator::Coordinator;
use super::mis::Mis;
use super::outcome::{Outcome, held};
use super::tell::Tell;
use super::{config, photos, records, workbook};
use crate::manner::words;
use crate::pa2::open::Database;
use crate::pa2::serve;

const PARTNER: PartnerId = PartnerId(1);
const EMAIL: &str = "coordinator@example.org";
/// How long ago the loans of the months before were posted.
const EARLIER: Duration = Duration::days(42);

/// What a second run must know of the first; kept in `demo.json`.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Kept {
    client_id: String,
    password: String,
    port: u16,
    earlier_done: bool,
    month_began: Option<DateTime<Utc>>,
}

/// The running parts.
pub struct Stage {
    folder: PathBuf,
    pa2: Pa2,
    url: String,
    kept: Kept,
    outcome: Outcome,
    /// Journals that an earlier run published.
    published_before: usize,
}

/// The link's clock: PA2's time, so that the story can begin in the past.
struct ShiftedClock(Duration);

impl Clock for ShiftedClock {
    fn now(&self) -> DateTime<Utc> {
        fieldlink_client::SystemClock.now() + self.0
    }

    fn sleep(&self, duration: Took) -> BoxFuture<'static, ()> {
        fieldlink_client::SystemClock.sleep(duration)
    }
}

impl Stage {
    /// Starts PA2 on a free port, the one of the last run if it is free, and makes what is missing.
    pub async fn open(folder: &Path, tell: &Tell) -> Result<Stage> {
        std::fs::create_dir_all(folder)
            .into_diagnostic()
            .wrap_err_with(|| folder.display().to_string())?;
        let kept = read_kept(folder)?;
        let listener = listen(kept.as_ref().map_or(0, |k| k.port)).await?;
        let port = listener.local_addr().into_diagnostic()?.port();
        let url = format!("http://127.0.0.1:{port}");
        let database = Database {
            data: Some(folder.join("pa2")),
            ..Database::default()
        };
        let pa2 = database.open_at(&url).await?;
        let kept = match kept {
            Some(kept) => Kept { port, ..kept },
            None => make_accounts(&pa2, folder, port).await?,
        };
        tokio::spawn(serve::serve(
            listener,
            pa2.clone(),
            None,
            fieldlink_serve::Limits::default(),
            std::future::pending(),
        ));
        std::fs::write(folder.join("fieldlink.toml"), config::text(&url, &kept.client_id)).into_diagnostic()?;
        let published_before = audit::published_journals(&folder.join("pa2").join("pa2.db")).await?;
        let stage = Stage {
            folder: folder.to_owned(),
            pa2,
            url,
            kept,
            outcome: Outcome::default(),
            published_before,
        };
        stage.keep()?;
        tell.line(&words().with("demo-runs", &[("url", stage.url.as_str().into())]));
        Ok(stage)
    }

    /// Where PA2 answers.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The coordinator's sign-in address.
    pub fn email(&self) -> &'static str {
        EMAIL
    }

    /// The coordinator's password.
    pub fn password(&self) -> &str {
        &self.kept.password
    }

    /// Six weeks ago: the first loans are sent, published, funded and disbursed. Then the clock moves to today.
    pub async fn earlier_months(&mut self, tell: &Tell) -> Result<()> {
        if self.kept.earlier_done {
            return Ok(());
        }
        let loans = records::EARLIER.to_string();
        tell.line(&words().with("demo-earlier", &[("loans", loans.into())]));
        let today = self.real_now();
        // On a second try there may be loans already; then the clock stands where it stood.
        let _ = self.pa2.start_clock(&Actor::Operator, today - EARLIER).await;
        let then = self.now().await?;
        let loans = records::earlier(pacific_day(then));
        self.mis().await?.add_loans(&loans).await?;
        photos::write(&self.folder.join("photos"), &loans)?;
        let sent = self.run(Some(Kind::LoanDraft)).await?;
        tell.sent(&sent);
        self.outcome.add(&sent);
        let mut person = self.sign_in().await?;
        self.outcome.loan_drafts.published += person.publish_drafts().await?;
        let posted = loans::by_status(self.pa2.store(), PARTNER, &[LoanStatus::Inactive])
            .await
            .into_diagnostic()?;
        for loan in posted {
            let which = LoanRef::Kiva(loan.id);
            self.pa2
                .step_loan(&Actor::Operator, &which, LoanStep::Fund)
                .await
                .into_diagnostic()?;
        }
        self.pa2
            .move_clock(&Actor::Operator, today.max(then))
            .await
            .into_diagnostic()?;
        self.kept.earlier_done = true;
        self.keep()
    }

    /// Today: clients have paid, officers have visited, new loans were made; some rows are wrong.
    pub async fn this_month(&mut self, tell: &Tell) -> Result<()> {
        if self.kept.month_began.is_some() {
            return Ok(());
        }
        tell.line(&words().get("demo-today"));
        let now = self.now().await?;
        let (day, then) = (pacific_day(now), pacific_day(now - EARLIER));
        let (old, new) = (records::earlier(then), records::new(day));
        let mut mis = self.mis().await?;
        mis.collect(&old, Period::of(day).last_day()).await?;
        mis.make_mistakes(&old, day).await?;
        mis.add_loans(&new).await?;
        photos::write(&self.folder.join("photos"), &new)?;
        workbook::write(&self.folder.join("journals.xlsx"), &workbook::rows(&old))?;
        self.kept.month_began = Some(now);
        self.keep()
    }

    /// The link sends everything that is new.
    pub async fn send(&mut self, tell: &Tell) -> Result<SendSummary> {
        let sent = self.run(None).await?;
        tell.sent(&sent);
        self.outcome.add(&sent);
        Ok(sent)
    }

    /// The Kiva Coordinator's part, on the site.
    pub async fn human_steps(&mut self, tell: &Tell) -> Result<()> {
        let mut person = self.sign_in().await?;
        let published = person.publish_drafts().await?;
        self.outcome.loan_drafts.published += published;
        tell.line(&words().with("demo-published", &[("drafts", published.to_string().into())]));
        let inbox = self.ledger().await?;
        for link in inbox.inbox(false).await.into_diagnostic()? {
            person.confirm(&link.url).await?;
            inbox.mark_done(&link.url, self.real_now()).await.into_diagnostic()?;
            tell.line(&words().get("demo-confirmed"));
        }
        let period = self.period().await?;
        if !self.is_final(period).await? {
            person.finalize(&period.to_string()).await?;
            tell.line(&words().with("demo-final", &[("period", period.to_string().into())]));
        }
        Ok(())
    }

    /// Counts in PA2's tables what should be there.
    pub async fn count(&mut self, sent: &SendSummary, took: Took) -> Result<Outcome> {
        let period = self.period().await?;
        let wanted = self.wanted(sent).await?;
        let file = self.folder.join("pa2").join("pa2.db");
        let counted = audit::count(&file, &wanted, &period.to_string()).await?;
        let finalized = self.is_final(period).await?;
        let published = audit::published_journals(&file).await?;
        let mut outcome = std::mem::take(&mut self.outcome);
        outcome.lost = counted.lost;
        outcome.sent_twice = counted.sent_twice;
        outcome.repayments.finalized = finalized;
        outcome.journals.published = published - self.published_before;
        let tenths = u64::try_from((took.as_millis() + 50) / 100).unwrap_or(u64::MAX / 100);
        outcome.seconds = Took::from_millis(tenths * 100).as_secs_f64();
        Ok(outcome)
    }

    /// Rows of the MIS and the workbook, without those that the link held back.
    async fn wanted(&self, sent: &SendSummary) -> Result<Wanted> {
        let keys = |kind: &Option<run::KindSent>| -> BTreeSet<String> {
            kind.iter().flat_map(held).map(|(key, _)| key.to_owned()).collect()
        };
        let mut mis = self.mis().await?;
        let not = keys(&sent.loan_drafts);
        let drafts = mis
            .draft_accounts()
            .await?
            .into_iter()
            .filter(|account| !not.contains(account))
            .collect();
        let not = keys(&sent.repayments);
        let repayments = mis
            .repaid()
            .await?
            .into_iter()
            .map(|(account, _)| account)
            .filter(|account| !not.iter().any(|key| key.ends_with(account.as_str())))
            .collect();
        let not = keys(&sent.journals);
        let day = pacific_day(self.kept.month_began.unwrap_or_else(|| self.real_now()) - EARLIER);
        let journals = workbook::rows(&records::earlier(day))
            .into_iter()
            .filter(|(visit, ..)| !not.contains(visit))
            .map(|(_, loan, headline, _)| (loan, headline))
            .collect();
        Ok(Wanted {
            drafts,
            repayments,
            journals,
        })
    }

    async fn run(&self, only: Option<Kind>) -> Result<SendSummary> {
        let config = self.config()?;
        let options = Options {
            only: only.map(|kind| BTreeSet::from([kind])),
            ..Options::default()
        };
        let shift = self.now().await? - self.real_now();
        let job = Job {
            config: &config,
            options: &options,
            clock: Arc::new(ShiftedClock(shift)),
            watch: &Unwatched,
        };
        run::send(&job).await.into_diagnostic()
    }

    async fn ledger(&self) -> Result<Ledger> {
        let config = self.config()?;
        let (name, profile) = config.profile(None).into_diagnostic()?;
        Ledger::of(&config, name, profile).await.into_diagnostic()
    }

    fn config(&self) -> Result<Config> {
        Config::load(&self.folder.join("fieldlink.toml")).into_diagnostic()
    }

    async fn sign_in(&self) -> Result<Coordinator> {
        Coordinator::sign_in(&self.url, EMAIL, &self.kept.password).await
    }

    async fn is_final(&self, period: Period) -> Result<bool> {
        let months = self.pa2.months(&Actor::Operator, PARTNER).await.into_diagnostic()?;
        Ok(months
            .iter()
            .any(|month| month.period == period && month.state == ReportState::Final))
    }

    async fn period(&self) -> Result<Period> {
        Ok(Period::at(self.kept.month_began.unwrap_or(self.now().await?)))
    }

    async fn mis(&self) -> Result<Mis> {
        Mis::open(&self.folder.join("mis.db")).await
    }

    async fn now(&self) -> Result<DateTime<Utc>> {
        self.pa2.now().await.into_diagnostic()
    }

    fn real_now(&self) -> DateTime<Utc> {
        fieldlink_client::SystemClock.now()
    }

    fn keep(&self) -> Result<()> {
        let text = serde_json::to_string_pretty(&self.kept).into_diagnostic()?;
        write_private(&self.folder.join("demo.json"), &text)
    }
}

async fn make_accounts(pa2: &Pa2, folder: &Path, port: u16) -> Result<Kept> {
    let operator = Actor::Operator;
    pa2.partner_or_sample(&operator, PARTNER).await.into_diagnostic()?;
    let client = pa2
        .create_client(&operator, PARTNER, "demo", &ScopeSet::all())
        .await
        .into_diagnostic()?;
    write_private(&folder.join("client-secret"), client.client_secret.expose_secret())?;
    let person = NewPerson {
        email: EMAIL.to_owned(),
        name: "Kiva Coordinator".to_owned(),
        partner_id: Some(PARTNER),
        role: Role::Coordinator,
        password: None,
    };
    let made = match pa2.create_person(&operator, person).await {
        Ok(added) => added.made_password,
        // A run that was stopped before it could write the password down.
        Err(error) if error.kind == fieldlink_app::Kind::Conflict => {
            pa2.set_password(&operator, EMAIL, None).await.into_diagnostic()?
        }
        Err(error) => return Err(error).into_diagnostic(),
    };
    let password = made.ok_or_else(|| miette!("no password was made"))?;
    Ok(Kept {
        client_id: client.client_id,
        password: password.expose_secret().to_owned(),
        port,
        earlier_done: false,
        month_began: None,
    })
}

/// The port of the last run if nobody has taken it, so that old confirm URLs still open; else any free one.
async fn listen(port: u16) -> Result<TcpListener> {
    match TcpListener::bind(("127.0.0.1", port)).await {
        Ok(listener) => Ok(listener),
        Err(_) => TcpListener::bind(("127.0.0.1", 0)).await.into_diagnostic(),
    }
}

fn read_kept(folder: &Path) -> Result<Option<Kept>> {
    match std::fs::read_to_string(folder.join("demo.json")) {
        Ok(text) => serde_json::from_str(&text).into_diagnostic().map(Some),
        Err(_) => Ok(None),
    }
}

/// Readable by its owner alone; never half written.
fn write_private(file: &Path, text: &str) -> Result<()> {
    use std::io::Write as _;
    use std::os::unix::fs::OpenOptionsExt as _;
    let new = file.with_extension("new");
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600);
    options
        .open(&new)
        .and_then(|mut f| f.write_all(text.as_bytes()))
        .into_diagnostic()?;
    std::fs::rename(&new, file).into_diagnostic()
}

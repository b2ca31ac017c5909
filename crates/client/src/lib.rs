//! The client of the Partner API: tokens, typed calls, paging, batches, and errors that say who must act.
//!
//! # Quick start
//! ```no_run
//! use fieldlink_client::{Client, Credentials, Environment, Post, Profile};
//! use fieldlink_contract::{LoanStatus, LoansQuery, Repayment};
//! use futures::TryStreamExt;
//!
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let profile = Profile::new(Environment::stage(), 9001);
//! let client = Client::new(profile, Credentials::new("client-id", "client-secret"))?;
//!
//! // Loans that take repayments, page after page.
//! let paying = LoansQuery { status: Some(LoanStatus::PayingBack), ..LoansQuery::default() };
//! let loans: Vec<_> = client.loans_stream(paying, 300).try_collect().await?;
//!
//! // What they have repaid so far. Cumulative amounts say the same when said twice, so they may be sent again.
//! let rows = [Repayment { loan_id: loans[0].internal_loan_id.clone(), amount: "480.50".parse()?, client_id: None }];
//! match client.repayments(&rows, &Post::once().repeatable()).await {
//!     Ok(reply) => assert!(reply[0].problems.is_empty()),
//!     Err(error) if error.class().safe_to_repeat() => { /* nothing happened: mend it, or come back later */ }
//!     Err(_) => { /* perhaps it arrived: look in PA2 before sending again */ }
//! }
//! # Ok(())
//! # }
//! ```
//! [`Profile`] says where and for whom, [`Credentials`] who asks, and [`Client`] has a method for each call: `token`, `activities`,
//! `themes`, `locales`, `locations`, `loan_draft`, `loans` and `loans_stream`, `repayments`, `journals`. Each answers a [`Reply`]:
//! the value, and how it came (status, the server's id of the request, how often it was sent).
//!
//! `examples/tour.rs` does all of it once, and docs/ways/inside-your-code.md walks through it. `examples/` has a program for each call. They read their settings from `FIELDLINK_…` variables:
//! see [`Profile::from_vars`] and [`Credentials::from_vars`].
//!
//! # When a call fails
//! [`Error::class`] answers who must act ([`Who`]) and what may have happened ([`Effect`]); the rest follows:
//!
//! | `class()` | do |
//! |---|---|
//! | `who: Nobody` | come back later; the client has tried again already, as long as that was safe |
//! | `who: Operator` | look at addresses, credentials, scopes and the network |
//! | `who: RecordKeeper` | correct the record: the server does not take it as it is |
//! | `who: Server` | report the request id to whoever runs the server |
//! | `who: Checker`, `effect: Unknown` | look in PA2 whether the post arrived before sending it again |
//!
//! How often and how long is tried again is a [`RetryPolicy`]; what is safe to send again is [`Repeat`].
//!
//! # What it promises
//! - One token serves all callers. It is renewed a minute before it ends and once after a 401; however many callers
//!   wait for it, one request goes out.
//! - Reads and token requests are sent again when that can help ([`Fate::of`] is the whole table). A post is sent
//!   again only when it surely had no effect, or when its caller says that twice is the same as once
//!   ([`Repeat::Safe`]).
//! - Every failure is an [`Error`] whose [`Error::class`] says who must act and whether sending again could do
//!   something twice. A post whose answer was lost is never reported as failed: its effect is unknown.
//! - No error text, log line or `Debug` output holds a token, a secret or anything of a body.
//! - Redirects are not followed, and plain `http` is for this machine only.
//!
//! Time and chance come from outside ([`Clock`], [`ClientBuilder::rng`]), so tests wait for nothing.

mod call;
mod client;
mod clock;
mod config;
mod credentials;
mod environment;
mod error;
mod journals;
mod loan_draft;
mod loans;
mod local;
mod post;
mod repayments;
mod reply;
pub mod retry;
mod token;
mod transport;

pub use call::Call;
pub use client::{Client, ClientBuilder, Timeouts};
pub use clock::{Clock, SystemClock};
pub use credentials::Credentials;
pub use environment::{Environment, JournalsBody, JournalsRoute, Profile};
pub use error::{Answer, Class, Effect, Error, ServerText, Who};
pub use local::{connection, is_local};
pub use post::Post;
pub use repayments::repayments_batches;
pub use reply::Reply;
pub use retry::{Fate, Repeat, RetryPolicy};
pub use token::{Token, TokenSource};

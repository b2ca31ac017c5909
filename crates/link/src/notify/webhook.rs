//! A notice as a post to an address.

use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::StatusCode;
use serde_json::json;
use url::Url;

use super::queue::NotSent;
use super::signature::{Secrets, sign};
use crate::ledger::Due;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// An address and what posts to it are signed with.
pub(super) struct Hook {
    pub(super) url: Url,
    pub(super) secrets: Secrets,
    pub(super) http: reqwest::Client,
}

impl Hook {
    pub(super) async fn send(&self, due: &Due, ledger: &str, now: DateTime<Utc>) -> Result<(), NotSent> {
        let again = |text: String| NotSent { text, for_good: false };
        let mut body = serde_json::to_value(&due.notice).unwrap_or_default();
        body["timestamp"] = json!(due.created.format("%Y-%m-%dT%H:%M:%SZ").to_string());
        let body = body.to_string();
        // The same in every attempt, so that the receiver knows one that came twice.
        let id = format!("msg_{ledger}_{}", due.id);
        let timestamp = now.timestamp();
        let answer = self
            .http
            .post(self.url.clone())
            .timeout(PATIENCE)
            .header("content-type", "application/json")
            .header("webhook-id", &id)
            .header("webhook-timestamp", timestamp.to_string())
            .header("webhook-signature", sign(&self.secrets, &id, timestamp, &body))
            .body(body)
            .send()
            .await;
        // The address may hold a key of the receiver's.
        let status = answer.map_err(|error| again(error.without_url().to_string()))?.status();
        if status.is_success() {
            Ok(())
        } else {
            Err(NotSent {
                text: format!("the receiver answered {}", status.as_u16()),
                for_good: status == StatusCode::GONE,
            })
        }
    }
}

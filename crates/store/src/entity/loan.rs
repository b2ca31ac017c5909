//! A posted loan.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Deserializer};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Deserialize)]
#[sea_orm(table_name = "loan")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub uuid: String,
    pub partner_id: i64,
    pub seq: i64,
    pub internal_loan_id: String,
    pub internal_client_id: String,
    pub name: String,
    pub borrower_count: i64,
    pub borrowers: String,
    pub location: String,
    pub activity_id: i64,
    pub theme_type_id: i64,
    pub language_id: i64,
    pub loanuse: String,
    pub description: String,
    pub currency: String,
    pub principal: i64,
    pub price_usd: i64,
    pub rate: String,
    pub currency_loss: String,
    pub schedule: String,
    pub disburse_on: String,
    pub status: String,
    pub issue: Option<String>,
    pub funded_usd: i64,
    #[serde(deserialize_with = "truth")]
    pub flexible: bool,
    pub created_at: i64,
    pub reviewed_at: Option<i64>,
    pub listed_at: Option<i64>,
    pub planned_expiration_at: Option<i64>,
    pub planned_inactive_expire_at: Option<i64>,
    pub raised_at: Option<i64>,
    pub paying_back_at: Option<i64>,
    pub ended_at: Option<i64>,
    pub refunded_at: Option<i64>,
    pub expired_at: Option<i64>,
    pub defaulted_at: Option<i64>,
    pub repaid: i64,
    pub photo: Option<String>,
    pub journals: i64,
    pub last_journal_at: Option<i64>,
    pub next_event_at: Option<i64>,
    pub no_default_before: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// A truth value in JSON: SQLite has only 0 and 1 for it.
fn truth<'de, D: Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Truth {
        Word(bool),
        Number(u8),
    }
    Ok(match Truth::deserialize(from)? {
        Truth::Word(word) => word,
        Truth::Number(number) => number != 0,
    })
}

//! Somebody who can sign in.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "person")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub email: String,
    pub name: String,
    pub partner_id: Option<i64>,
    pub role: String,
    pub password_hash: String,
    pub locale: Option<String>,
    pub created_at: i64,
    pub disabled_at: Option<i64>,
    pub failed_sign_ins: i64,
    pub locked_until: Option<i64>,
    pub last_sign_in_at: Option<i64>,
    pub totp: Option<String>,
    pub totp_pending: Option<String>,
    pub totp_step: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

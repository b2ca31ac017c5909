//! A journal.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "journal")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub archive_id: i64,
    pub partner_id: i64,
    pub line: i64,
    pub loan_id: Option<i64>,
    pub internal_loan_id: String,
    pub internal_client_id: Option<String>,
    pub subject: String,
    pub body: String,
    pub image_url: Option<String>,
    pub state: String,
    pub findings: String,
    pub published_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

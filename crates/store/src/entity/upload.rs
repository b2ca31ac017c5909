//! One CSV or call of repayments.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "upload")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub partner_id: i64,
    pub period: String,
    pub source: String,
    pub actor: String,
    pub created_at: i64,
    pub row_count: i64,
    pub accepted_count: i64,
    pub error_count: i64,
    pub warning_count: i64,
    pub blocks: String,
    pub rows_csv: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

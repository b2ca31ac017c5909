//! A loan draft.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "draft")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub uuid: String,
    pub partner_id: i64,
    pub origin: String,
    pub state: String,
    pub loan_id: Option<i64>,
    pub body: String,
    pub unread: Option<String>,
    pub photo: Option<String>,
    pub photo_error: Option<String>,
    pub relists: Option<i64>,
    pub created_at: i64,
    pub updated_at: i64,
    pub version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

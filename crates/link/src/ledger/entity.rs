//! The tables as SeaORM knows them.

pub(super) mod ledger_row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "ledger_row")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub profile: String,
        pub partner_id: i64,
        pub kind: String,
        pub record_key: String,
        pub revision: i64,
        pub hash: String,
        pub seen: Option<String>,
        pub since: Option<String>,
        pub state: String,
        pub reasons: String,
        pub request_id: Option<String>,
        pub idempotency_key: Option<String>,
        pub payload: Option<String>,
        pub reference: Option<String>,
        pub confirm_url: Option<String>,
        pub period: Option<String>,
        pub loan_id: Option<String>,
        pub amount: Option<String>,
        pub origin: Option<String>,
        pub worker: Option<i64>,
        pub created_at: i64,
        pub updated_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod confirmation {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "confirmation")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub profile: String,
        pub partner_id: i64,
        pub url: String,
        pub archive_id: Option<String>,
        pub journals: i64,
        pub received_at: i64,
        pub done_at: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod row_event {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "row_event")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub first_row: i64,
        pub last_row: i64,
        pub at: i64,
        pub run: String,
        pub by_name: Option<String>,
        pub event: String,
        pub request_id: Option<String>,
        pub answer: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod record_mark {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "record_mark")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub profile: String,
        pub partner_id: i64,
        pub kind: String,
        pub record_key: String,
        pub mark: String,
        pub why: String,
        pub by_name: Option<String>,
        pub at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod ledger_note {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "ledger_note")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub profile: String,
        pub partner_id: i64,
        pub name: String,
        pub value: String,
        pub by_name: Option<String>,
        pub updated_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod ledger_run {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "ledger_run")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub profile: String,
        pub partner_id: i64,
        pub run: String,
        pub at: i64,
        pub by_name: Option<String>,
        pub approved_by: Option<String>,
        pub exit_code: i64,
        pub sent: i64,
        pub stopped: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

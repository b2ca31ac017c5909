//! The tables of `fieldlink run` as SeaORM knows them.

pub(super) mod schedule_state {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "schedule_state")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub profile: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub partner_id: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub name: String,
        pub handled_until: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod link_run {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "link_run")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub profile: String,
        pub partner_id: i64,
        pub name: String,
        pub file: Option<String>,
        pub started_at: i64,
        pub ended_at: Option<i64>,
        pub outcome: String,
        pub sent: i64,
        pub held: i64,
        pub waiting: i64,
        pub why: Option<String>,
        pub message: Option<String>,
        pub next_step: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod notice {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "notice")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub profile: String,
        pub partner_id: i64,
        pub channel: String,
        pub fingerprint: String,
        pub body: String,
        pub created_at: i64,
        pub attempts: i64,
        pub try_at: Option<i64>,
        pub sent_at: Option<i64>,
        pub last_error: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

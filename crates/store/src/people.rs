//! Those who can sign in.

use chrono::{DateTime, Utc};
use fieldlink_domain::ids::PartnerId;

use crate::{Db, Result};

/// Somebody who can sign in.
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    /// Number; 0 before it is inserted.
    pub id: i64,
    /// Sign-in address, in lower case.
    pub email: String,
    /// Shown name.
    pub name: String,
    /// Their partner; none for Kiva's people.
    pub partner_id: Option<PartnerId>,
    /// What they are, in the spelling of the use cases.
    pub role: String,
    /// Their password as an argon2id PHC string.
    pub password_hash: String,
    /// The language they chose; none for what the browser asks for.
    pub locale: Option<String>,
    /// When they were added.
    pub created_at: DateTime<Utc>,
    /// When they were shut out.
    pub disabled_at: Option<DateTime<Utc>>,
    /// Wrong passwords since the last right one.
    pub failed_sign_ins: i64,
    /// Until when no sign-in is tried.
    pub locked_until: Option<DateTime<Utc>>,
    /// When they last signed in; never yet for somebody who was invited.
    pub last_sign_in_at: Option<DateTime<Utc>>,
    /// The sealed secret of their second step; none for people who sign in by password alone.
    pub totp: Option<String>,
    /// A sealed secret that they were shown and have not answered yet.
    pub totp_pending: Option<String>,
    /// The last period whose code was taken: a code counts once.
    pub totp_step: i64,
}

impl std::fmt::Debug for Person {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Person")
            .field("id", &self.id)
            .field("role", &self.role)
            .finish_non_exhaustive()
    }
}

/// One person.
pub async fn get(db: &dyn Db, id: i64) -> Result<Option<Person>> {
    person::Entity::find_by_id(id)
        .one(&db.connection())
        .await?
        .map(read)
        .transpose()
}

/// The person with a sign-in address (in lower case).
pub async fn by_email(db: &dyn Db, email: &str) -> Result<Option<Person>> {
    let row = person::Entity::find()
        .filter(person::Column::Email.eq(email))
        .one(&db.connection())
        .await?;
    row.map(read).transpose()
}

/// The people of a partner, or of Kiva, by number, those after a number; at most so many.
pub async fn of_team(db: &dyn Db, team: Option<PartnerId>, after: i64, limit: u64) -> Result<Vec<Person>> {
    let rows = person::Entity::find()
        .filter(match team {
            Some(partner) => person::Column::PartnerId.eq(partner.0),
            None => person::Column::PartnerId.is_null(),
        })
        .filter(person::Column::Id.gt(after))
        .order_by_asc(person::Column::Id)
        .limit(limit)
        .all(&db.connection())
        .await?;
    rows.into_iter().map(read).collect()
}

/// A partner's people with one of these roles who are not shut out, by number; at most so many.
pub async fn with_roles(db: &dyn Db, partner: PartnerId, roles: &[&str], limit: u64) -> Result<Vec<Person>> {
    let rows = person::Entity::find()
        .filter(person::Column::PartnerId.eq(partner.0))
        .filter(person::Column::Role.is_in(roles.iter().copied()))
        .filter(person::Column::DisabledAt.is_null())
        .order_by_asc(person::Column::Id)
        .limit(limit)
        .all(&db.connection())
        .await?;
    rows.into_iter().map(read).collect()
}

/// Kiva's people who have one of these roles and are not shut out, `limit` at most.
pub async fn of_kiva_with_roles(db: &dyn Db, roles: &[&str], limit: u64) -> Result<Vec<Person>> {
    let rows = person::Entity::find()
        .filter(person::Column::PartnerId.is_null())
        .filter(person::Column::Role.is_in(roles.iter().copied()))
        .filter(person::Column::DisabledAt.is_null())
        .order_by_asc(person::Column::Id)
        .limit(limit)
        .all(&db.connection())
        .await?;
    rows.into_iter().map(read).collect()
}

/// The names of these people, by number.
pub async fn names(db: &dyn Db, ids: &[i64]) -> Result<Vec<(i64, String)>> {
    let query = person::Entity::find()
        .select_only()
        .columns([person::Column::Id, person::Column::Name])
        .filter(person::Column::Id.is_in(ids.iter().copied()));
    Ok(query.into_tuple().all(&db.connection()).await?)
}

/// How many of a partner's people have this role and are not shut out.
pub async fn count_role(db: &dyn Db, partner: PartnerId, role: &str) -> Result<u64> {
    let query = person::Entity::find()
        .filter(person::Column::PartnerId.eq(partner.0))
        .filter(person::Column::Role.eq(role))
        .filter(person::Column::DisabledAt.is_null());
    Ok(query.count(&db.connection()).await?)
}

/// Adds a person; their number. [`crate::Error::Duplicate`] if the address is taken.
pub async fn insert(db: &dyn Db, person: &Person) -> Result<i64> {
    let row = person::ActiveModel {
        id: NotSet,
        email: Set(person.email.clone()),
        name: Set(person.name.clone()),
        partner_id: Set(person.partner_id.map(|p| p.0)),
        role: Set(person.role.clone()),
        password_hash: Set(person.password_hash.clone()),
        locale: Set(person.locale.clone()),
        created_at: Set(person.created_at.timestamp()),
        disabled_at: Set(person.disabled_at.map(|t| t.timestamp())),
        failed_sign_ins: Set(person.failed_sign_ins),
        locked_until: Set(person.locked_until.map(|t| t.timestamp())),
        last_sign_in_at: Set(person.last_sign_in_at.map(|t| t.timestamp())),
        totp: Set(person.totp.clone()),
        totp_pending: Set(person.totp_pending.clone()),
        totp_step: Set(person.totp_step),
    };
    Ok(row.insert(&db.connection()).await?.id)
}

/// Counts one more wrong password; how many there are now. The count is raised in the database, so that attempts at
/// the same moment are all counted.
pub async fn record_failure(db: &dyn Db, id: i64) -> Result<i64> {
    let rows = person::Entity::update_many()
        .col_expr(
            person::Column::FailedSignIns,
            Expr::col(person::Column::FailedSignIns).add(1),
        )
        .filter(person::Column::Id.eq(id))
        .exec_with_returning(&db.connection())
        .await?;
    Ok(rows.first().map_or(0, |r| r.failed_sign_ins))
}

/// Lets no sign-in be tried before a time.
pub async fn lock_until(db: &dyn Db, id: i64, until: DateTime<Utc>) -> Result<()> {
    person::Entity::update_many()
        .col_expr(person::Column::LockedUntil, Expr::value(until.timestamp()))
        .filter(person::Column::Id.eq(id))
        .exec(&db.connection())
        .await?;
    Ok(())
}

/// Gives a person another password, and forgets the wrong ones.
pub async fn set_password(db: &dyn Db, id: i64, password_hash: &str) -> Result<()> {
    person::Entity::update_many()
        .col_expr(person::Column::PasswordHash, Expr::value(password_hash))
        .filter(person::Column::Id.eq(id))
        .exec(&db.connection())
        .await?;
    record_success(db, id).await
}

/// Shuts a person out; whether they were not before.
pub async fn disable(db: &dyn Db, id: i64, now: DateTime<Utc>) -> Result<bool> {
    let done = person::Entity::update_many()
        .col_expr(person::Column::DisabledAt, Expr::value(now.timestamp()))
        .filter(person::Column::Id.eq(id))
        .filter(person::Column::DisabledAt.is_null())
        .exec(&db.connection())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Lets a person in again; whether they were shut out.
pub async fn enable(db: &dyn Db, id: i64) -> Result<bool> {
    let done = person::Entity::update_many()
        .col_expr(person::Column::DisabledAt, Expr::value(None::<i64>))
        .filter(person::Column::Id.eq(id))
        .filter(person::Column::DisabledAt.is_not_null())
        .exec(&db.connection())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Forgets the wrong passwords.
pub async fn record_success(db: &dyn Db, id: i64) -> Result<()> {
    person::Entity::update_many()
        .col_expr(person::Column::FailedSignIns, Expr::value(0_i64))
        .col_expr(person::Column::LockedUntil, Expr::value(None::<i64>))
        .filter(person::Column::Id.eq(id))
        .exec(&db.connection())
        .await?;
    Ok(())
}

/// Notes that a person signed in.
pub async fn record_sign_in(db: &dyn Db, id: i64, now: DateTime<Utc>) -> Result<()> {
    set(db, id, person::Column::LastSignInAt, Expr::value(now.timestamp())).await
}

/// Has a person be spoken to in a language.
pub async fn set_locale(db: &dyn Db, id: i64, locale: &str) -> Result<()> {
    set(db, id, person::Column::Locale, Expr::value(locale)).await
}

/// Gives a person another role.
pub async fn set_role(db: &dyn Db, id: i64, role: &str) -> Result<()> {
    set(db, id, person::Column::Role, Expr::value(role)).await
}

/// Keeps the sealed secret that a person is shown, until they answer it.
pub async fn set_totp_pending(db: &dyn Db, id: i64, sealed: &str) -> Result<()> {
    set(db, id, person::Column::TotpPending, Expr::value(sealed)).await
}

/// Puts a second step into force, or none.
pub async fn set_totp(db: &dyn Db, id: i64, sealed: Option<&str>) -> Result<()> {
    person::Entity::update_many()
        .col_expr(person::Column::Totp, Expr::value(sealed.map(str::to_owned)))
        .col_expr(person::Column::TotpPending, Expr::value(None::<String>))
        .filter(person::Column::Id.eq(id))
        .exec(&db.connection())
        .await?;
    Ok(())
}

/// Takes the code of a period; whether no code of it or of a later one was taken before.
pub async fn use_totp_step(db: &dyn Db, id: i64, step: i64) -> Result<bool> {
    let done = person::Entity::update_many()
        .col_expr(person::Column::TotpStep, Expr::value(step))
        .filter(person::Column::Id.eq(id))
        .filter(person::Column::TotpStep.lt(step))
        .exec(&db.connection())
        .await?;
    Ok(done.rows_affected == 1)
}

async fn set(db: &dyn Db, id: i64, column: person::Column, value: Expr) -> Result<()> {
    person::Entity::update_many()
        .col_expr(column, value)
        .filter(person::Column::Id.eq(id))
        .exec(&db.connection())
        .await?;
    Ok(())
}

fn read(row: person::Model) -> Result<Person> {
    Ok(Person {
        email: row.email,
        name: row.name,
        partner_id: row.partner_id.map(PartnerId),
        role: row.role,
        password_hash: row.password_hash,
        locale: row.locale,
        created_at: moment::read(row.created_at, "person", &row.id, "created_at")?,
        disabled_at: moment::read_optional(row.disabled_at, "person", &row.id, "disabled_at")?,
        failed_sign_ins: row.failed_sign_ins,
        locked_until: moment::read_optional(row.locked_until, "person", &row.id, "locked_until")?,
        last_sign_in_at: moment::read_optional(row.last_sign_in_at, "person", &row.id, "last_sign_in_at")?,
        totp: row.totp,
        totp_pending: row.totp_pending,
        totp_step: row.totp_step,
        id: row.id,
    })
}

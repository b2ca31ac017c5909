//! Those who can sign in.

use chrono::{DateTime, Utc};
use fieldlink_domain::ids::PartnerId;

use crate::{Ask as _, Db, Result, Row, Sql, Tx, Value, sql};

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

const COLUMNS: &str = "id, email, name, partner_id, role, password_hash, locale, created_at, disabled_at, failed_sign_ins, \
    locked_until, last_sign_in_at, totp, totp_pending, totp_step";

/// The beginning of a statement that reads people.
fn select() -> Sql {
    Sql::new(format!("SELECT {COLUMNS} FROM person WHERE "))
}

async fn all(db: &dyn Db, sql: Sql) -> Result<Vec<Person>> {
    db.all(sql).await?.iter().map(read).collect()
}

/// One person.
pub async fn get(db: &dyn Db, id: i64) -> Result<Option<Person>> {
    let mut sql = select();
    sql.say("id = ").value(id);
    db.one(sql).await?.as_ref().map(read).transpose()
}

/// The person with a sign-in address (in lower case).
pub async fn by_email(db: &dyn Db, email: &str) -> Result<Option<Person>> {
    let mut sql = select();
    sql.say("email = ").value(email);
    db.one(sql).await?.as_ref().map(read).transpose()
}

/// Whose people: a partner's, or Kiva's.
fn team(sql: &mut Sql, team: Option<PartnerId>) {
    match team {
        Some(partner) => sql.say("partner_id = ").value(partner.0),
        None => sql.say("partner_id IS NULL"),
    };
}

/// The people of a partner, or of Kiva, by number, those after a number; at most so many.
pub async fn of_team(db: &dyn Db, of: Option<PartnerId>, after: i64, limit: u64) -> Result<Vec<Person>> {
    let mut sql = select();
    team(&mut sql, of);
    sql.say(" AND id > ")
        .value(after)
        .say(" ORDER BY id LIMIT ")
        .value(limit);
    all(db, sql).await
}

async fn by_roles(db: &dyn Db, of: Option<PartnerId>, roles: &[&str], limit: u64) -> Result<Vec<Person>> {
    if roles.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = select();
    team(&mut sql, of);
    sql.say(" AND role IN (").list(roles.iter().copied()).say(")");
    sql.say(" AND disabled_at IS NULL ORDER BY id LIMIT ").value(limit);
    all(db, sql).await
}

/// A partner's people with one of these roles who are not shut out, by number; at most so many.
pub async fn with_roles(db: &dyn Db, partner: PartnerId, roles: &[&str], limit: u64) -> Result<Vec<Person>> {
    by_roles(db, Some(partner), roles, limit).await
}

/// Kiva's people who have one of these roles and are not shut out, `limit` at most.
pub async fn of_kiva_with_roles(db: &dyn Db, roles: &[&str], limit: u64) -> Result<Vec<Person>> {
    by_roles(db, None, roles, limit).await
}

/// The names of these people, by number.
pub async fn names(db: &dyn Db, ids: &[i64]) -> Result<Vec<(i64, String)>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new("SELECT id, name FROM person WHERE id IN (");
    sql.list(ids.iter().copied()).say(")");
    let rows = db.all(sql).await?;
    rows.iter()
        .map(|row| {
            let row = row.of("person", "id");
            Ok((row.get("id")?, row.get("name")?))
        })
        .collect()
}

/// How many of a partner's people have this role and are not shut out.
pub async fn count_role(db: &dyn Db, partner: PartnerId, role: &str) -> Result<u64> {
    let sql = "SELECT COUNT(*) FROM person WHERE partner_id = $1 AND role = $2 AND disabled_at IS NULL";
    Ok(db.count(sql!(sql, partner.0, role)).await?)
}

/// Adds a person; their number. [`crate::Error::Duplicate`] if the address is taken.
pub async fn insert(tx: &Tx, person: &Person) -> Result<i64> {
    let columns = COLUMNS.trim_start_matches("id, ");
    let mut sql = Sql::new(format!("INSERT INTO person ({columns}) VALUES "));
    sql.rows([[
        person.email.as_str().into(),
        person.name.as_str().into(),
        person.partner_id.map(|p| p.0).into(),
        person.role.as_str().into(),
        person.password_hash.as_str().into(),
        person.locale.as_deref().into(),
        person.created_at.timestamp().into(),
        person.disabled_at.map(|t| t.timestamp()).into(),
        person.failed_sign_ins.into(),
        person.locked_until.map(|t| t.timestamp()).into(),
        person.last_sign_in_at.map(|t| t.timestamp()).into(),
        person.totp.as_deref().into(),
        person.totp_pending.as_deref().into(),
        person.totp_step.into(),
    ]]);
    sql.say(" RETURNING id");
    Ok(tx.single(sql).await?)
}

/// Counts one more wrong password; how many there are now. The count is raised in the database, so that attempts at
/// the same moment are all counted.
pub async fn record_failure(tx: &Tx, id: i64) -> Result<i64> {
    let sql = "UPDATE person SET failed_sign_ins = failed_sign_ins + 1 WHERE id = $1 RETURNING failed_sign_ins";
    Ok(tx.value(sql!(sql, id)).await?.unwrap_or(0))
}

/// Takes a counted try back that turned out right, with the pause that it began.
pub async fn take_failure_back(tx: &Tx, id: i64) -> Result<()> {
    let sql = "UPDATE person SET failed_sign_ins = failed_sign_ins - 1, locked_until = NULL \
               WHERE id = $1 AND failed_sign_ins > 0";
    tx.run(sql!(sql, id)).await?;
    Ok(())
}

/// Lets no sign-in be tried before a time.
pub async fn lock_until(tx: &Tx, id: i64, until: DateTime<Utc>) -> Result<()> {
    set(tx, id, "locked_until", until.timestamp()).await
}

/// Gives a person another password, and forgets the wrong ones.
pub async fn set_password(tx: &Tx, id: i64, password_hash: &str) -> Result<()> {
    set(tx, id, "password_hash", password_hash).await?;
    record_success(tx, id).await
}

/// Shuts a person out; whether they were not before.
pub async fn disable(tx: &Tx, id: i64, now: DateTime<Utc>) -> Result<bool> {
    let sql = "UPDATE person SET disabled_at = $1 WHERE id = $2 AND disabled_at IS NULL";
    Ok(tx.run(sql!(sql, now.timestamp(), id)).await? == 1)
}

/// Lets a person in again; whether they were shut out.
pub async fn enable(tx: &Tx, id: i64) -> Result<bool> {
    let sql = "UPDATE person SET disabled_at = NULL WHERE id = $1 AND disabled_at IS NOT NULL";
    Ok(tx.run(sql!(sql, id)).await? == 1)
}

/// Forgets the wrong passwords.
pub async fn record_success(tx: &Tx, id: i64) -> Result<()> {
    tx.run(sql!(
        "UPDATE person SET failed_sign_ins = 0, locked_until = NULL WHERE id = $1",
        id
    ))
    .await?;
    Ok(())
}

/// Notes that a person signed in.
pub async fn record_sign_in(tx: &Tx, id: i64, now: DateTime<Utc>) -> Result<()> {
    set(tx, id, "last_sign_in_at", now.timestamp()).await
}

/// Has a person be spoken to in a language.
pub async fn set_locale(tx: &Tx, id: i64, locale: &str) -> Result<()> {
    set(tx, id, "locale", locale).await
}

/// Gives a person another role.
pub async fn set_role(tx: &Tx, id: i64, role: &str) -> Result<()> {
    set(tx, id, "role", role).await
}

/// Keeps the sealed secret that a person is shown, until they answer it.
pub async fn set_totp_pending(tx: &Tx, id: i64, sealed: &str) -> Result<()> {
    set(tx, id, "totp_pending", sealed).await
}

/// Puts a second step into force, or none.
pub async fn set_totp(tx: &Tx, id: i64, sealed: Option<&str>) -> Result<()> {
    tx.run(sql!(
        "UPDATE person SET totp = $1, totp_pending = NULL WHERE id = $2",
        sealed,
        id
    ))
    .await?;
    Ok(())
}

/// Takes the code of a period; whether no code of it or of a later one was taken before.
pub async fn use_totp_step(tx: &Tx, id: i64, step: i64) -> Result<bool> {
    Ok(tx
        .run(sql!(
            "UPDATE person SET totp_step = $1 WHERE id = $2 AND totp_step < $1",
            step,
            id
        ))
        .await?
        == 1)
}

async fn set(tx: &Tx, id: i64, column: &'static str, value: impl Into<Value>) -> Result<()> {
    let mut sql = Sql::new("UPDATE person SET ");
    sql.say(column).say(" = ").value(value).say(" WHERE id = ").value(id);
    tx.run(sql).await?;
    Ok(())
}

fn read(row: &Row) -> Result<Person> {
    let row = row.of("person", "id");
    Ok(Person {
        id: row.get("id")?,
        email: row.get("email")?,
        name: row.get("name")?,
        partner_id: row.get::<Option<i64>>("partner_id")?.map(PartnerId),
        role: row.get("role")?,
        password_hash: row.get("password_hash")?,
        locale: row.get("locale")?,
        created_at: row.moment("created_at")?,
        disabled_at: row.maybe_moment("disabled_at")?,
        failed_sign_ins: row.get("failed_sign_ins")?,
        locked_until: row.maybe_moment("locked_until")?,
        last_sign_in_at: row.maybe_moment("last_sign_in_at")?,
        totp: row.get("totp")?,
        totp_pending: row.get("totp_pending")?,
        totp_step: row.get("totp_step")?,
    })
}

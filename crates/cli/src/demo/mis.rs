//! The sample MIS: a small loan system's database, as a partner might have it.

use std::path::Path;

use chrono::NaiveDate;
use miette::{IntoDiagnostic, Result};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{Connection, query};

use super::records::{self, Loan};

const TABLES: &str = "
CREATE TABLE IF NOT EXISTS clients (client_no TEXT PRIMARY KEY, given_name TEXT, family_name TEXT, sex TEXT);
CREATE TABLE IF NOT EXISTS loans (account_no TEXT PRIMARY KEY, client_no TEXT, group_name TEXT, principal INTEGER,
  activity TEXT, purpose TEXT, story TEXT, town TEXT, disbursed_on TEXT, waiver INTEGER, photo TEXT, on_kiva INTEGER);
CREATE TABLE IF NOT EXISTS group_members (account_no TEXT, member_loan_no TEXT, client_no TEXT, amount INTEGER,
  not_in_photo INTEGER);
CREATE TABLE IF NOT EXISTS installments (account_no TEXT, due_on TEXT, principal INTEGER, interest INTEGER);
CREATE TABLE IF NOT EXISTS payments (account_no TEXT, paid_on TEXT, principal INTEGER);
";

/// The open database.
pub struct Mis(SqliteConnection);

impl Mis {
    /// Opens it, made if missing.
    pub async fn open(file: &Path) -> Result<Mis> {
        let options = SqliteConnectOptions::new().filename(file).create_if_missing(true);
        let mut connection = SqliteConnection::connect_with(&options).await.into_diagnostic()?;
        sqlx::raw_sql(TABLES).execute(&mut connection).await.into_diagnostic()?;
        Ok(Mis(connection))
    }

    /// Adds loan accounts; those that are there stay as they are.
    pub async fn add_loans(&mut self, loans: &[Loan]) -> Result<()> {
        let mut tx = self.0.begin().await.into_diagnostic()?;
        for loan in loans {
            add_loan(&mut tx, loan).await.into_diagnostic()?;
        }
        tx.commit().await.into_diagnostic()
    }

    /// The officer marks these loans as being on Kiva, and the month's payments come in: most clients pay what falls due
    /// by `until`, every seventh nothing, every eleventh one installment more. Done again, it comes to the same.
    pub async fn collect(&mut self, loans: &[Loan], until: NaiveDate) -> Result<()> {
        let mut tx = self.0.begin().await.into_diagnostic()?;
        query("DELETE FROM payments")
            .execute(&mut *tx)
            .await
            .into_diagnostic()?;
        for (n, loan) in loans.iter().enumerate() {
            let mark = query("UPDATE loans SET on_kiva = 1 WHERE account_no = ?").bind(&loan.account);
            mark.execute(&mut *tx).await.into_diagnostic()?;
            let due = loan.installments.iter().filter(|(date, ..)| *date <= until).count();
            let paid = match n {
                _ if n % 7 == 3 => 0,
                _ if n % 11 == 5 => due + 1,
                _ => due,
            };
            for (date, principal, _) in loan.installments.iter().take(paid) {
                add_payment(&mut tx, &loan.account, *date, *principal)
                    .await
                    .into_diagnostic()?;
            }
        }
        tx.commit().await.into_diagnostic()
    }

    /// Three entries that a report must not carry to Kiva as they stand: a loan that Kiva has never seen, a payment
    /// booked twice over, and a reversal without its payment.
    pub async fn make_mistakes(&mut self, loans: &[Loan], day: NaiveDate) -> Result<()> {
        let mut tx = self.0.begin().await.into_diagnostic()?;
        let unknown = records::loan(900, day);
        add_loan(&mut tx, &unknown).await.into_diagnostic()?;
        query("UPDATE loans SET on_kiva = 2 WHERE account_no = ?")
            .bind(&unknown.account)
            .execute(&mut *tx)
            .await
            .into_diagnostic()?;
        for (loan, total) in [(&loans[2], loans[2].amount * 2), (&loans[4], -1_500)] {
            query("DELETE FROM payments WHERE account_no = ?")
                .bind(&loan.account)
                .execute(&mut *tx)
                .await
                .into_diagnostic()?;
            add_payment(&mut tx, &loan.account, day, total)
                .await
                .into_diagnostic()?;
        }
        tx.commit().await.into_diagnostic()
    }

    /// Loan accounts meant for Kiva as loan drafts.
    pub async fn draft_accounts(&mut self) -> Result<Vec<String>> {
        let rows: Vec<(String,)> = sqlx::query_as("SELECT account_no FROM loans WHERE on_kiva < 2 ORDER BY account_no")
            .fetch_all(&mut self.0)
            .await
            .into_diagnostic()?;
        Ok(rows.into_iter().map(|(account,)| account).collect())
    }

    /// Loan accounts with what was repaid on them, as the report should carry it.
    pub async fn repaid(&mut self) -> Result<Vec<(String, i64)>> {
        sqlx::query_as(
            "SELECT l.account_no, COALESCE(SUM(p.principal), 0) FROM loans l
             LEFT JOIN payments p ON p.account_no = l.account_no
             WHERE l.on_kiva > 0 GROUP BY l.account_no ORDER BY l.account_no",
        )
        .fetch_all(&mut self.0)
        .await
        .into_diagnostic()
    }
}

async fn add_client(connection: &mut SqliteConnection, n: usize) -> sqlx::Result<String> {
    let client = records::client(n);
    query("INSERT OR IGNORE INTO clients VALUES (?, ?, ?, ?)")
        .bind(&client.number)
        .bind(client.given_name)
        .bind(client.family_name)
        .bind(client.sex)
        .execute(connection)
        .await?;
    Ok(client.number)
}

async fn add_loan(connection: &mut SqliteConnection, loan: &Loan) -> sqlx::Result<()> {
    let client = match loan.client {
        Some(n) => Some(add_client(connection, n).await?),
        None => None,
    };
    let added = query("INSERT OR IGNORE INTO loans VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)")
        .bind(&loan.account)
        .bind(client)
        .bind(&loan.group_name)
        .bind(loan.amount)
        .bind(&loan.activity)
        .bind(loan.purpose)
        .bind(story(loan))
        .bind(loan.town)
        .bind(loan.disbursed_on.to_string())
        .bind(loan.waiver)
        .bind(loan.photo.then(|| format!("photos/{}.jpg", loan.account)))
        .execute(&mut *connection)
        .await?;
    if added.rows_affected() == 0 {
        return Ok(());
    }
    for member in &loan.members {
        let client = add_client(connection, member.client).await?;
        query("INSERT INTO group_members VALUES (?, ?, ?, ?, ?)")
            .bind(&loan.account)
            .bind(&member.loan_no)
            .bind(client)
            .bind(member.amount)
            .bind(member.not_in_photo)
            .execute(&mut *connection)
            .await?;
    }
    for (date, principal, interest) in &loan.installments {
        query("INSERT INTO installments VALUES (?, ?, ?, ?)")
            .bind(&loan.account)
            .bind(date.to_string())
            .bind(principal)
            .bind(interest)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

async fn add_payment(
    connection: &mut SqliteConnection,
    account: &str,
    day: NaiveDate,
    principal: i64,
) -> sqlx::Result<()> {
    query("INSERT INTO payments VALUES (?, ?, ?)")
        .bind(account)
        .bind(day.to_string())
        .bind(principal)
        .execute(connection)
        .await?;
    Ok(())
}

fn story(loan: &Loan) -> String {
    let who = match (&loan.group_name, loan.client) {
        (Some(name), _) => format!("The members of {name} have borrowed together for three years."),
        (None, Some(n)) => {
            let client = records::client(n);
            format!(
                "{} lives in {} and has run this business for several years.",
                client.given_name, loan.town
            )
        }
        (None, None) => String::new(),
    };
    format!(
        "{who} With this loan there will be enough stock for the coming season, and school fees are paid from the profit."
    )
}

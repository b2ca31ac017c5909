//! Microsoft SQL Server, by TDS 7.3 and older.
//!
//! SQL Server has no transaction that may only read. So the words of the query are looked at as T-SQL, the account must be
//! one that only reads, and the query runs in a transaction that is never committed: what was done is taken back.

use std::time::Duration;

use fieldlink_say::{Message, message};
use futures::TryStreamExt;
use secrecy::{ExposeSecret, SecretString};
use tiberius::{AuthMethod, Client, Config, EncryptionLevel, QueryItem};
use tokio::net::TcpStream;
use tokio_util::compat::{Compat, TokioAsyncWriteCompatExt};
use url::Url;

use super::account::{self, Account};
use super::dialect::Dialect;
use super::read::{Job, Row as Values};
use super::{columns, mssql_value, read_only};
use crate::source::{Sink, SourceError};

type Connection = Client<Compat<TcpStream>>;

pub(super) async fn run(job: &Job, sink: &Sink) -> Result<(), SourceError> {
    let mut client = connected(job).await?;
    let mut rows = client
        .simple_query(job.query.as_str())
        .await
        .map_err(|cause| job.failed(0, cause))?;
    let mut count = 0;
    while let Some(item) = rows.try_next().await.map_err(|cause| job.failed(count, cause))? {
        let QueryItem::Row(row) = item else { continue };
        count += 1;
        let cell = |(column, data): (&tiberius::Column, _)| {
            (column.name().to_owned(), mssql_value::cell(column.column_type(), data))
        };
        let values: Values = row.cells().map(cell).collect();
        if !sink.put(job.record(count, values)).await {
            return Ok(());
        }
    }
    drop(rows);
    if let Ok(taken_back) = client.simple_query("IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION").await {
        let _ = taken_back.into_results().await;
    }
    Ok(())
}

/// The first column of the first row, as bytes.
pub(super) async fn one(job: &Job, values: &[String]) -> Result<Option<Vec<u8>>, SourceError> {
    let mut client = connected(job).await?;
    let parameters: Vec<&dyn tiberius::ToSql> = values.iter().map(|value| value as &dyn tiberius::ToSql).collect();
    let rows = client
        .query(job.query.as_str(), &parameters)
        .await
        .map_err(|cause| job.failed(0, cause))?;
    let row = rows.into_row().await.map_err(|cause| job.failed(0, cause))?;
    let data = row.and_then(|row| row.into_iter().next());
    data.map_or(Ok(None), |data| {
        mssql_value::bytes(&data).map_err(|fault| job.failed(1, std::io::Error::other(fault.to_string())))
    })
}

/// A connection of an account that only reads, or that was accepted, in a transaction.
async fn connected(job: &Job) -> Result<Connection, SourceError> {
    read_only::check_words(&job.query, Some(Dialect::Mssql)).map_err(|why| job.refused(&why))?;
    let mut config = settings_of(&job.url).map_err(|why| SourceError::Connect {
        source_name: job.source_name.clone(),
        why: Box::new(message!("connect-settings", why = why, place = &job.url_place)),
        cause: Box::new(std::io::Error::from(std::io::ErrorKind::InvalidInput)),
    })?;
    config.command_timeout(Some(Duration::from_secs(job.seconds)));
    let address = config.get_addr();
    let opening = async {
        let stream = TcpStream::connect(address).await.map_err(crate::source::Cause::from)?;
        let _ = stream.set_nodelay(true);
        let client = Client::connect(config, stream.compat_write()).await;
        client.map_err(crate::source::Cause::from)
    };
    let mut client = job.connected(opening).await?;
    // What the program asks by itself, for the list of tables, only reads.
    if job.section != columns::SECTION {
        signed_in(&mut client).await.admitted(job)?;
    }
    let begin = format!(
        "SET XACT_ABORT ON; SET LOCK_TIMEOUT {}; BEGIN TRANSACTION",
        job.seconds.saturating_mul(1_000)
    );
    let began = client.simple_query(begin).await.map_err(|cause| job.connect(cause))?;
    began.into_results().await.map_err(|cause| job.connect(cause))?;
    Ok(client)
}

/// Who is signed in, and what they may do. Of a server that does not tell it is not known.
async fn signed_in(client: &mut Connection) -> Account {
    let name = account::name_query(Dialect::Mssql).unwrap_or_default();
    let rights = account::rights_query(Dialect::Mssql).unwrap_or_default();
    let name = answer(client, name).await;
    Account {
        name: name.unwrap_or_else(|| String::from(account::NAMELESS)),
        writes: answer(client, rights).await.map(|told| told != "0"),
    }
}

/// The one value that a query answers; none when it fails.
async fn answer(client: &mut Connection, query: &str) -> Option<String> {
    let row = client.simple_query(query).await.ok()?.into_row().await.ok()??;
    let (column, data) = row.cells().next()?;
    mssql_value::text(column.column_type(), data).ok()?
}

/// What a URL such as `mssql://reader:password@host:1433/mis?encrypt=off&trust_certificate=yes` says; also an ADO string
/// (`Server=…;Database=…`).
///
/// # Errors
/// A sentence that does not hold the URL.
pub fn settings_of(url: &SecretString) -> Result<Config, Message> {
    let text = url.expose_secret();
    let mut config = if text.starts_with("mssql://") || text.starts_with("sqlserver://") {
        of_url(&Url::parse(text).map_err(|_| EXPECTED)?)?
    } else {
        Config::from_ado_string(text).map_err(|_| EXPECTED)?
    };
    config.readonly(true);
    config.application_name("fieldlink");
    Ok(config)
}

const EXPECTED: Message = message!("mssql-url");

fn of_url(url: &Url) -> Result<Config, Message> {
    let mut config = Config::new();
    config.host(url.host_str().ok_or(message!("mssql-no-host"))?);
    config.port(url.port().unwrap_or(1433));
    let database = url.path().trim_start_matches('/');
    if !database.is_empty() {
        config.database(plain(database)?);
    }
    let password = url.password().unwrap_or_default();
    config.authentication(AuthMethod::sql_server(plain(url.username())?, plain(password)?));
    for (name, value) in url.query_pairs() {
        match (name.as_ref(), value.as_ref()) {
            ("encrypt", "on" | "yes" | "true") => config.encryption(EncryptionLevel::Required),
            // Servers too old for today's TLS; on a line that nobody else can listen to.
            ("encrypt", "off" | "no" | "false") => config.encryption(EncryptionLevel::NotSupported),
            ("trust_certificate", "on" | "yes" | "true") => config.trust_cert(),
            ("trust_certificate", "off" | "no" | "false") => {}
            ("instance", instance) => config.instance_name(instance),
            (other, _) => {
                return Err(message!("connect-parameter", name = other));
            }
        }
    }
    Ok(config)
}

/// A part of a URL without its percent signs.
fn plain(part: &str) -> Result<String, Message> {
    let pair = format!("v={}", part.replace('+', "%2B"));
    let found = url::form_urlencoded::parse(pair.as_bytes()).next();
    found.map(|(_, value)| value.into_owned()).ok_or(EXPECTED)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(url: &str) -> Result<Config, Message> {
        settings_of(&SecretString::from(url.to_owned()))
    }

    #[test]
    fn urls_and_ado_strings_are_read() {
        let config = read("mssql://reader:p%40ss+w@db.example:14330/mis?encrypt=on&trust_certificate=yes").unwrap();
        assert_eq!(config.get_addr(), "db.example:14330");
        assert_eq!(
            read("mssql://reader:x@db.example/mis").unwrap().get_addr(),
            "db.example:1433"
        );
        let ado = read("Server=tcp:db.example,1444;Database=mis;User ID=reader;Password=x").unwrap();
        assert_eq!(ado.get_addr(), "db.example:1444");
        assert_eq!(plain("p%40ss+w").unwrap(), "p@ss+w");
    }

    #[test]
    fn what_is_wrong_with_a_url_is_said_without_the_url() {
        let why = read("mssql://reader:secret@db.example/mis?encrpyt=on").unwrap_err();
        assert!(
            why.to_string().contains("encrpyt") && !why.to_string().contains("secret"),
            "{why}"
        );
        assert!(read("mssql:///mis").is_err());
        assert!(read("nonsense").is_err());
    }
}

//! The names behind the labels of actors, for lists that say who did something.

use std::collections::BTreeMap;

use fieldlink_domain::ids::PartnerId;

use crate::{Ask as _, Db, Result, Sql, Value};

/// Who stands behind a label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Their name, or what people call the program.
    pub name: String,
    /// Their partner; none for Kiva's people.
    pub partner: Option<PartnerId>,
}

/// Names by label, of the labels that are somebody's: `person:7`, `client:c0ffee…`.
pub async fn of_labels(db: &dyn Db, labels: &[&str]) -> Result<BTreeMap<String, Named>> {
    let mut people: Vec<i64> = Vec::new();
    let mut clients: Vec<&str> = Vec::new();
    for label in labels {
        match label.split_once(':') {
            Some(("person", id)) => people.extend(id.parse::<i64>().ok()),
            Some(("client", id)) => clients.push(id),
            _ => {}
        }
    }
    let people: Vec<Value> = people.into_iter().map(Value::from).collect();
    let clients: Vec<Value> = clients.into_iter().map(Value::from).collect();
    let mut named = BTreeMap::new();
    for (kind, table, cast, ids) in [
        ("person", "person", "CAST(id AS TEXT)", people),
        ("client", "client", "id", clients),
    ] {
        if ids.is_empty() {
            continue;
        }
        let mut sql = Sql::new(format!(
            "SELECT {cast} AS label, name, partner_id FROM {table} WHERE id IN ("
        ));
        sql.list(ids).say(")");
        for row in db.all(sql).await? {
            let row = row.of(table, "label");
            let id: String = row.get("label")?;
            let partner: Option<i64> = row.get("partner_id")?;
            let who = Named {
                name: row.get("name")?,
                partner: partner.map(PartnerId),
            };
            named.insert(format!("{kind}:{id}"), who);
        }
    }
    Ok(named)
}

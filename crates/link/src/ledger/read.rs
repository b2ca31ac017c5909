//! What the ledger knows.

use std::collections::{BTreeMap, HashMap};

use fieldlink_domain::calendar::Period;
use rust_decimal::Decimal;
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, Select};

use super::entity::ledger_row::{Column, Entity, Model};
use super::error::{LedgerError, Result};
use super::open::Ledger;
use super::row::Row;
use super::state::State;
use crate::kind::Kind;

/// What is known of one record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// Its last revision that may have left.
    pub sent: Option<Sent>,
    /// The revision of its last row that never left, when that is newer.
    pub unsent: Option<i64>,
}

/// A revision that may have left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// The revision.
    pub revision: i64,
    /// Hash of what was sent.
    pub hash: String,
    /// Hash over what tells that it is the same without a look at its photo.
    pub seen: Option<String>,
    /// Where it stands.
    pub state: State,
    /// What the server calls it.
    pub reference: Option<String>,
}

/// The last amount that the server took for a loan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastAmount {
    /// In which month.
    pub period: Period,
    /// In the loan's currency.
    pub amount: Decimal,
}

#[derive(FromQueryResult)]
struct Brief {
    id: i64,
    record_key: String,
    revision: i64,
    hash: String,
    seen: Option<String>,
    state: String,
    reference: Option<String>,
}

#[derive(FromQueryResult)]
struct Amount {
    id: i64,
    loan_id: Option<String>,
    period: Option<String>,
    amount: Option<String>,
}

#[derive(FromQueryResult)]
struct Count {
    kind: String,
    state: String,
    n: i64,
}

/// Keys that are asked for in one statement, below what either engine can bind.
const CHUNK: usize = 500;

impl Ledger {
    pub(super) fn mine(&self) -> Select<Entity> {
        Entity::find()
            .filter(Column::Profile.eq(&self.profile))
            .filter(Column::PartnerId.eq(self.partner.0))
    }

    /// What is known of the records of a kind; of repayments, those of one month.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn known(&self, kind: Kind, period: Option<Period>) -> Result<HashMap<String, Known>> {
        let mut select = self.mine().filter(Column::Kind.eq(kind.as_str()));
        if let Some(period) = period {
            select = select.filter(Column::Period.eq(period.to_string()));
        }
        let mut known = HashMap::new();
        self.known_in(select, &mut known).await?;
        Ok(known)
    }

    /// What is known of these records of a kind.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn known_of(&self, kind: Kind, keys: &[String]) -> Result<HashMap<String, Known>> {
        let mut known = HashMap::new();
        for keys in keys.chunks(CHUNK) {
            let select = self
                .mine()
                .filter(Column::Kind.eq(kind.as_str()))
                .filter(Column::RecordKey.is_in(keys.iter().map(String::as_str)));
            self.known_in(select, &mut known).await?;
        }
        Ok(known)
    }

    async fn known_in(&self, select: Select<Entity>, known: &mut HashMap<String, Known>) -> Result<()> {
        let select = select.order_by_asc(Column::Revision);
        let columns = [
            Column::Id,
            Column::RecordKey,
            Column::Revision,
            Column::Hash,
            Column::Seen,
            Column::State,
            Column::Reference,
        ];
        let rows: Vec<Brief> = select.select_only().columns(columns).into_model().all(&self.db).await?;
        for row in rows {
            let state: State = row.state.parse().map_err(|_| LedgerError::Corrupt {
                id: row.id,
                column: "state",
            })?;
            let record = known.entry(row.record_key).or_default();
            if state.may_have_left() {
                record.sent = Some(Sent {
                    revision: row.revision,
                    hash: row.hash,
                    seen: row.seen,
                    state,
                    reference: row.reference,
                });
                record.unsent = None;
            } else {
                record.unsent = Some(row.revision);
            }
        }
        Ok(())
    }

    /// The last amounts of these loans that the server took.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn last_amounts_of(&self, loan_ids: &[String]) -> Result<HashMap<String, LastAmount>> {
        let mut amounts = HashMap::new();
        for loan_ids in loan_ids.chunks(CHUNK) {
            self.last_amounts_in(loan_ids, &mut amounts).await?;
        }
        Ok(amounts)
    }

    async fn last_amounts_in(&self, loan_ids: &[String], amounts: &mut HashMap<String, LastAmount>) -> Result<()> {
        let rows: Vec<Amount> = self
            .mine()
            .filter(Column::Kind.eq(Kind::Repayment.as_str()))
            .filter(Column::LoanId.is_in(loan_ids.iter().map(String::as_str)))
            .filter(Column::State.is_in([State::Accepted.as_str(), State::AcceptedWithProblems.as_str()]))
            // The last one of a loan is the one that stays.
            .order_by_asc(Column::Id)
            .select_only()
            .columns([Column::Id, Column::LoanId, Column::Period, Column::Amount])
            .into_model()
            .all(&self.db)
            .await?;
        for row in rows {
            let corrupt = |column| LedgerError::Corrupt { id: row.id, column };
            let loan_id = row.loan_id.clone().ok_or_else(|| corrupt("loan_id"))?;
            let period = row
                .period
                .as_deref()
                .and_then(|text| text.parse().ok())
                .ok_or_else(|| corrupt("period"))?;
            let amount = row
                .amount
                .as_deref()
                .and_then(|text| text.parse().ok())
                .ok_or_else(|| corrupt("amount"))?;
            amounts.insert(loan_id, LastAmount { period, amount });
        }
        Ok(())
    }

    /// The rows in one of these states, oldest first.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn rows(&self, states: &[State], kind: Option<Kind>) -> Result<Vec<Row>> {
        let mut select = self
            .mine()
            .filter(Column::State.is_in(states.iter().map(|state| state.as_str())))
            .order_by_asc(Column::Id);
        if let Some(kind) = kind {
            select = select.filter(Column::Kind.eq(kind.as_str()));
        }
        let models: Vec<Model> = select.all(&self.db).await?;
        models.into_iter().map(Row::try_from).collect()
    }

    /// One row by its number.
    ///
    /// # Errors
    /// [`LedgerError::NoSuchRow`].
    pub async fn row(&self, id: i64) -> Result<Row> {
        let model = self.mine().filter(Column::Id.eq(id)).one(&self.db).await?;
        model.ok_or(LedgerError::NoSuchRow(id))?.try_into()
    }

    /// The numbers of planned rows by their keys.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn planned(&self, kind: Kind) -> Result<HashMap<String, (i64, i64)>> {
        let rows: Vec<(i64, String, i64)> = self
            .mine()
            .filter(Column::Kind.eq(kind.as_str()))
            .filter(Column::State.eq(State::Planned.as_str()))
            .select_only()
            .columns([Column::Id, Column::RecordKey, Column::Revision])
            .into_tuple()
            .all(&self.db)
            .await?;
        Ok(rows
            .into_iter()
            .map(|(id, key, revision)| (key, (id, revision)))
            .collect())
    }

    /// How many rows of each kind are in each state.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn counts(&self) -> Result<BTreeMap<(Kind, State), u64>> {
        let rows: Vec<Count> = self
            .mine()
            .select_only()
            .columns([Column::Kind, Column::State])
            .column_as(Column::Id.count(), "n")
            .group_by(Column::Kind)
            .group_by(Column::State)
            .into_model()
            .all(&self.db)
            .await?;
        let mut counts = BTreeMap::new();
        for row in rows {
            let corrupt = |column| LedgerError::Corrupt { id: 0, column };
            let kind = row.kind.parse().map_err(|_| corrupt("kind"))?;
            let state = row.state.parse().map_err(|_| corrupt("state"))?;
            counts.insert((kind, state), u64::try_from(row.n).unwrap_or(0));
        }
        Ok(counts)
    }
}

//! What the ledger knows.

use std::collections::{BTreeMap, HashMap};

use fieldlink_domain::calendar::Period;
use rust_decimal::Decimal;
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select};

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
        let mut select = self
            .mine()
            .filter(Column::Kind.eq(kind.as_str()))
            .order_by_asc(Column::Revision);
        if let Some(period) = period {
            select = select.filter(Column::Period.eq(period.to_string()));
        }
        let columns = [
            Column::Id,
            Column::RecordKey,
            Column::Revision,
            Column::Hash,
            Column::State,
            Column::Reference,
        ];
        let rows: Vec<Brief> = select.select_only().columns(columns).into_model().all(&self.db).await?;
        let mut known: HashMap<String, Known> = HashMap::new();
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
                    state,
                    reference: row.reference,
                });
                record.unsent = None;
            } else {
                record.unsent = Some(row.revision);
            }
        }
        Ok(known)
    }

    /// The last amount of each loan that the server took.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn last_amounts(&self) -> Result<HashMap<String, LastAmount>> {
        let accepted = [State::Accepted.as_str(), State::AcceptedWithProblems.as_str()];
        let mine = || {
            self.mine()
                .filter(Column::Kind.eq(Kind::Repayment.as_str()))
                .filter(Column::State.is_in(accepted))
        };
        let newest = mine()
            .select_only()
            .column_as(Column::Id.max(), "id")
            .group_by(Column::LoanId)
            .into_query();
        let rows: Vec<Amount> = mine()
            .filter(Column::Id.in_subquery(newest))
            .select_only()
            .columns([Column::Id, Column::LoanId, Column::Period, Column::Amount])
            .into_model()
            .all(&self.db)
            .await?;
        let mut amounts = HashMap::new();
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
        Ok(amounts)
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

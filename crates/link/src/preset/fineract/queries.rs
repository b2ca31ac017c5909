//! The queries, in words that PostgreSQL and MariaDB share.
//!
//! Nothing is rounded here: `ROUND(x, currency_digits)` keeps six decimals on MariaDB and two on PostgreSQL, and the link
//! reads the exact DECIMAL(19,6) of both. A column `fieldlink_hold` with a text holds its row, with that text as the
//! reason. `CASE WHEN 1 = 0 THEN x END` is a NULL that has the type of x, which a UNION needs.

use super::Schema;

/// The table of the fields that only Kiva wants: a Fineract data table on `m_loan`, of this name.
pub const DATA_TABLE: &str = "kiva";

/// A loan's id: the external one, else the account number. An empty external id is none.
const LOAN_ID: &str = "COALESCE(NULLIF(l.external_id, ''), l.account_no)";
const CLIENT_ID: &str = "COALESCE(NULLIF(c.external_id, ''), c.account_no)";
const GROUP_ID: &str = "COALESCE(NULLIF(g.external_id, ''), g.account_no)";
const AMOUNT: &str = "COALESCE(NULLIF(l.approved_principal, 0), l.principal_amount)";
const DISBURSED: &str = "COALESCE(l.disbursedon_date, l.expected_disbursedon_date)";
/// The loans of one group lending: the children of a GLIM account, or the JLG loans of a group with one day and product.
/// The expected day, since the real one is only known later and a key must not change.
const GROUP_KEY: &str = "CASE WHEN l.loan_type_enum = 4 AND l.glim_id IS NOT NULL THEN CONCAT('GLIM-', l.glim_id) ELSE CONCAT('JLG-', l.group_id, '-', COALESCE(l.expected_disbursedon_date, l.disbursedon_date), '-', COALESCE(l.product_id, 0)) END";
/// Approved and active: what may be posted.
const TO_POST: &str = "(200, 300)";
/// Active, in transfer, closed, written off, rescheduled, overpaid: what may have been repaid. Loans that are charged off
/// stay active, and their repayments count.
const REPAID: &str = "(300, 303, 304, 600, 601, 602, 700)";
const NO_MEMBERS: &str = "'a loan to a group as a whole (loan type 2): Fineract keeps no borrowers and shares of it; post it in PA2, or keep it as GLIM or JLG'";
/// Repayments, refunds and their like; a chargeback (25) is none, and 8 is a recovery after a write-off.
const REPAYMENT_LIKE: &str = "(2, 5, 8, 21, 22, 23, 24, 26, 28, 31, 33)";

/// The fund whose loans are Kiva's, as part of a query.
fn fund(name: &str) -> String {
    format!(
        "JOIN m_fund f ON f.id = l.fund_id AND f.name = '{}'",
        name.replace('\'', "''")
    )
}

/// The fields that only Kiva wants.
const KIVA: [&str; 6] = [
    "activity",
    "theme",
    "location",
    "description",
    "language",
    "waiver_signed",
];

/// The data table's columns, each through this function, and its join.
fn data_table(schema: &Schema, each: impl Fn(&str) -> String) -> (String, String) {
    if !schema.has_table(DATA_TABLE) {
        return (String::new(), String::new());
    }
    let present = KIVA.into_iter().filter(|column| schema.has(DATA_TABLE, column));
    let columns: Vec<String> = present
        .map(|column| format!(",\n       {} AS {column}", each(&format!("k.{column}"))))
        .collect();
    (
        columns.concat(),
        format!("\nLEFT JOIN {DATA_TABLE} k ON k.loan_id = l.id"),
    )
}

/// Loans to be posted: individual ones, group lendings with one row each, and loans to whole groups, which are held.
pub fn loan_drafts(schema: &Schema, fund_name: &str) -> String {
    let fund = fund(fund_name);
    let (plain, join) = data_table(schema, str::to_owned);
    let (grouped, _) = data_table(schema, |column| format!("MAX({column})"));
    format!(
        "SELECT {LOAN_ID} AS loan_id,
       {CLIENT_ID} AS client_id,
       CASE WHEN 1 = 0 THEN o.name END AS group_name,
       COALESCE(c.firstname, c.fullname) AS first_name,
       c.lastname AS last_name,
       gender.code_value AS gender,
       {AMOUNT} AS amount,
       l.currency_code AS currency,
       {DISBURSED} AS disbursed_on,
       purpose.code_value AS purpose,
       o.name AS office,
       c.id AS client_key,
       CASE WHEN 1 = 0 THEN o.name END AS fieldlink_hold{plain}
FROM m_loan l {fund}
JOIN m_client c ON c.id = l.client_id
LEFT JOIN m_office o ON o.id = c.office_id
LEFT JOIN m_code_value gender ON gender.id = c.gender_cv_id
LEFT JOIN m_code_value purpose ON purpose.id = l.loanpurpose_cv_id{join}
WHERE l.loan_type_enum = 1 AND l.loan_status_id IN {TO_POST}
UNION ALL
SELECT {GROUP_KEY},
       MAX({GROUP_ID}),
       MAX(g.display_name),
       CASE WHEN 1 = 0 THEN MAX(g.display_name) END,
       CASE WHEN 1 = 0 THEN MAX(g.display_name) END,
       CASE WHEN 1 = 0 THEN MAX(g.display_name) END,
       CASE WHEN 1 = 0 THEN MAX(l.principal_amount) END,
       MAX(l.currency_code),
       MAX({DISBURSED}),
       MAX(purpose.code_value),
       MAX(o.name),
       CASE WHEN 1 = 0 THEN MAX(g.id) END,
       CASE WHEN MIN(l.loan_status_id) <> MAX(l.loan_status_id) THEN 'some loans of this group are approved and others active; wait until all are' END{grouped}
FROM m_loan l {fund}
JOIN m_group g ON g.id = l.group_id
LEFT JOIN m_office o ON o.id = g.office_id
LEFT JOIN m_code_value purpose ON purpose.id = l.loanpurpose_cv_id{join}
WHERE l.loan_type_enum IN (3, 4) AND l.loan_status_id IN {TO_POST}
GROUP BY {GROUP_KEY}
UNION ALL
SELECT {LOAN_ID},
       {GROUP_ID},
       g.display_name,
       CASE WHEN 1 = 0 THEN g.display_name END,
       CASE WHEN 1 = 0 THEN g.display_name END,
       CASE WHEN 1 = 0 THEN g.display_name END,
       {AMOUNT},
       l.currency_code,
       {DISBURSED},
       purpose.code_value,
       o.name,
       CASE WHEN 1 = 0 THEN g.id END,
       {NO_MEMBERS}{plain}
FROM m_loan l {fund}
JOIN m_group g ON g.id = l.group_id
LEFT JOIN m_office o ON o.id = g.office_id
LEFT JOIN m_code_value purpose ON purpose.id = l.loanpurpose_cv_id{join}
WHERE l.loan_type_enum = 2 AND l.loan_status_id IN {TO_POST}"
    )
}

/// The borrowers of group lendings.
pub fn members(fund_name: &str) -> String {
    let fund = fund(fund_name);
    format!(
        "SELECT {GROUP_KEY} AS group_key,
       {LOAN_ID} AS loan_id,
       {CLIENT_ID} AS client_id,
       COALESCE(c.firstname, c.fullname) AS first_name,
       c.lastname AS last_name,
       gender.code_value AS gender,
       {AMOUNT} AS amount
FROM m_loan l {fund}
JOIN m_client c ON c.id = l.client_id
LEFT JOIN m_code_value gender ON gender.id = c.gender_cv_id
WHERE l.loan_type_enum IN (3, 4) AND l.loan_status_id IN {TO_POST}
ORDER BY 1, l.id"
    )
}

/// The due dates, those of a group's loans under the group's key.
pub fn schedule(schema: &Schema, fund_name: &str) -> String {
    let fund = fund(fund_name);
    let additional = if schema.has("m_loan_repayment_schedule", "is_additional") {
        " AND COALESCE(s.is_additional, false) = false"
    } else {
        ""
    };
    format!(
        "SELECT CASE WHEN l.loan_type_enum IN (3, 4) THEN {GROUP_KEY} ELSE {LOAN_ID} END AS loan_id,
       s.duedate AS due_on,
       COALESCE(s.principal_amount, 0) AS principal,
       COALESCE(s.interest_amount, 0) AS interest
FROM m_loan_repayment_schedule s
JOIN m_loan l ON l.id = s.loan_id {fund}
WHERE l.loan_status_id IN {TO_POST}{additional}
ORDER BY 1, s.installment"
    )
}

/// What a repaid loan is held for.
fn hold(schema: &Schema, table: &str) -> String {
    if schema.has("m_loan", "total_recovered_derived") {
        format!(
            "CASE WHEN {table}.total_recovered_derived > 0 THEN 'money was recovered after the write-off, which Fineract counts apart from the principal repaid; report this loan by hand' END"
        )
    } else {
        String::from("CASE WHEN 1 = 0 THEN l.account_no END")
    }
}

/// Principal repaid until now: each individual loan, and the sum of each group lending.
pub fn repayments(schema: &Schema, fund_name: &str) -> String {
    let fund = fund(fund_name);
    let hold = hold(schema, "l");
    format!(
        "SELECT {LOAN_ID} AS loan_id,
       COALESCE({CLIENT_ID}, {GROUP_ID}) AS client_id,
       COALESCE(l.principal_repaid_derived, 0) AS amount,
       COALESCE(l.principal_outstanding_derived, 0) AS outstanding,
       {hold} AS fieldlink_hold
FROM m_loan l {fund}
LEFT JOIN m_client c ON c.id = l.client_id
LEFT JOIN m_group g ON g.id = l.group_id
WHERE l.loan_type_enum IN (1, 2) AND l.loan_status_id IN {REPAID}
UNION ALL
SELECT {GROUP_KEY},
       MAX({GROUP_ID}),
       SUM(COALESCE(l.principal_repaid_derived, 0)),
       SUM(COALESCE(l.principal_outstanding_derived, 0)),
       MAX({hold})
FROM m_loan l {fund}
JOIN m_group g ON g.id = l.group_id
WHERE l.loan_type_enum IN (3, 4) AND l.loan_status_id IN {REPAID}
GROUP BY {GROUP_KEY}"
    )
}

/// Principal repaid until the end of a day, from the transactions. `day` is an expression of the database's, such as
/// `DATE '2026-10-31'`. Where the transactions do not add up to what Fineract says, the loan is held.
pub fn repayments_as_of(fund_name: &str, day: &str) -> String {
    let fund = fund(fund_name);
    format!(
        "SELECT loan_id, MAX(client_id) AS client_id, SUM(as_of) AS amount,
       MAX(CASE WHEN so_far <> derived THEN 'its transactions do not add up to the principal repaid that Fineract keeps; look at the loan' END) AS fieldlink_hold
FROM (
  SELECT CASE WHEN l.loan_type_enum IN (3, 4) THEN {GROUP_KEY} ELSE {LOAN_ID} END AS loan_id,
         CASE WHEN l.loan_type_enum IN (3, 4) THEN {GROUP_ID} ELSE COALESCE({CLIENT_ID}, {GROUP_ID}) END AS client_id,
         COALESCE(l.principal_repaid_derived, 0) AS derived,
         COALESCE((SELECT SUM(t.principal_portion_derived) FROM m_loan_transaction t
                   WHERE t.loan_id = l.id AND t.is_reversed = false
                     AND t.transaction_type_enum IN {REPAYMENT_LIKE}), 0) AS so_far,
         COALESCE((SELECT SUM(t.principal_portion_derived) FROM m_loan_transaction t
                   WHERE t.loan_id = l.id AND t.is_reversed = false
                     AND t.transaction_type_enum IN {REPAYMENT_LIKE} AND t.transaction_date <= {day}), 0) AS as_of
  FROM m_loan l {fund}
  LEFT JOIN m_client c ON c.id = l.client_id
  LEFT JOIN m_group g ON g.id = l.group_id
  WHERE l.loan_status_id IN {REPAID}
) each_loan
GROUP BY loan_id"
    )
}

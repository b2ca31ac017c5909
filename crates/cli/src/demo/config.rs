//! The sample partner's `fieldlink.toml`: what an integrator would write for this MIS.

/// The file's text for a PA2 at this address and this client id.
pub fn text(pa2: &str, client_id: &str) -> String {
    format!(
        r#"# From the sample MIS to the PA2 of the demo. Try: fieldlink plan --config fieldlink.toml

[partner]
id = 1
timezone = "Africa/Nairobi"
rates = {{ KES = "129.5" }}

[profile.demo]
token_url = "{pa2}/oauth/token"
api_base = "{pa2}"
client_id = "{client_id}"
client_secret_file = "client-secret"
idempotency = true

[source.mis]
kind = "sqlite"
path = "mis.db"

[source.visits]
kind = "workbook"
path = "journals.xlsx"

[loan_drafts]
source = "mis"
query = """
SELECT l.account_no, l.client_no, c.given_name, c.family_name, c.sex, l.principal, l.group_name, l.activity,
       l.purpose, l.story, l.town, l.disbursed_on, l.waiver, l.photo
FROM loans l LEFT JOIN clients c ON c.client_no = l.client_no
WHERE l.on_kiva < 2 ORDER BY l.account_no
"""

[loan_drafts.columns]
loan_id = "account_no"
client_id = "client_no"
first_name = "given_name"
last_name = "family_name"
gender = {{ column = "sex", values = {{ F = "female", M = "male" }} }}
amount = "principal"
group_name = "group_name"
currency = {{ value = "KES" }}
activity = "activity"
theme = {{ value = "General" }}
location = "town"
language = {{ value = "English" }}
description = "story"
loan_use = "purpose"
disburse_date = "disbursed_on"
waiver_signed = "waiver"
photo = "photo"

[loan_drafts.members]
query = """
SELECT m.account_no, m.member_loan_no, m.client_no, c.given_name, c.family_name, c.sex, m.amount, m.not_in_photo
FROM group_members m JOIN clients c ON c.client_no = m.client_no ORDER BY m.account_no, m.member_loan_no
"""
key = "account_no"

[loan_drafts.members.columns]
loan_id = "member_loan_no"
client_id = "client_no"
first_name = "given_name"
last_name = "family_name"
gender = {{ column = "sex", values = {{ F = "female", M = "male" }} }}
amount = "amount"
not_pictured = "not_in_photo"

[loan_drafts.schedule]
query = "SELECT account_no, due_on, principal, interest FROM installments ORDER BY account_no, due_on"
key = "account_no"

[loan_drafts.schedule.columns]
date = "due_on"
principal = "principal"
interest = "interest"

[repayments]
source = "mis"
query = """
SELECT l.account_no, COALESCE(SUM(p.principal), 0) AS repaid, l.principal - COALESCE(SUM(p.principal), 0) AS balance
FROM loans l LEFT JOIN payments p ON p.account_no = l.account_no
WHERE l.on_kiva > 0 GROUP BY l.account_no ORDER BY l.account_no
"""

[repayments.columns]
loan_id = "account_no"
amount = "repaid"
outstanding = "balance"

[journals]
source = "visits"
sheet = "Journals"

[journals.columns]
id = "Visit"
loan_id = "Loan ID"
subject = "Headline"
body = "Text"
"#
    )
}

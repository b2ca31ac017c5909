//! The people and loans of the sample MIS. All made up; the same on every run.

use chrono::{Days, Months, NaiveDate};

/// A client of the sample partner.
pub struct Client {
    pub number: String,
    pub given_name: &'static str,
    pub family_name: &'static str,
    pub sex: &'static str,
}

/// A member of a group loan.
pub struct Member {
    pub client: usize,
    pub loan_no: String,
    pub amount: i64,
    pub not_in_photo: bool,
}

/// A loan account. Amounts are whole Kenyan shillings.
pub struct Loan {
    pub account: String,
    pub client: Option<usize>,
    pub group_name: Option<String>,
    pub members: Vec<Member>,
    pub amount: i64,
    pub activity: String,
    pub purpose: &'static str,
    pub town: &'static str,
    pub disbursed_on: NaiveDate,
    pub waiver: bool,
    pub photo: bool,
    pub installments: Vec<(NaiveDate, i64, i64)>,
}

const GIVEN: [(&str, &str); 16] = [
    ("Achieng", "F"),
    ("Wanjiru", "F"),
    ("Kamau", "M"),
    ("Nafula", "F"),
    ("Otieno", "M"),
    ("Makena", "F"),
    ("Barasa", "M"),
    ("Chebet", "F"),
    ("Kipchoge", "M"),
    ("Amina", "F"),
    ("Zuhura", "F"),
    ("José", "M"),
    ("Nyambura", "F"),
    ("Mwende", "F"),
    ("Aïcha", "F"),
    ("Kerubo", "F"),
];
const FAMILY: [&str; 9] = [
    "Odhiambo", "Mwangi", "Wekesa", "Njoroge", "Kiplagat", "Nyaboke", "Mutua", "Hassan", "Owino",
];
const WORK: [(&str, &str); 8] = [
    ("Farming", "to buy certified maize seed and fertilizer for two acres"),
    ("Tailoring", "to buy an overlock machine and fabric for school uniforms"),
    ("Poultry", "a hundred layer chicks, feed and vaccines"),
    (
        "General Store",
        "to stock her shop with flour, sugar, soap and cooking oil",
    ),
    ("Dairy", "to buy a dairy cow and pay for its first months of feed"),
    ("Fish Selling", "to buy a freezer so that less of the catch spoils"),
    ("Bicycle Repair", "tyres, chains and brake sets for the rainy season"),
    ("Fruits & Vegetables", "to rent a market stall and buy produce in bulk"),
];
const TOWNS: [&str; 6] = ["Kisumu", "Kisii", "Machakos", "Voi", "Webuye", "Nairobi"];

/// Clients are numbered through; number `n` is always the same person.
pub fn client(n: usize) -> Client {
    let (given_name, sex) = GIVEN[n % GIVEN.len()];
    Client {
        number: format!("{:07}", 4_100 + n),
        given_name,
        family_name: FAMILY[(n / 2 + n) % FAMILY.len()],
        sex,
    }
}

/// Loan number `n`, disbursed on a day. Every sixth is a group loan.
pub fn loan(n: usize, disbursed_on: NaiveDate) -> Loan {
    let (activity, purpose) = WORK[n % WORK.len()];
    let account = format!("KE-{:06}", 730 + n);
    let group = n % 6 == 5;
    let months = 6 + n % 7;
    let members = if group { members(n, &account) } else { Vec::new() };
    let amount = if group {
        members.iter().map(|m| m.amount).sum()
    } else {
        whole(24_000 + n % 9 * 5_500)
    };
    Loan {
        installments: installments(amount, months, disbursed_on),
        client: (!group).then_some(n * 4),
        group_name: group.then(|| format!("Tumaini Group {n}")),
        account,
        members,
        amount,
        activity: activity.to_owned(),
        purpose,
        town: TOWNS[n % TOWNS.len()],
        disbursed_on,
        waiver: true,
        photo: true,
    }
}

fn members(n: usize, account: &str) -> Vec<Member> {
    (0..3 + n % 3)
        .map(|i| Member {
            client: n * 4 + i,
            loan_no: format!("{account}-{}", i + 1),
            amount: whole(12_000 + i * 1_500),
            not_in_photo: i == 2,
        })
        .collect()
}

/// Equal months of principal, the last one taking the rest; flat interest of 1.5 % a month.
fn installments(amount: i64, months: usize, disbursed_on: NaiveDate) -> Vec<(NaiveDate, i64, i64)> {
    let count = whole(months);
    let each = amount / count;
    (1..=months)
        .map(|k| {
            let due = disbursed_on + Months::new(u32::try_from(k).unwrap_or(1));
            let principal = if k == months { amount - each * (count - 1) } else { each };
            (due, principal, amount * 15 / 1_000)
        })
        .collect()
}

/// How many loans have been on Kiva for a while when the demo begins its month.
pub const EARLIER: usize = 60;
/// How many new ones the month brings.
pub const NEW: usize = 14;

/// The loans of the month before, disbursed a few days before `day`.
pub fn earlier(day: NaiveDate) -> Vec<Loan> {
    (0..EARLIER)
        .map(|n| loan(n, day - Days::new(1 + n as u64 % 9)))
        .collect()
}

/// The new loans of this month. Four of them cannot be sent as they are.
pub fn new(day: NaiveDate) -> Vec<Loan> {
    let mut loans: Vec<Loan> = (EARLIER..EARLIER + NEW)
        .map(|n| loan(n, day - Days::new(2 + n as u64 % 12)))
        .collect();
    loans[1].activity = "Tayloring".to_owned();
    loans[2].photo = false;
    loans[3].disbursed_on = day - Days::new(48);
    loans[6].installments.pop();
    loans
}

fn whole(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

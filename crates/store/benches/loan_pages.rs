//! A page anywhere in a long list. Offsets are how the loans route is walked through (domain.md 1.5), and with a plain
//! `OFFSET` the last pages would cost as much as all before them: the deepest page must cost what the first one does.

use std::sync::LazyLock;

use divan::Bencher;
use divan::counter::ItemsCount;
use fieldlink_domain::ids::{KivaId, PartnerId};
use fieldlink_domain::loan::{Borrower, Loan, LoanStatus, NewLoan};
use fieldlink_domain::money::Minor;
use fieldlink_domain::partner::{CurrencyLoss, Partner, PartnerConfig, Profile};
use fieldlink_domain::schedule::Schedule;
use fieldlink_domain::settings::Settings;
use fieldlink_store::{Store, loans, partners, seed};
use tempfile::TempDir;
use tokio::runtime::Runtime;

const PARTNER: PartnerId = PartnerId(1);
const LOANS: i64 = 100_000;
/// The list is walked in pages of the size that the route gives when none is asked for.
const PAGE: u64 = 20;

/// The list is made once for all figures.
static LIST: LazyLock<List> = LazyLock::new(List::make);

fn main() {
    divan::main();
}

/// The places of all loans have no gaps, so that the offset is the place.
#[divan::bench(args = [0, 99_980])]
fn page_of_all(bencher: Bencher, offset: u64) {
    LIST.bench(bencher, &loans::Filter::default(), offset);
}

/// Within a status there are gaps: counts per block of the list say where the offset lies. Every second loan is in
/// this status.
#[divan::bench(args = [0, 49_980])]
fn page_of_a_status(bencher: Bencher, offset: u64) {
    let filter = loans::Filter {
        status: Some(LoanStatus::FundRaising),
        query: None,
    };
    LIST.bench(bencher, &filter, offset);
}

struct List {
    runtime: Runtime,
    store: Store,
    _folder: TempDir,
}

impl List {
    fn make() -> List {
        let folder = tempfile::tempdir().expect("a folder");
        let runtime = Runtime::new().expect("a runtime");
        let url = format!("sqlite://{}", folder.path().join("pa2.db").display());
        let store = runtime.block_on(async {
            let store = Store::open(&url).await?;
            fill(&store).await?;
            Ok::<_, fieldlink_store::Error>(store)
        });
        List {
            runtime,
            store: store.expect("a filled store"),
            _folder: folder,
        }
    }

    fn bench(&self, bencher: Bencher, filter: &loans::Filter, offset: u64) {
        let page = || {
            let page = loans::page(&self.store, PARTNER, filter, offset, PAGE);
            self.runtime.block_on(page).expect("a page").1
        };
        assert_eq!(page().len() as u64, PAGE);
        bencher.counter(ItemsCount::new(PAGE)).bench_local(page);
    }
}

async fn fill(store: &Store) -> fieldlink_store::Result<()> {
    let at = "2026-03-02T20:00:00Z".parse().expect("a moment");
    let partner = Partner {
        id: PARTNER,
        name: "Sample Partner".into(),
        profile: Profile::default(),
        config: PartnerConfig::default(),
        first_period: "2026-01".parse().expect("a month"),
    };
    let settings = Settings::default();
    let tx = store.begin().await?;
    partners::insert(&tx, &partner, at).await?;
    let first = seed::reserve(&tx, PARTNER, LOANS).await?;
    let made: Vec<Loan> = (0..LOANS)
        .map(|n| Loan {
            status: if n % 2 == 0 {
                LoanStatus::FundRaising
            } else {
                LoanStatus::Inactive
            },
            ..new_loan(n).posted(KivaId(first.id + n), first.seq + n, at, &settings)
        })
        .collect();
    for batch in made.chunks(5_000) {
        seed::insert(&tx, batch, &settings).await?;
    }
    tx.commit().await?;
    seed::finish(store).await
}

fn new_loan(n: i64) -> NewLoan {
    let borrower = Borrower {
        loan_id: format!("{n:08}"),
        client_id: format!("C-{n}"),
        first_name: "Amina".into(),
        last_name: format!("Wanjiru{}", n % 500),
        gender: serde_json::from_str("\"female\"").expect("a gender"),
        amount: Minor(5_000_000),
    };
    NewLoan {
        uuid: format!("00000000-0000-4000-8000-{n:012}"),
        partner_id: PARTNER,
        internal_loan_id: borrower.loan_id.clone(),
        internal_client_id: borrower.client_id.clone(),
        name: format!("{} {}", borrower.first_name, borrower.last_name),
        borrowers: vec![borrower],
        location: "Kisumu: Kenya".into(),
        activity_id: 31,
        theme_type_id: 48,
        language_id: 1,
        loanuse: "to buy seed".into(),
        description: "Amina grows maize.".into(),
        currency: "KES".parse().expect("a currency"),
        principal: Minor(5_000_000),
        price_usd: Minor(40_000),
        rate: "129.05".parse().expect("a rate"),
        currency_loss: CurrencyLoss::Possible,
        schedule: Schedule::default(),
        disburse_on: "2026-03-05".parse().expect("a day"),
        flexible: false,
        photo: None,
    }
}

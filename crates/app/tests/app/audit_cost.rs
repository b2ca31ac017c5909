//! An act is written in nearly every transaction: what that costs.

use std::sync::{Arc, Mutex};

use fieldlink_app::{Actor, Pa2};
use fieldlink_domain::settings::Settings;
use fieldlink_store::Store;
use fieldlink_store::photos::Photos;
use fieldlink_testkit::{TestDatabase, for_each_engine};

use crate::support::{OTHER, PARTNER, act, clock, filled, key, options};

async fn an_act_costs_three_statements(database: &TestDatabase) {
    filled(database).await;
    let statements = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&statements);
    let mut store = Store::open(database.url()).await.unwrap();
    store.watch(move |sql| seen.lock().unwrap().push(sql.to_owned()));
    let options = options(key(), &clock(), Settings::default());
    let pa2 = Pa2::new(store, Photos::memory(), options).await.unwrap();
    let of_the_trail = || {
        let all = std::mem::take(&mut *statements.lock().unwrap());
        all.into_iter().filter(|sql| sql.contains("audit")).collect::<Vec<_>>()
    };
    of_the_trail();
    for partner in [PARTNER, OTHER] {
        act(&pa2, partner).await.unwrap();
        let of_one = of_the_trail();
        assert_eq!(of_one.len(), 3, "{of_one:#?}");
    }
    pa2.rotate_keys(&Actor::Operator).await.unwrap();
    let of_one = of_the_trail();
    assert_eq!(of_one.len(), 3, "{of_one:#?}");
}

for_each_engine!(an_act_costs_three_statements);

//! The audit trail.

use fieldlink_domain::ids::PartnerId;
use fieldlink_store::audit::{self, Act};
use fieldlink_testkit::{TestDatabase, for_each_engine};

use crate::support::{PARTNER, noon, open};

fn act(partner: Option<PartnerId>, subject: &str) -> Act {
    Act {
        at: noon(),
        partner_id: partner,
        actor: "person:7".into(),
        action: "client.create".into(),
        subject: subject.into(),
        detail: "read:loans".into(),
    }
}

async fn a_partner_sees_the_latest_acts_on_its_own_things(database: &TestDatabase) {
    let store = open(database).await;
    let tx = store.begin().await.unwrap();
    for act in [
        act(Some(PARTNER), "c1"),
        act(Some(PartnerId(2)), "c2"),
        act(None, "key"),
        act(Some(PARTNER), "c3"),
    ] {
        audit::insert(&tx, &act).await.unwrap();
    }
    tx.commit().await.unwrap();
    let seen = audit::of_partner(&store, PARTNER, 10).await.unwrap();
    assert_eq!(seen, [act(Some(PARTNER), "c3"), act(Some(PARTNER), "c1")]);
    assert_eq!(audit::of_partner(&store, PARTNER, 1).await.unwrap().len(), 1);
}

for_each_engine!(a_partner_sees_the_latest_acts_on_its_own_things);

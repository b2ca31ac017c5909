//! OAuth clients and their secrets.

use chrono::TimeDelta;
use fieldlink_domain::ids::PartnerId;
use fieldlink_store::clients::{self, Client, KeptSecret, Standing};
use fieldlink_store::{Store, Tx};
use fieldlink_testkit::{TestDatabase, for_each_engine};

use crate::support::{PARTNER, add_partner, noon, open};

fn client(id: &str, partner: PartnerId) -> Client {
    Client {
        id: id.into(),
        partner_id: partner,
        name: format!("client {id}"),
        scopes: "read:loans create:repayment".into(),
        created_at: noon(),
        retired_at: None,
        last_used_at: None,
    }
}

fn secret(client: &str, mac: &str) -> KeptSecret {
    KeptSecret {
        id: 0,
        client_id: client.into(),
        mac: mac.into(),
        hint: "wxyz".into(),
        created_at: noon(),
        retired_at: None,
        last_used_at: None,
    }
}

async fn write<T>(store: &Store, work: impl AsyncFnOnce(&Tx) -> fieldlink_store::Result<T>) -> T {
    let tx = store.begin().await.unwrap();
    let done = work(&tx).await.unwrap();
    tx.commit().await.unwrap();
    done
}

async fn authenticates_with_live_secrets_only(database: &TestDatabase) {
    let store = open(database).await;
    assert!(clients::for_authentication(&store, "c1").await.unwrap().is_none());
    let (one, two) = write(&store, async |tx| {
        clients::insert(tx, &client("c1", PARTNER)).await?;
        clients::insert(tx, &client("c2", PARTNER)).await?;
        clients::insert_secret(tx, &secret("c2", "other")).await?;
        Ok((
            clients::insert_secret(tx, &secret("c1", "aa")).await?,
            clients::insert_secret(tx, &secret("c1", "bb")).await?,
        ))
    })
    .await;
    let macs = async |store: &Store| {
        let found = clients::for_authentication(store, "c1").await.unwrap();
        let mut macs: Vec<String> = found.map_or(Vec::new(), |(c, secrets)| {
            assert_eq!(c, client("c1", PARTNER));
            secrets.into_iter().map(|s| s.mac).collect()
        });
        macs.sort();
        macs
    };
    assert_eq!(macs(&store).await, ["aa", "bb"]);

    assert!(
        !write(&store, async |tx| clients::retire_secret(tx, "c2", one, noon()).await).await,
        "another's secret"
    );
    assert!(write(&store, async |tx| clients::retire_secret(tx, "c1", one, noon()).await).await);
    assert!(
        !write(&store, async |tx| clients::retire_secret(tx, "c1", one, noon()).await).await,
        "twice"
    );
    assert_eq!(macs(&store).await, ["bb"]);
    let live = write(&store, async |tx| clients::lock_live_secrets(tx, "c1").await).await;
    assert_eq!(
        live,
        [KeptSecret {
            id: two,
            ..secret("c1", "bb")
        }]
    );

    assert!(write(&store, async |tx| clients::retire(tx, "c1", noon()).await).await);
    assert!(
        !write(&store, async |tx| clients::retire(tx, "c1", noon()).await).await,
        "twice"
    );
    assert!(macs(&store).await.is_empty());
}

async fn standing_tells_absent_retired_and_in_force_apart(database: &TestDatabase) {
    let store = open(database).await;
    assert_eq!(clients::standing(&store, "c1", "j").await.unwrap(), None);
    write(&store, async |tx| clients::insert(tx, &client("c1", PARTNER)).await).await;
    let in_force = Standing {
        retired: false,
        revoked: false,
    };
    assert_eq!(clients::standing(&store, "c1", "j").await.unwrap(), Some(in_force));
    write(&store, async |tx| clients::retire(tx, "c1", noon()).await).await;
    assert_eq!(
        clients::standing(&store, "c1", "j").await.unwrap(),
        Some(Standing {
            retired: true,
            ..in_force
        })
    );
    let kept = clients::get(&store, "c1").await.unwrap().unwrap();
    assert_eq!(kept.retired_at, Some(noon()));
    assert_eq!(clients::get(&store, "c2").await.unwrap(), None);
}

async fn a_partner_sees_its_own(database: &TestDatabase) {
    let store = open(database).await;
    let other = PartnerId(2);
    add_partner(&store, other).await;
    write(&store, async |tx| {
        for (id, partner) in [("c3", PARTNER), ("c1", other), ("c2", PARTNER)] {
            clients::insert(tx, &client(id, partner)).await?;
            clients::insert_secret(tx, &secret(id, id)).await?;
        }
        Ok(())
    })
    .await;
    let own: Vec<String> = clients::of_partner(&store, PARTNER)
        .await
        .unwrap()
        .into_iter()
        .map(|c| c.id)
        .collect();
    assert_eq!(own, ["c2", "c3"]);
    let secrets = clients::secrets_of_partner(&store, PARTNER).await.unwrap();
    assert_eq!(secrets.iter().map(|s| s.mac.as_str()).collect::<Vec<_>>(), ["c3", "c2"]);
}

async fn the_last_use_only_moves_forward(database: &TestDatabase) {
    let store = open(database).await;
    let id = write(&store, async |tx| {
        clients::insert(tx, &client("c1", PARTNER)).await?;
        clients::insert_secret(tx, &secret("c1", "aa")).await
    })
    .await;
    let later = noon() + TimeDelta::minutes(5);
    for at in [later, noon()] {
        write(&store, async |tx| clients::record_use(tx, "c1", id, at).await).await;
        assert_eq!(
            clients::get(&store, "c1").await.unwrap().unwrap().last_used_at,
            Some(later)
        );
        let kept = clients::secrets_of_partner(&store, PARTNER).await.unwrap();
        assert_eq!(kept[0].last_used_at, Some(later));
    }
}

for_each_engine!(
    authenticates_with_live_secrets_only,
    standing_tells_absent_retired_and_in_force_apart,
    a_partner_sees_its_own,
    the_last_use_only_moves_forward
);

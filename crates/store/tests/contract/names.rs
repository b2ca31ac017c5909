//! Who stands behind the labels of actors.

use fieldlink_domain::ids::PartnerId;
use fieldlink_store::clients::{self, Client};
use fieldlink_store::{names, people};
use fieldlink_testkit::{TestDatabase, for_each_engine};

use crate::people::person;
use crate::support::{PARTNER, noon, open};

async fn labels_of_people_and_programs_have_names(database: &TestDatabase) {
    let store = open(database).await;
    let client = Client {
        id: "c0ffee".into(),
        partner_id: PARTNER,
        name: "Our MIS".into(),
        scopes: "read:loans".into(),
        created_at: noon(),
        retired_at: None,
        last_used_at: None,
    };
    alone!(store, tx => clients::insert(&tx, &client)).unwrap();
    let coordinator = person("ana@example.org", Some(PARTNER));
    let coordinator = alone!(store, tx => people::insert(&tx, &coordinator)).unwrap();
    let kiva = alone!(store, tx => people::insert(&tx, &person("kim@example.org", None))).unwrap();
    let labels = [
        format!("person:{coordinator}"),
        format!("person:{kiva}"),
        "person:77777".into(),
        "person:x".into(),
        "client:c0ffee".into(),
        "client:other".into(),
        "clock".into(),
    ];
    let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
    let named = names::of_labels(&store, &labels).await.unwrap();
    let partner = |label: &str| named.get(label).map(|named| named.partner.map(|PartnerId(id)| id));
    assert_eq!(named.len(), 3, "{named:?}");
    assert_eq!(partner(labels[0]), Some(Some(1)));
    assert_eq!(partner(labels[1]), Some(None));
    assert_eq!(named["client:c0ffee"].name, "Our MIS");
    assert!(names::of_labels(&store, &["clock"]).await.unwrap().is_empty());
}

for_each_engine!(labels_of_people_and_programs_have_names);

//! Whatever somebody does to the trail who holds the database and not the key, shows, and each thing under its own name.

use fieldlink_app::Actor;
use fieldlink_app::audit::{Damage, Key};
use fieldlink_store::audit;
use fieldlink_testkit::{Engine, TestDatabase, for_each_engine};

use crate::support::{PARTNER, act, damages, filled, keep, put_back, rehash, verified};

const COLUMNS: &str = "at, actor, action, subject, detail, hash, mac";

/// What was done, in statements, and what is found then.
type Case = (&'static [&'static str], &'static [(i64, Damage)]);

const CASES: &[Case] = &[
    // A row is changed.
    (
        &["UPDATE audit SET detail = 'nothing' WHERE chain = 1 AND seq = 2"],
        &[(1, Damage::Changed(2))],
    ),
    // A row is given to another partner.
    (
        &["UPDATE audit SET partner_id = 2 WHERE chain = 1 AND seq = 2"],
        &[(1, Damage::Changed(2))],
    ),
    // Two rows are swapped.
    (
        &[
            "UPDATE audit SET seq = 102 WHERE chain = 1 AND seq = 2",
            "UPDATE audit SET seq = 2 WHERE chain = 1 AND seq = 3",
            "UPDATE audit SET seq = 3 WHERE chain = 1 AND seq = 102",
        ],
        &[(1, Damage::Changed(2))],
    ),
    // Rows are taken out of the middle.
    (
        &["DELETE FROM audit WHERE chain = 1 AND seq IN (2, 3)"],
        &[(1, Damage::Missing(2, 3))],
    ),
    // The first row goes.
    (
        &["DELETE FROM audit WHERE chain = 1 AND seq = 1"],
        &[(1, Damage::Missing(1, 1)), (1, Damage::NotAsNoted(1))],
    ),
    // The last rows are cut.
    (
        &["DELETE FROM audit WHERE chain = 1 AND seq >= 3"],
        &[(1, Damage::Cut(3, 4))],
    ),
    // The last row is cut, and the end set back to the one before.
    (
        &[
            "DELETE FROM audit WHERE chain = 1 AND seq = 4",
            "UPDATE audit_head SET seq = 3, hash = (SELECT hash FROM audit WHERE chain = 1 AND seq = 3) WHERE chain = 1",
        ],
        &[(1, Damage::EndNotVouched)],
    ),
    // The same, with what vouches for the row in place of what vouches for the end.
    (
        &[
            "DELETE FROM audit WHERE chain = 1 AND seq = 4",
            "UPDATE audit_head SET seq = 3, hash = (SELECT hash FROM audit WHERE chain = 1 AND seq = 3), \
             mac = (SELECT mac FROM audit WHERE chain = 1 AND seq = 3) WHERE chain = 1",
        ],
        &[(1, Damage::EndNotVouched)],
    ),
    // The end is another chain's.
    (
        &["UPDATE audit_head SET mac = (SELECT mac FROM audit_head WHERE chain = 2) WHERE chain = 1"],
        &[(1, Damage::EndNotVouched)],
    ),
    // The end goes, its rows stay.
    (&["DELETE FROM audit_head WHERE chain = 1"], &[(1, Damage::NoEnd)]),
    // The rows go, the end stays.
    (
        &["DELETE FROM audit WHERE chain = 1"],
        &[(1, Damage::Cut(1, 4)), (1, Damage::NotAsNoted(1))],
    ),
    // A whole chain goes.
    (
        &[
            "DELETE FROM audit WHERE chain = 1",
            "DELETE FROM audit_head WHERE chain = 1",
        ],
        &[(1, Damage::Gone)],
    ),
    // The installation's goes, which knows of the others.
    (
        &[
            "DELETE FROM audit WHERE chain = 0",
            "DELETE FROM audit_head WHERE chain = 0",
        ],
        &[(0, Damage::Gone), (1, Damage::NotNoted), (2, Damage::NotNoted)],
    ),
    // A chain goes, and the note of it.
    (
        &[
            "DELETE FROM audit WHERE chain = 2",
            "DELETE FROM audit_head WHERE chain = 2",
            "DELETE FROM audit WHERE chain = 0 AND seq = 3",
        ],
        &[(0, Damage::Cut(3, 3))],
    ),
    // Everything goes.
    (&["DELETE FROM audit", "DELETE FROM audit_head"], &[(0, Damage::Gone)]),
    // Rows from before keys take no key away: one of today's without its seal shows.
    (
        &["UPDATE audit SET mac = NULL WHERE chain = 1 AND seq <= 2"],
        &[(1, Damage::NotVouched(2))],
    ),
    (
        &["UPDATE audit SET mac = NULL WHERE chain = 1"],
        &[(1, Damage::NotVouched(1))],
    ),
];

async fn each_damage_shows_under_its_name(database: &TestDatabase) {
    let pa2 = filled(database).await;
    assert_eq!(damages(&pa2).await, []);
    keep(database).await;
    for (statements, found) in CASES {
        for statement in *statements {
            database.execute(statement).await;
        }
        assert_eq!(damages(&pa2).await, *found, "{statements:?}");
        put_back(database).await;
    }
    assert_eq!(damages(&pa2).await, []);
}

async fn hashes_made_anew_do_not_hide_it(database: &TestDatabase) {
    let pa2 = filled(database).await;
    keep(database).await;
    database
        .execute("UPDATE audit SET actor = 'person:9' WHERE chain = 1 AND seq = 3")
        .await;
    rehash(database, &pa2, 1, 3).await;
    let found = [(1, Damage::NotVouched(3)), (1, Damage::EndNotVouched)];
    assert_eq!(damages(&pa2).await, found);

    // A row is put in between, and those after it moved on.
    put_back(database).await;
    for statement in [
        "UPDATE audit SET seq = seq + 100 WHERE chain = 1 AND seq >= 2",
        "UPDATE audit SET seq = seq - 99 WHERE chain = 1 AND seq > 100",
        &put_in(1, 2, 4),
    ] {
        database.execute(statement).await;
    }
    rehash(database, &pa2, 1, 2).await;
    let found = [(1, Damage::NotVouched(2)), (1, Damage::EndNotVouched)];
    assert_eq!(damages(&pa2).await, found);

    // A row is put in beyond the end.
    put_back(database).await;
    database.execute(&put_in(1, 5, 4)).await;
    let found = [(1, Damage::Changed(5)), (1, Damage::Beyond(5, 5))];
    assert_eq!(damages(&pa2).await, found);

    // The other partner's chain is put in this one's place.
    put_back(database).await;
    for statement in [
        "DELETE FROM audit WHERE chain = 1",
        "DELETE FROM audit_head WHERE chain = 1",
        "INSERT INTO audit_head SELECT 1, seq, hash, mac FROM audit_head WHERE chain = 2",
        &put_in(1, 1, 1).replace("chain = 1", "chain = 2"),
    ] {
        database.execute(statement).await;
    }
    rehash(database, &pa2, 1, 1).await;
    let found = [
        (1, Damage::NotVouched(1)),
        (1, Damage::EndNotVouched),
        (1, Damage::NotAsNoted(1)),
    ];
    assert_eq!(damages(&pa2).await, found);

    // A chain that nobody knows of.
    put_back(database).await;
    database.execute(&put_in(99, 1, 1)).await;
    let found = damages(&pa2).await;
    assert!(found.contains(&(99, Damage::NotNoted)), "{found:?}");

    // A number twice.
    put_back(database).await;
    database.run("DROP INDEX audit_by_chain").await;
    database.execute(&put_in(1, 2, 2)).await;
    assert_eq!(damages(&pa2).await, [(1, Damage::Doubled(2))]);
}

/// A statement that puts a row into a chain at a number, with what another row of chain 1 says.
fn put_in(chain: i64, seq: i64, like: i64) -> String {
    format!(
        "INSERT INTO audit (chain, seq, partner_id, {COLUMNS}) SELECT {chain}, {seq}, {chain}, {COLUMNS} FROM audit \
         WHERE chain = 1 AND seq = {like}"
    )
}

/// A chain brought over from an installation with a key of its own fits itself, and nothing here.
async fn a_chain_of_another_installation_shows(database: &TestDatabase) {
    let pa2 = filled(database).await;
    let theirs = Key::new(&[8; 32]);
    let mut end = (0, String::new());
    for row in audit::kept_rows(pa2.store(), 1, (0, 0), 9).await.unwrap() {
        let row = row.unwrap();
        let mac = theirs.of_row(1, row.seq, &row.hash);
        database
            .execute(&format!("UPDATE audit SET mac = '{mac}' WHERE id = {}", row.id))
            .await;
        end = (row.seq, row.hash);
    }
    let mac = theirs.of_head(1, end.0, &end.1);
    database
        .execute(&format!("UPDATE audit_head SET mac = '{mac}' WHERE chain = 1"))
        .await;
    let found = [(1, Damage::NotVouched(1)), (1, Damage::EndNotVouched)];
    assert_eq!(damages(&pa2).await, found);
}

async fn writing_on_does_not_heal_a_cut(database: &TestDatabase) {
    let pa2 = filled(database).await;
    for statement in [
        "DELETE FROM audit WHERE chain = 1 AND seq = 4",
        "UPDATE audit_head SET seq = 3, hash = (SELECT hash FROM audit WHERE chain = 1 AND seq = 3) WHERE chain = 1",
    ] {
        database.execute(statement).await;
    }
    for _ in 0..2 {
        act(&pa2, PARTNER).await.unwrap();
    }
    assert_eq!(damages(&pa2).await, [(1, Damage::NotVouched(4))]);

    // A chain that was taken away and begins anew is not the one that was noted.
    for statement in [
        "DELETE FROM audit WHERE chain = 2",
        "DELETE FROM audit_head WHERE chain = 2",
    ] {
        database.execute(statement).await;
    }
    act(&pa2, crate::support::OTHER).await.unwrap();
    assert!(damages(&pa2).await.contains(&(2, Damage::NotAsNoted(1))));
}

async fn a_partner_learns_that_the_installation_is_damaged(database: &TestDatabase) {
    let pa2 = filled(database).await;
    let of_partner = async || pa2.check_audit(&Actor::Operator, PARTNER).await.unwrap().damages;
    assert_eq!(of_partner().await, []);
    database
        .execute("UPDATE audit SET subject = '9' WHERE chain = 0 AND seq = 3")
        .await;
    assert_eq!(of_partner().await, [Damage::Installation]);
}

async fn what_is_written_meanwhile_is_no_damage(database: &TestDatabase) {
    let pa2 = filled(database).await;
    let writing = async {
        for _ in 0..20 {
            act(&pa2, PARTNER).await.unwrap();
        }
    };
    let checking = async {
        for _ in 0..10 {
            assert_eq!(damages(&pa2).await, []);
        }
    };
    tokio::join!(writing, checking);
    assert_eq!(verified(&pa2).await.chains[1].rows, 24);
}

for_each_engine!(
    each_damage_shows_under_its_name,
    hashes_made_anew_do_not_hide_it,
    a_chain_of_another_installation_shows,
    writing_on_does_not_heal_a_cut,
    a_partner_learns_that_the_installation_is_damaged,
    what_is_written_meanwhile_is_no_damage,
);

/// SQLite takes anything in any column.
#[test]
fn a_row_that_cannot_be_read_was_changed() {
    async fn check(database: &TestDatabase) {
        let pa2 = filled(database).await;
        database
            .execute("UPDATE audit SET at = 'never' WHERE chain = 1 AND seq = 2")
            .await;
        assert_eq!(damages(&pa2).await, [(1, Damage::Changed(2))]);
    }
    fieldlink_testkit::databases::run(Engine::Sqlite, check);
}

//! Photos from where partners keep them: files, a column of a database, the MIS's API, an address.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::Path;

use base64::Engine as _;
use fieldlink_link::Config;
use fieldlink_link::photo::{PhotoPlace, Photos};
use fieldlink_testkit::fineract::{self, FineractServer};
use fieldlink_testkit::{Engine, TestDatabase};
use sqlx::{AssertSqlSafe, Connection, Executor, MySqlConnection, PgConnection, SqliteConnection};
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::at;

const HEAD: &str = r#"
[partner]
id = 1
[profile.sandbox]
token_url = "http://127.0.0.1:1/oauth/token"
api_base = "http://127.0.0.1:1"
client_id = "c"
client_secret_env = "S"
[loan_drafts]
source = "loans"
columns = { loan_id = "no" }
photo_max_edge = 100
[source.loans]
kind = "csv"
path = "loans.csv"
"#;

fn config(folder: &Path, rest: &str) -> Config {
    Config::parse(&folder.join("fieldlink.toml"), &format!("{HEAD}{rest}")).unwrap_or_else(|error| panic!("{error}"))
}

fn open(config: &Config) -> Photos<'_> {
    Photos::open(config, config.settings().loan_drafts.as_ref().unwrap()).unwrap()
}

/// A PNG that no other size makes the same.
fn png(width: u32, height: u32) -> Vec<u8> {
    let mut png = Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(width, height)
        .write_to(&mut png, image::ImageFormat::Png)
        .unwrap();
    png.into_inner()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn loan(id: &str) -> PhotoPlace {
    PhotoPlace::Query(vec![(String::from("loan_id"), id.to_owned())])
}

/// What leaves is a JPEG, at most 100 pixels long.
async fn leaves_well(photos: &Photos<'_>, place: &PhotoPlace) {
    let seen = photos.look(place).await.unwrap();
    let sent = photos.encode(&seen).await.unwrap();
    let jpeg = base64::engine::general_purpose::STANDARD.decode(sent).unwrap();
    assert!(jpeg.starts_with(&[0xFF, 0xD8, 0xFF]));
    let picture = image::load_from_memory(&jpeg).unwrap();
    assert_eq!((picture.width(), picture.height()), (50, 100));
}

#[tokio::test]
async fn files_are_looked_at_several_at_once_and_left_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let config = config(folder.path(), "[loan_drafts.photos]\nat_once = 3\n");
    let photos = open(&config);
    let mut places = Vec::new();
    for number in 0..12 {
        let name = format!("{number}.png");
        std::fs::write(at(&folder, &name), png(200 + number, 400)).unwrap();
        places.push(PhotoPlace::File(name.into()));
    }
    std::fs::write(at(&folder, "letter.jpg"), "GIF89a or a letter").unwrap();
    std::fs::write(at(&folder, "broken.jpg"), b"\xff\xd8\xff\xe0broken").unwrap();
    let odd = |name: &str| PhotoPlace::File(name.into());
    places.extend([odd("letter.jpg"), odd("broken.jpg"), odd("none.jpg")]);
    let before = std::fs::read(at(&folder, "0.png")).unwrap();
    let seen = photos.look_all(places).await;
    let hashes: std::collections::BTreeSet<Vec<u8>> =
        seen.values().flatten().map(|photo| photo.sha256.clone()).collect();
    assert_eq!(hashes.len(), 12);
    for (name, said) in [
        ("letter.jpg", "neither JPEG nor PNG"),
        ("broken.jpg", "damaged"),
        ("none.jpg", "cannot be read"),
    ] {
        let why = seen[&odd(name)].clone().unwrap_err();
        assert!(why.contains(said), "{name}: {why}");
    }
    leaves_well(&photos, &PhotoPlace::File("0.png".into())).await;
    assert_eq!(std::fs::read(at(&folder, "0.png")).unwrap(), before);
}

#[tokio::test]
async fn a_photo_changed_after_the_plan_is_not_sent() {
    let folder = tempfile::tempdir().unwrap();
    let config = config(folder.path(), "");
    let photos = open(&config);
    std::fs::write(at(&folder, "photo.jpg"), png(40, 40)).unwrap();
    let place = PhotoPlace::File("photo.jpg".into());
    let seen = photos.look(&place).await.unwrap();
    assert!(photos.encode(&seen).await.is_ok());
    std::fs::write(at(&folder, "photo.jpg"), png(48, 40)).unwrap();
    assert!(photos.encode(&seen).await.unwrap_err().contains("plan again"));
}

#[tokio::test]
async fn a_column_of_every_database() {
    let folder = tempfile::tempdir().unwrap();
    let picture = hex(&png(200, 400));
    let postgres = TestDatabase::new(Engine::Postgres).await;
    let mut connection = PgConnection::connect(postgres.url()).await.unwrap();
    connection
        .execute("CREATE TABLE photo (loan text, picture bytea)")
        .await
        .unwrap();
    let row = format!("INSERT INTO photo VALUES ('000 17', '\\x{picture}'), ('gap', NULL)");
    connection.execute(AssertSqlSafe(row)).await.unwrap();

    let mariadb = TestDatabase::new(Engine::Mariadb).await;
    let mut connection = MySqlConnection::connect(mariadb.url()).await.unwrap();
    connection
        .execute("CREATE TABLE photo (loan varchar(20), picture longblob)")
        .await
        .unwrap();
    let row = format!("INSERT INTO photo VALUES ('000 17', x'{picture}'), ('gap', NULL)");
    connection.execute(AssertSqlSafe(row.clone())).await.unwrap();

    let sqlite = format!("sqlite://{}?mode=rwc", at(&folder, "mis.db").display());
    let mut connection = SqliteConnection::connect(&sqlite).await.unwrap();
    connection
        .execute("CREATE TABLE photo (loan TEXT, picture BLOB)")
        .await
        .unwrap();
    connection.execute(AssertSqlSafe(row)).await.unwrap();

    for source in [
        format!("kind = \"postgres\"\nurl = \"{}\"", postgres.url()),
        format!("kind = \"mysql\"\nurl = \"{}\"", mariadb.url()),
        String::from("kind = \"sqlite\"\npath = \"mis.db\""),
    ] {
        let config = config(
            folder.path(),
            &format!(
                "[loan_drafts.photos]\nsource = \"mis\"\nquery = \"SELECT picture FROM photo WHERE loan = :loan_id\"\n[source.mis]\n{source}\n"
            ),
        );
        let photos = open(&config);
        leaves_well(&photos, &loan("000 17")).await;
        for nothing in ["gap", "none", "' OR '1' = '1"] {
            let why = photos.look(&loan(nothing)).await.unwrap_err();
            assert!(why.contains("no photo for this loan"), "{source}: {why}");
        }
    }
}

#[tokio::test]
async fn the_image_of_a_client_in_fineract() {
    let folder = tempfile::tempdir().unwrap();
    let postgres = TestDatabase::new(Engine::Postgres).await;
    let images = BTreeMap::from([(String::from("11"), png(200, 400))]);
    let server = FineractServer::start(postgres.url(), BTreeMap::new(), images).await;
    std::fs::write(at(&folder, "password"), fineract::USER.1).unwrap();
    let config = config(
        folder.path(),
        &format!(
            r#"
[loan_drafts.photos]
source = "api"
path = "/clients/{{client_key}}/images?maxWidth=1600"
[source.api]
kind = "http"
url = "{}"
[source.api.http]
headers = {{ Fineract-Platform-TenantId = "default" }}
auth = {{ kind = "basic", user = "kiva-reader", secret_file = "password" }}
"#,
            server.url()
        ),
    );
    let photos = open(&config);
    leaves_well(
        &photos,
        &PhotoPlace::Path(String::from("/clients/11/images?maxWidth=1600")),
    )
    .await;
    let why = photos
        .look(&PhotoPlace::Path(String::from("/clients/12/images")))
        .await
        .unwrap_err();
    assert!(why.contains("finds nothing (404)"), "{why}");
}

#[tokio::test]
async fn an_address_on_a_server_that_is_allowed() {
    let folder = tempfile::tempdir().unwrap();
    let server = MockServer::start().await;
    Mock::given(path("/11.jpg"))
        .respond_with(ResponseTemplate::new(200).set_body_bytes(png(200, 400)))
        .mount(&server)
        .await;
    let elsewhere = ResponseTemplate::new(302).insert_header("location", "http://169.254.169.254/");
    Mock::given(path("/moved.jpg"))
        .respond_with(elsewhere)
        .mount(&server)
        .await;
    let config = config(
        folder.path(),
        "[loan_drafts.photos]\nallow = [\"127.0.0.1\"]\nallow_private = true\n",
    );
    let photos = open(&config);
    leaves_well(&photos, &PhotoPlace::Address(format!("{}/11.jpg", server.uri()))).await;
    let moved = photos
        .look(&PhotoPlace::Address(format!("{}/moved.jpg", server.uri())))
        .await;
    assert!(moved.unwrap_err().contains("answers 302"));
}

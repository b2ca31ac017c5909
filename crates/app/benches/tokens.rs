//! Access tokens beside the signatures they are made of. A client asks for a token before nearly every piece of work
//! and shows it at each call; what PA2 adds to the bare signature is what can be saved.
//!
//! PA2's clock stands still here: what it remembers of a client for a moment it remembers throughout. These are the figures
//! of a client in the middle of its work.

use std::sync::LazyLock;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair, UnparsedPublicKey};
use chrono::Utc;
use divan::Bencher;
use divan::counter::ItemsCount;
use fieldlink_app::clock::SystemClock;
use fieldlink_app::tokens::{Asking, TokenFailure};
use fieldlink_app::{Actor, Entropy, Options, Pa2};
use fieldlink_contract::token::TokenErrorCode;
use fieldlink_contract::{Scope, TokenRequest};
use fieldlink_domain::ids::PartnerId;
use fieldlink_domain::settings::Settings;
use fieldlink_store::Store;
use fieldlink_store::photos::Photos;
use secrecy::ExposeSecret;
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// As many bytes as the header and claims of a token.
const MESSAGE: [u8; 480] = [b'x'; 480];

static SERVICE: LazyLock<Service> = LazyLock::new(Service::start);

fn main() {
    divan::main();
}

/// The limit of [`issue_a_token`]: one signature with the same library and size of key.
#[divan::bench]
fn rsa_signature(bencher: Bencher) {
    let key = RsaKeyPair::generate(KeySize::Rsa2048).expect("a key pair");
    bencher.counter(ItemsCount::new(1_u32)).bench_local(|| signature(&key));
}

/// The client looked up, one keyed hash, one signature.
#[divan::bench]
fn issue_a_token(bencher: Bencher) {
    bencher.counter(ItemsCount::new(1_u32)).bench_local(|| SERVICE.token());
}

/// The same without the signature: the client is known by its secret, and then refused for what it asks. This much
/// every introspection and revocation costs too.
#[divan::bench]
fn check_a_client_secret(bencher: Bencher) {
    let asking = SERVICE.asking(Some("https://elsewhere.example"));
    bencher.counter(ItemsCount::new(1_u32)).bench_local(|| {
        let refused = SERVICE.runtime.block_on(SERVICE.pa2.issue_token(&asking));
        assert!(matches!(&refused, Err(TokenFailure::Refused(why)) if why.error == TokenErrorCode::InvalidTarget));
    });
}

/// The limit of [`verify_a_token`].
#[divan::bench]
fn rsa_verification(bencher: Bencher) {
    let key = RsaKeyPair::generate(KeySize::Rsa2048).expect("a key pair");
    let signature = signature(&key);
    let public = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, key.public_key().as_ref().to_vec());
    bencher
        .counter(ItemsCount::new(1_u32))
        .bench_local(|| public.verify(&MESSAGE, &signature).expect("our own signature"));
}

/// Each call of the API pays this: the signature, the claims, and whether the token and its client still stand.
#[divan::bench]
fn verify_a_token(bencher: Bencher) {
    let token = SERVICE.token();
    bencher.counter(ItemsCount::new(1_u32)).bench_local(|| {
        let client = SERVICE.runtime.block_on(SERVICE.pa2.verify_token(&token));
        client.expect("our own token")
    });
}

fn signature(key: &RsaKeyPair) -> Vec<u8> {
    let mut signature = vec![0; key.public_modulus_len()];
    key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), &MESSAGE, &mut signature)
        .expect("a signature");
    signature
}

/// A PA2 with one client, over a database on disk.
struct Service {
    runtime: Runtime,
    pa2: Pa2,
    client_id: String,
    client_secret: String,
    _folder: TempDir,
}

impl Service {
    fn start() -> Service {
        let folder = tempfile::tempdir().expect("a folder");
        let runtime = Runtime::new().expect("a runtime");
        let url = format!("sqlite://{}", folder.path().join("pa2.db").display());
        let options = Options {
            settings: Settings::default(),
            public_url: "http://127.0.0.1:8080".into(),
            system: SystemClock::new(|| {
                "2026-03-10T12:00:00Z"
                    .parse::<chrono::DateTime<Utc>>()
                    .expect("a moment")
            }),
            entropy: Entropy::from_seed(7),
            audit_key: fieldlink_app::audit::Key::new(&[7; 32]),
        };
        let (pa2, client) = runtime.block_on(async {
            let store = Store::open(&url).await.expect("a store");
            let pa2 = Pa2::new(store, Photos::memory(), options).await.expect("a PA2");
            let partner = pa2
                .partner_or_sample(&Actor::Operator, PartnerId(1))
                .await
                .expect("a partner");
            let scopes = [Scope::ReadLoans].into_iter().collect();
            let client = pa2.create_client(&Actor::Operator, partner.id, "bench", &scopes).await;
            (pa2, client.expect("a client"))
        });
        Service {
            runtime,
            pa2,
            client_id: client.client_id,
            client_secret: client.client_secret.expose_secret().to_owned(),
            _folder: folder,
        }
    }

    fn asking(&self, audience: Option<&str>) -> Asking {
        Asking {
            request: TokenRequest {
                grant_type: TokenRequest::CLIENT_CREDENTIALS.into(),
                client_id: Some(self.client_id.clone()),
                client_secret: Some(self.client_secret.clone()),
                audience: audience.map(str::to_owned),
                scope: None,
            },
            peer: None,
        }
    }

    fn token(&self) -> String {
        let reply = self.runtime.block_on(self.pa2.issue_token(&self.asking(None)));
        reply.expect("a token").access_token
    }
}

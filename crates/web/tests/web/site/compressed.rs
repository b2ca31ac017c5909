//! Every file of the site as a browser asks for it: compressed.

use std::io::Read as _;

use axum::body::Body;
use axum::http::{Request, header};
use fieldlink_app::Role;
use fieldlink_testkit::{TestDatabase, for_each_engine};

use crate::matrix::World;
use crate::support::{Browser, Reply};

/// What browsers ask for, and what each of the ways alone makes of it.
const ASKED: [(&str, &str); 5] = [
    ("gzip, deflate, br, zstd", "br"),
    ("gzip, deflate", "gzip"),
    ("br", "br"),
    ("zstd", ""),
    ("identity", ""),
];

async fn asked(browser: &Browser<'_>, path: &str, encodings: &str) -> Reply {
    let request = Request::get(path)
        .header(header::COOKIE, browser.cookie())
        .header(header::ACCEPT_ENCODING, encodings);
    browser.app.send(request.body(Body::empty()).unwrap()).await
}

fn unpacked(reply: &Reply) -> Vec<u8> {
    let mut whole = Vec::new();
    let packed = &reply.body[..];
    match reply.header("content-encoding") {
        "gzip" => flate2::read::GzDecoder::new(packed).read_to_end(&mut whole),
        "br" => brotli::Decompressor::new(packed, 4_096).read_to_end(&mut whole),
        _ => (&packed[..]).read_to_end(&mut whole),
    }
    .unwrap_or_else(|error| panic!("{error}: the end is missing"));
    whole
}

/// The pages are those of the matrix, so a new file is among them: whatever a page answers that is no page is one.
async fn every_file_comes_whole_in_each_encoding(database: &TestDatabase) {
    let world = World::new(database).await;
    let kiva = world.app.person(Role::Kiva).await;
    let (mut files, mut packed) = (0, 0);
    for page in world.pages() {
        for query in ["", "?format=csv", "?format=xlsx"] {
            let path = format!("{page}{query}");
            let plain = kiva.get(&path).await;
            if plain.status != 200 || plain.header("content-type").starts_with("text/html") {
                continue;
            }
            files += 1;
            assert!(!plain.body.is_empty(), "{path}");
            let is_text = plain.header("content-type").starts_with("text/");
            // A workbook holds the moment at which it was made, and is packed already.
            let whole = |body: &[u8]| {
                if is_text {
                    body == &plain.body[..]
                } else {
                    body.starts_with(&plain.body[..2])
                }
            };
            for (encodings, made) in ASKED {
                let reply = asked(&kiva, &path, encodings).await.expect(200);
                assert!(whole(&unpacked(&reply)), "{path} as {encodings}");
                if is_text && plain.body.len() > 1_000 {
                    assert_eq!(reply.header("content-encoding"), made, "{path} as {encodings}");
                    packed += usize::from(!made.is_empty());
                }
            }
        }
    }
    assert!(files >= 30 && packed > 0, "{files} files, {packed} packed");
}

for_each_engine!(every_file_comes_whole_in_each_encoding);

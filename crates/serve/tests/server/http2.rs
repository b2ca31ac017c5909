//! HTTP/2, frame by frame (RFC 9113): what a client may do at most, and how long it may take.

use super::*;

/// What every connection begins with: the preface, and settings without a word.
const BEGIN: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";
/// Kinds of frames.
const HEADERS: u8 = 1;
const RESET: u8 = 3;
const SETTINGS: u8 = 4;
/// Settings that a server tells.
const MAX_STREAMS: u16 = 3;
const MAX_HEAD: u16 = 6;
/// Why a stream is reset: it was not begun, and may be asked again.
const REFUSED_STREAM: u32 = 7;

/// A frame: its kind, its stream, what stands in it.
type Frame = (u8, u32, Vec<u8>);

/// A GET of a short path as one frame of HEADERS that ends head and request.
fn get_frame(stream: u32, path: &str) -> Vec<u8> {
    let mut head = vec![0x82, 0x86];
    for (name, value) in [(4, path), (1, "x")] {
        head.extend([name, u8::try_from(value.len()).unwrap()]);
        head.extend(value.as_bytes());
    }
    let mut frame = vec![0, 0, u8::try_from(head.len()).unwrap(), HEADERS, 0x05];
    frame.extend(stream.to_be_bytes());
    frame.extend(head);
    frame
}

/// The next frame; none at the end.
async fn next(line: &mut TcpStream) -> Option<Frame> {
    let mut head = [0; 9];
    timeout(LONG / 2, line.read_exact(&mut head))
        .await
        .expect("a frame or an end")
        .ok()?;
    let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
    let stream = u32::from_be_bytes([head[5], head[6], head[7], head[8]]);
    let mut held = vec![0; usize::try_from(length).unwrap()];
    line.read_exact(&mut held).await.ok()?;
    Some((head[3], stream, held))
}

async fn begun(server: &Running) -> TcpStream {
    let mut line = TcpStream::connect(server.address).await.unwrap();
    line.write_all(BEGIN).await.unwrap();
    line
}

/// Reads until the server closes.
async fn until_the_end(line: &mut TcpStream) -> Vec<Frame> {
    let mut frames = Vec::new();
    while let Some(frame) = next(line).await {
        frames.push(frame);
    }
    frames
}

#[tokio::test]
async fn a_half_head_has_its_time() {
    let server = running(Limits {
        head: SHORT,
        ..patient()
    })
    .await;
    // Nothing at all, a half preface, a preface alone, and a half frame behind it.
    let half = [BEGIN, &get_frame(1, "/")[..12]].concat();
    for sent in [&BEGIN[..10], BEGIN, &half] {
        let mut line = TcpStream::connect(server.address).await.unwrap();
        line.write_all(sent).await.unwrap();
        let frames = until_the_end(&mut line).await;
        assert!(frames.iter().all(|(kind, ..)| *kind != HEADERS), "{frames:?}");
    }
    assert!(server.asks("/").await.contains(" 200 "));
}

#[tokio::test]
async fn a_connection_between_requests_has_its_time() {
    let server = running(Limits {
        idle: SHORT,
        ..patient()
    })
    .await;
    let mut line = begun(&server).await;
    line.write_all(&get_frame(1, "/")).await.unwrap();
    let frames = until_the_end(&mut line).await;
    assert!(
        frames.iter().any(|(kind, stream, _)| (*kind, *stream) == (HEADERS, 1)),
        "{frames:?}"
    );
}

#[tokio::test]
async fn so_many_requests_at_a_time_and_so_large_a_head_and_no_more() {
    let server = running(patient()).await;
    let mut line = begun(&server).await;
    let told = loop {
        match next(&mut line).await.expect("settings") {
            (SETTINGS, _, held) if !held.is_empty() => break held,
            _ => {}
        }
    };
    let setting = |wanted: u16| {
        let found = told.chunks(6).find(|one| one[..2] == wanted.to_be_bytes());
        found.map(|one| u32::from_be_bytes([one[2], one[3], one[4], one[5]]))
    };
    let most = setting(MAX_STREAMS).expect("how many");
    assert!((1..=1_000).contains(&most), "{most}");
    assert!(setting(MAX_HEAD).is_some_and(|bytes| bytes <= 64 * 1024), "{told:?}");

    // More than that, none of which is ever answered: those that are too many are refused at once.
    let beyond = 8;
    for n in 0..most + beyond {
        line.write_all(&get_frame(1 + 2 * n, "/never")).await.unwrap();
    }
    for n in most..most + beyond {
        let refused = loop {
            if let (RESET, stream, held) = next(&mut line).await.expect("a refusal") {
                break (stream, held);
            }
        };
        assert_eq!(refused, (1 + 2 * n, REFUSED_STREAM.to_be_bytes().to_vec()));
    }
    assert!(server.asks("/").await.contains(" 200 "), "others are served");
}

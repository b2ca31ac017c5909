//! The parts of an archive, each unpacked once and thrown away.

use std::io::{BufRead, BufReader, Read, Seek};

use zip::ZipArchive;

use super::limits::{Limits, TooMuch, Trouble, within, within_bytes};
use super::ods;
use super::xml::Walk;

/// What each part begins with in the list of parts.
const ENTRY: &[u8] = b"PK\x01\x02";
const PIECE: usize = 64 * 1024;

/// Counts the parts that an archive lists, and its bytes, before the list is read into memory. The file is left at its
/// beginning.
pub(in super::super) fn directory<F: Read + Seek>(file: &mut F, limits: &Limits) -> Result<(), Trouble> {
    let (mut piece, mut kept) = (vec![0; PIECE], 0);
    let (mut bytes, mut parts) = (0_u64, 0_u64);
    loop {
        let length = file.read(&mut piece[kept..])?;
        if length == 0 {
            break;
        }
        bytes += length as u64;
        within_bytes(bytes, limits.file, TooMuch::File)?;
        let here = &piece[..kept + length];
        parts += here.windows(ENTRY.len()).filter(|four| *four == ENTRY).count() as u64;
        within(parts, limits.parts, TooMuch::Parts)?;
        // A beginning may lie across two pieces.
        let rest = here.len().min(ENTRY.len() - 1);
        let from = here.len() - rest;
        piece.copy_within(from..from + rest, 0);
        kept = rest;
    }
    file.rewind()?;
    Ok(())
}

/// Unpacks everything once and counts.
pub(in super::super) fn check<F: Read + Seek>(archive: &mut ZipArchive<F>, limits: &Limits) -> Result<(), Trouble> {
    let mut total = 0;
    for at in 0..archive.len() {
        // What cannot be unpacked at all its reader will say in its own words, such as that it is locked.
        let Ok(part) = archive.by_index(at) else { continue };
        let name = part.name().map(|name| name.to_lowercase()).unwrap_or_default();
        let kind = Kind::of(&name);
        let packed = part.compressed_size().max(1);
        let mut part = BufReader::with_capacity(PIECE, part);
        let mut walk = Walk::new(limits);
        let mut bytes = 0_u64;
        loop {
            let here = part.fill_buf()?;
            if here.is_empty() {
                break;
            }
            bytes += here.len() as u64;
            match kind {
                Kind::Xml => within_bytes(bytes, limits.part, TooMuch::Part)?,
                Kind::Other => within_bytes(bytes, limits.kept, TooMuch::Kept)?,
            }
            if bytes > limits.ratio_from {
                within(bytes / packed, limits.ratio, TooMuch::Ratio)?;
            }
            if kind == Kind::Xml {
                walk.see(here)?;
            }
            within_bytes(total + bytes, limits.total, TooMuch::Total)?;
            let length = here.len();
            part.consume(length);
        }
        total += bytes;
    }
    match archive.by_name("content.xml") {
        Ok(content) => ods::check(BufReader::with_capacity(PIECE, content), limits),
        Err(_) => Ok(()),
    }
}

/// What a part is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// XML: as it comes.
    Xml,
    /// Anything else: at once.
    Other,
}

impl Kind {
    fn of(name: &str) -> Kind {
        if name.ends_with(".xml") || name.ends_with(".rels") {
            Kind::Xml
        } else {
            Kind::Other
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    const SMALL: Limits = Limits {
        file: 10_000,
        parts: 5,
        part: 7_000,
        kept: 4_000,
        total: 8_000,
        ratio: 20,
        ratio_from: 1_000,
        cell: 6_000,
        ..Limits::OFFICE
    };

    fn archive(parts: &[(&str, &[u8])]) -> Cursor<Vec<u8>> {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            archive.start_file(*name, SimpleFileOptions::default()).unwrap();
            archive.write_all(content).unwrap();
        }
        archive.finish().unwrap()
    }

    fn counted(mut file: Cursor<Vec<u8>>) -> Result<(), TooMuch> {
        file.rewind().unwrap();
        let counted = directory(&mut file, &SMALL).and_then(|()| check(&mut ZipArchive::new(file).unwrap(), &SMALL));
        counted.map_err(|trouble| match trouble {
            Trouble::TooMuch(why) => why,
            other => panic!("{other}"),
        })
    }

    /// Bytes that do not pack well.
    fn varied(length: usize) -> Vec<u8> {
        let mut state = 7_u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            b'a' + u8::try_from((state >> 24) % 26).unwrap_or_default()
        };
        (0..length).map(|_| next()).collect()
    }

    #[test]
    fn what_an_office_writes_passes() {
        let sheet = [b"<a>".as_slice(), &varied(3_000), b"</a>"].concat();
        assert_eq!(
            counted(archive(&[("xl/sheet1.xml", &sheet), ("a.png", &varied(3_000))])),
            Ok(())
        );
        // An archive within it stays as it is.
        let inner = archive(&[("bomb", &vec![0; 100_000])]).into_inner();
        assert_eq!(counted(archive(&[("xl/embeddings/inner.zip", &inner)])), Ok(()));
    }

    #[test]
    fn bytes_parts_and_ratios_have_limits() {
        let half = [varied(2_000), b"<a>".to_vec()].concat();
        let long = half.repeat(5);
        let even = b"<a/>".repeat(1_000);
        for (content, name, many, why) in [
            (long.as_slice(), "a.xml", 1, TooMuch::Part(1)),
            (&long, "a.bin", 1, TooMuch::Kept(1)),
            (&even, "a.xml", 1, TooMuch::Ratio(20)),
            (&even[..900], "a.xml", 20, TooMuch::Parts(5)),
            (&half, "a.xml", 5, TooMuch::Total(1)),
            (&varied(6_500), "A.XML", 1, TooMuch::Cell(1)),
            (&varied(20_000), "a.xml", 1, TooMuch::File(1)),
        ] {
            let names: Vec<String> = (0..many).map(|at| format!("{at}{name}")).collect();
            let parts: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), content)).collect();
            assert_eq!(counted(archive(&parts)), Err(why), "{why}");
        }
    }
}

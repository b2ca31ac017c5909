//! Workbooks whose parts stand under other names than Excel gives them, or whose XML is indented: valid, and yet not what
//! the reading crate takes. They are packed again in memory as it wants them.

use std::collections::HashMap;
use std::io::{BufReader, Cursor, Read, Seek, Write as _};

use quick_xml::events::Event;
use quick_xml::{Reader, Writer};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::source::Cause;

/// The name of a part as it should be: with slashes, and none before it.
pub(super) fn canonical(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_owned()
}

/// The same package with each part under the name that it is looked for; none when all have it already.
pub(super) fn renamed<R: Read + Seek>(archive: &mut ZipArchive<R>) -> Result<Option<Cursor<Vec<u8>>>, Cause> {
    let names = names(archive)?;
    let elsewhere = elsewhere(archive, &names)?;
    let name_of = |name: &str| {
        let name = canonical(name);
        elsewhere.get(&name).cloned().unwrap_or(name)
    };
    if names.iter().all(|name| name_of(name) == *name) {
        return Ok(None);
    }
    let mut packed = ZipWriter::new(Cursor::new(Vec::new()));
    for (at, name) in names.iter().enumerate() {
        packed.raw_copy_file_rename(archive.by_index_raw(at)?, name_of(name))?;
    }
    Ok(Some(packed.finish()?))
}

/// The same .ods without the blanks and line ends that indent its cells.
pub(super) fn without_indents<R: Read + Seek>(archive: &mut ZipArchive<R>) -> Result<Cursor<Vec<u8>>, Cause> {
    let mut packed = ZipWriter::new(Cursor::new(Vec::new()));
    for (at, name) in names(archive)?.iter().enumerate() {
        if name != "content.xml" {
            packed.raw_copy_file_rename(archive.by_index_raw(at)?, name.as_str())?;
            continue;
        }
        packed.start_file(name.as_str(), SimpleFileOptions::default())?;
        let mut reader = Reader::from_reader(BufReader::new(archive.by_index(at)?));
        let mut writer = Writer::new(Vec::new());
        let (mut buffer, mut paragraphs) = (Vec::new(), 0_u32);
        loop {
            buffer.clear();
            let event = reader.read_event_into(&mut buffer)?;
            match &event {
                Event::Start(mark) if mark.name().0 == "text:p" => paragraphs += 1,
                Event::End(mark) if mark.name().0 == "text:p" => paragraphs = paragraphs.saturating_sub(1),
                Event::Text(text) if paragraphs == 0 && text.xml10_content().trim().is_empty() => continue,
                Event::Eof => break,
                _ => {}
            }
            writer.write_event(event)?;
            packed.write_all(&std::mem::take(writer.get_mut()))?;
        }
    }
    Ok(packed.finish()?)
}

fn names<R: Read + Seek>(archive: &ZipArchive<R>) -> Result<Vec<String>, Cause> {
    archive.file_names().map(|name| Ok(name?.into_owned())).collect()
}

/// The parts that the workbook says stand elsewhere than they are looked for, with the names that are looked for.
fn elsewhere<R: Read + Seek>(archive: &mut ZipArchive<R>, names: &[String]) -> Result<HashMap<String, String>, Cause> {
    let of_workbook = |name: &&String| {
        let name = canonical(name);
        let file = name.rsplit('/').next().unwrap_or_default();
        file.starts_with("workbook") && file.ends_with(".xml.rels")
    };
    let mut found = HashMap::new();
    let Some(relations) = names.iter().find(of_workbook) else {
        return Ok(found);
    };
    let base = canonical(relations);
    let base = base.rsplit_once("_rels/").map_or("", |(base, _)| base).to_owned();
    let mut reader = Reader::from_reader(BufReader::new(archive.by_name(relations)?));
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let mark = match reader.read_event_into(&mut buffer)? {
            Event::Start(mark) | Event::Empty(mark) => mark,
            Event::Eof => return Ok(found),
            _ => continue,
        };
        let value = |name: &str| -> Result<String, Cause> {
            let found = mark.try_get_attribute(name)?;
            Ok(found
                .map(|found| quick_xml::escape::unescape(&found.value).map(|text| text.into_owned()))
                .transpose()?
                .unwrap_or_default())
        };
        let (kind, target) = (value("Type")?, value("Target")?);
        let wanted = match kind.rsplit('/').next() {
            Some("sharedStrings") => "sharedStrings.xml",
            Some("styles") => "styles.xml",
            _ => continue,
        };
        let stands = match target.strip_prefix('/') {
            Some(absolute) => absolute.to_owned(),
            None => format!("{base}{}", canonical(&target)),
        };
        found.insert(stands, format!("{base}{wanted}"));
    }
}

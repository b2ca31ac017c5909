//! How much a workbook may become, and why so much.

use std::io;

const MIB: u64 = 1 << 20;

/// How much a workbook may become.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Limits {
    /// Bytes of the file itself.
    pub(super) file: u64,
    /// Bytes of a file of Excel 97 to 2003, which is read into memory whole.
    pub(super) compound: u64,
    /// Parts in the archive.
    pub(super) parts: u64,
    /// Bytes of a part that is read as it comes.
    pub(super) part: u64,
    /// Bytes of a part that its reader keeps.
    pub(super) kept: u64,
    /// Bytes of all parts.
    pub(super) total: u64,
    /// Bytes that one packed byte may become, in a part of more than `ratio_from` bytes.
    pub(super) ratio: u64,
    /// See `ratio`.
    pub(super) ratio_from: u64,
    /// Bytes of one cell, one text, or one mark of XML.
    pub(super) cell: u64,
    /// Marks within marks.
    pub(super) depth: u64,
    /// Texts that cells share.
    pub(super) strings: u64,
    /// Formats, names, relations and other things that are kept of one part.
    pub(super) items: u64,
    /// Cells of the sheets that are kept whole, from the first that is not empty to the last.
    pub(super) cells: u64,
    /// Bytes of the texts in them, with repetitions.
    pub(super) texts: u64,
}

impl Limits {
    /// A large workbook of an office has 300,000 rows of 20 columns: 6 million cells, 200 MB of XML in an .xlsx and twice
    /// that in an .ods, which are 5 to 60 times what they are packed.
    pub(in super::super) const OFFICE: Limits = Limits {
        // Ten times what such a workbook is.
        file: 512 * MIB,
        // A full sheet of Excel 97 has 65,536 rows; with thirty columns it is 40 MB.
        compound: 128 * MIB,
        // Excel writes some ten parts and one or two for each sheet.
        parts: 10_000,
        // A full sheet of 1,048,576 rows with twenty cells of fifty bytes.
        part: 1_024 * MIB,
        // Three million names of borrowers with their XML.
        kept: 256 * MIB,
        total: 2_048 * MIB,
        // Rows that are all the same come to 100; the packing itself ends at 1,032.
        ratio: 250,
        ratio_from: 64 * MIB,
        // A cell of Excel's holds 32,767 letters.
        cell: 4 * MIB,
        // Groups in groups in drawings come to 20.
        depth: 256,
        strings: 5_000_000,
        // Excel ends at 65,490 formats.
        items: 1_000_000,
        // 32 bytes each in memory.
        cells: 8_000_000,
        texts: 512 * MIB,
    };

    /// Whether a file of Excel 97 to 2003 is small enough.
    pub(in super::super) fn compound(&self, bytes: u64) -> Result<(), TooMuch> {
        within_bytes(bytes, self.compound, TooMuch::File)
    }

    /// Whether these are not too many texts that cells share.
    pub(in super::super) fn strings(&self, count: u64) -> Result<(), TooMuch> {
        within(count, self.strings, TooMuch::Strings)
    }

    /// Whether these are not too many cells.
    pub(in super::super) fn cells(&self, count: u64) -> Result<(), TooMuch> {
        within(count, self.cells, TooMuch::Cells)
    }
}

/// An error when a count is above its limit.
pub(super) fn within(count: u64, limit: u64, what: fn(u64) -> TooMuch) -> Result<(), TooMuch> {
    if count > limit { Err(what(limit)) } else { Ok(()) }
}

/// The same for bytes, of which people count the megabytes.
pub(super) fn within_bytes(bytes: u64, limit: u64, what: fn(u64) -> TooMuch) -> Result<(), TooMuch> {
    if bytes > limit {
        Err(what(limit.div_ceil(MIB)))
    } else {
        Ok(())
    }
}

/// What there is too much of, with the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, fieldlink_say::Error)]
#[say("too-much")]
pub(in super::super) enum TooMuch {
    /// The file itself, in megabytes.
    File(#[say("limit")] u64),
    /// Parts.
    Parts(#[say("limit")] u64),
    /// A part, in megabytes.
    Part(#[say("limit")] u64),
    /// What a reader keeps of a part, in megabytes.
    Kept(#[say("limit")] u64),
    /// All parts, in megabytes.
    Total(#[say("limit")] u64),
    /// Unpacked to packed.
    Ratio(#[say("limit")] u64),
    /// One cell, in megabytes.
    Cell(#[say("limit")] u64),
    /// Marks within marks.
    Depth(#[say("limit")] u64),
    /// Entities are defined.
    Entities(#[say("limit")] u64),
    /// Shared texts.
    Strings(#[say("limit")] u64),
    /// Formats, names and the like.
    Items(#[say("limit")] u64),
    /// Cells.
    Cells(#[say("limit")] u64),
    /// Texts of cells, in megabytes.
    Texts(#[say("limit")] u64),
}

/// Why an archive is not read.
#[derive(Debug, thiserror::Error)]
pub(in super::super) enum Trouble {
    /// It becomes too much.
    #[error(transparent)]
    TooMuch(#[from] TooMuch),
    /// A part cannot be unpacked.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// A part is no XML.
    #[error(transparent)]
    Xml(#[from] quick_xml::Error),
    /// A number of repetitions is none.
    #[error("a number of repetitions cannot be read")]
    Repetitions,
}

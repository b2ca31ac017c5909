//! The CSV of journals that a person uploads.

use fieldlink_contract::Texts;
use fieldlink_domain::journal::Sent;
use fieldlink_domain::partner::CsvUploadFormat;

use crate::{Error, Result, table};

/// Most journals of one file: a person has to look through all of them on one confirm page.
const MOST: usize = 20_000;

/// Reads a CSV of loan ID, (client ID,) subject, text and, if wanted, the address of a picture. A first row is a header
/// when its first cell is what spreadsheets call that column.
///
/// The texts are held, which are no longer than the file; the rows are handed on one by one.
pub(super) fn read(file: &[u8], format: CsvUploadFormat) -> Result<Vec<Sent>> {
    let ids = match format {
        CsvUploadFormat::TwoColumn => 1,
        CsvUploadFormat::ThreeColumn => 2,
    };
    let mut journals = Vec::new();
    let mut first = true;
    table::each(file, |table::Record { line, cells }| {
        let spare = cells.iter().skip(ids + 3).any(|cell| !cell.trim().is_empty());
        if cells.len() < ids + 2 || spare {
            let wanted = if ids == 1 { "two" } else { "three" };
            return Err(Error::invalid(format!(
                "Line {line} has {} columns; wanted are Loan ID, {}subject, text and, if you like, the address of a picture.",
                cells.len(),
                if ids == 1 { "" } else { "Client ID, " },
            ))
            .said(
                "error-file-journal-columns",
                [
                    ("line", line.to_string()),
                    ("found", cells.len().to_string()),
                    ("wanted", wanted.to_owned()),
                ],
            ));
        }
        let cell = |at: usize| cells.get(at).unwrap_or_default();
        if std::mem::take(&mut first) && is_header(cell(0)) {
            return Ok(());
        }
        if journals.len() == MOST {
            return Err(table::too_many(MOST));
        }
        let journal = Sent {
            internal_loan_id: cell(0).to_owned(),
            internal_client_id: (ids == 2).then(|| cell(1).to_owned()),
            subject: cell(ids).to_owned(),
            body: cell(ids + 1).replace("\r\n", "\n"),
            image_url: Some(cell(ids + 2).trim().to_owned()).filter(|url| !url.is_empty()),
        };
        if let Some(misfit) = journal.misfit() {
            return Err(table::unusable(line, &misfit));
        }
        journals.push(journal);
        Ok(())
    })?;
    if journals.is_empty() {
        Err(table::empty())
    } else {
        Ok(journals)
    }
}

/// `Loan ID`, `loan_id`, `internal_loan_id` and the like.
fn is_header(cell: &str) -> bool {
    let letters: String = cell
        .chars()
        .filter(|c| c.is_alphabetic())
        .flat_map(char::to_lowercase)
        .collect();
    letters.ends_with("loanid") || letters == "loan" || letters == "préstamo" || letters == "prêt"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_and_three_columns_with_and_without_a_header() {
        let two = read(
            b"Loan ID,Subject,Body\n007,News,\"One.\r\nTwo, three.\"\n8,More,Text,https://example.org/a.jpg\n",
            CsvUploadFormat::TwoColumn,
        )
        .unwrap();
        assert_eq!(two.len(), 2);
        assert_eq!(
            (two[0].internal_loan_id.as_str(), two[0].body.as_str()),
            ("007", "One.\nTwo, three.")
        );
        assert_eq!(two[1].image_url.as_deref(), Some("https://example.org/a.jpg"));
        let three = read(b"7;c 1;News;Text", CsvUploadFormat::ThreeColumn).unwrap();
        assert_eq!(three[0].internal_client_id.as_deref(), Some("c 1"));
    }

    #[test]
    fn more_journals_than_anybody_reads_are_refused() {
        let most = b"7,News,Text\n".repeat(MOST);
        assert_eq!(read(&most, CsvUploadFormat::TwoColumn).unwrap().len(), MOST);
        let error = read(&b"7,News,Text\n".repeat(MOST + 1), CsvUploadFormat::TwoColumn).unwrap_err();
        assert_eq!(error.said.unwrap().text, "error-file-rows");
    }

    #[test]
    fn the_wrong_number_of_columns_is_named_with_its_line() {
        let error = read(b"7,News,Text\n8,News\n", CsvUploadFormat::TwoColumn).unwrap_err();
        assert!(error.message.starts_with("Line 2 has 2 columns"), "{}", error.message);
        assert!(read(b"Loan ID,Subject,Body\n", CsvUploadFormat::TwoColumn).is_err());
    }
}

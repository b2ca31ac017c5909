//! Photos for the sample MIS: drawn, of nobody.

use std::path::Path;

use miette::{IntoDiagnostic, Result};

use super::records::Loan;

/// A photo for every loan that has one; those that are there stay.
pub fn write(folder: &Path, loans: &[Loan]) -> Result<()> {
    std::fs::create_dir_all(folder).into_diagnostic()?;
    for (n, loan) in loans.iter().enumerate().filter(|(_, loan)| loan.photo) {
        let file = folder.join(format!("{}.jpg", loan.account));
        if !file.exists() {
            // Under another name first: a run that is stopped here leaves no half of a photo behind.
            let new = file.with_extension("new");
            let picture = fieldlink_photo::drawn(loan.members.len(), n as u64).into_diagnostic()?;
            std::fs::write(&new, picture).into_diagnostic()?;
            std::fs::rename(&new, &file).into_diagnostic()?;
        }
    }
    Ok(())
}

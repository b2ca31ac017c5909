//! The part of fieldlink.toml that reads the workbook.

use std::fmt::Write as _;
use std::path::Path;

use super::columns::{SEND, SHEETS, Sheet};

/// The source and the sections, to be added to a fieldlink.toml that has none of them.
pub fn section(file: &Path) -> String {
    let path = quoted(&file.display().to_string());
    let mut text = format!(
        "\n# The workbook that `fieldlink template` wrote. Rows without \"yes\" under {SEND} are left alone.\n\
         [source.workbook]\nkind = \"workbook\"\npath = {path}\n"
    );
    for sheet in SHEETS {
        one(&mut text, sheet);
    }
    text
}

fn one(text: &mut String, sheet: &Sheet) {
    let _ = writeln!(text, "\n[{}]", sheet.section);
    let child = sheet.key.is_some();
    if !child {
        text.push_str("source = \"workbook\"\n");
    }
    let _ = writeln!(text, "sheet = {}", quoted(sheet.name));
    match sheet.key {
        Some(key) => {
            let _ = writeln!(text, "key = {}", quoted(key));
        }
        None => {
            // A sheet that nobody has begun is nothing unusual here.
            let _ = writeln!(
                text,
                "allow_empty = true\nwhen = {{ column = {}, is = [\"yes\"] }}",
                quoted(SEND)
            );
        }
    }
    let _ = writeln!(text, "\n[{}.columns]", sheet.section);
    for column in sheet.columns {
        if let Some(field) = column.field {
            let _ = writeln!(text, "{field} = {}", quoted(column.header));
        }
    }
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn the_section_is_a_configuration_that_is_read() {
        let head = "[partner]\nid = 1\ncsv_upload_format = \"three_column\"\n[profile.p]\ntoken_url = \"http://localhost/t\"\n\
                    api_base = \"http://localhost\"\nclient_id = \"c\"\nclient_secret_env = \"S\"\n";
        let text = format!("{head}{}", section(Path::new("my \"kiva\".xlsx")));
        let config = Config::parse(Path::new("fieldlink.toml"), &text).unwrap();
        let drafts = config.settings().loan_drafts.as_ref().unwrap();
        assert_eq!(drafts.members.as_ref().unwrap().key, "Group Loan ID");
        assert!(drafts.when.is_some() && drafts.allow_empty);
    }
}

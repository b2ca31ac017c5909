//! The workbook itself.

use std::collections::BTreeSet;
use std::path::Path;

use rust_xlsxwriter::{
    Color, ConditionalFormatDuplicate, DataValidation, DataValidationErrorStyle, DataValidationRule, Format,
    FormatAlign, FormatBorder, Formula, Workbook, Worksheet, XlsxError,
};

use super::columns::{Column, List, SEND, SHEETS, Sheet, Takes};
use super::texts::GUIDES;
use crate::mapping::lookup::Offers;

/// Rows that are prepared on each sheet.
const ROWS: u32 = 5_000;
/// The hidden sheet that holds the lists: a drop-down's own text is limited to 255 characters.
const LISTS: &str = "Lists";
/// What Excel lets a cell hold.
const LONGEST_TEXT: u32 = 32_000;

/// Why a workbook cannot be written.
#[derive(Debug, thiserror::Error)]
#[error("the workbook {} cannot be written", path.display())]
pub struct TemplateError {
    /// Where it should go.
    path: std::path::PathBuf,
    /// Why.
    #[source]
    cause: XlsxError,
}

/// Writes the workbook, with the partner's own names as drop-downs.
///
/// # Errors
/// [`TemplateError`].
pub fn write(path: &Path, offers: &Offers) -> Result<(), TemplateError> {
    let written = book(offers).and_then(|mut book| book.save(path));
    written.map_err(|cause| TemplateError {
        path: path.to_owned(),
        cause,
    })
}

fn book(offers: &Offers) -> Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    for (language, guide) in GUIDES.iter().enumerate() {
        let sheet = book.add_worksheet();
        sheet.set_name(guide.sheet)?;
        instructions(sheet, language)?;
    }
    let lists: Vec<Vec<String>> = List::ALL.into_iter().map(|list| entries(list, offers)).collect();
    for sheet in SHEETS {
        let page = book.add_worksheet();
        page.set_name(sheet.name)?;
        fill(page, sheet, &lists)?;
    }
    let hidden = book.add_worksheet();
    hidden.set_name(LISTS)?.set_hidden(true);
    for (at, list) in (0_u16..).zip(&lists) {
        hidden.write_string(0, at, format!("{:?}", List::ALL[usize::from(at)]))?;
        for (row, entry) in (1_u32..).zip(list) {
            hidden.write_string(row, at, entry)?;
        }
    }
    Ok(book)
}

/// What a list holds, each once, in the order of the alphabet.
fn entries(list: List, offers: &Offers) -> Vec<String> {
    let sorted = |names: BTreeSet<&str>| names.into_iter().map(str::to_owned).collect();
    match list {
        List::YesNo => vec![String::from("yes"), String::from("no")],
        List::Genders => ["female", "male", "unknown"].map(String::from).to_vec(),
        List::InterestTypes => ["flat", "decliningBalance"].map(String::from).to_vec(),
        List::Activities => sorted(offers.activities.iter().map(|one| one.activity.as_str()).collect()),
        List::Themes => sorted(offers.themes.iter().map(|one| one.theme_type.as_str()).collect()),
        List::Locations => sorted(offers.locations.iter().map(|one| one.full_name.as_str()).collect()),
        List::Languages => sorted(offers.locales.iter().map(|one| one.language_name.as_str()).collect()),
        List::Currencies => sorted(offers.locales.iter().map(|one| one.currency.as_str()).collect()),
    }
}

fn instructions(sheet: &mut Worksheet, language: usize) -> Result<(), XlsxError> {
    let guide = &GUIDES[language];
    let title = Format::new().set_bold().set_font_size(14);
    let bold = Format::new().set_bold();
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    sheet
        .set_column_width(0, 14)?
        .set_column_width(1, 20)?
        .set_column_width(2, 90)?;
    sheet.write_string_with_format(0, 0, guide.title, &title)?;
    let mut row = 2;
    for step in guide.steps {
        sheet.merge_range(row, 0, row, 2, step, &wrapped)?;
        row += 1;
    }
    row += 1;
    for (column, head) in (0_u16..).zip(guide.heads) {
        sheet.write_string_with_format(row, column, head, &bold)?;
    }
    for of in SHEETS {
        row += 1;
        sheet.write_string_with_format(row, 0, of.name, &bold)?;
        sheet.write_string_with_format(row, 2, of.help[language], &wrapped)?;
        for column in of.columns {
            row += 1;
            sheet.write_string(row, 1, column.header)?;
            sheet.write_string_with_format(row, 2, column.help[language], &wrapped)?;
        }
    }
    Ok(())
}

fn fill(page: &mut Worksheet, sheet: &Sheet, lists: &[Vec<String>]) -> Result<(), XlsxError> {
    let head = Format::new()
        .set_bold()
        .set_background_color(Color::RGB(0x00DD_EBDD))
        .set_border_bottom(FormatBorder::Thin);
    page.set_freeze_panes(1, 0)?;
    let first_id = sheet
        .columns
        .iter()
        .find(|column| column.takes == Takes::Id)
        .map(|column| column.header);
    for (at, column) in (0_u16..).zip(sheet.columns) {
        page.write_string_with_format(0, at, column.header, &head)?;
        page.set_column_width(at, width(column))?;
        page.set_column_format(at, &format(column.takes))?;
        example(page, at, column, lists)?;
        if let Some(validation) = validation(column, lists)? {
            page.add_data_validation(1, at, ROWS, at, &validation)?;
        }
        // The first id of a sheet names its rows, unless they belong to those of another sheet.
        if sheet.key.is_none() && Some(column.header) == first_id {
            let twice = Format::new().set_background_color(Color::RGB(0x00FF_D0D0));
            let rule = ConditionalFormatDuplicate::new().set_format(twice);
            page.add_conditional_format(1, at, ROWS, at, &rule)?;
        }
    }
    Ok(())
}

fn width(column: &Column) -> u16 {
    match column.takes {
        Takes::Text if column.header == "Description" || column.header == "Text" => 60,
        Takes::Text | Takes::OneOf(List::Locations | List::Activities) => 26,
        Takes::YesNo => 8,
        _ => 16,
    }
}

fn format(takes: Takes) -> Format {
    match takes {
        // Text, so that 00017 and twenty digits stay what was typed.
        Takes::Id | Takes::Text | Takes::YesNo | Takes::OneOf(_) => Format::new().set_num_format("@"),
        Takes::Date => Format::new().set_num_format("yyyy-mm-dd"),
        Takes::Amount => Format::new().set_num_format("0.00"),
        Takes::Whole => Format::new().set_num_format("0"),
    }
}

/// The example row: grey, and never sent, since it says so.
fn example(page: &mut Worksheet, at: u16, column: &Column, lists: &[Vec<String>]) -> Result<(), XlsxError> {
    let grey = format(column.takes)
        .set_italic()
        .set_font_color(Color::RGB(0x0080_8080));
    let first = match column.takes {
        Takes::OneOf(list) if column.example.is_empty() => list_of(list, lists).first().map(String::as_str),
        _ => Some(column.example),
    };
    let text = first.unwrap_or_default();
    match column.takes {
        _ if text.is_empty() => page.write_blank(1, at, &grey)?,
        Takes::Date => {
            let day = rust_xlsxwriter::ExcelDateTime::parse_from_str(text)?;
            page.write_datetime_with_format(1, at, &day, &grey)?
        }
        Takes::Amount | Takes::Whole => match text.parse::<rust_decimal::Decimal>() {
            Ok(number) => page.write_with_format(1, at, number, &grey)?,
            Err(_) => page.write_string_with_format(1, at, text, &grey)?,
        },
        _ => page.write_string_with_format(1, at, text, &grey)?,
    };
    Ok(())
}

fn list_of(list: List, lists: &[Vec<String>]) -> &[String] {
    let at = List::ALL.into_iter().position(|one| one == list);
    at.and_then(|at| lists.get(at)).map_or(&[], Vec::as_slice)
}

fn validation(column: &Column, lists: &[Vec<String>]) -> Result<Option<DataValidation>, XlsxError> {
    let list = match column.takes {
        Takes::YesNo => Some(List::YesNo),
        Takes::OneOf(list) => Some(list),
        _ => None,
    };
    let (rule, wrong) = match (list, column.takes) {
        (Some(list), _) => {
            let rows = list_of(list, lists).len();
            // An empty list would refuse everything, and its range would be none.
            if rows == 0 {
                return Ok(None);
            }
            let letter = char::from(
                b'A' + u8::try_from(List::ALL.into_iter().position(|one| one == list).unwrap_or(0)).unwrap_or(0),
            );
            let range = Formula::new(format!("={LISTS}!${letter}$2:${letter}${}", rows + 1));
            (DataValidation::new().allow_list_formula(range), "Choose from the list.")
        }
        (None, Takes::Date) => {
            let from = DataValidationRule::GreaterThanOrEqualTo(Formula::new("DATE(2000,1,1)"));
            (
                DataValidation::new().allow_date_formula(from),
                "Write a date, such as 2026-01-31.",
            )
        }
        (None, Takes::Amount) => {
            let zero = DataValidationRule::GreaterThanOrEqualTo(Formula::new("0"));
            (
                DataValidation::new().allow_decimal_number_formula(zero),
                "Write a number that is not below zero.",
            )
        }
        (None, Takes::Whole) => {
            let one = DataValidationRule::GreaterThanOrEqualTo(1);
            (
                DataValidation::new().allow_whole_number(one),
                "Write a whole number above zero.",
            )
        }
        (None, Takes::Id) => {
            let length = DataValidationRule::LessThanOrEqualTo(100);
            (
                DataValidation::new().allow_text_length(length),
                "An ID has at most 100 characters.",
            )
        }
        (None, _) => {
            let length = DataValidationRule::LessThanOrEqualTo(LONGEST_TEXT);
            (DataValidation::new().allow_text_length(length), "The text is too long.")
        }
    };
    let validation = rule
        .set_input_title(column.header)?
        .set_input_message(column.help[0].chars().take(250).collect::<String>())?
        .set_error_title(column.header)?
        .set_error_message(wrong)?
        .set_error_style(DataValidationErrorStyle::Stop)
        .ignore_blank(true);
    // The column that decides what is sent needs no bubble over every cell.
    Ok(Some(validation.show_input_message(column.header != SEND)))
}

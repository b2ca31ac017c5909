//! The columns that all records of a table have.

/// The names of a table's columns, in their order, and where they stand in a sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns {
    names: Box<[String]>,
    /// For sheets: where each of them stands, counted from 0.
    at: Box<[u32]>,
}

impl Columns {
    /// Columns that have names and no place.
    pub fn named(names: impl IntoIterator<Item = String>) -> Columns {
        Columns {
            names: names.into_iter().collect(),
            at: Box::default(),
        }
    }

    /// Columns of a sheet: where each stands, counted from 0, and its name.
    pub fn of_sheet(columns: impl IntoIterator<Item = (u32, String)>) -> Columns {
        let (at, names): (Vec<u32>, Vec<String>) = columns.into_iter().unzip();
        Columns {
            names: names.into(),
            at: at.into(),
        }
    }

    /// Their names.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Which column has this name. Names are compared exactly first, then without regard to case, since databases
    /// change it.
    pub fn position(&self, name: &str) -> Option<usize> {
        let place = |is: &dyn Fn(&String) -> bool| self.names.iter().position(is);
        place(&|known| known == name).or_else(|| place(&|known| known.eq_ignore_ascii_case(name)))
    }

    /// Whether several columns have this very name, so that nobody can say which is meant.
    pub fn is_doubled(&self, name: &str) -> bool {
        self.names.iter().filter(|known| *known == name).count() > 1
    }

    /// The name of a column's cell in this row (counted from 1), as a sheet shows it: `J4`. None outside of sheets.
    pub fn cell(&self, position: usize, row: u64) -> Option<String> {
        self.at.get(position).map(|at| format!("{}{row}", letters(*at)))
    }
}

/// The letters of a sheet's column, counted from 0.
pub fn letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = u64::from(column) + 1;
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or_default();
        letters.push(char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_named_as_the_sheet_names_them() {
        let columns = Columns::of_sheet([(1, String::from("Loan")), (9, String::from("Amount"))]);
        assert_eq!(columns.cell(0, 7).as_deref(), Some("B7"));
        assert_eq!(columns.cell(1, 4).as_deref(), Some("J4"));
        assert_eq!(Columns::named([String::from("Loan")]).cell(0, 7), None);
        assert_eq!([26, 701, 702].map(letters), ["AA", "ZZ", "AAA"]);
    }

    #[test]
    fn an_exact_name_is_found_before_one_in_other_letters() {
        let columns = Columns::named(["loan", "Loan", "Name", "Name"].map(String::from));
        assert_eq!(columns.position("Loan"), Some(1));
        assert_eq!(columns.position("LOAN"), Some(0));
        assert_eq!(columns.position("client"), None);
        assert!(columns.is_doubled("Name") && !columns.is_doubled("loan"));
    }
}

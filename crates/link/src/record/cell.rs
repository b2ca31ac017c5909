//! What stands in one place of a source: a value with its type, and how the source shows it.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Fault;

/// A value as the source has it. What a field makes of it the field decides.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum CellValue {
    /// An empty cell, or NULL.
    #[default]
    Nothing,
    /// A text, as exact as the source has it. That it looks like a number makes it none.
    Text(Box<str>),
    /// An exact number: a sign, digits, and a point before its decimals.
    Number(Box<str>),
    /// A day: `2026-01-31`.
    Day(Box<str>),
    /// A day with a time of day (ISO 8601), and with its offset where the source tells one.
    Moment(Box<str>),
    /// True or false.
    Truth(bool),
    /// Bytes that are no text. They stay where they are.
    Bytes,
    /// What cannot be read, with the words why.
    Error(Box<Fault>),
}

static BYTES: &Fault = &Fault::BYTES;

/// A cell of a record. A face that is the value itself is not kept, so it costs nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cell {
    value: CellValue,
    face: Option<Box<str>>,
}

impl Cell {
    /// A text; an empty one is nothing.
    pub fn text(text: impl Into<Box<str>>) -> Cell {
        let text = text.into();
        if text.is_empty() {
            Cell::default()
        } else {
            Cell::from(CellValue::Text(text))
        }
    }

    /// An exact number, as it is written plainly.
    pub fn number(text: impl Into<Box<str>>) -> Cell {
        Cell::from(CellValue::Number(text.into()))
    }

    /// The same, shown like this.
    #[must_use]
    pub fn shown_as(self, face: Option<String>) -> Cell {
        let face = face.filter(|face| Some(face.as_str()) != self.plain());
        Cell {
            face: face.map(Into::into),
            ..self
        }
    }

    /// The value.
    pub fn value(&self) -> &CellValue {
        &self.value
    }

    /// What a person reads there: its face, else the value written plainly; none when there is nothing to read.
    pub fn shown(&self) -> Option<&str> {
        self.face.as_deref().or_else(|| self.plain())
    }

    /// The value written plainly, whatever the source shows.
    pub fn plain(&self) -> Option<&str> {
        match &self.value {
            CellValue::Text(text) | CellValue::Number(text) | CellValue::Day(text) | CellValue::Moment(text) => {
                Some(text)
            }
            CellValue::Truth(true) => Some("true"),
            CellValue::Truth(false) => Some("false"),
            CellValue::Nothing | CellValue::Bytes | CellValue::Error(_) => None,
        }
    }

    /// Why it cannot be read, if it cannot.
    pub fn fault(&self) -> Option<&Fault> {
        match &self.value {
            CellValue::Error(fault) => Some(fault),
            CellValue::Bytes => Some(BYTES),
            _ => None,
        }
    }

    /// Whether a person sees nothing there.
    pub fn is_blank(&self) -> bool {
        self.fault().is_none() && self.shown().is_none_or(|text| text.trim().is_empty())
    }
}

impl From<CellValue> for Cell {
    fn from(value: CellValue) -> Cell {
        Cell { value, face: None }
    }
}

impl From<Fault> for Cell {
    fn from(fault: Fault) -> Cell {
        Cell::from(CellValue::Error(Box::new(fault)))
    }
}

/// A text, as records are kept that were written before cells had types.
impl From<Option<String>> for Cell {
    fn from(text: Option<String>) -> Cell {
        text.map_or_else(Cell::default, |text| Cell::from(CellValue::Text(text.into())))
    }
}

/// A cell as it is kept: a text or nothing stands as such, as it did before cells had types.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Kept<T, V> {
    Text(T),
    Typed {
        value: V,
        #[serde(default = "Option::default", skip_serializing_if = "Option::is_none")]
        face: Option<T>,
    },
}

impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let kept = match (&self.value, &self.face) {
            (CellValue::Nothing, _) => return serializer.serialize_none(),
            (CellValue::Text(text), None) => Kept::Text(&**text),
            (value, face) => Kept::Typed {
                value,
                face: face.as_deref(),
            },
        };
        kept.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Cell {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Cell, D::Error> {
        Ok(match Option::<Kept<Box<str>, CellValue>>::deserialize(deserializer)? {
            None => Cell::default(),
            Some(Kept::Text(text)) => Cell::from(CellValue::Text(text)),
            Some(Kept::Typed { value, face }) => Cell { value, face },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_come_back_as_they_were_kept() {
        let day = CellValue::Day("2026-01-31".into());
        for cell in [
            Cell::default(),
            Cell::text("00017 \"ñ\"\n"),
            Cell::from(Some(String::new())),
            Cell::number("17").shown_as(Some(String::from("00017"))),
            Cell::from(day).shown_as(Some(String::from("31/01/2026"))),
            Cell::from(CellValue::Truth(true)),
            Cell::from(CellValue::Bytes),
            Cell::from(Fault::of("it shows an error").showing("#N/A")),
        ] {
            let kept = serde_json::to_string(&cell).unwrap();
            assert_eq!(serde_json::from_str::<Cell>(&kept).unwrap(), cell, "{kept}");
        }
    }

    #[test]
    fn texts_are_kept_as_they_were_before_cells_had_types() {
        assert_eq!(serde_json::to_string(&Cell::text("1.250")).unwrap(), "\"1.250\"");
        assert_eq!(serde_json::to_string(&Cell::default()).unwrap(), "null");
        let before: Vec<Cell> = serde_json::from_str("[\"00017\", null]").unwrap();
        assert_eq!(before, [Cell::text("00017"), Cell::default()]);
    }

    #[test]
    fn a_face_that_is_the_value_is_not_kept() {
        let same = Cell::number("17").shown_as(Some(String::from("17")));
        assert_eq!(same, Cell::number("17"));
        let cell = Cell::number("17").shown_as(Some(String::from("LN-17")));
        assert_eq!((cell.shown(), cell.plain()), (Some("LN-17"), Some("17")));
    }
}

//! What a text may be: how long, and that every database can keep it.
//!
//! The bounds stand here once. PA2 holds every request against them where it is read, its OpenAPI text tells them, and
//! the link holds its rows against them before it sends.

use std::borrow::Cow;
use std::fmt;

use crate::{
    Entrep, Installment, Journal, JournalsRequest, LoanDraft, Repayment, RepaymentsRequest, ScheduleParameters,
};

/// Most characters of a partner's own id: Loan ID, Client ID.
pub const ID: usize = 200;
/// Most characters of a name, a place, a word: what stands on one line. Four bytes each fit an index of PostgreSQL.
pub const LINE: usize = 500;
/// Most characters of an address on the web.
pub const ADDRESS: usize = 2_000;
/// Most characters of a story, a journal's text, a list of ids.
pub const LONG: usize = 100_000;
/// Most characters of a picture as base64; the whole body may have 12 MB.
pub const PICTURE: usize = 12 * 1024 * 1024;

/// Why a text cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// PostgreSQL has no place for U+0000.
    #[error("holds the character U+0000, which no text may hold")]
    Nul,
    /// More characters than the bound.
    #[error("has more than {most} characters")]
    TooLong {
        /// The bound.
        most: usize,
    },
}

impl Fault {
    /// The kind by name, `nul` or `long`, and the bound (0 where it does not matter), for texts in other languages.
    #[must_use]
    pub const fn named(self) -> (&'static str, usize) {
        match self {
            Fault::Nul => ("nul", 0),
            Fault::TooLong { most } => ("long", most),
        }
    }
}

/// What is wrong with a text of at most so many characters.
#[must_use]
pub fn fault(text: &str, most: usize) -> Option<Fault> {
    // A character has at least one byte: only what has more bytes than it may have characters is counted.
    if text.len() > most && text.chars().nth(most).is_some() {
        Some(Fault::TooLong { most })
    } else {
        text.contains('\0').then_some(Fault::Nul)
    }
}

/// A text that cannot be taken, cut and mended so that it can be kept and shown: what was sent can then be found again.
#[must_use]
pub fn shown(text: &str, most: usize) -> Cow<'_, str> {
    match fault(text, most) {
        None => Cow::Borrowed(text),
        Some(fault) => {
            let mended = text.chars().take(most).map(|c| if c == '\0' { '\u{FFFD}' } else { c });
            let cut = matches!(fault, Fault::TooLong { .. }).then_some('…');
            Cow::Owned(mended.chain(cut).collect())
        }
    }
}

/// A text of a request that cannot be taken, with its place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {fault}")]
pub struct Misfit {
    /// The field in the wire's spelling, counted from 0 within lists: `entreps[1].first_name`.
    pub field: String,
    /// What is wrong with it.
    pub fault: Fault,
}

impl Misfit {
    /// What is wrong with a field's text, if anything.
    #[must_use]
    pub fn of(field: &str, text: &str, most: usize) -> Option<Misfit> {
        let field = || field.to_owned();
        fault(text, most).map(|fault| Misfit { field: field(), fault })
    }

    fn within(self, place: impl fmt::Display) -> Misfit {
        Misfit {
            field: format!("{place}.{}", self.field),
            ..self
        }
    }
}

/// A request whose texts have bounds. Each implementation names every field of its type, so that a new one is not
/// forgotten.
pub trait Texts {
    /// Name in the OpenAPI text, and most characters of each text of the type itself.
    const BOUNDS: &'static [(&'static str, usize)];

    /// The first text that cannot be taken. The ids of a repayment and of a journal are not looked at: one that is no id
    /// is what is wrong with its row, not with the call, and the rules say so.
    fn misfit(&self) -> Option<Misfit>;
}

/// Something in which texts stand.
trait Part {
    fn misfit_at(&self, field: &str, most: usize) -> Option<Misfit>;
}

impl Part for String {
    fn misfit_at(&self, field: &str, most: usize) -> Option<Misfit> {
        Misfit::of(field, self, most)
    }
}

impl<T: Part> Part for Option<T> {
    fn misfit_at(&self, field: &str, most: usize) -> Option<Misfit> {
        self.as_ref()?.misfit_at(field, most)
    }
}

impl<T: Texts> Part for Vec<T> {
    fn misfit_at(&self, field: &str, _: usize) -> Option<Misfit> {
        let misfits = self.iter().enumerate();
        let mut misfits = misfits.filter_map(|(at, one)| Some(one.misfit()?.within(format_args!("{field}[{at}]"))));
        misfits.next()
    }
}

/// [`Texts`] of a type: texts with their bounds, parts that hold texts, texts that the rules judge, and the rest.
macro_rules! texts {
    ($type:ty: { $($text:ident: $most:expr),* } parts { $($part:ident),* } judged { $($id:ident),* } rest { $($rest:ident),* }) => {
        impl Texts for $type {
            const BOUNDS: &'static [(&'static str, usize)] =
                &[$((stringify!($text), $most),)* $((stringify!($id), ID),)*];

            fn misfit(&self) -> Option<Misfit> {
                let Self { $($text,)* $($part,)* $($id: _,)* $($rest: _,)* } = self;
                let found = None;
                $(let found = found.or_else(|| $text.misfit_at(stringify!($text), $most));)*
                $(let found = found.or_else(|| $part.misfit_at(stringify!($part), 0));)*
                found
            }
        }
    };
}

texts!(LoanDraft: {
    currency: LINE, description: LONG, group_name: LINE, internal_client_id: ID, internal_loan_id: ID,
    image_encoded: PICTURE, image_url: ADDRESS, loanuse: LINE, location: LINE
} parts { entreps, schedule_parameters } judged {} rest {
    activity_id, client_waiver_signed, description_language_id, disburse_time, not_pictured, schedule, theme_type_id,
    rep_person_id
});
texts!(Entrep: { client_id: ID, first_name: LINE, last_name: LINE, loan_id: ID } parts {} judged {} rest { amount, gender });
texts!(ScheduleParameters: { n_repeat_unit: LINE, interest_rate_type: LINE } parts {} judged {} rest {
    first_repayment_date, n_installments, n_repeat, annual_rate
});
texts!(Installment: {} parts {} judged {} rest { date, interest, principal });
texts!(RepaymentsRequest: {} parts { repayments } judged {} rest {});
texts!(Repayment: {} parts {} judged { loan_id, client_id } rest { amount });
texts!(JournalsRequest: {} parts { journals } judged {} rest {});
texts!(Journal: { subject: LINE, body: LONG, image_url: ADDRESS } parts {} judged {
    internal_loan_id, internal_client_id
} rest {});

impl Part for ScheduleParameters {
    fn misfit_at(&self, field: &str, _: usize) -> Option<Misfit> {
        self.misfit().map(|misfit| misfit.within(field))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_counted_and_not_bytes() {
        assert_eq!(fault(&"é".repeat(ID), ID), None);
        assert_eq!(fault(&"é".repeat(ID + 1), ID), Some(Fault::TooLong { most: ID }));
        assert_eq!(fault("a\0b", ID), Some(Fault::Nul));
    }

    #[test]
    fn the_place_is_named_within_lists_and_parts() {
        let draft = LoanDraft {
            entreps: vec![
                Entrep::default(),
                Entrep {
                    first_name: Some("a\0".into()),
                    ..Entrep::default()
                },
            ],
            ..LoanDraft::default()
        };
        let said = draft.misfit().unwrap().to_string();
        assert!(said.starts_with("entreps[1].first_name: holds"), "{said}");
        let parameters = ScheduleParameters {
            n_repeat_unit: Some("x".repeat(LINE + 1)),
            ..ScheduleParameters::default()
        };
        let draft = LoanDraft {
            schedule_parameters: Some(parameters),
            ..LoanDraft::default()
        };
        let said = draft.misfit().unwrap().to_string();
        assert_eq!(said, "schedule_parameters.n_repeat_unit: has more than 500 characters");
    }

    #[test]
    fn the_ids_of_rows_are_left_to_the_rules() {
        let journal = |id: &str, subject: &str| Journal {
            internal_loan_id: id.to_owned(),
            subject: subject.to_owned(),
            ..Journal::default()
        };
        assert_eq!(journal("a\0b", "s").misfit(), None);
        let call = JournalsRequest::from(vec![journal("1", "s"), journal("1", "\0")]);
        assert_eq!(call.misfit().unwrap().field, "journals[1].subject");
    }

    #[test]
    fn what_is_shown_of_a_misfit_can_be_kept() {
        assert_eq!(shown("0017", ID), "0017");
        assert_eq!(shown("a\0b", ID), "a\u{FFFD}b");
        let cut = shown("abcdef", 3);
        assert_eq!(cut, "abc…");
    }
}

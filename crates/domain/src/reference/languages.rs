//! Languages that a description may be written in (domain.md 3).

/// A language of descriptions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Language {
    /// Its number, as in a draft's `description_language_id`.
    pub id: i64,
    /// Two capital letters. Kiva's are known for English and Spanish; the others are those of ISO 639-1.
    pub code: &'static str,
    /// English name.
    pub name: &'static str,
    /// The number is ours: Kiva's is not public.
    pub synthetic: bool,
}

/// The five languages that Kiva reviews loans in.
pub const LANGUAGES: &[Language] = &[
    Language {
        id: 1,
        code: "EN",
        name: "English",
        synthetic: false,
    },
    Language {
        id: 2,
        code: "ES",
        name: "Spanish",
        synthetic: false,
    },
    Language {
        id: 9701,
        code: "FR",
        name: "French",
        synthetic: true,
    },
    Language {
        id: 9702,
        code: "PT",
        name: "Portuguese",
        synthetic: true,
    },
    Language {
        id: 9703,
        code: "RU",
        name: "Russian",
        synthetic: true,
    },
];

//! Loan themes as PA2 numbers them. Kiva's public themes are another space of numbers (domain.md 3).

/// A kind of loan with its own terms or limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ThemeType {
    /// Its number, as in a draft's `theme_type_id`.
    pub id: i64,
    /// English name.
    pub name: &'static str,
    /// The number is ours: Kiva's is not public.
    pub synthetic: bool,
}

/// The themes that are known: five recorded with their numbers, five seen by name.
pub const THEMES: &[ThemeType] = &[
    ThemeType {
        id: 1,
        name: "Green",
        synthetic: false,
    },
    ThemeType {
        id: 2,
        name: "Higher Education",
        synthetic: false,
    },
    ThemeType {
        id: 48,
        name: "General",
        synthetic: false,
    },
    ThemeType {
        id: 63,
        name: "Community Impact Loan",
        synthetic: false,
    },
    ThemeType {
        id: 105,
        name: "Water and Sanitation",
        synthetic: false,
    },
    ThemeType {
        id: 9601,
        name: "Agriculture",
        synthetic: true,
    },
    ThemeType {
        id: 9602,
        name: "Bridge/Income Smoothing",
        synthetic: true,
    },
    ThemeType {
        id: 9603,
        name: "General (Women)",
        synthetic: true,
    },
    ThemeType {
        id: 9604,
        name: "Livestock and Fishing",
        synthetic: true,
    },
    ThemeType {
        id: 9605,
        name: "Primary/Secondary Education",
        synthetic: true,
    },
];

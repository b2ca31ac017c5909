//! Sectors: the wider heading of an activity (domain.md 3).

/// What a loan is for, in the widest sense. It follows from the activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sector {
    /// Its number.
    pub id: i64,
    /// English name.
    pub name: &'static str,
    /// The number is ours: Kiva's is not public.
    pub synthetic: bool,
}

/// All sectors whose names are known.
pub const SECTORS: &[Sector] = &[
    Sector {
        id: 1,
        name: "Agriculture",
        synthetic: false,
    },
    Sector {
        id: 3,
        name: "Transportation",
        synthetic: false,
    },
    Sector {
        id: 4,
        name: "Services",
        synthetic: false,
    },
    Sector {
        id: 5,
        name: "Clothing",
        synthetic: false,
    },
    Sector {
        id: 6,
        name: "Health",
        synthetic: false,
    },
    Sector {
        id: 7,
        name: "Retail",
        synthetic: false,
    },
    Sector {
        id: 8,
        name: "Manufacturing",
        synthetic: false,
    },
    Sector {
        id: 9,
        name: "Arts",
        synthetic: false,
    },
    Sector {
        id: 10,
        name: "Housing",
        synthetic: false,
    },
    Sector {
        id: 12,
        name: "Food",
        synthetic: false,
    },
    Sector {
        id: 13,
        name: "Wholesale",
        synthetic: false,
    },
    Sector {
        id: 14,
        name: "Construction",
        synthetic: false,
    },
    Sector {
        id: 15,
        name: "Education",
        synthetic: false,
    },
    Sector {
        id: 16,
        name: "Personal Use",
        synthetic: false,
    },
    Sector {
        id: 17,
        name: "Entertainment",
        synthetic: false,
    },
    Sector {
        id: 9801,
        name: "Clean Energy",
        synthetic: true,
    },
    Sector {
        id: 9802,
        name: "Reuse & Recycle",
        synthetic: true,
    },
    Sector {
        id: 9803,
        name: "Sanitation & Hygiene",
        synthetic: true,
    },
    Sector {
        id: 9804,
        name: "Water",
        synthetic: true,
    },
];

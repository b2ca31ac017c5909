//! Problems that a reviewer raises, by their codes (domain.md 2.3). Kiva has more; these are the public ones.

/// A problem: its code, and what it means.
pub const ISSUES: [(&str, &str); 5] = [
    ("BPD", "The description tells more of the borrower than may be public."),
    ("BPP", "The photo tells more of the borrower than may be public."),
    ("EPP", "The photo shows people who do not receive this loan."),
    ("FPU", "The description is written in the first person."),
    ("G", "The gender does not match the description."),
];

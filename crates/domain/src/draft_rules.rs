//! What blocks a draft from being published, and what is worth a look (domain.md 2.2).

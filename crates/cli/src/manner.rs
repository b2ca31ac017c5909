//! How the program speaks: in which language, and whether in colour.

use std::io::IsTerminal;
use std::sync::OnceLock;

use fieldlink_say::Language;

use crate::words::Words;

/// Options of every command.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct Manner {
    /// The language of what the link's commands say: en, es or fr. That of the system when left out
    #[arg(
        long,
        global = true,
        value_name = "LANGUAGE",
        env = "FIELDLINK_LANGUAGE",
        hide_env_values = true
    )]
    language: Option<Language>,
    /// Whether to use colours
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t = Colour::Auto)]
    color: Colour,
}

/// Whether to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Colour {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

static CHOSEN: OnceLock<(Words, Colour)> = OnceLock::new();

impl Manner {
    /// Makes it the manner of the whole program.
    pub fn apply(self) {
        let words = Words::chosen(self.language, variable);
        // Once for each process; a second time changes nothing.
        let _ = CHOSEN.set((words, self.color));
        let screen = colour_on(&std::io::stderr());
        // Failures are shown by miette, which looks for the environment by itself but does not know our option.
        let _ = miette::set_hook(Box::new(move |_| {
            Box::new(miette::MietteHandlerOpts::new().color(screen).build())
        }));
    }
}

/// The words for what is said before the arguments are read: the language that they ask for, that of
/// `FIELDLINK_LANGUAGE`, or the system's.
pub fn asked(language: Option<Language>) -> Words {
    let set = || variable("FIELDLINK_LANGUAGE")?.parse().ok();
    Words::chosen(language.or_else(set), variable)
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// The words that were chosen.
pub fn words() -> Words {
    CHOSEN.get().map_or_else(Words::default, |(words, _)| *words)
}

/// Whether colours are wanted on this stream.
pub fn colour_on(stream: &impl IsTerminal) -> bool {
    let unset = |name: &str| std::env::var_os(name).is_none_or(|text| text.is_empty());
    match CHOSEN.get().map(|(_, colour)| *colour) {
        Some(Colour::Always) => true,
        Some(Colour::Never) => false,
        Some(Colour::Auto) | None => unset("NO_COLOR") && stream.is_terminal(),
    }
}

//! What is put into a text.

use std::path::{Path, PathBuf};

use crate::{Argument, Message};

impl Argument {
    /// What a text sees where there is nothing.
    pub const NONE: &str = "none";

    fn listed<'a>(all: impl Iterator<Item = &'a str>) -> Argument {
        let all: Vec<&str> = all.collect();
        Argument::Text(if all.is_empty() {
            Argument::NONE.to_owned()
        } else {
            all.join(", ")
        })
    }
}

impl From<&str> for Argument {
    fn from(text: &str) -> Argument {
        Argument::Text(text.to_owned())
    }
}

impl From<&&str> for Argument {
    fn from(text: &&str) -> Argument {
        Argument::Text((*text).to_owned())
    }
}

impl From<String> for Argument {
    fn from(text: String) -> Argument {
        Argument::Text(text)
    }
}

impl From<&String> for Argument {
    fn from(text: &String) -> Argument {
        Argument::Text(text.clone())
    }
}

impl From<&&String> for Argument {
    fn from(text: &&String) -> Argument {
        Argument::Text((*text).clone())
    }
}

impl From<&Box<str>> for Argument {
    fn from(text: &Box<str>) -> Argument {
        Argument::Text(text.to_string())
    }
}

impl From<char> for Argument {
    fn from(letter: char) -> Argument {
        Argument::Text(letter.to_string())
    }
}

impl From<&Path> for Argument {
    fn from(path: &Path) -> Argument {
        Argument::Text(path.display().to_string())
    }
}

impl From<&PathBuf> for Argument {
    fn from(path: &PathBuf) -> Argument {
        path.as_path().into()
    }
}

macro_rules! counts {
    ($($number:ty),*) => {$(
        impl From<$number> for Argument {
            fn from(count: $number) -> Argument {
                Argument::Count(i64::try_from(count).unwrap_or(i64::MAX))
            }
        }

        impl From<&$number> for Argument {
            fn from(count: &$number) -> Argument {
                (*count).into()
            }
        }
    )*};
}

counts!(i32, i64, u16, u32, u64, usize);

impl From<Message> for Argument {
    fn from(message: Message) -> Argument {
        Argument::Messages(vec![message])
    }
}

impl From<&Message> for Argument {
    fn from(message: &Message) -> Argument {
        message.clone().into()
    }
}

impl From<&Box<Message>> for Argument {
    fn from(message: &Box<Message>) -> Argument {
        Message::clone(message).into()
    }
}

impl From<Vec<Message>> for Argument {
    fn from(messages: Vec<Message>) -> Argument {
        Argument::Messages(messages)
    }
}

impl From<&Vec<Message>> for Argument {
    fn from(messages: &Vec<Message>) -> Argument {
        Argument::Messages(messages.clone())
    }
}

impl From<&[String]> for Argument {
    fn from(all: &[String]) -> Argument {
        Argument::listed(all.iter().map(String::as_str))
    }
}

impl From<&Vec<String>> for Argument {
    fn from(all: &Vec<String>) -> Argument {
        all.as_slice().into()
    }
}

impl From<&[&str]> for Argument {
    fn from(all: &[&str]) -> Argument {
        Argument::listed(all.iter().copied())
    }
}

macro_rules! perhaps {
    ($($value:ty),*) => {$(
        impl From<Option<$value>> for Argument {
            fn from(value: Option<$value>) -> Argument {
                value.map_or_else(|| Argument::NONE.into(), Argument::from)
            }
        }

        impl From<&Option<$value>> for Argument {
            fn from(value: &Option<$value>) -> Argument {
                value.as_ref().map_or_else(|| Argument::NONE.into(), Argument::from)
            }
        }
    )*};
}

impl From<Box<Message>> for Argument {
    fn from(message: Box<Message>) -> Argument {
        (*message).into()
    }
}

impl From<&Option<Box<Message>>> for Argument {
    fn from(message: &Option<Box<Message>>) -> Argument {
        message.as_deref().cloned().into()
    }
}

perhaps!(&str, String, Message, u32, u64, usize);

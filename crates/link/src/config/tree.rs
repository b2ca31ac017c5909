//! The settings as a tree, before they have types: what the file says, and what the environment lays over it.

use std::collections::BTreeMap;

use toml::Value;

/// What the names of our variables begin with; two underscores stand for each dot.
const PREFIX: &str = "FIELDLINK_";
const DOT: &str = "__";

/// One value of the tree.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    pub(super) what: What,
    /// Whether a variable of the environment says it, not the file.
    pub(super) by_variable: bool,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum What {
    /// A text that is as good as the number or the yes and no that it spells: variables have no types.
    Spelled(String),
    Text(String),
    Integer(i64),
    Float(f64),
    Boolean(bool),
    List(Vec<Node>),
    Table(BTreeMap<String, Node>),
}

impl Node {
    /// What the file says.
    pub(super) fn of_file(table: toml::Table) -> Node {
        Node::new(Value::Table(table), false)
    }

    fn new(value: Value, by_variable: bool) -> Node {
        let what = match value {
            Value::String(text) => What::Text(text),
            Value::Integer(number) => What::Integer(number),
            Value::Float(number) => What::Float(number),
            Value::Boolean(flag) => What::Boolean(flag),
            Value::Datetime(moment) => What::Text(moment.to_string()),
            Value::Array(items) => What::List(items.into_iter().map(|item| Node::new(item, by_variable)).collect()),
            Value::Table(table) => What::Table(
                table
                    .into_iter()
                    .map(|(key, value)| (key, Node::new(value, by_variable)))
                    .collect(),
            ),
        };
        Node { what, by_variable }
    }

    /// What a variable says: `{…}`, `[…]` and `"…"` are read as in the file, everything else is taken as it is.
    fn of_variable(text: &str) -> Node {
        let text = text.trim();
        if text.starts_with(['{', '[', '"', '\''])
            && let Ok(mut table) = format!("value = {text}").parse::<toml::Table>()
            && let Some(value) = table.remove("value")
        {
            return Node::new(value, true);
        }
        Node {
            what: What::Spelled(text.to_owned()),
            by_variable: true,
        }
    }

    /// Lays the variables that are ours over the tree: `FIELDLINK_PARTNER__ID` over `partner.id`.
    pub(super) fn overlay(&mut self, variables: impl IntoIterator<Item = (String, String)>) {
        // In the order of their names, so that two that disagree do so the same way every time.
        let ours: BTreeMap<String, String> = variables
            .into_iter()
            .filter_map(|(name, text)| {
                let (prefix, key) = name.split_at_checked(PREFIX.len())?;
                (prefix.eq_ignore_ascii_case(PREFIX) && key.contains(DOT)).then(|| (key.to_owned(), text))
            })
            .collect();
        for (key, text) in ours {
            self.put(key.split(DOT), Node::of_variable(&text));
        }
    }

    fn put<'a>(&mut self, mut path: impl Iterator<Item = &'a str>, value: Node) {
        let Some(step) = path.next() else {
            self.lay(value);
            return;
        };
        let table = match &mut self.what {
            What::Table(table) => table,
            other => {
                self.by_variable = true;
                *other = What::Table(BTreeMap::new());
                let What::Table(table) = other else { return };
                table
            }
        };
        let known = table.keys().find(|key| key.eq_ignore_ascii_case(step)).cloned();
        table
            .entry(known.unwrap_or_else(|| step.to_ascii_lowercase()))
            .or_insert_with(|| Node {
                what: What::Table(BTreeMap::new()),
                by_variable: true,
            })
            .put(path, value);
    }

    /// A table adds to a table; anything else replaces what was there.
    fn lay(&mut self, over: Node) {
        match (&mut self.what, over.what) {
            (What::Table(table), What::Table(more)) => {
                for (key, value) in more {
                    match table.get_mut(&key) {
                        Some(there) => there.lay(value),
                        None => {
                            table.insert(key, value);
                        }
                    }
                }
            }
            (what, over) => {
                *what = over;
                self.by_variable = true;
            }
        }
    }
}

//! The guide for operating PA2 lists every setting with its default.

use std::collections::BTreeMap;

use fieldlink_domain::settings::Settings;
use serde_json::Value;

#[test]
fn the_guide_lists_every_setting_with_its_default() {
    let Value::Object(settings) = serde_json::to_value(Settings::default()).unwrap() else {
        panic!("a struct")
    };
    let real: BTreeMap<String, String> = settings
        .into_iter()
        .map(|(name, value)| (name, value.to_string()))
        .collect();

    let guide = include_str!("../../../docs/operating-pa2.md");
    let (_, section) = guide.split_once("## Settings").unwrap();
    let told: BTreeMap<String, String> = section
        .lines()
        .filter_map(|line| {
            let mut cells = line.strip_prefix("| `")?.split(" | ");
            let name = cells.next()?.trim_end_matches('`');
            let default = cells.next()?.trim_matches('`');
            Some((name.to_owned(), default.to_owned()))
        })
        .collect();
    assert_eq!(told, real);
}

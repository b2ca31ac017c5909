//! Where the browser is. Each browser test starts its own driver, so nothing runs here.

use super::packages;

/// The variables that name Chromium and its driver, for those that were found.
pub(crate) fn variables() -> Vec<(&'static str, String)> {
    let found = |variable, names: &[&str]| {
        let path = names.iter().find_map(|name| packages::on_path(name))?;
        Some((variable, path.display().to_string()))
    };
    [
        found("FIELDLINK_TEST_CHROMEDRIVER", &["chromedriver"]),
        found(
            "FIELDLINK_TEST_CHROMIUM",
            &["chromium", "chromium-browser", "google-chrome"],
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

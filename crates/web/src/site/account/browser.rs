//! What a browser calls itself, as a person would: "Chrome, Windows".

/// Names that browsers give beside those of others whose pages they want: the first that stands is the right one.
const BROWSERS: [(&str, &str); 8] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];
/// The same for what they run on.
const SYSTEMS: [(&str, &str); 7] = [
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
];
/// Letters kept of a name that is none of these.
const MOST: usize = 40;

/// Browser and system in a few words; what is not known stays as it is, shortened.
pub(super) fn name(agent: &str) -> String {
    let of = |names: &[(&str, &'static str)]| {
        let known = names.iter().find(|(mark, _)| agent.contains(mark));
        known.map(|(_, name)| *name)
    };
    match (of(&BROWSERS), of(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser}, {system}"),
        (Some(browser), None) => browser.to_owned(),
        (None, _) if agent.chars().count() > MOST => agent.chars().take(MOST).chain(['…']).collect(),
        (None, _) => agent.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_browsers_say_is_told_in_two_words() {
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 \
                    Safari/537.36 Edg/141.0.0.0";
        let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
                     Version/18.1 Mobile/15E148 Safari/604.1";
        let android = "Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 \
                       Mobile Safari/537.36";
        assert_eq!(
            [edge, phone, android, "curl/8.5.0"].map(name),
            ["Edge, Windows", "Safari, iPhone", "Chrome, Android", "curl/8.5.0"]
        );
        assert_eq!(name(&"x".repeat(60)).chars().count(), MOST + 1);
    }
}

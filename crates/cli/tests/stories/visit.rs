//! A person at a browser who finds things by what they are for, not by their words: so that one story holds in each
//! language, with scripts and without.

use std::path::Path;
use std::time::Duration;

use fantoccini::elements::Element;
use fantoccini::{Client, Locator};

/// How long a page may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// Somebody who visits a site.
pub struct Visit<'a> {
    client: &'a Client,
    site: String,
    language: &'static str,
}

impl<'a> Visit<'a> {
    /// Signs in, in a language.
    pub async fn sign_in(
        client: &'a Client,
        site: String,
        language: &'static str,
        (email, password): (&str, &str),
    ) -> Visit<'a> {
        let visit = Visit { client, site, language };
        client.goto(&format!("{}/sign-in", visit.site)).await.unwrap();
        client.delete_all_cookies().await.unwrap();
        client.goto(&format!("{}/sign-in", visit.site)).await.unwrap();
        visit
            .clicks(&format!("form.languages button[value='{language}']"))
            .await;
        visit.sees(&format!("html[lang='{language}']")).await;
        visit.types("#email", email).await;
        visit.types("#password", password).await;
        visit.clicks("main button.main").await;
        visit.sees(".who").await;
        visit
    }

    /// Opens a page, which must speak the language that was chosen and lack no text.
    pub async fn open(&self, place: &str) {
        self.client.goto(&format!("{}{place}", self.site)).await.unwrap();
        self.is_well_said().await;
    }

    async fn is_well_said(&self) {
        let page = self.client.source().await.unwrap();
        let lang = format!("<html lang=\"{}\"", self.language);
        assert!(
            page.contains(&lang),
            "{} is no page in {}",
            self.place().await,
            self.language
        );
        assert!(
            !page.contains("no text: "),
            "{} lacks a text in {}",
            self.place().await,
            self.language
        );
    }

    /// Where the browser is.
    pub async fn place(&self) -> String {
        self.client.current_url().await.unwrap().path().to_owned()
    }

    /// The first thing that this CSS names.
    pub async fn sees(&self, css: &str) -> Element {
        self.finds(Locator::Css(css), css).await
    }

    async fn finds(&self, locator: Locator<'_>, what: &str) -> Element {
        match self.client.wait().at_most(PATIENCE).for_element(locator).await {
            Ok(element) => element,
            Err(error) => {
                let main = self.client.find(Locator::Css("main")).await.unwrap();
                panic!(
                    "no {what} at {} in {} ({error}):\n{}",
                    self.place().await,
                    self.language,
                    main.text().await.unwrap()
                )
            }
        }
    }

    /// How many things this CSS names.
    pub async fn counts(&self, css: &str) -> usize {
        self.client.find_all(Locator::Css(css)).await.unwrap().len()
    }

    /// Clicks what this CSS names.
    pub async fn clicks(&self, css: &str) {
        self.sees(css).await.click().await.unwrap();
    }

    /// Opens what is folded around this.
    pub async fn unfolds(&self, form: &str) {
        let around = format!("//details[.//form[contains(@action, '{form}')]]/summary");
        self.finds(Locator::XPath(&around), &around)
            .await
            .click()
            .await
            .unwrap();
    }

    /// Types into a field.
    pub async fn types(&self, css: &str, text: &str) {
        self.sees(css).await.send_keys(text).await.unwrap();
    }

    /// Types into fields, by their names.
    pub async fn fills(&self, fields: &[(&str, &str)]) {
        for (name, text) in fields {
            self.types(&format!("[name='{name}']"), text).await;
        }
    }

    /// Chooses from lists, by the names of the fields.
    pub async fn chooses(&self, fields: &[(&str, &str)]) {
        for (name, value) in fields {
            self.clicks(&format!("[name='{name}'] option[value='{value}']")).await;
        }
    }

    /// Chooses a file.
    pub async fn takes_file(&self, css: &str, file: &Path) {
        self.types(css, file.to_str().unwrap()).await;
    }

    /// Says no more until the browser is on a page whose path ends so.
    pub async fn comes_to(&self, end: &str) {
        let arrived = async {
            while !self.place().await.ends_with(end) {
                tokio::task::yield_now().await;
            }
        };
        if tokio::time::timeout(PATIENCE, arrived).await.is_err() {
            panic!("never came to {end}, but to {}", self.place().await);
        }
        self.sees("footer").await;
        self.is_well_said().await;
    }

    /// What answers at a path to somebody with this browser's cookies.
    pub async fn fetches(&self, path: &str) -> Vec<u8> {
        let cookies = self.client.get_all_cookies().await.unwrap();
        let cookies: Vec<String> = cookies.iter().map(|c| format!("{}={}", c.name(), c.value())).collect();
        let request = reqwest::Client::new()
            .get(format!("{}{path}", self.site))
            .header("cookie", cookies.join("; "));
        let reply = request.send().await.unwrap().error_for_status().unwrap();
        reply.bytes().await.unwrap().to_vec()
    }
}

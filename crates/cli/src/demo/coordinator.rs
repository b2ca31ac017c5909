//! The person's part, done over HTTP as a browser without JavaScript would do it: sign in, open the page, fill in the
//! form that stands there, send it.

use std::collections::BTreeSet;

use miette::{IntoDiagnostic, Result, miette};
use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Client, Response};

/// A signed-in Kiva Coordinator.
pub struct Coordinator {
    http: Client,
    base: String,
    cookie: String,
}

impl Coordinator {
    /// Signs in on the site's own page.
    pub async fn sign_in(base: &str, email: &str, password: &str) -> Result<Coordinator> {
        let http = Client::builder().redirect(Policy::none()).build().into_diagnostic()?;
        let mut person = Coordinator {
            http,
            base: base.to_owned(),
            cookie: String::new(),
        };
        let fields = [("email", email), ("password", password)];
        person.submit("/sign-in", "/sign-in", &fields).await?;
        Ok(person)
    }

    /// Publishes every draft on the list that has no error. Answers how many.
    pub async fn publish_drafts(&mut self) -> Result<usize> {
        let mut published = 0;
        for draft in self.links("/drafts", "/drafts/").await? {
            let page = self.get(&draft).await?;
            if find_form(&page, &format!("{draft}/publish")).is_some() {
                self.submit(&draft, &format!("{draft}/publish"), &[]).await?;
                published += 1;
            }
        }
        Ok(published)
    }

    /// Opens a confirm URL and publishes every journal that can be. An archive that somebody has closed stays closed.
    pub async fn confirm(&mut self, confirm_url: &str) -> Result<()> {
        let path = url::Url::parse(confirm_url).into_diagnostic()?.path().to_owned();
        let publish = format!("{path}/publish");
        if find_form(&self.get(&path).await?, &publish).is_none() {
            return Ok(());
        }
        self.submit(&path, &publish, &[("choice", "all")]).await
    }

    /// Makes a month's report final.
    pub async fn finalize(&mut self, period: &str) -> Result<()> {
        // The form stands on the page that repeats the figures.
        let confirm = format!("/repayments/{period}/finalize");
        self.submit(&confirm, &confirm, &[]).await
    }

    /// The links on a list that begin with `prefix` and end in a number, over all of its pages.
    async fn links(&mut self, list: &str, prefix: &str) -> Result<BTreeSet<String>> {
        let mut found = BTreeSet::new();
        let mut next = Some(list.to_owned());
        while let Some(path) = next {
            let page = self.get(&path).await?;
            for href in attributes(&page, "href=\"") {
                if href
                    .strip_prefix(prefix)
                    .is_some_and(|id| !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit()))
                {
                    found.insert(href.to_owned());
                }
            }
            next = page
                .split("<a ")
                .skip(1)
                .filter_map(|tag| tag.split_once('>'))
                .find(|(tag, _)| tag.contains("rel=\"next\""))
                .and_then(|(tag, _)| attributes(tag, "href=\"").next())
                .map(unescape);
        }
        Ok(found)
    }

    async fn get(&mut self, path: &str) -> Result<String> {
        let request = self
            .http
            .get(format!("{}{path}", self.base))
            .header(COOKIE, &self.cookie);
        let response = request.send().await.into_diagnostic()?;
        self.keep_cookie(&response);
        if !response.status().is_success() {
            return Err(miette!("{path} answered {}", response.status()));
        }
        response.text().await.into_diagnostic()
    }

    /// Fills in the form on `page` that posts to `action`: what is given, what the form holds, every tick box ticked.
    async fn submit(&mut self, page: &str, action: &str, given: &[(&str, &str)]) -> Result<()> {
        let html = self.get(page).await?;
        let form = find_form(&html, action).ok_or_else(|| miette!("{page} has no form for {action}"))?;
        let mut fields: Vec<(String, String)> = given
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        fields.extend(
            held_values(form)
                .into_iter()
                .filter(|(name, _)| !given.iter().any(|(n, _)| n == name)),
        );
        let request = self
            .http
            .post(format!("{}{action}", self.base))
            .header(COOKIE, &self.cookie)
            .form(&fields);
        let response = request.send().await.into_diagnostic()?;
        self.keep_cookie(&response);
        let sent_back = response
            .headers()
            .get(LOCATION)
            .is_some_and(|to| to.as_bytes().starts_with(b"/sign-in"));
        match response.status().as_u16() {
            200 | 303 if !sent_back => Ok(()),
            status => Err(miette!("{action} was refused ({status})")),
        }
    }

    fn keep_cookie(&mut self, response: &Response) {
        if let Some(cookie) = response.headers().get(SET_COOKIE).and_then(|value| value.to_str().ok()) {
            self.cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        }
    }
}

/// The form of one of our own pages that posts to `action`.
fn find_form<'a>(page: &'a str, action: &str) -> Option<&'a str> {
    page.split("<form ")
        .skip(1)
        .filter_map(|rest| rest.split_once("</form>").map(|(form, _)| form))
        .find(|form| {
            form.split_once('>')
                .is_some_and(|(tag, _)| tag.contains(&format!("action=\"{action}\"")))
        })
}

/// Names and values of the hidden fields, and of all tick boxes.
fn held_values(form: &str) -> Vec<(String, String)> {
    form.split("<input ")
        .skip(1)
        .filter_map(|rest| rest.split_once('>').map(|(tag, _)| tag))
        .filter(|tag| {
            tag.contains("type=\"hidden\"") || (tag.contains("type=\"checkbox\"") && !tag.contains(" disabled"))
        })
        .filter_map(|tag| {
            let name = attributes(tag, "name=\"").next()?;
            let value = attributes(tag, "value=\"").next().unwrap_or("on");
            Some((unescape(name), unescape(value)))
        })
        .collect()
}

fn attributes<'a>(html: &'a str, start: &'a str) -> impl Iterator<Item = &'a str> {
    html.split(start)
        .skip(1)
        .filter_map(|rest| rest.split_once('"').map(|(value, _)| value))
}

fn unescape(text: &str) -> String {
    text.replace("&quot;", "\"")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fills_in_the_form_that_was_asked_for() {
        let page = r#"<form action="/a" method="post"><input type="hidden" name="csrf" value="x&amp;y"></form>
            <form class="b" action="/b" method="post"><input type="checkbox" name="journal" value="3" checked>
            <input type="checkbox" name="journal" value="4" disabled><input type="text" name="who" value="me"></form>"#;
        assert_eq!(
            held_values(find_form(page, "/a").unwrap()),
            [("csrf".to_owned(), "x&y".to_owned())]
        );
        assert_eq!(
            held_values(find_form(page, "/b").unwrap()),
            [("journal".to_owned(), "3".to_owned())]
        );
        assert!(find_form(page, "/c").is_none());
    }
}

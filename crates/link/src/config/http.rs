//! `[source.<name>.http]`: how a JSON API is asked.

use std::collections::BTreeMap;
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::Deserialize;

/// How a JSON API is asked: how to sign in, and the requests that can be made. A section names one with `query`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct HttpSource {
    /// Sent with every request; no secrets here. Example: `headers = { Fineract-Platform-TenantId = "default" }`
    pub headers: BTreeMap<String, String>,
    /// How to sign in. Nothing is sent when left out.
    pub auth: Option<HttpAuth>,
    /// The requests that can be made, by name: one table each, such as `[source.mis.http.requests.loans]`.
    pub requests: BTreeMap<String, HttpRequest>,
    /// The most bytes of one answer that are read, in megabytes; 32 when left out.
    pub max_megabytes: Option<u32>,
}

/// How to sign in to a JSON API.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HttpAuth {
    /// The way.
    pub kind: HttpAuthKind,
    /// For basic: the user. For client_credentials: the client id.
    #[serde(default)]
    pub user: Option<String>,
    /// For header: the header that carries the key. Example: `header = "X-Api-Key"`
    #[serde(default)]
    pub header: Option<String>,
    /// For client_credentials: where tokens are issued.
    #[serde(default)]
    pub token_url: Option<String>,
    /// For client_credentials: the scope to ask for, if the server wants one.
    #[serde(default)]
    pub scope: Option<String>,
    /// The variable of the environment that holds the password, key, token or client secret.
    #[serde(default)]
    pub secret_env: Option<String>,
    /// The file that holds it and nothing else; only its owner should be able to read it.
    #[serde(default)]
    pub secret_file: Option<PathBuf>,
}

/// A way to sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HttpAuthKind {
    /// User and password (RFC 7617).
    Basic,
    /// A token that does not change (RFC 6750).
    Bearer,
    /// A key in a header.
    Header,
    /// OAuth2 client credentials (RFC 6749 section 4.4).
    ClientCredentials,
}

/// One request of a JSON API.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HttpRequest {
    /// What follows the source's `url`, with its query. Example: `path = "/loans?status=active"`
    pub path: String,
    /// Where the rows are in the answer, as a JSON pointer (RFC 6901); the answer itself when left out. Example:
    /// `rows = "/pageItems"`
    #[serde(default)]
    pub rows: Option<String>,
    /// Where the answer tells how many rows there are in all, as a JSON pointer. Fewer rows than that are an error. Known
    /// names, such as `totalFilteredRecords`, are found without it; `total = ""` looks at none.
    #[serde(default)]
    pub total: Option<String>,
    /// How the rows are written.
    #[serde(default)]
    pub shape: HttpShape,
    /// How to get the following pages; there is only one when left out.
    #[serde(default)]
    pub paging: Option<HttpPaging>,
}

/// How the rows of an answer are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HttpShape {
    /// Each row is an object. A field inside a field is named with a dot: `client.gender.name`.
    #[default]
    Objects,
    /// As Fineract answers a report: `columnHeaders` with the names, `data` with a list for each row.
    Report,
}

/// How pages follow each other.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HttpPaging {
    /// The way.
    pub kind: HttpPagingKind,
    /// For offset and page: the parameter; `offset` or `page` when left out. For cursor: the parameter that carries it.
    #[serde(default)]
    pub parameter: Option<String>,
    /// For offset and page: the parameter that says how many rows; `limit` when left out.
    #[serde(default)]
    pub size_parameter: Option<String>,
    /// Rows per page; 200 when left out.
    #[serde(default)]
    pub size: Option<u32>,
    /// For page: the number of the first page; 1 when left out.
    #[serde(default)]
    pub first: Option<u32>,
    /// For cursor and next: where the answer tells it, as a JSON pointer. Example: `at = "/meta/next"`
    #[serde(default)]
    pub at: Option<String>,
}

/// A way of paging.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HttpPagingKind {
    /// How many rows to pass over, and how many to give.
    Offset,
    /// The number of the page.
    Page,
    /// The answer has a word to be sent with the next request.
    Cursor,
    /// The answer has the address of the next page.
    Next,
    /// The header `Link` has the address of the next page, with `rel="next"` (RFC 8288).
    Link,
}

//! `[loan_drafts.photos]`: photos that are not files in a folder, and how large they leave.

use schemars::JsonSchema;
use serde::Deserialize;

/// Photos that are not files beside fieldlink.toml: in a database, in the MIS, or at an address. And how large they leave.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Photos {
    /// Which source `query` and `path` are about; that of the loans when left out.
    pub source: Option<String>,
    /// For databases: a single SELECT of one picture, asked once for each loan. `:loan_id` stands for the Loan ID, and any
    /// other name for the column of the loan's record. Example:
    /// `query = "SELECT picture FROM client_photo WHERE client_no = :client_no"`
    pub query: Option<String>,
    /// For http: the path of the picture, with fields of the record in braces. The answer is a picture, or one as a data
    /// URL. Example: `path = "/clients/{client_key}/images?maxWidth=1600"`
    pub path: Option<String>,
    /// The servers that photos may be fetched from, when `columns.photo` or `photo` is an address. None when left out.
    /// Example: `allow = ["photos.example.org"]`
    pub allow: Vec<String>,
    /// Whether such a server may be in a private network. An address in a record could otherwise reach machines that are
    /// not for everybody.
    pub allow_private: bool,
    /// Whether photos that are no files are read again for loans that Kiva has and that have not changed, to notice a photo
    /// that was replaced. A file is noticed by its length and the time of its last change.
    pub look_again: bool,
    /// The most kilobytes of a photo as it leaves; larger ones are made smaller.
    pub max_kilobytes: u32,
    /// How many photos are read and made ready at once; each takes some 50 MB of memory meanwhile.
    pub at_once: u8,
    /// The names that `query` asks values for, found when the file is read.
    #[serde(skip)]
    pub asked: Vec<String>,
}

impl Default for Photos {
    fn default() -> Photos {
        Photos {
            source: None,
            query: None,
            path: None,
            allow: Vec::new(),
            allow_private: false,
            look_again: false,
            max_kilobytes: 1_500,
            at_once: 2,
            asked: Vec::new(),
        }
    }
}

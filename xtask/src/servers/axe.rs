//! axe-core, which looks a page over for what keeps people out. It comes from npm's registry, is checked against the sum
//! that is written here, and stays in the target folder. It is used by tests alone and shipped nowhere (MPL-2.0).

use std::path::{Path, PathBuf};
use std::process::Command;

use super::packages;
use crate::workspace::root;
use crate::{Outcome, signals};

/// The release, and the SHA-512 of its archive as npm's registry gives it.
const VERSION: &str = "4.14.1";
const SHA512: &str = "1477dafa598d8d065f273d6af302aa203c02e83131707b7fa648cd41bd3d6b734f8c22a0dab86ee6a6f64b8afbe804b214d36db85a2826965edfb3a0b9d546b5";

/// Where the script is; downloaded if it is not there yet.
pub(crate) fn script() -> Outcome<PathBuf> {
    let folder = root().join("target").join(format!("axe-core-{VERSION}"));
    let script = folder.join("axe.min.js");
    if !script.exists() {
        eprintln!("Downloading axe-core {VERSION}: it looks the site's pages over.");
        std::fs::create_dir_all(&folder)?;
        download(&folder)?;
    }
    Ok(script)
}

/// Fetches the archive, checks it, and unpacks the one file that is wanted.
fn download(folder: &Path) -> Outcome<()> {
    for program in ["curl", "sha512sum", "tar"] {
        if packages::on_path(program).is_none() {
            return Err(format!("{program} was not found; it is needed to download axe-core").into());
        }
    }
    let archive = format!("axe-core-{VERSION}.tgz");
    let url = format!("https://registry.npmjs.org/axe-core/-/{archive}");
    let fetch = [
        "--silent",
        "--show-error",
        "--fail",
        "--location",
        "--retry",
        "3",
        "--output",
        &archive,
        &url,
    ];
    let steps: [(&str, &[&str]); 3] = [
        ("curl", &fetch),
        ("sha512sum", &["--check", "--status", "sum"]),
        ("tar", &["-xzf", &archive, "--strip-components=1", "package/axe.min.js"]),
    ];
    std::fs::write(folder.join("sum"), format!("{SHA512}  {archive}\n"))?;
    for (program, arguments) in steps {
        let (status, told) = signals::capture(Command::new(program).args(arguments).current_dir(folder))?;
        if !status.success() {
            return Err(format!("axe-core could not be downloaded: {program} ended with {status}\n{told}").into());
        }
    }
    Ok(())
}

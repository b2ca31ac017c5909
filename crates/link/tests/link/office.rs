//! LibreOffice without a screen: macros in a profile of the test's own.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tempfile::TempDir;
use tokio::process::Command;

/// Longer than LibreOffice takes to start on a slow machine.
const PATIENCE: Duration = Duration::from_secs(180);

/// A LibreOffice with a module of macros.
pub struct Office {
    profile: TempDir,
}

impl Office {
    /// Makes a profile whose library `Standard` holds this module as `Fieldlink`.
    pub async fn with_macros(source: &str) -> Office {
        let office = Office {
            profile: tempfile::tempdir().unwrap(),
        };
        // LibreOffice fills a profile when it first starts, and a macro of ours can be added only then.
        office.run(&["--terminate_after_init"]).await;
        let library = office.profile.path().join("user/basic/Standard");
        let list = library.join("script.xlb");
        let text = std::fs::read_to_string(&list).unwrap();
        let ours = "<library:element library:name=\"Fieldlink\"/></library:library>";
        std::fs::write(&list, text.replace("</library:library>", ours)).unwrap();
        let escaped = source
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
            .replace('"', "&quot;");
        let module = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE script:module PUBLIC \"-//OpenOffice.org//DTD OfficeDocument 1.0//EN\" \
             \"module.dtd\">\n<script:module xmlns:script=\"http://openoffice.org/2000/script\" script:name=\"Fieldlink\" \
             script:language=\"StarBasic\">{escaped}</script:module>"
        );
        std::fs::write(library.join("Fieldlink.xba"), module).unwrap();
        office
    }

    /// Calls a macro of the module, which ends the office and writes its answer to the file of its last argument.
    pub async fn call(&self, name: &str, arguments: &[&str]) -> String {
        let answer = PathBuf::from(arguments.last().unwrap());
        let _ = std::fs::remove_file(&answer);
        let quoted: Vec<String> = arguments.iter().map(|argument| format!("\"{argument}\"")).collect();
        let url = format!("macro:///Standard.Fieldlink.{name}({})", quoted.join(","));
        self.run(&["--norestore", &url]).await;
        std::fs::read_to_string(&answer).expect("the macro writes its answer")
    }

    /// Makes a workbook of another kind.
    pub async fn convert(&self, file: &Path, to: &str, folder: &Path) {
        let (file, folder) = (file.to_str().unwrap(), folder.to_str().unwrap());
        self.run(&["--convert-to", to, "--outdir", folder, file]).await;
    }

    async fn run(&self, arguments: &[&str]) {
        let mut command = Command::new("soffice");
        command
            .arg("--headless")
            .arg("--nologo")
            .arg(format!(
                "-env:UserInstallation=file://{}",
                self.profile.path().display()
            ))
            .args(arguments)
            .stdin(Stdio::null())
            .kill_on_drop(true);
        let output = tokio::time::timeout(PATIENCE, command.output()).await;
        let output = output
            .expect("LibreOffice ends")
            .expect("LibreOffice is installed (Debian: libreoffice-calc); `cargo xtask test` installs it");
        assert!(output.status.success(), "{output:?}");
    }
}

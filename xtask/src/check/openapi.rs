//! `docs/openapi.json` is what the code serves.

use super::{Verdict, must_pass};
use crate::workspace;

const FILE: &str = "docs/openapi.json";
const WRITE: &str = "cargo run --package fieldlink -- pa2 openapi > docs/openapi.json";

/// The committed description equals the one the program prints.
pub(super) fn check() -> Verdict {
    let mut command = workspace::cargo();
    // With the examples, dependencies get the features that the tests gave them, so nothing is compiled a second time.
    command
        .args(["build", "--quiet", "--workspace", "--bin", "fieldlink", "--examples"])
        .arg("--message-format=json-render-diagnostics");
    let built = must_pass(&mut command, "the program does not build:")?;
    let program = executable(&built).ok_or("cargo did not say where it put the program `fieldlink`")?;
    let output = std::process::Command::new(program).args(["pa2", "openapi"]).output()?;
    if !output.status.success() {
        let told = String::from_utf8_lossy(&output.stderr);
        return Err(format!("`fieldlink pa2 openapi` failed ({}): {}", output.status, told.trim()).into());
    }
    let committed = std::fs::read_to_string(workspace::root().join(FILE))
        .map_err(|error| format!("{FILE}: {error}; write it with: {WRITE}"))?;
    let printed = String::from_utf8(output.stdout)?;
    if committed.trim_end() != printed.trim_end() {
        let line = committed
            .lines()
            .zip(printed.lines())
            .take_while(|(old, new)| old == new)
            .count()
            + 1;
        return Err(format!("{FILE} differs from the code, first in line {line}; write it anew with: {WRITE}").into());
    }
    Ok(format!("{FILE} is what the code serves"))
}

/// Where cargo put the program, from its messages.
fn executable(messages: &str) -> Option<String> {
    messages.lines().filter(|line| line.starts_with('{')).find_map(|line| {
        let message: serde_json::Value = serde_json::from_str(line).ok()?;
        let name = message.pointer("/target/name")?.as_str()?;
        let path = message.get("executable")?.as_str()?;
        (name == "fieldlink").then(|| path.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::executable;

    #[test]
    fn the_program_is_found_among_cargos_messages() {
        let messages = "{\"reason\":\"compiler-artifact\",\"target\":{\"name\":\"fieldlink_app\"},\"executable\":null}\n\
                        {\"reason\":\"compiler-artifact\",\"target\":{\"name\":\"fieldlink\"},\"executable\":\"/t/fieldlink\"}\n";
        assert_eq!(executable(messages).as_deref(), Some("/t/fieldlink"));
        assert_eq!(executable("warning\n"), None);
    }
}

//! The Debian package: what is in it, that it installs, that its unit is sound, and that what the unit starts runs.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::records::Partner;
use crate::support::{Running, path};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[track_caller]
fn well(command: &mut Command) -> String {
    let output: Output = command.output().expect("the program is installed");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_package_installs_and_what_its_unit_starts_runs_and_stops() {
    let folder = TempDir::new().unwrap();
    let made = well(
        Command::new(root().join("packaging/debian/build.sh"))
            .args([env!("CARGO_BIN_EXE_fieldlink"), "0.1.0", path(folder.path())])
            .env("DEB_COMPRESSION", "none"),
    );
    let package = made.trim();

    let machine = folder.path().join("machine");
    for part in ["var/lib/dpkg/updates", "var/lib/dpkg/info"] {
        std::fs::create_dir_all(machine.join(part)).unwrap();
    }
    for file in ["var/lib/dpkg/status", "var/lib/dpkg/available"] {
        std::fs::write(machine.join(file), "").unwrap();
    }
    // Its libraries are those of this machine; its scripts run here, told that the machine is another.
    well(Command::new("dpkg").args([
        "--root",
        path(&machine),
        "--force-depends",
        "--force-not-root",
        "--force-script-chrootless",
        "--install",
        package,
    ]));
    let listed = well(Command::new("dpkg").args(["--root", path(&machine), "--status", "fieldlink"]));
    assert!(listed.contains("Status: install ok installed"), "{listed}");
    for file in [
        "usr/share/man/man1/fieldlink.1.gz",
        "usr/share/man/man1/fieldlink-run.1.gz",
        "usr/share/man/es/man1/fieldlink-run.1.gz",
        "usr/share/man/fr/man1/fieldlink-run.1.gz",
        "usr/share/man/man1/fieldlink-pa2-serve.1.gz",
        "usr/share/bash-completion/completions/fieldlink",
        "usr/share/zsh/vendor-completions/_fieldlink",
        "usr/share/fish/vendor_completions.d/fieldlink.fish",
        "usr/share/doc/fieldlink/copyright",
        "etc/fieldlink/environment",
    ] {
        let about = std::fs::metadata(machine.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert!(about.len() > 100, "{file} is nearly empty");
    }

    // The unit: sound, and shut in.
    let unit = std::fs::read_to_string(machine.join("usr/lib/systemd/system/fieldlink.service")).unwrap();
    let here = folder.path().join("fieldlink.service");
    std::fs::write(&here, unit.replace("/usr/bin", path(&machine.join("usr/bin")))).unwrap();
    let said = Command::new("systemd-analyze")
        .args(["verify", "--man=no", path(&here)])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&said.stderr).into_owned();
    assert!(!said.contains("fieldlink.service"), "{said}");
    // 1.5 of 10, where 10 is a service that is not shut in at all.
    well(Command::new("systemd-analyze").args([
        "security",
        "--offline=true",
        "--threshold=16",
        "--root",
        path(&machine),
        "fieldlink.service",
    ]));

    // What it starts, with its own environment, on a folder in the place of the machine's.
    let partner = Partner::new(true);
    partner.add_to_config("\n[[schedule]]\nname = \"nightly\"\ncron = \"0 2 * * *\"\n");
    let line = |name: &str| {
        let found = unit.lines().find_map(|line| line.strip_prefix(name));
        found.unwrap_or_else(|| panic!("no {name} in the unit")).to_owned()
    };
    let state = folder.path().join("state");
    std::fs::create_dir(&state).unwrap();
    let (variable, ledger) = line("Environment=")
        .split_once('=')
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .unwrap();
    let ledger = ledger.replace("/var/lib/fieldlink", path(&state));
    let start = line("ExecStart=")
        .replace("/usr/bin", path(&machine.join("usr/bin")))
        .replace("/etc/fieldlink", path(partner.folder()));
    let mut words = start.split(' ');
    let mut command = Command::new(words.next().unwrap());
    command.args(words).env(&variable, &ledger).current_dir(&state);
    let mut running = Running::start(command);
    running.hear(|line| line.contains("schedules=1").then_some(()));
    assert!(Path::new(&ledger).exists());
    let (status, _) = running.end_by_term();
    assert_eq!(status.code(), Some(0));
}

//! Whatever the program makes is for its owner alone: it holds keys, secrets and people's stories.

use std::path::Path;

/// Lets files and folders that are made from now on be read by nobody else, whatever the shell says. Elsewhere than on Unix
/// they take the rights of the folder they are made in.
pub fn make_private() {
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
}

/// Says when a folder that was there already lets others in.
pub fn say_if_wider(folder: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let Ok(found) = std::fs::metadata(folder) else { return };
        let mode = found.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            let values = [
                ("folder", folder.display().to_string().into()),
                ("mode", format!("{mode:o}").into()),
            ];
            eprintln!("{}", crate::manner::words().with("pa2-folder-wide", &values));
        }
    }
    #[cfg(not(unix))]
    let _ = folder;
}

//! The client secret, from where the profile says it is.

use std::process::{Command, Stdio};

use fieldlink_say::{Message, message};
use secrecy::SecretString;

use crate::config::{Config, ConfigError, Profile};

/// The client secret, from where the profile says.
///
/// # Errors
/// [`ConfigError::Missing`] saying what is not there and how to give it.
pub fn secret(config: &Config, profile: &Profile) -> Result<SecretString, ConfigError> {
    let missing = |key: &str, message: Message| ConfigError::Missing {
        key: key.to_owned(),
        message: Box::new(message),
    };
    if let Some(secret) = &profile.client_secret {
        return Ok(secret.clone());
    }
    let text = if let Some(variable) = &profile.client_secret_env {
        std::env::var(variable)
            .map_err(|_| missing("client_secret_env", message!("secret-variable", variable = &variable)))?
    } else if let Some(command) = &profile.client_secret_command {
        said_by(command).map_err(|message| missing("client_secret_command", message.into()))?
    } else {
        let file = config.path(
            profile
                .client_secret_file
                .as_deref()
                .unwrap_or_else(|| std::path::Path::new("")),
        );
        crate::text_file::read(&file).map_err(|error| {
            missing(
                "client_secret_file",
                message!(
                    "secret-file",
                    file = file.display().to_string(),
                    why = error.kind().to_string()
                ),
            )
        })?
    };
    let text = text.trim();
    if text.is_empty() {
        return Err(missing(
            "client_secret",
            message!("secret-empty", place = profile.secret_place()),
        ));
    }
    Ok(SecretString::from(text.to_owned()))
}

/// What a command prints on its standard output. Its own complaints are not repeated: they may tell too much.
fn said_by(command: &[String]) -> Result<String, String> {
    let Some((program, arguments)) = command.split_first() else {
        return Err(String::from("names no program"));
    };
    let output = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .map_err(|error| {
            format!(
                "cannot run {program}, which should print the client secret: {}",
                error.kind()
            )
        })?;
    if !output.status.success() {
        return Err(format!(
            "{program}, which should print the client secret, failed ({}); run it by hand to see why",
            output.status
        ));
    }
    String::from_utf8(output.stdout).map_err(|_| format!("what {program} printed is no text"))
}

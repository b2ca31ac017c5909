//! Ctrl-C and termination: the command in hand ends, what it started is stopped, and only then this program.

use std::io::{Read, Seek};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
use std::sync::mpsc::{Receiver, channel};

use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;

use crate::Outcome;

/// Set by the first Ctrl-C, SIGTERM or SIGHUP.
static INTERRUPTED: AtomicBool = AtomicBool::new(false);
/// The process group of the command in hand; 0 when there is none.
static IN_HAND: AtomicI32 = AtomicI32::new(0);

/// From here on a signal no longer ends this program at once: it is passed on to the command in hand, and the returned
/// receiver gets one message for each.
pub(crate) fn listen() -> Outcome<Receiver<()>> {
    let (sender, receiver) = channel();
    ctrlc::set_handler(move || {
        INTERRUPTED.store(true, Ordering::SeqCst);
        let group = IN_HAND.load(Ordering::SeqCst);
        if group != 0 {
            let _ = killpg(Pid::from_raw(group), Signal::SIGTERM);
        }
        let _ = sender.send(());
    })?;
    Ok(receiver)
}

/// Whether the person asked to stop.
pub(crate) fn interrupted() -> bool {
    INTERRUPTED.load(Ordering::SeqCst)
}

/// Runs a command in a process group of its own until it ends; a signal to this program ends the whole group.
pub(crate) fn run(command: &mut Command) -> Outcome<ExitStatus> {
    command.stdin(Stdio::null()).process_group(0);
    let mut child = command.spawn()?;
    IN_HAND.store(i32::try_from(child.id())?, Ordering::SeqCst);
    // A signal that arrived between the two lines above found no group to end.
    if interrupted() {
        stop_group(&child);
    }
    let status = child.wait();
    stop_group(&child);
    IN_HAND.store(0, Ordering::SeqCst);
    Ok(status?)
}

/// Like [`run`], with what the command says on both streams kept instead of shown.
pub(crate) fn capture(command: &mut Command) -> Outcome<(ExitStatus, String)> {
    let mut output = tempfile::tempfile()?;
    command.stdout(output.try_clone()?).stderr(output.try_clone()?);
    let status = run(command)?;
    let mut text = Vec::new();
    output.rewind()?;
    output.read_to_end(&mut text)?;
    Ok((status, String::from_utf8_lossy(&text).into_owned()))
}

/// Ends whatever is left of a command's process group.
fn stop_group(child: &Child) {
    if let Ok(group) = i32::try_from(child.id()) {
        let _ = killpg(Pid::from_raw(group), Signal::SIGTERM);
    }
}

//! How the program ends.

use std::io;
use std::process::{ExitCode, Termination};

/// The exit codes, as the manual states them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// 0: did what was asked.
    Done = 0,
    /// 1: ran, but found nothing, or skipped something that it has named.
    Partly = 1,
    /// 2: failed; standard error says what, where and what to do.
    Failed = 2,
}

impl Exit {
    /// [`Exit::Done`] where something was found, else [`Exit::Partly`].
    pub fn found(something: bool) -> Exit {
        if something { Exit::Done } else { Exit::Partly }
    }

    /// The code of a verb that ended as `result`, once its failure has been told.
    pub fn of(result: anyhow::Result<Exit>) -> Exit {
        match result {
            Ok(exit) => exit,
            // Whoever read the output has seen enough (`hallway export | head`).
            Err(error) if is_closed_pipe(&error) => Exit::Done,
            Err(error) => {
                eprintln!("hallway: {error:#}");
                Exit::Failed
            }
        }
    }
}

impl Termination for Exit {
    fn report(self) -> ExitCode {
        ExitCode::from(self as u8)
    }
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let io = cause.downcast_ref::<io::Error>().map(io::Error::kind);
        let json = cause
            .downcast_ref::<serde_json::Error>()
            .and_then(serde_json::Error::io_error_kind);
        io.or(json) == Some(io::ErrorKind::BrokenPipe)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closed_pipe_is_success_and_other_failures_are_not() {
        let closed = io::Error::from(io::ErrorKind::BrokenPipe);
        assert_eq!(
            Exit::of(Err(anyhow::Error::new(closed).context("writing"))),
            Exit::Done
        );
        assert_eq!(
            Exit::of(Err(anyhow::anyhow!("no such store"))),
            Exit::Failed
        );
    }
}

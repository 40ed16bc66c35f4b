//! Ctrl-c and termination: the first asks for an orderly end, the second ends at once.

use tokio::sync::watch;

use super::exit_code::ExitCode;

/// Whether the user wants the program to stop.
#[derive(Clone, Debug)]
pub(super) struct Interrupt(watch::Receiver<bool>);

/// Starts to listen; from here on a signal no longer ends the program by itself.
pub(super) fn listen() -> Interrupt {
    let (stop, stopped) = watch::channel(false);
    tokio::spawn(async move {
        signal().await;
        stop.send_replace(true);
        signal().await;
        leave();
    });
    Interrupt(stopped)
}

/// Ends the program at once: whoever asks twice does not want to wait for what was begun.
#[expect(clippy::exit, reason = "an orderly end is what was not waited for")]
fn leave() {
    std::process::exit(i32::from(ExitCode::Interrupted.status()));
}

impl Interrupt {
    /// Returns whether the user wants the program to stop.
    pub(super) fn is_asked(&self) -> bool {
        *self.0.borrow()
    }

    /// Returns when the user wants the program to stop.
    pub(super) async fn wait(&self) {
        let mut stopped = self.0.clone();
        if stopped.wait_for(|stopped| *stopped).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(unix)]
async fn signal() {
    use tokio::signal::unix::{SignalKind, signal};

    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        let _ = tokio::signal::ctrl_c().await;
        return;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}

#[cfg(not(unix))]
async fn signal() {
    let _ = tokio::signal::ctrl_c().await;
}

//! The server around the machine: real HTTP and real sockets on one loopback port.
//!
//! Owns time, connections and the request log; everything that means something is decided by
//! `Emulator`.
//! Under `Time::Wall` timers run by themselves; under `Time::Manual` nothing is due until the
//! caller advances.

use std::collections::BTreeSet;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use thiserror::Error;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};

use super::http;
use super::options::{Options, Time};
use super::shared::{Life, Shared};
use super::{Emulator, Input, SocketId};

/// How long `Server::shutdown` waits for connections to end by themselves.
const SHUTDOWN_GRACE: Duration = Duration::from_secs(2);

/// Why the embedded emulator cannot do what it was asked to.
#[derive(Debug, Error)]
pub enum EmulatorError {
    /// The port cannot be listened on.
    #[error("listen on 127.0.0.1:{port}: {source}")]
    Listen {
        /// The port that was asked for.
        port: u16,
        /// The reason.
        source: io::Error,
    },
    /// Time is the wall's, so nobody may advance it.
    #[error("advance an emulator that runs on wall time")]
    NotManual,
}

/// A running emulator.
///
/// Dropping it stops it as well, without waiting.
#[derive(Debug)]
pub struct Server {
    shared: Arc<Shared>,
    address: SocketAddr,
    stop: watch::Sender<bool>,
    /// Ends when the last task has gone.
    tasks_gone: mpsc::Receiver<()>,
}

impl Server {
    /// Starts a server on the current tokio runtime.
    pub async fn start(options: Options) -> Result<Self, EmulatorError> {
        let port = options.port;
        let listen = |source| EmulatorError::Listen { port, source };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
            .await
            .map_err(listen)?;
        let address = listener.local_addr().map_err(listen)?;
        let shared = Arc::new(Shared::new(options, address));
        let (stop, stopped) = watch::channel(false);
        let (guard, tasks_gone) = mpsc::channel(1);
        let life = Life::new(stopped, guard);
        if shared.time == Time::Wall {
            tokio::spawn(run_timers(shared.clone(), life.clone()));
        }
        tokio::spawn(http::accept(listener, shared.clone(), life));
        Ok(Self {
            shared,
            address,
            stop,
            tasks_gone,
        })
    }

    /// Returns the URL of the API, without a slash at its end.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns the time since the emulator's origin.
    pub fn now(&self) -> Duration {
        let core = self.shared.lock();
        self.shared.now(&core)
    }

    /// Returns how many commands have come, by requests and by moves of game servers.
    pub fn command_count(&self) -> u64 {
        self.shared.lock().command_count
    }

    /// Moves manual time to `target` and runs all timers due on the way, each at its deadline.
    ///
    /// What they send is on its way to the sockets when this returns. A `target` in the past
    /// moves nothing.
    pub fn advance_to(&self, target: Duration) -> Result<(), EmulatorError> {
        if self.shared.time == Time::Wall {
            return Err(EmulatorError::NotManual);
        }
        let mut core = self.shared.lock();
        while let Some(deadline) = core.emulator.next_deadline() {
            if deadline > target {
                break;
            }
            core.manual_now = core.manual_now.max(deadline);
            let now = core.manual_now;
            core.handle(now, Input::Tick);
        }
        core.manual_now = core.manual_now.max(target);
        Ok(())
    }

    /// Moves manual time by `step` and returns the new time.
    pub fn advance(&self, step: Duration) -> Result<Duration, EmulatorError> {
        let target = self.now() + step;
        self.advance_to(target)?;
        Ok(target)
    }

    /// Returns a copy of the machine as it is now.
    pub fn snapshot(&self) -> Emulator {
        let core = self.shared.lock();
        let mut emulator = core.emulator.clone();
        emulator.handle(self.shared.now(&core), Input::Tick);
        emulator
    }

    /// Makes the machine that of a snapshot, with new ids from `id_seed` on.
    ///
    /// Manual time goes back to the snapshot's. Open sockets that the snapshot does not know are
    /// closed; sockets that it knows and that have closed since are lost to it at once.
    pub fn restore(&self, snapshot: &Emulator, id_seed: u64) {
        let mut core = self.shared.lock();
        core.emulator = snapshot.clone();
        core.emulator.reseed(id_seed);
        core.manual_now = snapshot.now();
        let now = self.shared.now(&core);
        let known: BTreeSet<SocketId> = core.emulator.sockets().collect();
        core.sockets
            .retain(|socket, orders| known.contains(socket) && !orders.is_closed());
        for socket in known {
            if !core.sockets.contains_key(&socket) {
                core.handle(now, Input::Closed { socket });
            }
        }
        drop(core);
        self.shared.wake.notify_one();
    }

    /// Stops listening, closes every socket, and waits a little for connections to end.
    pub async fn shutdown(mut self) {
        // Nobody may be listening any more, which is just as well.
        let _ = self.stop.send(true);
        let _ = tokio::time::timeout(SHUTDOWN_GRACE, self.tasks_gone.recv()).await;
    }
}

/// Runs the timers of an emulator on wall time, until the server stops.
async fn run_timers(shared: Arc<Shared>, mut life: Life) {
    loop {
        let deadline = shared.lock().emulator.next_deadline();
        let due = async {
            match deadline {
                Some(deadline) => tokio::time::sleep_until(shared.started + deadline).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = due => {
                let mut core = shared.lock();
                let now = shared.now(&core);
                core.handle(now, Input::Tick);
            }
            () = shared.wake.notified() => {}
            () = life.end() => return,
        }
    }
}

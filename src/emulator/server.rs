//! The server around the machine: real HTTP and real sockets on one loopback port.
//!
//! Owns time, connections and the request log; everything that means something is decided by
//! `Emulator`, behind one lock that is never held across an await.
//! Under `Time::Wall` timers run by themselves; under `Time::Manual` nothing is due until the
//! caller advances.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use thiserror::Error;
use tokio::net::TcpListener;
use tokio::sync::{Notify, mpsc, watch};
use tokio::time::Instant;

use super::faults::Fault;
use super::http;
use super::settings::Settings;
use super::socket::Order;
use super::variations::Variations;
use super::{Emulator, ExchangeId, HttpReply, HttpRequest, Input, Output, SocketId};

/// How long `Server::shutdown` waits for connections to end by themselves.
const SHUTDOWN_GRACE: Duration = Duration::from_secs(2);

/// What a server is told before it starts.
#[derive(Debug)]
pub struct Options {
    /// The loopback port, 0 for any free one.
    pub port: u16,
    /// Who moves time.
    pub time: Time,
    /// The origin of time, in milliseconds since the Unix epoch.
    pub epoch_ms: i64,
    /// The Region in ids and ARNs.
    pub region: String,
    /// How long a reservation is held for its player.
    pub reservation_timeout: Duration,
    /// How long a game session may take to become active; `None` lets it take for ever.
    pub activation_timeout: Option<Duration>,
    /// The deliberate bugs.
    pub faults: BTreeSet<Fault>,
    /// The open questions that are answered in another way than by default.
    pub variations: Variations,
    /// The seed of all ids.
    pub id_seed: u64,
    /// Takes the request log, `None` for none.
    pub log: Option<Log>,
}

impl Default for Options {
    fn default() -> Self {
        let settings = Settings::default();
        Self {
            port: 0,
            time: Time::Manual,
            epoch_ms: settings.epoch_ms,
            region: settings.region,
            reservation_timeout: settings.reservation_timeout,
            activation_timeout: settings.activation_timeout,
            faults: settings.faults,
            variations: settings.variations,
            id_seed: settings.id_seed,
            log: None,
        }
    }
}

/// Who moves the emulator's time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Time {
    /// The clock on the wall.
    Wall,
    /// The caller, by `Server::advance_to`.
    Manual,
}

/// A receiver of log lines, one request or socket event each, without a line end.
///
/// Lines name actions, exceptions and provisioned resources; never players, data or tokens.
pub struct Log(Box<dyn Fn(&str) + Send + Sync>);

impl Log {
    /// Returns a log that passes every line on.
    pub fn new(receive: impl Fn(&str) + Send + Sync + 'static) -> Self {
        Self(Box::new(receive))
    }
}

impl fmt::Debug for Log {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Log")
    }
}

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
        let life = Life {
            stopped,
            _guard: guard,
        };
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

/// Tells a task that the server stops, and the server that the task has gone.
#[derive(Clone, Debug)]
pub(super) struct Life {
    stopped: watch::Receiver<bool>,
    _guard: mpsc::Sender<()>,
}

impl Life {
    /// Returns when the server stops.
    pub(super) async fn end(&mut self) {
        // An error means that the server has been dropped, which stops it too.
        let _ = self.stopped.wait_for(|is_stopped| *is_stopped).await;
    }
}

/// What all connections share.
#[derive(Debug)]
pub(super) struct Shared {
    core: Mutex<Core>,
    time: Time,
    started: Instant,
    /// Wakes the timer task when the next deadline has come nearer.
    wake: Notify,
    log: Option<Log>,
}

#[derive(Debug)]
struct Core {
    emulator: Emulator,
    manual_now: Duration,
    /// Where the frames of each open socket go; dropping a sender drops its socket.
    sockets: BTreeMap<SocketId, mpsc::UnboundedSender<Order>>,
    exchange_count: u64,
    socket_count: u64,
}

impl Shared {
    fn new(options: Options, address: SocketAddr) -> Self {
        let settings = Settings {
            region: options.region,
            epoch_ms: options.epoch_ms,
            socket_url: format!("ws://{address}"),
            reservation_timeout: options.reservation_timeout,
            activation_timeout: options.activation_timeout,
            faults: options.faults,
            variations: options.variations,
            id_seed: options.id_seed,
        };
        Self {
            core: Mutex::new(Core {
                emulator: Emulator::new(settings),
                manual_now: Duration::ZERO,
                sockets: BTreeMap::new(),
                exchange_count: 0,
                socket_count: 0,
            }),
            time: options.time,
            started: Instant::now(),
            wake: Notify::new(),
            log: options.log,
        }
    }

    /// Answers an HTTP request.
    pub(super) fn exchange(&self, request: HttpRequest<'_>) -> Option<HttpReply> {
        let mut core = self.lock();
        core.exchange_count += 1;
        let exchange = ExchangeId(core.exchange_count);
        match self.turn(&mut core, Input::Http { exchange, request }) {
            Some(Output::Reply { reply, .. }) => Some(reply),
            _ => None,
        }
    }

    /// Asks for a socket: what comes back is its orders, or the status and body of a refusal.
    pub(super) fn open_socket(
        &self,
        query: &[(String, String)],
    ) -> Result<(SocketId, mpsc::UnboundedReceiver<Order>), (u16, &'static str)> {
        let mut core = self.lock();
        core.socket_count += 1;
        let socket = SocketId(core.socket_count);
        let (sender, orders) = mpsc::unbounded_channel();
        core.sockets.insert(socket, sender);
        if let Some(Output::Refuse { status, body, .. }) =
            self.turn(&mut core, Input::SocketOpened { socket, query })
        {
            core.sockets.remove(&socket);
            return Err((status, body));
        }
        Ok((socket, orders))
    }

    /// Passes on a frame of a game server.
    pub(super) fn message(&self, socket: SocketId, text: &str) {
        let mut core = self.lock();
        // A socket that a restore dropped has nothing more to say.
        if core.sockets.contains_key(&socket) {
            self.turn(&mut core, Input::Message { socket, text });
        }
    }

    /// Notes that a socket has closed.
    pub(super) fn closed(&self, socket: SocketId) {
        let mut core = self.lock();
        core.sockets.remove(&socket);
        self.turn(&mut core, Input::Closed { socket });
    }

    /// Writes a line to the log, if there is one.
    pub(super) fn log(&self, line: impl FnOnce() -> String) {
        if let Some(Log(receive)) = &self.log {
            receive(&line());
        }
    }

    fn turn(&self, core: &mut Core, input: Input<'_>) -> Option<Output> {
        let before = core.emulator.next_deadline();
        let output = core.handle(self.now(core), input);
        if self.time == Time::Wall {
            let after = core.emulator.next_deadline();
            if after.is_some_and(|after| before.is_none_or(|before| after < before)) {
                self.wake.notify_one();
            }
        }
        output
    }

    fn now(&self, core: &Core) -> Duration {
        match self.time {
            Time::Wall => self.started.elapsed(),
            Time::Manual => core.manual_now,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Core> {
        // A panic under the lock is our bug, and has been shown; the machine is still whole.
        self.core.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Core {
    /// Lets the machine take an input, sends what goes to sockets, returns what goes back.
    fn handle(&mut self, now: Duration, input: Input<'_>) -> Option<Output> {
        let mut direct = None;
        for output in self.emulator.handle(now, input) {
            match output {
                Output::Frame { socket, text } => self.order(socket, Order::Frame(text)),
                Output::Close { socket, code } => {
                    self.order(socket, Order::Close(code));
                    self.sockets.remove(&socket);
                }
                Output::Reply { .. } | Output::Accept { .. } | Output::Refuse { .. } => {
                    direct = Some(output);
                }
            }
        }
        direct
    }

    fn order(&self, socket: SocketId, order: Order) {
        if let Some(orders) = self.sockets.get(&socket) {
            // A socket whose task has gone is about to be reported closed.
            let _ = orders.send(order);
        }
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

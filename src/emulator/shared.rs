//! What all connections of a server share: the machine behind its lock, and the way to sockets.
//!
//! The lock is never held across an await.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, mpsc, watch};
use tokio::time::Instant;

use super::crowd::{Crowd, Visit};
use super::manners::Manner;
use super::meeting::Seen;
use super::options::{Log, Options, Time};
use super::settings::Settings;
use super::socket::Order;
use super::tally;
use super::{Emulator, ExchangeId, HttpReply, HttpRequest, Input, Output, SocketId};

/// Tells a task that the server stops, and the server that the task has gone.
#[derive(Clone, Debug)]
pub(super) struct Life {
    stopped: watch::Receiver<bool>,
    /// The server waits until every copy has gone.
    _guard: mpsc::Sender<()>,
}

impl Life {
    /// Returns the life of a task that ends when `stopped` says so.
    pub(super) fn new(stopped: watch::Receiver<bool>, guard: mpsc::Sender<()>) -> Self {
        Self {
            stopped,
            _guard: guard,
        }
    }

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
    /// Who moves time.
    pub(super) time: Time,
    /// The origin of wall time.
    pub(super) started: Instant,
    /// Wakes the timer task when the next deadline has come nearer.
    pub(super) wake: Notify,
    log: Option<Log>,
}

/// What the lock guards.
#[derive(Debug)]
pub(super) struct Core {
    /// The machine.
    pub(super) emulator: Emulator,
    /// The time under `Time::Manual`.
    pub(super) manual_now: Duration,
    /// Where the frames of each open socket go; dropping a sender drops its socket.
    pub(super) sockets: BTreeMap<SocketId, mpsc::UnboundedSender<Order>>,
    /// The requests in flight.
    pub(super) crowd: Crowd,
    /// The commands so far, over all restores.
    pub(super) command_count: u64,
    exchange_count: u64,
    socket_count: u64,
}

impl Shared {
    /// Returns a machine without any resources, whose sockets are at `address`.
    pub(super) fn new(options: Options, address: SocketAddr) -> Self {
        let settings = Settings {
            region: options.region,
            epoch_ms: options.epoch_ms,
            socket_url: format!("ws://{address}"),
            reservation_timeout: options.reservation_timeout,
            activation_timeout: options.activation_timeout,
            faults: options.faults,
            variations: options.variations,
            id_seed: options.id_seed,
            access_key_id: options.access_key_id,
            internal_failure_every: options.internal_failure_every,
        };
        Self {
            core: Mutex::new(Core {
                emulator: Emulator::new(settings),
                manual_now: Duration::ZERO,
                sockets: BTreeMap::new(),
                crowd: Crowd::default(),
                command_count: 0,
                exchange_count: 0,
                socket_count: 0,
            }),
            time: options.time,
            started: Instant::now(),
            wake: Notify::new(),
            log: options.log,
        }
    }

    /// Answers an HTTP request, which may have been in flight with others.
    pub(super) fn exchange(
        &self,
        request: HttpRequest<'_>,
        visit: Option<&Visit>,
    ) -> Option<HttpReply> {
        let mut core = self.lock();
        let seen = visit.and_then(|visit| core.crowd.seen(visit));
        core.exchange_count += 1;
        let exchange = ExchangeId(core.exchange_count);
        let Some(Output::Reply { reply, .. }) =
            self.turn(&mut core, Input::Http { exchange, request }, seen)
        else {
            return None;
        };
        let is_command = |action| tally::is_command(action, request.body);
        core.command_count += u64::from(reply.action.is_some_and(is_command));
        Some(reply)
    }

    /// Returns whether the reply to the request before is held back.
    pub(super) fn holds_back(&self) -> bool {
        let core = self.lock();
        core.exchange_count.is_multiple_of(2) && core.emulator.behaves(Manner::RepliesHeldBack)
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
            self.turn(&mut core, Input::SocketOpened { socket, query }, None)
        {
            core.sockets.remove(&socket);
            return Err((status, body));
        }
        Ok((socket, orders))
    }

    /// Passes on a frame of a game server, which may have been in flight with others.
    pub(super) fn message(&self, socket: SocketId, text: &str, visit: Option<&Visit>) {
        let mut core = self.lock();
        let seen = visit.and_then(|visit| core.crowd.seen(visit));
        // A socket that a restore dropped has nothing more to say.
        if core.sockets.contains_key(&socket) {
            core.command_count += u64::from(tally::is_move(text));
            self.turn(&mut core, Input::Message { socket, text }, seen);
        }
    }

    /// Notes that a socket has closed.
    pub(super) fn closed(&self, socket: SocketId) {
        let mut core = self.lock();
        core.sockets.remove(&socket);
        self.turn(&mut core, Input::Closed { socket }, None);
    }

    /// Writes a line to the log, if there is one.
    pub(super) fn log(&self, line: impl FnOnce() -> String) {
        if let Some(log) = &self.log {
            log.write(&line());
        }
    }

    fn turn(&self, core: &mut Core, input: Input<'_>, seen: Option<Seen>) -> Option<Output> {
        let before = core.emulator.next_deadline();
        let output = core.handle_seeing(self.now(core), input, seen);
        if self.time == Time::Wall {
            let after = core.emulator.next_deadline();
            if after.is_some_and(|after| before.is_none_or(|before| after < before)) {
                self.wake.notify_one();
            }
        }
        output
    }

    /// Returns the time since the origin.
    pub(super) fn now(&self, core: &Core) -> Duration {
        match self.time {
            Time::Wall => self.started.elapsed(),
            Time::Manual => core.manual_now,
        }
    }

    /// Takes the lock.
    pub(super) fn lock(&self) -> MutexGuard<'_, Core> {
        // A panic under the lock is our bug, and has been shown; the machine is still whole.
        self.core.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Core {
    /// Lets the machine take an input, sends what goes to sockets, returns what goes back.
    pub(super) fn handle(&mut self, now: Duration, input: Input<'_>) -> Option<Output> {
        self.handle_seeing(now, input, None)
    }

    fn handle_seeing(
        &mut self,
        now: Duration,
        input: Input<'_>,
        seen: Option<Seen>,
    ) -> Option<Output> {
        let mut direct = None;
        for output in self.emulator.handle_seeing(now, input, seen) {
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

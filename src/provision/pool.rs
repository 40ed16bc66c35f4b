//! The game-server processes of a fleet: ready ones for game sessions to come, and hosts.
//!
//! A new game session takes a new process, and the service picks any ready one: so there is a
//! ready process for each create in flight, and which process hosts what is learnt from pushes.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use futures_util::future::join_all;
use tokio::sync::{Notify, mpsc};

use crate::api::ids::GameSessionId;
use crate::api::socket::{Answer, Call, Push};
use crate::clock;
use crate::game_server::{Event, GameServer, SocketError};

use super::ProvisionError;
use super::anywhere::AnywhereFleet;
use super::target_clock::TargetClock;

/// How long the push to a new game session's host may take.
const HOST_TIMEOUT: Duration = Duration::from_secs(10);

/// Where players would connect to the first process, and to the next ones up to the last port;
/// nothing listens there.
const PLAYER_PORTS: std::ops::RangeInclusive<u64> = 7777..=8776;

/// The game-server processes of a fleet.
#[derive(Debug)]
pub(super) struct Pool {
    fleet: Arc<AnywhereFleet>,
    clock: TargetClock,
    state: Mutex<State>,
    /// Tells that a process has become a host, or has lost its socket.
    changed: Notify,
}

#[derive(Debug, Default)]
struct State {
    processes: BTreeMap<u64, Process>,
    /// The keys of the processes that host, by game session.
    hosts: BTreeMap<GameSessionId, u64>,
    process_count: u64,
    creates_in_flight: usize,
}

#[derive(Debug)]
struct Process {
    server: Arc<GameServer>,
    /// `None` while it is starting or ready.
    hosted: Option<GameSessionId>,
    /// Whether the service has said that it will end the process.
    is_doomed: bool,
    /// Whether it has activated the game session that it hosts.
    is_active: bool,
    /// Whether it has lost its socket.
    is_cut_off: bool,
}

/// A ready process that is kept for a create, as long as this lives.
#[derive(Debug)]
pub(super) struct Slot<'a> {
    pool: &'a Pool,
}

impl Pool {
    /// Returns a pool without processes.
    pub(super) fn new(fleet: Arc<AnywhereFleet>, clock: TargetClock) -> Arc<Self> {
        Arc::new(Self {
            fleet,
            clock,
            state: Mutex::default(),
            changed: Notify::new(),
        })
    }

    /// Makes sure that there is a ready process for one more create.
    pub(super) async fn ready(self: &Arc<Self>) -> Result<Slot<'_>, ProvisionError> {
        let is_short = {
            let mut state = self.state();
            state.creates_in_flight += 1;
            let waiting = |process: &&Process| process.hosted.is_none();
            state.processes.values().filter(waiting).count() < state.creates_in_flight
        };
        let slot = Slot { pool: self };
        if is_short {
            self.start().await?;
        }
        Ok(slot)
    }

    /// Waits for the process that hosts a game session, and returns whether it has turned up.
    pub(super) async fn await_host(&self, game_session_id: &GameSessionId) -> bool {
        let hosted = async {
            loop {
                let changed = self.changed.notified();
                if self.state().hosts.contains_key(game_session_id) {
                    return;
                }
                changed.await;
            }
        };
        clock::within(HOST_TIMEOUT, hosted).await.is_some()
    }

    /// Returns the process that hosts a game session, `None` where none does (any more).
    pub(super) fn host(&self, game_session_id: &GameSessionId) -> Option<Arc<GameServer>> {
        let state = self.state();
        let key = state.hosts.get(game_session_id)?;
        let process = state.processes.get(key)?;
        Some(Arc::clone(&process.server))
    }

    /// Takes note that the host of a game session has activated it.
    pub(super) fn note_activation(&self, game_session_id: &GameSessionId) {
        let mut state = self.state();
        let state = &mut *state;
        let key = state.hosts.get(game_session_id);
        if let Some(process) = key.and_then(|key| state.processes.get_mut(key)) {
            process.is_active = true;
        }
    }

    /// Returns whether a host that has turned out to have no socket is none any more, when that is
    /// known.
    pub(super) async fn has_ended(&self, game_session_id: &GameSessionId) -> bool {
        let known = async {
            loop {
                let changed = self.changed.notified();
                let cut_off = {
                    let state = self.state();
                    let key = state.hosts.get(game_session_id);
                    key.and_then(|key| state.processes.get(key))
                        .map(|process| process.is_cut_off)
                };
                match cut_off {
                    None => return true,
                    Some(true) => return false,
                    Some(false) => changed.await,
                }
            }
        };
        clock::within(HOST_TIMEOUT, known).await == Some(true)
    }

    /// Ends the process that hosts a game session, `None` where none does (any more).
    pub(super) async fn end(
        &self,
        game_session_id: &GameSessionId,
    ) -> Option<Result<Answer, SocketError>> {
        let server = self.host(game_session_id)?;
        let answer = server.terminate().await;
        if matches!(answer, Err(SocketError::NotConnected { .. }))
            && self.has_ended(game_session_id).await
        {
            return None;
        }
        if !server.is_connected() {
            let mut state = self.state();
            if let Some(key) = state.hosts.remove(game_session_id) {
                state.processes.remove(&key);
            }
        }
        Some(answer)
    }

    /// Ends every process, and returns the ids of those that may be left, with the reasons.
    pub(super) async fn end_all(&self) -> Vec<(String, String)> {
        let processes = std::mem::take(&mut self.state().processes);
        let ended = join_all(processes.into_values().map(|process| async move {
            let reason = match process.server.terminate().await {
                Ok(answer) if answer.status_code == 200 => return None,
                Ok(answer) => format!("the service answered status {}", answer.status_code),
                Err(error) => error.to_string(),
            };
            Some((process.server.process_id().to_owned(), reason))
        }));
        ended.await.into_iter().flatten().collect()
    }

    /// Returns whether any process has a socket.
    pub(super) fn is_connected(&self) -> bool {
        self.state()
            .processes
            .values()
            .any(|process| process.server.is_connected())
    }

    /// Makes every connected process report its health where that is due.
    pub(super) async fn heartbeat(&self) {
        let now = self.clock.now();
        let servers: Vec<Arc<GameServer>> = self
            .state()
            .processes
            .values()
            .map(|process| Arc::clone(&process.server))
            .filter(|server| server.is_connected())
            .collect();
        // A report that is lost is followed by the next, before the service misses it.
        join_all(servers.iter().map(|server| server.heartbeat_if_due(now))).await;
    }

    /// Starts a process and tells the service that it is ready.
    async fn start(self: &Arc<Self>) -> Result<(), ProvisionError> {
        let address = self.fleet.address(self.clock.epoch_ms()).await?;
        let (sender, events) = mpsc::unbounded_channel();
        let server = Arc::new(GameServer::connect(address, sender).await?);
        let key = {
            let mut state = self.state();
            state.process_count += 1;
            let key = state.process_count;
            let process = Process {
                server: Arc::clone(&server),
                hosted: None,
                is_doomed: false,
                is_active: false,
                is_cut_off: false,
            };
            state.processes.insert(key, process);
            key
        };
        tokio::spawn(listen(Arc::downgrade(self), key, events));
        if let Err(error) = self.announce(&server, key).await {
            self.state().processes.remove(&key);
            return Err(error);
        }
        Ok(())
    }

    async fn announce(&self, server: &Arc<GameServer>, key: u64) -> Result<(), ProvisionError> {
        // CPS-14: each process has a port of its own, so that no other's can be taken for it.
        let port = PLAYER_PORTS.start() + (key - 1) % PLAYER_PORTS.count() as u64;
        let ready = Call::ActivateServerProcess {
            port: i64::try_from(port).unwrap_or(i64::MAX),
        };
        let answer = server.call(&ready).await?;
        if answer.status_code != 200 {
            return Err(ProvisionError::ProcessRefused {
                status_code: answer.status_code,
                message: answer.error_message.unwrap_or_default(),
            });
        }
        match &self.clock {
            TargetClock::Wall(clock) => server.keep_healthy(clock.clone()),
            TargetClock::Advanced {
                server: emulator, ..
            } => {
                server.heartbeat_if_due(emulator.now()).await?;
            }
            // No adapter has game servers of ours.
            TargetClock::Counted(_) => {}
        }
        Ok(())
    }

    fn take(&self, key: u64, event: Event) {
        let mut state = self.state();
        let state = &mut *state;
        let Some(process) = state.processes.get_mut(&key) else {
            return;
        };
        match event {
            Event::Push(Push::CreateGameSession {
                game_session_id, ..
            }) => {
                let game_session_id = GameSessionId(game_session_id);
                process.hosted = Some(game_session_id.clone());
                state.hosts.insert(game_session_id, key);
                self.changed.notify_waiters();
            }
            Event::Push(Push::TerminateProcess { .. }) => process.is_doomed = true,
            // A host stays, so that a move learns why it cannot be made; one that the service has
            // ended is no host any more. GSS-06: one that activates nothing may be ended without
            // a word.
            Event::Disconnected { .. } => {
                process.is_cut_off = true;
                if process.is_doomed || !process.is_active {
                    if let Some(hosted) = &process.hosted {
                        state.hosts.remove(hosted);
                    }
                    state.processes.remove(&key);
                }
                self.changed.notify_waiters();
            }
            Event::Push(Push::RefreshConnection { .. } | Push::Other(_)) => {}
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Each change of the state is whole before anything can panic.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        self.pool.state().creates_in_flight -= 1;
    }
}

/// Passes the events of a process on, until the process or the pool is gone.
async fn listen(pool: Weak<Pool>, key: u64, mut events: mpsc::UnboundedReceiver<Event>) {
    while let Some(event) = events.recv().await {
        let Some(pool) = pool.upgrade() else {
            return;
        };
        pool.take(key, event);
    }
}

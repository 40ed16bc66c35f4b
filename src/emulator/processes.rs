//! Game-server processes and their sockets: who may connect, who is alive, what an end means.
//!
//! A process is its `pID`: it may have several sockets one after the other, lives on without any
//! until its health times out, and never comes back once it has ended.

use crate::api::socket::{ConnectQuery, Push};

use super::state::{Process, ProcessKey};
use super::timers::{HEALTH_TIMEOUT, SUPERSEDED_GRACE, Timer};
use super::{Emulator, Output, SocketId};

/// The close code after which no SDK connects again.
const NORMAL_CLOSE: u16 = 1000;

/// What a process is told when it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Farewell {
    /// Nothing: it asked for its end.
    None,
    /// That it shall end: the service decided so.
    Terminate,
}

impl Emulator {
    /// Lets a game server connect, or refuses it.
    pub(super) fn open_socket(&mut self, socket: SocketId, query: &[(String, String)]) {
        let key = ConnectQuery::read(query).and_then(|query| self.admit_process(query));
        let Some(key) = key else {
            self.outputs.push(Output::Refuse {
                socket,
                status: 403,
                body: r#"{"message":"Forbidden"}"#,
            });
            return;
        };
        let superseded = self.process_mut(key).socket.replace(socket);
        self.sockets.insert(socket, key);
        if let Some(superseded) = superseded {
            let deadline = self.now + SUPERSEDED_GRACE;
            self.timers.set(deadline, Timer::Superseded(superseded));
        }
        self.outputs.push(Output::Accept { socket });
    }

    /// Notes that a socket has closed; its process lives on if it has ever been ready.
    pub(super) fn lose_socket(&mut self, socket: SocketId) {
        let Some(key) = self.sockets.remove(&socket) else {
            return;
        };
        let process = self.process_mut(key);
        if process.socket == Some(socket) {
            process.socket = None;
        }
        let is_ready = process.port.is_some();
        if !is_ready && !self.sockets.values().any(|other| *other == key) {
            self.processes.remove(&key);
        }
    }

    /// Closes a socket, if it is open.
    pub(super) fn close_socket(&mut self, socket: SocketId) {
        if self.sockets.contains_key(&socket) {
            self.lose_socket(socket);
            let code = NORMAL_CLOSE;
            self.outputs.push(Output::Close { socket, code });
        }
    }

    /// Makes a process ready to host a game session.
    pub(super) fn make_ready(&mut self, key: ProcessKey, port: i64) {
        let deadline = self.now + HEALTH_TIMEOUT;
        let process = self.process_mut(key);
        process.port = Some(port);
        process.health_deadline = deadline;
        self.timers.set(deadline, Timer::Health(key));
    }

    /// Notes that a ready process is healthy.
    pub(super) fn keep_alive(&mut self, key: ProcessKey) {
        let deadline = self.now + HEALTH_TIMEOUT;
        let process = self.process_mut(key);
        let previous = std::mem::replace(&mut process.health_deadline, deadline);
        self.timers.cancel(previous, Timer::Health(key));
        self.timers.set(deadline, Timer::Health(key));
    }

    /// Ends a process whose healthy reports have stopped.
    pub(super) fn end_unhealthy_process(&mut self, key: ProcessKey) {
        self.end_process(key, Farewell::Terminate);
    }

    /// Ends a process, its game session and its sockets.
    pub(super) fn end_process(&mut self, key: ProcessKey, farewell: Farewell) {
        if farewell == Farewell::Terminate {
            let termination_time = self.timestamp(self.now).0;
            self.push(key, &Push::TerminateProcess { termination_time });
        }
        let sockets: Vec<SocketId> = self
            .sockets
            .iter()
            .filter(|(_, process)| **process == key)
            .map(|(socket, _)| *socket)
            .collect();
        for socket in sockets {
            self.sockets.remove(&socket);
            let code = NORMAL_CLOSE;
            self.outputs.push(Output::Close { socket, code });
        }
        let Some(process) = self.processes.remove(&key) else {
            return;
        };
        self.timers
            .cancel(process.health_deadline, Timer::Health(key));
        self.ended_process_ids.insert(process.id);
        if let Some(game_session) = process.game_session {
            self.end_game_session(game_session);
        }
    }

    /// Sends a push to a process, on its newest socket; without one it is lost.
    pub(super) fn push(&mut self, key: ProcessKey, push: &Push) {
        let socket = self.processes.get(&key).and_then(|process| process.socket);
        if let Some(socket) = socket {
            let text = push.write();
            self.outputs.push(Output::Frame { socket, text });
        }
    }

    /// Returns the record of a live process.
    pub(super) fn process_mut(&mut self, key: ProcessKey) -> &mut Process {
        self.processes
            .get_mut(&key)
            .expect("a process that ends takes its key out of every table")
    }

    /// Returns the process that connects, `None` where it may not.
    fn admit_process(&mut self, query: ConnectQuery) -> Option<ProcessKey> {
        let fleet = self.fleets.get(&query.fleet_id)?;
        let compute = fleet.computes.get(&query.compute_name)?;
        let is_token = compute
            .tokens
            .iter()
            .any(|token| token.text == query.auth_token && token.expires > self.now);
        // A signed connection is taken for a good one, as all signatures are.
        if !is_token && query.auth_token != "SigV4" {
            return None;
        }
        if self.ended_process_ids.contains(&query.process_id) {
            return None;
        }
        let live = self
            .processes
            .iter()
            .find(|(_, process)| process.id == query.process_id);
        if let Some((key, process)) = live {
            let is_same =
                *process.fleet_id == query.fleet_id && process.compute_name == query.compute_name;
            return is_same.then_some(*key);
        }
        let process = Process {
            id: query.process_id,
            fleet_id: fleet.id.clone(),
            compute_name: query.compute_name,
            location: compute.location.clone(),
            ip_address: compute.ip_address.clone(),
            socket: None,
            port: None,
            health_deadline: self.now,
            game_session: None,
            last_answer: None,
        };
        self.process_count += 1;
        let key = ProcessKey(self.process_count);
        self.processes.insert(key, process);
        Some(key)
    }
}

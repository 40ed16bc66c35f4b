//! The records of the emulator, and the ways to find them.
//!
//! Keys count up, so that the order of keys is the order of creation.
//! Knows no rules: what may change when is decided by the actions.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::api::game_property::GameProperty;
use crate::api::game_session::{GameSessionStatus, PlayerSessionCreationPolicy, ProtectionPolicy};
use crate::api::player_session::PlayerSessionStatus;
use crate::api::request::{CreateGameSession, Request};

use super::SocketId;

/// The key of a game session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct GameKey(pub(super) u64);

/// The key of a player session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct PlayerKey(pub(super) u64);

/// The key of a game-server process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ProcessKey(pub(super) u64);

/// An Anywhere fleet; a deleted one has no record.
#[derive(Clone, Debug)]
pub(super) struct Fleet {
    pub(super) id: Arc<str>,
    pub(super) name: String,
    pub(super) locations: Vec<String>,
    pub(super) created: Duration,
    pub(super) computes: BTreeMap<String, Compute>,
}

/// An alias.
#[derive(Clone, Debug)]
pub(super) struct Alias {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) description: Option<String>,
    pub(super) routing: Routing,
    pub(super) created: Duration,
    pub(super) updated: Duration,
}

/// Where an alias leads.
#[derive(Clone, Debug)]
pub(super) enum Routing {
    /// To the fleet of that id, which may be gone.
    Simple(Arc<str>),
    /// Nowhere, with a message for those who ask.
    Terminal(String),
}

impl Alias {
    /// Returns the message of a terminal alias.
    pub(super) fn terminal_message(&self) -> Option<&str> {
        match &self.routing {
            Routing::Simple(_) => None,
            Routing::Terminal(message) => Some(message),
        }
    }
}

/// A compute of a fleet.
#[derive(Clone, Debug)]
pub(super) struct Compute {
    pub(super) ip_address: Arc<str>,
    pub(super) location: String,
    pub(super) created: Duration,
    /// The tokens that have been handed out and not yet replaced long enough ago, oldest first.
    pub(super) tokens: Vec<Token>,
}

/// What lets the processes of a compute connect.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) text: String,
    pub(super) expires: Duration,
}

/// A live game-server process; an ended one has no record but its id.
#[derive(Clone, Debug)]
pub(super) struct Process {
    /// `pID`, chosen by the game server.
    pub(super) id: String,
    pub(super) fleet_id: Arc<str>,
    pub(super) compute_name: String,
    pub(super) location: String,
    pub(super) ip_address: Arc<str>,
    /// The newest socket, `None` while it has none open.
    pub(super) socket: Option<SocketId>,
    /// Where players connect, `None` until the process is ready.
    pub(super) port: Option<i64>,
    /// When it is ended unless a healthy report comes; meaningful once it is ready.
    pub(super) health_deadline: Duration,
    pub(super) game_session: Option<GameKey>,
    /// The latest request id and the frame that answered it: SDKs send a request again.
    pub(super) last_answer: Option<(String, String)>,
}

/// A game session.
#[derive(Clone, Debug)]
pub(super) struct GameSession {
    pub(super) id: Arc<str>,
    /// The request that created it, with the fleet by id.
    pub(super) request: CreateGameSession,
    pub(super) fleet_id: Arc<str>,
    pub(super) location: String,
    pub(super) name: Option<String>,
    pub(super) maximum: i64,
    pub(super) policy: PlayerSessionCreationPolicy,
    pub(super) protection: ProtectionPolicy,
    /// Each key once.
    pub(super) properties: Vec<GameProperty>,
    pub(super) status: GameSessionStatus,
    /// Why it ended, `None` where it ended by itself.
    pub(super) status_reason: Option<&'static str>,
    pub(super) process: ProcessKey,
    pub(super) ip_address: Arc<str>,
    pub(super) port: i64,
    pub(super) created: Duration,
    pub(super) ended: Option<Duration>,
    pub(super) activation_deadline: Option<Duration>,
    /// All player sessions it ever had, in order of creation.
    pub(super) player_sessions: Vec<PlayerKey>,
    /// How many of them hold a slot: RESERVED and ACTIVE.
    pub(super) taken: i64,
    /// Requests for players that succeeded, where it matters whether one is repeated.
    pub(super) succeeded: Vec<Request>,
    pub(super) past: Past,
}

impl GameSession {
    /// Sets the maximum.
    pub(super) fn set_maximum(&mut self, maximum: i64) {
        self.past.was_lowered |= maximum < self.maximum;
        self.past.highest_maximum = self.past.highest_maximum.max(maximum);
        self.maximum = maximum;
    }

    /// Sets the policy.
    pub(super) fn set_policy(&mut self, policy: PlayerSessionCreationPolicy) {
        self.past.was_closed |= policy == PlayerSessionCreationPolicy::DenyAll;
        if policy != self.policy {
            count(&mut self.past.policy_changes);
        }
        self.policy = policy;
    }
}

/// Counts one more, as far as anybody looks: states that differ in no more are the same.
pub(super) fn count(counter: &mut u32) {
    *counter = (*counter + 1).min(4);
}

/// How a game session has come to be what it is, which nobody asks about but faults.
#[derive(Clone, Debug, Default)]
pub(super) struct Past {
    /// The highest maximum that it ever had.
    pub(super) highest_maximum: i64,
    pub(super) was_lowered: bool,
    /// Whether it was ever closed to new players.
    pub(super) was_closed: bool,
    /// Whether its game server closed it to new players last.
    pub(super) is_closed_by_server: bool,
    /// The policy before its game server changed it, `None` where that has not happened.
    pub(super) policy_before_server: Option<PlayerSessionCreationPolicy>,
    /// How often its policy became another.
    pub(super) policy_changes: u32,
    /// How many batches have come.
    pub(super) batches: u32,
    /// How many players the game server has removed.
    pub(super) removals: u32,
    /// The player sessions of the single form.
    pub(super) singles: Vec<PlayerKey>,
    /// Who came by one call, for each call.
    pub(super) calls: Vec<Vec<PlayerKey>>,
    /// The slots of time-outs that have not opened.
    pub(super) unopened: i64,
}

/// A player session.
#[derive(Clone, Debug)]
pub(super) struct PlayerSession {
    pub(super) id: String,
    pub(super) player_id: Arc<str>,
    pub(super) game_session: GameKey,
    pub(super) data: Option<String>,
    pub(super) status: PlayerSessionStatus,
    pub(super) created: Duration,
    pub(super) ended: Option<Duration>,
    /// When the reservation lapses, `None` where it never does.
    pub(super) deadline: Option<Duration>,
}

impl PlayerSession {
    /// Returns whether it is RESERVED or ACTIVE.
    pub(super) fn holds_slot(&self) -> bool {
        matches!(
            self.status,
            PlayerSessionStatus::Reserved | PlayerSessionStatus::Active
        )
    }
}

/// All game sessions on record.
#[derive(Clone, Debug, Default)]
pub(super) struct GameSessions {
    created_count: u64,
    records: BTreeMap<GameKey, GameSession>,
    by_id: BTreeMap<Arc<str>, GameKey>,
}

impl GameSessions {
    /// Adds a game session.
    pub(super) fn add(&mut self, record: GameSession) -> GameKey {
        self.created_count += 1;
        let key = GameKey(self.created_count);
        self.by_id.insert(record.id.clone(), key);
        self.records.insert(key, record);
        key
    }

    /// Returns how many there have ever been.
    pub(super) fn created_count(&self) -> u64 {
        self.created_count
    }

    /// Returns the key of that id.
    pub(super) fn find(&self, id: &str) -> Option<GameKey> {
        self.by_id.get(id).copied()
    }

    /// Returns a record; keys outlive records only in tables that retention clears as well.
    pub(super) fn get(&self, key: GameKey) -> &GameSession {
        &self.records[&key]
    }

    /// Returns a record to change.
    pub(super) fn get_mut(&mut self, key: GameKey) -> &mut GameSession {
        self.records
            .get_mut(&key)
            .expect("a key is dropped together with its record")
    }

    /// Returns all records to change.
    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut GameSession> {
        self.records.values_mut()
    }

    /// Returns the records from `start` on, in order of creation.
    pub(super) fn from(&self, start: u64) -> impl Iterator<Item = (GameKey, &GameSession)> {
        self.records
            .range(GameKey(start)..)
            .map(|(key, record)| (*key, record))
    }

    /// Removes a record.
    pub(super) fn remove(&mut self, key: GameKey) -> Option<GameSession> {
        let record = self.records.remove(&key)?;
        self.by_id.remove(&record.id);
        Some(record)
    }
}

/// All player sessions on record.
#[derive(Clone, Debug, Default)]
pub(super) struct PlayerSessions {
    created_count: u64,
    records: BTreeMap<PlayerKey, PlayerSession>,
    by_id: BTreeMap<String, PlayerKey>,
    by_player: BTreeMap<Arc<str>, Vec<PlayerKey>>,
}

impl PlayerSessions {
    /// Adds a player session.
    pub(super) fn add(&mut self, record: PlayerSession) -> PlayerKey {
        self.created_count += 1;
        let key = PlayerKey(self.created_count);
        self.by_id.insert(record.id.clone(), key);
        self.by_player
            .entry(record.player_id.clone())
            .or_default()
            .push(key);
        self.records.insert(key, record);
        key
    }

    /// Returns how many there have ever been.
    pub(super) fn created_count(&self) -> u64 {
        self.created_count
    }

    /// Returns the key of that id.
    pub(super) fn find(&self, id: &str) -> Option<PlayerKey> {
        self.by_id.get(id).copied()
    }

    /// Returns the keys of a player, in order of creation.
    pub(super) fn of_player(&self, player_id: &str) -> &[PlayerKey] {
        self.by_player.get(player_id).map_or(&[], Vec::as_slice)
    }

    /// Returns a record; keys outlive records only in tables that retention clears as well.
    pub(super) fn get(&self, key: PlayerKey) -> &PlayerSession {
        &self.records[&key]
    }

    /// Returns a record to change.
    pub(super) fn get_mut(&mut self, key: PlayerKey) -> &mut PlayerSession {
        self.records
            .get_mut(&key)
            .expect("a key is dropped together with its record")
    }

    /// Removes a record.
    pub(super) fn remove(&mut self, key: PlayerKey) {
        let Some(record) = self.records.remove(&key) else {
            return;
        };
        self.by_id.remove(&record.id);
        if let Some(keys) = self.by_player.get_mut(&record.player_id) {
            keys.retain(|other| *other != key);
            if keys.is_empty() {
                self.by_player.remove(&record.player_id);
            }
        }
    }
}

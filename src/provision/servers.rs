//! Game servers of our own, which host the game sessions of a case and make its moves.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use crate::api::exception::ExceptionKind;
use crate::api::ids::GameSessionId;
use crate::api::reply::Reply;
use crate::api::socket::{Answer, Call};
use crate::clock::Clock;
use crate::emulator::server::{EmulatorError, Server};
use crate::game_server::SocketError;
use crate::history::{Command, Move, Outcome};
use crate::plan::step::Wire;

use super::ProvisionError;
use super::case::{Case, Performed};
use super::mode::Hosts;
use super::pool::Pool;
use super::target_clock::TargetClock;

/// The pauses before a create is repeated that found no ready process: the service may know of
/// one a little later than it has said so.
const CAPACITY_PAUSES: [Duration; 3] = [
    Duration::from_millis(100),
    Duration::from_millis(400),
    Duration::from_millis(1500),
];

/// The longest hop of an advanced clock while a process is connected: half of what separates two
/// heartbeats, so that none is late by more.
const HOP: Duration = Duration::from_secs(30);

/// The game servers of a case.
#[derive(Debug)]
pub(super) struct Servers {
    /// The processes of each fleet, in the order of the site's fleets.
    pools: [Arc<Pool>; 2],
    clock: TargetClock,
    /// The game sessions that were created, with whether a host turned up.
    created: Mutex<BTreeMap<GameSessionId, bool>>,
}

impl Servers {
    /// Returns the game servers of a case that has created nothing yet.
    pub(super) fn new(pools: [Arc<Pool>; 2], clock: TargetClock) -> Self {
        Self {
            pools,
            clock,
            created: Mutex::default(),
        }
    }

    /// Creates a game session when a process is ready for it.
    ///
    /// It waits, for a while, for the process that is to be the host to learn so; the times are
    /// those of the command alone.
    async fn create_hosted(
        &self,
        case: &Case<'_>,
        (command, wire): (&Command, Option<Wire>),
    ) -> Result<Performed, ProvisionError> {
        let fleet = case.fleet_index(command);
        let pool = self.pools.get(fleet).unwrap_or(&self.pools[0]);
        let slot = pool.ready().await?;
        let mut performed = case.follow(command, wire).await?;
        if let TargetClock::Wall(clock) = &self.clock {
            performed = with_capacity(case, clock, (command, wire), performed).await?;
        }
        if let Some(game_session_id) = performed.created() {
            // One that was there before has its host, or has ended.
            let is_new = self.has_host(&game_session_id).is_none();
            if is_new {
                // Without a host the game session is there all the same: moves will tell.
                let has_host = pool.await_host(&game_session_id).await;
                let mut created = self.created.lock().unwrap_or_else(PoisonError::into_inner);
                created.insert(game_session_id, has_host);
            }
        }
        drop(slot);
        Ok(performed)
    }

    async fn make(&self, movement: &Move) -> Result<Option<Outcome>, ProvisionError> {
        let game_session_id = movement.game_session_id();
        let answered = match call(movement) {
            None => self.end_host(game_session_id).await,
            Some(call) => self.call_host(game_session_id, &call).await,
        };
        Ok(Some(match answered {
            None if self.has_host(game_session_id) == Some(false) => {
                let game_session_id = game_session_id.clone();
                return Err(ProvisionError::Hostless { game_session_id });
            }
            None => return Ok(None),
            Some(Ok(answer)) => outcome_of(answer),
            Some(Err(SocketError::Lost { reason, .. })) => Outcome::Lost { reason },
            Some(Err(error)) => return Err(error.into()),
        }))
    }

    /// Makes a call by the process that hosts a game session, `None` where none does (any more).
    async fn call_host(
        &self,
        id: &GameSessionId,
        call: &Call,
    ) -> Option<Result<Answer, SocketError>> {
        let hosting = |pool: &Arc<Pool>| Some((Arc::clone(pool), pool.host(id)?));
        let (pool, host) = self.pools.iter().find_map(hosting)?;
        let answer = host.call(call).await;
        match &answer {
            Err(SocketError::NotConnected { .. }) if pool.has_ended(id).await => return None,
            Ok(answer) if answer.status_code == 200 => {
                if matches!(call, Call::ActivateGameSession { .. }) {
                    pool.note_activation(id);
                }
            }
            Ok(_) | Err(_) => {}
        }
        Some(answer)
    }

    /// Ends the process that hosts a game session, `None` where none does (any more).
    async fn end_host(&self, id: &GameSessionId) -> Option<Result<Answer, SocketError>> {
        for pool in &self.pools {
            if let Some(answer) = pool.end(id).await {
                return Some(answer);
            }
        }
        None
    }

    /// Returns whether a host turned up, `None` for a game session that was not created here.
    fn has_host(&self, game_session_id: &GameSessionId) -> Option<bool> {
        // Each change is whole before anything can panic.
        let created = self.created.lock().unwrap_or_else(PoisonError::into_inner);
        created.get(game_session_id).copied()
    }

    /// Advances an emulator's clock to `moment`, and lets the processes report their health on
    /// the way.
    async fn advance(&self, server: &Server, moment: Duration) -> Result<(), EmulatorError> {
        loop {
            let now = server.now();
            if now >= moment {
                return Ok(());
            }
            if self.pools.iter().any(|pool| pool.is_connected()) {
                server.advance_to(moment.min(now + HOP))?;
                for pool in &self.pools {
                    pool.heartbeat().await;
                }
            } else {
                server.advance_to(moment)?;
            }
        }
    }
}

impl Hosts for Servers {
    fn create<'a>(
        &'a self,
        case: &'a Case<'_>,
        command: (&'a Command, Option<Wire>),
    ) -> BoxFuture<'a, Result<Performed, ProvisionError>> {
        self.create_hosted(case, command).boxed()
    }

    fn perform<'a>(
        &'a self,
        movement: &'a Move,
    ) -> BoxFuture<'a, Result<Option<Outcome>, ProvisionError>> {
        self.make(movement).boxed()
    }

    fn end<'a>(
        &'a self,
        game_session_id: &'a GameSessionId,
    ) -> BoxFuture<'a, Result<(), ProvisionError>> {
        async move {
            // A refusal means that the service has ended it first.
            self.end_host(game_session_id).await.transpose()?;
            Ok(())
        }
        .boxed()
    }

    fn wait_until(&self, moment: Duration) -> BoxFuture<'_, Result<(), ProvisionError>> {
        async move {
            match &self.clock {
                TargetClock::Wall(clock) => clock.sleep_until(moment).await,
                TargetClock::Advanced { server, .. } => self.advance(server, moment).await?,
                // No adapter has game servers of ours.
                TargetClock::Counted(_) => {}
            }
            Ok(())
        }
        .boxed()
    }
}

/// Repeats a create that found no room, for a while.
pub(super) async fn with_capacity(
    case: &Case<'_>,
    clock: &Clock,
    (command, wire): (&Command, Option<Wire>),
    mut performed: Performed,
) -> Result<Performed, ProvisionError> {
    for pause in CAPACITY_PAUSES {
        if !lacks_capacity(&performed.outcome) {
            break;
        }
        clock.pause(pause).await;
        let earlier = performed.exchanges;
        performed = case.follow(command, wire).await?;
        performed.exchanges.splice(0..0, earlier);
    }
    if lacks_capacity(&performed.outcome) {
        let answer = ExceptionKind::FleetCapacityExceeded;
        case.do_without(format!("some game sessions: the target answered {answer}"));
    }
    Ok(performed)
}

/// Returns the call that a move is, `None` for the end of the process.
fn call(movement: &Move) -> Option<Call> {
    match movement.clone() {
        Move::Activate { game_session_id } => Some(Call::ActivateGameSession {
            game_session_id: game_session_id.0,
        }),
        Move::Accept {
            game_session_id,
            player_session_id,
        } => Some(Call::AcceptPlayerSession {
            game_session_id: game_session_id.0,
            player_session_id: player_session_id.0,
        }),
        Move::Remove {
            game_session_id,
            player_session_id,
        } => Some(Call::RemovePlayerSession {
            game_session_id: game_session_id.0,
            player_session_id: player_session_id.0,
        }),
        Move::UpdatePolicy {
            game_session_id,
            policy,
        } => Some(Call::UpdatePlayerSessionCreationPolicy {
            game_session_id: game_session_id.0,
            policy: policy.name().to_owned(),
        }),
        Move::EndProcess { .. } => None,
    }
}

fn outcome_of(answer: Answer) -> Outcome {
    if answer.status_code == 200 {
        Outcome::Done
    } else {
        Outcome::Refused {
            status_code: answer.status_code,
            message: answer.error_message,
        }
    }
}

fn lacks_capacity(outcome: &Outcome) -> bool {
    matches!(
        outcome,
        Outcome::Replied(Reply::Exception(exception))
            if exception.kind == ExceptionKind::FleetCapacityExceeded
    )
}

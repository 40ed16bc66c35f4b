//! The binding of a plan's handles to the ids of a target.
//!
//! Live runs and the shrinker's replays in the model resolve steps in the same way.

mod descriptions;
mod references;
mod requests;
mod site;

use std::collections::BTreeMap;

pub use self::site::{FleetSite, Site};

use super::step::{
    AliasHandle, BrokenStep, Creation, GameSessionHandle, PlanStep, PlayerSessionRef, Routing,
    Step, Stray, StrayRequest, Text,
};
use crate::api::action::Action;
use crate::api::document::Document;
use crate::api::ids::{AliasId, GameSessionId, PlayerId, PlayerSessionId};
use crate::api::json;
use crate::api::player_session::PlayerSession;
use crate::api::reply::{Reply, Response};
use crate::api::request::{CreatePlayerSession, Request, TerminateGameSession};
use crate::history::broken::Broken;
use crate::history::{Act, Command, Label, Move, Outcome};

/// The ids that a case has learnt so far.
#[derive(Clone, Debug)]
pub struct Binding {
    site: Site,
    game_sessions: BTreeMap<GameSessionHandle, GameSessionId>,
    aliases: BTreeMap<AliasHandle, (KnownAlias, Routing)>,
    player_sessions: BTreeMap<PlayerSessionRef, (GameSessionId, PlayerSessionId)>,
}

/// How an alias is named.
#[derive(Clone, Debug)]
struct KnownAlias {
    alias_id: AliasId,
    arn: Option<String>,
}

impl Binding {
    /// Returns a binding that knows the site only.
    pub fn new(site: Site) -> Self {
        Self {
            site,
            game_sessions: BTreeMap::new(),
            aliases: BTreeMap::new(),
            player_sessions: BTreeMap::new(),
        }
    }

    /// Returns the site.
    pub fn site(&self) -> &Site {
        &self.site
    }

    /// Returns the id of a game session of the plan, `None` where it never came to be.
    pub fn game_session(&self, handle: GameSessionHandle) -> Option<&GameSessionId> {
        self.game_sessions.get(&handle)
    }

    /// Returns what a step does on this target, `None` where what it names never came to be.
    pub fn resolve(&self, step: &Step) -> Option<Act> {
        let request = match step {
            Step::CreateGameSession(creation) => return self.create_game_session(creation),
            Step::CreatePlayerSessions {
                game_session,
                players,
                data,
            } => {
                return self.create_player_sessions(*game_session, players, data);
            }
            Step::CreatePlayerSession {
                game_session,
                player,
                data,
            } => Request::CreatePlayerSession(CreatePlayerSession {
                game_session_id: self.reference(*game_session)?,
                player_id: PlayerId(self.text(player)),
                player_data: data.as_ref().map(|data| self.text(data)),
            }),
            Step::DescribePlayerSessions(query) => self.describe_player_sessions(query)?,
            Step::DescribeGameSessions(query) => self.describe_game_sessions(query)?,
            Step::SearchGameSessions(search) => self.search_game_sessions(search)?,
            Step::UpdateGameSession {
                game_session,
                changes,
            } => Request::UpdateGameSession(self.update(self.reference(*game_session)?, changes)),
            Step::TerminateGameSession { game_session, mode } => {
                Request::TerminateGameSession(TerminateGameSession {
                    game_session_id: self.reference(*game_session)?,
                    termination_mode: mode.name().to_owned(),
                })
            }
            Step::CreateAlias { handle, routing } => self.create_alias(*handle, *routing)?,
            Step::Activate(_)
            | Step::Accept(_)
            | Step::Remove(_)
            | Step::Stray(_)
            | Step::SetPolicy { .. }
            | Step::EndProcess(_) => {
                return self.game_server_move(step).map(Act::Move);
            }
            Step::Broken(broken) => return self.broken(broken),
            Step::Wait(_) => return Some(Act::Advance),
        };
        Some(Act::Command(Command::Typed(request)))
    }

    fn broken(&self, step: &BrokenStep) -> Option<Act> {
        let Act::Command(Command::Typed(request)) = self.resolve(&step.request)? else {
            return None;
        };
        Some(Act::Command(Command::Broken(Box::new(Broken {
            request,
            breakage: step.breakage.clone(),
            protocol: step.protocol,
        }))))
    }

    fn game_server_move(&self, step: &Step) -> Option<Move> {
        let game_session = |handle: &GameSessionHandle| self.game_session(*handle).cloned();
        if let Step::Activate(handle) = step {
            return Some(Move::Activate {
                game_session_id: game_session(handle)?,
            });
        }
        if let Step::EndProcess(handle) = step {
            return Some(Move::EndProcess {
                game_session_id: game_session(handle)?,
            });
        }
        if let Step::SetPolicy {
            game_session: handle,
            policy,
        } = step
        {
            return Some(Move::UpdatePolicy {
                game_session_id: game_session(handle)?,
                policy: *policy,
            });
        }
        if let Step::Stray(stray) = step {
            return self.stray_move(stray);
        }
        let (Step::Accept(player) | Step::Remove(player)) = step else {
            return None;
        };
        let (game_session_id, player_session_id) = self.player_sessions.get(player)?.clone();
        Some(if matches!(step, Step::Accept(_)) {
            Move::Accept {
                game_session_id,
                player_session_id,
            }
        } else {
            Move::Remove {
                game_session_id,
                player_session_id,
            }
        })
    }

    fn stray_move(&self, stray: &Stray) -> Option<Move> {
        let game_session_id = self.game_session(stray.game_session)?.clone();
        let player_session_id = self.player_session(stray.player_session)?;
        Some(match stray.request {
            StrayRequest::Accept => Move::Accept {
                game_session_id,
                player_session_id,
            },
            StrayRequest::Remove => Move::Remove {
                game_session_id,
                player_session_id,
            },
        })
    }

    /// Learns the ids in a step's outcome; `act` is what the step was resolved to.
    pub fn learn(&mut self, step: &PlanStep, act: &Act, outcome: &Outcome) {
        let Outcome::Replied(Reply::Response { response, .. }) = outcome else {
            return;
        };
        match (step.step.unbroken(), response) {
            (
                Step::CreateGameSession(Creation { handle, .. }),
                Response::CreateGameSession(Some(session)),
            ) => {
                if let Some(id) = &session.game_session_id {
                    self.game_sessions
                        .insert(*handle, GameSessionId(id.clone()));
                }
            }
            (Step::CreateAlias { handle, routing }, Response::CreateAlias(Some(alias))) => {
                if let Some(alias_id) = &alias.alias_id {
                    let known = KnownAlias {
                        alias_id: alias_id.clone(),
                        arn: alias.alias_arn.clone(),
                    };
                    self.aliases.insert(*handle, (known, *routing));
                }
            }
            (_, Response::CreatePlayerSessions(sessions)) => {
                self.learn_player_sessions(step.label, act, sessions);
            }
            (_, Response::CreatePlayerSession(Some(session))) => {
                self.learn_player_sessions(step.label, act, std::slice::from_ref(session));
            }
            _ => {}
        }
    }

    fn learn_player_sessions(&mut self, label: Label, act: &Act, sessions: &[PlayerSession]) {
        let Some((game_session_id, player_ids)) = requested(act) else {
            return;
        };
        let mut unpaired: Vec<&PlayerSession> = sessions.iter().collect();
        for (position, player_id) in (0..).zip(player_ids) {
            // The order of a reply is open (U-10): sessions are paired by player id.
            let Some(index) = unpaired
                .iter()
                .position(|session| session.player_id.as_deref() == Some(player_id.as_str()))
            else {
                continue;
            };
            if let Some(id) = &unpaired.remove(index).player_session_id {
                self.player_sessions.insert(
                    PlayerSessionRef {
                        created_by: label,
                        position,
                    },
                    (game_session_id.clone(), PlayerSessionId(id.clone())),
                );
            }
        }
    }

    fn text(&self, text: &Text) -> String {
        text.render(&self.site.scope)
    }
}

fn typed(request: Request) -> Act {
    Act::Command(Command::Typed(request))
}

/// Returns the game session and the players of an act that creates player sessions.
fn requested(act: &Act) -> Option<(GameSessionId, Vec<String>)> {
    let request = match act {
        Act::Command(Command::Typed(request)) => request.clone(),
        Act::Command(Command::Broken(broken)) => broken.request.clone(),
        Act::Command(Command::Raw { action, body }) => without_data(*action, body)?,
        Act::Provide(_) | Act::Move(_) | Act::Advance => return None,
    };
    if let Request::CreatePlayerSession(request) = request {
        return Some((request.game_session_id, vec![request.player_id.0]));
    }
    let Request::CreatePlayerSessions(request) = request else {
        return None;
    };
    let players = request.player_ids.into_iter().map(|player| player.0);
    Some((request.game_session_id, players.collect()))
}

/// Reads a raw body leaving out its data map, which may hold nulls.
fn without_data(action: Action, body: &[u8]) -> Option<Request> {
    let Ok(Document::Map(mut members)) = json::parse(body) else {
        return None;
    };
    members.remove("PlayerDataMap");
    Request::read(action, &Document::Map(members)).ok()
}

//! The binding of a plan's handles to the ids of a target.
//!
//! Live runs and the shrinker's replays in the model resolve steps in the same way.

use std::collections::BTreeMap;

use super::step::{
    Creation, DataMap, FleetHandle, GameSessionHandle, GameSessionRef, PlanStep, PlayerSessionRef,
    Step, Text,
};
use crate::api::action::Action;
use crate::api::document::{Document, Structure};
use crate::api::game_session::PlayerSessionCreationPolicy;
use crate::api::ids::{FleetId, GameSessionId, PlayerId, PlayerSessionId};
use crate::api::json;
use crate::api::player_session::PlayerSession;
use crate::api::reply::{Reply, Response};
use crate::api::request::{
    CreateGameSession, CreatePlayerSession, CreatePlayerSessions, DescribeGameSessions,
    DescribePlayerSessions, Request, UpdateGameSession,
};
use crate::history::{Act, Command, Label, Move, Outcome};

/// Where a case runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// The Region, for ids that are made up.
    pub region: String,
    /// The fleets, in the order of their handles; there is at least one.
    pub fleets: Vec<FleetSite>,
    /// What goes before every scoped text.
    pub scope: String,
}

/// A fleet that a case runs on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FleetSite {
    /// The fleet.
    pub fleet_id: FleetId,
    /// The location that game sessions are created at, `None` where the fleet has none.
    pub location: Option<String>,
}

impl FleetSite {
    /// Returns a fleet without a location.
    pub fn without_location(fleet_id: &str) -> Self {
        Self {
            fleet_id: FleetId::from(fleet_id),
            location: None,
        }
    }
}

impl Site {
    /// Returns a fleet of the plan, `None` where the target has none for it.
    pub fn fleet(&self, handle: FleetHandle) -> Option<&FleetSite> {
        let index = usize::try_from(handle.0).ok()?.checked_sub(1)?;
        self.fleets.get(index)
    }
}

/// The ids that a case has learnt so far.
#[derive(Clone, Debug)]
pub struct Binding {
    site: Site,
    game_sessions: BTreeMap<GameSessionHandle, GameSessionId>,
    player_sessions: BTreeMap<PlayerSessionRef, (GameSessionId, PlayerSessionId)>,
}

impl Binding {
    /// Returns a binding that knows the site only.
    pub fn new(site: Site) -> Self {
        Self {
            site,
            game_sessions: BTreeMap::new(),
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
            Step::DescribePlayerSessions {
                game_session,
                limit,
            } => Request::DescribePlayerSessions(DescribePlayerSessions {
                game_session_id: Some(self.reference(*game_session)?),
                limit: *limit,
                ..DescribePlayerSessions::default()
            }),
            Step::DescribeGameSessions { game_session } => {
                Request::DescribeGameSessions(DescribeGameSessions {
                    game_session_id: Some(self.reference(*game_session)?),
                    ..DescribeGameSessions::default()
                })
            }
            Step::UpdateGameSession {
                game_session,
                changes,
            } => {
                let policy = changes.policy.map(PlayerSessionCreationPolicy::name);
                Request::UpdateGameSession(UpdateGameSession {
                    maximum_player_session_count: changes.maximum,
                    player_session_creation_policy: policy.map(str::to_owned),
                    name: changes.name.as_ref().map(|name| self.text(name)),
                    ..UpdateGameSession::unchanged(self.reference(*game_session)?)
                })
            }
            Step::Activate(_) | Step::Accept(_) | Step::Remove(_) | Step::EndProcess(_) => {
                return self.game_server_move(step).map(Act::Move);
            }
            Step::Wait(_) => return Some(Act::Advance),
        };
        Some(Act::Command(Command::Typed(request)))
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

    /// Learns the ids in a step's outcome; `act` is what the step was resolved to.
    pub fn learn(&mut self, step: &PlanStep, act: &Act, outcome: &Outcome) {
        let Outcome::Replied(Reply::Response { response, .. }) = outcome else {
            return;
        };
        match (&step.step, response) {
            (
                Step::CreateGameSession(Creation { handle, .. }),
                Response::CreateGameSession(Some(session)),
            ) => {
                if let Some(id) = &session.game_session_id {
                    self.game_sessions
                        .insert(*handle, GameSessionId(id.clone()));
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

    fn create_game_session(&self, creation: &Creation) -> Option<Act> {
        let FleetSite { fleet_id, location } = self.site.fleet(creation.fleet)?.clone();
        Some(typed(Request::CreateGameSession(CreateGameSession {
            fleet_id: Some(fleet_id),
            maximum_player_session_count: creation.maximum,
            location,
            name: creation.name.as_ref().map(|name| self.text(name)),
            ..CreateGameSession::default()
        })))
    }

    fn create_player_sessions(
        &self,
        game_session: GameSessionRef,
        players: &[Text],
        data: &DataMap,
    ) -> Option<Act> {
        let game_session_id = self.reference(game_session)?;
        let player_ids = players
            .iter()
            .map(|player| PlayerId(self.text(player)))
            .collect();
        let mut request = CreatePlayerSessions {
            game_session_id,
            player_ids,
            player_data_map: None,
        };
        let null_map = match data {
            DataMap::Absent => return Some(typed(Request::CreatePlayerSessions(request))),
            DataMap::Null => Document::Null,
            DataMap::Entries(entries) => {
                let values: BTreeMap<String, Option<String>> = entries
                    .iter()
                    .map(|(key, value)| {
                        (self.text(key), value.as_ref().map(|value| self.text(value)))
                    })
                    .collect();
                let texts: Option<BTreeMap<String, String>> = values
                    .iter()
                    .map(|(key, value)| Some((key.clone(), value.clone()?)))
                    .collect();
                if let Some(texts) = texts {
                    request.player_data_map = Some(texts);
                    return Some(typed(Request::CreatePlayerSessions(request)));
                }
                let document = |value: Option<String>| value.map_or(Document::Null, Document::Text);
                Document::Map(
                    values
                        .into_iter()
                        .map(|(key, value)| (key, document(value)))
                        .collect(),
                )
            }
        };
        // The API's types cannot express a null: the body goes out as bytes.
        let Document::Map(members) = Request::CreatePlayerSessions(request).to_document() else {
            return None;
        };
        let body = members
            .into_iter()
            .fold(Structure::default(), |body, (name, value)| {
                body.member(&name, Some(value))
            })
            .member("PlayerDataMap", Some(null_map))
            .build();
        Some(Act::Command(Command::Raw {
            action: Action::CreatePlayerSessions,
            body: json::write(&body),
        }))
    }

    fn text(&self, text: &Text) -> String {
        text.render(&self.site.scope)
    }

    fn reference(&self, reference: GameSessionRef) -> Option<GameSessionId> {
        let region = &self.site.region;
        let FleetSite { fleet_id, location } = self.site.fleet(FleetHandle(1))?;
        let arn = |region: &str, fleet: &str| {
            let location = location
                .as_ref()
                .map(|name| format!("{name}/"))
                .unwrap_or_default();
            GameSessionId(format!(
                "arn:aws:gamelift:{region}::gamesession/{fleet}/{location}gsess-00000000-0000-4000-8000-000000000000"
            ))
        };
        Some(match reference {
            GameSessionRef::Handle(handle) => self.game_session(handle)?.clone(),
            GameSessionRef::Unknown => arn(region, fleet_id.as_str()),
            GameSessionRef::ForeignRegion => arn(
                if region == "eu-west-1" {
                    "us-east-1"
                } else {
                    "eu-west-1"
                },
                fleet_id.as_str(),
            ),
            GameSessionRef::ForeignFleet => {
                arn(region, "fleet-00000000-0000-4000-8000-000000000000")
            }
            GameSessionRef::BareId(handle) => {
                let id = self.game_session(handle)?;
                GameSessionId(
                    id.as_str()
                        .rsplit('/')
                        .next()
                        .unwrap_or_default()
                        .to_owned(),
                )
            }
            GameSessionRef::FleetId => GameSessionId(fleet_id.as_str().to_owned()),
            GameSessionRef::Malformed => {
                GameSessionId(format!("{}_", arn(region, fleet_id.as_str())))
            }
            GameSessionRef::TooLong => {
                GameSessionId(format!("{:a<513}", arn(region, fleet_id.as_str()).as_str()))
            }
        })
    }
}

fn typed(request: Request) -> Act {
    Act::Command(Command::Typed(request))
}

/// Returns the game session and the players of an act that creates player sessions.
fn requested(act: &Act) -> Option<(GameSessionId, Vec<String>)> {
    let request = match act {
        Act::Command(Command::Typed(request)) => request.clone(),
        Act::Command(Command::Raw { action, body }) => without_data(*action, body)?,
        Act::Move(_) | Act::Advance => return None,
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

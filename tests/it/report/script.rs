//! Plans and histories written step by step.

use std::time::Duration;

use gamelift_conformance::api::game_session::{GameSession, GameSessionStatus};
use gamelift_conformance::api::ids::GameSessionId;
use gamelift_conformance::api::player_session::{PlayerSession, PlayerSessionStatus};
use gamelift_conformance::api::reply::{Reply, Response};
use gamelift_conformance::findings::{CaseIndex, CaseRecord};
use gamelift_conformance::history::{Act, Heads, History, Interval, Label, Operation, Outcome};
use gamelift_conformance::plan::binding::{Binding, FleetSite, Site};
use gamelift_conformance::plan::step::{
    Creation, DataMap, GameSessionHandle, GameSessionRef, Plan, PlanStep, Step, Text,
};

const GAME_SESSION: &str = "arn:aws:gamelift:us-east-1::gamesession/fleet-1/gsess-1";

/// Writes a plan and its history at once.
pub(crate) struct Script {
    pub(crate) plan: Plan,
    history: History,
    binding: Binding,
}

impl Default for Script {
    fn default() -> Self {
        Self {
            plan: Plan::default(),
            history: History::default(),
            binding: Binding::new(Site {
                region: "us-east-1".to_owned(),
                fleets: vec![FleetSite::without_location("fleet-1")],
                scope: "c41-".to_owned(),
            }),
        }
    }
}

impl Script {
    pub(crate) fn create_game_session(&mut self, label: u32, maximum: i64) {
        let create = Step::CreateGameSession(Creation::new(GameSessionHandle(1), maximum));
        self.push(label, create, |_| {
            success(Response::CreateGameSession(Some(GameSession {
                game_session_id: Some(GAME_SESSION.to_owned()),
                status: Some(GameSessionStatus::Active),
                ..GameSession::default()
            })))
        });
    }

    pub(crate) fn reserve(&mut self, label: u32, players: &[Text], data: DataMap, given: &[&str]) {
        let create = Step::CreatePlayerSessions {
            game_session: handle(),
            players: players.to_vec(),
            data,
        };
        let sessions = players
            .iter()
            .map(|player| PlayerSession {
                player_session_id: Some(format!("psess-{}", player.render("c41-"))),
                player_id: Some(player.render("c41-")),
                game_session_id: Some(GameSessionId::from(GAME_SESSION).0),
                status: Some(PlayerSessionStatus::Reserved),
                player_data: given.first().map(|data| (*data).to_owned()),
                ..PlayerSession::default()
            })
            .collect();
        self.push(label, create, |_| {
            success(Response::CreatePlayerSessions(sessions))
        });
    }

    pub(crate) fn push(
        &mut self,
        label: u32,
        planned: Step,
        outcome: impl FnOnce(&Act) -> Outcome,
    ) {
        let act = self.binding.resolve(&planned).unwrap();
        let planned = step(label, planned);
        let outcome = outcome(&act);
        self.binding.learn(&planned, &act, &outcome);
        let moment = Interval::at(Duration::from_millis(u64::from(label)));
        self.history.operations.push(Operation {
            label: planned.label,
            client: 0,
            act,
            outcome,
            pages: Vec::new(),
            heads: Heads::default(),
            order: moment,
            target_time: moment,
        });
        self.plan.steps.push(planned);
    }

    pub(crate) fn record(self, index: u64) -> CaseRecord {
        CaseRecord {
            index: CaseIndex(index),
            commands: self.history.operations.len() as u64,
            skipped: (self.plan.steps.len() - self.history.operations.len()) as u64,
            plan: self.plan,
            history: self.history,
        }
    }
}

pub(crate) fn success(response: Response) -> Outcome {
    Outcome::Replied(Reply::Response {
        response,
        problems: Vec::new(),
    })
}

pub(crate) fn step(label: u32, step: Step) -> PlanStep {
    PlanStep {
        label: Label(label),
        wire: None,
        race: None,
        step,
    }
}

pub(crate) fn handle() -> GameSessionRef {
    GameSessionRef::Handle(GameSessionHandle(1))
}

pub(crate) fn scoped(text: &str) -> Text {
    Text::Scoped(text.to_owned())
}

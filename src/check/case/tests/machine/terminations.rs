//! Terminations, and the policy that a game server sets.

use super::Machine;
use super::calls::{exception, replied};
use crate::api::game_session::{GameSessionStatus, PlayerSessionCreationPolicy};
use crate::api::reply::Response;
use crate::api::request::{Request, TerminateGameSession};
use crate::history::{Act, Command, Move, Outcome};

impl Machine {
    pub(super) fn terminate(&mut self, at: usize) -> (Act, Outcome) {
        use GameSessionStatus as S;
        let modes = ["TRIGGER_ON_PROCESS_TERMINATE", "FORCE_TERMINATE", "SOME"];
        let mode = modes[[0, 0, 0, 1, 2][self.choices.pick(5)]];
        let request = TerminateGameSession {
            game_session_id: self.id(at),
            termination_mode: mode.to_owned(),
        };
        let act = Act::Command(Command::Typed(Request::TerminateGameSession(request)));
        let answers = &self.answers;
        let mut refusals: Vec<&'static str> = Vec::new();
        match mode {
            "FORCE_TERMINATE" => refusals.push("InvalidRequestException"),
            "SOME" => refusals.extend(answers.exception("limits")),
            _ => {}
        }
        let context = match self.game_sessions[at].status {
            S::Activating => "U-50/activating",
            S::Active => "",
            S::Terminating => "U-50/terminating",
            S::Terminated | S::Error => "U-50/terminated",
        };
        refusals.extend(answers.exception(context));
        if !refusals.is_empty() {
            return (act, exception(refusals[self.choices.pick(refusals.len())]));
        }
        let game_session = &mut self.game_sessions[at];
        if game_session.status != S::Terminated {
            game_session.status = S::Terminating;
            game_session.is_told = true;
        }
        let told = self.told(&self.game_sessions[at]);
        (act, replied(Response::TerminateGameSession(Some(told))))
    }

    pub(super) fn set_policy(&mut self, at: usize) -> (Act, Outcome) {
        let policy = PlayerSessionCreationPolicy::ALL[self.choices.pick(2)];
        let act = Act::Move(Move::UpdatePolicy {
            game_session_id: self.id(at),
            policy,
        });
        let is_early = self.game_sessions[at].status == GameSessionStatus::Activating;
        if is_early && self.answers.are("U-53", "refused") {
            let refused = Outcome::Refused {
                status_code: 400,
                message: None,
            };
            return (act, refused);
        }
        self.game_sessions[at].policy = policy;
        (act, Outcome::Done)
    }
}

//! What game servers say.

use super::Machine;
use crate::api::game_session::{GameSessionStatus, PlayerSessionCreationPolicy};
use crate::api::ids::PlayerSessionId;
use crate::api::player_session::PlayerSessionStatus;
use crate::history::{Act, Move, Outcome};

impl Machine {
    pub(super) fn activate(&mut self, at: usize) -> (Act, Outcome) {
        let act = Act::Move(Move::Activate {
            game_session_id: self.id(at),
        });
        let lag = self.lag();
        let is_lenient = self.choices.pick(2) == 1;
        let game_session = &mut self.game_sessions[at];
        let outcome = match game_session.status {
            GameSessionStatus::Terminated if is_lenient => Outcome::Done,
            GameSessionStatus::Terminated => refused(),
            GameSessionStatus::Activating => {
                game_session.status = GameSessionStatus::Active;
                game_session.active_from = Some(self.moment + lag);
                Outcome::Done
            }
            _ if self.answers.are("U-39", "accepted") => Outcome::Done,
            _ => refused(),
        };
        (act, outcome)
    }

    pub(super) fn end(&mut self, at: usize) -> (Act, Outcome) {
        use PlayerSessionStatus as S;
        let act = Act::Move(Move::EndProcess {
            game_session_id: self.id(at),
        });
        let game_session = &mut self.game_sessions[at];
        if game_session.status != GameSessionStatus::Terminated {
            game_session.status = GameSessionStatus::Terminated;
            for player in &mut game_session.players {
                let context = match player.status {
                    S::Reserved => "U-24/reserved",
                    S::Active => "U-24/active",
                    S::Completed | S::TimedOut => continue,
                };
                match self.answers.answer(context) {
                    Some("completed") => player.status = S::Completed,
                    Some("timed-out") => player.status = S::TimedOut,
                    _ => {}
                }
            }
        }
        (act, Outcome::Done)
    }

    pub(super) fn accept(&mut self, at: usize) -> (Act, Outcome) {
        let (index, player_session_id) = self.choose(at);
        let act = Act::Move(Move::Accept {
            game_session_id: self.id(at),
            player_session_id,
        });
        let game_session = &self.game_sessions[at];
        let is_denied = game_session.policy == PlayerSessionCreationPolicy::DenyAll;
        let is_lowered = game_session.taken(self.moment) > game_session.maximum;
        let is_refused = (is_denied && self.answers.are("U-23/deny-all", "refused"))
            || (is_lowered && self.answers.are("U-23/lowered", "refused"));
        let Some(index) = index else {
            return (act, refused());
        };
        let player = &mut self.game_sessions[at].players[index];
        if player.status != PlayerSessionStatus::Reserved || is_refused {
            return (act, refused());
        }
        player.status = PlayerSessionStatus::Active;
        (act, Outcome::Done)
    }

    pub(super) fn remove(&mut self, at: usize) -> (Act, Outcome) {
        use PlayerSessionStatus as S;
        let (index, player_session_id) = self.choose(at);
        let act = Act::Move(Move::Remove {
            game_session_id: self.id(at),
            player_session_id,
        });
        let status = index.map(|index| self.game_sessions[at].players[index].status);
        let context = match status {
            None => "U-38/unknown",
            Some(S::Reserved) => "U-36",
            Some(S::Completed) => "U-37/completed",
            Some(S::TimedOut) => "U-37/timed-out",
            Some(S::Active) => "",
        };
        let answer = self.answers.answer(context);
        let is_active = self.game_sessions[at].status == GameSessionStatus::Active;
        let is_refused = if !is_active && index.is_none() {
            self.choices.pick(2) == 1
        } else {
            answer == Some("refused")
        };
        if is_refused {
            return (act, refused());
        }
        if let (Some(index), None | Some("completed")) = (index, answer) {
            let lag = self.lag();
            let player = &mut self.game_sessions[at].players[index];
            player.status = S::Completed;
            player.slot_until = self.moment + lag;
        }
        (act, Outcome::Done)
    }

    /// Chooses a player session that the machine has told of, or an id of none.
    fn choose(&mut self, at: usize) -> (Option<usize>, PlayerSessionId) {
        let players = self.game_sessions[at].players.iter().enumerate();
        let told = players.filter(|(_, player)| self.told.contains(&player.id));
        let told: Vec<(usize, String)> = told.map(|(at, one)| (at, one.id.clone())).collect();
        match told.get(self.choices.pick(told.len() + 1)) {
            Some((index, id)) => (Some(*index), PlayerSessionId(id.clone())),
            None => (None, PlayerSessionId::from("psess-unknown")),
        }
    }
}

fn refused() -> Outcome {
    Outcome::Refused {
        status_code: 400,
        message: None,
    }
}

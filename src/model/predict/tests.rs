//! Tests of the predicted target.

use super::*;
use crate::api::request::{CreateGameSession, CreatePlayerSession};
use crate::history::Move;

const TIMEOUT: Duration = Duration::from_mins(1);

/// A predicted target with one ACTIVE game session.
struct Stage {
    predictor: Predictor,
    id: crate::api::ids::GameSessionId,
}

impl Stage {
    fn new(maximum: i64) -> Self {
        let mut predictor = Predictor::new(TIMEOUT);
        let request = CreateGameSession {
            fleet_id: Some("fleet-1".into()),
            maximum_player_session_count: maximum,
            ..CreateGameSession::default()
        };
        predictor.predict(&Act::Command(Command::Typed(Request::CreateGameSession(
            request,
        ))));
        let id = predictor
            .game_sessions
            .keys()
            .next()
            .unwrap()
            .as_str()
            .into();
        let mut stage = Self { predictor, id };
        let game_session_id = stage.id.clone();
        stage
            .predictor
            .predict(&Act::Move(Move::Activate { game_session_id }));
        stage
    }

    /// Returns what a call for a player is answered with.
    fn join(&mut self, player: &str) -> String {
        let request = CreatePlayerSession {
            game_session_id: self.id.clone(),
            player_id: player.into(),
            player_data: None,
        };
        let act = Act::Command(Command::Typed(Request::CreatePlayerSession(request)));
        match self.predictor.predict(&act) {
            Outcome::Replied(Reply::Response { .. }) => "success".to_owned(),
            Outcome::Replied(Reply::Exception(exception)) => exception.kind.name().to_owned(),
            Outcome::Replied(Reply::Unreadable { .. })
            | Outcome::Done
            | Outcome::Refused { .. }
            | Outcome::Lost { .. } => "nothing".to_owned(),
        }
    }
}

#[test]
fn a_full_game_session_is_predicted_to_refuse() {
    let mut stage = Stage::new(1);
    assert_eq!(stage.join("p-1"), "success");
    assert_eq!(stage.join("p-2"), "GameSessionFullException");
}

#[test]
fn a_slot_is_predicted_to_open_at_the_deadline() {
    let mut stage = Stage::new(1);
    stage.join("p-1");
    stage.predictor.advance_to(Duration::from_secs(59));
    assert_eq!(stage.join("p-2"), "GameSessionFullException");
    stage.predictor.advance_to(TIMEOUT);
    assert_eq!(stage.join("p-2"), "success");
}

#[test]
fn the_first_answer_of_a_question_is_predicted() {
    let mut stage = Stage::new(2);
    stage.join("p-1");
    // U-04: a further player session, which takes a further slot.
    assert_eq!(stage.join("p-1"), "success");
    assert_eq!(stage.join("p-2"), "GameSessionFullException");
    let game_session_id = stage.id.clone();
    stage
        .predictor
        .predict(&Act::Move(Move::EndProcess { game_session_id }));
    // U-16/terminated.
    assert_eq!(stage.join("p-2"), "InvalidGameSessionStatusException");
}

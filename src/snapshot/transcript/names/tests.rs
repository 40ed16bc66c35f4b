//! The names of ids that a plan makes up, on targets whose own ids have other lengths.

use super::*;
use crate::history::Label;
use crate::plan::step::{DataMap, GameSessionRef};

fn call(game_session: GameSessionRef) -> PlanStep {
    PlanStep {
        label: Label(1),
        wire: None,
        race: None,
        step: Step::CreatePlayerSessions {
            game_session,
            players: vec![Text::Scoped("p-1".to_owned())],
            data: DataMap::Entries(Vec::new()),
        },
    }
}

/// Returns how a transcript calls the id of a game session that a plan made up.
fn told(game_session: GameSessionRef, id: &str) -> String {
    let mut names = Names::default();
    let members = BTreeMap::from([("GameSessionId".to_owned(), Document::Text(id.to_owned()))]);
    names.learn_request(&call(game_session), &Document::Map(members));
    assert_eq!(names.sent(id), names.received(id));
    names.sent(id)
}

/// Ids that name nothing, of targets whose ids and Regions are of other lengths.
fn unknown_ids() -> [String; 3] {
    [
        format!("arn:aws:gamelift:us-east-1::gamesession/fleet-1/custom-a/gsess-{NIL}"),
        format!("arn:aws:gamelift:ap-southeast-2::gamesession/fleet-of-ours/custom-b/gsess-{NIL}"),
        format!(
            "arn:aws:gamelift:::gamesession/{}/custom-a/gsess-{NIL}",
            "f".repeat(300)
        ),
    ]
}

#[test]
fn an_id_that_is_too_long_is_told_by_its_length_whatever_is_in_it() {
    for id in unknown_ids() {
        let padded = told(GameSessionRef::TooLong, &format!("{id:a<513}"));
        assert_eq!(padded, "<id of 513 characters>");
        let longer = told(GameSessionRef::TooLong, &format!("{id:a<514}"));
        assert_eq!(longer, "<id of 514 characters>");
    }
}

#[test]
fn an_id_that_is_not_too_long_is_told_by_its_parts() {
    let [one, another, nowhere] = unknown_ids();
    let parts =
        format!("arn:aws:gamelift:<region>::gamesession/<fleet-1>/<location-1>/gsess-{NIL}");
    for id in [one, another] {
        assert_eq!(told(GameSessionRef::Unknown, &id), parts);
        assert_eq!(
            told(GameSessionRef::Malformed, &format!("{id}_")),
            parts.clone() + "_"
        );
    }
    assert_eq!(
        told(GameSessionRef::Unknown, &nowhere),
        parts.replace("<region>", "")
    );
}

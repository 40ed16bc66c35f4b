//! The steps that random plans are made of.

use super::values;
use crate::plan::draw::Draw;
use crate::plan::step::{
    AliasHandle, Creation, FleetHandle, GameQuery, GameSessionHandle, GameSessionRef, Place,
    PlayerQuery, Routing, Step, Text,
};

pub(super) fn create_game_session(handle: GameSessionHandle, maximum: i64) -> Step {
    Step::CreateGameSession(Creation::new(handle, maximum))
}

/// Returns the creation of a further game session, on either fleet, or by the last alias.
pub(super) fn create_another(
    draw: &mut Draw,
    handle: GameSessionHandle,
    maximum: i64,
    aliases: u32,
) -> Step {
    let mut places = vec![
        (2, Place::Fleet(FleetHandle(1))),
        (1, Place::Fleet(FleetHandle(2))),
    ];
    if aliases > 0 {
        places.push((3, Place::Alias(AliasHandle(aliases))));
    }
    let place = draw.weighted(&places);
    let name = draw.is_one_in(4).then(|| values::name(draw));
    // One token for the whole plan: the second creation with it repeats the first.
    let token = draw.is_one_in(6).then(|| Text::Scoped("token".to_owned()));
    Step::CreateGameSession(Creation {
        place,
        name,
        token,
        ..Creation::new(handle, maximum)
    })
}

pub(super) fn create_alias(draw: &mut Draw, number: u32) -> Step {
    let routing = draw.weighted(&[
        (2, Routing::Fleet(FleetHandle(1))),
        (1, Routing::Fleet(FleetHandle(2))),
        (2, Routing::Terminal),
    ]);
    Step::CreateAlias {
        handle: AliasHandle(number),
        routing,
    }
}

pub(super) fn single(handle: GameSessionHandle, player: Text) -> Step {
    Step::CreatePlayerSession {
        game_session: GameSessionRef::Handle(handle),
        player,
        data: None,
    }
}

/// Returns descriptions of the players and of the game session.
pub(super) fn look_at(number: u32) -> [Step; 2] {
    let game_session = GameSessionRef::Handle(GameSessionHandle(number));
    [
        Step::DescribePlayerSessions(PlayerQuery::of(game_session)),
        Step::DescribeGameSessions(GameQuery::one(game_session)),
    ]
}

/// Returns the description that shows what a step has changed, `None` where nothing has.
pub(super) fn look_after(step: &Step) -> Option<Step> {
    match step {
        Step::CreatePlayerSessions { game_session, .. }
        | Step::CreatePlayerSession { game_session, .. } => {
            Some(Step::DescribePlayerSessions(PlayerQuery::of(*game_session)))
        }
        Step::UpdateGameSession { game_session, .. }
        | Step::TerminateGameSession { game_session, .. } => {
            Some(Step::DescribeGameSessions(GameQuery::one(*game_session)))
        }
        Step::Activate(handle)
        | Step::SetPolicy {
            game_session: handle,
            ..
        }
        | Step::EndProcess(handle) => Some(Step::DescribeGameSessions(GameQuery::one(
            GameSessionRef::Handle(*handle),
        ))),
        Step::CreateGameSession { .. }
        | Step::DescribePlayerSessions(_)
        | Step::DescribeGameSessions(_)
        | Step::SearchGameSessions(_)
        | Step::CreateAlias { .. }
        | Step::Accept(_)
        | Step::Remove(_)
        | Step::Broken(_)
        | Step::Stray(_)
        | Step::Wait(_) => None,
    }
}

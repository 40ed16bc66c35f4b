//! The kinds of values in a step: what the members of its request can be, in a few classes each.
//!
//! The situations that the specification tells apart say nothing of values. A class that has
//! not been drawn yet is worth more than one that has, as a situation is.

use super::deed::Deed;
use super::step::{
    AliasHandle, Chosen, DataMap, Form as GameForm, GameQuery, GameSessionHandle, GameSessionRef,
    Place, PlayerSessionName, PlayerSessionRef, Step, StrayRequest, Text,
};
use crate::api::game_session::TerminationMode;

/// One class of one member of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Aspect {
    /// A batch of that size.
    Size(Size),
    /// A call that names a player twice.
    Twice(Form),
    /// A call for a player who has been in the game session.
    Known(Form),
    /// A call for a player whose id is out of the ordinary.
    Odd(Form, Length),
    /// A call with such data.
    Data(Form, Data),
    /// A value of player data out of the ordinary.
    OddData(Form, Length),
    /// A request about what is no game session of the plan.
    Elsewhere(Request, GameSessionRef),
    /// A game session with such a maximum, new or updated.
    Maximum(bool, Maximum),
    /// A creation by an alias or on another fleet, with or without a name and a token.
    Creation(Place, bool, bool),
    /// An alias that leads somewhere or nowhere.
    Alias(bool),
    /// A description of player sessions: by which key, with or without a status and a page size.
    Players(Key, bool, bool),
    /// A description or a search of game sessions: of one or all, restricted or not, in pages or
    /// not.
    Games(Request, bool, bool, bool),
    /// A termination in such a mode.
    Mode(Chosen<TerminationMode>),
    /// A request about a player session that is not in the game session, of another or unknown.
    Stray(StrayRequest, bool),
    /// One thing done to a game session just after another.
    After(Deed, Deed),
    /// An update with or without a maximum, a policy and a name.
    Update(bool, bool, bool),
    /// A move for a player whom a batch let in, by the position in it.
    Move(bool, bool),
}

/// The form of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Form {
    /// `CreatePlayerSession`.
    Single,
    /// `CreatePlayerSessions`.
    Batch,
}

/// What a request asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Request {
    /// `CreatePlayerSession`.
    Single,
    /// `CreatePlayerSessions`.
    Batch,
    /// `DescribePlayerSessions`.
    Players,
    /// `DescribeGameSessions`.
    Games,
    /// `DescribeGameSessionDetails`.
    Details,
    /// `SearchGameSessions`.
    Search,
    /// `UpdateGameSession`.
    Update,
    /// `TerminateGameSession`.
    Terminate,
}

/// By what player sessions are described.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Key {
    /// By their game session.
    GameSession,
    /// By their player.
    Player,
    /// One of the plan.
    Known,
    /// One that is none of the plan.
    Unknown,
}

/// A maximum, beside the limits that the specification names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Maximum {
    /// Below 0.
    Negative,
    /// 0.
    Zero,
    /// 1.
    One,
    /// Less than a batch can have.
    Few,
    /// About as many as a batch can have, or more.
    Many,
    /// The quota, or just below.
    Quota,
    /// More than the quota.
    Above,
}

/// How many players a batch has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Size {
    /// None.
    Nobody,
    /// One.
    One,
    /// A few.
    Few,
    /// Many, within the limit (CPS-02).
    Many,
    /// As many as the limit allows.
    Most,
    /// More than that.
    TooMany,
}

/// How long a text out of the ordinary is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Length {
    /// Short, with unusual characters.
    Short,
    /// Long, one character again and again.
    Long,
}

/// What the data of a call is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Data {
    /// It is left out.
    Absent,
    /// It is null.
    Null,
    /// It is a map without entries.
    Empty,
    /// It has an entry that is null.
    NullEntry,
    /// It is for players of the call.
    Own,
    /// Some of it is for somebody else (CPS-19).
    Foreign,
}

/// Returns the aspects of a step; `is_known` says who has been in the game session before.
pub(crate) fn aspects(step: &Step, is_known: impl Fn(&Text) -> bool) -> Vec<Aspect> {
    let mut aspects = Vec::new();
    if let Some((_, players)) = step.call() {
        let form = if matches!(step, Step::CreatePlayerSession { .. }) {
            Form::Single
        } else {
            Form::Batch
        };
        if form == Form::Batch {
            aspects.push(Aspect::Size(size(players.len())));
        }
        call(step, players, form, is_known, &mut aspects);
    }
    aspects.extend(named(step).and_then(|(request, reference)| {
        let is_elsewhere = !matches!(reference, GameSessionRef::Handle(_));
        is_elsewhere.then(|| Aspect::Elsewhere(request, kind(reference)))
    }));
    aspects.extend(listing(step));
    if let Some(count) = step.maximum() {
        let is_new = matches!(step, Step::CreateGameSession(_));
        aspects.push(Aspect::Maximum(is_new, maximum(count)));
    }
    aspects.extend(other(step));
    if let Step::UpdateGameSession { changes, .. } = step {
        aspects.push(Aspect::Update(
            changes.maximum.is_some(),
            changes.policy.is_some(),
            changes.name.is_some(),
        ));
    }
    if let Step::Accept(PlayerSessionRef { position, .. }) = step {
        aspects.push(Aspect::Move(true, *position > 0));
    }
    if let Step::Remove(PlayerSessionRef { position, .. }) = step {
        aspects.push(Aspect::Move(false, *position > 0));
    }
    aspects
}

/// Returns the kind of a description or a search.
fn listing(step: &Step) -> Option<Aspect> {
    if let Step::DescribePlayerSessions(query) = step {
        let key = match query.player_session {
            Some(PlayerSessionName::Known(_)) => Key::Known,
            Some(PlayerSessionName::Unknown | PlayerSessionName::Malformed) => Key::Unknown,
            None if query.player.is_some() => Key::Player,
            None => Key::GameSession,
        };
        let is_paged = query.paging.limit.is_some();
        return Some(Aspect::Players(key, query.status.is_some(), is_paged));
    }
    if let Step::DescribeGameSessions(query) = step {
        let request = games(query);
        let is_paged = query.paging.limit.is_some();
        let is_one = query.game_session.is_some();
        return Some(Aspect::Games(
            request,
            is_one,
            query.status.is_some(),
            is_paged,
        ));
    }
    let Step::SearchGameSessions(search) = step else {
        return None;
    };
    let is_restricted = search.filter.is_some() || search.sort.is_some();
    let is_paged = search.paging.limit.is_some();
    Some(Aspect::Games(
        Request::Search,
        false,
        is_restricted,
        is_paged,
    ))
}

fn games(query: &GameQuery) -> Request {
    match query.form {
        GameForm::Plain => Request::Games,
        GameForm::Details => Request::Details,
    }
}

/// Returns the kind of a step that has no more than one.
fn other(step: &Step) -> Option<Aspect> {
    if let Step::CreateGameSession(creation) = step {
        let place = match creation.place {
            Place::Alias(_) => Place::Alias(AliasHandle(1)),
            place @ (Place::Fleet(_) | Place::Both(..) | Place::Nowhere) => place,
        };
        let (is_named, has_token) = (creation.name.is_some(), creation.token.is_some());
        return Some(Aspect::Creation(place, is_named, has_token));
    }
    if let Step::CreateAlias { routing, .. } = step {
        return Some(Aspect::Alias(routing.fleet().is_some()));
    }
    if let Step::TerminateGameSession { mode, .. } = step {
        return Some(Aspect::Mode(*mode));
    }
    let Step::Stray(stray) = step else {
        return None;
    };
    let is_known = matches!(stray.player_session, PlayerSessionName::Known(_));
    Some(Aspect::Stray(stray.request, is_known))
}

/// Returns how a step names a game session, `None` where it names none.
fn named(step: &Step) -> Option<(Request, GameSessionRef)> {
    let (request, reference) = match step {
        Step::CreatePlayerSessions { game_session, .. } => (Request::Batch, *game_session),
        Step::CreatePlayerSession { game_session, .. } => (Request::Single, *game_session),
        Step::UpdateGameSession { game_session, .. } => (Request::Update, *game_session),
        Step::TerminateGameSession { game_session, .. } => (Request::Terminate, *game_session),
        Step::DescribePlayerSessions(query) => (Request::Players, query.game_session?),
        Step::DescribeGameSessions(query) => (games(query), query.game_session?),
        Step::CreateGameSession(_)
        | Step::SearchGameSessions(_)
        | Step::CreateAlias { .. }
        | Step::Activate(_)
        | Step::Accept(_)
        | Step::Remove(_)
        | Step::Stray(_)
        | Step::SetPolicy { .. }
        | Step::EndProcess(_)
        | Step::Broken(_)
        | Step::Wait(_) => return None,
    };
    Some((request, reference))
}

fn maximum(count: i64) -> Maximum {
    match count {
        ..0 => Maximum::Negative,
        0 => Maximum::Zero,
        1 => Maximum::One,
        2..24 => Maximum::Few,
        24..198 => Maximum::Many,
        198..=200 => Maximum::Quota,
        201.. => Maximum::Above,
    }
}

fn call(
    step: &Step,
    players: &[Text],
    form: Form,
    is_known: impl Fn(&Text) -> bool,
    aspects: &mut Vec<Aspect>,
) {
    aspects.push(Aspect::Data(form, data(step, players)));
    let is_named_before = |(index, player)| players[..index].contains(player);
    if players.iter().enumerate().any(is_named_before) {
        aspects.push(Aspect::Twice(form));
    }
    if players.iter().any(is_known) {
        aspects.push(Aspect::Known(form));
    }
    let lengths = players.iter().filter_map(length);
    aspects.extend(lengths.map(|length| Aspect::Odd(form, length)));
    let values = step.data().into_iter().filter_map(|(_, value)| value);
    let odd = values.filter(|value| !is_plain_data(value));
    aspects.extend(
        odd.filter_map(length)
            .map(|length| Aspect::OddData(form, length)),
    );
}

/// Returns the reference of the same kind to the first game session or alias.
fn kind(game_session: GameSessionRef) -> GameSessionRef {
    let (first, alias) = (GameSessionHandle(1), AliasHandle(1));
    match game_session {
        GameSessionRef::Handle(_) => GameSessionRef::Handle(first),
        GameSessionRef::BareId(_) => GameSessionRef::BareId(first),
        GameSessionRef::ForeignRegion(_) => GameSessionRef::ForeignRegion(first),
        GameSessionRef::ForeignFleet(_) => GameSessionRef::ForeignFleet(first),
        GameSessionRef::ForeignAccount(_) => GameSessionRef::ForeignAccount(first),
        GameSessionRef::AliasId(_) => GameSessionRef::AliasId(alias),
        GameSessionRef::AliasArn(_) => GameSessionRef::AliasArn(alias),
        GameSessionRef::Unknown
        | GameSessionRef::FleetId
        | GameSessionRef::Malformed
        | GameSessionRef::TooLong => game_session,
    }
}

fn size(count: usize) -> Size {
    match count {
        0 => Size::Nobody,
        1 => Size::One,
        2..=5 => Size::Few,
        6..=24 => Size::Many,
        25 => Size::Most,
        _ => Size::TooMany,
    }
}

fn data(step: &Step, players: &[Text]) -> Data {
    let entries = step.data();
    if let Step::CreatePlayerSessions { data, .. } = step {
        match data {
            DataMap::Absent => return Data::Absent,
            DataMap::Null => return Data::Null,
            DataMap::Entries(entries) if entries.is_empty() => return Data::Empty,
            DataMap::Entries(_) => {}
        }
    }
    if entries.is_empty() {
        Data::Absent
    } else if entries.iter().any(|(_, value)| value.is_none()) {
        Data::NullEntry
    } else if entries.iter().any(|(key, _)| !players.contains(key)) {
        Data::Foreign
    } else {
        Data::Own
    }
}

/// Returns the length of a text, `None` for one of the ordinary.
fn length(text: &Text) -> Option<Length> {
    match text {
        Text::Scoped(_) => None,
        Text::Exact(_) => Some(Length::Short),
        Text::Repeated { .. } => Some(Length::Long),
    }
}

fn is_plain_data(text: &Text) -> bool {
    matches!(text, Text::Exact(text) if text.starts_with("data "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::script::{player, players};
    use crate::plan::step::GameSessionHandle;

    fn batch(players: Vec<Text>, data: DataMap) -> Vec<Aspect> {
        let step = Step::CreatePlayerSessions {
            game_session: GameSessionHandle(1).into(),
            players,
            data,
        };
        aspects(&step, |known| *known == player(30))
    }

    #[test]
    fn a_batch_has_a_size_data_and_players() {
        let entry = |key| DataMap::Entries(vec![(key, Some(Text::Exact("data 1".to_owned())))]);
        let size = |size| Aspect::Size(size);
        let data = |data| Aspect::Data(Form::Batch, data);
        assert_eq!(
            batch(players(1, 2), DataMap::Absent),
            [size(Size::Few), data(Data::Absent)]
        );
        assert_eq!(
            batch(players(1, 25), entry(player(3))),
            [size(Size::Most), data(Data::Own)]
        );
        assert_eq!(
            batch(vec![player(30), player(30)], entry(player(3))),
            [
                size(Size::Few),
                data(Data::Foreign),
                Aspect::Twice(Form::Batch),
                Aspect::Known(Form::Batch)
            ]
        );
    }

    #[test]
    fn what_is_long_is_not_what_is_short() {
        let long = Text::Repeated {
            character: 'x',
            count: 1024,
        };
        let odd = batch(vec![long, Text::Exact("é".to_owned())], DataMap::Absent);
        assert!(odd.contains(&Aspect::Odd(Form::Batch, Length::Long)));
        assert!(odd.contains(&Aspect::Odd(Form::Batch, Length::Short)));
    }
}

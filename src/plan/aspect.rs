//! The kinds of values in a step: what the members of its request can be, in a few classes each.
//!
//! The situations that the specification tells apart say nothing of values. A class that has
//! not been drawn yet is worth more than one that has, as a situation is.

use super::step::{
    AliasHandle, DataMap, GameSessionHandle, GameSessionRef, PlayerSessionRef, Step, Text,
};

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
    /// A call for what is no game session of the plan.
    Elsewhere(Form, GameSessionRef),
    /// A description by pages.
    Pages,
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

/// How many players a batch has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Size {
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
    if let Some((game_session, players)) = step.call() {
        let form = if matches!(step, Step::CreatePlayerSession { .. }) {
            Form::Single
        } else {
            Form::Batch
        };
        if !matches!(game_session, GameSessionRef::Handle(_)) {
            aspects.push(Aspect::Elsewhere(form, kind(game_session)));
        }
        if form == Form::Batch {
            aspects.push(Aspect::Size(size(players.len())));
        }
        call(step, players, form, is_known, &mut aspects);
    }
    if let Step::DescribePlayerSessions(query) = step
        && query.paging.limit.is_some()
    {
        aspects.push(Aspect::Pages);
    }
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
        0 | 1 => Size::One,
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

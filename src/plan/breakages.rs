//! The ways in which the request of a step can be broken, member by member.
//!
//! An optional member is only null or undefined where the step does not give it, so that a
//! target that takes the request all the same has to make the step's own of it.

use super::step::{DataMap, PlayerQuery, Step};
use crate::history::broken::{Breakage, Form, Head, Protocol, Spoil, Whole};
use crate::spec::catalog::Catalog;
use crate::spec::limit::Limit;

/// What a member is, as far as it decides how it can be broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A text of any characters.
    Text,
    /// A text with a pattern.
    Word,
    /// An integer.
    Integer,
    /// A list.
    List,
    /// A map.
    Map,
}

/// Whether a request can do without a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Presence {
    Required,
    Given,
    Absent,
}

/// A member of a step's request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Member {
    pub(super) name: &'static str,
    kind: Kind,
    presence: Presence,
}

const fn member(name: &'static str, kind: Kind, presence: Presence) -> Member {
    Member {
        name,
        kind,
        presence,
    }
}

const fn given(is_given: bool) -> Presence {
    if is_given {
        Presence::Given
    } else {
        Presence::Absent
    }
}

impl Member {
    /// Returns the ways of breaking it that have to be refused.
    pub(super) fn refused(self) -> Vec<Spoil> {
        if self.presence == Presence::Absent {
            return Vec::new();
        }
        let mut spoils = match self.kind {
            Kind::Text | Kind::Word => vec![
                Spoil::Bool,
                Spoil::Number,
                Spoil::List,
                Spoil::Map,
                Spoil::InvalidUtf8,
                Spoil::ByteString,
                Spoil::EmptyText,
                Spoil::LongText,
            ]
            .into_iter()
            .chain(self.one_past_its_end())
            .collect(),
            Kind::Integer => vec![
                Spoil::Bool,
                Spoil::Text,
                Spoil::List,
                Spoil::Map,
                Spoil::Huge,
                Spoil::Enormous,
            ],
            Kind::List => vec![
                Spoil::Bool,
                Spoil::Number,
                Spoil::Text,
                Spoil::Map,
                Spoil::NumberItem,
            ],
            Kind::Map => vec![
                Spoil::Bool,
                Spoil::Number,
                Spoil::Text,
                Spoil::List,
                Spoil::NumberItem,
            ],
        };
        if self.kind == Kind::Word {
            spoils.push(Spoil::OddText);
        }
        if self.kind == Kind::Integer {
            spoils.extend(self.one_before_its_start());
        }
        if self.presence == Presence::Required {
            let missing = [
                Spoil::Absent,
                Spoil::Null,
                Spoil::Miscased,
                Spoil::Undefined,
            ];
            spoils.splice(0..0, missing);
        }
        spoils
    }

    /// Returns the text that is one character too long, `None` where there is no limit.
    fn one_past_its_end(self) -> Option<Spoil> {
        match self.limit()?.largest() {
            48 => Some(Spoil::Long49),
            512 => Some(Spoil::Long513),
            1024 => Some(Spoil::Long1025),
            2048 => Some(Spoil::Long2049),
            _ => None,
        }
    }

    /// Returns the integer that is one too small.
    fn one_before_its_start(self) -> Option<Spoil> {
        match self.limit()?.min {
            0 => Some(Spoil::MinusOne),
            1 => Some(Spoil::Zero),
            _ => None,
        }
    }

    fn limit(self) -> Option<&'static Limit> {
        let name = match self.name {
            "PlayerSessionStatusFilter" => "StatusFilter",
            name => name,
        };
        Catalog::embedded().limits.get(name)
    }

    /// Returns the ways of writing it that have to be taken as if it were not there.
    pub(super) fn passed_over(self) -> Vec<Spoil> {
        // U-11: a data map that is null is a question of its own.
        if self.presence == Presence::Absent && self.kind != Kind::Map {
            vec![Spoil::Null, Spoil::Undefined]
        } else {
            Vec::new()
        }
    }

    /// Returns every way of breaking it.
    fn spoils(self) -> impl Iterator<Item = Spoil> {
        let spoils = [self.refused(), self.passed_over(), self.doubtful()];
        spoils.into_iter().flatten()
    }

    /// Returns the ways of breaking it that are doubtful.
    pub(super) fn doubtful(self) -> Vec<Spoil> {
        if self.presence == Presence::Absent {
            // Another's value by that name can be told apart where a reply shows it.
            let is_shown = ["Name", "PlayerData"].contains(&self.name);
            return is_shown.then_some(Spoil::Miscased).into_iter().collect();
        }
        let mut spoils = vec![Spoil::Twice, Spoil::Tagged];
        match self.kind {
            Kind::Text => spoils.extend([Spoil::Contradicted, Spoil::LoneSurrogate]),
            Kind::Integer => spoils.extend([Spoil::Contradicted, Spoil::Fraction, Spoil::Float]),
            Kind::List => spoils.extend([Spoil::Contradicted, Spoil::NullItem]),
            Kind::Map => spoils.push(Spoil::Contradicted),
            // What differs in a word is another thing's.
            Kind::Word => {}
        }
        spoils
    }
}

/// Returns the members of a step's request that are broken; none where it sends none.
pub(super) fn members(step: &Step) -> Vec<Member> {
    use Kind::{Integer, List, Map, Text, Word};
    let required = Presence::Required;
    let id = member("GameSessionId", Word, required);
    match step {
        Step::CreatePlayerSessions { data, .. } => vec![
            id,
            member("PlayerIds", List, required),
            member("PlayerDataMap", Map, given(has_entries(data))),
        ],
        Step::CreatePlayerSession { data, .. } => vec![
            id,
            member("PlayerId", Text, required),
            member("PlayerData", Text, given(data.is_some())),
        ],
        Step::DescribePlayerSessions(query) => members_of_list(query),
        Step::DescribeGameSessions(query) => vec![
            member("GameSessionId", Word, given(query.game_session.is_some())),
            member("Limit", Integer, given(query.paging.limit.is_some())),
            member("StatusFilter", Text, given(query.status.is_some())),
        ],
        Step::SearchGameSessions(search) => vec![
            member("FleetId", Word, given(search.place.fleet().is_some())),
            member("Limit", Integer, given(search.paging.limit.is_some())),
        ],
        Step::CreateGameSession(creation) => vec![
            member("MaximumPlayerSessionCount", Integer, required),
            member("FleetId", Word, given(creation.place.fleet().is_some())),
            member("Name", Text, given(creation.name.is_some())),
            member("IdempotencyToken", Word, given(creation.token.is_some())),
            member(
                "GameProperties",
                List,
                given(!creation.properties.is_empty()),
            ),
        ],
        Step::UpdateGameSession { changes, .. } => vec![
            id,
            member(
                "MaximumPlayerSessionCount",
                Integer,
                given(changes.maximum.is_some()),
            ),
            member("Name", Text, given(changes.name.is_some())),
            member(
                "GameProperties",
                List,
                given(!changes.properties.is_empty()),
            ),
        ],
        Step::TerminateGameSession { .. } => {
            vec![id, member("TerminationMode", Word, required)]
        }
        Step::CreateAlias { .. }
        | Step::Activate(_)
        | Step::Accept(_)
        | Step::Remove(_)
        | Step::Stray(_)
        | Step::SetPolicy { .. }
        | Step::EndProcess(_)
        | Step::Broken(_)
        | Step::Wait(_) => Vec::new(),
    }
}

/// Returns the members of a list of player sessions that are broken.
fn members_of_list(query: &PlayerQuery) -> Vec<Member> {
    let id = given(query.game_session.is_some());
    let id = member("GameSessionId", Kind::Word, id);
    // With the id of a player or a player session the other members have no effect.
    if query.player.is_some() || query.player_session.is_some() {
        return vec![id];
    }
    let limit = given(query.paging.limit.is_some());
    let status = given(query.status.is_some());
    vec![
        id,
        member("Limit", Kind::Integer, limit),
        member("PlayerSessionStatusFilter", Kind::Text, status),
    ]
}

/// Returns the bodies that have to be refused in the place of a step's request.
pub(super) fn bodies(step: &Step) -> Vec<Whole> {
    let mut bodies = vec![
        Whole::Truncated,
        Whole::Garbled,
        Whole::TrailingByte,
        Whole::SecondDocument,
        Whole::Null,
        Whole::Bool,
        Whole::Number,
        Whole::Text,
        Whole::List,
    ];
    // No body at all may stand for a request without members.
    let is_required = |member: &Member| member.presence == Presence::Required;
    if members(step).iter().any(is_required) {
        bodies.push(Whole::Empty);
    }
    bodies
}

/// Returns every way of breaking a step's request in a protocol, with those that break nothing.
pub(super) fn breakages(step: &Step, protocol: Protocol) -> Vec<Breakage> {
    let members = members(step);
    if members.is_empty() {
        return Vec::new();
    }
    let spoilt = members.iter().flat_map(|member| {
        let name = member.name;
        member.spoils().map(move |spoil| Breakage::of(name, spoil))
    });
    let bodies = bodies(step).into_iter().map(Breakage::Whole);
    let heads = Head::ALL.into_iter().map(Breakage::Head);
    let mut all: Vec<Breakage> = spoilt.chain(bodies).chain(heads).collect();
    let forms = Form::ALL.into_iter().map(Breakage::Form);
    all.extend(forms.chain([Breakage::Whole(Whole::UnknownMember)]));
    all.retain(|breakage| breakage.suits(protocol));
    all
}

/// Returns whether a step's request can be broken in that way.
pub(super) fn fits(step: &Step, breakage: &Breakage) -> bool {
    let Breakage::Member { name, spoil } = breakage else {
        return true;
    };
    let mut members = members(step).into_iter();
    members.any(|member| member.name == name && member.spoils().any(|known| known == *spoil))
}

fn has_entries(data: &DataMap) -> bool {
    matches!(data, DataMap::Entries(entries) if !entries.is_empty())
}

#[cfg(test)]
mod tests;

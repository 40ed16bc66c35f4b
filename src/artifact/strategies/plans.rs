//! Any plan.

use std::num::NonZeroU32;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use crate::api::game_session::{PlayerSessionCreationPolicy, ProtectionPolicy, TerminationMode};
use crate::artifact::strategies::breakage;
use crate::history::Label;
use crate::history::broken::Protocol;
use crate::plan::step::{
    AliasHandle, BrokenStep, Changes, Chosen, Creation, DataMap, FleetHandle, Form, GameQuery,
    GameSessionHandle, GameSessionRef, LocationName, Offset, Paging, Period, Place, Plan, PlanStep,
    PlayerQuery, PlayerSessionName, PlayerSessionRef, Properties, Raced, Routing, Search, Step,
    Stray, StrayRequest, Text, Wait, Wire,
};

pub(in crate::artifact) fn plan() -> impl Strategy<Value = Plan> {
    let wire = option::of(select(&Wire::ALL[..]));
    let planned = (any::<u32>(), wire, option::weighted(0.3, raced()), step());
    let planned = planned.prop_map(|(label, wire, race, step)| PlanStep {
        label: Label(label),
        wire,
        race,
        step,
    });
    vec(planned, 0..6).prop_map(|steps| Plan { steps })
}

fn raced() -> impl Strategy<Value = Raced> {
    let raced = (any::<NonZeroU32>(), any::<u32>(), any::<bool>());
    raced.prop_map(|(client, pause_us, loses_reply)| Raced {
        client,
        pause_us,
        loses_reply,
    })
}

fn step() -> impl Strategy<Value = Step> {
    let broken = (whole_step(), breakage(), select(&Protocol::ALL[..]));
    let broken = broken.prop_map(|(request, breakage, protocol)| {
        Step::Broken(BrokenStep {
            request: Box::new(request),
            breakage,
            protocol,
        })
    });
    prop_oneof![9 => whole_step(), 1 => broken]
}

fn whole_step() -> impl Strategy<Value = Step> {
    let handle = || any::<u32>().prop_map(GameSessionHandle);
    let offset = select(vec![Offset::Before, Offset::At, Offset::After]);
    let wait = (any::<u32>(), select(&Period::ALL[..]), offset);
    prop_oneof![
        creation().prop_map(Step::CreateGameSession),
        (reference(), vec(text(), 0..4), data()).prop_map(|(game_session, players, data)| {
            Step::CreatePlayerSessions {
                game_session,
                players,
                data,
            }
        }),
        (reference(), text(), option::of(text())).prop_map(|(game_session, player, data)| {
            Step::CreatePlayerSession {
                game_session,
                player,
                data,
            }
        }),
        players_of().prop_map(Step::DescribePlayerSessions),
        games_of().prop_map(Step::DescribeGameSessions),
        search().prop_map(Step::SearchGameSessions),
        (reference(), changes()).prop_map(|(game_session, changes)| Step::UpdateGameSession {
            game_session,
            changes,
        }),
        handle().prop_map(Step::Activate),
        player().prop_map(Step::Accept),
        player().prop_map(Step::Remove),
        stray().prop_map(Step::Stray),
        handle().prop_map(Step::EndProcess),
        (reference(), chosen(&TerminationMode::ALL))
            .prop_map(|(game_session, mode)| Step::TerminateGameSession { game_session, mode }),
        (any::<u32>(), option::of(any::<u32>())).prop_map(|(handle, fleet)| Step::CreateAlias {
            handle: AliasHandle(handle),
            routing: fleet.map_or(Routing::Terminal, |fleet| Routing::Fleet(FleetHandle(
                fleet
            ))),
        }),
        (handle(), select(PlayerSessionCreationPolicy::ALL.to_vec())).prop_map(
            |(game_session, policy)| Step::SetPolicy {
                game_session,
                policy,
            }
        ),
        wait.prop_map(|(label, period, offset)| Step::Wait(Wait {
            deadline_of: Label(label),
            period,
            offset,
        })),
    ]
}

fn player() -> impl Strategy<Value = PlayerSessionRef> {
    (any::<u32>(), any::<u32>()).prop_map(|(label, position)| PlayerSessionRef {
        created_by: Label(label),
        position,
    })
}

fn player_session() -> impl Strategy<Value = PlayerSessionName> {
    prop_oneof![
        player().prop_map(PlayerSessionName::Known),
        Just(PlayerSessionName::Unknown),
        Just(PlayerSessionName::Malformed),
    ]
}

fn stray() -> impl Strategy<Value = Stray> {
    let requests = select(vec![StrayRequest::Accept, StrayRequest::Remove]);
    let handle = any::<u32>().prop_map(GameSessionHandle);
    (handle, requests, player_session()).prop_map(|(game_session, request, player_session)| Stray {
        game_session,
        request,
        player_session,
    })
}

fn players_of() -> impl Strategy<Value = PlayerQuery> {
    let members = (
        option::of(reference()),
        option::of(text()),
        option::of(player_session()),
        option::of(text()),
        paging(),
    );
    members.prop_map(
        |(game_session, player, player_session, status, paging)| PlayerQuery {
            game_session,
            player,
            player_session,
            status,
            paging,
        },
    )
}

fn games_of() -> impl Strategy<Value = GameQuery> {
    let members = (
        select(vec![Form::Plain, Form::Details]),
        option::of(reference()),
        place(),
        location(),
        option::of(text()),
        paging(),
    );
    members.prop_map(
        |(form, game_session, place, location, status, paging)| GameQuery {
            form,
            game_session,
            place,
            location,
            status,
            paging,
        },
    )
}

fn search() -> impl Strategy<Value = Search> {
    let text = || option::of(text());
    (place(), location(), text(), text(), paging()).prop_map(
        |(place, location, filter, sort, paging)| Search {
            place,
            location,
            filter,
            sort,
            paging,
        },
    )
}

fn location() -> impl Strategy<Value = Option<LocationName>> {
    option::of(select(vec![LocationName::Own, LocationName::Unknown]))
}

fn paging() -> impl Strategy<Value = Paging> {
    (option::of(any::<i64>()), option::of(text()))
        .prop_map(|(limit, token)| Paging { limit, token })
}

fn creation() -> impl Strategy<Value = Creation> {
    let token = option::of(text());
    let members = (
        any::<u32>(),
        place(),
        any::<i64>(),
        option::of(text()),
        properties(),
        token,
    );
    members.prop_map(
        |(handle, place, maximum, name, properties, token)| Creation {
            handle: GameSessionHandle(handle),
            place,
            maximum,
            name,
            properties,
            token,
        },
    )
}

fn place() -> impl Strategy<Value = Place> {
    let fleet = || any::<u32>().prop_map(FleetHandle);
    let alias = || any::<u32>().prop_map(AliasHandle);
    prop_oneof![
        fleet().prop_map(Place::Fleet),
        alias().prop_map(Place::Alias),
        (fleet(), alias()).prop_map(|(fleet, alias)| Place::Both(fleet, alias)),
        Just(Place::Nowhere),
    ]
}

fn properties() -> impl Strategy<Value = Properties> {
    vec((text(), text()), 0..3)
}

fn chosen<T: Copy + std::fmt::Debug + 'static>(values: &[T]) -> impl Strategy<Value = Chosen<T>> {
    let known = values.iter().copied().map(Chosen::Known);
    select(known.chain([Chosen::Unknown]).collect::<Vec<_>>())
}

fn changes() -> impl Strategy<Value = Changes> {
    let policy = select(PlayerSessionCreationPolicy::ALL.to_vec());
    let members = (
        option::of(any::<i64>()),
        option::of(policy),
        option::of(text()),
        option::of(chosen(&ProtectionPolicy::ALL)),
        properties(),
    );
    members.prop_map(|(maximum, policy, name, protection, properties)| Changes {
        maximum,
        policy,
        name,
        protection,
        properties,
    })
}

fn reference() -> impl Strategy<Value = GameSessionRef> {
    prop_oneof![
        any::<u32>().prop_map(|handle| GameSessionRef::Handle(GameSessionHandle(handle))),
        any::<u32>().prop_map(|handle| GameSessionRef::BareId(GameSessionHandle(handle))),
        any::<u32>().prop_map(|handle| GameSessionRef::ForeignRegion(GameSessionHandle(handle))),
        any::<u32>().prop_map(|handle| GameSessionRef::ForeignFleet(GameSessionHandle(handle))),
        any::<u32>().prop_map(|handle| GameSessionRef::ForeignAccount(GameSessionHandle(handle))),
        any::<u32>().prop_map(|handle| GameSessionRef::AliasId(AliasHandle(handle))),
        any::<u32>().prop_map(|handle| GameSessionRef::AliasArn(AliasHandle(handle))),
        select(vec![
            GameSessionRef::Unknown,
            GameSessionRef::FleetId,
            GameSessionRef::Malformed,
            GameSessionRef::TooLong,
        ]),
    ]
}

fn text() -> impl Strategy<Value = Text> {
    prop_oneof![
        any::<String>().prop_map(Text::Scoped),
        any::<String>().prop_map(Text::Exact),
        (any::<char>(), any::<u32>())
            .prop_map(|(character, count)| Text::Repeated { character, count }),
    ]
}

fn data() -> impl Strategy<Value = DataMap> {
    prop_oneof![
        Just(DataMap::Absent),
        Just(DataMap::Null),
        vec((text(), option::of(text())), 0..3).prop_map(DataMap::Entries),
    ]
}

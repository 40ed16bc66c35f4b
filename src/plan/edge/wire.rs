//! Edge plans about bytes on the raw wires: requests that are broken in one way, and requests in
//! another form than usual.
//!
//! Whatever is refused changes nothing, so one plan holds many refusals; it ends with a look at
//! what is there. Every plan is written for one wire.

use super::{EdgePlan, edge};
use crate::api::game_session::TerminationMode;
use crate::history::broken::{Breakage, Form, Head, Protocol, Spoil, Whole};
use crate::plan::breakages;
use crate::plan::script::{Script, player, players};
use crate::plan::step::{
    Changes, Chosen, Creation, DataMap, FleetHandle, GameQuery, GameSessionHandle, GameSessionRef,
    Place, PlayerQuery, Search, Step, Text, Wire,
};

/// The size of pages, which no list of a plan fills.
const LIMIT: i64 = 40;

pub(super) fn plans() -> Vec<EdgePlan> {
    Protocol::ALL.into_iter().flat_map(over).collect()
}

fn over(protocol: Protocol) -> Vec<EdgePlan> {
    let mut plans = vec![whole_requests(protocol)];
    plans.extend(forms(protocol));
    plans.extend(passed_over(protocol));
    plans.extend(bodies(protocol));
    plans.push(heads(protocol));
    plans.extend(members(protocol));
    plans.extend(doubtful(protocol));
    plans.extend(large(protocol));
    plans.extend(lengths(protocol));
    plans
}

/// Writes a plan for one wire: a game session is there, and looked at in the end.
fn on_wire(
    name: &str,
    clauses: &[&str],
    protocol: Protocol,
    write: impl FnOnce(&mut Script, GameSessionHandle),
) -> EdgePlan {
    let wire = Wire::from(protocol);
    edge(format!("{wire}: {name}"), clauses, |s| {
        let session = s.active(10);
        write(s, session);
        s.describe_both(session);
        s.pin(wire);
    })
}

/// The requests of every action, each by its name.
fn requests(session: GameSessionHandle, next: GameSessionHandle) -> Vec<(&'static str, Step)> {
    vec![
        ("CreatePlayerSessions", batch(session, 1)),
        ("CreatePlayerSession", single(session, 2)),
        ("DescribePlayerSessions", list(session)),
        ("DescribeGameSessions", describe(session)),
        ("DescribeGameSessionDetails", details(session)),
        ("SearchGameSessions", search()),
        ("UpdateGameSession", update(session)),
        ("CreateGameSession", create(next)),
        ("TerminateGameSession", terminate(session)),
    ]
}

fn batch(session: GameSessionHandle, number: u32) -> Step {
    let data = Text::Scoped("data".to_owned());
    Step::CreatePlayerSessions {
        game_session: session.into(),
        players: vec![player(number)],
        data: DataMap::Entries(vec![(player(number), Some(data))]),
    }
}

fn single(session: GameSessionHandle, number: u32) -> Step {
    Step::CreatePlayerSession {
        game_session: session.into(),
        player: player(number),
        data: Some(Text::Scoped("data".to_owned())),
    }
}

fn list(session: GameSessionHandle) -> Step {
    Step::DescribePlayerSessions(PlayerQuery::of(session.into()).in_pages(Some(LIMIT)))
}

fn describe(session: GameSessionHandle) -> Step {
    Step::DescribeGameSessions(GameQuery::one(session.into()).in_pages(Some(LIMIT)))
}

fn details(session: GameSessionHandle) -> Step {
    let query = GameQuery::one(session.into()).in_pages(Some(LIMIT));
    Step::DescribeGameSessions(query.with_details())
}

fn search() -> Step {
    let mut search = Search::all(Place::Fleet(FleetHandle(1)));
    search.paging.limit = Some(20);
    Step::SearchGameSessions(search)
}

fn update(session: GameSessionHandle) -> Step {
    Step::UpdateGameSession {
        game_session: session.into(),
        changes: Changes {
            maximum: Some(12),
            name: Some(Text::Scoped("name".to_owned())),
            properties: vec![(
                Text::Exact("key".to_owned()),
                Text::Exact("value".to_owned()),
            )],
            ..Changes::default()
        },
    }
}

fn create(next: GameSessionHandle) -> Step {
    let mut creation = Creation::new(next, 3);
    creation.name = Some(Text::Scoped("name".to_owned()));
    creation.token = Some(Text::Scoped("token".to_owned()));
    Step::CreateGameSession(creation)
}

fn terminate(session: GameSessionHandle) -> Step {
    Step::TerminateGameSession {
        game_session: session.into(),
        mode: Chosen::Known(TerminationMode::TriggerOnProcessTerminate),
    }
}

/// Every action once, as it should be, so that what breaks it is not put down to what is broken.
fn whole_requests(protocol: Protocol) -> EdgePlan {
    on_wire(
        "every action",
        &["WIR-01", "WIR-05", "WIR-06", "WIR-07", "WIR-09"],
        protocol,
        |s, session| {
            let next = s.next_game_session();
            for (_, request) in requests(session, next) {
                s.push(request);
            }
            s.batch(GameSessionRef::Unknown, &[player(3)]);
            s.single(session, &Text::Exact(String::new()));
            s.describe(GameSessionRef::Unknown);
        },
    )
}

/// Every action in every form that the protocol permits.
fn forms(protocol: Protocol) -> Vec<EdgePlan> {
    let forms = Form::ALL
        .into_iter()
        .map(|form| (form.name(), Breakage::Form(form)));
    let forms = forms.filter(|(_, form)| form.suits(protocol));
    let plan = |(name, form): (&str, Breakage)| {
        let name = format!("requests in the form {name}");
        on_wire(&name, &["WIR-15"], protocol, |s, session| {
            let next = s.next_game_session();
            for (_, request) in requests(session, next) {
                s.broken(request, form.clone(), protocol);
            }
        })
    };
    forms.map(plan).collect()
}

/// Every action with a member that nobody knows, or one that is null.
fn passed_over(protocol: Protocol) -> Vec<EdgePlan> {
    let unknown = on_wire("unknown members", &["WIR-17"], protocol, |s, session| {
        let next = s.next_game_session();
        for (_, request) in requests(session, next) {
            s.broken(request, Breakage::Whole(Whole::UnknownMember), protocol);
        }
    });
    let null = on_wire(
        "members that are null",
        &["WIR-16"],
        protocol,
        |s, session| {
            let plain = [
                Step::CreatePlayerSession {
                    game_session: session.into(),
                    player: player(1),
                    data: None,
                },
                Step::DescribePlayerSessions(PlayerQuery::of(session.into())),
                Step::DescribeGameSessions(GameQuery::one(session.into())),
                Step::SearchGameSessions(Search::all(Place::Fleet(FleetHandle(1)))),
                Step::UpdateGameSession {
                    game_session: session.into(),
                    changes: Changes::maximum(12),
                },
            ];
            let mut next_player = 1;
            for request in plain {
                for member in breakages::members(&request) {
                    for spoil in member.passed_over() {
                        let breakage = Breakage::of(member.name, spoil);
                        if breakage.suits(protocol) {
                            let request = for_player(&request, next_player);
                            next_player += 1;
                            s.broken(request, breakage, protocol);
                        }
                    }
                }
            }
        },
    );
    let miscased = on_wire(
        "optional members by names in lower case",
        &["WIR-13", "WIR-14"],
        protocol,
        |s, session| {
            let next = s.next_game_session();
            let plain = [
                Step::CreatePlayerSession {
                    game_session: session.into(),
                    player: player(1),
                    data: None,
                },
                Step::UpdateGameSession {
                    game_session: session.into(),
                    changes: Changes::maximum(12),
                },
                Step::CreateGameSession(Creation::new(next, 3)),
            ];
            for request in plain {
                for member in breakages::members(&request) {
                    for spoil in member.doubtful() {
                        if spoil == Spoil::Miscased {
                            s.broken(request.clone(), Breakage::of(member.name, spoil), protocol);
                        }
                    }
                }
            }
        },
    );
    vec![unknown, null, miscased]
}

/// Returns the request for another player, where it is for one.
fn for_player(request: &Step, number: u32) -> Step {
    let mut request = request.clone();
    if let Step::CreatePlayerSession { player: one, .. } = &mut request {
        *one = player(number);
    }
    request
}

/// The bodies of every action broken as a whole.
fn bodies(protocol: Protocol) -> Vec<EdgePlan> {
    let session = GameSessionHandle(1);
    let plan = |(name, request): (&str, Step)| {
        let name = format!("bodies of {name} broken as a whole");
        let clauses = ["WIR-10", "WIR-14", "CPS-36", "UGS-06", "TGS-08"];
        on_wire(&name, &clauses, protocol, |s, _| {
            for whole in breakages::bodies(&request) {
                s.broken(request.clone(), Breakage::Whole(whole), protocol);
            }
        })
    };
    requests(session, GameSessionHandle(2))
        .into_iter()
        .map(plan)
        .collect()
}

/// Requests for no action, and those that the protocol does not claim.
fn heads(protocol: Protocol) -> EdgePlan {
    let clauses = ["WIR-14", "WIR-18", "WIR-19"];
    on_wire("heads broken", &clauses, protocol, |s, session| {
        let heads = Head::ALL.into_iter().map(Breakage::Head);
        for head in heads.filter(|head| head.suits(protocol)) {
            for request in [batch(session, 1), update(session), list(session)] {
                s.broken(request, head.clone(), protocol);
            }
        }
    })
}

/// The members of every action, each broken in every way that has to be refused.
fn members(protocol: Protocol) -> Vec<EdgePlan> {
    let session = GameSessionHandle(1);
    let mut plans = Vec::new();
    for (name, request) in requests(session, GameSessionHandle(2)) {
        for member in breakages::members(&request) {
            let spoils = member.refused();
            if spoils.is_empty() {
                continue;
            }
            let name = format!("{} of {name} broken", member.name);
            let clauses = ["WIR-11", "WIR-12", "WIR-13", "WIR-20", "CPS-02"];
            plans.push(on_wire(&name, &clauses, protocol, |s, _| {
                let spoils = spoils.into_iter();
                let breakages = spoils.map(|spoil| Breakage::of(member.name, spoil));
                for breakage in breakages.filter(|one| one.suits(protocol)) {
                    s.broken(request.clone(), breakage, protocol);
                }
            }));
        }
    }
    plans
}

/// Requests that may be refused, or taken for what they were made from.
fn doubtful(protocol: Protocol) -> Vec<EdgePlan> {
    let mut plans = Vec::new();
    for spoil in Spoil::ALL {
        let mut written = Vec::new();
        for (_, request) in requests(GameSessionHandle(1), GameSessionHandle(2)) {
            let members = breakages::members(&request).into_iter();
            let doubtful = members.filter(|member| member.doubtful().contains(&spoil));
            let breakages = doubtful.map(|member| Breakage::of(member.name, spoil));
            let mut breakages = breakages.filter(|one| one.suits(protocol));
            // One member of each action will do: what makes it doubtful is the same for all.
            written.extend(breakages.next().map(|breakage| (request, breakage)));
        }
        if written.is_empty() {
            continue;
        }
        let name = format!("members that are doubtful: {}", spoil.name());
        plans.push(on_wire(&name, &["WIR-14"], protocol, |s, _| {
            for (request, breakage) in written {
                s.broken(request, breakage, protocol);
            }
        }));
    }
    plans
}

/// Bodies that are deep or long.
fn large(protocol: Protocol) -> Vec<EdgePlan> {
    let plan = |whole: Whole| {
        let name = format!("bodies that are {}", whole.name());
        on_wire(&name, &["WIR-14"], protocol, |s, session| {
            for request in [batch(session, 1), update(session), list(session)] {
                s.broken(request, Breakage::Whole(whole), protocol);
            }
        })
    };
    [Whole::Deep, Whole::VeryDeep, Whole::Long].map(plan).into()
}

/// Texts at their limits and one past them, in ASCII and outside it.
fn lengths(protocol: Protocol) -> Vec<EdgePlan> {
    let text = |character, count| Text::Repeated { character, count };
    let plan = |character: char| {
        let name = format!("lengths at their limits, of U+{:04X}", u32::from(character));
        let clauses = ["CPS-05", "CPS-06", "UGS-08", "DPS-11"];
        on_wire(&name, &clauses, protocol, |s, session| {
            for count in [1024, 1025] {
                s.batch(session, &[text(character, count)]);
                s.single(session, &text(character, count));
                s.update(
                    session,
                    Changes {
                        name: Some(text(character, count)),
                        ..Changes::default()
                    },
                );
            }
            let limits = [(1, 2048), (2, 2049)];
            for (number, count) in limits {
                s.single_with(session, &player(number), text(character, count));
                let own = (player(number + 2), Some(text(character, count)));
                s.batch_with(session, &[player(number + 2)], DataMap::Entries(vec![own]));
            }
            for (key, value) in [(32, 96), (33, 96), (32, 97)] {
                s.update(
                    session,
                    Changes {
                        properties: vec![(text(character, key), text(character, value))],
                        ..Changes::default()
                    },
                );
            }
        })
    };
    let mut plans: Vec<EdgePlan> = ['a', '\u{e9}', '\u{20ac}', '\u{1f600}'].map(plan).into();
    plans.push(on_wire(
        "other limits",
        &["CPS-03", "CPS-05"],
        protocol,
        |s, session| {
            s.batch(GameSessionRef::TooLong, &[player(1)]);
            s.single(GameSessionRef::TooLong, &player(1));
            s.batch(session, &players(1, 26));
            s.batch(session, &[]);
            for count in [48, 49] {
                s.create(3, |new| new.token = Some(text('a', count)));
            }
        },
    ));
    plans
}

//! A small specification, and findings against it, written by hand.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use gamelift_conformance::api::exception::{Exception, ExceptionKind};
use gamelift_conformance::api::player_session::{PlayerSession, PlayerSessionStatus};
use gamelift_conformance::api::reply::{Reply, Response};
use gamelift_conformance::findings::given_out::GivenOut;
use gamelift_conformance::findings::{
    CaseIndex, CaseRecord, Counterexample, Findings, Group, GroupKey, Observed, Tally,
};
use gamelift_conformance::history::{Label, Outcome};
use gamelift_conformance::model::terms::Traffic;
use gamelift_conformance::plan::step::{
    DataMap, GameSessionHandle, GameSessionRef, Offset, Period, PlayerQuery, PlayerSessionRef,
    Step, Text, Wait,
};
use gamelift_conformance::report::view::{End, RunFacts, Strictness};
use gamelift_conformance::spec::catalog::Catalog;
use gamelift_conformance::spec::clause::{Clause, Guards, Level, Provenance, Suite};
use gamelift_conformance::spec::id::{ClauseId, ContextId};
use gamelift_conformance::spec::question::{Answer, Context, Question, QuestionKind, Standing};
use gamelift_conformance::verdict::deviation::{Deviation, Deviations};
use gamelift_conformance::verdict::{Blame, Shape, Violation};

use toml::value::Date;

use super::script::{Script, handle, scoped, step, success};

pub(crate) const FULL: ClauseId = ClauseId::of("CPS-09");
pub(crate) const ORDER: ClauseId = ClauseId::of("CPS-17");

pub(crate) fn catalog() -> Catalog {
    let mut clauses = vec![
        clause("CPS-01", Level::Must, "players can join game sessions"),
        clause(
            "CPS-09",
            Level::Must,
            "a game session without an open slot refuses new players",
        ),
        clause(
            "CPS-17",
            Level::Should,
            "player data comes back as it was sent",
        ),
        clause("CPS-24", Level::Must, "a reservation times out"),
        clause(
            "CPS-15",
            Level::Must,
            "a player session id is never handed out twice",
        ),
        clause("CPS-27", Level::Must, "only declared exceptions are used"),
    ];
    clauses[0].unreachable = Some("a run sees one kind of fleet".to_owned());
    clauses[3].suite = Suite::Temporal;
    Catalog {
        clauses: clauses
            .into_iter()
            .map(|clause| (clause.id, clause))
            .collect(),
        questions: vec![
            question("U-04", &["allowed", "invalid-request"]),
            question("U-16", &["invalid-status", "not-found"]),
        ],
        limits: BTreeMap::new(),
        faults: Vec::new(),
    }
}

pub(crate) fn run() -> RunFacts {
    RunFacts {
        target: "embedded".to_owned(),
        endpoint: "http://127.0.0.1:4566".to_owned(),
        capabilities: vec!["json".to_owned(), "game-server".to_owned()],
        missing: BTreeMap::new(),
        undecidable: BTreeMap::new(),
        effort: "standard".to_owned(),
        seed: 7,
        suites: BTreeSet::from([Suite::Core]),
        only: None,
        strictness: Strictness::Must,
        traffic: Traffic::Own,
        end: End::Finished,
        elapsed: Duration::from_millis(4_242),
        throttled: 0,
        left_out: Vec::new(),
        deviations: Deviations::default(),
        deviations_file: "conformance.toml".to_owned(),
        today: day(2026, 11, 26),
        drift: None,
        regressions: None,
        saved: BTreeMap::from([(
            key(FULL, full_shape()),
            "conformance-results/CPS-09-5f3a91.json".to_owned(),
        )]),
    }
}

pub(crate) fn day(year: u16, month: u8, day: u8) -> Date {
    Date { year, month, day }
}

pub(crate) fn conforming() -> Findings {
    let tally = |passed| Tally {
        passed,
        ..Tally::default()
    };
    Findings {
        cases: 330,
        commands: 9_204,
        clauses: BTreeMap::from([(FULL, tally(214)), (ORDER, tally(3))]),
        questions: BTreeMap::from([(
            ContextId::of("U-16/terminated"),
            Observed {
                sets: BTreeMap::from([
                    (set(&["invalid-status", "not-found"]), CaseIndex(2)),
                    (set(&["not-found"]), CaseIndex(11)),
                ]),
            },
        )]),
        ..Findings::default()
    }
}

/// Gives out a player session id in two cases (CPS-15).
pub(crate) fn repeat_an_id(findings: &mut Findings) {
    let ids = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect();
    for (case, ids) in [(12, ids(&["psess-1", "psess-2"])), (5, ids(&["psess-1"]))] {
        let given_out = GivenOut::of_case(CaseIndex(case), &ids);
        findings.given_out.merge(given_out);
    }
}

/// Returns findings whose only violation is accepted by `accepting`.
pub(crate) fn deviating() -> Findings {
    let mut findings = conforming();
    let tally = Tally {
        passed: 100,
        deviated: 114,
        ..Tally::default()
    };
    findings.clauses.insert(FULL, tally);
    findings
        .accepted
        .insert(key(FULL, full_shape()), oversold());
    findings
}

/// Returns a run whose users accept an oversold slot.
pub(crate) fn accepting() -> RunFacts {
    let deviation = Deviation {
        clause: FULL,
        shape: Some(full_shape()),
        reason: "the last slot is not locked | yet".to_owned(),
        link: Some("https://example.com/issues/12".to_owned()),
        expires: Some(day(2027, 1, 31)),
    };
    RunFacts {
        deviations: Deviations(vec![deviation]),
        drift: None,
        regressions: None,
        saved: BTreeMap::new(),
        ..run()
    }
}

pub(crate) fn violating() -> Findings {
    let mut findings = conforming();
    findings.clauses.insert(
        FULL,
        Tally {
            passed: 100,
            failed: 114,
            deviated: 0,
            inconclusive: 1,
        },
    );
    findings.skipped = 4;
    findings.groups.insert(key(FULL, full_shape()), oversold());
    fail_a_should(&mut findings);
    contradict(&mut findings);
    findings
        .inconclusive
        .insert(CaseIndex(77), "more than 256 beliefs".to_owned());
    findings
}

pub(crate) fn fail_a_should(findings: &mut Findings) {
    findings.clauses.insert(
        ORDER,
        Tally {
            failed: 1,
            ..Tally::default()
        },
    );
    let violation = Violation {
        clause: ORDER,
        guilty: Label(2),
        symptom: Label(6),
        shape: Shape::new(
            "DescribePlayerSessions",
            vec!["success".to_owned()],
            "wrong PlayerData",
        ),
        detail: "expected the data \"gold\" and got none".to_owned(),
        blame: Blame::Unexplained,
    };
    let group = Group {
        count: 1,
        witness: data_case(),
        violation,
        counterexample: None,
        regression: None,
    };
    findings
        .groups
        .insert(key(ORDER, group.violation.shape.clone()), group);
}

pub(crate) fn contradict(findings: &mut Findings) {
    findings.questions.insert(
        ContextId::of("U-04"),
        Observed {
            sets: BTreeMap::from([
                (set(&["allowed"]), CaseIndex(9)),
                (set(&["invalid-request"]), CaseIndex(5)),
            ]),
        },
    );
}

pub(crate) fn full_shape() -> Shape {
    Shape::new(
        "CreatePlayerSessions",
        vec!["GameSessionFullException".to_owned()],
        "success",
    )
}

fn oversold() -> Group {
    let violation = Violation {
        clause: FULL,
        guilty: Label(9),
        symptom: Label(9),
        shape: full_shape(),
        detail: "no slot was open, and one more player was let in".to_owned(),
        blame: Blame::Explained,
    };
    let mut case = Script::default();
    case.create_game_session(1, 2);
    case.reserve(4, &[scoped("p-1"), scoped("p-2")], DataMap::Absent, &[]);
    case.reserve(9, &[scoped("p-3")], DataMap::Absent, &[]);
    let case = case.record(41);
    Group {
        count: 214,
        violation: violation.clone(),
        witness: case.clone(),
        counterexample: Some(Counterexample {
            case,
            violation,
            shrunk_from: 37,
            commands_spent: 88,
            reproduced: (3, 3),
        }),
        regression: None,
    }
}

/// A case with every kind of text, of which the last describe gives the violation away.
fn data_case() -> CaseRecord {
    let mut case = Script::default();
    case.create_game_session(1, 200);
    let players = [
        scoped("p-1"),
        Text::Exact("p 1 ".to_owned()),
        Text::Repeated {
            character: 'é',
            count: 1024,
        },
    ];
    let data = DataMap::Entries(vec![(scoped("p-1"), Some(Text::Exact("gold".to_owned())))]);
    case.reserve(2, &players, data, &[]);
    let crowd: Vec<Text> = (10..35)
        .map(|number| scoped(&format!("p-{number}")))
        .collect();
    case.reserve(3, &crowd, DataMap::Null, &[]);
    let accept = Step::Accept(PlayerSessionRef {
        created_by: Label(2),
        position: 1,
    });
    case.push(4, accept, |_| Outcome::Done);
    let wait = Step::Wait(Wait {
        period: Period::Reservation,
        deadline_of: Label(3),
        offset: Offset::After,
    });
    case.push(5, wait, |_| Outcome::Done);
    let describe = PlayerQuery::of(handle()).in_pages(Some(2));
    let describe = Step::DescribePlayerSessions(describe);
    case.push(6, describe, |_| {
        let session = |player: &str, status| PlayerSession {
            player_id: Some(player.to_owned()),
            status: Some(status),
            ..PlayerSession::default()
        };
        success(Response::DescribePlayerSessions {
            player_sessions: vec![
                session("c41-p-1", PlayerSessionStatus::TimedOut),
                session("p 1 ", PlayerSessionStatus::Active),
            ],
            next_token: None,
        })
    });
    let refused = Step::CreatePlayerSession {
        game_session: GameSessionRef::Unknown,
        player: scoped("p-1"),
        data: None,
    };
    case.push(7, refused, |_| {
        Outcome::Replied(Reply::Exception(Exception {
            kind: ExceptionKind::NotFound,
            message: None,
            status: 400,
        }))
    });
    let gone = Step::Activate(GameSessionHandle(2));
    case.plan.steps.push(step(8, gone));
    case.record(12)
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

pub(crate) fn key(clause: ClauseId, shape: Shape) -> GroupKey {
    GroupKey { clause, shape }
}

fn clause(id: &str, level: Level, title: &str) -> Clause {
    Clause {
        id: ClauseId::of(id),
        level,
        provenance: Provenance::Documented,
        suite: Suite::Core,
        guards: Guards::State,
        title: title.to_owned(),
        text: format!("{title}."),
        source: "Amazon GameLift Servers API Reference, CreatePlayerSessions".to_owned(),
        exceptions: Vec::new(),
        settles: None,
        half_of: None,
        unreachable: None,
    }
}

fn question(id: &str, answers: &[&str]) -> Question {
    Question {
        id: id.to_owned(),
        text: String::new(),
        evidence: String::new(),
        kind: QuestionKind::Consistent,
        contexts: vec![Context {
            id: ContextId::of("U-16/terminated"),
            text: String::new(),
            unasked: None,
            predicted: None,
        }],
        answers: answers
            .iter()
            .map(|name| Answer {
                name: (*name).to_owned(),
                text: String::new(),
                standing: Standing::Tolerated,
                exceptions: Vec::new(),
                includes: Vec::new(),
                contexts: Vec::new(),
            })
            .collect(),
    }
}

//! The time that it takes to judge one operation in one belief.
//!
//! Each figure is the fastest of many rounds: whatever else the machine did only adds to it.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a measurement of time, shown"
)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use gamelift_conformance::check::case::{beliefs, judge_case};
use gamelift_conformance::emulator::settings::Settings;
use gamelift_conformance::findings::CaseIndex;
use gamelift_conformance::history::{Act, History, Label};
use gamelift_conformance::model::call::{Call, Limits};
use gamelift_conformance::model::judge;
use gamelift_conformance::model::judgement::{Belief, Elsewhere, Repetition, Scene};
use gamelift_conformance::model::terms::Terms;
use gamelift_conformance::plan::step::{
    Creation, DataMap, GameSessionHandle, GameSessionRef, Plan, PlanStep, PlayerQuery, Step, Text,
};
use gamelift_conformance::self_test::in_process::InProcess;
use gamelift_conformance::spec::catalog::Catalog;

const ROUNDS: usize = 40;
const OPERATIONS: usize = 200;

/// The most players of one call.
const BATCH_MAX: usize = 25;

/// A plan that grows at its end.
#[derive(Default)]
struct Writing(Plan);

impl Writing {
    fn push(&mut self, step: Step) {
        let label = Label(u32::try_from(self.0.steps.len()).unwrap_or(0) + 1);
        self.0.steps.push(PlanStep {
            label,
            wire: None,
            race: None,
            step,
        });
    }

    /// Opens a game session and lets players in, as many at a time as may come together.
    fn game_session(&mut self, number: u32, players: usize) {
        let handle = GameSessionHandle(number);
        self.push(Step::CreateGameSession(Creation::new(handle, 200)));
        self.push(Step::Activate(handle));
        for first in (0..players).step_by(BATCH_MAX) {
            self.call(handle, first..players.min(first + BATCH_MAX));
        }
    }

    fn call(&mut self, handle: GameSessionHandle, players: std::ops::Range<usize>) {
        self.push(Step::CreatePlayerSessions {
            game_session: GameSessionRef::Handle(handle),
            players: players
                .map(|number| Text::Scoped(format!("p-{number}")))
                .collect(),
            data: DataMap::Absent,
        });
    }

    fn describe(&mut self, handle: GameSessionHandle) {
        self.push(Step::DescribePlayerSessions(PlayerQuery::of(
            GameSessionRef::Handle(handle),
        )));
    }

    fn played(&self) -> History {
        let service = InProcess::new(Settings::default());
        service
            .run(CaseIndex(0), &self.0, &Terms::default())
            .history
    }
}

/// Returns the time that judging the last operation of a history takes, in one belief.
fn last_operation(history: &History) -> Duration {
    let (terms, catalog) = (Terms::default(), Catalog::embedded());
    let mut before = history.clone();
    let Some(operation) = before.operations.pop() else {
        return Duration::ZERO;
    };
    let tracks = beliefs(&before, &terms).unwrap_or_default();
    let belief = tracks
        .into_iter()
        .flatten()
        .next()
        .expect("a belief is left");
    let created = before.operations.iter().find_map(|one| match &one.act {
        Act::Move(one) => Some(one.game_session_id().as_str().to_owned()),
        Act::Command(_) | Act::Provide(_) | Act::Advance => None,
    });
    let game_session_id = created.expect("the game session is activated");
    let call = match &operation.act {
        Act::Command(command) => Call::read(command),
        Act::Provide(_) | Act::Move(_) | Act::Advance => None,
    };
    let call = call.map(|call| {
        let limits = Limits::of(&call, catalog);
        (call, limits)
    });
    let elsewhere = Elsewhere::default();
    let scene = Scene {
        catalog,
        terms: &terms,
        game_session_id: &game_session_id,
        asked_for: &game_session_id,
        elsewhere: &elsewhere,
        position: before.operations.len(),
        call: call.as_ref().map(|(call, limits)| (call, limits)),
        original: None,
        created: operation.target_time,
        pages: &[],
        is_first: false,
        repetition: Repetition::No,
        lifted: &[],
    };
    fastest(|| {
        // Beliefs are handed over: copying them is no part of judging.
        let beliefs: Vec<Belief> = vec![belief.clone(); OPERATIONS];
        let begun = Instant::now();
        for belief in beliefs {
            let judged = judge(belief, black_box(&operation), &scene);
            assert!(black_box(judged).is_ok());
        }
        begun.elapsed() / u32::try_from(OPERATIONS).unwrap_or(1)
    })
}

fn fastest(mut round: impl FnMut() -> Duration) -> Duration {
    let rounds = (0..ROUNDS).map(|_| round());
    rounds.min().unwrap_or_default()
}

fn microseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

fn main() {
    println!("| operation | players | µs | goal, µs |");
    println!("|---|---|---|---|");
    let row = |operation: &str, players: u32, time: Duration| {
        let goal = 2.0 + 0.3 * f64::from(players);
        let time = microseconds(time);
        println!("| {operation} | {players} | {time:.2} | {goal:.1} |");
    };
    for players in [1, 25] {
        let mut plan = Writing::default();
        plan.game_session(1, 0);
        plan.call(GameSessionHandle(1), 0..players as usize);
        row(
            "a batch in an empty game session",
            players,
            last_operation(&plan.played()),
        );
    }
    for players in [1, 25, 199] {
        let mut plan = Writing::default();
        plan.game_session(1, players as usize);
        plan.call(GameSessionHandle(1), 999..1000);
        row(
            "a batch of one beside the players",
            players,
            last_operation(&plan.played()),
        );
    }
    for players in [1, 25, 200] {
        let mut plan = Writing::default();
        plan.game_session(1, players as usize);
        plan.describe(GameSessionHandle(1));
        row(
            "a description of the players",
            players,
            last_operation(&plan.played()),
        );
    }
    println!();
    println!("| game sessions in a case | operations | µs for each |");
    println!("|---|---|---|");
    for count in [1, 10, 100] {
        let mut plan = Writing::default();
        for number in 1..=count {
            plan.game_session(number, 25);
            plan.describe(GameSessionHandle(number));
        }
        let history = plan.played();
        let operations = u32::try_from(history.operations.len()).unwrap_or(u32::MAX);
        let time = fastest(|| {
            let begun = Instant::now();
            black_box(judge_case(black_box(&history), &Terms::default()));
            begun.elapsed()
        });
        let each = microseconds(time) / f64::from(operations);
        println!("| {count} | {operations} | {each:.2} |");
    }
}

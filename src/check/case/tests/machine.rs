//! A legal target with answers of its own, and the property that its histories show no violation.
//!
//! The machine is written by hand and knows nothing of the model: what it may do stands in it once
//! more.
//! It is late within the tolerance, takes time, answers any exception whose condition holds, and
//! loses replies.

mod calls;
mod choices;
mod corruption;
mod fleets;
mod game_sessions;
mod lists;
mod moves;
mod mutation;
mod pages;
mod terminations;
mod visited;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use proptest::collection::vec;
use proptest::prelude::any;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};

use self::choices::{Answers, Choices};
use self::fleets::Alias;
use super::super::judge_case;
use crate::api::game_session::{GameSessionStatus, PlayerSessionCreationPolicy, ProtectionPolicy};
use crate::api::json;
use crate::api::player_session::PlayerSessionStatus;
use crate::api::reply::Reply;
use crate::api::request::CreateGameSession;
use crate::history::{Act, Command, Heads, History, Interval, Label, Operation, Outcome};
use crate::model::terms::Terms;
use crate::verdict::{Blame, Violation};

/// How many operations a history has.
const OPERATIONS: usize = 30;

/// The fleets that there are.
const FLEETS: [&str; 2] = ["fleet-1", "fleet-2"];

/// A target and the history that it has so far.
#[derive(Debug)]
struct Machine {
    choices: Choices,
    answers: Answers,
    tolerance: Duration,
    now: Duration,
    /// When the operation that is under way takes effect.
    moment: Duration,
    game_sessions: Vec<GameSession>,
    aliases: Vec<Alias>,
    /// How many records each page of the list that is under way has.
    pages: Vec<usize>,
    /// The game sessions as they were at earlier times.
    snapshots: Vec<(Duration, Vec<GameSession>)>,
    /// The time that a description shows.
    shown: Duration,
    player_session_count: usize,
    /// The player session ids that some reply has told.
    told: BTreeSet<String>,
    lost_count: usize,
    history: History,
    role: Role,
}

/// Who acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// We, alone.
    Owner,
    /// We, among others.
    Guest,
    /// Another, of whom no history tells.
    Other,
}

#[derive(Clone, Debug)]
struct GameSession {
    id: String,
    fleet: &'static str,
    status: GameSessionStatus,
    /// When calls see that it is ACTIVE.
    active_from: Option<Duration>,
    policy: PlayerSessionCreationPolicy,
    protection: ProtectionPolicy,
    maximum: i64,
    name: Option<String>,
    properties: BTreeMap<String, String>,
    /// The request that created it.
    request: CreateGameSession,
    /// Whether it was told to end.
    is_told: bool,
    players: Vec<Player>,
}

#[derive(Clone, Debug)]
struct Player {
    id: String,
    name: String,
    data: Option<String>,
    status: PlayerSessionStatus,
    created: Duration,
    /// When it times out, and until when that may be noticed.
    deadline: Duration,
    late: Duration,
    /// Until when it takes a slot, once it has ended.
    slot_until: Duration,
}

impl GameSession {
    /// Lets everything time out that is due.
    fn pass(&mut self, moment: Duration) {
        if self.status == GameSessionStatus::Terminated {
            return;
        }
        for player in &mut self.players {
            let is_reserved = player.status == PlayerSessionStatus::Reserved;
            if is_reserved && moment >= player.deadline + player.late {
                player.status = PlayerSessionStatus::TimedOut;
            }
        }
    }

    fn taken(&self, moment: Duration) -> i64 {
        use PlayerSessionStatus as S;
        let takes = |player: &&Player| {
            matches!(player.status, S::Reserved | S::Active) || moment < player.slot_until
        };
        i64::try_from(self.players.iter().filter(takes).count()).expect("players are few")
    }
}

impl Machine {
    fn new(stream: Vec<u32>) -> Self {
        let mut choices = Choices::new(stream);
        let answers = Answers::choose(&mut choices);
        let tolerance = Duration::from_secs([0, 2][choices.pick(2)]);
        Self {
            choices,
            answers,
            tolerance,
            now: Duration::ZERO,
            moment: Duration::ZERO,
            game_sessions: Vec::new(),
            aliases: Vec::new(),
            pages: Vec::new(),
            snapshots: Vec::new(),
            shown: Duration::ZERO,
            player_session_count: 0,
            told: BTreeSet::new(),
            lost_count: 0,
            history: History::default(),
            role: Role::Owner,
        }
    }

    fn run(mut self) -> (History, Terms, Answers) {
        for index in 0..OPERATIONS {
            self.operate(index);
        }
        let terms = Terms {
            tolerance: self.tolerance,
            ..Terms::default()
        };
        (self.history, terms, self.answers)
    }

    fn operate(&mut self, index: usize) {
        let start = self.now;
        let takes = Duration::from_millis([0, 0, 10, 3000][self.choices.pick(4)]);
        self.now += takes;
        self.moment = start + takes * [0, 1, 2][self.choices.pick(3)] / 2;
        for game_session in &mut self.game_sessions {
            game_session.pass(self.moment);
        }
        let before = self.game_sessions.clone();
        let (act, mut outcome) = match self.role {
            Role::Owner => self.act(index),
            Role::Guest => self.act_as_guest(index),
            Role::Other => self.act_as_other(index),
        };
        let is_lost = self.choices.pick(12) == 1 && self.lost_count < 2;
        let may_be_lost = matches!(act, Act::Command(_) | Act::Move(_))
            && !Self::is_creation(&act)
            && self.role != Role::Other;
        if is_lost && may_be_lost {
            self.lost_count += 1;
            let reason = "the connection was closed".to_owned();
            outcome = Outcome::Lost { reason };
            self.pages.clear();
            if self.choices.pick(2) == 1 {
                self.game_sessions = before;
            }
        }
        if let Outcome::Replied(Reply::Response { response, .. }) = &outcome {
            let ids = response.player_sessions().iter();
            self.told
                .extend(ids.filter_map(|one| one.player_session_id.clone()));
        }
        self.snapshots
            .push((self.moment, self.game_sessions.clone()));
        if self.role == Role::Other {
            return;
        }
        let interval = Interval {
            start,
            end: self.now,
        };
        self.history.operations.push(Operation {
            label: Label(u32::try_from(index).expect("operations are few")),
            client: 0,
            act,
            outcome,
            pages: std::mem::take(&mut self.pages),
            heads: Heads::default(),
            order: interval,
            target_time: interval,
        });
    }

    fn act(&mut self, index: usize) -> (Act, Outcome) {
        if index == 0 || (self.choices.pick(12) == 1 && self.game_sessions.len() < 3) {
            return self.create_game_session();
        }
        if self.game_sessions.is_empty() {
            return self.create_game_session();
        }
        let at = self.choices.pick(self.game_sessions.len());
        match self.choices.pick(26) {
            1..=3 => self.activate(at),
            4 | 5 => self.wait(),
            6 | 7 => self.accept(at),
            8 | 9 => self.remove(at),
            10 | 11 | 20 => self.list_players(at),
            12 | 13 => self.describe(at),
            21 | 22 => self.list_games(),
            23 => self.details(at),
            24 => self.search(),
            25 if self.aliases.len() < 3 => self.create_alias(),
            14 | 15 => self.update(at),
            16 if self.choices.pick(3) == 1 => self.end(at),
            16 => self.set_policy(at),
            17 if self.choices.pick(4) == 1 => self.terminate(at),
            _ => self.call(at),
        }
    }

    fn wait(&mut self) -> (Act, Outcome) {
        let seconds = [1, 2, 30, 58, 59, 60, 61, 62, 63][self.choices.pick(9)];
        self.now += Duration::from_secs(seconds);
        self.moment = self.now;
        for game_session in &mut self.game_sessions {
            game_session.pass(self.moment);
        }
        (Act::Advance, Outcome::Done)
    }

    /// Returns a delay within the tolerance.
    fn lag(&mut self) -> Duration {
        self.tolerance * [0, 1, 9][self.choices.pick(3)] / 10
    }

    /// Returns what a description shows: a time within the tolerance, `None` where the game session
    /// was not there yet.
    fn view(&mut self, at: usize) -> Option<GameSession> {
        self.look_back();
        self.seen(at)
    }

    /// Returns what a list shows: a time within the tolerance, at which some were not there yet.
    fn views(&mut self) -> Vec<GameSession> {
        self.look_back();
        let all = 0..self.game_sessions.len();
        all.filter_map(|at| self.seen(at)).collect()
    }

    /// Chooses the time that is shown, which may be earlier than that of the description before.
    fn look_back(&mut self) {
        let lag = self.lag();
        self.shown = self.moment.saturating_sub(lag);
    }

    /// Returns a game session as it was at the time that is shown, `None` before its creation.
    fn seen(&self, at: usize) -> Option<GameSession> {
        let past = self.snapshots.iter().rev();
        let mut past = past.filter(|(moment, list)| *moment <= self.shown && list.len() > at);
        let view = if self.shown < self.moment {
            past.next()?.1[at].clone()
        } else {
            self.game_sessions[at].clone()
        };
        Some(self.shaped(view))
    }

    /// Returns a game session as descriptions show it.
    fn shaped(&self, mut view: GameSession) -> GameSession {
        view.pass(self.shown);
        let is_active = view.status == GameSessionStatus::Active;
        if is_active && view.active_from.is_some_and(|from| self.moment < from) {
            view.status = GameSessionStatus::Activating;
        }
        // What has run out for longer than the tolerance is shown as such.
        for player in &mut view.players {
            let is_overdue = self.moment >= player.deadline + self.tolerance;
            let is_reserved = player.status == PlayerSessionStatus::Reserved;
            if is_reserved && is_overdue && view.status != GameSessionStatus::Terminated {
                player.status = PlayerSessionStatus::TimedOut;
            }
        }
        view
    }
}

/// Holds a property of the histories of machines that a stream of choices makes: of so many, or of
/// as many as the environment's HISTORIES says.
#[expect(
    clippy::disallowed_methods,
    reason = "a longer comparison is asked for by hand"
)]
fn hold(cases: u32, property: impl Fn(Vec<u32>) -> Result<(), String>) {
    let asked = std::env::var("HISTORIES").ok();
    let config = Config {
        cases: asked.map_or(cases, |cases| cases.parse().expect("a number")),
        failure_persistence: None,
        max_shrink_iters: 20_000,
        ..Config::default()
    };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let result = runner.run(&vec(any::<u32>(), 40..500), |stream| {
        property(stream).map_err(TestCaseError::fail)
    });
    if let Err(TestError::Fail(reason, _)) = result {
        panic!("{reason}");
    }
}

#[test]
fn the_histories_of_a_legal_target_show_no_violation() {
    hold(1500, |stream| {
        let (history, terms, answers) = Machine::new(stream).run();
        let judgement = judge_case(&history, &terms);
        let fail = |what: String| Err(format!("{what}\n{}\n{answers:?} {terms:?}", told(&history)));
        if !judgement.violations.is_empty() {
            return fail(format!("{:#?}", judgement.violations));
        }
        if let Some(reason) = judgement.inconclusive {
            return fail(reason);
        }
        for (context, found) in &judgement.answers {
            let expected = answers.answer(context.name());
            if expected.is_some_and(|expected| !found.contains(expected)) {
                return fail(format!("{context}: {found:?}"));
            }
        }
        Ok(())
    });
}

#[test]
fn every_violation_of_a_corrupted_history_is_explained() {
    hold(700, |stream| {
        let mut choices = Choices::new(stream.iter().rev().copied().collect());
        let (mut history, terms, _) = Machine::new(stream).run();
        for _ in 0..=choices.pick(3) {
            corruption::corrupt(&mut history, &mut choices);
        }
        let judgement = judge_case(&history, &terms);
        let mut violations = judgement.violations.iter();
        match violations.find(|violation| violation.blame == Blame::Unexplained) {
            None => Ok(()),
            Some(guess) => Err(format!("{guess:#?}\n{}\n{terms:?}", told(&history))),
        }
    });
}

#[test]
fn a_list_that_no_target_may_show_is_rejected_under_its_clause() {
    let found: RefCell<BTreeSet<&str>> = RefCell::default();
    hold(3000, |stream| {
        let mut choices = Choices::new(stream.iter().rev().copied().collect());
        let (mut history, terms, _) = Machine::new(stream).run();
        let Some(mutation) = mutation::mutate(&mut history, &mut choices) else {
            return Ok(());
        };
        let judgement = judge_case(&history, &terms);
        let is_it = |violation: &Violation| {
            let clause = violation.clause.to_string();
            violation.symptom == mutation.label.step() && mutation.clause.contains(&clause)
        };
        if judgement.violations.iter().any(is_it) {
            found.borrow_mut().insert(mutation.clause);
            return Ok(());
        }
        let violations = judgement.violations;
        let history = told(&history);
        Err(format!(
            "{mutation:?} {violations:#?}\n{history}\n{terms:?}"
        ))
    });
    let found = found.into_inner();
    let missing = mutation::CLAUSES.iter().filter(|one| !found.contains(*one));
    assert_eq!(missing.collect::<Vec<_>>(), Vec::<&&str>::new());
}

fn told(history: &History) -> String {
    let told: Vec<String> = history.operations.iter().map(tell).collect();
    told.join("\n")
}

fn tell(operation: &Operation) -> String {
    let act = match &operation.act {
        Act::Command(Command::Typed(request)) => {
            let body = String::from_utf8(json::write(&request.to_document()));
            format!("{} {}", request.action(), body.expect("JSON is text"))
        }
        Act::Command(Command::Raw { body, .. }) => String::from_utf8_lossy(body).into_owned(),
        act => format!("{act:?}"),
    };
    let outcome = match &operation.outcome {
        Outcome::Replied(Reply::Response { response, .. }) => {
            String::from_utf8(json::write(&response.to_document())).expect("JSON is text")
        }
        Outcome::Replied(Reply::Exception(exception)) => exception.kind.to_string(),
        outcome => format!("{outcome:?}"),
    };
    let (start, end) = (operation.target_time.start, operation.target_time.end);
    format!("{} {start:?}..{end:?} {act} -> {outcome}", operation.label)
}

//! The steps that the search for a true minimum chooses from.
//!
//! They are few: small maxima, few players, each form of each command once, and whatever the
//! plan says that is to be beaten. New players come in the order of their names, so that no two
//! plans differ by names alone.

use std::collections::BTreeSet;

use crate::api::game_session::PlayerSessionCreationPolicy;
use crate::history::Label;
use crate::plan::step::{
    Changes, Creation, DataMap, GameQuery, GameSessionHandle, GameSessionRef, Offset, Period, Plan,
    PlanStep, PlayerQuery, PlayerSessionRef, Step, Text, Wait,
};

/// How many players who were named before are named again.
const KNOWN_MAX: usize = 2;

/// The steps that plans are made of.
#[derive(Clone, Debug)]
pub(super) struct Vocabulary {
    maxima: BTreeSet<i64>,
    sizes: BTreeSet<usize>,
    /// Players out of the ordinary.
    odd_players: BTreeSet<Text>,
    /// Player data, plain data among it.
    data: BTreeSet<Text>,
    limits: BTreeSet<Option<i64>>,
    /// What is no game session of the plan.
    elsewhere: BTreeSet<GameSessionRef>,
    game_sessions: u32,
    /// The periods that the plan waits for.
    periods: BTreeSet<Period>,
    /// The steps of the plan that is to be beaten, but those that name what another step made.
    given: Vec<Step>,
}

impl Vocabulary {
    /// Returns the steps to beat a plan with.
    pub(super) fn of(plan: &Plan) -> Self {
        let mut vocabulary = Self {
            maxima: BTreeSet::from([0, 1, 2]),
            sizes: BTreeSet::from([1, 2]),
            odd_players: BTreeSet::new(),
            data: BTreeSet::from([Text::Exact("data".to_owned())]),
            limits: BTreeSet::from([None]),
            elsewhere: BTreeSet::from([GameSessionRef::Unknown]),
            game_sessions: 1,
            periods: BTreeSet::from([Period::Reservation]),
            given: Vec::new(),
        };
        for step in &plan.steps {
            vocabulary.learn(&step.step);
        }
        vocabulary
    }

    fn learn(&mut self, step: &Step) {
        self.maxima.extend(step.maximum());
        if let Step::CreateGameSession(creation) = step {
            self.game_sessions = self.game_sessions.max(creation.handle.0);
        }
        if let Step::DescribePlayerSessions(query) = step {
            self.limits.insert(query.paging.limit);
        }
        if let Some((game_session, players)) = step.call() {
            self.sizes.insert(players.len());
            let odd = players.iter().filter(|player| !is_plain(player));
            self.odd_players.extend(odd.cloned());
            if !matches!(game_session, GameSessionRef::Handle(_)) {
                self.elsewhere.insert(game_session);
            }
        }
        let values = step.data().into_iter().filter_map(|(_, value)| value);
        self.data.extend(values.cloned());
        if let Step::Wait(wait) = step {
            self.periods.insert(wait.period);
        } else if step.player_session().is_none() {
            self.given.push(step.clone());
        }
    }

    /// Returns the steps that can come after those of a plan.
    pub(super) fn steps(&self, plan: &Plan) -> Vec<Step> {
        let creations = plan.steps.iter().filter(|step| creates_game_session(step));
        let opened = u32::try_from(creations.count()).unwrap_or(u32::MAX);
        let mut steps = Vec::new();
        if opened < self.game_sessions {
            let handle = GameSessionHandle(opened + 1);
            let create = |maximum: &i64| Step::CreateGameSession(Creation::new(handle, *maximum));
            steps.extend(self.maxima.iter().map(create));
        }
        for number in 1..=opened {
            self.about(GameSessionHandle(number), plan, &mut steps);
        }
        let newcomer = newcomers(plan, 1);
        for game_session in &self.elsewhere {
            steps.push(single(*game_session, newcomer[0].clone(), None));
            steps.push(batch(*game_session, newcomer.clone(), DataMap::Absent));
        }
        follow_ups(plan, &mut steps);
        self.waits(plan, &mut steps);
        for step in &self.given {
            let is_in_turn = |creation: &Creation| creation.handle.0 == opened + 1;
            let is_apt = !matches!(step, Step::CreateGameSession(one) if !is_in_turn(one));
            if is_apt && !steps.contains(step) {
                steps.push(step.clone());
            }
        }
        steps
    }

    /// Adds the waits for the periods that steps of a plan begin.
    fn waits(&self, plan: &Plan, steps: &mut Vec<Step>) {
        for step in &plan.steps {
            let Some(period) = begun_by(&step.step).filter(|one| self.periods.contains(one)) else {
                continue;
            };
            let wait = |offset| {
                Step::Wait(Wait {
                    deadline_of: step.label,
                    period,
                    offset,
                })
            };
            steps.extend([Offset::Before, Offset::After].map(wait));
        }
    }

    /// Adds the steps about one game session.
    fn about(&self, handle: GameSessionHandle, plan: &Plan, steps: &mut Vec<Step>) {
        let game_session = GameSessionRef::Handle(handle);
        steps.push(Step::Activate(handle));
        self.calls(game_session, plan, steps);
        let limits = self.limits.iter();
        let query = PlayerQuery::of(game_session);
        let query = |limit: &Option<i64>| query.clone().in_pages(*limit);
        steps.extend(limits.map(|limit| Step::DescribePlayerSessions(query(limit))));
        steps.push(Step::DescribeGameSessions(GameQuery::one(game_session)));
        let changes = self.maxima.iter().map(|maximum| Changes::maximum(*maximum));
        let policies = [
            PlayerSessionCreationPolicy::DenyAll,
            PlayerSessionCreationPolicy::AcceptAll,
        ];
        let changes = changes.chain(policies.map(Changes::policy));
        steps.extend(changes.map(|changes| Step::UpdateGameSession {
            game_session,
            changes,
        }));
        steps.push(Step::EndProcess(handle));
    }

    /// Adds the calls for one game session.
    fn calls(&self, game_session: GameSessionRef, plan: &Plan, steps: &mut Vec<Step>) {
        for size in &self.sizes {
            let players = newcomers(plan, *size);
            steps.push(batch(game_session, players, DataMap::Absent));
        }
        let newcomer = newcomers(plan, 1).remove(0);
        let nobody = Text::Scoped("nobody".to_owned());
        for data in &self.data {
            let given = single(game_session, newcomer.clone(), Some(data.clone()));
            steps.push(given);
            for key in [&newcomer, &nobody] {
                let map = DataMap::Entries(vec![(key.clone(), Some(data.clone()))]);
                steps.push(batch(game_session, vec![newcomer.clone()], map));
            }
        }
        steps.push(single(game_session, newcomer.clone(), None));
        let twice = vec![newcomer.clone(), newcomer.clone()];
        steps.push(batch(game_session, twice, DataMap::Absent));
        let known = known(plan);
        for player in known.iter().chain(&self.odd_players) {
            steps.push(single(game_session, player.clone(), None));
            let alone = vec![player.clone()];
            steps.push(batch(game_session, alone, DataMap::Absent));
            let together = vec![player.clone(), newcomer.clone()];
            steps.push(batch(game_session, together, DataMap::Absent));
        }
    }
}

/// Adds the steps that name what calls have made.
fn follow_ups(plan: &Plan, steps: &mut Vec<Step>) {
    for step in &plan.steps {
        let Some((_, players)) = step.step.call() else {
            continue;
        };
        for (position, _) in (0..).zip(players).take(KNOWN_MAX) {
            let session = PlayerSessionRef {
                created_by: step.label,
                position,
            };
            steps.extend([Step::Accept(session), Step::Remove(session)]);
        }
    }
}

/// Returns the period that a step begins, `None` where it begins none.
fn begun_by(step: &Step) -> Option<Period> {
    if step.call().is_some() {
        Some(Period::Reservation)
    } else if matches!(step, Step::CreateGameSession(_)) {
        Some(Period::Activation)
    } else {
        matches!(step, Step::EndProcess(_)).then_some(Period::Retention)
    }
}

/// Returns the label of the step that comes after those of a plan.
pub(super) fn next_label(plan: &Plan) -> Label {
    Label(plan.steps.last().map_or(0, |step| step.label.0) + 1)
}

fn creates_game_session(step: &PlanStep) -> bool {
    matches!(step.step, Step::CreateGameSession(_))
}

fn batch(game_session: GameSessionRef, players: Vec<Text>, data: DataMap) -> Step {
    Step::CreatePlayerSessions {
        game_session,
        players,
        data,
    }
}

fn single(game_session: GameSessionRef, player: Text, data: Option<Text>) -> Step {
    Step::CreatePlayerSession {
        game_session,
        player,
        data,
    }
}

/// Returns the players whom a plan names first, each once.
fn known(plan: &Plan) -> Vec<Text> {
    let mut known: Vec<Text> = Vec::new();
    for player in named(plan) {
        if known.len() < KNOWN_MAX && !known.contains(player) {
            known.push(player.clone());
        }
    }
    known
}

/// Returns the next players whom a plan does not name yet.
fn newcomers(plan: &Plan, count: usize) -> Vec<Text> {
    let last = named(plan).filter_map(number).max().unwrap_or(0);
    let numbers = (last + 1..).take(count);
    numbers
        .map(|number| Text::Scoped(format!("p-{number}")))
        .collect()
}

fn named(plan: &Plan) -> impl Iterator<Item = &Text> {
    let calls = plan.steps.iter().filter_map(|step| step.step.call());
    calls.flat_map(|(_, players)| players)
}

fn is_plain(player: &Text) -> bool {
    number(player).is_some()
}

/// Returns the number of a player with a plain name.
fn number(player: &Text) -> Option<u32> {
    if let Text::Scoped(text) = player {
        text.strip_prefix("p-")?.parse().ok()
    } else {
        None
    }
}

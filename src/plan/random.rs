//! Random plans: proptest draws the values and the steps, and what the model predicts steers.
//!
//! At each step some candidates are drawn that make sense in the predicted state, and the one is
//! likely whose situation, or whose kinds of values, have come about least often. A plan that
//! waits is steered by the edge phase and by itself alone, so that it can be made out of turn.

mod actions;
mod broken;
mod candidates;
mod listings;
mod timely;
mod values;
mod waiting;

use sha2::{Digest, Sha256};

use self::candidates::{KINDS, Kind, Scene};
use self::waiting::Theme;
use super::draw::Draw;
use super::edge::EdgePlan;
use super::forecast::{Coverage, Forecast};
use super::inputs::{Capabilities, Capability, Phases, PlanInputs};
use super::script::Script;
use super::step::{GameSessionHandle, Plan, Step};
use crate::api::action::Action;
use crate::api::game_session::{GameSessionStatus, PlayerSessionCreationPolicy};
use crate::history::Label;
use crate::history::broken::Protocol;
use crate::model::obligation::{CommandClass, Form, Obligation};
use crate::spec::clause::Suite;

/// One random plan in so many waits, where those suites are wanted.
const WAITING_SHARE: u64 = 3;

/// One random plan in so many breaks requests, where those suites are wanted.
const BREAKING_SHARE: u64 = 5;

/// Candidates that are drawn for each step.
const CANDIDATES: usize = 12;

/// How often as many are drawn again where a target does not offer them.
const REDRAWS: usize = 10;

/// Weight of a situation that has not come about yet, beside 1 for one that always has.
const NOVELTY: u64 = 12;

/// Makes random plans; those that don't wait have to be made in turn.
#[derive(Clone, Debug)]
pub(crate) struct RandomPlans {
    inputs: PlanInputs,
    edges: Coverage,
    coverage: Coverage,
}

impl RandomPlans {
    /// Returns the random plans of a run that come after these edge plans.
    pub(crate) fn new<'a>(inputs: &PlanInputs, edges: impl Iterator<Item = &'a EdgePlan>) -> Self {
        let mut coverage = Coverage::default();
        for edge in edges.filter(|edge| inputs.suites.contains(&edge.suite())) {
            coverage.add_plan(&edge.plan);
        }
        Self {
            inputs: inputs.clone(),
            edges: coverage.clone(),
            coverage,
        }
    }

    /// Returns the part of the run that the nth plan belongs to, counted from 0.
    ///
    /// `None` where no part that has random plans is wanted, or none can have a game session.
    pub(crate) fn suite(&self, number: u64) -> Option<Suite> {
        let needed = Capability::Action(Action::CreateGameSession);
        if !self.inputs.capabilities.has(needed) {
            return None;
        }
        let wanted = |suite| self.inputs.suites.contains(&suite).then_some(suite);
        let (core, temporal) = (wanted(Suite::Core), wanted(Suite::Temporal));
        let wire = wanted(Suite::Wire).filter(|_| !self.protocols().is_empty());
        if number % WAITING_SHARE == 1 {
            temporal.or(core).or(wire)
        } else if number % BREAKING_SHARE == 3 {
            wire.or(core).or(temporal)
        } else {
            core.or(temporal).or(wire)
        }
    }

    /// Returns the nth plan, counted from 0.
    pub(crate) fn plan(&mut self, number: u64) -> Plan {
        let suite = self.suite(number);
        let theme = (suite == Some(Suite::Temporal)).then(|| self.theme(number));
        let breaks = suite == Some(Suite::Wire);
        let is_apart = theme.is_some() || breaks;
        let mut coverage = if is_apart {
            self.edges.clone()
        } else {
            std::mem::take(&mut self.coverage)
        };
        let mut author = Author {
            draw: Draw::from_seed(&self.seed(number)),
            forecast: Forecast::new(),
            script: Script::default(),
            coverage: &mut coverage,
            player_count: 0,
            protocols: if breaks { self.protocols() } else { Vec::new() },
            capabilities: &self.inputs.capabilities,
            left_alone: Vec::new(),
            kinds: theme.map_or(&KINDS, Theme::kinds),
            is_late: false,
        };
        author.write(self.inputs.effort.steps(), theme);
        let plan = author.script.into_plan();
        if !is_apart {
            self.coverage = coverage;
        }
        plan
    }

    /// Returns the seed of the nth plan: a digest of everything that it is a function of.
    fn seed(&self, number: u64) -> [u8; 32] {
        let mut digest = Sha256::new();
        digest.update(env!("CARGO_PKG_VERSION"));
        digest.update([0]);
        digest.update(self.inputs.effort.name());
        let sequential = |suite: &&Suite| **suite != Suite::Concurrent;
        for suite in self.inputs.suites.iter().filter(sequential) {
            digest.update([1]);
            digest.update(suite.name());
        }
        if self.inputs.phases == Phases::Random {
            digest.update([3]);
        }
        let (beyond, lacking) = self.inputs.capabilities.shaping_plans();
        for (mark, capabilities) in [(2, beyond), (4, lacking)] {
            for capability in capabilities {
                digest.update([mark]);
                digest.update(capability.name());
            }
        }
        digest.update(self.inputs.seed.to_be_bytes());
        digest.update(number.to_be_bytes());
        digest.finalize().into()
    }
}

/// Writes one random plan.
#[derive(Debug)]
struct Author<'a> {
    draw: Draw,
    forecast: Forecast,
    script: Script,
    coverage: &'a mut Coverage,
    player_count: u32,
    /// The protocols in which requests are broken, none for no such plan.
    protocols: Vec<Protocol>,
    capabilities: &'a Capabilities,
    /// The kinds of steps that are drawn, by weight.
    kinds: &'static [(u64, Kind)],
    /// The game sessions that nobody activates before their time, with the steps that open them.
    left_alone: Vec<(GameSessionHandle, Label)>,
    is_late: bool,
}

impl Author<'_> {
    fn write(&mut self, steps: usize, theme: Option<Theme>) {
        let game_sessions = self.draw.weighted(&[(10, 1), (6, 2), (3, 3), (1, 4)]);
        let length = self.draw.between(steps as u64 / 2, steps as u64);
        let length = usize::try_from(length).unwrap_or(steps);
        let (game_sessions, length) = match theme {
            Some(theme) => theme.extent(game_sessions, length, steps),
            None => (game_sessions, length),
        };
        // The last steps describe what the others have led to.
        let end = 2 * game_sessions as usize + theme.map_or(0, Theme::closing);
        let mut body = length.saturating_sub(end).max(3);
        let wait_at = self.draw.between(body as u64 / 3, body as u64 * 2 / 3);
        self.open_game_session(theme.is_some());
        if let Some(theme) = theme {
            self.prepare(theme, body > 6);
        }
        while self.script.steps().len() < body {
            let is_due = self.script.steps().len() as u64 >= wait_at;
            if let Some(theme) = theme
                && self.pass_time(body, is_due)
            {
                body = self.until_time_is_up(theme, body);
                continue;
            }
            self.is_late = self.script.steps().len() * 3 >= body * 2;
            let draw = |scene: &mut Scene<'_>| scene.candidate();
            let Some(step) = self.choose(game_sessions, draw) else {
                break;
            };
            let step = self.broken(&step).unwrap_or(step);
            self.push(step.clone());
            self.activate(&step);
            if self.script.steps().len() >= body {
                break;
            }
            match self.draw.between(1, 3) {
                1 => {
                    if let Some(look) = self.look_after(&step) {
                        self.push(look);
                    }
                }
                2 => self.probe(&step, game_sessions),
                _ => {}
            }
        }
        if let Some(theme) = theme {
            self.conclude(theme);
        }
        self.look_at_everything();
    }

    /// Opens the first game session; one that is waited in takes somebody in right away.
    fn open_game_session(&mut self, waits: bool) {
        let handle = self.script.next_game_session();
        // It comes to be whatever the answer to U-19 is.
        let maximum = values::legal_maximum(&mut self.draw).max(i64::from(waits));
        self.push(actions::create_game_session(handle, maximum));
        // Some stay ACTIVATING until activation is drawn.
        let stays = self.draw.is_one_in(3) && !waits;
        if !stays || self.capabilities.has(Capability::SelfActivation) {
            self.push(Step::Activate(handle));
        }
    }

    /// Waits for a game session of a further creation where it becomes ACTIVE by itself.
    fn activate(&mut self, step: &Step) {
        if let Step::CreateGameSession(creation) = step
            && self.capabilities.has(Capability::SelfActivation)
        {
            self.push(Step::Activate(creation.handle));
        }
    }

    /// Appends a step, unless the target does not offer it.
    fn push(&mut self, step: Step) {
        if self.capabilities.lacking(&step).is_some() {
            return;
        }
        self.coverage.add(&self.forecast, &step);
        self.script.push(step);
        if let Some(step) = self.script.steps().last() {
            self.forecast.follow(step);
        }
    }

    /// Draws some candidates and chooses one, the likelier the less often its situation came about.
    ///
    /// `None` where the target offers none of many.
    fn choose(
        &mut self,
        game_sessions: u32,
        draw: impl Fn(&mut Scene<'_>) -> Step,
    ) -> Option<Step> {
        let mut candidates = Vec::new();
        for _ in 0..CANDIDATES * REDRAWS {
            if candidates.len() == CANDIDATES {
                break;
            }
            let mut scene = Scene {
                draw: &mut self.draw,
                forecast: &self.forecast,
                opened: self.script.next_game_session().0 - 1,
                game_sessions,
                kinds: self.kinds,
                left_alone: &self.left_alone,
                aliases: self.script.alias_count(),
                is_late: self.is_late,
                player_count: self.player_count,
            };
            let candidate = draw(&mut scene);
            let player_count = scene.player_count;
            if self.capabilities.lacking(&candidate).is_some() {
                continue;
            }
            let weight = self.weight(&candidate);
            candidates.push((weight, (candidate, player_count)));
        }
        if candidates.is_empty() {
            return None;
        }
        let (step, player_count) = self.draw.pick(candidates);
        self.player_count = player_count;
        Some(step)
    }

    /// Returns the description that shows what a step has changed, `None` where nothing has.
    fn look_after(&self, step: &Step) -> Option<Step> {
        if let Step::Accept(session) | Step::Remove(session) = step {
            let [players, _] = actions::look_at(self.forecast.home(*session)?.0);
            return Some(players);
        }
        actions::look_after(step)
    }

    /// Asks somebody in where a step has changed who can come in.
    fn probe(&mut self, step: &Step, game_sessions: u32) {
        let changed = match step {
            Step::UpdateGameSession { game_session, .. }
            | Step::TerminateGameSession { game_session, .. } => game_session.handle(),
            Step::Activate(handle)
            | Step::SetPolicy {
                game_session: handle,
                ..
            }
            | Step::EndProcess(handle) => Some(*handle),
            Step::Accept(session) | Step::Remove(session) => self.forecast.home(*session),
            Step::CreateGameSession { .. }
            | Step::CreatePlayerSessions { .. }
            | Step::CreatePlayerSession { .. }
            | Step::DescribePlayerSessions(_)
            | Step::DescribeGameSessions(_)
            | Step::SearchGameSessions(_)
            | Step::CreateAlias { .. }
            | Step::Broken(_)
            | Step::Stray(_)
            | Step::Wait(_) => None,
        };
        if let Some(handle) = changed {
            let step = self.choose(game_sessions, |scene| scene.call(handle));
            if let Some(step) = step {
                self.push(step);
            }
        }
    }

    fn weight(&self, candidate: &Step) -> u64 {
        let rarest = self.coverage.rarest(&self.forecast, candidate);
        let values = rarest.map_or(0, novelty);
        let sequels = self.coverage.sequels(&self.forecast, candidate);
        let sequel = sequels.map_or(0, novelty) / 2;
        let Some(situation) = self.forecast.obligation(candidate) else {
            // No obligation speaks of it: as if it had come about often.
            return 1 + values / 2 + sequel;
        };
        let novelty = 1 + 2 * novelty(self.coverage.count(situation)) + values + sequel;
        let weight = match reasons_to_refuse(situation) {
            0 => 3,
            1 => 2,
            _ => 1,
        };
        weight * novelty
    }

    fn look_at_everything(&mut self) {
        for number in 1..self.script.next_game_session().0 {
            let [players, game_session] = actions::look_at(number);
            self.push(players);
            self.push(game_session);
        }
    }
}

/// Returns what trying something is worth that has come about so often.
fn novelty(count: u64) -> u64 {
    NOVELTY / (1 + count * count)
}

/// Returns for how many reasons a command is refused; a refusal for one shows the most.
fn reasons_to_refuse(situation: Obligation) -> u32 {
    let CommandClass::Create(form, _) = situation.command else {
        return 0;
    };
    u32::from(situation.status != GameSessionStatus::Active)
        + u32::from(situation.policy != PlayerSessionCreationPolicy::AcceptAll)
        + u32::from(!situation.open.is_enough())
        + u32::from(form == Form::Batch26)
}

#[cfg(test)]
mod tests;

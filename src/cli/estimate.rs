//! What a run would do and cost, said before anything is sent.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use super::access::Access;
use super::settings::TargetSettings;
use super::values::TargetChoice;
use crate::api::action::Action;
use crate::findings::regression::Regression;
use crate::model::terms::Terms;
use crate::plan::generate::Planner;
use crate::plan::inputs::{Capability, PlanInputs};
use crate::plan::outline::Outline;
use crate::plan::shared::{SLOTS_MAX, slots};
use crate::runner::schedule::WAITING_MAX;
use crate::target::rates::{Rate, Rates};

/// An example of what AWS asks for a game session that is placed on an Anywhere fleet, in dollars.
const GAME_SESSION_PRICE: f64 = 0.0012;

/// An example of what it asks for a minute of a server process's connection, in dollars.
const CONNECTION_MINUTE_PRICE: f64 = 0.000_011;

/// The random cases that stand for those of a run without an end.
const ENDLESS_SAMPLE: u64 = 1_000;

/// How a run in game sessions of others takes less time.
const QUICKER: &str =
    "further --game-session ids share the players; --suite and --only do with fewer of them";

/// What a run would do.
#[derive(Clone, Debug)]
pub(super) struct Estimate {
    outline: Outline,
    /// For how long game-server processes would be connected, all together.
    connected: Duration,
    /// For how long cases would wait for deadlines.
    waiting: Duration,
    /// How many players would be let into game sessions that others use, too.
    slots: usize,
    /// For how long each of them holds a slot.
    deadline: Duration,
    is_endless: bool,
}

impl Estimate {
    /// Makes the plans of a run, and returns what they and the regressions come to.
    pub(super) fn of(
        (inputs, regressions): (&PlanInputs, &[Arc<Regression>]),
        rates: Option<Rates>,
        terms: &Terms,
    ) -> Self {
        let is_endless = inputs.random_cases().is_none();
        let mut inputs = inputs.clone();
        if is_endless {
            inputs.cases = Some(ENDLESS_SAMPLE);
        }
        let deadline = terms.reservation_timeout + terms.tolerance;
        let mut outline = Outline::default();
        let mut connected = Duration::ZERO;
        let is_shared = inputs.capabilities.has(Capability::SharedGameSessions);
        let mut players = 0;
        let kept = regressions.iter().map(|one| one.plan.clone());
        let plans = kept.chain(Planner::new(inputs).map(|numbered| numbered.plan));
        for plan in plans {
            let mut one = Outline::of(&plan, terms);
            if is_shared {
                players += slots(&plan);
                one.requests.remove(&Action::CreateGameSession);
            }
            let case = pace(&one, rates) + one.waiting;
            let hosts = one.count(Action::CreateGameSession);
            connected += case.saturating_mul(u32::try_from(hosts).unwrap_or(u32::MAX));
            outline.add(one);
        }
        let rounds = outline.waiting_cases.div_ceil(WAITING_MAX as u64);
        let rounds = u32::try_from(rounds).unwrap_or(u32::MAX);
        Self {
            connected,
            waiting: outline.waiting.saturating_mul(rounds),
            outline,
            slots: players,
            deadline,
            is_endless,
        }
    }

    /// Returns the estimate in words, a line for each thing.
    pub(super) fn describe(&self, inputs: &PlanInputs, target: &TargetSettings) -> String {
        let outline = &self.outline;
        let mut text = String::new();
        let mut line = |head: &str, what: String| {
            let _ = writeln!(text, "{head:<11}{what}");
        };
        let place = match &target.choice {
            TargetChoice::Embedded => "the embedded emulator".to_owned(),
            TargetChoice::Url(url) if target.access.is_real_account => {
                format!("{url}, a real account in {}", target.access.region)
            }
            TargetChoice::Url(url) => url.clone(),
            TargetChoice::OfAdapter => "the endpoint that the adapter names".to_owned(),
        };
        line("target", place);
        let sample = if self.is_endless {
            format!(", of which the first {ENDLESS_SAMPLE} random ones are counted here")
        } else {
            String::new()
        };
        line(
            "plan",
            format!(
                "{} cases{sample} · effort {} · seed {}",
                outline.cases, inputs.effort, inputs.seed
            ),
        );
        line(
            "requests",
            format!(
                "at least {} · {} moves of game servers",
                outline.total(),
                outline.moves
            ),
        );
        for (action, count) in &outline.requests {
            line("", format!("{count:>8} {action}"));
        }
        line("creates", self.creates(target));
        if target.is_guest() {
            line("quicker", QUICKER.to_owned());
        }
        if let Some(cost) = self.cost(&target.access, inputs) {
            line("cost", cost);
        }
        line("duration", self.duration(&target.access));
        text
    }

    fn creates(&self, target: &TargetSettings) -> String {
        let provision = target.provision.as_ref();
        let given = provision.map_or(0, |one| one.game_sessions().len());
        if given > 0 {
            let rounds = self.slots.div_ceil(SLOTS_MAX * given);
            let rounds = u32::try_from(rounds).unwrap_or(u32::MAX);
            return format!(
                "up to {} player sessions and nothing else, at most {SLOTS_MAX} at a time in a game session: {} until all have timed out",
                self.slots,
                words(self.deadline.saturating_mul(rounds)),
            );
        }
        format!(
            "up to {} game sessions, one after the other gone · {} fleets, locations and computes for the run",
            self.outline.count(Action::CreateGameSession),
            self.outline.fleets
        )
    }

    fn cost(&self, access: &Access, inputs: &PlanInputs) -> Option<String> {
        if inputs.capabilities.has(Capability::SharedGameSessions) {
            return None;
        }
        access.is_real_account.then(|| {
            let sessions = self.outline.count(Action::CreateGameSession);
            let minutes = self.connected.as_secs().div_ceil(60);
            #[expect(clippy::cast_precision_loss, reason = "a price is no more exact than that")]
            let dollars =
                sessions as f64 * GAME_SESSION_PRICE + minutes as f64 * CONNECTION_MINUTE_PRICE;
            format!(
                "about ${dollars:.2}: {sessions} game sessions at ${GAME_SESSION_PRICE}, about {minutes} process minutes at ${CONNECTION_MINUTE_PRICE}\n\
                 {:11}these prices are examples; those of your Region and day may differ",
                ""
            )
        })
    }

    fn duration(&self, access: &Access) -> String {
        let waiting = match self.waiting {
            Duration::ZERO => String::new(),
            waiting => format!(", and {} of waits", words(waiting)),
        };
        let Some(rates) = access.rates else {
            return format!("as long as the target takes{waiting}");
        };
        let slowest = self
            .outline
            .requests
            .iter()
            .max_by_key(|(action, count)| rates.of(**action).duration_of(**count));
        let Some((action, count)) = slowest else {
            return "none: there is nothing to send".to_owned();
        };
        let rate = rates.of(*action);
        let sending = rate.duration_of(*count);
        let all = rates.account().duration_of(self.outline.total());
        format!(
            "at least {} at {} {action} a second{waiting}\n\
             {:11}shrinking what fails comes on top",
            words(sending.max(all)),
            per_second(rate),
            "",
        )
    }
}

/// Returns how long the requests of one plan take at the rates, where nothing else is sent.
fn pace(outline: &Outline, rates: Option<Rates>) -> Duration {
    let Some(rates) = rates else {
        return Duration::ZERO;
    };
    let each = outline.requests.iter().map(|(action, count)| {
        let count = u32::try_from(*count).unwrap_or(u32::MAX);
        rates.of(*action).interval.saturating_mul(count)
    });
    each.max().unwrap_or_default()
}

fn per_second(rate: Rate) -> String {
    let count = 1.0 / rate.interval.as_secs_f64();
    format!("{count:.1}").trim_end_matches(".0").to_owned()
}

fn words(duration: Duration) -> String {
    match duration.as_secs() {
        0 => "less than a second".to_owned(),
        seconds @ 1..=119 => format!("{seconds} s"),
        seconds @ 120..=7199 => format!("{} min", seconds.div_ceil(60)),
        seconds => format!(
            "{:.1} h",
            Duration::from_secs(seconds).as_secs_f64() / 3600.0
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_told_in_the_unit_that_fits() {
        for (seconds, text) in [
            (0, "less than a second"),
            (119, "119 s"),
            (121, "3 min"),
            (7200, "2.0 h"),
        ] {
            assert_eq!(words(Duration::from_secs(seconds)), text);
        }
    }

    #[test]
    fn an_endless_run_is_estimated_by_a_sample() {
        let inputs = PlanInputs {
            effort: crate::plan::inputs::Effort::Soak,
            ..PlanInputs::default()
        };
        let estimate = Estimate::of(
            (&inputs, &[]),
            Some(Rates::BelowPublished),
            &Terms::default(),
        );
        assert!(estimate.is_endless);
        assert!(estimate.outline.cases > ENDLESS_SAMPLE);
        assert!(estimate.connected > estimate.waiting);
    }
}

//! Tests of shrinking, on functions from acts to outcomes with a bug in them.

use super::*;
use crate::api::game_session::PlayerSessionCreationPolicy;
use crate::api::player_session::PlayerSessionStatus;
use crate::api::reply::{Reply, Response};
use crate::check::case::judge_case;
use crate::history::broken::{Breakage, Protocol, Spoil, Whole};
use crate::history::{Command, Outcome};
use crate::model::call::Call;
use crate::model::predict::Predictor;
use crate::model::state::State;
use crate::plan::generate::{Phase, Planner};
use crate::plan::inputs::PlanInputs;
use crate::plan::rehearsal::{Target, predicted, rehearse};
use crate::plan::script::{Script, player};
use crate::plan::step::{DataMap, Text};
use crate::spec::id::ClauseId;

/// One player more is let in than the maximum says.
fn one_too_many(predictor: &mut Predictor, act: &Act) -> Outcome {
    pretending(predictor, act, |state| state.maximum += 1)
}

/// The same, in game sessions for three players or more only.
fn one_too_many_of_three(predictor: &mut Predictor, act: &Act) -> Outcome {
    pretending(predictor, act, |state| {
        state.maximum += i64::from(state.maximum >= 3);
    })
}

/// The same, once a player has been accepted.
fn one_too_many_after_acceptance(predictor: &mut Predictor, act: &Act) -> Outcome {
    pretending(predictor, act, |state| {
        let is_active = |status: PlayerSessionStatus| status == PlayerSessionStatus::Active;
        let somebody = state
            .reservations
            .iter()
            .any(|known| known.statuses.iter().any(is_active));
        state.maximum += i64::from(somebody);
    })
}

/// The policy is stored and has no effect.
fn policy_without_effect(predictor: &mut Predictor, act: &Act) -> Outcome {
    pretending(predictor, act, |state| {
        state.policy = PlayerSessionCreationPolicy::AcceptAll;
    })
}

/// Player data is taken and forgotten.
fn forgetful(predictor: &mut Predictor, act: &Act) -> Outcome {
    let mut outcome = predictor.predict(act);
    let Outcome::Replied(Reply::Response { response, .. }) = &mut outcome else {
        return outcome;
    };
    if let Response::CreatePlayerSession(Some(session)) = response {
        session.player_data = None;
    }
    if let Response::CreatePlayerSessions(sessions)
    | Response::DescribePlayerSessions {
        player_sessions: sessions,
        ..
    } = response
    {
        for session in sessions {
            session.player_data = None;
        }
    }
    outcome
}

/// A reservation never times out.
fn patient(predictor: &mut Predictor, act: &Act) -> Outcome {
    if let Act::Command(command) = act
        && let Some(call) = Call::read(command)
    {
        let outcome = predictor.predict(act);
        if let Some(state) = predictor.game_session_mut(&call.game_session_id) {
            state
                .reservations
                .iter_mut()
                .for_each(|known| known.deadline = None);
        }
        return outcome;
    }
    predictor.predict(act)
}

/// Lets a call, and nothing else, see the game session as `change` has it.
fn pretending(predictor: &mut Predictor, act: &Act, change: fn(&mut State)) -> Outcome {
    let call = match act {
        Act::Command(command) => Call::read(command),
        Act::Provide(_) | Act::Move(_) | Act::Advance => None,
    };
    let Some(id) = call.map(|call| call.game_session_id) else {
        return predictor.predict(act);
    };
    let mut kept = None;
    if let Some(state) = predictor.game_session_mut(&id) {
        kept = Some((state.maximum, state.policy));
        change(state);
    }
    let outcome = predictor.predict(act);
    if let (Some(state), Some((maximum, policy))) = (predictor.game_session_mut(&id), kept) {
        (state.maximum, state.policy) = (maximum, policy);
    }
    outcome
}

/// What came of shrinking.
struct Shrunk {
    plan: String,
    commands: u64,
}

/// Shrinks the first violation of a clause that random plans of a seed find.
fn first(clause: &str, target: Target<'_>, seed: u64) -> Shrunk {
    let (plan, history, violation) = finding(clause, target, seed);
    shrink(plan, history, &violation, target)
}

/// Returns the first violation of a clause that random plans of a seed find, with its case.
fn finding(clause: &str, target: Target<'_>, seed: u64) -> (Plan, History, Violation) {
    let inputs = PlanInputs {
        seed,
        cases: Some(100),
        ..PlanInputs::default()
    };
    for numbered in Planner::new(inputs).filter(|plan| plan.phase == Phase::Random) {
        let history = rehearse(&numbered.plan, target);
        let judgement = judge_case(&history, &Terms::default());
        let is_wanted = |violation: &&Violation| violation.clause == ClauseId::of(clause);
        if let Some(violation) = judgement.violations.iter().find(is_wanted) {
            return (numbered.plan, history, violation.clone());
        }
    }
    panic!("no plan of seed {seed} finds {clause}");
}

fn shrink(plan: Plan, history: History, violation: &Violation, target: Target<'_>) -> Shrunk {
    let shrinker = shrinker(plan, history, violation, target);
    Shrunk {
        plan: brief(&shrinker.smallest().plan),
        commands: shrinker.commands_spent(),
    }
}

/// Returns a shrinker that has nothing left to try.
fn shrinker(plan: Plan, history: History, violation: &Violation, target: Target<'_>) -> Shrinker {
    let mut shrinker = Shrinker::new(plan, history, violation.clone(), &Terms::default());
    while let Some(candidate) = shrinker.next_candidate() {
        let history = rehearse(&candidate, target);
        let judgement = judge_case(&history, &Terms::default());
        shrinker.feed(history, &judgement);
    }
    let smallest = shrinker.smallest();
    assert_eq!(smallest.violation.clause, violation.clause);
    assert_eq!(smallest.violation.shape, violation.shape);
    assert_eq!(rehearse(&smallest.plan, target), smallest.history);
    shrinker
}

/// Tells a plan in a line.
fn brief(plan: &Plan) -> String {
    let steps = plan.steps.iter();
    steps
        .map(|step| tell(&step.step))
        .collect::<Vec<_>>()
        .join(", ")
}

fn tell(step: &Step) -> String {
    match step {
        Step::CreateGameSession(creation) => format!("maximum {}", creation.maximum),
        Step::CreatePlayerSessions { players, data, .. } => match data {
            DataMap::Absent => format!("batch of {}", players.len()),
            DataMap::Null | DataMap::Entries(_) => format!("batch of {} with data", players.len()),
        },
        Step::CreatePlayerSession { data, .. } => match data {
            None => "single".to_owned(),
            Some(_) => "single with data".to_owned(),
        },
        Step::DescribePlayerSessions(_) => "players?".to_owned(),
        Step::DescribeGameSessions(_) => "game session?".to_owned(),
        Step::SearchGameSessions(_) => "search".to_owned(),
        Step::UpdateGameSession { changes, .. } => {
            format!("update {:?} {:?}", changes.maximum, changes.policy)
        }
        Step::TerminateGameSession { mode, .. } => format!("terminate {}", mode.name()),
        Step::CreateAlias { .. } => "alias".to_owned(),
        Step::SetPolicy { policy, .. } => format!("set {policy}"),
        Step::Activate(_) => "activate".to_owned(),
        Step::Accept(_) => "accept".to_owned(),
        Step::Remove(_) => "remove".to_owned(),
        Step::Stray(_) => "stray".to_owned(),
        Step::EndProcess(_) => "end".to_owned(),
        Step::Broken(broken) => format!("broken {}", tell(&broken.request)),
        Step::Wait(wait) => format!("wait {:?}", wait.offset),
    }
}

/// Shrinks what four seeds find first to one of `plans`; either form of a call for one player
/// is fine.
#[track_caller]
fn check(clause: &str, target: Target<'_>, plans: &[&str], commands_max: u64) {
    for seed in 0..4 {
        let shrunk = first(clause, target, seed);
        let plan = shrunk.plan.replace("single", "batch of 1");
        assert!(plans.contains(&plan.as_str()), "seed {seed}: {plan}");
        assert!(
            shrunk.commands <= commands_max,
            "seed {seed}: {}",
            shrunk.commands
        );
    }
}

#[test]
fn a_slot_too_many_shows_with_a_maximum_of_0() {
    check(
        "CPS-09",
        &one_too_many,
        &["maximum 0, activate, batch of 1"],
        20,
    );
}

#[test]
fn a_batch_too_large_shows_with_a_maximum_of_1() {
    check(
        "CPS-10",
        &one_too_many,
        &["maximum 1, activate, batch of 2"],
        20,
    );
}

#[test]
fn a_link_that_goes_too_far_is_struck_off() {
    let plan = "maximum 3, activate, batch of 3, batch of 1";
    check("CPS-09", &one_too_many_of_three, &[plan], 200);
}

#[test]
fn what_the_model_thinks_irrelevant_stays_where_the_target_needs_it() {
    let plan = "maximum 1, activate, batch of 1, accept, batch of 1";
    check("CPS-09", &one_too_many_after_acceptance, &[plan], 200);
}

#[test]
fn a_policy_without_effect_shows_in_four_steps() {
    let plan = "maximum 1, activate, update None Some(DenyAll), batch of 1";
    check("CPS-08", &policy_without_effect, &[plan], 150);
}

#[test]
fn data_that_is_forgotten_shows_in_a_description() {
    let plan = "maximum 1, activate, batch of 1 with data, players?";
    check("CPS-17", &forgetful, &[plan], 20);
}

#[test]
fn a_reservation_that_stays_needs_its_wait() {
    let seen = "maximum 1, activate, batch of 1, wait After, players?";
    let felt = "maximum 1, activate, batch of 1, wait After, batch of 1";
    let tried = "maximum 1, activate, batch of 1, wait After, accept";
    check("CPS-24", &patient, &[seen, felt, tried], 20);
}

/// A broken request is taken as if it were whole.
fn takes_anything(predictor: &mut Predictor, act: &Act) -> Outcome {
    let Act::Command(Command::Broken(broken)) = act else {
        return predictor.predict(act);
    };
    let whole = Command::Typed(broken.request.clone());
    predictor.predict(&Act::Command(whole))
}

#[test]
fn the_request_under_a_broken_one_is_as_small_as_its_breakage_permits() {
    let shrunk = |breakage| {
        let mut script = Script::default();
        let session = script.active(6);
        script.single(session, &player(9));
        let text = |character, count| Text::Repeated { character, count };
        let players: Vec<Text> = ('a'..='c').map(|one| text(one, 1024)).collect();
        let data = players.iter().map(|one| (one.clone(), Some(text('d', 9))));
        let request = Step::CreatePlayerSessions {
            game_session: session.into(),
            players: players.clone(),
            data: DataMap::Entries(data.collect()),
        };
        script.broken(request, breakage, Protocol::Json);
        script.describe_both(session);
        let (plan, target): (Plan, Target<'_>) = (script.into_plan(), &takes_anything);
        let history = rehearse(&plan, target);
        let violation = judge_case(&history, &Terms::default()).violations[0].clone();
        let shrinker = shrinker(plan, history, &violation, target);
        let smallest = &shrinker.smallest().plan;
        let Some(Step::Broken(broken)) = smallest.steps.last().map(|step| &step.step) else {
            panic!("the broken request is last: {}", brief(smallest));
        };
        let (_, players) = broken.request.call().expect("it is a call");
        assert_eq!(players, [player(1)]);
        brief(smallest)
    };
    assert_eq!(
        shrunk(Breakage::Whole(Whole::Truncated)),
        "maximum 1, activate, broken batch of 1"
    );
    assert_eq!(
        shrunk(Breakage::of("PlayerDataMap", Spoil::Bool)),
        "maximum 1, activate, broken batch of 1 with data"
    );
}

#[test]
fn nothing_is_sent_beyond_the_budget() {
    let (plan, history, violation) = finding("CPS-09", &one_too_many_of_three, 0);
    let budget = Budget {
        commands: 20,
        candidates: 100,
    };
    let mut shrinker =
        Shrinker::new(plan.clone(), history, violation, &Terms::default()).with_budget(budget);
    while let Some(candidate) = shrinker.next_candidate() {
        let history = rehearse(&candidate, &one_too_many_of_three);
        let judgement = judge_case(&history, &Terms::default());
        shrinker.feed(history, &judgement);
    }
    assert!((1..=20).contains(&shrinker.commands_spent()));
    assert!(shrinker.smallest().plan.steps.len() <= plan.steps.len());
}

#[test]
fn a_target_that_never_shows_it_again_leaves_the_plan_as_it_was() {
    let (plan, history, violation) = finding("CPS-09", &one_too_many, 0);
    let mut shrinker = Shrinker::new(plan.clone(), history, violation, &Terms::default());
    while let Some(candidate) = shrinker.next_candidate() {
        let history = rehearse(&candidate, &predicted);
        let judgement = judge_case(&history, &Terms::default());
        shrinker.feed(history, &judgement);
    }
    assert_eq!(shrinker.smallest().plan, plan);
    assert!(shrinker.commands_spent() <= 300);
}

#[test]
fn waiting_is_no_command() {
    let mut script = Script::default();
    let session = script.active(1);
    let created = script.batch(session, &[player(1)]);
    script.wait_after(created);
    script.describe_both(session);
    assert_eq!(command_count(&script.into_plan()), 5);
}

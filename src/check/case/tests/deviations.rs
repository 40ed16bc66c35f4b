//! Judgements of targets with deviations: what is accepted, and what is found all the same.

use super::{Story, open, told};
use crate::check::case::{CaseJudgement, judge_accepting};
use crate::spec::id::ClauseId;
use crate::verdict::deviation::{Deviation, Deviations};
use crate::verdict::{Shape, Verdict};

fn deviation(clause: &'static str, shape: Option<&str>) -> Deviation {
    Deviation {
        clause: ClauseId::of(clause),
        shape: shape.map(|shape| Shape::parse(shape).expect("the test writes a shape")),
        reason: "known".to_owned(),
        link: None,
        expires: None,
    }
}

fn judged(story: &str, deviations: &[Deviation]) -> CaseJudgement {
    let story = Story::parse(story);
    let accepted = Deviations(deviations.to_vec());
    judge_accepting(&story.history, &story.terms, &accepted)
}

/// Holds a story against what it shows: `CPS-09 @ 4`, with `accepted` before what is.
#[track_caller]
fn check(story: &str, deviations: &[Deviation], expected: &[&str]) {
    let judgement = judged(story, deviations);
    assert_eq!(judgement.inconclusive, None);
    let place = |violation| told(violation).split(": ").next().map(str::to_owned);
    let accepted = judgement.accepted.iter().filter_map(place);
    let mut found: Vec<String> = accepted.map(|place| format!("accepted {place}")).collect();
    found.extend(judgement.violations.iter().filter_map(place));
    assert_eq!(found, expected);
}

const OVERSOLD: &str = "CreatePlayerSession: expected GameSessionFullException got success";
const REFUSED: &str = "CreatePlayerSession: expected success got GameSessionFullException";

#[test]
fn a_deviation_is_accepted_and_the_next_violation_of_the_case_found() {
    let story = open(
        1,
        "single p1 -> ok
        single p2 -> ok
        players -> p1:RESERVED p2:RESERVED
        single p3 -> ok
        players -> p1:RESERVED p2:RESERVED",
    );
    check(
        &story,
        &[],
        &["CPS-09 @ 4", "CPS-09 @ 6", "CPS-31 @ 6, seen @ 7"],
    );
    check(
        &story,
        &[deviation("CPS-09", Some(OVERSOLD))],
        &[
            "accepted CPS-09 @ 4",
            "accepted CPS-09 @ 6",
            "CPS-31 @ 6, seen @ 7",
        ],
    );
}

#[test]
fn a_clause_that_breaks_in_another_way_is_a_violation_still() {
    let story = open(1, "single p1 -> ok\nsingle p2 -> ok\nbatch p3 -> ok");
    check(
        &story,
        &[deviation("CPS-09", Some(OVERSOLD))],
        &["accepted CPS-09 @ 4", "CPS-09 @ 5"],
    );
    check(
        &story,
        &[deviation("CPS-09", None)],
        &["accepted CPS-09 @ 4", "accepted CPS-09 @ 5"],
    );
    check(
        &story,
        &[deviation("CPS-08", None)],
        &["CPS-09 @ 4", "CPS-09 @ 5"],
    );
}

#[test]
fn a_clause_deviates_where_all_that_breaks_it_is_accepted() {
    let story = open(1, "single p1 -> ok\nsingle p2 -> ok\nbatch p3 -> ok");
    let verdict = |deviation| judged(&story, &[deviation]).verdicts[&ClauseId::of("CPS-09")];
    assert_eq!(verdict(deviation("CPS-09", None)), Verdict::Deviates);
    assert_eq!(verdict(deviation("CPS-09", Some(OVERSOLD))), Verdict::Fail);
}

#[test]
fn a_deviation_with_a_late_symptom_is_accepted_wherever_it_shows() {
    let held = "single p1 -> ok
        wait 61s
        single p2 -> GameSessionFull
        wait 1s
        single p3 -> GameSessionFull";
    let story = open(1, held);
    check(&story, &[], &["CPS-24 @ 4, seen @ 5"]);
    let held_on = deviation("CPS-24", Some(REFUSED));
    check(
        &story,
        std::slice::from_ref(&held_on),
        &["accepted CPS-24 @ 4, seen @ 5"],
    );
    // No time has passed, so that it is not the time-out that is broken.
    let story = open(1, &format!("single p0 -> GameSessionFull\n{held}"));
    check(
        &story,
        &[held_on],
        &["accepted CPS-24 @ 5, seen @ 6", "CPS-34 @ 3"],
    );
}

#[test]
fn what_is_accepted_of_the_rest_does_not_shift_the_blame() {
    let story = open(
        2,
        "single p1 -> ok
        accept p1 -> ok
        remove p1 -> ok
        single p2 -> ok
        single p3 -> GameSessionFull
        update policy=DENY_ALL -> ok
        single p4 -> ok
        players -> p1:COMPLETED p2:RESERVED p4:RESERVED",
    );
    let told = &["CPS-25 @ 5, seen @ 7", "CPS-08 @ 9", "CPS-09 @ 9"];
    check(&story, &[], told);
    check(
        &story,
        &[deviation("CPS-08", None)],
        &["accepted CPS-08 @ 9", "CPS-34 @ 7"],
    );
}

#[test]
fn what_was_found_is_accepted_whole_when_it_is_written_down() {
    for story in [
        "single p1 -> ok\nsingle p2 -> ok\nplayers -> p1:RESERVED\nsingle p3 -> GameSessionFull",
        "single p1 -> ok\nwait 61s\nsingle p2 -> GameSessionFull\nplayers -> p1:TIMEDOUT",
        "single p1=data -> ok\nupdate max=3 -> ok\nsingle p2 -> ok\nplayers -> p1:RESERVED",
        "batch p1 p2 p3 -> ok\nremove p1 -> ok\nsingle p4 -> ok\nplayers -> p4:RESERVED",
    ] {
        let story = open(1, story);
        let found = judged(&story, &[]).violations;
        assert!(!found.is_empty());
        let written = found.iter().map(|violation| Deviation {
            clause: violation.clause,
            shape: Some(violation.shape.clone()),
            ..deviation("CPS-01", None)
        });
        let written: Vec<Deviation> = written.collect();
        let again = judged(&story, &written);
        assert_eq!((again.violations, again.accepted), (Vec::new(), found));
    }
}

//! Judgements of histories that are told as stories.
//!
//! Accepted histories stand beside the nearest rejected ones, clause by clause.

mod aliases;
mod answers;
mod calls;
mod capacity;
mod descriptions;
mod details;
mod deviations;
mod lag;
mod later_answers;
mod legal;
mod listings;
mod lists;
mod endtimes;
mod game_session_answers;
mod lost;
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "what a history of ours does not hold needs no arm"
)]
mod machine;
mod moves;
mod periods;
mod policy;
mod provided;
mod races;
mod replies;
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "a story holds a few of the many requests and replies"
)]
pub(in crate::check) mod story;
mod self_activation;
mod server_policy;
mod shared;
mod strangers;
mod successes;
mod terminations;
mod time;
mod tokens;
mod updates;

use self::story::Story;
use super::{CaseJudgement, judge_case};
use crate::check::follow::Follower;
use crate::history::History;
use crate::spec::id::ClauseId;
use crate::verdict::{Blame, Verdict, Violation};

fn judged(story: &str) -> CaseJudgement {
    let story = Story::parse(story);
    let judgement = judge_case(&story.history, &story.terms);
    follow(&story);
    for violation in &judgement.violations {
        for part in ["psess-1", "arn:", "p1", "data=", "fleet-"] {
            assert!(!violation.detail.contains(part), "{}", violation.detail);
        }
    }
    judgement
}

/// Holds each operation, judged as the last one so far, against the judgement of what there is.
#[track_caller]
fn follow(story: &Story) {
    let mut follower = Follower::default();
    let operations = &story.history.operations;
    let alone = operations.iter().enumerate();
    for (end, last) in alone.filter(|(_, last)| last.client == 0) {
        let history = History {
            operations: operations[..=end].to_vec(),
        };
        let violations = judge_case(&history, &story.terms).violations;
        let expected = violations
            .iter()
            .any(|one| one.symptom == last.label.step());
        assert_eq!(
            follower.is_broken(&history, &story.terms),
            expected,
            "{last:?}"
        );
    }
}

/// Returns the story of an ACTIVE game session; the first line of `rest` has number 3.
fn open(maximum: i64, rest: &str) -> String {
    format!(
        "\ngame-session {maximum} -> ok\nactivate -> ok\n{}",
        rest.trim_start()
    )
}

/// Holds a story against the violations it shows: `conforms`, or one line for each, which is
/// `CPS-09 @ 4` or, with its shape, `CPS-09 @ 4: <shape>`; `, seen @ 6` follows a late symptom.
#[track_caller]
fn check(story: &str, expected: &str) {
    let judgement = judged(story);
    assert_eq!(judgement.inconclusive, None);
    let expected: Vec<&str> = expected
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let found: Vec<String> = judgement.violations.iter().map(told).collect();
    let found: Vec<&str> = if found.is_empty() {
        vec!["conforms"]
    } else {
        // A line without a shape is held against as much as it says.
        let cut = |(index, line)| {
            let is_short = expected
                .get(index)
                .is_some_and(|line: &&str| !line.contains(": "));
            let line: &String = line;
            if is_short {
                line.split(": ").next().unwrap_or(line)
            } else {
                line
            }
        };
        found.iter().enumerate().map(cut).collect()
    };
    let details: Vec<_> = judgement.violations.iter().map(|one| &one.detail).collect();
    assert_eq!(found, expected, "{details:?}");
}

fn told(violation: &Violation) -> String {
    let late = if violation.guilty == violation.symptom {
        String::new()
    } else {
        format!(", seen @ {}", violation.symptom)
    };
    let guess = match violation.blame {
        Blame::Explained => "",
        Blame::Unexplained => "?",
    };
    format!(
        "{}{guess} @ {}{late}: {}",
        violation.clause, violation.guilty, violation.shape
    )
}

/// Holds the answers that a conforming story leaves possible against `U-14: invalid-request`;
/// `none` is a contradiction, `unasked` a context that was not asked.
#[track_caller]
fn answers(story: &str, expected: &str) {
    let judgement = judged(story);
    check(story, "conforms");
    for line in expected
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
    {
        let (context, _) = line.split_once(':').expect("a context and its answers");
        let found = judgement
            .answers
            .iter()
            .find(|(id, _)| id.name() == context);
        let found = match found {
            None => "unasked".to_owned(),
            Some((_, answers)) if answers.is_empty() => "none".to_owned(),
            Some((_, answers)) => answers.iter().cloned().collect::<Vec<_>>().join(" "),
        };
        assert_eq!(format!("{context}: {found}"), line);
    }
}

/// Holds that a conforming story puts these clauses at stake.
#[track_caller]
fn exercises(story: &str, clauses: &str) {
    let judgement = judged(story);
    check(story, "conforms");
    for clause in clauses.split_whitespace() {
        let id = ClauseId::parse(clause).expect("a clause's id");
        assert_eq!(
            judgement.verdicts.get(&id),
            Some(&Verdict::Pass),
            "{clause}"
        );
    }
}

/// Holds that a conforming story does not put these clauses at stake.
#[track_caller]
fn leaves(story: &str, clauses: &str) {
    let judgement = judged(story);
    check(story, "conforms");
    for clause in clauses.split_whitespace() {
        let id = ClauseId::parse(clause).expect("a clause's id");
        assert_eq!(judgement.verdicts.get(&id), None, "{clause}");
    }
}

//! The judgement of one case: its history, split by game session and judged part by part.

use std::collections::{BTreeMap, BTreeSet};

use super::blame::blame;
use super::walk::{Ground, Lift, Track, Walk, faults, walk};
use crate::api::exception::Exception;
use crate::api::ids::GameSessionId;
use crate::api::reply::{Reply, Response};
use crate::api::request::Request;
use crate::history::{Act, Command, History, Label, Operation, Outcome};
use crate::model::absent::{self, Stranger};
use crate::model::answers::Answers;
use crate::model::call::Call;
use crate::model::judgement::{Elsewhere, Illegal, MemberFault, Notes};
use crate::model::read;
use crate::model::terms::Terms;
use crate::spec::catalog::Catalog;
use crate::spec::id::{ClauseId, ContextId};
use crate::verdict::{Blame, Shape, Verdict, Violation};

/// How many symptoms of one game session are traced before the rest is given up.
const SYMPTOMS_MAX: usize = 16;

/// What judging a case yields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaseJudgement {
    /// The violations, in the order of their symptoms.
    pub violations: Vec<Violation>,
    /// The clauses that were exercised.
    pub verdicts: BTreeMap<ClauseId, Verdict>,
    /// The answers that the target may be giving, for each context in which it was asked; none
    /// where it has contradicted itself.
    pub answers: BTreeMap<ContextId, BTreeSet<String>>,
    /// Why the case could not be decided to its end, `None` where it could.
    pub inconclusive: Option<String>,
}

/// Judges the history of one case.
pub fn judge_case(history: &History, terms: &Terms) -> CaseJudgement {
    let sorted = Sorted::of(history);
    let ground = Ground {
        catalog: Catalog::embedded(),
        terms,
        elsewhere: &sorted.elsewhere,
    };
    let mut judgement = Building::default();
    for track in &sorted.tracks {
        judgement.track(track, ground);
    }
    for (position, operation, stranger) in &sorted.strangers {
        judgement.stranger(*position, operation, *stranger, ground.catalog);
    }
    judgement.finish()
}

/// A history sorted by game session.
struct Sorted<'a> {
    tracks: Vec<Track<'a>>,
    strangers: Vec<(usize, &'a Operation, Stranger)>,
    elsewhere: Elsewhere,
}

impl<'a> Sorted<'a> {
    fn of(history: &'a History) -> Self {
        let mut sorted = Self {
            tracks: Vec::new(),
            strangers: Vec::new(),
            elsewhere: Elsewhere::default(),
        };
        for (position, operation) in history.operations.iter().enumerate() {
            sorted.add(position, operation);
        }
        sorted
    }

    fn add(&mut self, position: usize, operation: &'a Operation) {
        let id = match &operation.act {
            Act::Advance => {
                for track in &mut self.tracks {
                    track.operations.push((position, operation));
                }
                return;
            }
            Act::Move(one) => one.game_session_id().as_str().to_owned(),
            Act::Command(Command::Typed(Request::CreateGameSession(_))) => {
                self.tracks.push(Track {
                    game_session_id: created_id(operation).unwrap_or_default(),
                    operations: vec![(position, operation)],
                });
                return;
            }
            Act::Command(command) => match addressed(command) {
                Some(id) => id,
                None => return,
            },
        };
        let Some(index) = self.find(&id, operation) else {
            let known = self
                .tracks
                .first()
                .map(|track| track.game_session_id.as_str());
            let stranger = Stranger::of(&id, known, Catalog::embedded());
            self.strangers.push((position, operation, stranger));
            return;
        };
        let track = &mut self.tracks[index];
        track.operations.push((position, operation));
        for session in returned(operation) {
            self.elsewhere
                .note(position, &track.game_session_id, session);
        }
    }

    /// Finds the game session that an operation is about.
    fn find(&self, id: &str, operation: &Operation) -> Option<usize> {
        let exact = self
            .tracks
            .iter()
            .position(|track| track.game_session_id == id);
        // U-17/bare-id: a target that takes the last part of an id for the id does so in full.
        let is_success = matches!(operation.outcome, Outcome::Replied(Reply::Response { .. }));
        exact.or_else(|| {
            let ends = |track: &Track<'_>| track.game_session_id.ends_with(&format!("/{id}"));
            is_success
                .then(|| self.tracks.iter().position(ends))
                .flatten()
        })
    }
}

fn created_id(operation: &Operation) -> Option<String> {
    match &operation.outcome {
        Outcome::Replied(Reply::Response {
            response: Response::CreateGameSession(Some(session)),
            ..
        }) => session.game_session_id.clone(),
        _ => None,
    }
}

fn addressed(command: &Command) -> Option<String> {
    match command {
        Command::Typed(Request::DescribePlayerSessions(request)) => {
            request.game_session_id.as_ref().map(|id| id.0.clone())
        }
        Command::Typed(Request::DescribeGameSessions(request)) => {
            request.game_session_id.as_ref().map(|id| id.0.clone())
        }
        Command::Typed(Request::UpdateGameSession(request)) => {
            let GameSessionId(id) = &request.game_session_id;
            Some(id.clone())
        }
        Command::Typed(_) | Command::Raw { .. } => {
            Call::read(command).map(|call| call.game_session_id)
        }
    }
}

fn returned(operation: &Operation) -> &[crate::api::player_session::PlayerSession] {
    match &operation.outcome {
        Outcome::Replied(Reply::Response { response, .. }) => match response {
            Response::CreatePlayerSessions(sessions) => sessions,
            Response::CreatePlayerSession(session) => session.as_slice(),
            _ => &[],
        },
        _ => &[],
    }
}

/// A judgement as it grows.
#[derive(Default)]
struct Building {
    violations: Vec<(usize, Violation)>,
    exercised: BTreeSet<ClauseId>,
    answers: BTreeMap<ContextId, BTreeSet<String>>,
    inconclusive: Option<String>,
}

impl Building {
    /// Judges the operations of one game session, going on after each symptom.
    fn track(&mut self, track: &Track<'_>, ground: Ground<'_>) {
        let mut lifts: BTreeSet<Lift> = BTreeSet::new();
        let mut current = walk(track, &lifts, ground);
        for _ in 0..SYMPTOMS_MAX {
            let Some(illegal) = current.illegal.clone() else {
                break;
            };
            let failed = current.reached;
            let Some(verdict) = blame(track, &lifts, failed, &illegal, ground) else {
                self.guess(track, failed, &illegal);
                break;
            };
            for lift in &verdict.lifts {
                self.violations
                    .push(symptom(track, *lift, failed, &illegal));
            }
            lifts.extend(verdict.lifts);
            current = verdict.walk;
        }
        if current.is_overflown {
            self.inconclusive = Some("a game session may be in too many states".to_owned());
        } else if current.illegal.is_some() {
            let why = "a game session shows more violations than are traced in one case";
            self.inconclusive = Some(why.to_owned());
        }
        self.take(track, &current);
    }

    /// Blames the clause that guards the reply, where nothing explains it.
    fn guess(&mut self, track: &Track<'_>, failed: usize, illegal: &Illegal) {
        let Some(clause) = illegal.guards.first() else {
            return;
        };
        let (position, mut violation) = symptom(track, (failed, *clause), failed, illegal);
        violation.blame = Blame::Unexplained;
        self.violations.push((position, violation));
    }

    /// Takes over what a walk has shown.
    fn take(&mut self, track: &Track<'_>, walk: &Walk) {
        for (notes, (position, operation)) in walk.notes.iter().zip(&track.operations) {
            self.notes(notes, *position, operation);
        }
        let mut known: BTreeMap<ContextId, BTreeSet<String>> = BTreeMap::new();
        for (index, belief) in walk.beliefs.iter().enumerate() {
            let asked: BTreeMap<ContextId, BTreeSet<String>> = belief.answers.asked().collect();
            if index == 0 {
                known = asked;
                continue;
            }
            // What one belief was not asked says nothing; what both were, either may be true of.
            known.retain(|context, _| asked.contains_key(context));
            for (context, answers) in asked {
                known
                    .entry(context)
                    .and_modify(|known| known.extend(answers));
            }
        }
        for (context, answers) in known {
            self.answer(context, answers);
        }
    }

    fn answer(&mut self, context: ContextId, answers: BTreeSet<String>) {
        self.answers
            .entry(context)
            .and_modify(|known| *known = known.intersection(&answers).cloned().collect())
            .or_insert(answers);
    }

    fn notes(&mut self, notes: &Notes, position: usize, operation: &Operation) {
        self.exercised.extend(&notes.exercised);
        for fault in faults(notes) {
            self.violations.push((position, member(operation, fault)));
        }
    }

    /// Judges an operation about a game session that is not there.
    fn stranger(
        &mut self,
        position: usize,
        operation: &Operation,
        stranger: Stranger,
        catalog: &'static Catalog,
    ) {
        let Act::Command(command) = &operation.act else {
            return;
        };
        let mut wire = Notes::default();
        if let Outcome::Replied(reply) = &operation.outcome {
            read(command.action(), reply, &mut wire);
        }
        self.notes(&wire, position, operation);
        match absent::judge(command, stranger, &operation.outcome, catalog) {
            Ok((notes, narrowings)) => {
                self.notes(&notes, position, operation);
                let mut answers = Answers::default();
                narrowings
                    .iter()
                    .for_each(|narrowing| answers.narrow(narrowing));
                for (context, answers) in answers.asked() {
                    self.answer(context, answers);
                }
            }
            Err(illegal) => {
                let track = Track {
                    game_session_id: String::new(),
                    operations: vec![(position, operation)],
                };
                for clause in &illegal.guards {
                    self.violations
                        .push(symptom(&track, (0, *clause), 0, &illegal));
                }
            }
        }
    }

    fn finish(mut self) -> CaseJudgement {
        self.violations.sort();
        self.violations.dedup();
        let violations: Vec<Violation> = self
            .violations
            .into_iter()
            .map(|(_, violation)| violation)
            .collect();
        let mut verdicts: BTreeMap<ClauseId, Verdict> = self
            .exercised
            .into_iter()
            .map(|clause| (clause, Verdict::Pass))
            .collect();
        verdicts.extend(
            violations
                .iter()
                .map(|violation| (violation.clause, Verdict::Fail)),
        );
        CaseJudgement {
            violations,
            verdicts,
            answers: self.answers,
            inconclusive: self.inconclusive,
        }
    }
}

fn symptom(
    track: &Track<'_>,
    (guilty, clause): Lift,
    failed: usize,
    illegal: &Illegal,
) -> (usize, Violation) {
    let (position, operation) = track.operations[failed];
    let violation = Violation {
        clause,
        guilty: track.operations[guilty].1.label.step(),
        symptom: operation.label.step(),
        shape: Shape::new(
            name(operation),
            illegal.expected.clone(),
            illegal.actual.clone(),
        ),
        detail: illegal.detail.clone(),
        blame: Blame::Explained,
    };
    (position, violation)
}

fn member(operation: &Operation, fault: &MemberFault) -> Violation {
    let expected = match &operation.outcome {
        Outcome::Replied(Reply::Exception(Exception { kind, .. })) => kind.name(),
        _ => "success",
    };
    let label: Label = operation.label.step();
    Violation {
        clause: fault.clause,
        guilty: label,
        symptom: label,
        shape: Shape::new(
            name(operation),
            vec![expected.to_owned()],
            fault.actual.clone(),
        ),
        detail: fault.detail.clone(),
        blame: Blame::Explained,
    }
}

/// Returns the name of what an operation does, as a shape has it.
fn name(operation: &Operation) -> &'static str {
    match &operation.act {
        Act::Command(command) => command.action().name(),
        Act::Move(one) => one.name(),
        Act::Advance => "Advance",
    }
}

#[cfg(test)]
mod tests;

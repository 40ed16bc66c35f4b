//! What may be answered to a request about the game session itself.

use super::answers::{Narrowing, allowed};
use super::exceptions::{SUCCESS, answering, is_common, is_fault, is_turned_away};
use super::judgement::{Belief, Illegal, Legal, Notes, Scene};
use super::wire;
use crate::api::action::Action;
use crate::api::exception::{Exception, ExceptionKind};
use crate::spec::catalog::Catalog;
use crate::spec::id::{ClauseId, ContextId};

const WIR_08: ClauseId = ClauseId::of("WIR-08");

/// What may be answered.
#[derive(Debug)]
pub(super) struct Permit {
    /// The action.
    pub(super) action: Action,
    /// The clauses that a success breaks; none where a success is legal.
    pub(super) guards: Vec<ClauseId>,
    /// The exceptions that need no answer to a question.
    pub(super) exceptions: Vec<ExceptionKind>,
    /// Those that are the fleet's or the account's, where no question explains them.
    pub(super) circumstances: &'static [ExceptionKind],
    /// The questions whose answers list further exceptions.
    pub(super) contexts: Vec<ContextId>,
    /// The questions among them that arise for certain.
    pub(super) certain: Vec<ContextId>,
    /// The question that a success answers with `separate`, `None` for none.
    pub(super) separate: Option<ContextId>,
    /// The clause that an unexpected refusal breaks.
    pub(super) plain: ClauseId,
}

impl Permit {
    /// Returns one that permits a success and nothing else.
    pub(super) fn new(action: Action, plain: ClauseId) -> Self {
        Self {
            action,
            guards: Vec::new(),
            exceptions: Vec::new(),
            circumstances: &[],
            contexts: Vec::new(),
            certain: Vec::new(),
            separate: None,
            plain,
        }
    }

    /// Forbids a success, because of a clause that lists exceptions.
    pub(super) fn forbid(&mut self, clause: ClauseId, catalog: &Catalog) {
        self.guards.push(clause);
        let listed = &catalog.clauses[&clause].exceptions;
        self.exceptions.extend(listed.iter().cloned());
    }

    /// Adds a question that the request asks.
    pub(super) fn ask(&mut self, context: ContextId) {
        self.contexts.push(context);
        self.certain.push(context);
    }

    /// Judges an exception: the beliefs that follow, one for each question that explains it.
    pub(super) fn refuse(
        &self,
        belief: Belief,
        exception: &Exception,
        scene: &Scene<'_>,
    ) -> Result<Legal, Illegal> {
        let kind = &exception.kind;
        let mut notes = Notes::default();
        wire::exception(exception, self.action, &mut notes);
        if is_turned_away(exception) || is_fault(exception) {
            return Ok(Legal::one(belief, notes));
        }
        let mut beliefs = Vec::new();
        for context in &self.contexts {
            let answers = allowed(scene.catalog, *context, |a| a.exceptions.contains(kind));
            if !answers.is_empty() {
                let mut belief = belief.clone();
                belief.answers.narrow(&Narrowing {
                    context: *context,
                    answers,
                });
                beliefs.push(belief);
            }
        }
        let is_circumstance = beliefs.is_empty() && self.circumstances.contains(kind);
        if self.exceptions.contains(kind) || is_circumstance {
            beliefs = vec![belief.clone()];
        }
        if !beliefs.is_empty() {
            notes.exercise(&[WIR_08]);
            notes.exercise(&self.guards);
            return Ok(Legal { beliefs, notes });
        }
        let is_declared = self.action.exceptions().contains(kind) || is_common(kind);
        let guard = if is_declared {
            self.guards.first().copied().unwrap_or(self.plain)
        } else {
            WIR_08
        };
        if scene.is_lifted(guard) {
            return Ok(Legal::one(belief, notes));
        }
        Err(Illegal {
            guards: vec![guard],
            suspects: Vec::new(),
            expected: self.expected(scene.catalog),
            actual: kind.name().to_owned(),
            detail: format!("{} was refused with {kind}", self.action),
        })
    }

    /// Returns what is illegal about a success, `None` where nothing is.
    pub(super) fn success(&self, scene: &Scene<'_>) -> Option<Illegal> {
        let mut guards = self.guards.clone();
        guards.retain(|clause| !scene.is_lifted(*clause));
        guards.dedup();
        (!guards.is_empty()).then(|| Illegal {
            guards,
            suspects: Vec::new(),
            expected: self.expected(scene.catalog),
            actual: SUCCESS.to_owned(),
            detail: format!("{} succeeded with a value that is not allowed", self.action),
        })
    }

    /// Notes what a success says about the questions.
    pub(super) fn accept(&self, belief: &mut Belief) {
        for context in &self.certain {
            let answer = Narrowing::new(*context, &["accepted"]);
            belief.answers.narrow(&answer);
        }
        if let Some(context) = self.separate {
            let answer = Narrowing::new(context, &["separate"]);
            belief.answers.narrow(&answer);
        }
    }

    fn expected(&self, catalog: &'static Catalog) -> Vec<String> {
        let listed = self.exceptions.iter().chain(self.circumstances);
        let mut expected: Vec<String> = listed.map(|kind| kind.name().to_owned()).collect();
        if self.guards.is_empty() {
            expected.push(SUCCESS.to_owned());
        }
        for context in &self.contexts {
            expected.extend(answering(*context, catalog));
        }
        expected
    }
}

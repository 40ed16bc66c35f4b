//! What creating and updating a game session may be answered with, and what it does.

use super::answers::{Narrowing, allowed};
use super::exceptions::{is_common, is_fault, is_turned_away};
use super::judgement::{Belief, Illegal, Legal, MemberFault, Notes, Scene};
use super::members;
use super::state::{Existence, State, Statuses};
use crate::api::action::Action;
use crate::api::exception::{Exception, ExceptionKind};
use crate::api::game_session::{GameSession, GameSessionStatus, PlayerSessionCreationPolicy};
use crate::api::player_session::PlayerSessionStatus;
use crate::api::reply::{Reply, Response};
use crate::api::request::{CreateGameSession, UpdateGameSession};
use crate::history::{Interval, Outcome};
use crate::spec::catalog::Catalog;
use crate::spec::id::{ClauseId, ContextId};

const CGS_02: ClauseId = ClauseId::of("CGS-02");
const CGS_03: ClauseId = ClauseId::of("CGS-03");
const CGS_04: ClauseId = ClauseId::of("CGS-04");
const CGS_05: ClauseId = ClauseId::of("CGS-05");
const UGS_01: ClauseId = ClauseId::of("UGS-01");
const UGS_02: ClauseId = ClauseId::of("UGS-02");
const UGS_03: ClauseId = ClauseId::of("UGS-03");
const UGS_04: ClauseId = ClauseId::of("UGS-04");
const UGS_05: ClauseId = ClauseId::of("UGS-05");
const UGS_06: ClauseId = ClauseId::of("UGS-06");
const WIR_08: ClauseId = ClauseId::of("WIR-08");
const U_12: ContextId = ContextId::of("U-12");
const U_13: ContextId = ContextId::of("U-13");
const U_19_CREATE: ContextId = ContextId::of("U-19/create");
const U_19_UPDATE: ContextId = ContextId::of("U-19/update");
const U_42: ContextId = ContextId::of("U-42");

/// What may be answered to a request about the game session itself.
struct Permit {
    /// The clause that a success breaks, `None` where a success is legal.
    guard: Option<ClauseId>,
    /// The exceptions that need no answer to a question.
    exceptions: Vec<ExceptionKind>,
    /// The questions whose answers list further exceptions.
    contexts: Vec<ContextId>,
    /// The clause that an unexpected refusal breaks.
    plain: ClauseId,
}

impl Permit {
    fn new(plain: ClauseId) -> Self {
        Self {
            guard: None,
            exceptions: Vec::new(),
            contexts: Vec::new(),
            plain,
        }
    }

    fn forbid(&mut self, clause: ClauseId, catalog: &Catalog) {
        self.guard = Some(clause);
        self.exceptions
            .extend(catalog.clauses[&clause].exceptions.iter().cloned());
    }

    fn expected(&self, catalog: &Catalog) -> Vec<String> {
        let mut expected: Vec<String> = self
            .exceptions
            .iter()
            .map(|kind| kind.name().to_owned())
            .collect();
        if self.guard.is_none() {
            expected.push("success".to_owned());
        }
        for context in &self.contexts {
            let question = catalog.question(*context);
            let answers = question
                .into_iter()
                .flat_map(|question| question.allowed(*context));
            expected.extend(
                answers
                    .flat_map(|answer| &answer.exceptions)
                    .map(|kind| kind.name().to_owned()),
            );
        }
        expected
    }

    /// Judges an exception: the beliefs that follow, one for each question that explains it.
    fn refuse(
        &self,
        belief: Belief,
        exception: &Exception,
        action: Action,
        scene: &Scene<'_>,
    ) -> Result<Legal, Illegal> {
        let kind = &exception.kind;
        let mut notes = Notes::default();
        if is_turned_away(exception) || is_fault(exception) {
            return Ok(Legal {
                beliefs: vec![belief],
                notes,
            });
        }
        members::exception(exception, &mut notes);
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
        if self.exceptions.contains(kind) {
            beliefs = vec![belief.clone()];
        }
        notes.exercise(&[WIR_08]);
        notes.exercise(self.guard.as_slice());
        if action == Action::UpdateGameSession {
            notes.exercise(&[UGS_06]);
        }
        let is_declared = action.exceptions().contains(kind) || is_common(kind);
        let guard = if is_declared {
            self.guard.unwrap_or(self.plain)
        } else {
            WIR_08
        };
        if beliefs.is_empty() && !scene.is_lifted(guard) {
            return Err(Illegal {
                guards: vec![guard],
                suspects: Vec::new(),
                expected: self.expected(scene.catalog),
                actual: kind.name().to_owned(),
                detail: format!("{action} was refused with {kind}"),
            });
        }
        if beliefs.is_empty() {
            beliefs.push(belief);
        }
        Ok(Legal { beliefs, notes })
    }

    fn success(&self, action: Action, scene: &Scene<'_>) -> Option<Illegal> {
        let guard = self.guard.filter(|clause| !scene.is_lifted(*clause))?;
        Some(Illegal {
            guards: vec![guard],
            suspects: Vec::new(),
            expected: self.expected(scene.catalog),
            actual: "success".to_owned(),
            detail: format!("{action} succeeded with a value that is not allowed"),
        })
    }
}

/// Judges the creation of a game session; `belief` is one in a game session not there yet.
pub(super) fn create(
    mut belief: Belief,
    request: &CreateGameSession,
    outcome: &Outcome,
    scene: &Scene<'_>,
) -> Result<Legal, Illegal> {
    let mut permit = Permit::new(CGS_02);
    let maximum = request.maximum_player_session_count;
    // CGS-01: which process is free is the fleet's to know.
    permit.exceptions.push(ExceptionKind::FleetCapacityExceeded);
    if maximum < scene.catalog.limits["MaximumPlayerSessionCount"].min {
        permit.exceptions.clear();
        permit.forbid(CGS_05, scene.catalog);
    }
    if maximum == 0 {
        permit.contexts.push(U_12);
    }
    if is_above_cap(maximum, scene.catalog) {
        permit.contexts.push(U_19_CREATE);
    }
    match outcome {
        Outcome::Replied(Reply::Exception(exception)) => {
            permit.refuse(belief, exception, Action::CreateGameSession, scene)
        }
        Outcome::Replied(Reply::Response { response, problems }) => {
            let mut notes = Notes::default();
            members::types(problems, &mut notes);
            if let Some(illegal) = permit.success(Action::CreateGameSession, scene) {
                return Err(illegal);
            }
            for context in &permit.contexts {
                belief
                    .answers
                    .narrow(&Narrowing::new(*context, &["accepted"]));
            }
            belief.state = State::new(maximum);
            belief.state.fleet_id = request
                .fleet_id
                .as_ref()
                .map(|id| id.0.clone())
                .filter(|id| !id.contains(':'));
            if let Response::CreateGameSession(Some(session)) = response {
                created(&belief.state, session, &mut notes);
                members::learn_connection(&mut belief.state, session);
                if session.status == Some(GameSessionStatus::Active) {
                    belief.state.activation = super::state::Change::Seen;
                }
            }
            Ok(Legal {
                beliefs: vec![belief],
                notes,
            })
        }
        _ => Ok(Legal {
            beliefs: vec![belief],
            notes: Notes::default(),
        }),
    }
}

/// Holds a new game session against the request.
fn created(state: &State, session: &GameSession, notes: &mut Notes) {
    let wrong = |clause, member: &str, is_wrong: bool| {
        let detail = format!("a new game session has another {member} than it should have");
        is_wrong.then(|| MemberFault::wrong(clause, member, detail))
    };
    notes.check(
        CGS_02,
        wrong(
            CGS_02,
            "MaximumPlayerSessionCount",
            session
                .maximum_player_session_count
                .is_some_and(|maximum| maximum != state.maximum),
        ),
    );
    let fleet = (session.fleet_id.as_ref(), state.fleet_id.as_ref());
    notes.check(
        CGS_02,
        wrong(
            CGS_02,
            "FleetId",
            matches!(fleet, (Some(found), Some(asked)) if found != asked),
        ),
    );
    let is_new = |status| {
        matches!(
            status,
            GameSessionStatus::Activating | GameSessionStatus::Active
        )
    };
    notes.check(
        CGS_02,
        wrong(
            CGS_02,
            "Status",
            session.status.is_some_and(|status| !is_new(status)),
        ),
    );
    notes.check(
        CGS_03,
        wrong(
            CGS_03,
            "PlayerSessionCreationPolicy",
            session.player_session_creation_policy == Some(PlayerSessionCreationPolicy::DenyAll),
        ),
    );
    notes.check(
        CGS_04,
        wrong(
            CGS_04,
            "CurrentPlayerSessionCount",
            session
                .current_player_session_count
                .is_some_and(|count| count != 0),
        ),
    );
}

/// Judges an update of a game session.
pub(super) fn update(
    belief: Belief,
    request: &UpdateGameSession,
    outcome: &Outcome,
    when: Interval,
    scene: &Scene<'_>,
) -> Result<Legal, Illegal> {
    let permit = update_permit(&belief, request, when, scene);
    match outcome {
        Outcome::Replied(Reply::Exception(exception)) if is_fault(exception) => {
            Ok(either(belief, request))
        }
        Outcome::Replied(Reply::Exception(exception)) => {
            permit.refuse(belief, exception, Action::UpdateGameSession, scene)
        }
        Outcome::Replied(Reply::Response { response, problems }) => {
            if let Some(illegal) = permit.success(Action::UpdateGameSession, scene) {
                return Err(illegal);
            }
            let mut notes = Notes::default();
            members::types(problems, &mut notes);
            let session = match response {
                Response::UpdateGameSession(session) => session.as_ref(),
                _ => None,
            };
            Ok(updated(belief, request, session, &permit, scene, notes))
        }
        _ => Ok(either(belief, request)),
    }
}

fn update_permit(
    belief: &Belief,
    request: &UpdateGameSession,
    when: Interval,
    scene: &Scene<'_>,
) -> Permit {
    let mut permit = Permit::new(UGS_01);
    if request.maximum_player_session_count.is_none() {
        permit.plain = UGS_02;
    }
    for status in belief.state.statuses_at(when, scene.terms) {
        permit.contexts.extend(match status {
            GameSessionStatus::Active => None,
            GameSessionStatus::Activating => Some(ContextId::of("U-40/activating")),
            GameSessionStatus::Terminating => Some(ContextId::of("U-40/terminating")),
            GameSessionStatus::Terminated | GameSessionStatus::Error => {
                Some(ContextId::of("U-40/terminated"))
            }
        });
    }
    let limit = &scene.catalog.limits["MaximumPlayerSessionCount"];
    if let Some(maximum) = request.maximum_player_session_count {
        if maximum < limit.min {
            permit.forbid(UGS_05, scene.catalog);
        }
        if is_above_cap(maximum, scene.catalog) {
            permit.contexts.push(U_19_UPDATE);
        }
        if maximum < belief.state.occupancy(when, scene.terms).possible {
            permit.contexts.push(U_13);
        }
    }
    let policy = request.player_session_creation_policy.as_deref();
    if policy.is_some_and(|policy| PlayerSessionCreationPolicy::parse(policy).is_none()) {
        permit.forbid(UGS_05, scene.catalog);
    }
    if request.maximum_player_session_count.is_none() && policy.is_none() && request.name.is_none()
    {
        permit.contexts.push(U_42);
    }
    permit
}

fn updated(
    mut belief: Belief,
    request: &UpdateGameSession,
    session: Option<&GameSession>,
    permit: &Permit,
    scene: &Scene<'_>,
    mut notes: Notes,
) -> Legal {
    for context in &permit.contexts {
        // Which of two statuses it was updated in is not known.
        if !context.question().starts_with("U-40") || permit.contexts.len() == 1 {
            belief
                .answers
                .narrow(&Narrowing::new(*context, &["accepted"]));
        }
    }
    let before = belief.state.clone();
    apply(&mut belief.state, request);
    let after = &belief.state;
    let mut faults = Vec::new();
    if let Some(session) = session {
        let is_named = request.maximum_player_session_count.is_some();
        if session
            .maximum_player_session_count
            .is_some_and(|found| found != after.maximum)
        {
            let clause = if is_named { UGS_01 } else { UGS_03 };
            let detail = "an update returns another maximum than was set last";
            faults.push(MemberFault::wrong(
                clause,
                "MaximumPlayerSessionCount",
                detail,
            ));
        }
        let is_named = request.player_session_creation_policy.is_some();
        if session
            .player_session_creation_policy
            .is_some_and(|found| found != after.policy)
        {
            let clause = if is_named { UGS_02 } else { UGS_03 };
            let detail = "an update returns another policy than was set last";
            faults.push(MemberFault::wrong(
                clause,
                "PlayerSessionCreationPolicy",
                detail,
            ));
        }
    }
    exercise_update(request, &mut notes);
    let is_doubtful = !faults.is_empty();
    notes.members.extend(faults);
    let mut beliefs = vec![belief.clone()];
    let is_lifted = [UGS_01, UGS_02, UGS_03, UGS_04]
        .iter()
        .any(|clause| scene.is_lifted(*clause));
    if is_doubtful || is_lifted {
        beliefs.push(Belief {
            state: before,
            answers: belief.answers.clone(),
        });
    }
    if scene.is_lifted(UGS_04) {
        let mut shaken = belief.clone();
        for reservation in &mut shaken.state.reservations {
            reservation.existence = Existence::Possible;
            reservation.statuses = PlayerSessionStatus::ALL
                .into_iter()
                .fold(reservation.statuses, Statuses::with);
        }
        beliefs.push(shaken);
    }
    if scene.is_lifted(UGS_03) {
        // A value that was not named was reset to what a new game session has.
        let mut reset = belief;
        if request.player_session_creation_policy.is_none() {
            reset.state.policy = PlayerSessionCreationPolicy::AcceptAll;
        }
        beliefs.push(reset);
    }
    Legal { beliefs, notes }
}

fn exercise_update(request: &UpdateGameSession, notes: &mut Notes) {
    notes.exercise(&[UGS_04]);
    if request.maximum_player_session_count.is_some() {
        notes.exercise(&[UGS_01]);
    }
    if request.player_session_creation_policy.is_some() {
        notes.exercise(&[UGS_02]);
    }
    if request.maximum_player_session_count.is_none()
        || request.player_session_creation_policy.is_none()
    {
        notes.exercise(&[UGS_03]);
    }
}

/// Returns the beliefs after an update of which nothing was heard.
fn either(belief: Belief, request: &UpdateGameSession) -> Legal {
    let mut happened = belief.clone();
    apply(&mut happened.state, request);
    Legal {
        beliefs: vec![belief, happened],
        notes: Notes::default(),
    }
}

fn apply(state: &mut State, request: &UpdateGameSession) {
    if let Some(maximum) = request.maximum_player_session_count {
        state.maximum = maximum;
    }
    let policy = request.player_session_creation_policy.as_deref();
    if let Some(policy) = policy.and_then(PlayerSessionCreationPolicy::parse) {
        state.policy = policy;
    }
}

fn is_above_cap(maximum: i64, catalog: &Catalog) -> bool {
    catalog.limits["PlayersPerGameSession"]
        .max
        .is_some_and(|cap| maximum > cap)
}

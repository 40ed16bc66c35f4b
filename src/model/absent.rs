//! What may be answered about a game session that is not there.

use super::answers::{Narrowing, allowed};
use super::call::{Call, Limits, is_game_session_id};
use super::exceptions::{is_common, is_fault, is_turned_away};
use super::judgement::{Illegal, Notes};
use super::members;
use crate::api::action::Action;
use crate::api::exception::Exception;
use crate::api::reply::{Reply, Response};
use crate::history::{Command, Outcome};
use crate::spec::catalog::Catalog;
use crate::spec::id::{ClauseId, ContextId};

const CPS_03: ClauseId = ClauseId::of("CPS-03");
const CPS_07: ClauseId = ClauseId::of("CPS-07");
const CPS_27: ClauseId = ClauseId::of("CPS-27");
const DGS_01: ClauseId = ClauseId::of("DGS-01");
const DPS_02: ClauseId = ClauseId::of("DPS-02");
const UGS_05: ClauseId = ClauseId::of("UGS-05");
const WIR_08: ClauseId = ClauseId::of("WIR-08");
const U_41: ContextId = ContextId::of("U-41");
const U_33_PLAYER_SESSIONS: ContextId = ContextId::of("U-33/describe-player-sessions");
const U_33_GAME_SESSIONS: ContextId = ContextId::of("U-33/describe-game-sessions");

/// How an id relates to those of the game sessions that are there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stranger {
    /// It has characters or a length that no id has.
    Malformed,
    /// It reads like one, on the same fleet.
    Unknown,
    /// It names another Region.
    ForeignRegion,
    /// It names another fleet.
    ForeignFleet,
    /// It is the last part of an id only.
    BareId,
    /// It is the id of a fleet.
    FleetId,
}

impl Stranger {
    /// Sorts an id that no game session has; `known` is the id of one that is there.
    pub fn of(id: &str, known: Option<&str>, catalog: &Catalog) -> Self {
        if !is_game_session_id(id, catalog) {
            return Self::Malformed;
        }
        if !id.contains('/') {
            return if id.starts_with("fleet-") {
                Self::FleetId
            } else {
                Self::BareId
            };
        }
        let part = |text: &str, separator: char, index: usize| {
            text.split(separator)
                .nth(index)
                .unwrap_or_default()
                .to_owned()
        };
        match known {
            Some(known) if part(id, ':', 3) != part(known, ':', 3) => Self::ForeignRegion,
            Some(known) if part(id, '/', 1) != part(known, '/', 1) => Self::ForeignFleet,
            _ => Self::Unknown,
        }
    }

    fn context(self) -> Option<ContextId> {
        match self {
            Self::Malformed => None,
            Self::Unknown => Some(ContextId::of("U-18/unknown-id")),
            Self::ForeignRegion => Some(ContextId::of("U-18/foreign-region")),
            Self::ForeignFleet => Some(ContextId::of("U-18/foreign-fleet")),
            Self::BareId => Some(ContextId::of("U-17/bare-id")),
            Self::FleetId => Some(ContextId::of("U-17/fleet-id")),
        }
    }
}

/// Judges a command about a game session that is not there: what it shows, or why it is illegal.
pub fn judge(
    command: &Command,
    stranger: Stranger,
    outcome: &Outcome,
    catalog: &'static Catalog,
) -> Result<(Notes, Vec<Narrowing>), Illegal> {
    let action = command.action();
    let context = match action {
        _ if stranger == Stranger::Malformed => None,
        Action::DescribePlayerSessions => Some(U_33_PLAYER_SESSIONS),
        Action::DescribeGameSessions => Some(U_33_GAME_SESSIONS),
        Action::UpdateGameSession => Some(U_41),
        _ => stranger.context(),
    };
    let mut notes = Notes::default();
    match outcome {
        Outcome::Replied(Reply::Exception(exception)) => {
            refused(command, context, exception, catalog, &mut notes)
                .map(|answers| (notes, answers))
        }
        Outcome::Replied(Reply::Response { response, .. }) => {
            if is_empty_list(response) {
                let empty = context.map(|context| Narrowing::new(context, &["empty-list"]));
                return Ok((notes, empty.into_iter().collect()));
            }
            let guard = match action {
                Action::DescribePlayerSessions => DPS_02,
                Action::DescribeGameSessions => DGS_01,
                Action::UpdateGameSession => UGS_05,
                _ if stranger == Stranger::Malformed => CPS_03,
                _ => CPS_07,
            };
            Err(Illegal {
                guards: vec![guard],
                suspects: Vec::new(),
                expected: expected(command, context, catalog),
                actual: "success".to_owned(),
                detail: format!("{action} succeeded for a game session that does not exist"),
            })
        }
        Outcome::Replied(Reply::Unreadable { .. })
        | Outcome::Done
        | Outcome::Refused { .. }
        | Outcome::Lost { .. } => Ok((notes, Vec::new())),
    }
}

fn refused(
    command: &Command,
    context: Option<ContextId>,
    exception: &Exception,
    catalog: &'static Catalog,
    notes: &mut Notes,
) -> Result<Vec<Narrowing>, Illegal> {
    if is_turned_away(exception) || is_fault(exception) {
        return Ok(Vec::new());
    }
    let (action, kind) = (command.action(), &exception.kind);
    members::exception(exception, notes);
    let broken = broken(command, context, catalog);
    if broken
        .iter()
        .any(|clause| catalog.clauses[clause].exceptions.contains(kind))
    {
        notes.exercise(&broken);
        return Ok(Vec::new());
    }
    if let Some(context) = context {
        let answers = allowed(catalog, context, |answer| answer.exceptions.contains(kind));
        if !answers.is_empty() {
            let is_create = matches!(
                action,
                Action::CreatePlayerSessions | Action::CreatePlayerSession
            );
            notes.exercise(if is_create {
                &[CPS_07, CPS_27]
            } else {
                &[WIR_08]
            });
            return Ok(vec![Narrowing { context, answers }]);
        }
    }
    let is_declared = action.exceptions().contains(kind) || is_common(kind);
    let guard = match action {
        Action::CreatePlayerSessions | Action::CreatePlayerSession if !is_declared => CPS_27,
        _ if !is_declared => WIR_08,
        Action::DescribePlayerSessions => DPS_02,
        Action::DescribeGameSessions => DGS_01,
        Action::UpdateGameSession => UGS_05,
        _ if context.is_none() => CPS_03,
        _ => CPS_07,
    };
    Err(Illegal {
        guards: vec![guard],
        suspects: Vec::new(),
        expected: expected(command, context, catalog),
        actual: kind.name().to_owned(),
        detail: format!("{action} for a game session that does not exist was refused with {kind}"),
    })
}

/// Returns the clauses whose limits the command breaks besides.
fn broken(command: &Command, context: Option<ContextId>, catalog: &Catalog) -> Vec<ClauseId> {
    let mut broken =
        Call::read(command).map_or_else(Vec::new, |call| Limits::of(&call, catalog).broken);
    if context.is_none() && !broken.contains(&CPS_03) {
        broken.push(CPS_03);
    }
    broken
}

fn expected(command: &Command, context: Option<ContextId>, catalog: &Catalog) -> Vec<String> {
    let mut expected: Vec<String> = broken(command, context, catalog)
        .iter()
        .flat_map(|clause| &catalog.clauses[clause].exceptions)
        .map(|kind| kind.name().to_owned())
        .collect();
    let Some(context) = context else {
        return expected;
    };
    for answer in catalog
        .question(context)
        .into_iter()
        .flat_map(|one| one.allowed(context))
    {
        if answer.exceptions.is_empty() {
            expected.push(answer.name.clone());
        }
        expected.extend(answer.exceptions.iter().map(|kind| kind.name().to_owned()));
    }
    expected
}

fn is_empty_list(response: &Response) -> bool {
    match response {
        Response::DescribePlayerSessions {
            player_sessions, ..
        } => player_sessions.is_empty(),
        Response::DescribeGameSessions { game_sessions, .. } => game_sessions.is_empty(),
        _ => false,
    }
}

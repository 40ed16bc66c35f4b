//! What may be answered about a game session that is not there.

use super::answers::{Narrowing, allowed};
use super::call::{Call, Limits, is_game_session_id};
use super::exceptions::{SUCCESS, answering, is_common, is_fault, is_turned_away};
use super::judgement::{Illegal, Notes};
use super::permit::Permit;
use super::query::Query;
use super::termination::{self, TGS_01};
use super::{update, wire};
use crate::api::exception::{Exception, ExceptionKind};
use crate::api::game_session::PlayerSessionCreationPolicy;
use crate::api::reply::{Reply, Response};
use crate::api::request::Request;
use crate::history::{Command, Outcome};
use crate::spec::catalog::Catalog;
use crate::spec::id::{ClauseId, ContextId};

const CPS_03: ClauseId = ClauseId::of("CPS-03");
const CPS_07: ClauseId = ClauseId::of("CPS-07");
const CPS_27: ClauseId = ClauseId::of("CPS-27");
const DGS_01: ClauseId = ClauseId::of("DGS-01");
const DPS_02: ClauseId = ClauseId::of("DPS-02");
const UGS_01: ClauseId = ClauseId::of("UGS-01");
const UGS_05: ClauseId = ClauseId::of("UGS-05");
const UGS_08: ClauseId = ClauseId::of("UGS-08");
const WIR_08: ClauseId = ClauseId::of("WIR-08");
const U_41: ContextId = ContextId::of("U-41");
const U_51: ContextId = ContextId::of("U-51");
const U_33_PLAYER_SESSIONS: ContextId = ContextId::of("U-33/describe-player-sessions");
const U_33_DETAILS: ContextId = ContextId::of("U-33/describe-game-session-details");
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
    /// It names an account.
    ForeignAccount,
    /// It names another fleet.
    ForeignFleet,
    /// It is the last part of an id only.
    BareId,
    /// It is the id of a fleet.
    FleetId,
    /// It is an alias that leads to a fleet.
    Alias,
    /// It is an alias that leads nowhere.
    TerminalAlias,
}

impl Stranger {
    /// Sorts an id that no game session has; `known` are the ids of those that are there.
    pub fn of<'a>(id: &str, known: impl Iterator<Item = &'a str>, catalog: &Catalog) -> Self {
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
        let last = |id: &str| id.rsplit('/').next().map(str::to_owned);
        let known: Vec<&str> = known.collect();
        let is_namesake = |known: &&&str| last(known) == last(id);
        // U-18: what was handed out, if under another Region, account or fleet, is not unknown.
        if let Some(namesake) = known.iter().find(is_namesake) {
            return Self::beside(id, namesake);
        }
        let known = known.into_iter();
        let mut relations: Vec<Self> = known.map(|known| Self::beside(id, known)).collect();
        // The game session that is nearest decides.
        let order = [
            Self::Unknown,
            Self::ForeignFleet,
            Self::ForeignAccount,
            Self::ForeignRegion,
        ];
        relations.sort_by_key(|one| order.iter().position(|other| one == other));
        relations.first().copied().unwrap_or(Self::Unknown)
    }

    /// Returns how an id relates to that of a game session that is there.
    fn beside(id: &str, known: &str) -> Self {
        let differs = |separator, index| {
            let part = |text: &str| text.split(separator).nth(index).map(str::to_owned);
            part(id) != part(known)
        };
        if differs(':', 3) {
            Self::ForeignRegion
        } else if differs(':', 4) {
            Self::ForeignAccount
        } else if differs('/', 1) {
            Self::ForeignFleet
        } else {
            Self::Unknown
        }
    }

    fn context(self) -> Option<ContextId> {
        match self {
            Self::Malformed => None,
            Self::Unknown => Some(ContextId::of("U-18/unknown-id")),
            Self::ForeignRegion => Some(ContextId::of("U-18/foreign-region")),
            Self::ForeignAccount => Some(ContextId::of("U-18/foreign-account")),
            Self::ForeignFleet => Some(ContextId::of("U-18/foreign-fleet")),
            Self::BareId => Some(ContextId::of("U-17/bare-id")),
            Self::FleetId => Some(ContextId::of("U-17/fleet-id")),
            Self::Alias => Some(ContextId::of("U-17/alias")),
            Self::TerminalAlias => Some(ContextId::of("U-28")),
        }
    }
}

/// A command about a game session that is not there.
#[derive(Clone, Copy, Debug)]
struct Address<'a> {
    command: &'a Command,
    stranger: Stranger,
    catalog: &'static Catalog,
}

/// Judges a command about a game session that is not there: what it shows, or why it is illegal.
pub fn judge(
    command: &Command,
    stranger: Stranger,
    outcome: &Outcome,
    catalog: &'static Catalog,
) -> Result<(Notes, Vec<Narrowing>), Illegal> {
    let request = Address {
        command,
        stranger,
        catalog,
    };
    let action = command.action();
    let mut notes = Notes::default();
    match outcome {
        Outcome::Replied(Reply::Exception(exception)) => {
            let answers = request.refused(exception, &mut notes)?;
            Ok((notes, answers))
        }
        Outcome::Replied(Reply::Response { response, .. }) => {
            if is_empty_list(response) {
                let context = request
                    .context()
                    // The last part of an id may have been taken for it (U-17).
                    .filter(|_| !matches!(stranger, Stranger::Malformed | Stranger::BareId));
                let empty = context.map(|context| Narrowing::new(context, &["empty-list"]));
                return Ok((notes, empty.into_iter().collect()));
            }
            Err(Illegal {
                guards: vec![request.guard()],
                suspects: Vec::new(),
                expected: request.expected(),
                actual: SUCCESS.to_owned(),
                detail: format!("{action} succeeded for a game session that does not exist"),
            })
        }
        Outcome::Replied(Reply::Unreadable { .. })
        | Outcome::Done
        | Outcome::Refused { .. }
        | Outcome::Lost { .. } => Ok((notes, Vec::new())),
    }
}

impl Address<'_> {
    /// Returns the question that the command asks.
    fn context(self) -> Option<ContextId> {
        match self.command {
            Command::Typed(Request::DescribePlayerSessions(_)) => Some(U_33_PLAYER_SESSIONS),
            Command::Typed(Request::DescribeGameSessions(_)) => Some(U_33_GAME_SESSIONS),
            Command::Typed(Request::DescribeGameSessionDetails(_)) => Some(U_33_DETAILS),
            Command::Typed(Request::UpdateGameSession(_)) => Some(U_41),
            Command::Typed(Request::TerminateGameSession(_)) => Some(U_51),
            Command::Typed(_) | Command::Raw { .. } | Command::Broken(_) => self.stranger.context(),
        }
    }

    /// Returns the clause that an answer outside the permitted ones breaks.
    fn guard(self) -> ClauseId {
        match self.command {
            Command::Typed(Request::DescribePlayerSessions(_)) => DPS_02,
            Command::Typed(
                Request::DescribeGameSessions(_) | Request::DescribeGameSessionDetails(_),
            ) => DGS_01,
            Command::Typed(Request::UpdateGameSession(_)) => UGS_01,
            Command::Typed(Request::TerminateGameSession(_)) => TGS_01,
            _ if self.stranger == Stranger::Malformed => CPS_03,
            Command::Typed(_) | Command::Raw { .. } | Command::Broken(_) => CPS_07,
        }
    }

    fn refused(self, exception: &Exception, notes: &mut Notes) -> Result<Vec<Narrowing>, Illegal> {
        let (action, kind) = (self.command.action(), &exception.kind);
        wire::exception(exception, action, notes);
        if is_turned_away(exception) || is_fault(exception) {
            return Ok(Vec::new());
        }
        let plain = if matches!(self.guard(), CPS_03 | CPS_07) {
            CPS_27
        } else {
            WIR_08
        };
        let broken = self.broken();
        let excuses = |clause: &ClauseId| self.catalog.clauses[clause].exceptions.contains(kind);
        if broken.iter().any(excuses) || self.is_doubtful(kind) {
            notes.exercise(&broken);
            notes.exercise(&[plain]);
            return Ok(Vec::new());
        }
        if let Some(context) = self.context() {
            let answers = allowed(self.catalog, context, |one| one.exceptions.contains(kind));
            if !answers.is_empty() {
                notes.exercise(&[plain]);
                // A target that takes the last part of an id may refuse for another reason, such
                // as the status (U-15): then the refusal says nothing of U-17.
                let is_known = !matches!(self.stranger, Stranger::Malformed | Stranger::BareId);
                let narrowing = is_known.then_some(Narrowing { context, answers });
                return Ok(narrowing.into_iter().collect());
            }
        }
        let is_declared = action.exceptions().contains(kind) || is_common(kind);
        Err(Illegal {
            guards: vec![if is_declared { self.guard() } else { plain }],
            suspects: Vec::new(),
            expected: self.expected(),
            actual: kind.name().to_owned(),
            detail: format!(
                "{action} for a game session that does not exist was refused with {kind}"
            ),
        })
    }

    /// Returns the clauses whose limits the command breaks besides.
    fn broken(self) -> Vec<ClauseId> {
        if let Command::Typed(request) = self.command
            && let Some(query) = Query::read(request)
        {
            return query.limits(self.catalog).broken;
        }
        if let Command::Typed(Request::UpdateGameSession(request)) = self.command {
            let maximum = request.maximum_player_session_count;
            let policy = request.player_session_creation_policy.as_deref();
            let is_unknown = |policy| PlayerSessionCreationPolicy::parse(policy).is_none();
            let is_broken =
                maximum.is_some_and(|maximum| maximum < 0) || policy.is_some_and(is_unknown);
            let is_long = !update::has_legal_details(request, self.catalog);
            let broken = is_broken.then_some(UGS_05).into_iter();
            return broken.chain(is_long.then_some(UGS_08)).collect();
        }
        if let Command::Typed(Request::TerminateGameSession(request)) = self.command {
            let mut permit = Permit::new(self.command.action(), TGS_01);
            termination::forbid_mode(&mut permit, &request.termination_mode, self.catalog);
            return permit.guards;
        }
        Call::read(self.command)
            .map_or_else(Vec::new, |call| Limits::of(&call, self.catalog).broken)
    }

    /// Returns whether the exception fits a limit that the command may break, or an odd data map.
    fn is_doubtful(self, kind: &ExceptionKind) -> bool {
        // The limit on ids is that of the shape, whatever the action (CPS-03).
        let is_malformed = self.stranger == Stranger::Malformed;
        if is_malformed && self.catalog.clauses[&CPS_03].exceptions.contains(kind) {
            return true;
        }
        let Some(call) = Call::read(self.command) else {
            return false;
        };
        let limits = Limits::of(&call, self.catalog);
        let listed = |clause: ClauseId| self.catalog.clauses[&clause].exceptions.contains(kind);
        let answered = |context: ContextId| {
            let shows = allowed(self.catalog, context, |one| one.exceptions.contains(kind));
            !shows.is_empty()
        };
        let mut counted = limits
            .broken_by
            .iter()
            .map(|one| Limits::counted(one.context));
        let mut quirks = call.quirks.iter().copied().chain(limits.ignored_value());
        counted.any(listed) || quirks.any(answered)
    }

    fn expected(self) -> Vec<String> {
        let mut expected: Vec<String> = Vec::new();
        for clause in self.broken() {
            let listed = self.catalog.clauses[&clause].exceptions.iter();
            expected.extend(listed.map(|kind| kind.name().to_owned()));
        }
        let Some(context) = self.context() else {
            return expected;
        };
        expected.extend(answering(context, self.catalog));
        if matches!(self.guard(), DPS_02 | DGS_01) {
            expected.push(SUCCESS.to_owned());
        }
        expected
    }
}

fn is_empty_list(response: &Response) -> bool {
    let is_list = matches!(
        response,
        Response::DescribePlayerSessions { .. }
            | Response::DescribeGameSessions { .. }
            | Response::DescribeGameSessionDetails { .. }
    );
    is_list && response.player_sessions().is_empty() && response.game_sessions().next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(id: &str, expected: Stranger) {
        let arn = |rest: &str| format!("arn:aws:gamelift:{rest}");
        let known = [
            arn("us-east-1::gamesession/fleet-1/gsess-1"),
            arn("us-east-1::gamesession/fleet-2/gsess-2"),
        ];
        let known = known.iter().map(String::as_str);
        assert_eq!(
            Stranger::of(&arn(id), known, Catalog::embedded()),
            expected,
            "{id}"
        );
    }

    #[test]
    fn the_game_session_of_the_same_name_decides_before_the_one_of_the_same_fleet() {
        check("us-east-1::gamesession/fleet-2/gsess-3", Stranger::Unknown);
        check(
            "us-east-1::gamesession/fleet-2/gsess-1",
            Stranger::ForeignFleet,
        );
        check(
            "us-east-1::gamesession/fleet-3/gsess-1",
            Stranger::ForeignFleet,
        );
        check(
            "eu-west-1::gamesession/fleet-1/gsess-1",
            Stranger::ForeignRegion,
        );
        check(
            "us-east-1:1:gamesession/fleet-1/gsess-1",
            Stranger::ForeignAccount,
        );
    }
}

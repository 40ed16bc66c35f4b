//! What every list must say for itself: its pages, its filters and its key.
//!
//! Whether it holds what it should is judged game session by game session (see `describe`).

mod records;

use super::answers::{Narrowing, allowed};
use super::exceptions::{SUCCESS, is_absence, is_common, is_fault, is_turned_away};
use super::judgement::{Illegal, MemberFault, Notes};
use super::query::{Key, Query, QueryLimits};
use super::terms::Traffic;
use super::wire;
use crate::api::action::Action;
use crate::api::exception::{Exception, ExceptionKind};
use crate::api::game_session::GameSessionStatus;
use crate::api::reply::{Reply, Response};
use crate::history::pages;
use crate::history::{Operation, Outcome};
use crate::spec::catalog::Catalog;
use crate::spec::id::{ClauseId, ContextId};

const DGS_04: ClauseId = ClauseId::of("DGS-04");
const DGS_07: ClauseId = ClauseId::of("DGS-07");
const DGS_08: ClauseId = ClauseId::of("DGS-08");
const DGS_09: ClauseId = ClauseId::of("DGS-09");
const DGS_10: ClauseId = ClauseId::of("DGS-10");
const DGS_13: ClauseId = ClauseId::of("DGS-13");
const DPS_05: ClauseId = ClauseId::of("DPS-05");
const SGS_01: ClauseId = ClauseId::of("SGS-01");
const SGS_02: ClauseId = ClauseId::of("SGS-02");
const SGS_06: ClauseId = ClauseId::of("SGS-06");
const SGS_07: ClauseId = ClauseId::of("SGS-07");
const SGS_08: ClauseId = ClauseId::of("SGS-08");
const SGS_10: ClauseId = ClauseId::of("SGS-10");
const WIR_08: ClauseId = ClauseId::of("WIR-08");

/// What the operations before a list have told of its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is there: a game session, a player session or a fleet that was seen.
    Known,
    /// It may be there.
    Doubtful,
    /// No operation has told of it.
    Unknown,
    /// It is an alias that leads nowhere.
    Terminal,
}

/// What a list shows for itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// The clauses that were at stake, and the members that break one.
    pub notes: Notes,
    /// What it says of open questions.
    pub answers: Vec<Narrowing>,
    /// Why the reply is illegal, `None` where it is not.
    pub illegal: Option<Illegal>,
}

/// A list that is being looked at.
#[derive(Clone, Copy, Debug)]
struct List<'a> {
    query: &'a Query<'a>,
    pages: &'a [usize],
    standing: Standing,
    /// Whether descriptions need not show yet what it is asked for (U-32).
    is_fresh: bool,
    /// Whether others may fill the list, or change it between two pages.
    is_shared: bool,
    catalog: &'static Catalog,
}

/// Judges a description or a search for itself.
pub fn judge(
    query: &Query<'_>,
    operation: &Operation,
    (standing, is_fresh, traffic): (Standing, bool, Traffic),
    catalog: &'static Catalog,
) -> Look {
    let list = List {
        query,
        pages: &operation.pages,
        standing,
        is_fresh,
        is_shared: traffic == Traffic::Foreign && matches!(query.key, Key::GameSession(_)),
        catalog,
    };
    let mut look = Look::default();
    match &operation.outcome {
        Outcome::Replied(Reply::Response { response, problems }) => {
            wire::types(problems, &mut look.notes);
            list.listed(response, &mut look);
        }
        Outcome::Replied(Reply::Exception(exception)) => list.refused(exception, &mut look),
        Outcome::Replied(Reply::Unreadable { .. })
        | Outcome::Done
        | Outcome::Refused { .. }
        | Outcome::Lost { .. } => {}
    }
    look
}

impl List<'_> {
    /// Returns the question that the request asks, `None` where it asks none.
    fn question(self) -> Option<ContextId> {
        let (none, several) = if self.query.action == Action::DescribePlayerSessions {
            ("U-43/player-sessions-none", "U-43/player-sessions-several")
        } else if self.query.action == Action::SearchGameSessions {
            ("U-43/search-none", "U-43/search-several")
        } else {
            ("U-43/game-sessions-none", "U-43/game-sessions-several")
        };
        let is_unknown = self.standing == Standing::Unknown;
        match self.query.key {
            Key::None => Some(ContextId::of(none)),
            Key::Several => Some(ContextId::of(several)),
            Key::Player(_) if is_unknown => Some(ContextId::of("U-33/player")),
            Key::PlayerSession(_) if is_unknown => Some(ContextId::of("U-33/player-session")),
            Key::Player(_)
            | Key::PlayerSession(_)
            | Key::GameSession(_)
            | Key::Fleet(_)
            | Key::Alias(_) => None,
        }
    }

    /// Returns whether what the list is of can be told from others' lists of the same key.
    fn is_of_fleet(self) -> bool {
        matches!(self.query.key, Key::Fleet(_) | Key::Alias(_))
    }

    /// Returns the clause that has the list refused because its alias leads nowhere.
    fn terminal(self) -> Option<ClauseId> {
        let clause = if self.query.action == Action::SearchGameSessions {
            SGS_10
        } else {
            DGS_13
        };
        (self.standing == Standing::Terminal).then_some(clause)
    }

    fn limits(self) -> QueryLimits {
        self.query.limits(self.catalog)
    }

    fn listed(self, response: &Response, look: &mut Look) {
        let limits = self.limits();
        let unreadable = self.query.is_unreadable().then_some(SGS_06);
        let broken = limits.broken.first().copied().or(unreadable);
        if let Some(clause) = broken.or(self.terminal()) {
            let why = if broken.is_some() {
                "with a value beyond its limits"
            } else {
                "by an alias that leads nowhere"
            };
            look.illegal = Some(Illegal {
                guards: vec![clause],
                suspects: Vec::new(),
                expected: self.names(&[clause]),
                actual: SUCCESS.to_owned(),
                detail: format!("{} {why} succeeded", self.query.action),
            });
            return;
        }
        self.lengths(response, &mut look.notes);
        let is_search = self.query.action == Action::SearchGameSessions;
        if is_search && self.standing == Standing::Known && self.is_plain() {
            look.notes.exercise(&[SGS_08]);
        }
        if response.player_sessions().is_empty() && response.game_sessions().next().is_none() {
            let empty = |context| Narrowing::new(context, &["empty-list"]);
            let is_open = matches!(self.query.key, Key::None | Key::Several);
            look.answers
                .extend(self.question().filter(|_| !is_open).map(empty));
        }
        if matches!(self.query.key, Key::None | Key::Several) {
            let taken = |context| Narrowing::new(context, &["success"]);
            look.answers.extend(self.question().map(taken));
            return;
        }
        self.players(response, &mut look.notes);
        self.games(response, &mut look.notes);
    }

    /// Holds the lengths of the pages.
    fn lengths(self, response: &Response, notes: &mut Notes) {
        let paging = self.paging();
        let member = if self.query.action == Action::DescribePlayerSessions {
            "PlayerSessions"
        } else {
            "GameSessions"
        };
        // A single player session has no pages.
        if matches!(self.query.key, Key::PlayerSession(_)) {
            return;
        }
        let longest = self.pages.iter().copied().max().unwrap_or(0);
        let limit = self
            .query
            .limit
            .and_then(|limit| usize::try_from(limit).ok());
        if limit.is_some() || self.pages.len() > 1 {
            let detail = "a page holds more records than its Limit";
            let is_longer = limit.is_some_and(|limit| longest > limit);
            let fault = is_longer.then(|| MemberFault::wrong(paging, member, detail));
            notes.check(paging, fault);
        }
        // Others may have filled a fleet, named a player, or come to their game session, more often
        // than is looked at.
        let is_shared = self.is_of_fleet() || matches!(self.query.key, Key::Player(_));
        let is_cut = (is_shared || self.is_shared) && pages::is_cut(self.pages, is_shared);
        if self.query.is_whole && response.next_token().is_some() && !is_cut {
            let detail = "the pages do not come to an end";
            notes.check(
                paging,
                Some(MemberFault::wrong(paging, "NextToken", detail)),
            );
        }
        if self.query.action == Action::SearchGameSessions && longest > 0 {
            let detail = "a page of a search holds more than 20 game sessions";
            let is_long = !self.catalog.limits["SearchPage"].admits(longest);
            let fault = is_long.then(|| MemberFault::wrong(SGS_01, member, detail));
            notes.check(SGS_01, fault);
        }
    }

    fn refused(self, exception: &Exception, look: &mut Look) {
        let (action, kind) = (self.query.action, &exception.kind);
        wire::exception(exception, action, &mut look.notes);
        if is_turned_away(exception) || is_fault(exception) {
            return;
        }
        let is_declared = action.exceptions().contains(kind) || is_common(kind);
        if !is_declared {
            // What is about one game session is held against this clause there.
            let is_left = !matches!(self.query.key, Key::GameSession(_));
            look.illegal = is_left.then(|| self.unfit(vec![WIR_08], exception));
            return;
        }
        let limits = self.limits();
        let mut broken = limits.broken.clone();
        broken.extend(self.query.is_unreadable().then_some(SGS_06));
        let excuses = |clause: &ClauseId| self.catalog.clauses[clause].exceptions.contains(kind);
        if broken.iter().any(excuses) {
            look.notes.exercise(&broken);
            return;
        }
        let terminal = self.terminal();
        if terminal.as_ref().is_some_and(excuses) {
            look.notes.exercise(terminal.as_slice());
            return;
        }
        if limits.doubtful.iter().any(excuses) {
            return;
        }
        if let Some(context) = self.question() {
            let answers = allowed(self.catalog, context, |one| one.exceptions.contains(kind));
            if !answers.is_empty() {
                look.answers.push(Narrowing { context, answers });
            }
            return;
        }
        if !self.pages.is_empty() && self.is_shared {
            // No document says that a token outlives a change of what is listed.
        } else if self.is_fresh && is_absence(kind) {
            // U-32: it need not be there yet, even where it was on the page before.
        } else if !self.pages.is_empty() {
            let clause = self.paging();
            look.illegal = Some(self.unfit(vec![clause], exception));
        } else if let Some(clause) = broken.first() {
            // One that is not there may be said to be missing first (U-09).
            let is_missing = *kind == ExceptionKind::NotFound && self.standing != Standing::Known;
            let illegal = (!is_missing).then(|| self.unfit(vec![*clause], exception));
            look.illegal = illegal;
        } else if let Some(clause) = terminal.filter(|_| self.is_plain()) {
            look.illegal = Some(self.unfit(vec![clause], exception));
        } else if self.is_of_fleet() && self.standing == Standing::Known && self.is_plain() {
            let is_search = action == Action::SearchGameSessions;
            let clause = if is_search { SGS_08 } else { DGS_04 };
            look.illegal = Some(self.unfit(vec![clause], exception));
        }
    }

    fn paging(self) -> ClauseId {
        if self.query.action == Action::DescribePlayerSessions {
            DPS_05
        } else if self.query.action == Action::SearchGameSessions {
            SGS_07
        } else {
            DGS_07
        }
    }

    /// Returns whether nothing in the request but its key can be found fault with.
    fn is_plain(self) -> bool {
        let is_status = |name| GameSessionStatus::parse(name).is_some();
        self.query.is_whole
            && self.query.location.is_none()
            && self.query.expressions().next().is_none()
            && self.query.status.is_none_or(is_status)
    }

    fn unfit(self, guards: Vec<ClauseId>, exception: &Exception) -> Illegal {
        let mut expected = self.names(&guards);
        if expected.is_empty() {
            expected.push(SUCCESS.to_owned());
        }
        let kind = &exception.kind;
        Illegal {
            guards,
            suspects: Vec::new(),
            expected,
            actual: kind.name().to_owned(),
            detail: format!("{} was refused with {kind}", self.query.action),
        }
    }

    /// Returns the exceptions that clauses list.
    fn names(self, clauses: &[ClauseId]) -> Vec<String> {
        let listed = |clause: &ClauseId| &self.catalog.clauses[clause].exceptions;
        let kinds = clauses.iter().flat_map(listed);
        kinds.map(|kind| kind.name().to_owned()).collect()
    }
}

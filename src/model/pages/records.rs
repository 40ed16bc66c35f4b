//! What is listed, record by record, held against the request.

use std::collections::BTreeMap;

use super::{DGS_04, DGS_08, DGS_09, DGS_10, List, SGS_02, Standing};
use crate::api::action::Action;
use crate::api::reply::Response;
use crate::model::judgement::{MemberFault, Notes};
use crate::model::query::Key;
use crate::spec::id::ClauseId;

const DPS_04: ClauseId = ClauseId::of("DPS-04");
const DPS_08: ClauseId = ClauseId::of("DPS-08");
const DPS_09: ClauseId = ClauseId::of("DPS-09");

impl List<'_> {
    /// Holds listed player sessions against the request.
    pub(super) fn players(self, response: &Response, notes: &mut Notes) {
        let sessions = response.player_sessions();
        match self.query.key {
            Key::GameSession(_) => {
                let Some(status) = self.query.status else {
                    return;
                };
                let is_other = |found: &str| found != status;
                let mut found = sessions.iter().filter_map(|session| session.status);
                if found.any(|found| is_other(found.name())) {
                    let detail = "a player session of another status than was asked for is listed";
                    let fault = MemberFault::wrong(DPS_04, "Status", detail);
                    notes.check(DPS_04, Some(fault));
                }
            }
            Key::Player(player) => {
                let mut found = sessions.iter().filter_map(|one| one.player_id.as_deref());
                if found.any(|found| found != player) {
                    let detail = "a player session of another player than was asked for is listed";
                    let fault = MemberFault::wrong(DPS_08, "PlayerId", detail);
                    notes.check(DPS_08, Some(fault));
                }
            }
            Key::PlayerSession(id) => {
                let mut found = sessions
                    .iter()
                    .filter_map(|one| one.player_session_id.as_deref());
                // Of one that is known it is said elsewhere that it is missing.
                let is_known = self.standing == Standing::Known;
                let is_other = found.any(|found| found != id) && !is_known;
                if is_other || sessions.len() > 1 {
                    let detail = "another player session than was asked for is described";
                    let fault = MemberFault::wrong(DPS_09, "PlayerSessions", detail);
                    notes.check(DPS_09, Some(fault));
                }
            }
            Key::Fleet(_) | Key::Alias(_) | Key::None | Key::Several => {}
        }
    }

    /// Holds listed game sessions against the request.
    pub(super) fn games(self, response: &Response, notes: &mut Notes) {
        if !self.is_of_fleet() {
            return;
        }
        let is_search = self.query.action == Action::SearchGameSessions;
        let mut wrong = |clause, member: &str, is_wrong: bool| {
            let detail = format!("a game session is listed whose {member} was not asked for");
            let fault = is_wrong.then(|| MemberFault::wrong(clause, member, detail));
            notes.check(clause, fault);
        };
        let sessions = || response.game_sessions();
        if let Key::Fleet(fleet) = self.query.key
            && sessions().next().is_some()
        {
            let clause = if is_search { SGS_02 } else { DGS_09 };
            let mut found = sessions().filter_map(|one| one.fleet_id.as_deref());
            wrong(clause, "FleetId", found.any(|found| found != fleet));
        }
        if let Some(status) = self.query.status {
            let mut found = sessions().filter_map(|one| one.status);
            wrong(DGS_08, "Status", found.any(|found| found.name() != status));
        }
        if let Some(location) = self.query.location.filter(|_| !is_search) {
            let mut found = sessions().filter_map(|one| one.location.as_deref());
            wrong(DGS_08, "Location", found.any(|found| found != location));
        }
        if !is_search {
            self.repeated(response, notes);
        }
    }

    /// Holds that no game session is listed twice.
    fn repeated(self, response: &Response, notes: &mut Notes) {
        let mut ends = Vec::with_capacity(self.pages.len());
        for length in self.pages {
            ends.push(ends.last().copied().unwrap_or(0) + length);
        }
        let page = |position: usize| ends.partition_point(|end| *end <= position);
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        if self.pages.len() > 1 {
            notes.exercise(&[DGS_10]);
        }
        for (position, session) in response.game_sessions().enumerate() {
            let Some(id) = session.game_session_id.as_deref() else {
                continue;
            };
            let Some(first) = seen.insert(id, page(position)) else {
                continue;
            };
            let clause = if first == page(position) {
                DGS_04
            } else {
                DGS_10
            };
            let detail = "a game session is listed more than once";
            let fault = MemberFault::wrong(clause, "GameSessions", detail);
            notes.check(clause, Some(fault));
        }
    }
}

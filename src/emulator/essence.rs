//! What two emulators have to have in common to go on alike, for a search that visits each state
//! once.

use std::sync::Arc;

use super::Emulator;
use super::faults::Fault;
use super::ids::Ids;
use super::settings::Settings;
use super::state::Past;

impl Emulator {
    /// Makes further ids depend on what has been created, and not on what was asked.
    ///
    /// Requests that create nothing get the same ids again.
    pub fn anchor_ids(&mut self) {
        let game_sessions = self.game_sessions.created_count();
        let player_sessions = self.player_sessions.created_count();
        let aliases = self.alias_count;
        self.reseed((aliases << 48) + (game_sessions << 32) + player_sessions + 1);
    }

    /// Returns a text that is equal for emulators which go on alike: settings, ids to come and
    /// answers that could be repeated are left out.
    pub fn essence(&self) -> String {
        let mut essence = self.clone();
        for game_session in essence.game_sessions.iter_mut() {
            game_session.past = self.relevant(&game_session.past);
        }
        essence.settings = Arc::new(Settings::default());
        essence.ids = Ids::new(0);
        for process in essence.processes.values_mut() {
            process.last_answer = None;
        }
        format!("{essence:?}")
    }

    /// Returns as much of a past as some fault asks about.
    fn relevant(&self, past: &Past) -> Past {
        let mut relevant = Past {
            calls: past.calls.clone(),
            unopened: past.unopened,
            ..Past::default()
        };
        if self.has(Fault::HighestMaximumCounts) {
            relevant.highest_maximum = past.highest_maximum;
        }
        if self.has(Fault::RaisedAfterLoweredNotStored) {
            relevant.was_lowered = past.was_lowered;
        }
        if self.has(Fault::AcceptAllNotStored) {
            relevant.was_closed = past.was_closed;
        }
        if self.has(Fault::ServerPolicyClosesOthers) {
            relevant.is_closed_by_server = past.is_closed_by_server;
        }
        if self.has(Fault::UpdateUndoesServerPolicy) {
            relevant.policy_before_server = past.policy_before_server;
        }
        if self.has(Fault::ThirdPolicyChangeNotStored) {
            relevant.policy_changes = past.policy_changes;
        }
        if self.has(Fault::ThirdBatchDropsData) {
            relevant.batches = past.batches;
        }
        if self.has(Fault::SecondRemovalKeepsSlot) {
            relevant.removals = past.removals;
        }
        if self.has(Fault::SingleFormCountsApart) {
            relevant.singles.clone_from(&past.singles);
        }
        relevant
    }
}

//! What two emulators have to have in common to go on alike, for a search that visits each state
//! once.

use std::sync::Arc;

use super::Emulator;
use super::ids::Ids;
use super::settings::Settings;

impl Emulator {
    /// Makes further ids depend on what has been created, and not on what was asked.
    ///
    /// Requests that create nothing get the same ids again.
    pub fn anchor_ids(&mut self) {
        let game_sessions = self.game_sessions.created_count();
        let player_sessions = self.player_sessions.created_count();
        self.reseed((game_sessions << 32) + player_sessions + 1);
    }

    /// Returns a text that is equal for emulators which go on alike: settings, ids to come and
    /// answers that could be repeated are left out.
    pub fn essence(&self) -> String {
        let mut essence = self.clone();
        essence.settings = Arc::new(Settings::default());
        essence.ids = Ids::new(0);
        for process in essence.processes.values_mut() {
            process.last_answer = None;
        }
        format!("{essence:?}")
    }
}

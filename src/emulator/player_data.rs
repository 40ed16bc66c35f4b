//! Player data: to whom it is given, and what is kept of it.
//!
//! The service never looks into it (CPS-20).

use std::collections::BTreeMap;

use crate::api::ids::PlayerId;
use crate::api::json;
use crate::api::request::CreatePlayerSessions;

use super::Emulator;
use super::faults::Fault;
use super::player_sessions::{Applicant, Form};
use super::refusal::Refusal;
use super::state::GameKey;

/// How many characters `Fault::LongestDataCut` leaves.
const CUT_LENGTH: usize = 1024;

/// How long player data may be (CPS-06).
const LENGTH_MAX: usize = 2048;

impl Emulator {
    /// Returns the players of a batch, each with its data.
    pub(super) fn applicants<'a>(&self, request: &'a CreatePlayerSessions) -> Vec<Applicant<'a>> {
        let data = request.player_data_map.as_ref();
        let mut in_order = data.into_iter().flat_map(BTreeMap::values);
        let only = in_order.clone().next();
        // Fault: CPS-18 has no data for a player without an entry.
        let is_for_all = self.has(Fault::DataOfOneForAll) && in_order.clone().count() == 1;
        let only = only.filter(|_| is_for_all);
        // U-03: an id that the batch repeats gets a player session each time.
        let ids = request.player_ids.iter().map(PlayerId::as_str);
        ids.map(|player_id| {
            let own = data.and_then(|data| data.get(player_id));
            // Fault: CPS-17 goes by the key.
            let by_position = self.has(Fault::DataByPosition).then(|| in_order.next());
            Applicant {
                player_id,
                data: by_position.unwrap_or(own).or(only).map(String::as_str),
            }
        })
        .collect()
    }

    /// Lets any data pass: that for other players has no effect (CPS-19).
    pub(super) fn check_data_keys(&self, request: &CreatePlayerSessions) -> Result<(), Refusal> {
        let is_stranger = |key: &String| !request.player_ids.iter().any(|id| id.0 == *key);
        let data = request.player_data_map.as_ref();
        let has_stranger = data.is_some_and(|map| map.keys().any(is_stranger));
        let message = "PlayerDataMap names a player outside PlayerIds";
        // Fault: CPS-19 has data for other players ignored.
        if self.has(Fault::UnknownDataKeyRefused) && has_stranger {
            return Err(Refusal::invalid_request(message));
        }
        // Fault: CPS-19 has data for other players ignored.
        if self.has(Fault::ExactBatchWithUnknownKeyRefused)
            && has_stranger
            && let Some(key) = self.game_sessions.find(request.game_session_id.as_str())
            && let Ok(count) = i64::try_from(request.player_ids.len())
            && count > 1
            && count == self.open_slots(key, Form::Batch)
        {
            return Err(Refusal::invalid_request(message));
        }
        Ok(())
    }

    /// Lets any data pass, whatever it says (CPS-20).
    pub(super) fn check_data<'a>(
        &self,
        mut values: impl Iterator<Item = &'a String>,
    ) -> Result<(), Refusal> {
        let is_broken =
            |text: &String| text.starts_with('{') && json::parse(text.as_bytes()).is_err();
        // Fault: CPS-20 has player data opaque.
        if self.has(Fault::BrokenJsonDataRefused) && values.any(is_broken) {
            return Err(Refusal::invalid_request("player data must be JSON"));
        }
        Ok(())
    }

    /// Returns the data that a new player session keeps (CPS-17, CPS-41).
    pub(super) fn kept_data(&self, key: GameKey, applicant: Applicant<'_>) -> Option<String> {
        let batches = self.game_sessions.get(key).past.batches;
        // Fault: CPS-17 has the data stored and returned.
        if self.has(Fault::PlayerDataDropped)
            || self.has(Fault::ThirdBatchDropsData) && batches == 3
        {
            return None;
        }
        let Some(data) = applicant.data else {
            return self.earlier_data(applicant.player_id);
        };
        // Fault: CPS-17 has all of it kept.
        if self.has(Fault::LongestDataCut) && data.chars().count() == LENGTH_MAX {
            return Some(data.chars().take(CUT_LENGTH).collect());
        }
        // Fault: CPS-41 has every byte kept.
        if self.has(Fault::DataTrimmed) {
            return Some(data.trim().to_owned());
        }
        // Fault: CPS-41 has every byte kept.
        if self.has(Fault::MarkupEscaped) {
            return Some(data.replace('&', "&amp;").replace('<', "&lt;"));
        }
        Some(data.to_owned())
    }

    fn earlier_data(&self, player_id: &str) -> Option<String> {
        // Fault: CPS-18 has no data without an entry.
        if !self.has(Fault::DataOfEarlierCall) {
            return None;
        }
        let latest = self.player_sessions.of_player(player_id).last()?;
        self.player_sessions.get(*latest).data.clone()
    }

    /// Leaves the data of earlier player sessions alone (CPS-21).
    pub(super) fn touch_earlier_data(&mut self, applicant: Applicant<'_>) {
        // Fault: CPS-21 has no later call change it.
        if !self.has(Fault::DataChangedByLaterCall) || applicant.data.is_none() {
            return;
        }
        let earlier = self.player_sessions.of_player(applicant.player_id).to_vec();
        for key in earlier {
            self.player_sessions.get_mut(key).data = applicant.data.map(str::to_owned);
        }
    }
}

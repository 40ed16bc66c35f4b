//! Borderline requests to create player sessions: odd data maps, and units of length.
//!
//! Looks at requests before the limits of `constraints` do.

use std::collections::BTreeMap;

use crate::api::action::Action;
use crate::api::document::Document;

use super::Emulator;
use super::answers::Answer;
use super::questions::Question;
use super::refusal::Refusal;

/// The longest player id, in the unit that counts.
const PLAYER_ID_MAX: usize = 1024;

/// The longest data of a player, in the unit that counts.
const PLAYER_DATA_MAX: usize = 2048;

impl Emulator {
    /// Takes out of a request what is passed over, and refuses what is not taken (U-11, U-35).
    pub(super) fn settle_borderline(
        &self,
        action: Action,
        document: &mut Document,
    ) -> Result<(), Refusal> {
        let Document::Map(members) = document else {
            return Ok(());
        };
        if action == Action::CreatePlayerSessions {
            self.settle_data_map(members)?;
            if let Some(Document::List(ids)) = members.get("PlayerIds") {
                self.check_length(Question::PlayerIdUnit, PLAYER_ID_MAX, ids.iter())?;
            }
            if let Some(Document::Map(data)) = members.get("PlayerDataMap") {
                self.check_length(Question::PlayerDataUnit, PLAYER_DATA_MAX, data.values())?;
            }
        } else if action == Action::CreatePlayerSession {
            let id = members.get("PlayerId").into_iter();
            self.check_length(Question::PlayerIdUnit, PLAYER_ID_MAX, id)?;
            let data = members.get("PlayerData").into_iter();
            self.check_length(Question::PlayerDataUnit, PLAYER_DATA_MAX, data)?;
        }
        Ok(())
    }

    fn settle_data_map(&self, members: &mut BTreeMap<String, Document>) -> Result<(), Refusal> {
        let ids = match members.get("PlayerIds") {
            Some(Document::List(ids)) => ids.clone(),
            None | Some(_) => Vec::new(),
        };
        let Some(map) = members.get_mut("PlayerDataMap") else {
            return Ok(());
        };
        if *map == Document::Null {
            self.ask(Question::NullDataMap, "PlayerDataMap is null")?;
        }
        let Document::Map(data) = map else {
            return Ok(());
        };
        if data.is_empty() {
            self.ask(Question::EmptyDataMap, "PlayerDataMap is empty")?;
        }
        if self.answers(Question::NullData, Answer::Accepted) {
            data.retain(|_, value| *value != Document::Null);
        }
        if self.answers(Question::BadIgnoredData, Answer::Accepted) {
            data.retain(|key, _| ids.contains(&Document::Text(key.clone())));
        }
        Ok(())
    }

    fn check_length<'a>(
        &self,
        unit: Question,
        most: usize,
        mut texts: impl Iterator<Item = &'a Document>,
    ) -> Result<(), Refusal> {
        let length: fn(&str) -> usize = if self.answers(unit, Answer::Bytes) {
            str::len
        } else if self.answers(unit, Answer::Utf16Units) {
            |text| text.encode_utf16().count()
        } else {
            // The limits of `constraints` are on code points.
            return Ok(());
        };
        let is_long = |text: &Document| matches!(text, Document::Text(text) if length(text) > most);
        if texts.any(is_long) {
            let message = format!("a text has length greater than {most}");
            return Err(Refusal::invalid_request(message));
        }
        Ok(())
    }
}

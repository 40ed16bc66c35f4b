//! Requests of game servers about players of others, in files.

use serde::{Deserialize, Serialize};

use super::queries::PlayerSessionEntry;
use crate::plan::step::{GameSessionHandle, PlayerSessionName, Stray, StrayRequest};

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StrayEntry {
    game_session: u32,
    request: RequestEntry,
    player_session: PlayerSessionEntry,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum RequestEntry {
    Accept,
    Remove,
}

impl From<Stray> for StrayEntry {
    fn from(stray: Stray) -> Self {
        Self {
            game_session: stray.game_session.0,
            request: match stray.request {
                StrayRequest::Accept => RequestEntry::Accept,
                StrayRequest::Remove => RequestEntry::Remove,
            },
            player_session: PlayerSessionEntry::from(stray.player_session),
        }
    }
}

impl From<StrayEntry> for Stray {
    fn from(entry: StrayEntry) -> Self {
        Self {
            game_session: GameSessionHandle(entry.game_session),
            request: match entry.request {
                RequestEntry::Accept => StrayRequest::Accept,
                RequestEntry::Remove => StrayRequest::Remove,
            },
            player_session: PlayerSessionName::from(entry.player_session),
        }
    }
}

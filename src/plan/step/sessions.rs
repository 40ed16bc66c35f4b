//! The player session of the plan that a step names.

use super::{PlayerSessionName, PlayerSessionRef, Step};

impl Step {
    /// Returns the player session of the plan that the step names, `None` where it names none.
    pub fn player_session(&self) -> Option<PlayerSessionRef> {
        match self {
            Self::Accept(session) | Self::Remove(session) => Some(*session),
            Self::Stray(stray) => known(stray.player_session),
            Self::DescribePlayerSessions(query) => known(query.player_session?),
            Self::CreateGameSession(_)
            | Self::CreatePlayerSessions { .. }
            | Self::CreatePlayerSession { .. }
            | Self::DescribeGameSessions(_)
            | Self::SearchGameSessions(_)
            | Self::UpdateGameSession { .. }
            | Self::TerminateGameSession { .. }
            | Self::CreateAlias { .. }
            | Self::Activate(_)
            | Self::SetPolicy { .. }
            | Self::EndProcess(_)
            | Self::Broken(_)
            | Self::Wait(_) => None,
        }
    }

    /// Lets the step name another player session, where it names one of the plan.
    pub(crate) fn rename_player_session(&mut self, name: PlayerSessionRef) {
        let known = PlayerSessionName::Known(name);
        if self.player_session().is_none() {
            return;
        }
        if let Self::Accept(session) | Self::Remove(session) = self {
            *session = name;
        } else if let Self::Stray(stray) = self {
            stray.player_session = known;
        } else if let Self::DescribePlayerSessions(query) = self {
            query.player_session = Some(known);
        }
    }
}

fn known(name: PlayerSessionName) -> Option<PlayerSessionRef> {
    match name {
        PlayerSessionName::Known(session) => Some(session),
        PlayerSessionName::Unknown | PlayerSessionName::Malformed => None,
    }
}

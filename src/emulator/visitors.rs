//! Players who are named twice, or who have a player session in the game session already.

use std::collections::BTreeSet;

use crate::api::player_session::PlayerSessionStatus;
use crate::api::request::Request;

use super::Emulator;
use super::answers::Answer;
use super::player_sessions::Applicant;
use super::questions::Question;
use super::refusal::Refusal;
use super::state::{GameKey, PlayerKey};

impl Emulator {
    /// Answers U-03: leaves each applicant who counts.
    pub(super) fn distinct<'a>(
        &self,
        mut applicants: Vec<Applicant<'a>>,
    ) -> Result<Vec<Applicant<'a>>, Refusal> {
        let mut seen = BTreeSet::new();
        let distinct = applicants.iter().filter(|one| seen.insert(one.player_id));
        if distinct.count() == applicants.len() {
            return Ok(applicants);
        }
        self.ask(Question::RepeatedPlayer, "PlayerIds names a player twice")?;
        if self.answers(Question::RepeatedPlayer, Answer::OneSession) {
            let mut seen = BTreeSet::new();
            applicants.retain(|one| seen.insert(one.player_id));
        }
        Ok(applicants)
    }

    /// Answers U-04, U-05 and U-27: returns, for each applicant, the player session given back.
    pub(super) fn held(
        &self,
        key: GameKey,
        applicants: &[Applicant<'_>],
        request: impl Fn() -> Request,
    ) -> Result<Vec<Option<PlayerKey>>, Refusal> {
        let reserved = if self.repeats(key, applicants, request) {
            Question::RepeatedRequest
        } else {
            Question::ReservedPlayer
        };
        let asked = [
            (PlayerSessionStatus::Reserved, reserved),
            (PlayerSessionStatus::Active, Question::ActivePlayer),
        ];
        let mut held: Vec<Option<PlayerKey>> = Vec::with_capacity(applicants.len());
        for applicant in applicants {
            let mut returned = None;
            for (status, question) in asked {
                if self.answers(question, Answer::NewSession) {
                    continue;
                }
                // An id that the batch repeats is given one player session after the other.
                let found = self
                    .here(key, applicant.player_id, status)
                    .find(|player| !held.contains(&Some(*player)));
                if found.is_some() {
                    let message = "a player has a player session in this game session";
                    self.ask(question, message)?;
                }
                returned = returned.or(found);
            }
            held.push(returned);
        }
        Ok(held)
    }

    /// Notes a request that succeeded, where its repetition is another matter than any request for
    /// the same players.
    pub(super) fn remember(&mut self, key: GameKey, request: impl Fn() -> Request) {
        if self.tells_repetitions() {
            self.game_sessions.get_mut(key).succeeded.push(request());
        }
    }

    /// Returns whether the request is an earlier one again, whose players all wait.
    fn repeats(
        &self,
        key: GameKey,
        applicants: &[Applicant<'_>],
        request: impl Fn() -> Request,
    ) -> bool {
        self.tells_repetitions()
            && self.game_sessions.get(key).succeeded.contains(&request())
            && applicants.iter().all(|one| {
                let is_here = |status| self.here(key, one.player_id, status).next().is_some();
                is_here(PlayerSessionStatus::Reserved) && !is_here(PlayerSessionStatus::Active)
            })
    }

    fn tells_repetitions(&self) -> bool {
        self.answer(Question::RepeatedRequest) != self.answer(Question::ReservedPlayer)
    }

    /// Returns the player sessions of that status that a player has in a game session.
    fn here(
        &self,
        key: GameKey,
        player_id: &str,
        status: PlayerSessionStatus,
    ) -> impl Iterator<Item = PlayerKey> + '_ {
        let own = self.player_sessions.of_player(player_id).iter().copied();
        own.filter(move |player| {
            let record = self.player_sessions.get(*player);
            record.game_session == key && record.status == status
        })
    }
}

//! The player sessions of a reply: whose each is, and whether it is a new one.

use super::create::Situation;
use super::judgement::{Belief, MemberFault, Notes};
use super::members;
use super::state::{Existence, Reservation};
use crate::api::player_session::{PlayerSession, PlayerSessionStatus};
use crate::spec::id::ClauseId;

const CPS_10: ClauseId = ClauseId::of("CPS-10");
const CPS_11: ClauseId = ClauseId::of("CPS-11");

/// How a returned player session relates to what is believed.
#[derive(Debug)]
pub(super) enum Returned {
    /// It is new.
    New(Box<Reservation>),
    /// It is one that the player had before.
    Existing(usize),
}

impl Returned {
    /// Returns whether it certainly takes a slot that was open before.
    pub(super) fn is_new(&self) -> bool {
        matches!(self, Self::New(one) if one.existence == Existence::Certain)
    }
}

/// Relates the player sessions of a reply to the players of the call.
pub(super) fn read(
    belief: &Belief,
    situation: &Situation<'_>,
    sessions: &[PlayerSession],
    notes: &mut Notes,
) -> Vec<Returned> {
    let (pairs, extras) = pair(situation, sessions);
    let mut returned = Vec::with_capacity(pairs.len());
    for (index, (player, session)) in pairs.iter().enumerate() {
        let mut reservation = situation.reservation(player);
        let Some(session) = session else {
            notes.check(CPS_11, Some(missing(situation)));
            reservation.existence = Existence::Possible;
            returned.push(Returned::New(Box::new(reservation)));
            continue;
        };
        members::place(
            session,
            members::CPS_13,
            situation.scene,
            &belief.state,
            notes,
        );
        if let Some(existing) = existing(belief, situation, player, session) {
            let statuses = belief.state.reservations[existing].statuses_at(situation.when);
            members::status(session, statuses, notes);
            returned.push(Returned::Existing(existing));
            continue;
        }
        let id = session.player_session_id.as_deref();
        let same = |(_, other): &&(&str, Option<&PlayerSession>)| {
            id.is_some() && other.is_some_and(|one| one.player_session_id.as_deref() == id)
        };
        if let Some((other, _)) = pairs[..index].iter().find(same) {
            if other == player {
                // U-03: the one session of a repeated player, listed for each mention.
                continue;
            }
            members::repeated_id(notes);
        }
        members::created(session, &mut reservation, situation, notes);
        returned.push(Returned::New(Box::new(reservation)));
    }
    for session in extras {
        let detail = "the reply names a player session that was not asked for";
        let fault = MemberFault::wrong(CPS_11, "PlayerSessions", detail);
        notes.check(CPS_11, Some(fault));
        let player = session.player_id.clone().unwrap_or_default();
        let mut reservation = situation.reservation(&player);
        reservation.existence = Existence::Possible;
        reservation.suspect = true;
        returned.push(Returned::New(Box::new(reservation)));
    }
    returned
}

/// A player of the call with the session returned for it.
type Pair<'s> = (&'s str, Option<&'s PlayerSession>);

/// Pairs the players of the call with returned sessions, by player id and then by order.
fn pair<'s>(
    situation: &Situation<'s>,
    sessions: &'s [PlayerSession],
) -> (Vec<Pair<'s>>, Vec<&'s PlayerSession>) {
    let players = &situation.call.player_ids;
    let mut left: Vec<&PlayerSession> = sessions.iter().collect();
    let mut pairs: Vec<Pair<'s>> = Vec::with_capacity(players.len());
    for (position, player) in players.iter().enumerate() {
        let is_own = |session: &&PlayerSession| session.player_id.as_ref() == Some(player);
        let found = left.iter().position(is_own).map(|index| left.remove(index));
        // U-03: a repeated player may have one session for all mentions of it.
        if found.is_some() || !players[..position].contains(player) {
            pairs.push((player, found));
        }
    }
    for (_, session) in pairs.iter_mut().filter(|(_, session)| session.is_none()) {
        if !left.is_empty() {
            *session = Some(left.remove(0));
        }
    }
    (pairs, left)
}

fn missing(situation: &Situation<'_>) -> MemberFault {
    // A batch that was cut to the open slots is a success that could not be.
    let clause = if situation.need.certain > situation.open.possible.max(0) {
        CPS_10
    } else {
        CPS_11
    };
    MemberFault {
        clause,
        actual: "missing PlayerSession".to_owned(),
        detail: "the reply names fewer players than were asked for".to_owned(),
    }
}

/// Finds the player session that the player had before, if that is the one returned.
fn existing(
    belief: &Belief,
    situation: &Situation<'_>,
    player: &str,
    session: &PlayerSession,
) -> Option<usize> {
    let mentions = &situation.mentions;
    let index = mentions.binary_search_by_key(&player, |mention| mention.player);
    let mention = &mentions[index.ok()?];
    if !mention.is_reserved && !mention.is_active {
        return None;
    }
    let index = belief.state.find(session.player_session_id.as_deref()?)?;
    let known = &belief.state.reservations[index];
    let statuses = known.statuses_at(situation.when);
    let is_live = statuses.contains(PlayerSessionStatus::Reserved)
        || statuses.contains(PlayerSessionStatus::Active);
    (known.player_id == player && is_live).then_some(index)
}

/// Returns the belief in which returned sessions are those of calls whose replies were lost.
pub(super) fn told(
    belief: &Belief,
    situation: &Situation<'_>,
    sessions: &[PlayerSession],
) -> Option<Belief> {
    let reserved = situation.may_return_reserved(belief);
    let active = situation.may_return_active(belief);
    let is_untold = |one: &Reservation| {
        let statuses = one.statuses_at(situation.when);
        one.player_session_id.is_none()
            && ((reserved && statuses.contains(PlayerSessionStatus::Reserved))
                || (active && statuses.contains(PlayerSessionStatus::Active)))
    };
    if !belief.state.reservations.iter().any(is_untold) {
        return None;
    }
    let mut told = belief.clone();
    let mut has_any = false;
    for session in sessions {
        let id = session.player_session_id.as_deref();
        // U-03: one that is listed for each mention of its player is told once.
        let is_known = |id| situation.scene.is_given_out(id) || told.state.find(id).is_some();
        if id.is_none_or(is_known) {
            continue;
        }
        let is_it = |one: &Reservation| {
            is_untold(one) && Some(&one.player_id) == session.player_id.as_ref()
        };
        let index = told.state.reservations.iter().position(is_it);
        if let (Some(index), Some(id)) = (index, id) {
            told.state.tell(index, id);
            told.state.reservations[index].existence = Existence::Certain;
            has_any = true;
        }
    }
    has_any.then_some(told)
}

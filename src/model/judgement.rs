//! What judging one operation in one belief yields.

use std::collections::{BTreeMap, BTreeSet};

use super::answers::Answers;
use super::call::{Call, Limits};
use super::query::Key;
use super::retention::RETENTION;
use super::state::State;
use super::terms::Terms;
use crate::api::player_session::PlayerSession;
use crate::api::request::CreateGameSession;
use crate::history::Interval;
use crate::spec::catalog::Catalog;
use crate::spec::id::ClauseId;

/// One way in which the world may be.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Belief {
    /// The game session.
    pub state: State,
    /// The answers that the target may be giving.
    pub answers: Answers,
}

/// Whether a call is the same as an earlier one that succeeded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Repetition {
    /// It is not.
    #[default]
    No,
    /// A target may take it for one: the earlier reply was lost, or named the game session
    /// differently.
    Possible,
    /// It is.
    Certain,
}

/// What an operation is judged in, besides the belief.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    /// The specification.
    pub catalog: &'static Catalog,
    /// Timeouts and tolerance.
    pub terms: &'a Terms,
    /// The id of the game session, as the target gave it.
    pub game_session_id: &'a str,
    /// The id by which the operation names it; another one where the target takes that too (U-17).
    pub asked_for: &'a str,
    /// What is known of the case's other game sessions.
    pub elsewhere: &'a Elsewhere,
    /// The operation's position in the history.
    pub position: usize,
    /// When the game session was created.
    pub created: Interval,
    /// How many records each page of a description held.
    pub pages: &'a [usize],
    /// The call that the operation is, `None` where it is something else.
    pub call: Option<(&'a Call, &'a Limits)>,
    /// Whether the call is the same as an earlier one (U-27).
    pub repetition: Repetition,
    /// The earlier creation with the same idempotency token, `None` where there is none.
    pub original: Option<&'a CreateGameSession>,
    /// Whether the operation is the first of its game session.
    pub is_first: bool,
    /// The clauses that are lifted at this operation.
    pub lifted: &'a [ClauseId],
}

impl Scene<'_> {
    /// Returns whether the clause is lifted at this operation.
    pub fn is_lifted(&self, clause: ClauseId) -> bool {
        self.lifted.contains(&clause)
    }

    /// Returns whether an id in a reply is the game session's.
    pub fn is_own(&self, game_session_id: &str) -> bool {
        game_session_id == self.game_session_id
            || game_session_id == self.asked_for
            || (self.terms.is_shared() && is_whole_of(game_session_id, self.game_session_id))
    }

    /// Returns whether every description at `when` shows that the game session is there (U-32).
    pub fn is_shown(&self, when: Interval) -> bool {
        when.start >= self.created.end + self.terms.tolerance
    }

    /// Returns whether a call has named the player by now.
    pub fn is_named(&self, player_id: &str) -> bool {
        self.elsewhere.is_named(player_id, self.position)
    }

    /// Returns whether an earlier operation has given out that player session id.
    pub fn is_given_out(&self, player_session_id: &str) -> bool {
        let first = self.elsewhere.player_sessions.get(player_session_id);
        first.is_some_and(|(first, _)| *first < self.position)
    }

    /// Returns whether an earlier operation has let the player into another game session.
    pub fn is_elsewhere(&self, player_id: &str) -> bool {
        self.elsewhere
            .players
            .get(player_id)
            .is_some_and(|game_sessions| {
                game_sessions
                    .iter()
                    .any(|(id, first)| id != self.game_session_id && *first < self.position)
            })
    }
}

/// Returns whether an id ends with another one, which was given without what comes before it
/// (U-17).
fn is_whole_of(id: &str, bare_id: &str) -> bool {
    let rest = id.strip_suffix(bare_id);
    rest.is_some_and(|rest| rest.ends_with('/'))
}

/// What is known of a case apart from the game session in question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Elsewhere {
    /// Where each player session id was first given out: the operation's position, and the game
    /// session.
    player_sessions: BTreeMap<String, (usize, String)>,
    /// When each player was first let into each game session: the operation's position.
    players: BTreeMap<String, BTreeMap<String, usize>>,
    /// Where each game session id was first given out: the operation's position, and when.
    game_sessions: BTreeMap<String, (usize, Interval)>,
    /// When each alias was made, and where it leads to, by id and by ARN; `None` where it leads
    /// nowhere.
    aliases: BTreeMap<String, (Interval, Option<String>)>,
    /// Where each idempotency token was first sent: the operation's position.
    tokens: BTreeMap<String, usize>,
    /// Where a call first named each player, the operation's position, and when one did last.
    named: BTreeMap<String, (usize, Interval)>,
}

impl Elsewhere {
    /// Takes note of an idempotency token that the operation at `position` has sent.
    pub fn note_token(&mut self, position: usize, token: &str) {
        self.tokens.entry(token.to_owned()).or_insert(position);
    }

    /// Returns whether an operation before `position` has sent that idempotency token.
    pub fn is_token_tried(&self, token: &str, position: usize) -> bool {
        let first = self.tokens.get(token);
        first.is_some_and(|first| *first < position)
    }

    /// Takes note of a player whom the call at `position` names.
    pub fn note_named(&mut self, position: usize, when: Interval, player_id: &str) {
        let named = self.named.entry(player_id.to_owned());
        named.or_insert((position, when)).1 = when;
    }

    /// Returns whether a call has named the player before `position`.
    pub fn is_named(&self, player_id: &str, position: usize) -> bool {
        let first = self.named.get(player_id);
        first.is_some_and(|(first, _)| *first < position)
    }

    /// Takes note of an alias that the case created, with the fleet that it leads to.
    pub fn note_alias(&mut self, name: &str, when: Interval, fleet_id: Option<&str>) {
        let fleet_id = fleet_id.map(str::to_owned);
        self.aliases.insert(name.to_owned(), (when, fleet_id));
    }

    /// Returns where an alias of the case leads to: to a fleet, or nowhere.
    ///
    /// `None` where the case has created no such alias.
    pub fn alias(&self, name: &str) -> Option<Option<&str>> {
        let (_, fleet_id) = self.aliases.get(name)?;
        Some(fleet_id.as_deref())
    }

    /// Returns when what a list is asked for came to be, as far as the case has told; of a player,
    /// when a call last named them.
    pub fn made(&self, key: Key<'_>) -> Option<Interval> {
        match key {
            Key::GameSession(id) => self.game_sessions.get(id).map(|(_, made)| *made),
            Key::Alias(alias) => self.aliases.get(alias).map(|(made, _)| *made),
            Key::Player(player) => self.named.get(player).map(|(_, named)| *named),
            // One player session is listed without pages, and fleets were there before.
            Key::PlayerSession(_) | Key::Fleet(_) | Key::None | Key::Several => None,
        }
    }

    /// Takes note of a game session that the operation at `position` created.
    pub fn note_game_session(&mut self, position: usize, when: Interval, game_session_id: &str) {
        let first = self.game_sessions.entry(game_session_id.to_owned());
        first.or_insert((position, when));
    }

    /// Returns whether an operation before `position` created a game session of that id, whose
    /// record is certainly still there at `when`.
    pub fn is_taken(&self, game_session_id: &str, position: usize, when: Interval) -> bool {
        let first = self.game_sessions.get(game_session_id);
        // CPS-26: from then on the token may be free again that is the end of the id.
        let is_there = |made: &Interval| when.end < made.start + RETENTION;
        first.is_some_and(|(first, made)| *first < position && is_there(made))
    }

    /// Returns the game session in which a player session id was first given out.
    pub fn home(&self, player_session_id: &str) -> Option<&str> {
        let first = self.player_sessions.get(player_session_id);
        first.map(|(_, game_session_id)| game_session_id.as_str())
    }

    /// Returns the player session ids that were given out.
    pub fn given_out(&self) -> BTreeSet<String> {
        self.player_sessions.keys().cloned().collect()
    }

    /// Takes note of a player session that the operation at `position` gave out.
    pub fn note(&mut self, position: usize, game_session_id: &str, session: &PlayerSession) {
        if let Some(id) = &session.player_session_id {
            let first = self.player_sessions.entry(id.clone());
            first.or_insert_with(|| (position, game_session_id.to_owned()));
        }
        if let Some(player) = &session.player_id {
            let game_sessions = self.players.entry(player.clone()).or_default();
            game_sessions
                .entry(game_session_id.to_owned())
                .or_insert(position);
        }
    }
}

/// An operation that is legal in a belief.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Legal {
    /// The beliefs that follow.
    pub beliefs: Vec<Belief>,
    /// What the operation showed besides.
    pub notes: Notes,
}

/// What an operation showed besides being legal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notes {
    /// The clauses that were at stake and held, some of them more than once.
    pub exercised: Vec<ClauseId>,
    /// The members of the reply that break a clause.
    pub members: Vec<MemberFault>,
}

impl Notes {
    /// Notes that clauses were at stake.
    pub fn exercise(&mut self, clauses: &[ClauseId]) {
        self.exercised.extend(clauses);
    }

    /// Notes a clause that was at stake, and whether a member broke it.
    pub fn check(&mut self, clause: ClauseId, fault: Option<MemberFault>) {
        self.exercised.push(clause);
        self.members.extend(fault);
    }

    /// Takes over what another operation, or another part of this one, showed.
    pub fn absorb(&mut self, other: Self) {
        self.exercised.extend(other.exercised);
        self.members.extend(other.members);
    }
}

/// A member of a reply that breaks a clause; it leaves the belief alive.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MemberFault {
    /// The clause.
    pub clause: ClauseId,
    /// What is wrong, as a shape has it: `wrong <Member>`, `missing <Member>` or `status <n>`.
    pub actual: String,
    /// One sentence for people, without ids of the target.
    pub detail: String,
}

impl MemberFault {
    /// Returns a fault of a member that has the wrong value.
    pub fn wrong(clause: ClauseId, member: &str, detail: impl Into<String>) -> Self {
        Self {
            clause,
            actual: format!("wrong {member}"),
            detail: detail.into(),
        }
    }

    /// Returns a fault of a member that is absent.
    pub fn missing(clause: ClauseId, member: &str) -> Self {
        let detail = format!("the reply has no {member}");
        Self {
            clause,
            actual: format!("missing {member}"),
            detail,
        }
    }
}

impl Legal {
    /// Returns what follows where nothing has changed.
    pub fn unchanged(belief: Belief) -> Self {
        Self::one(belief, Notes::default())
    }

    /// Returns what follows where one belief is left.
    pub fn one(belief: Belief, notes: Notes) -> Self {
        Self {
            beliefs: vec![belief],
            notes,
        }
    }
}

/// An operation that is illegal in a belief.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Illegal {
    /// The clauses that guard it and are broken; lifting all of them makes it legal.
    pub guards: Vec<ClauseId>,
    /// The clauses of the state whose breach at an earlier operation could show like this.
    pub suspects: Vec<ClauseId>,
    /// What would have been legal, as a shape has it.
    pub expected: Vec<String>,
    /// What came, as a shape has it.
    pub actual: String,
    /// One sentence for people, without ids of the target.
    pub detail: String,
}

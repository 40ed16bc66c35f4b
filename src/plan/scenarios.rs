//! Scenarios: the edge plans that are recorded, each with its whole exchange.
//!
//! There is one or more for every clause that one caller can exercise: the plan that a reader
//! learns most from. Their names are those of recordings, so they stay.

use super::edge::{EdgePlan, edge_plans};

/// The names of the scenarios, in the order of the edge phase.
const NAMES: [&str; 148] = [
    "a fresh game session",
    "two fresh game sessions",
    "one player in a batch",
    "one player by the single form",
    "one player with data",
    "two players",
    "an accepted player",
    "a removed player",
    "the last slot",
    "one player more than 2",
    "the slot of a removed player, and no other, opens",
    "a maximum of 0",
    "a batch of 2 that fills the game session",
    "a batch of 2 that lacks one slot",
    "game sessions have slots of their own",
    "a refused batch takes no slot, seen by filling up",
    "a player comes back after leaving",
    "a player with a reservation asks again",
    "a batch is repeated",
    "a connected player asks again",
    "a player twice in a batch",
    "a player in two game sessions",
    "26 players",
    "no player",
    "a player id of no character",
    "a player id with capital letters",
    "player ids that differ by letter case",
    "data for every player",
    "data in another order than the players",
    "data for an unknown player as well",
    "an empty data map",
    "a null data map",
    "a null among the data",
    "data of 2,049 characters",
    "data of quotes and backslashes",
    "data stays through accept and remove",
    "a game session before activation",
    "a batch before activation",
    "an update before activation",
    "a second activation",
    "an ended game session",
    "a batch after the end",
    "a reservation when the game session ends",
    "a connected player when the game session ends",
    "a policy of DENY_ALL is seen",
    "a batch under DENY_ALL",
    "a refusal under DENY_ALL leaves nothing",
    "a maximum and a policy in one update",
    "a reservation is accepted under DENY_ALL",
    "a raised maximum opens a slot",
    "a maximum lowered below the number of players",
    "a reservation above a lowered maximum is accepted",
    "an update of nothing",
    "a maximum above 200 at creation",
    "a maximum above 200 by an update",
    "a negative maximum at creation",
    "a negative maximum by an update",
    "a player is accepted twice",
    "a player is removed twice",
    "a removed reservation is accepted",
    "a player who has left is accepted",
    "a slot is taken again without a look",
    "three player sessions, 2 to a page",
    "player sessions of each status",
    "the player sessions of a player in one game session",
    "a player session by its id",
    "a player session by its id, with a filter, a page size and a token",
    "player sessions of no such id",
    "pages of less than one player session",
    "lists of player sessions with texts beyond their limits",
    "lists of player sessions of nobody and of several",
    "the game sessions of each of two fleets",
    "the game sessions of a fleet by status",
    "the game sessions of a fleet in pages",
    "the details of a game session",
    "a search of each of two fleets",
    "a search of more than a page",
    "a search in pages",
    "searches with expressions",
    "lists of game sessions beyond their limits",
    "searches beyond their limits",
    "lists of game sessions of nothing and of several",
    "a batch for an unknown game session",
    "a batch for a game session's id in another Region",
    "a batch for a game session's id on another fleet",
    "a batch for a game session's id in another account",
    "a batch for a bare game session id",
    "a batch for a fleet id",
    "a batch for a malformed game session id",
    "a batch for a game session id of 513 characters",
    "a description of an unknown game session",
    "both forms under DENY_ALL",
    "both forms with data of 2049 characters",
    "a name from the start",
    "a new name",
    "properties are added and overwritten",
    "a new protection",
    "an update with 17 properties",
    "a creation beyond its limits",
    "the game server denies players and lets them in again",
    "a graceful termination",
    "an end that nobody asked for",
    "a termination before activation",
    "a second termination",
    "updates while a game session ends",
    "a termination by force",
    "a termination in an unknown mode",
    "a token is the end of the id",
    "a request is repeated with its token",
    "a token is used again after an update",
    "two tokens",
    "a token with another name",
    "a game session by an alias",
    "a game session by a terminal alias",
    "a game session by a fleet and an alias",
    "a game session nowhere",
    "lists and searches by aliases of two fleets",
    "lists and searches by a terminal alias",
    "an alias in the place of a game session",
    "a game session on each of two fleets",
    "every acceptance in an open game session",
    "every removal in an open game session",
    "the acceptance of an unknown player session",
    "the acceptance of player sessions of another game session",
    "the removal of player sessions of another game session",
    "json: every action",
    "json: requests in the form reversed",
    "json: unknown members",
    "json: members that are null",
    "json: bodies of CreatePlayerSessions broken as a whole",
    "json: heads broken",
    "json: PlayerIds of CreatePlayerSessions broken",
    "json: MaximumPlayerSessionCount of CreateGameSession broken",
    "json: other limits",
    "cbor: every action",
    "cbor: heads broken",
    "a reservation after its deadline",
    "a reservation before its deadline",
    "the slot of a timed-out player is taken without a look",
    "a timed-out player is accepted",
    "an accepted player stays past the deadline",
    "a player is accepted just before the deadline",
    "the times of two ends stay what they are",
    "a timed-out player comes back",
    "a game session that nobody activates in time",
    "records until 30 days from the end",
    "a game session that is told to end waits for its process",
    "moves after the deadline in an open game session",
];

/// Returns the scenarios, in the order of the edge phase.
pub fn scenarios() -> Vec<EdgePlan> {
    let is_scenario = |edge: &EdgePlan| NAMES.contains(&edge.name.as_str());
    edge_plans().into_iter().filter(is_scenario).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::spec::catalog::Catalog;
    use crate::spec::id::ClauseId;

    #[test]
    fn every_name_is_that_of_an_edge_plan_in_the_order_of_the_phase() {
        let names: Vec<String> = scenarios().into_iter().map(|edge| edge.name).collect();
        assert_eq!(names, NAMES);
    }

    #[test]
    fn every_clause_that_an_edge_plan_is_about_has_a_scenario() {
        let about = |plans: Vec<EdgePlan>| -> BTreeSet<ClauseId> {
            plans.into_iter().flat_map(|edge| edge.clauses).collect()
        };
        let clauses = &Catalog::embedded().clauses;
        let told = about(scenarios());
        let mut wanted = about(edge_plans());
        wanted.retain(|id| clauses[id].unreachable.is_none());
        let missing: Vec<_> = wanted.difference(&told).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }
}

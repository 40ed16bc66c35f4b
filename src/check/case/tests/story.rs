//! Histories as texts: one line for each operation, with what came of it.
//!
//! ```text
//! game-session 2        -> ok
//! activate              -> ok
//! batch p1 p2=data      -> ok
//! single p3             -> GameSessionFull
//! players               -> p1:RESERVED p2:RESERVED
//! accept p1             -> ok
//! update max=1          -> InvalidRequest
//! wait 61s
//! ```
//!
//! `game-session 2 token=t name=n props=map:forest/mode:duel alias=a fleet=-` gives all that;
//! `provided 2` is a game session made by other means than a command, with the same words;
//! `alias @a` and `alias terminal @a` create an alias, which `@a` and `@a-arn` name from then on;
//! `terminate`, `terminate force` and `server-policy DENY_ALL` do what they say.
//!
//! `shared` says that others use the game sessions, too.
//!
//! A line's number is its operation's label.
//! `@b` after the words is another game session than the first; `@unknown`, `@malformed`,
//! `@foreign-region`, `@foreign-fleet`, `@foreign-account`, `@bare` and `@fleet` are ids of none.
//! `race` begins a race and `rest` ends it: between them, `by a 0..5` says which client sends an
//! operation, and from when to when in milliseconds since the race began.
//! `during 2s` is the time that an operation takes; `wait 61s` is an operation itself, and
//! `later 61s` lets the time pass without one.
//! A player is a name, `"quoted"` where it has spaces, `x*1024` where it is long; `=data` gives
//! data, `=<null>` null; `+p9=data` is data for a player who is not in the call, `{}` an empty
//! map, `<null>` no map.
//! `ok p2 p1#1` returns these player sessions: `p2` is a new one, `p1#1` the first that was made
//! for `p1`; `[status=ACTIVE,id=-]` sets and removes members, which describes and game sessions
//! have too.
//! `players status=ACTIVE limit=2` lists those of a game session, `players anywhere player=p1` those
//! of a player, `players anywhere session=p1#1` one; `games status=ACTIVE` lists those of a fleet,
//! `details` does with their protection, `search` searches, each with `game-session` for one.
//! `|` stands between the pages of a list, and `...` after one that does not end.

mod reply;
mod request;
mod words;

use std::collections::BTreeMap;
use std::time::Duration;

use self::words::Words;
use crate::api::player_session::PlayerSession;
use crate::history::{Act, Heads, History, Interval, Label, Operation};
use crate::model::terms::{Activation, Terms, Traffic};

/// A history and the terms it is judged on.
#[derive(Debug, Default)]
pub(in crate::check) struct Story {
    pub(in crate::check) history: History,
    pub(in crate::check) terms: Terms,
    now: Duration,
    /// The ids of the game sessions by name; the first has no name.
    game_sessions: BTreeMap<String, String>,
    /// The player sessions as they were made, with the names of their game sessions.
    player_sessions: Vec<(String, PlayerSession)>,
}

/// How long a race takes at the most, in milliseconds.
const RACE_MS: u64 = 1000;

const REGION: &str = "us-west-2";
const FLEET_ID: &str = "fleet-1111";
const FLEET_ARN: &str = "arn:aws:gamelift:us-west-2::fleet/fleet-1111";

impl Story {
    /// Reads a story; a line that cannot be read is a mistake in the test.
    pub(in crate::check) fn parse(text: &str) -> Self {
        let mut story = Self::default();
        for (index, line) in text.lines().enumerate() {
            let line = line.trim();
            if !line.is_empty() {
                let number = u32::try_from(index).expect("stories are short");
                story.line(Label(number), line);
            }
        }
        story
    }

    fn line(&mut self, label: Label, line: &str) {
        let (left, right) = line.split_once("->").unwrap_or((line, ""));
        let mut words = Words::of(left);
        let (right, pages) = reply::pages(right);
        let mut reply = Words::of(&right);
        let name = words.take_prefixed('@').unwrap_or_default();
        let duration = words.take_after("during").map(|text| duration(&text));
        let start = self.now;
        self.now += duration.unwrap_or_default();
        let race = words.take_after("by").map(|client| (client, words.next()));
        let verb = words.next();
        match verb.as_str() {
            "race" | "rest" => return self.now += Duration::from_millis(RACE_MS),
            "tolerance" => return self.terms.tolerance = self::duration(&words.next()),
            "shared" => return self.terms.traffic = Traffic::Foreign,
            "self-activation" => return self.terms.activation = Activation::ByItself,
            "timeout" => return self.terms.reservation_timeout = self::duration(&words.next()),
            "activation-timeout" => {
                return self.terms.activation_timeout = Some(self::duration(&words.next()));
            }
            "later" => return self.now += self::duration(&words.next()),
            "wait" => self.now += self::duration(&words.next()),
            _ => {}
        }
        let act = self.act(&verb, &name, &mut words);
        let outcome = self.outcome(&act, &name, &mut reply);
        words.finish(line);
        reply.finish(line);
        let mut order = Interval {
            start,
            end: self.now,
        };
        let client = race.map_or(0, |(client, times)| {
            order = raced(self.now, &times);
            client.bytes().map(u32::from).sum()
        });
        self.history.operations.push(Operation {
            label,
            client,
            target_time: order,
            order,
            act,
            outcome,
            pages,
            heads: Heads::default(),
        });
    }

    /// Returns the id of a game session by its name in the story.
    fn game_session_id(&self, name: &str) -> String {
        let first = |with: &str, by: &str| self.game_sessions[""].replacen(with, by, 1);
        match name {
            "unknown" => format!("{}0", self.game_sessions[""]),
            "malformed" => format!("{}_", self.game_sessions[""]),
            "foreign-region" => first(REGION, "eu-west-1"),
            "foreign-fleet" => first(FLEET_ID, "fleet-2222"),
            "foreign-account" => first("::", ":123456789012:"),
            "bare" => {
                let id = &self.game_sessions[""];
                id.rsplit('/').next().unwrap_or(id).to_owned()
            }
            "fleet" => FLEET_ID.to_owned(),
            _ => match self.game_sessions.get(name) {
                Some(id) => id.clone(),
                None => panic!("there is no game session `{name}`"),
            },
        }
    }

    /// Returns the player session that `p1#2`, `p1` or `b/p1` stands for, `None` where none was
    /// made.
    fn player_session(&self, name: &str, handle: &str) -> Option<&PlayerSession> {
        let (name, handle) = handle.split_once('/').unwrap_or((name, handle));
        let (player, number) = handle.split_once('#').unwrap_or((handle, "1"));
        let number: usize = number.parse().expect("a handle ends with a number");
        self.player_sessions
            .iter()
            .filter(|(at, session)| at == name && session.player_id.as_deref() == Some(player))
            .map(|(_, session)| session)
            .nth(number - 1)
    }

    fn is_wait(act: &Act) -> bool {
        matches!(act, Act::Advance)
    }
}

/// Returns the time of an operation of a race that began at `now`.
fn raced(now: Duration, times: &str) -> Interval {
    let (start, end) = times.split_once("..").expect("a time is `0..5`");
    let at = |text: &str| now + Duration::from_millis(text.parse().expect("milliseconds"));
    Interval {
        start: at(start),
        end: at(end),
    }
}

fn duration(text: &str) -> Duration {
    let number = |unit: &str| text.strip_suffix(unit).and_then(|text| text.parse().ok());
    let units = [("ms", 1), ("s", 1000), ("h", 3_600_000)];
    let read = |(unit, millis)| number(unit).map(|count: u64| count * millis);
    match units.into_iter().find_map(read) {
        Some(millis) => Duration::from_millis(millis),
        None => panic!("`{text}` is no duration"),
    }
}

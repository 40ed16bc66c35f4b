//! Edge plans that walk through the situations in which players can be asked in.
//!
//! One plan holds the form of the call and what the players have here fixed, and goes through
//! the numbers of open slots; the maximum is set anew before each call.

use super::{EdgePlan, edge};
use crate::history::Label;
use crate::plan::script::{Script, player, players};
use crate::plan::step::{DataMap, GameSessionHandle, Text};

/// The form of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Single,
    Batch(u32),
}

pub(super) const FORMS: [Form; 6] = [
    Form::Single,
    Form::Batch(1),
    Form::Batch(2),
    Form::Batch(5),
    Form::Batch(24),
    Form::Batch(25),
];

impl Form {
    pub(super) fn size(self) -> u32 {
        match self {
            Self::Single => 1,
            Self::Batch(size) => size,
        }
    }

    pub(super) fn name(self) -> String {
        match self {
            Self::Single => "the single form".to_owned(),
            Self::Batch(size) => format!("a batch of {size}"),
        }
    }

    pub(super) fn call(
        self,
        s: &mut Script,
        session: GameSessionHandle,
        players: &[Text],
    ) -> Label {
        match self {
            Self::Single => s.single(session, &players[0]),
            Self::Batch(_) => s.batch(session, players),
        }
    }

    /// Returns numbers of open slots that are too few, and numbers that are enough.
    fn slots(self) -> (Vec<u32>, Vec<u32>) {
        let size = self.size();
        let mut too_few = vec![0, 1, 2, size - 1];
        too_few.retain(|open| *open < size);
        too_few.sort_unstable();
        too_few.dedup();
        (too_few, vec![size, size + 1, size + 3])
    }
}

/// What some of the players have in the game session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Visitors {
    New,
    Reserved,
    Active,
    Completed,
    TimedOut,
    Repeated,
    Mixed,
}

impl Visitors {
    fn name(self) -> &'static str {
        match self {
            Self::New => "new players",
            Self::Reserved => "a RESERVED player",
            Self::Active => "an ACTIVE player",
            Self::Completed => "a COMPLETED player",
            Self::TimedOut => "a TIMEDOUT player",
            Self::Repeated => "a repeated player",
            Self::Mixed => "a RESERVED and an ACTIVE player",
        }
    }

    fn clauses(self) -> &'static [&'static str] {
        match self {
            Self::New => &["CPS-09", "CPS-10", "CPS-23", "CPS-35", "CPS-43", "CPS-45"],
            Self::Completed => &["CPS-23", "CPS-37"],
            Self::TimedOut => &["CPS-23", "CPS-38"],
            Self::Reserved | Self::Active | Self::Repeated | Self::Mixed => &["CPS-23"],
        }
    }
}

/// The players who were there before: three of each kind, so that each call finds a fresh one.
const BEFORE: u32 = 3;

/// The first number of the players who come as newcomers.
const NEWCOMERS: u32 = 100;

pub(super) fn plans() -> Vec<EdgePlan> {
    let mut plans = Vec::new();
    let visitors = [
        Visitors::New,
        Visitors::Reserved,
        Visitors::Active,
        Visitors::Completed,
        Visitors::Repeated,
        Visitors::Mixed,
        Visitors::TimedOut,
    ];
    for visitors in visitors {
        for form in FORMS {
            let is_several = matches!(visitors, Visitors::Repeated | Visitors::Mixed);
            if is_several && form.size() < 2 {
                continue;
            }
            let (too_few, enough) = form.slots();
            plans.push(walk("too few slots", form, visitors, &too_few));
            plans.push(walk("enough slots", form, visitors, &enough));
        }
    }
    plans.extend(FORMS.into_iter().map(with_data));
    plans
}

/// Brings the visitors in and returns how many slots they take.
fn bring_in(s: &mut Script, session: GameSessionHandle, visitors: Visitors) -> u32 {
    let before = players(1, 2 * BEFORE);
    let (first, second) = before.split_at(BEFORE as usize);
    match visitors {
        Visitors::New | Visitors::Repeated => 0,
        Visitors::Reserved => {
            s.batch(session, first);
            BEFORE
        }
        Visitors::Active | Visitors::Completed => {
            let created = s.batch(session, first);
            for position in 0..BEFORE {
                s.accept(created, position);
                if visitors == Visitors::Completed {
                    s.remove(created, position);
                }
            }
            if visitors == Visitors::Active {
                BEFORE
            } else {
                0
            }
        }
        Visitors::TimedOut => {
            let created = s.batch(session, first);
            s.wait_after(created);
            0
        }
        Visitors::Mixed => {
            s.batch(session, first);
            let created = s.batch(session, second);
            for position in 0..BEFORE {
                s.accept(created, position);
            }
            2 * BEFORE
        }
    }
}

/// Returns the players of the nth call.
pub(super) fn callers(form: Form, visitors: Visitors, nth: u32) -> Vec<Text> {
    let first = NEWCOMERS * (nth + 1);
    let mut callers = players(first, first + form.size() - 1);
    let known = nth.min(BEFORE - 1) + 1;
    match visitors {
        Visitors::New => {}
        Visitors::Reserved | Visitors::Active | Visitors::Completed | Visitors::TimedOut => {
            callers[0] = player(known);
        }
        Visitors::Repeated => callers[1] = callers[0].clone(),
        Visitors::Mixed => {
            callers[0] = player(known);
            callers[1] = player(BEFORE + known);
        }
    }
    callers
}

fn walk(what: &str, form: Form, visitors: Visitors, slots: &[u32]) -> EdgePlan {
    let name = format!("{} with {} and {what}", form.name(), visitors.name());
    edge(name, visitors.clauses(), |s| {
        let session = s.active(100);
        let mut taken = bring_in(s, session, visitors);
        for (nth, open) in (0..).zip(slots) {
            s.set_maximum(session, i64::from(taken + open));
            form.call(s, session, &callers(form, visitors, nth));
            if *open >= form.size() {
                taken += form.size();
            }
        }
        s.describe_both(session);
    })
}

fn with_data(form: Form) -> EdgePlan {
    let name = format!("{} with data and any number of slots", form.name());
    edge(name, &["CPS-17", "CPS-18", "CPS-19"], |s| {
        let (_, enough) = form.slots();
        for open in enough {
            let session = s.active(100);
            for (nth, kind) in (0..).zip([Data::Present, Data::Empty, Data::Unknown]) {
                s.set_maximum(session, i64::from(nth * form.size() + open));
                let callers = callers(form, Visitors::New, nth);
                let data = Text::Exact(format!("data {nth}"));
                let entry = |player: &Text| (player.clone(), Some(data.clone()));
                let entries = match (form, kind) {
                    (Form::Single, Data::Present) => {
                        s.single_with(session, &callers[0], data);
                        break;
                    }
                    (Form::Single, _) => break,
                    (Form::Batch(_), Data::Present) => vec![entry(&callers[0])],
                    (Form::Batch(_), Data::Empty) => Vec::new(),
                    (Form::Batch(_), Data::Unknown) => vec![entry(&player(1)), entry(&callers[0])],
                };
                s.batch_with(session, &callers, DataMap::Entries(entries));
            }
            s.describe_players(session);
        }
    })
}

/// The player data that comes with a call.
#[derive(Clone, Copy)]
enum Data {
    Present,
    Empty,
    Unknown,
}

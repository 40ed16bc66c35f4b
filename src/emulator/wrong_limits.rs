//! The limits that faults have wrong, beside those of `constraints`.

use crate::api::action::Action;

use super::constraints::{ARN, PLAYER_DATA, PLAYER_ID, PLAYER_IDS, WHOLE_NUMBER, text};
use super::faults::Fault;
use super::settings::Settings;
use super::shapes::Shape;

/// What a fault takes for a shape in the requests of some actions.
struct Wrong {
    fault: Fault,
    actions: &'static [Action],
    right: &'static Shape,
    instead: &'static Shape,
}

const CALLS: &[Action] = &[Action::CreatePlayerSessions, Action::CreatePlayerSession];

static ANY_TEXT: Shape = text(1, usize::MAX);
static ANY_INTEGER: Shape = Shape::Integer {
    min: i64::MIN,
    max: i64::MAX,
};
static TEXT_1025: Shape = text(1, 1025);
static TEXT_1023: Shape = text(1, 1023);
static TEXT_2049: Shape = text(1, 2049);
static TEXT_2047: Shape = text(1, 2047);
static UP_TO_24: Shape = players(1, 24);
static UP_TO_26: Shape = players(1, 26);
static NONE_OR_MORE: Shape = players(0, 25);

const fn players(min: usize, max: usize) -> Shape {
    let of = &PLAYER_ID;
    Shape::List { min, max, of }
}

/// Every wrong limit, with the clause that says what is right.
static WRONG: [Wrong; 10] = [
    // CPS-03.
    calls(Fault::MalformedIdNotFound, &ARN, &ANY_TEXT),
    // CPS-05.
    calls(Fault::BatchOf25Refused, &PLAYER_IDS, &UP_TO_24),
    calls(Fault::BatchOf26Accepted, &PLAYER_IDS, &UP_TO_26),
    calls(Fault::EmptyBatchAccepted, &PLAYER_IDS, &NONE_OR_MORE),
    calls(Fault::LongPlayerIdAccepted, &PLAYER_ID, &TEXT_1025),
    calls(Fault::LongestPlayerIdRefused, &PLAYER_ID, &TEXT_1023),
    // CPS-06.
    calls(Fault::LongPlayerDataAccepted, &PLAYER_DATA, &TEXT_2049),
    calls(Fault::LongestPlayerDataRefused, &PLAYER_DATA, &TEXT_2047),
    // CGS-05.
    Wrong {
        fault: Fault::NegativeMaximumCreated,
        actions: &[Action::CreateGameSession],
        right: &WHOLE_NUMBER,
        instead: &ANY_INTEGER,
    },
    // UGS-05.
    Wrong {
        fault: Fault::NegativeMaximumSet,
        actions: &[Action::UpdateGameSession],
        right: &WHOLE_NUMBER,
        instead: &ANY_INTEGER,
    },
];

const fn calls(fault: Fault, right: &'static Shape, instead: &'static Shape) -> Wrong {
    Wrong {
        fault,
        actions: CALLS,
        right,
        instead,
    }
}

/// Returns the pairs of right and wrong shapes for the requests of an action; mostly none.
pub(super) fn replacements(
    action: Action,
    settings: &Settings,
) -> Vec<(&'static Shape, &'static Shape)> {
    WRONG
        .iter()
        .filter(|row| settings.has(row.fault) && row.actions.contains(&action))
        .map(|row| (row.right, row.instead))
        .collect()
}

//! The limits that faults have wrong, beside those of `constraints`.

use crate::api::action::Action;

use super::constraints::{
    ARN, ID_TEXT, NON_ZERO_AND_MAX, PLAYER_DATA, PLAYER_ID, PLAYER_IDS, PLAYER_SESSION_ID,
    POSITIVE_INTEGER, TERMINATION_MODE, WHOLE_NUMBER, matching, text,
};
use super::faults::Fault;
use super::patterns;
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

static TEXT_0: Shape = text(0, 1024);
static TOKEN_49: Shape = matching(1, 49, patterns::name_characters);

const LISTS: &[Action] = &[
    Action::DescribeGameSessions,
    Action::DescribeGameSessionDetails,
];

const fn players(min: usize, max: usize) -> Shape {
    let of = &PLAYER_ID;
    Shape::List { min, max, of }
}

/// Every wrong limit, with the clause that says what is right.
static WRONG: [Wrong; 19] = [
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
    // UGS-08.
    Wrong {
        fault: Fault::LongNameSet,
        actions: &[Action::UpdateGameSession],
        right: &NON_ZERO_AND_MAX,
        instead: &TEXT_1025,
    },
    // CGS-10.
    Wrong {
        fault: Fault::LongTokenAccepted,
        actions: &[Action::CreateGameSession],
        right: &ID_TEXT,
        instead: &TOKEN_49,
    },
    // TGS-07.
    Wrong {
        fault: Fault::UnknownTerminationModeAccepted,
        actions: &[Action::TerminateGameSession],
        right: &TERMINATION_MODE,
        instead: &ANY_TEXT,
    },
    // DPS-06.
    Wrong {
        fault: Fault::PlayerLimitOfZeroAccepted,
        actions: &[Action::DescribePlayerSessions],
        right: &POSITIVE_INTEGER,
        instead: &WHOLE_NUMBER,
    },
    // DPS-11.
    Wrong {
        fault: Fault::MalformedPlayerSessionIdListsNothing,
        actions: &[Action::DescribePlayerSessions],
        right: &PLAYER_SESSION_ID,
        instead: &ANY_TEXT,
    },
    // DGS-05.
    Wrong {
        fault: Fault::GameSessionLimitOfZeroAccepted,
        actions: LISTS,
        right: &POSITIVE_INTEGER,
        instead: &WHOLE_NUMBER,
    },
    // DGS-06.
    Wrong {
        fault: Fault::EmptyStatusFilterAccepted,
        actions: LISTS,
        right: &NON_ZERO_AND_MAX,
        instead: &TEXT_0,
    },
    // SGS-04.
    Wrong {
        fault: Fault::SearchLimitOfZeroAccepted,
        actions: &[Action::SearchGameSessions],
        right: &POSITIVE_INTEGER,
        instead: &WHOLE_NUMBER,
    },
    // SGS-05.
    Wrong {
        fault: Fault::EmptyFilterExpressionAccepted,
        actions: &[Action::SearchGameSessions],
        right: &NON_ZERO_AND_MAX,
        instead: &TEXT_0,
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

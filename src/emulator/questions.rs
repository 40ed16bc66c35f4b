//! The questions that the documents leave open, and how the emulator answers each by default.
//!
//! A table of what this emulator can do, written by hand: it knows neither why a question is open
//! nor which answer a target should give.

use super::answers::Answer;

/// Declares the questions: the variant, its name, and its answers, the default one first.
macro_rules! questions {
    ($($question:ident = $name:literal: $default:ident $(or $other:ident)*;)*) => {
        /// An open question, in one of the contexts in which it is asked.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Question {
            $(
                #[doc = concat!("`", $name, "`.")]
                $question,
            )*
        }

        impl Question {
            /// Every question, in the order of the table.
            pub const ALL: [Self; [$($name),*].len()] = [$(Self::$question),*];

            /// Returns the name of the question in this context.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$question => $name,)*
                }
            }

            /// Returns the answers that the emulator can give, the default one first.
            pub fn answers(self) -> &'static [Answer] {
                match self {
                    $(Self::$question => &[Answer::$default $(, Answer::$other)*],)*
                }
            }
        }
    };
}

questions! {
    // A batch and its slots.
    OversizedBatch = "U-01": RefusedWhole;
    RefusedCall = "U-02": NothingReserved;
    RepeatedPlayer = "U-03": TwoSessions;

    // Players who have been here before, or are elsewhere.
    ReservedPlayer = "U-04": NewSession or InvalidRequest or ExistingSession;
    ActivePlayer = "U-05": NewSession;
    PlayerWhoLeft = "U-06": Success;
    PlayerWhoCameTooLate = "U-07": Success;
    PlayerElsewhere = "U-08": Success;

    // Requests and replies.
    Order = "U-10": RequestOrder or OtherOrder;
    EmptyDataMap = "U-11/empty-map": Accepted;
    NullDataMap = "U-11/null-map": Accepted;
    NullData = "U-11/null-value": InvalidRequest;
    BadIgnoredData = "U-11/ignored-value": InvalidRequest;

    // Capacity.
    NoRoomAtAll = "U-12": Accepted;
    LoweredMaximum = "U-13": Accepted;

    // Game sessions that take no players.
    ClosedGameSession = "U-14":
        InvalidGameSessionStatus or InvalidRequest or GameSessionFull;
    ActivatingGameSession = "U-15": InvalidGameSessionStatus;
    TerminatingGameSession = "U-16/terminating": InvalidGameSessionStatus;
    TerminatedGameSession = "U-16/terminated":
        InvalidGameSessionStatus or NotFound or InvalidRequest;

    // Ids that name no game session.
    BareId = "U-17/bare-id": NotFound;
    FleetIdForGameSession = "U-17/fleet-id": NotFound;
    UnknownId = "U-18/unknown-id": NotFound;
    ForeignRegion = "U-18/foreign-region": NotFound;
    ForeignFleet = "U-18/foreign-fleet": NotFound;
    ForeignAccount = "U-18/foreign-account": NotFound;

    // The quota.
    CreatedAboveQuota = "U-19/create": InvalidRequest;
    UpdatedAboveQuota = "U-19/update": InvalidRequest;

    // What a game session counts and what becomes of its player sessions.
    PlayerCount = "U-22": ReservedAndActive;
    AcceptanceWhenClosed = "U-23/deny-all": Accepted;
    AcceptanceWhenLowered = "U-23/lowered": Accepted;
    ReservedAtTheEnd = "U-24/reserved": TimedOut;
    ActiveAtTheEnd = "U-24/active": Completed;
    UnusualPlayerIds = "U-25": Success;
    RepeatedRequest = "U-27": NewSession;

    // Optional members of a player session in a create reply.
    GameSessionIdMember = "U-31/game-session-id": Present;
    FleetIdMember = "U-31/fleet-id": Present or Absent;
    FleetArnMember = "U-31/fleet-arn": Present or Absent;
    IpAddressMember = "U-31/ip-address": Present or Absent;
    PortMember = "U-31/port": Present or Absent;
    DnsNameMember = "U-31/dns-name": Absent;
    PlayerDataMember = "U-31/player-data": Present;

    // Descriptions of game sessions that are not there.
    UnknownListed = "U-33/describe-player-sessions": NotFound;
    UnknownDescribed = "U-33/describe-game-sessions": NotFound;

    // Lengths.
    PlayerIdUnit = "U-35/player-id": CodePoints;
    PlayerDataUnit = "U-35/player-data": CodePoints;

    // The game server's side.
    ReservedRemoved = "U-36": Refused;
    CompletedRemoved = "U-37/completed": Refused;
    TimedOutRemoved = "U-37/timed-out": Refused;
    UnknownRemoved = "U-38/unknown": Refused;
    ForeignRemoved = "U-38/foreign": Refused;
    ActivatedTwice = "U-39": Refused;

    // Updates.
    ActivatingUpdated = "U-40/activating": Accepted;
    TerminatedUpdated = "U-40/terminated": InvalidGameSessionStatus;
    UnknownUpdated = "U-41": NotFound;
    NothingUpdated = "U-42": Accepted;
}

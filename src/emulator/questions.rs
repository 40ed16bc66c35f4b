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

            /// Returns whether only requests that are in flight at the same time ask it.
            pub fn takes_several(self) -> bool {
                self.name().starts_with("U-34/")
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
    RepeatedPlayer = "U-03": TwoSessions or InvalidRequest or OneSession;

    // Players who have been here before, or are elsewhere.
    ReservedPlayer = "U-04": NewSession or InvalidRequest or ExistingSession;
    ActivePlayer = "U-05": NewSession or InvalidRequest or ExistingSession;
    PlayerWhoLeft = "U-06": Success;
    PlayerWhoCameTooLate = "U-07": Success;
    PlayerElsewhere = "U-08": Success;

    // Requests and replies.
    Order = "U-10": RequestOrder or OtherOrder;
    EmptyDataMap = "U-11/empty-map": Accepted or InvalidRequest;
    NullDataMap = "U-11/null-map": Accepted or InvalidRequest;
    NullData = "U-11/null-value": InvalidRequest or Accepted;
    BadIgnoredData = "U-11/ignored-value": InvalidRequest or Accepted;

    // Capacity.
    NoRoomAtAll = "U-12": Accepted or InvalidRequest;
    LoweredMaximum = "U-13":
        Accepted or InvalidRequest or Conflict or InvalidGameSessionStatus;

    // Game sessions that take no players.
    ClosedGameSession = "U-14":
        InvalidGameSessionStatus or InvalidRequest or GameSessionFull;
    ActivatingGameSession = "U-15":
        InvalidGameSessionStatus or NotFound or InvalidRequest;
    TerminatingGameSession = "U-16/terminating":
        InvalidGameSessionStatus or NotFound or InvalidRequest;
    TerminatedGameSession = "U-16/terminated":
        InvalidGameSessionStatus or NotFound or InvalidRequest;

    // Ids that name no game session.
    BareId = "U-17/bare-id": NotFound or InvalidRequest or Accepted;
    FleetIdForGameSession = "U-17/fleet-id": NotFound or InvalidRequest;
    AliasForGameSession = "U-17/alias": NotFound or InvalidRequest;
    UnknownId = "U-18/unknown-id": NotFound or InvalidRequest;
    ForeignRegion = "U-18/foreign-region": NotFound or InvalidRequest;
    ForeignFleet = "U-18/foreign-fleet": NotFound or InvalidRequest;
    ForeignAccount = "U-18/foreign-account": NotFound or InvalidRequest;

    // The quota.
    CreatedAboveQuota = "U-19/create": InvalidRequest or LimitExceeded or Accepted;
    UpdatedAboveQuota = "U-19/update": InvalidRequest or Accepted;

    // What a game session counts and what becomes of its player sessions.
    PlayerCount = "U-22": ReservedAndActive or ActiveOnly or Other;
    AcceptanceWhenClosed = "U-23/deny-all": Accepted or Refused;
    AcceptanceWhenLowered = "U-23/lowered": Accepted or Refused;
    ReservedAtTheEnd = "U-24/reserved": TimedOut or Completed or Unchanged;
    ActiveAtTheEnd = "U-24/active": Completed or TimedOut or Unchanged;
    UnusualPlayerIds = "U-25": Success;
    RepeatedRequest = "U-27": NewSession or InvalidRequest or ExistingSession;

    TerminalAlias = "U-28": TerminalAlias or Never;

    // Optional members of a player session in a create reply.
    GameSessionIdMember = "U-31/game-session-id": Present or Absent;
    FleetIdMember = "U-31/fleet-id": Present or Absent;
    FleetArnMember = "U-31/fleet-arn": Present or Absent;
    IpAddressMember = "U-31/ip-address": Present or Absent;
    PortMember = "U-31/port": Present or Absent;
    DnsNameMember = "U-31/dns-name": Absent or Present;
    PlayerDataMember = "U-31/player-data": Present or Absent;

    // Descriptions of game sessions that are not there.
    UnknownListed = "U-33/describe-player-sessions": NotFound or InvalidRequest or EmptyList;
    UnknownDescribed = "U-33/describe-game-sessions": NotFound or InvalidRequest or EmptyList;
    UnknownDetailed =
        "U-33/describe-game-session-details": NotFound or InvalidRequest or EmptyList;
    UnknownPlayer = "U-33/player": EmptyList or NotFound or InvalidRequest;
    UnknownPlayerSession = "U-33/player-session": NotFound or InvalidRequest or EmptyList;

    // Records of what ended long ago.
    OldPlayerSessions = "U-65/player-sessions": Removed;
    OldGameSessions = "U-65/game-sessions": Removed or Kept;

    // Times of what has ended.
    CompletedTime = "U-66/completed": Present or Absent;
    TimedOutTime = "U-66/timed-out": Present or Absent;
    GameSessionTime = "U-66/game-session": Present or Absent;

    // Descriptions and searches by no key, or by several.
    PlayerSessionsOfNothing = "U-43/player-sessions-none": InvalidRequest or NotFound or Success;
    PlayerSessionsOfSeveral =
        "U-43/player-sessions-several": InvalidRequest or NotFound or Success;
    GameSessionsOfNothing = "U-43/game-sessions-none": InvalidRequest or NotFound or Success;
    GameSessionsOfSeveral = "U-43/game-sessions-several": InvalidRequest or NotFound or Success;
    SearchOfNothing = "U-43/search-none": InvalidRequest or NotFound or Success;
    SearchOfSeveral = "U-43/search-several": InvalidRequest or NotFound or Success;

    // Requests that meet others.
    RefusalsUnderWay = "U-34/refusals": Linearizable or SafeOnly;
    DescriptionsUnderWay = "U-34/descriptions": Linearizable or SafeOnly;
    UpdatesUnderWay = "U-34/updates": Linearizable;
    MovesUnderWay = "U-34/moves": Linearizable or SafeOnly;

    // Lengths.
    PlayerIdUnit = "U-35/player-id": CodePoints or Utf16Units or Bytes;
    PlayerDataUnit = "U-35/player-data": CodePoints or Utf16Units or Bytes;

    // The game server's side.
    ReservedRemoved = "U-36": Refused or Completed or Unchanged;
    CompletedRemoved = "U-37/completed": Refused or Accepted;
    TimedOutRemoved = "U-37/timed-out": Refused or Accepted;
    UnknownRemoved = "U-38/unknown": Refused or Accepted;
    ForeignRemoved = "U-38/foreign": Refused or Accepted;
    ActivatedTwice = "U-39": Refused or Accepted;

    // Updates.
    ActivatingUpdated = "U-40/activating":
        Accepted or InvalidGameSessionStatus or InvalidRequest or Conflict or NotReady;
    TerminatingUpdated = "U-40/terminating":
        InvalidGameSessionStatus or Accepted or InvalidRequest or Conflict or NotFound;
    TerminatedUpdated = "U-40/terminated":
        InvalidGameSessionStatus or Accepted or InvalidRequest or Conflict or NotFound;
    UnknownUpdated = "U-41": NotFound or InvalidRequest;
    NothingUpdated = "U-42": Accepted or InvalidRequest;
    TooManyProperties = "U-55": InvalidRequest or Accepted;

    // Terminations.
    ActivatingTerminated = "U-50/activating":
        Accepted or InvalidGameSessionStatus or InvalidRequest or NotReady;
    TerminatingTerminated = "U-50/terminating":
        InvalidGameSessionStatus or Accepted or InvalidRequest or NotFound;
    TerminatedTerminated = "U-50/terminated":
        InvalidGameSessionStatus or Accepted or InvalidRequest or NotFound;
    UnknownTerminated = "U-51": NotFound or InvalidRequest;

    // Idempotency tokens that come again, and what a creation names.
    TokenWithOtherMaximum = "U-52/maximum": Refused or Accepted;
    TokenWithOtherName = "U-52/name": Refused or Accepted;
    TokenWithOtherProperties = "U-52/properties": Refused or Accepted;
    TokenOnOtherFleet = "U-52/fleet": Separate;
    PolicyWhileActivating = "U-53": Accepted or Refused;
    FleetAndAlias = "U-54/both": InvalidRequest;
    NeitherFleetNorAlias = "U-54/none": InvalidRequest;

    // Requests that are no good.
    UnreadableBody = "U-60/unreadable": SerializationException;
    EmptyBody = "U-60/empty": SerializationException or InvalidRequest or ValidationException;
    TopType = "U-60/top-type": SerializationException or InvalidRequest or ValidationException;
    TrailingBytes = "U-60/trailing": SerializationException;
    Encoding = "U-60/encoding": SerializationException;
    MemberType = "U-61/type": SerializationException or InvalidRequest or ValidationException;
    ItemType = "U-61/item": SerializationException or InvalidRequest or ValidationException;
    ByteString = "U-61/byte-string":
        SerializationException or InvalidRequest or ValidationException;
    HugeInteger = "U-61/huge": InvalidRequest or ValidationException or SerializationException;
    EnormousInteger = "U-61/enormous": SerializationException;
    AbsentMember = "U-62/absent": InvalidRequest or ValidationException or SerializationException;
    NullMember = "U-62/null": InvalidRequest or ValidationException or SerializationException;
    MiscasedMember = "U-62/name": InvalidRequest or ValidationException or SerializationException;
    BrokenLimit = "U-62/limit": InvalidRequest or ValidationException;
    NoJsonAction = "U-63/json": UnknownOperation or SerializationException or InvalidRequest;
    NoCborAction = "U-63/cbor": UnknownOperation or SerializationException or InvalidRequest;
    NotClaimed = "U-63/not-claimed": UnknownOperation or SerializationException or InvalidRequest;
    Fraction = "U-64/fraction": SerializationException or InvalidRequest or Accepted;
    FloatForInteger = "U-64/float": SerializationException or InvalidRequest or Accepted;
    UnknownTag = "U-64/tag": Accepted;
    DuplicateMember = "U-64/duplicate": Accepted;
    ContradictoryMember = "U-64/contradiction": Accepted;
    MiscasedOption = "U-64/name": Accepted;
    LoneSurrogate = "U-64/surrogate": SerializationException;
    NullItem = "U-64/null-item": InvalidRequest or SerializationException or Accepted;
    Depth = "U-64/depth": SerializationException;
    LongBody = "U-64/length": Accepted or InvalidRequest or SerializationException;
    OtherPath = "U-64/path": UnknownOperation or Accepted;
}

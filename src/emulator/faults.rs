//! The deliberate bugs that the emulator carries, each switched on by its name.
//!
//! Knows names and descriptions; the bug itself is one branch, where the rule it breaks stands.
//! Does not know which clause finds it.

use std::fmt;

/// Declares the faults: the variant, the name that switches it on, and what it does.
macro_rules! faults {
    ($($fault:ident = $name:literal: $text:literal;)*) => {
        /// A deliberate bug.
        #[expect(clippy::doc_markdown, reason = "the texts are for terminals, too")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Fault {
            $(
                #[doc = $text]
                $fault,
            )*
        }

        impl Fault {
            /// Every fault, in the order of the enum.
            pub const ALL: [Self; [$($name),*].len()] = [$(Self::$fault),*];

            /// Returns the name by which it is switched on.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$fault => $name,)*
                }
            }

            /// Returns what an emulator with this fault does, as one sentence.
            pub fn describe(self) -> &'static str {
                match self {
                    $(Self::$fault => $text,)*
                }
            }
        }
    };
}

faults! {
    // Slots.
    CapacityOffByOne = "capacity-off-by-one":
        "A full game session takes one player more than its maximum.";
    LastSlotNeverTaken = "last-slot-never-taken":
        "The last open slot of a game session is given to nobody.";
    ExactBatchRefused = "exact-batch-refused":
        "A batch for all of the open slots is refused as full; smaller ones and single players \
         are not.";
    BatchChecksOneSlot = "batch-checks-one-slot":
        "A batch of any size succeeds where a single slot is open.";
    PartialSuccess = "partial-success":
        "A batch larger than the open slots succeeds for the players who fit.";
    PartialReservationsLeft = "partial-reservations-left":
        "A batch that is refused as full leaves reservations for the players who would have \
         fitted.";
    RefusedBatchTakesSlot = "refused-batch-takes-slot":
        "A batch that is refused as full takes a slot, without a player session.";
    RefusedPlayerOnRecord = "refused-player-on-record":
        "A player who is refused as the game session is full has a player session on record, \
         without a slot.";
    SlotsSharedBetweenGameSessions = "slots-shared-between-game-sessions":
        "The players of all game sessions of a fleet are counted against the maximum of each.";
    SingleFormCountsApart = "single-form-counts-apart":
        "Players of the single form and players of batches are counted apart, each against the \
         whole maximum.";
    CompletedPlayerHoldsSlot = "completed-player-holds-slot":
        "A player whom the game server has removed keeps the slot.";
    SecondRemovalKeepsSlot = "second-removal-keeps-slot":
        "Only the first player whom a game server removes gives the slot back.";
    AcceptanceFreesSlot = "acceptance-frees-slot":
        "A player whom the game server has accepted holds no slot any more.";
    RemovalFreesTwoSlots = "removal-frees-two-slots":
        "The removal of a player opens two slots.";
    QuotaIgnoredByUpdate = "quota-ignored-by-update":
        "An update can raise the maximum above 200, and as many players get in.";
    QuotaOneTooLow = "quota-one-too-low":
        "No game session takes more than 199 players.";

    // Game sessions, their maximum and their policy.
    HighestMaximumCounts = "highest-maximum-counts":
        "Open slots are counted against the highest maximum that the game session has ever had.";
    RaisedAfterLoweredNotStored = "raised-after-lowered-not-stored":
        "A maximum that was lowered once cannot be raised again: the higher one is returned and \
         not stored.";
    LoweringEvictsPlayers = "lowering-evicts-players":
        "A maximum below the number of players ends the latest of their player sessions.";
    UpdateResetsPolicy = "update-resets-policy":
        "An update of the maximum alone sets the policy back to ACCEPT_ALL.";
    RefusedUpdateSetsMaximum = "refused-update-sets-maximum":
        "An update that is refused for a maximum above the quota has set the maximum all the same.";
    RefusedUpdateSetsPolicy = "refused-update-sets-policy":
        "An update that is refused for its maximum has set the policy all the same.";
    NegativeMaximumSet = "negative-maximum-set":
        "An update with a negative maximum succeeds.";
    NegativeMaximumCreated = "negative-maximum-created":
        "A game session is created with a negative maximum.";
    MaximumCutTo100 = "maximum-cut-to-100":
        "A game session with a maximum above 100 is created with 100.";
    NewGameSessionClosed = "new-game-session-closed":
        "A new game session has the policy DENY_ALL.";
    NewGameSessionCountsAPlayer = "new-game-session-counts-a-player":
        "The reply to the creation of a game session counts a player in it.";
    GameSessionIdReused = "game-session-id-reused":
        "A game session gets the id of one that has ended, where there is one in the fleet.";
    DenyAllIgnored = "deny-all-ignored":
        "The policy DENY_ALL is stored and has no effect.";
    DenyAllIgnoredBySingleForm = "deny-all-ignored-by-single-form":
        "The policy DENY_ALL keeps batches out and single players not.";
    AcceptAllNotStored = "accept-all-not-stored":
        "A game session that was closed once stays closed: ACCEPT_ALL is returned and not stored.";
    ThirdPolicyChangeNotStored = "third-policy-change-not-stored":
        "Each change of a game session's policy after the second is returned and not stored.";
    DenyAllClosesOthers = "deny-all-closes-others":
        "The policy DENY_ALL of one game session keeps players out of every game session of the \
         fleet.";
    ReservesWhileActivating = "reserves-while-activating":
        "A game session takes players before its server has activated it.";
    ReservesAfterTheEnd = "reserves-after-the-end":
        "A game session takes players after it has ended.";
    ActivationWithoutEffect = "activation-without-effect":
        "The activation of a game session is confirmed, and leaves it ACTIVATING.";
    EndWithoutEffect = "end-without-effect":
        "A game session stays ACTIVE when its server process has ended.";
    UpdateRevivesGameSession = "update-revives-game-session":
        "An update of a game session that has ended succeeds and makes it ACTIVE.";
    EndedGameSessionForgotten = "ended-game-session-forgotten":
        "A game session that has ended is not found any more.";

    // Exceptions.
    FullAnsweredInvalidRequest = "full-answered-invalid-request":
        "A full game session answers InvalidRequestException.";
    OversizedBatchAnsweredInvalidStatus = "oversized-batch-answered-invalid-status":
        "A batch larger than the open slots, where there are some, is answered \
         InvalidGameSessionStatusException.";
    FullAnsweredLimitExceeded = "full-answered-limit-exceeded":
        "A full game session answers LimitExceededException, which the action does not declare.";
    FullAnsweredWithStatus409 = "full-answered-with-status-409":
        "GameSessionFullException has HTTP status 409.";
    FullWithoutMessage = "full-without-message":
        "GameSessionFullException has no Message.";
    UnknownDescribedWithStatus404 = "unknown-described-with-status-404":
        "A description of something unknown has HTTP status 404.";
    UnknownDescribedWithoutType = "unknown-described-without-type":
        "The refusal of a description does not name its exception.";
    QuotaAnsweredLimitExceeded = "quota-answered-limit-exceeded":
        "An update to a maximum above the quota is answered LimitExceededException, which the \
         action does not declare.";
    MalformedIdNotFound = "malformed-id-not-found":
        "A game session id of illegal characters or length is answered NotFoundException.";

    // Limits of a request.
    BatchOf25Refused = "batch-of-25-refused":
        "A batch of 25 players is refused as too long.";
    BatchOf26Accepted = "batch-of-26-accepted":
        "A batch of 26 players succeeds.";
    EmptyBatchAccepted = "empty-batch-accepted":
        "A batch of no player succeeds.";
    LongPlayerIdAccepted = "long-player-id-accepted":
        "A player id of 1,025 characters is accepted.";
    LongestPlayerIdRefused = "longest-player-id-refused":
        "A player id of 1,024 characters is refused.";
    LongPlayerDataAccepted = "long-player-data-accepted":
        "Player data of 2,049 characters is accepted.";
    LongestPlayerDataRefused = "longest-player-data-refused":
        "Player data of 2,048 characters is refused.";

    // Replies.
    LargestBatchReplyShort = "largest-batch-reply-short":
        "The reply to a batch of 25 players lacks the last player session.";
    ReturningPlayerSkipped = "returning-player-skipped":
        "A batch of newcomers and players who have left before creates player sessions for the \
         newcomers alone.";
    NewPlayerSessionActive = "new-player-session-active":
        "The reply to a call has its player sessions ACTIVE.";
    ShortGameSessionId = "short-game-session-id":
        "A player session names its game session by the last part of the ARN.";
    FleetArnOfAnotherFleet = "fleet-arn-of-another-fleet":
        "The FleetArn of a player session names a fleet that does not exist.";
    PortOfNewestGameSession = "port-of-newest-game-session":
        "A player session has the port of the fleet's newest game session.";
    PlayerSessionIdWithoutPrefix = "player-session-id-without-prefix":
        "The id of a player session does not start with psess-.";
    ReturningPlayerGetsOldId = "returning-player-gets-old-id":
        "A player who comes back gets the id of the player session that has ended.";
    PlayerSessionIdShared = "player-session-id-shared":
        "The player sessions of one player in several game sessions have one id.";
    CreationTimeMissing = "creation-time-missing":
        "A new player session has no CreationTime.";
    PortAsText = "port-as-text":
        "The port of a player session is a JSON string.";
    TimestampsAsText = "timestamps-as-text":
        "The timestamps of player sessions are JSON strings.";
    CreatedWithStatus201 = "created-with-status-201":
        "A call that creates player sessions is answered with HTTP status 201.";

    // Player data.
    PlayerDataDropped = "player-data-dropped":
        "The player data of a request is accepted and forgotten.";
    DataByPosition = "data-by-position":
        "The values of the map of player data are given to the players one after the other, \
         whatever their keys.";
    DataOnlyInReply = "data-only-in-reply":
        "Player data is returned by the call and not stored.";
    ThirdBatchDropsData = "third-batch-drops-data":
        "The third batch of a game session loses its player data.";
    LongestDataCut = "longest-data-cut":
        "Player data of 2,048 characters is cut to 1,024.";
    DataOfOneForAll = "data-of-one-for-all":
        "Where the map of player data has a single entry, each player of the batch gets its value.";
    DataOfEarlierCall = "data-of-earlier-call":
        "A player without player data gets that of the player's latest player session.";
    UnknownDataKeyRefused = "unknown-data-key-refused":
        "Player data for a player who is not in the request makes the call invalid.";
    ExactBatchWithUnknownKeyRefused = "exact-batch-with-unknown-key-refused":
        "A batch for all of the open slots, at least two, is refused as invalid where it has \
         player data for somebody else.";
    BrokenJsonDataRefused = "broken-json-data-refused":
        "Player data that starts like a JSON object and is none makes the call invalid.";
    DataChangedByLaterCall = "data-changed-by-later-call":
        "A call with other player data for the same player changes the data of the player's \
         earlier player sessions.";
    DataTrimmed = "data-trimmed":
        "Spaces at the ends of player data are lost.";
    MarkupEscaped = "markup-escaped":
        "The characters < and & of player data come back as HTML entities.";

    // Players.
    PlayerIdsInLowerCase = "player-ids-in-lower-case":
        "Player ids are stored in lower case.";
    LongestPlayerIdsCut = "longest-player-ids-cut":
        "A player id of 1,024 characters loses the last one.";
    ReturningPlayerRefusedAmongNewcomers = "returning-player-refused-among-newcomers":
        "A batch of newcomers and players who have left before is refused as invalid.";
    TimedOutPlayerRefused = "timed-out-player-refused":
        "A player whose reservation timed out is refused as invalid for ever.";
    PlayerElsewhereRefused = "player-elsewhere-refused":
        "A player who has a reservation in another game session is refused as invalid.";

    // Time.
    ReservationNeverTimesOut = "reservation-never-times-out":
        "A reservation that nobody accepts stays RESERVED and keeps its slot.";
    ReservationTimesOutLate = "reservation-times-out-late":
        "A reservation times out a second and a half too late.";
    ReservationTimesOutEarly = "reservation-times-out-early":
        "A reservation times out a second and a half too early.";
    TimedOutSlotOpensWhenDescribed = "timed-out-slot-opens-when-described":
        "The slot of a reservation that timed out opens when its game session's players are \
         described, and not before.";
    TimeoutEndsActivePlayers = "timeout-ends-active-players":
        "The reservation timeout ends player sessions that were accepted.";
    LaterCallExtendsReservations = "later-call-extends-reservations":
        "A later call for the game session starts the timeout of every reservation anew.";

    // Game servers.
    LateAcceptanceSucceeds = "late-acceptance-succeeds":
        "The acceptance of a player session that has ended is confirmed, without effect.";
    SecondAcceptanceSucceeds = "second-acceptance-succeeds":
        "The acceptance of an ACTIVE player session is confirmed.";
    AcceptanceRefusedWhenFull = "acceptance-refused-when-full":
        "A reservation cannot be accepted while no slot is open.";
    AcceptanceCoversAll = "acceptance-covers-all":
        "The acceptance of a player makes every RESERVED player session of the game session \
         ACTIVE.";
    LastPlayerCannotBeRemoved = "last-player-cannot-be-removed":
        "The only ACTIVE player of a game session cannot be removed.";
    TimedOutBecomesCompleted = "timed-out-becomes-completed":
        "A TIMEDOUT player session becomes COMPLETED when its game session ends.";
    ActivationRefused = "activation-refused":
        "A game session becomes ACTIVE, and its server is told that it has not.";
    EndRefused = "end-refused":
        "A server process ends, and is told that it has not.";

    // Descriptions.
    CompletedPlayersNotListed = "completed-players-not-listed":
        "The player sessions of a game session are listed without the COMPLETED ones.";
    SecondPageRepeatsOne = "second-page-repeats-one":
        "Each page of player sessions but the first begins with the last player session of the \
         page before.";
    SecondPageSkipsOne = "second-page-skips-one":
        "Each page of player sessions but the first lacks its first player session.";
    SecondPageShowsAnotherGameSession = "second-page-shows-another-game-session":
        "A page of player sessions after the first, if it has room, ends with one of another \
         game session.";
    CreationTimeMoves = "creation-time-moves":
        "A player session is described with the time of its last change as its CreationTime.";
    DescriptionOfTheWholeFleet = "description-of-the-whole-fleet":
        "The description of a game session holds the other game sessions of the fleet, too.";
}

impl Fault {
    /// Returns the fault of that name, `None` for any other text.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fault| fault.name() == name)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

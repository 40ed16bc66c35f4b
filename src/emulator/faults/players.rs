//! The faults of calls for players, of replies and of game servers.

/// Begins the table of faults, which `faults_of_game_sessions` goes on with.
// Its rows are laid out by hand: rustfmt moves the lines of a text apart.
#[rustfmt::skip]
macro_rules! faults_of_players {
    () => {
        faults_of_game_sessions! {
            // Slots.
            CapacityOffByOne = "capacity-off-by-one":
                "A full game session takes one player more than its maximum.";
            LastSlotNeverTaken = "last-slot-never-taken":
                "The last open slot of a game session is given to nobody.";
            ExactBatchRefused = "exact-batch-refused":
                "A batch for all of the open slots is refused as full; smaller ones and single \
                 players are not.";
            BatchChecksOneSlot = "batch-checks-one-slot":
                "A batch of any size succeeds where a single slot is open.";
            PartialSuccess = "partial-success":
                "A batch larger than the open slots succeeds for the players who fit.";
            PartialReservationsLeft = "partial-reservations-left":
                "A batch that is refused as full leaves reservations for the players who would \
                 have fitted.";
            RefusedBatchTakesSlot = "refused-batch-takes-slot":
                "A batch that is refused as full takes a slot, without a player session.";
            RefusedPlayerOnRecord = "refused-player-on-record":
                "A player who is refused as the game session is full has a player session on \
                 record, without a slot.";
            SlotsSharedBetweenGameSessions = "slots-shared-between-game-sessions":
                "The players of all game sessions of a fleet are counted against the maximum of \
                 each.";
            SingleFormCountsApart = "single-form-counts-apart":
                "Players of the single form and players of batches are counted apart, each \
                 against the whole maximum.";
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
            FullFailsAndReserves = "full-fails-and-reserves":
                "A call for more players than there are open slots is answered \
                 InternalServiceException, and reserves all the same; where the maximum is \
                 exceeded already it is refused.";

            // Exceptions.
            FullAnsweredInvalidRequest = "full-answered-invalid-request":
                "A full game session answers InvalidRequestException.";
            OversizedBatchAnsweredInvalidStatus = "oversized-batch-answered-invalid-status":
                "A batch larger than the open slots, where there are some, is answered \
                 InvalidGameSessionStatusException.";
            FullAnsweredLimitExceeded = "full-answered-limit-exceeded":
                "A full game session answers LimitExceededException, which the action does not \
                 declare.";
            FullAnsweredWithStatus409 = "full-answered-with-status-409":
                "GameSessionFullException has HTTP status 409.";
            FullWithoutMessage = "full-without-message":
                "GameSessionFullException has no Message.";
            UnknownDescribedWithStatus404 = "unknown-described-with-status-404":
                "A description of something unknown has HTTP status 404.";
            UnknownDescribedWithoutType = "unknown-described-without-type":
                "The refusal of a description does not name its exception.";
            UnknownDescribedWithoutMessage = "unknown-described-without-message":
                "The refusal to describe something unknown has no Message.";
            QuotaAnsweredLimitExceeded = "quota-answered-limit-exceeded":
                "An update to a maximum above the quota is answered LimitExceededException, \
                 which the action does not declare.";
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
                "A batch of newcomers and players who have left before creates player sessions \
                 for the newcomers alone.";
            BatchOfThreeNotKept = "batch-of-three-not-kept":
                "The player sessions of a batch of three or more are in the reply, and nowhere \
                 else.";
            BatchToldOtherIds = "batch-told-other-ids":
                "The player session ids in the reply to a batch are others than those of the \
                 player sessions.";
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
                "The values of the map of player data are given to the players one after the \
                 other, whatever their keys.";
            DataOnlyInReply = "data-only-in-reply":
                "Player data is returned by the call and not stored.";
            ThirdBatchDropsData = "third-batch-drops-data":
                "The third batch of a game session loses its player data.";
            LongestDataCut = "longest-data-cut":
                "Player data of 2,048 characters is cut to 1,024.";
            DataOfOneForAll = "data-of-one-for-all":
                "Where the map of player data has a single entry, each player of the batch gets \
                 its value.";
            DataOfEarlierCall = "data-of-earlier-call":
                "A player without player data gets that of the player's latest player session.";
            UnknownDataKeyRefused = "unknown-data-key-refused":
                "Player data for a player who is not in the request makes the call invalid.";
            ExactBatchWithUnknownKeyRefused = "exact-batch-with-unknown-key-refused":
                "A batch for all of the open slots, at least two, is refused as invalid where it \
                 has player data for somebody else.";
            BrokenJsonDataRefused = "broken-json-data-refused":
                "Player data that starts like a JSON object and is none makes the call invalid.";
            DataChangedByLaterCall = "data-changed-by-later-call":
                "A call with other player data for the same player changes the data of the \
                 player's earlier player sessions.";
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
                "The slot of a reservation that timed out opens when its game session's players \
                 are described, and not before.";
            ReservationTimesOutASecondLate = "reservation-times-out-a-second-late":
                "A reservation times out one second too late.";
            ReservationTimesOutAtDouble = "reservation-times-out-at-double":
                "A reservation times out after twice its time.";
            ReservationTimesOutAtHalf = "reservation-times-out-at-half":
                "A reservation times out after half of its time.";
            SingleFormNeverTimesOut = "single-form-never-times-out":
                "A reservation of the single form stays RESERVED and keeps its slot.";
            OnlyFirstOfBatchTimesOut = "only-first-of-batch-times-out":
                "The reservations of a batch stay RESERVED, but for the first one.";
            BatchSharesOneTimer = "batch-shares-one-timer":
                "The acceptance of one player of a batch ends the timeout of the others.";
            GameSessionSharesOneTimer = "game-session-shares-one-timer":
                "A reservation times out together with the oldest one of its game session.";
            DescriptionExtendsReservations = "description-extends-reservations":
                "A description of a game session's players starts the timeout of every \
                 reservation anew.";
            RefusedCallExtendsReservations = "refused-call-extends-reservations":
                "A call that is refused as the game session is full starts the timeout of every \
                 reservation anew.";
            DenyAllStopsTimeouts = "deny-all-stops-timeouts":
                "A reservation whose time is over while its game session is closed to new \
                 players stays RESERVED.";
            TimedOutSlotNeverOpens = "timed-out-slot-never-opens":
                "A reservation becomes TIMEDOUT and keeps its slot.";
            TimeoutFreesTwoSlots = "timeout-frees-two-slots":
                "The timeout of a reservation opens two slots.";
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
                "The acceptance of a player makes every RESERVED player session of the game \
                 session ACTIVE.";
            LastPlayerCannotBeRemoved = "last-player-cannot-be-removed":
                "The only ACTIVE player of a game session cannot be removed.";
            TimedOutBecomesCompleted = "timed-out-becomes-completed":
                "A TIMEDOUT player session becomes COMPLETED when its game session ends.";
            ActivationRefused = "activation-refused":
                "A game session becomes ACTIVE, and its server is told that it has not.";
            EndRefused = "end-refused":
                "A server process ends, and is told that it has not.";
        }
    };
}

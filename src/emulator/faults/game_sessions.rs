//! The faults of game sessions, of what creates, changes and ends them, and of lists.

/// Goes on with the table of faults, which `faults_of_bytes` ends.
// Its rows are laid out by hand: rustfmt moves the lines of a text apart.
#[rustfmt::skip]
macro_rules! faults_of_game_sessions {
    ($($before:tt)*) => {
        faults_of_bytes! {
            $($before)*

            // Game sessions, their maximum and their policy.
            HighestMaximumCounts = "highest-maximum-counts":
                "Open slots are counted against the highest maximum that the game session has \
                 ever had.";
            RaisedAfterLoweredNotStored = "raised-after-lowered-not-stored":
                "A maximum that was lowered once cannot be raised again: the higher one is \
                 returned and not stored.";
            LoweringEvictsPlayers = "lowering-evicts-players":
                "A maximum below the number of players ends the latest of their player sessions.";
            UpdateResetsPolicy = "update-resets-policy":
                "An update of the maximum alone sets the policy back to ACCEPT_ALL.";
            RefusedUpdateSetsMaximum = "refused-update-sets-maximum":
                "An update that is refused for a maximum above the quota has set the maximum all \
                 the same.";
            RefusedUpdateSetsPolicy = "refused-update-sets-policy":
                "An update that is refused for its maximum has set the policy all the same.";
            NameCutAtCreation = "name-cut-at-creation":
                "A new game session has the first character of its name and no more.";
            SecondNameNotStored = "second-name-not-stored":
                "A new name for a game session that has one is returned and not stored.";
            LongNameSet = "long-name-set":
                "An update with a name of 1,025 characters succeeds.";
            PropertiesReplaced = "properties-replaced":
                "The properties of an update take the place of those that were there.";
            UpdateReturnsNoName = "update-returns-no-name":
                "The reply to an update has no Name.";
            ActivatingDescribedAsActive = "activating-described-as-active":
                "A game session is described as ACTIVE before its server has activated it.";
            ProtectionNotStored = "protection-not-stored":
                "An update with a protection succeeds and leaves the protection as it is.";
            UpdateResetsProtection = "update-resets-protection":
                "An update that names no protection takes the protection away.";
            RefusedUpdateSetsProtection = "refused-update-sets-protection":
                "An update that is refused for its maximum has set the protection all the same.";
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
                "A game session gets the id of one that has ended, where there is one in the \
                 fleet.";
            DenyAllIgnored = "deny-all-ignored":
                "The policy DENY_ALL is stored and has no effect.";
            DenyAllIgnoredBySingleForm = "deny-all-ignored-by-single-form":
                "The policy DENY_ALL keeps batches out and single players not.";
            ClosedAnsweredOtherwiseBySingleForm = "closed-answered-otherwise-by-single-form":
                "Where the policy is DENY_ALL, a batch is answered \
                 InvalidGameSessionStatusException and the single form InvalidRequestException.";
            AcceptAllNotStored = "accept-all-not-stored":
                "A game session that was closed once stays closed: ACCEPT_ALL is returned and \
                 not stored.";
            ThirdPolicyChangeNotStored = "third-policy-change-not-stored":
                "Each change of a game session's policy after the second is returned and not \
                 stored.";
            DenyAllClosesOthers = "deny-all-closes-others":
                "The policy DENY_ALL of one game session keeps players out of every game session \
                 of the fleet.";
            ReservesWhileActivating = "reserves-while-activating":
                "A game session takes players before its server has activated it.";
            ReservesAfterTheEnd = "reserves-after-the-end":
                "A game session takes players after it has ended.";
            ActivationWithoutEffect = "activation-without-effect":
                "The activation of a game session is confirmed, and leaves it ACTIVATING.";
            ActivationNeverTimesOut = "activation-never-times-out":
                "A game session that nobody activates stays ACTIVATING.";
            ActivationTimesOutAtHalf = "activation-times-out-at-half":
                "A game session is given up after half of the time it has to be activated.";
            ActivationTimesOutLate = "activation-times-out-late":
                "A game session that nobody activates is given up a second and a half too late.";
            ActivationTimeoutIsAnError = "activation-timeout-is-an-error":
                "A game session that nobody activates in time has the status ERROR.";
            ActivationKeepsTimeout = "activation-keeps-timeout":
                "A game session that was activated is given up all the same when its time to be \
                 activated is over.";
            RecordsDroppedAnHourEarly = "records-dropped-an-hour-early":
                "The records of a game session and its players are dropped an hour too early.";
            PlayersDroppedADayEarly = "players-dropped-a-day-early":
                "The player sessions of a game session that has ended are dropped a day too early.";
            RetentionCountsFromCreation = "retention-counts-from-creation":
                "The records of a game session and its players are dropped 30 days after its \
                 creation.";
            ReservationWithTerminationTime = "reservation-with-termination-time":
                "A RESERVED player session is described with the end of its time as its \
                 TerminationTime.";
            TerminationTimeMoves = "termination-time-moves":
                "A player session that has ended is described with the time of the description as \
                 its TerminationTime.";
            RunningGameSessionWithTerminationTime = "running-game-session-with-termination-time":
                "An ACTIVE game session is described with a TerminationTime.";
            GameSessionEndedBeforeItsCreation = "game-session-ended-before-its-creation":
                "A game session that has ended is described with a TerminationTime of a minute \
                 before its creation.";
            EndWithoutEffect = "end-without-effect":
                "A game session stays ACTIVE when its server process has ended.";
            UpdateRevivesGameSession = "update-revives-game-session":
                "An update of a game session that has ended succeeds and makes it ACTIVE.";
            EndedGameSessionForgotten = "ended-game-session-forgotten":
                "A game session that has ended is not found any more.";

            // Descriptions.
            CompletedPlayersNotListed = "completed-players-not-listed":
                "The player sessions of a game session are listed without the COMPLETED ones.";
            SecondPageRepeatsOne = "second-page-repeats-one":
                "Each page of player sessions but the first begins with the last player session \
                 of the page before.";
            SecondPageSkipsOne = "second-page-skips-one":
                "Each page of player sessions but the first lacks its first player session.";
            SecondPageShowsAnotherGameSession = "second-page-shows-another-game-session":
                "A page of player sessions after the first, if it has room, ends with one of \
                 another game session.";
            CreationTimeMoves = "creation-time-moves":
                "A player session is described with the time of its last change as its \
                 CreationTime.";
            ProtectionOfNewestGameSession = "protection-of-newest-game-session":
                "The details of a game session tell the protection of the fleet's newest game \
                 session.";
            ProtectionNotTold = "protection-not-told":
                "The details of a game session do not tell its protection.";
            DescriptionOfTheWholeFleet = "description-of-the-whole-fleet":
                "The description of a game session holds the other game sessions of the fleet, \
                 too.";

            // Terminations.
            TerminationWithoutEffect = "termination-without-effect":
                "A game session that is told to end is returned as TERMINATING and stays what it \
                 was.";
            TerminationOfActiveRefused = "termination-of-active-refused":
                "The graceful termination of an ACTIVE game session is refused as invalid.";
            TerminationReturnedAsActive = "termination-returned-as-active":
                "The reply to a termination shows the status that the game session had before.";
            TerminationEndsAtOnce = "termination-ends-at-once":
                "A graceful termination makes the game session TERMINATED while its process \
                 still runs.";
            GracefulReasonForced = "graceful-reason-forced":
                "The reason of a graceful termination is FORCE_TERMINATED.";
            TerminationWithoutReason = "termination-without-reason":
                "A game session that was terminated gives no reason.";
            ForcedTerminationAccepted = "forced-termination-accepted":
                "FORCE_TERMINATE is taken for the graceful mode where there is no agent.";
            UnknownTerminationModeAccepted = "unknown-termination-mode-accepted":
                "An unknown termination mode is taken for the graceful one.";
            RefusedTerminationHasEffect = "refused-termination-has-effect":
                "A forced termination that is refused has made the game session TERMINATING.";
            ReservesWhileTerminating = "reserves-while-terminating":
                "A game session takes players after it was told to end, as long as its process \
                 runs.";
            OrdinaryEndWithReason = "ordinary-end-with-reason":
                "A game session that ends with its process, and that nobody terminated, gives a \
                 termination as the reason.";

            // Idempotency tokens.
            RepeatedTokenCreatesAnother = "repeated-token-creates-another":
                "A request that is repeated with its idempotency token creates another game \
                 session.";
            TokenFreeAfterTheEnd = "token-free-after-the-end":
                "An idempotency token is free again as soon as its game session has ended.";
            RepeatedTokenShowsOldStatus = "repeated-token-shows-old-status":
                "A request that is repeated with its idempotency token is answered with the \
                 status of a new game session, whatever has become of it.";
            TokenNotInTheId = "token-not-in-the-id":
                "The id of a game session that was created with an idempotency token ends like \
                 any other.";
            LongTokenAccepted = "long-token-accepted":
                "An idempotency token of 49 characters is accepted.";

            // Aliases.
            AliasLeadsToAnotherFleet = "alias-leads-to-another-fleet":
                "A game session that is created by an alias is on another fleet than the alias \
                 leads to, where there is one.";
            TerminalAliasCreates = "terminal-alias-creates":
                "A game session that is created by a terminal alias is on the first fleet.";
            TerminalAliasNotFound = "terminal-alias-not-found":
                "A game session by a terminal alias is answered NotFoundException.";
            TerminalAliasLists = "terminal-alias-lists":
                "Game sessions by a terminal alias are an empty list.";
            TerminalAliasSearches = "terminal-alias-searches":
                "A search by a terminal alias finds nothing and succeeds.";
            AliasListsEveryFleet = "alias-lists-every-fleet":
                "Game sessions by an alias are those of every fleet.";
            AliasReservesInNewestGameSession = "alias-reserves-in-newest-game-session":
                "A call that names an alias in the place of a game session reserves in the \
                 newest one of the alias's fleet.";
            TerminalAliasReserves = "terminal-alias-reserves":
                "A call that names a terminal alias in the place of a game session reserves in \
                 the newest one of all.";
            SecondFleetNotLookedAt = "second-fleet-not-looked-at":
                "A game session of another fleet than the first is not found by calls for players.";

            // The policy that a game server sets.
            ServerPolicyWithoutEffect = "server-policy-without-effect":
                "The policy that a game server sets is confirmed and not stored.";
            ServerPolicyClosesOthers = "server-policy-closes-others":
                "The policy DENY_ALL that a game server sets keeps players out of every game \
                 session of the fleet.";
            ServerPolicyRefused = "server-policy-refused":
                "A game server that changes the policy of its ACTIVE game session is refused.";
            UpdateUndoesServerPolicy = "update-undoes-server-policy":
                "An update of the maximum alone brings back the policy from before the game \
                 server changed it.";

            // Lists of player sessions: their filter, their pages and their key.
            StatusFilterIgnored = "status-filter-ignored":
                "The status filter of a game session's player sessions has no effect.";
            CompletedFilterListsTimedOut = "completed-filter-lists-timed-out":
                "The filter COMPLETED lists TIMEDOUT player sessions, too.";
            ActiveFilterListsReserved = "active-filter-lists-reserved":
                "The filter ACTIVE lists the RESERVED player sessions in the place of the ACTIVE \
                 ones.";
            StatusFilterOnFirstPageOnly = "status-filter-on-first-page-only":
                "The status filter of a game session's player sessions has no effect on the \
                 second page and later ones.";
            StatusFilterOnAPlayer = "status-filter-on-a-player":
                "The status filter has effect on the player sessions of a player.";
            PlayerPageOneTooLong = "player-page-one-too-long":
                "A page of player sessions holds one more than its Limit, where there are so many.";
            PlayerLimitOfZeroAccepted = "player-limit-of-zero-accepted":
                "A list of player sessions with a Limit of 0 succeeds.";
            PlayerListedInNewestGameSessionOnly = "player-listed-in-newest-game-session-only":
                "The player sessions of a player are those in the newest game session of the \
                 player.";
            PlayerListedWhateverTheCase = "player-listed-whatever-the-case":
                "The player sessions of a player hold those of players whose ids differ in \
                 letter case only.";
            PlayerSessionWithItsSiblings = "player-session-with-its-siblings":
                "Asked by player session id, the list holds every player session of that player.";
            MalformedPlayerSessionIdListsNothing = "malformed-player-session-id-lists-nothing":
                "Asked by a player session id without its prefix, the list is empty.";
            TokenBesidePlayerSessionRefused = "token-beside-player-session-refused":
                "A token that is unknown makes a request by player session id invalid.";

            // Lists of game sessions, and searches.
            DescriptionWithMaximumOfNewest = "description-with-maximum-of-newest":
                "The description of a game session has the maximum of the fleet's newest game \
                 session.";
            EndedGameSessionsNotListed = "ended-game-sessions-not-listed":
                "The game sessions of a fleet are listed without those that have ended.";
            GameSessionLimitOfZeroAccepted = "game-session-limit-of-zero-accepted":
                "A list of game sessions with a Limit of 0 succeeds.";
            EmptyStatusFilterAccepted = "empty-status-filter-accepted":
                "A list of game sessions with an empty status filter succeeds.";
            GameSessionPageOneTooLong = "game-session-page-one-too-long":
                "A page of game sessions holds one more than its Limit, where there are so many.";
            GameSessionFilterIgnored = "game-session-filter-ignored":
                "The status filter of a fleet's game sessions has no effect.";
            SecondPageSkipsAGameSession = "second-page-skips-a-game-session":
                "Each page of game sessions but the first lacks its first one.";
            SearchAcrossFleets = "search-across-fleets":
                "A search finds the game sessions of every fleet.";
            SearchFindsActivating = "search-finds-activating":
                "A search finds game sessions that are ACTIVATING.";
            SearchLimitOfZeroAccepted = "search-limit-of-zero-accepted":
                "A search with a Limit of 0 succeeds.";
            EmptyFilterExpressionAccepted = "empty-filter-expression-accepted":
                "A search with an empty filter expression finds everything.";
            UnreadableFilterIgnored = "unreadable-filter-ignored":
                "A search with a filter that compares nothing finds everything.";
            SearchPageOneTooLong = "search-page-one-too-long":
                "A page of a search holds one more than its Limit, where there are so many.";
            SearchPageOfAnyLength = "search-page-of-any-length":
                "A page of a search holds as many game sessions as its Limit, or all of them.";
            SearchWithoutFilterRefused = "search-without-filter-refused":
                "A search without a filter is refused as invalid.";
        }
    };
}

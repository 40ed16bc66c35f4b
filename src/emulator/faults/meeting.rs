//! The faults that show only where requests are in flight at the same time.

/// Ends the table of faults, after those that came before.
// Its rows are laid out by hand: rustfmt moves the lines of a text apart.
#[rustfmt::skip]
macro_rules! faults_of_meeting {
    ($($before:tt)*) => {
        faults! {
            $($before)*

            // Requests at the same time.
            MeetingCallsOversell = "meeting-calls-oversell":
                "Calls that are in flight at the same time count the open slots before \
                 any of them reserves one.";
            MeetingSingleCallsOversell = "meeting-single-calls-oversell":
                "Calls of the single form count the open slots when they come in, and \
                 reserve later without counting again.";
            MaximumCachedWhileBusy = "maximum-cached-while-busy":
                "While requests are in flight, calls go by the maximum that was in force \
                 before.";
            PolicyCachedWhileBusy = "policy-cached-while-busy":
                "While requests are in flight, calls go by the policy that was in force \
                 before.";
            StatusCachedWhileBusy = "status-cached-while-busy":
                "While requests are in flight, calls go by the status that the game \
                 session had before.";
            MeetingCallsLoseCount = "meeting-calls-lose-count":
                "A single call writes back a count of taken slots without those that others \
                 took while it was in flight.";
            MeetingRemovalsFreeTwoSlots = "meeting-removals-free-two-slots":
                "Two removals of one player that are in flight at the same time open two \
                 slots.";
            MeetingCallsShareId = "meeting-calls-share-id":
                "Calls that are in flight at the same time give their first players the \
                 same player session id.";
            MeetingBatchRefusedInPart = "meeting-batch-refused-in-part":
                "A batch whose slots are taken while it is in flight is refused as full, \
                 and keeps the slots that it had got by then.";
            MeetingCallsLoseMaximum = "meeting-calls-lose-maximum":
                "A call writes back the maximum that it has read before an update set it.";
            MeetingCallsLosePolicy = "meeting-calls-lose-policy":
                "A call writes back the policy that it has read before an update set it.";
            MeetingAcceptanceKeepsTimeout = "meeting-acceptance-keeps-timeout":
                "The acceptance of a player while other requests are in flight does not \
                 end the reservation timeout.";
            BrokenCallsLeakSlots = "broken-calls-leak-slots":
                "A call whose connection breaks while it is under way is not carried out, and \
                 one of the slots that it has taken by then stays taken.";
        }
    };
}

//! Where the machine's choices come from, and the answers it has chosen.

/// A stream of choices; once it is used up, the first is chosen.
#[derive(Debug)]
pub(super) struct Choices {
    stream: std::vec::IntoIter<u32>,
}

impl Choices {
    pub(super) fn new(stream: Vec<u32>) -> Self {
        Self {
            stream: stream.into_iter(),
        }
    }

    /// Chooses one of `count`.
    pub(super) fn pick(&mut self, count: usize) -> usize {
        self.stream.next().unwrap_or_default() as usize % count
    }
}

/// The contexts in which the machine has an answer, and those it chooses from.
const CONTEXTS: [(&str, &[&str]); 44] = [
    ("U-03", &["two-sessions", "invalid-request", "one-session"]),
    (
        "U-04",
        &["new-session", "invalid-request", "existing-session"],
    ),
    (
        "U-05",
        &["new-session", "invalid-request", "existing-session"],
    ),
    ("U-06", &["success"]),
    ("U-07", &["success"]),
    ("U-08", &["success"]),
    ("U-11/empty-map", &["accepted", "invalid-request"]),
    ("U-11/null-map", &["accepted", "invalid-request"]),
    ("U-11/ignored-value", &["accepted", "invalid-request"]),
    ("U-12", &["accepted", "invalid-request"]),
    (
        "U-13",
        &[
            "accepted",
            "invalid-request",
            "conflict",
            "invalid-game-session-status",
        ],
    ),
    (
        "U-14",
        &[
            "invalid-game-session-status",
            "invalid-request",
            "game-session-full",
        ],
    ),
    (
        "U-15",
        &[
            "invalid-game-session-status",
            "not-found",
            "invalid-request",
        ],
    ),
    (
        "U-16/terminated",
        &[
            "invalid-game-session-status",
            "not-found",
            "invalid-request",
        ],
    ),
    (
        "U-16/terminating",
        &[
            "invalid-game-session-status",
            "not-found",
            "invalid-request",
        ],
    ),
    (
        "U-40/terminating",
        &["accepted", "invalid-game-session-status", "not-found"],
    ),
    (
        "U-50/activating",
        &["accepted", "invalid-game-session-status", "not-ready"],
    ),
    (
        "U-50/terminating",
        &["accepted", "invalid-game-session-status", "not-found"],
    ),
    (
        "U-50/terminated",
        &["accepted", "invalid-game-session-status", "invalid-request"],
    ),
    ("U-52/maximum", &["refused", "accepted"]),
    ("U-53", &["refused", "accepted"]),
    ("U-17/alias", &["not-found", "invalid-request"]),
    ("U-28", &["never", "terminal-alias"]),
    (
        "U-33/player",
        &["empty-list", "not-found", "invalid-request"],
    ),
    (
        "U-33/player-session",
        &["not-found", "invalid-request", "empty-list"],
    ),
    ("U-18/unknown-id", &["not-found", "invalid-request"]),
    (
        "U-19/create",
        &["accepted", "invalid-request", "limit-exceeded"],
    ),
    ("U-19/update", &["accepted", "invalid-request"]),
    ("U-22", &["reserved-and-active", "active-only", "other"]),
    ("U-23/deny-all", &["accepted", "refused"]),
    ("U-23/lowered", &["accepted", "refused"]),
    ("U-24/reserved", &["unchanged", "completed", "timed-out"]),
    ("U-24/active", &["unchanged", "completed", "timed-out"]),
    ("U-31/ip-address", &["present", "absent"]),
    ("U-31/player-data", &["present", "absent"]),
    ("U-36", &["completed", "refused", "unchanged"]),
    ("U-37/completed", &["refused", "accepted"]),
    ("U-37/timed-out", &["refused", "accepted"]),
    ("U-38/unknown", &["refused", "accepted"]),
    ("U-39", &["refused", "accepted"]),
    (
        "U-40/activating",
        &["accepted", "invalid-game-session-status", "not-ready"],
    ),
    (
        "U-40/terminated",
        &["accepted", "invalid-game-session-status", "not-found"],
    ),
    ("U-42", &["accepted", "invalid-request"]),
    ("limits", &["invalid-request", "validation"]),
];

/// The answers of one machine.
#[derive(Debug)]
pub(super) struct Answers(Vec<&'static str>);

impl Answers {
    pub(super) fn choose(choices: &mut Choices) -> Self {
        let answers = CONTEXTS.iter();
        Self(
            answers
                .map(|(_, all)| all[choices.pick(all.len())])
                .collect(),
        )
    }

    /// Returns the answer in a context, `None` where the machine has none.
    pub(super) fn answer(&self, context: &str) -> Option<&'static str> {
        let index = CONTEXTS.iter().position(|(name, _)| *name == context)?;
        Some(self.0[index])
    }

    /// Returns whether the machine gives that answer.
    pub(super) fn are(&self, context: &str, answer: &str) -> bool {
        let found = self.answer(context);
        found.expect("the machine has an answer") == answer
    }

    /// Returns the exception that the answer in a context stands for, `None` where none does.
    pub(super) fn exception(&self, context: &str) -> Option<&'static str> {
        match self.answer(context)? {
            "invalid-request" => Some("InvalidRequestException"),
            "invalid-game-session-status" => Some("InvalidGameSessionStatusException"),
            "game-session-full" => Some("GameSessionFullException"),
            "not-found" | "never" => Some("NotFoundException"),
            "terminal-alias" => Some("TerminalRoutingStrategyException"),
            "conflict" => Some("ConflictException"),
            "not-ready" => Some("NotReadyException"),
            "limit-exceeded" => Some("LimitExceededException"),
            "validation" => Some("ValidationException"),
            _ => None,
        }
    }
}

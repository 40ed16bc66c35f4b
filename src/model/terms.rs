//! The terms on which a target is judged: values that are configuration, not requirements.

use std::time::Duration;

/// Times that the model judges by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// How long a reservation lasts; 60 seconds unless the account's quota was changed (CPS-24).
    pub reservation_timeout: Duration,
    /// How long a game session may take to become ACTIVE, `None` where nobody knows (GSS-06).
    pub activation_timeout: Option<Duration>,
    /// How late the target may be: with time-outs (U-20), freed slots (U-21), describes (U-32).
    pub tolerance: Duration,
    /// How game sessions become ACTIVE.
    pub activation: Activation,
    /// Whose traffic game sessions see.
    pub traffic: Traffic,
}

/// Whose traffic game sessions see.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Traffic {
    /// Ours alone.
    #[default]
    Own,
    /// That of others as well, at any time (see `shared`).
    Foreign,
}

impl Terms {
    /// Returns whether others use the game sessions, too.
    pub fn is_shared(&self) -> bool {
        self.traffic == Traffic::Foreign
    }
}

/// How game sessions become ACTIVE.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Activation {
    /// When a game server of ours says so, and no sooner (GSS-05).
    #[default]
    ByServer,
    /// By themselves, or by servers that nobody here sees: at any moment after their creation.
    ByItself,
}

impl Default for Terms {
    fn default() -> Self {
        Self {
            reservation_timeout: Duration::from_mins(1),
            activation_timeout: None,
            tolerance: Duration::ZERO,
            activation: Activation::default(),
            traffic: Traffic::default(),
        }
    }
}

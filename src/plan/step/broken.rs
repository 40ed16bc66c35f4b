//! Steps whose request is broken.

use super::{Step, Wire};
use crate::history::broken::{Breakage, Protocol};

/// A request that is broken in one known way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenStep {
    /// The step whose request is broken, one that sends a command.
    pub request: Box<Step>,
    /// What is done to it.
    pub breakage: Breakage,
    /// The protocol that it is written in.
    pub protocol: Protocol,
}

impl From<Protocol> for Wire {
    fn from(protocol: Protocol) -> Self {
        match protocol {
            Protocol::Json => Self::Json,
            Protocol::Cbor => Self::Cbor,
        }
    }
}

impl Step {
    /// Returns the step whose request is broken, and any other step as it is.
    pub fn unbroken(&self) -> &Self {
        if let Self::Broken(broken) = self {
            &broken.request
        } else {
            self
        }
    }
}

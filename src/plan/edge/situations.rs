//! Edge plans that walk through the situations in which a command can be issued.

use super::EdgePlan;

pub(super) fn plans() -> Vec<EdgePlan> {
    Vec::new()
}

//! Where a case runs.

use crate::api::ids::FleetId;
use crate::plan::step::{FleetHandle, Routing};

/// Where a case runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// The Region, for ids that are made up.
    pub region: String,
    /// The fleets, in the order of their handles; there is at least one.
    pub fleets: Vec<FleetSite>,
    /// What goes before every scoped text.
    pub scope: String,
}

/// A fleet that a case runs on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FleetSite {
    /// The fleet.
    pub fleet_id: FleetId,
    /// The location that game sessions are created at, `None` where the fleet has none.
    pub location: Option<String>,
}

impl FleetSite {
    /// Returns a fleet without a location.
    pub fn without_location(fleet_id: &str) -> Self {
        Self {
            fleet_id: FleetId::from(fleet_id),
            location: None,
        }
    }
}

impl Site {
    /// Returns the fleet that an alias leads to, `None` where it leads to none.
    pub(super) fn fleet_of(&self, routing: Routing) -> Option<&FleetSite> {
        self.fleet(routing.fleet()?)
    }

    /// Returns a fleet of the plan, `None` where the target has none for it.
    pub fn fleet(&self, handle: FleetHandle) -> Option<&FleetSite> {
        let index = usize::try_from(handle.0).ok()?.checked_sub(1)?;
        self.fleets.get(index)
    }
}

//! What a target was found to offer and to lack, said before the first case.

use std::collections::{BTreeMap, BTreeSet};

use super::error::CliError;
use super::output;
use super::provisioning::{Provision, action};
use super::settings::TargetSettings;
use crate::api::action::Action;
use crate::plan::inputs::{Capabilities, Capability};
use crate::target::Target;
use crate::target::probe::Probed;

/// What a target was found to offer and to lack.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// What it offers.
    pub(super) capabilities: Capabilities,
    /// What it lacks, with the reason.
    pub(super) missing: BTreeMap<Capability, String>,
}

impl Found {
    /// Returns what the probe found; an error where nothing can be certified with that.
    pub(super) fn new(
        target: &dyn Target,
        probed: &Probed,
        settings: &TargetSettings,
    ) -> Result<Self, CliError> {
        let endpoint = || target.endpoint().to_owned();
        for (wire, refusal) in &probed.unanswered {
            if settings.wires.contains(wire) {
                let (wire, refusal) = (*wire, refusal.to_string());
                return Err(CliError::Wire {
                    endpoint: endpoint(),
                    wire,
                    refusal,
                });
            }
        }
        let reason = |refusal: &dyn std::fmt::Display| format!("the target answered {refusal}");
        let mut missing: BTreeMap<Capability, String> = BTreeMap::new();
        for (wire, refusal) in &probed.unanswered {
            missing.insert(Capability::from(*wire), reason(refusal));
        }
        for (action, refusal) in &probed.unsupported {
            missing.insert(Capability::Action(*action), reason(refusal));
        }
        let mut capabilities = Capabilities::whole(&probed.wires);
        // Whether its socket takes game servers shows when one connects.
        capabilities.0.remove(&Capability::ServerSdkSocket);
        capabilities.0.retain(|one| !missing.contains_key(one));
        if let Some(provision) = &settings.provision {
            provision.restrict(&mut capabilities);
        }
        let found = Self {
            capabilities,
            missing,
        };
        let can_create = [Action::CreatePlayerSessions, Action::CreatePlayerSession];
        let is_provided = matches!(
            settings.provision,
            Some(Provision::Adapter(_) | Provision::Existing(_))
        );
        for needed in [&can_create[..], &[Action::CreateGameSession]] {
            if is_provided && needed == [Action::CreateGameSession] {
                continue;
            }
            let offers = |action: &Action| found.capabilities.has(Capability::Action(*action));
            if !needed.iter().any(offers) {
                found.show(target.endpoint());
                return Err(CliError::Lacking {
                    endpoint: endpoint(),
                    actions: needed.to_vec(),
                });
            }
        }
        Ok(found)
    }

    /// Returns the actions that the target does not offer.
    pub(super) fn missing_actions(&self) -> BTreeSet<Action> {
        self.missing.keys().filter_map(|one| action(*one)).collect()
    }

    /// Takes note that something cannot be done, whatever the target offers.
    pub(super) fn lose(&mut self, capability: Capability, reason: String) {
        self.capabilities.0.remove(&capability);
        self.missing.insert(capability, reason);
    }

    /// Says what the target offers and lacks, where it lacks anything.
    pub(super) fn show(&self, endpoint: &str) {
        if self.missing.is_empty() {
            return;
        }
        let offered: Vec<&str> = self.capabilities.0.iter().map(|one| one.name()).collect();
        output::note(&format!("{endpoint} offers {}", offered.join(", ")));
        let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (capability, reason) in &self.missing {
            reasons.entry(reason).or_default().push(capability.name());
        }
        for (reason, lacking) in reasons {
            let lacking = lacking.join(", ");
            output::note(&format!("{endpoint} lacks {lacking}: {reason}"));
        }
    }
}

//! How game sessions are made to come to be on an endpoint: as asked for, or found out.
//!
//! A mode is a value of [`Provision`], its name, and the stage that it stands for.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use super::access::is_loopback;
use super::error::CliError;
use super::interrupt::Interrupt;
use super::output;
use super::settings::TargetSettings;
use crate::api::action::Action;
use crate::api::ids::{FleetId, GameSessionId};
use crate::clock::Clock;
use crate::model::call::is_game_session_id;
use crate::plan::binding::FleetSite;
use crate::plan::inputs::{Capabilities, Capability};
use crate::provision::anywhere::AnywhereOptions;
use crate::provision::existing::{ABILITIES, ACTIONS, ExistingOptions};
use crate::provision::fleet::FleetOptions;
use crate::provision::journal::{Journal, Owner};
use crate::provision::patience::Patience;
use crate::provision::{ProvisionError, Stage};
use crate::spec::catalog::Catalog;
use crate::target::Target;

/// How game sessions come to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Provision {
    /// On Anywhere fleets, hosted by game servers of ours.
    Anywhere,
    /// On a fleet that hosts them by itself: this one, or one that is created.
    Fleet(Option<String>),
    /// They are there: these, which others use as well.
    Existing(Vec<String>),
    /// By this program.
    Adapter(String),
}

/// What an Anywhere fleet cannot do without.
const ANYWHERE: [Action; 4] = [
    Action::CreateLocation,
    Action::CreateFleet,
    Action::RegisterCompute,
    Action::GetComputeAuthToken,
];

impl Provision {
    /// The names of all modes.
    pub(super) const NAMES: [&str; 4] = ["anywhere", "fleet", "existing", "adapter"];

    /// Returns what was asked for: a mode, and what it is made with, both or neither.
    pub(super) fn asked(mode: Option<&str>, given: Given) -> Result<Option<Self>, CliError> {
        let Given {
            fleet,
            adapter,
            game_sessions,
        } = given;
        if mode == Some("existing") || !game_sessions.is_empty() {
            let is_alone = fleet.is_none() && adapter.is_none();
            return existing(mode, is_alone, game_sessions).map(Some);
        }
        let usage = |what: String, hint: &str| {
            let hint = hint.to_owned();
            Err(CliError::Usage { what, hint })
        };
        match (mode, adapter) {
            (Some("adapter") | None, Some(adapter)) if fleet.is_none() => {
                return Ok(Some(Self::Adapter(adapter)));
            }
            (Some("adapter"), None) => {
                return usage(
                    "provision by an adapter: none is named".to_owned(),
                    "give the program and its arguments: --adapter \"python3 adapter.py\"",
                );
            }
            (mode, Some(adapter)) => {
                let mode = mode.filter(|mode| *mode != "adapter").unwrap_or("fleet");
                return usage(
                    format!("use the adapter {adapter:?} in the mode {mode}"),
                    "an adapter goes with --provision adapter and without --fleet",
                );
            }
            (_, None) => {}
        }
        match (mode, fleet) {
            (None, None) => Ok(None),
            (Some("anywhere"), None) => Ok(Some(Self::Anywhere)),
            (Some("fleet") | None, fleet) => Ok(Some(Self::Fleet(fleet))),
            (Some(mode), Some(fleet)) => Err(CliError::Usage {
                what: format!("use the fleet {fleet} in the mode {mode}, which makes its own"),
                hint: "a given fleet goes with --provision fleet".to_owned(),
            }),
            (Some(mode), None) => Err(CliError::Usage {
                what: format!("provision in the mode {mode}"),
                hint: format!("known modes are: {}", Self::NAMES.join(", ")),
            }),
        }
    }

    /// Returns the mode's name.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Anywhere => "anywhere",
            Self::Fleet(_) => "fleet",
            Self::Existing(_) => "existing",
            Self::Adapter(_) => "adapter",
        }
    }

    /// Returns the fleet that was given, `None` where none was.
    pub(super) fn fleet(&self) -> Option<&str> {
        match self {
            Self::Anywhere | Self::Existing(_) | Self::Adapter(_) => None,
            Self::Fleet(fleet) => fleet.as_deref(),
        }
    }

    /// Returns the game sessions that were given.
    pub(super) fn game_sessions(&self) -> &[String] {
        match self {
            Self::Anywhere | Self::Fleet(_) | Self::Adapter(_) => &[],
            Self::Existing(game_sessions) => game_sessions,
        }
    }

    /// Returns the actions that are sent to the target.
    pub(super) fn actions(&self) -> &'static [Action] {
        match self {
            Self::Anywhere | Self::Fleet(_) | Self::Adapter(_) => &Action::ALL,
            Self::Existing(_) => &ACTIONS,
        }
    }

    /// Leaves what can be done in this mode with a target that can do all this.
    pub(super) fn restrict(&self, capabilities: &mut Capabilities) {
        if matches!(self, Self::Existing(_)) {
            capabilities.0.retain(|one| !is_ruled_out(*one));
            capabilities.0.extend(ABILITIES);
        }
    }
}

/// What a mode can be made with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Given {
    /// The fleet.
    pub(super) fleet: Option<String>,
    /// The adapter.
    pub(super) adapter: Option<String>,
    /// The game sessions.
    pub(super) game_sessions: Vec<String>,
}

impl Given {
    /// Leaves what belongs to a mode.
    pub(super) fn keep(&mut self, mode: Option<&str>) {
        self.fleet = self.fleet.take().filter(|_| mode == Some("fleet"));
        self.adapter = self.adapter.take().filter(|_| mode == Some("adapter"));
        if mode != Some("existing") {
            self.game_sessions.clear();
        }
    }
}

/// Why what creates or changes game sessions is left out, and what others could be the reason of.
pub(super) const GIVEN: &str = "game sessions are given, and others may use them, too";

/// Returns the mode on given game sessions.
fn existing(
    mode: Option<&str>,
    is_alone: bool,
    mut game_sessions: Vec<String>,
) -> Result<Provision, CliError> {
    let usage = |what: String, hint: &str| {
        let hint = hint.to_owned();
        Err(CliError::Usage { what, hint })
    };
    if !is_alone || mode.is_some_and(|mode| mode != "existing") {
        return usage(
            "use given game sessions together with another way to have some".to_owned(),
            "--game-session goes with --provision existing, and without --fleet and --adapter",
        );
    }
    if game_sessions.is_empty() {
        return usage(
            "use existing game sessions: none is named".to_owned(),
            "give the id of each: --game-session ID",
        );
    }
    let is_id = |id: &&String| is_game_session_id(id, Catalog::embedded());
    if let Some(id) = game_sessions.iter().find(|id| !is_id(id)) {
        return usage(
            format!("take {id:?} for the id of a game session"),
            "give the ARN or the id under which the target knows it: letters, digits, : / and -",
        );
    }
    game_sessions.sort();
    game_sessions.dedup();
    Ok(Provision::Existing(game_sessions))
}

/// Returns whether something is not done with game sessions that are given.
pub(super) fn is_ruled_out(capability: Capability) -> bool {
    match action(capability) {
        Some(action) => !ACTIONS.contains(&action),
        None => capability == Capability::ServerSdkSocket,
    }
}

impl fmt::Display for Provision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What a stage on an endpoint is made of.
pub(super) struct Ground<'a> {
    pub(super) target: Arc<dyn Target>,
    pub(super) settings: &'a TargetSettings,
    pub(super) clock: &'a Clock,
    pub(super) interrupt: &'a Interrupt,
}

/// A stage that is set up, how, and what the target was found to lack.
type Provided = (Stage, Provision, BTreeMap<Capability, String>);

impl Ground<'_> {
    /// Sets a stage up on a target that lacks some things, `None` where the user stopped it.
    ///
    /// Where no mode was asked for, it is an Anywhere fleet if the target has one and its socket
    /// takes game servers, else a fleet that hosts its game sessions by itself.
    pub(super) async fn stage(
        &self,
        mut missing: BTreeMap<Capability, String>,
    ) -> Result<Option<Provided>, CliError> {
        let lacking: BTreeSet<Action> = missing.keys().filter_map(|one| action(*one)).collect();
        let provided = |stage: Option<Stage>, provision, missing| {
            Ok(stage.map(|stage| (stage, provision, missing)))
        };
        if let Some(provision) = self.settings.provision.clone() {
            let stage = self.set_up(&provision, &lacking).await?;
            if let Provision::Existing(_) = provision {
                let ruled_out = Capability::all().filter(|one| is_ruled_out(*one));
                missing.extend(ruled_out.map(|one| (one, GIVEN.to_owned())));
            } else if provision != Provision::Anywhere {
                let reason = format!("game sessions are provisioned by {provision}");
                missing.insert(Capability::ServerSdkSocket, reason);
            }
            return provided(stage, provision, missing);
        }
        let needs = ANYWHERE.iter().filter(|action| lacking.contains(action));
        let needs: Vec<&str> = needs.map(|action| action.name()).collect();
        let reason = if needs.is_empty() {
            match self.set_up(&Provision::Anywhere, &lacking).await {
                Err(error) if error.is_answer() => format!("failed to {error}"),
                stage => return provided(stage?, Provision::Anywhere, missing),
            }
        } else {
            format!("the target lacks {}", needs.join(", "))
        };
        output::note(&format!(
            "no game server of ours can connect: {reason}; game sessions are left to become ACTIVE by themselves"
        ));
        missing.insert(Capability::ServerSdkSocket, reason);
        let provision = Provision::Fleet(None);
        let stage = self.set_up(&provision, &lacking).await?;
        provided(stage, provision, missing)
    }

    /// Sets a stage up, `None` where the user stopped it.
    async fn set_up(
        &self,
        provision: &Provision,
        lacking: &BTreeSet<Action>,
    ) -> Result<Option<Stage>, ProvisionError> {
        let stage = self.make(provision, lacking.clone())?;
        tokio::select! {
            ready = stage.set_up() => ready?,
            () = self.interrupt.wait() => {
                for left in stage.tear_down().await {
                    output::note(&format!("left behind: {}: {}", left.name, left.reason));
                }
                return Ok(None);
            }
        }
        Ok(Some(stage))
    }

    fn make(
        &self,
        provision: &Provision,
        lacking: BTreeSet<Action>,
    ) -> Result<Stage, ProvisionError> {
        let run_id = run_id();
        let region = self.settings.access.region.clone();
        let journal = || journal(self.settings, &run_id, self.target.endpoint());
        let patience = patience(self.target.endpoint());
        let (target, clock) = (Arc::clone(&self.target), self.clock.clone());
        Ok(match provision {
            // Stages by an adapter are made in `adapter`.
            Provision::Anywhere | Provision::Adapter(_) => {
                let options = AnywhereOptions {
                    journal: journal()?,
                    run_id,
                    region,
                    patience,
                    lacking,
                    authorities: self.settings.access.authorities(),
                };
                Stage::anywhere(target, options, clock)
            }
            Provision::Existing(game_sessions) => {
                let terms = &self.settings.terms;
                let ids = game_sessions.iter().cloned().map(GameSessionId);
                let options = ExistingOptions {
                    run_id,
                    region,
                    patience,
                    lacking,
                    game_sessions: ids.collect(),
                    hold: terms.reservation_timeout + terms.tolerance,
                };
                Stage::existing(target, options, clock)
            }
            Provision::Fleet(fleet) => {
                let options = FleetOptions {
                    journal: journal()?,
                    run_id,
                    region,
                    patience,
                    lacking,
                    fleet: fleet.as_deref().map(place),
                };
                Stage::on_fleet(target, options, clock)
            }
        })
    }
}

/// Returns the action that a capability is about, `None` where it is about none.
pub(super) fn action(capability: Capability) -> Option<Action> {
    match capability {
        Capability::Action(action) => Some(action),
        Capability::JsonWire
        | Capability::CborWire
        | Capability::SdkWire
        | Capability::AdvanceableClock
        | Capability::ActivationTimeout
        | Capability::ServerSdkSocket
        | Capability::SelfActivation
        | Capability::ProvidedGameSessions
        | Capability::SharedGameSessions
        | Capability::Move(_) => None,
    }
}

/// Returns the fleet that was given, with the location where it has game sessions.
fn place(given: &str) -> FleetSite {
    let (fleet_id, location) = match given.split_once('@') {
        Some((fleet_id, location)) => (fleet_id, Some(location.to_owned())),
        None => (given, None),
    };
    FleetSite {
        fleet_id: FleetId(fleet_id.to_owned()),
        location,
    }
}

/// Returns how long to wait for what is not ready yet at an endpoint.
pub(super) fn patience(endpoint: &str) -> Patience {
    if is_loopback(endpoint) {
        Patience::LOOPBACK
    } else {
        Patience::REMOTE
    }
}

/// Returns what the names of a run carry, and no other run's.
pub(super) fn run_id() -> String {
    let id = uuid::Uuid::new_v4().simple().to_string();
    format!("glc-{}", &id[..8])
}

/// Returns where a run notes what it creates at an endpoint.
pub(super) fn journal(
    settings: &TargetSettings,
    run_id: &str,
    endpoint: &str,
) -> Result<Arc<Journal>, ProvisionError> {
    let owner = Owner {
        run_id: run_id.to_owned(),
        endpoint: endpoint.to_owned(),
        region: settings.access.region.clone(),
        is_real_account: settings.access.is_real_account,
    };
    Ok(Arc::new(Journal::create(&settings.output, owner)?))
}

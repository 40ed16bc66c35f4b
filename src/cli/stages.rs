//! The stages of a run: opened before its first case, removed after its last.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use futures_util::future::try_join_all;

use super::adapter::{self, BY_ADAPTER};
use super::error::CliError;
use super::found::Found;
use super::interrupt::Interrupt;
use super::output;
use super::provisioning::{GIVEN, Ground, Provision, is_ruled_out};
use super::settings::TargetSettings;
use super::timing;
use super::values::TargetChoice;
use crate::api::action::Action;
use crate::clock::Clock;
use crate::plan::inputs::{Capabilities, Capability};
use crate::provision::Stage;
use crate::provision::adapter::Introduction;
use crate::provision::embedded::EmbeddedOptions;
use crate::target::paced::Paced;
use crate::target::{Target, probe};

/// The stages of a run.
#[derive(Debug)]
pub(super) struct Stages {
    /// Each of them; one for every job on the embedded emulator, one for all elsewhere.
    pub(super) all: Vec<Arc<Stage>>,
    /// Where the target is, the same on every run.
    pub(super) endpoint: String,
    /// What can be done with the target.
    pub(super) capabilities: Capabilities,
    /// What it was found to lack, with the reason.
    pub(super) missing: BTreeMap<Capability, String>,
    /// How game sessions come to be.
    pub(super) provision: Provision,
    /// What the adapter says of its backend, `None` where there is no adapter.
    pub(super) introduction: Option<Introduction>,
    /// The target that requests go through, `None` for the embedded emulator.
    pub(super) paced: Option<Arc<Paced>>,
}

impl Stages {
    /// Makes a target ready, `None` where the user stopped it.
    pub(super) async fn open(
        settings: &TargetSettings,
        jobs: usize,
        clock: &Clock,
        interrupt: &Interrupt,
    ) -> Result<Option<Self>, CliError> {
        let mut opened = Self::of_choice(settings, jobs, clock, interrupt).await?;
        if let Some(stages) = &mut opened {
            let known = timing::ability(&settings.terms);
            stages.capabilities.0.extend(known);
        }
        Ok(opened)
    }

    async fn of_choice(
        settings: &TargetSettings,
        jobs: usize,
        clock: &Clock,
        interrupt: &Interrupt,
    ) -> Result<Option<Self>, CliError> {
        if let Some(Provision::Adapter(command)) = &settings.provision {
            return adapter::open(command, settings, clock, interrupt).await;
        }
        match &settings.choice {
            TargetChoice::Embedded | TargetChoice::OfAdapter => {
                let options = EmbeddedOptions {
                    faults: settings.faults.clone(),
                    variations: settings.variations.clone(),
                    reservation_timeout: settings.terms.reservation_timeout,
                    activation_timeout: settings.terms.activation_timeout,
                    command_timeout: settings.command_timeout,
                    wires: settings.wanted_wires().to_vec(),
                    ..EmbeddedOptions::default()
                };
                let stages = (0..jobs).map(|_| Stage::embedded(options.clone(), clock.clone()));
                let stages = try_join_all(stages).await?;
                Ok(Some(Self {
                    all: stages.into_iter().map(Arc::new).collect(),
                    endpoint: "embedded".to_owned(),
                    capabilities: settings.capabilities(settings.wanted_wires()),
                    missing: BTreeMap::new(),
                    provision: Provision::Anywhere,
                    introduction: None,
                    paced: None,
                }))
            }
            TargetChoice::Url(url) => Self::on_endpoint(url, settings, clock, interrupt).await,
        }
    }

    async fn on_endpoint(
        url: &str,
        settings: &TargetSettings,
        clock: &Clock,
        interrupt: &Interrupt,
    ) -> Result<Option<Self>, CliError> {
        let Some((paced, found)) = Self::find(url, settings, clock, interrupt).await? else {
            return Ok(None);
        };
        let endpoint = paced.endpoint().to_owned();
        let target: Arc<dyn Target> = Arc::clone(&paced) as _;
        let ground = Ground {
            target,
            settings,
            clock,
            interrupt,
        };
        let Some((stage, provision, missing)) = ground.stage(found.missing.clone()).await? else {
            return Ok(None);
        };
        let mut capabilities = found.capabilities;
        for capability in missing.keys() {
            capabilities.0.remove(capability);
        }
        capabilities.0.extend(stage.abilities());
        Ok(Some(Self {
            all: vec![Arc::new(stage)],
            endpoint,
            capabilities,
            missing,
            provision,
            introduction: None,
            paced: Some(paced),
        }))
    }

    /// Finds out what an endpoint offers, `None` where the user stopped it.
    pub(super) async fn find(
        url: &str,
        settings: &TargetSettings,
        clock: &Clock,
        interrupt: &Interrupt,
    ) -> Result<Option<(Arc<Paced>, Found)>, CliError> {
        let access = &settings.access;
        let target = Arc::new(access.connect(url, settings.command_timeout).await?);
        // What is asked before the first case counts as what is asked in one.
        let paced = access.pace(Arc::clone(&target) as _, clock);
        let provision = settings.provision.as_ref();
        let actions = provision.map_or(&Action::ALL[..], Provision::actions);
        let wires = settings.wanted_wires();
        let probed = tokio::select! {
            probed = probe::probe_for((&*paced, clock), &access.region, wires, actions) => probed?,
            () = interrupt.wait() => return Ok(None),
        };
        let found = Found::new(&*target, &probed, settings)?;
        found.show(target.endpoint());
        target.restrict(probed.wires);
        Ok(Some((paced, found)))
    }

    /// Returns how many requests were answered "slow down" and sent again.
    pub(super) fn throttled(&self) -> u64 {
        let paced = self.paced.as_ref();
        paced.map_or(0, |paced| paced.traffic().throttled)
    }

    /// Returns why nothing can be decided that needs what is lacking.
    pub(super) fn reason(&self, lacking: &BTreeSet<Capability>) -> String {
        let created = Capability::Action(Action::CreateGameSession);
        match &self.provision {
            Provision::Adapter(_) if lacking.contains(&created) => return BY_ADAPTER.to_owned(),
            Provision::Existing(_) if lacking.iter().any(|one| is_ruled_out(*one)) => {
                return GIVEN.to_owned();
            }
            Provision::Anywhere
            | Provision::Fleet(_)
            | Provision::Existing(_)
            | Provision::Adapter(_) => {}
        }
        let lacking: Vec<&str> = lacking.iter().map(|one| one.name()).collect();
        format!("the target lacks {}", lacking.join(", "))
    }

    /// Removes what was created, and returns whether nothing is left.
    pub(super) async fn close(&self) -> Cleanliness {
        let mut cleanliness = Cleanliness::Clean;
        for stage in &self.all {
            for left in stage.tear_down().await {
                output::note(&format!("left behind: {}: {}", left.name, left.reason));
                cleanliness = Cleanliness::LeftBehind;
            }
        }
        if cleanliness == Cleanliness::LeftBehind {
            output::note("`gamelift-conformance cleanup` removes what a run has left behind");
        }
        cleanliness
    }
}

/// Whether all that was created is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cleanliness {
    /// It is.
    Clean,
    /// Some of it is still there.
    LeftBehind,
}

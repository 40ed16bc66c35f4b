//! The stages of a run: opened before its first case, removed after its last.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures_util::future::try_join_all;

use super::error::CliError;
use super::found::Found;
use super::interrupt::Interrupt;
use super::output;
use super::provisioning::{Ground, Provision};
use super::settings::TargetSettings;
use super::values::TargetChoice;
use crate::clock::Clock;
use crate::plan::inputs::{Capabilities, Capability};
use crate::provision::Stage;
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
    /// The target that requests go through, `None` for the embedded emulator.
    paced: Option<Arc<Paced>>,
}

impl Stages {
    /// Makes a target ready, `None` where the user stopped it.
    pub(super) async fn open(
        settings: &TargetSettings,
        jobs: usize,
        clock: &Clock,
        interrupt: &Interrupt,
    ) -> Result<Option<Self>, CliError> {
        match &settings.choice {
            TargetChoice::Embedded => {
                let options = EmbeddedOptions {
                    faults: settings.faults.clone(),
                    variations: settings.variations.clone(),
                    reservation_timeout: settings.terms.reservation_timeout,
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
        let access = &settings.access;
        let target = access.connect(url, settings.command_timeout).await?;
        let probed = tokio::select! {
            probed = probe::probe(&target, &access.region, settings.wanted_wires()) => probed?,
            () = interrupt.wait() => return Ok(None),
        };
        let found = Found::new(&target, &probed, settings)?;
        found.show(target.endpoint());
        let endpoint = target.endpoint().to_owned();
        let paced = access.pace(target.with_wires(probed.wires), clock);
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
            paced: Some(paced),
        }))
    }

    /// Returns how many requests were answered "slow down" and sent again.
    pub(super) fn throttled(&self) -> u64 {
        let paced = self.paced.as_ref();
        paced.map_or(0, |paced| paced.traffic().throttled)
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

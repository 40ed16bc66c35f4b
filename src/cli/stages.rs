//! The stages of a run: opened before its first case, removed after its last.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures_util::future::try_join_all;

use super::error::CliError;
use super::interrupt::Interrupt;
use super::output;
use super::settings::TargetSettings;
use super::values::TargetChoice;
use crate::clock::Clock;
use crate::plan::inputs::Capability;
use crate::plan::step::Wire;
use crate::provision::Stage;
use crate::provision::anywhere::AnywhereOptions;
use crate::provision::embedded::EmbeddedOptions;
use crate::provision::patience::Patience;
use crate::target::http::{HttpOptions, HttpTarget};
use crate::target::{Target, probe};

/// The stages of a run.
#[derive(Debug)]
pub(super) struct Stages {
    /// Each of them; one for every job on the embedded emulator, one for all elsewhere.
    pub(super) all: Vec<Arc<Stage>>,
    /// Where the target is, the same on every run.
    pub(super) endpoint: String,
    /// The wires that it answers.
    pub(super) wires: Vec<Wire>,
    /// The wires that it does not answer, with the refusal.
    pub(super) unanswered: BTreeMap<Wire, String>,
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
                    wires: settings.wanted_wires().to_vec(),
                    unanswered: BTreeMap::new(),
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
        let options = HttpOptions {
            region: settings.region.clone(),
            credentials: None,
            command_timeout: settings.command_timeout,
            headers: settings.headers.clone(),
        };
        let target = HttpTarget::new(url, options)?;
        let endpoint = target.endpoint().to_owned();
        let probed = tokio::select! {
            probed = probe::probe(&target, &settings.region, settings.wanted_wires()) => probed?,
            () = interrupt.wait() => return Ok(None),
        };
        let unanswered: BTreeMap<Wire, String> = probed
            .unanswered
            .iter()
            .map(|(wire, refusal)| (*wire, refusal.to_string()))
            .collect();
        for (wire, refusal) in &unanswered {
            if settings.wires.contains(wire) {
                let (wire, refusal) = (*wire, refusal.clone());
                return Err(CliError::Wire {
                    endpoint,
                    wire,
                    refusal,
                });
            }
            output::note(&format!(
                "{endpoint} does not answer the {wire} wire: it answered {refusal}"
            ));
        }
        for (action, refusal) in &probed.unsupported {
            output::note(&format!(
                "{endpoint} does not offer {action}: it answered {refusal}"
            ));
        }
        let id = uuid::Uuid::new_v4().simple().to_string();
        let options = AnywhereOptions {
            run_id: format!("glc-{}", &id[..8]),
            region: settings.region.clone(),
            patience: if is_loopback(&endpoint) {
                Patience::LOOPBACK
            } else {
                Patience::REMOTE
            },
        };
        let target: Arc<dyn Target> = Arc::new(target.with_wires(probed.wires.clone()));
        let stage = Stage::anywhere(target, options, clock.clone());
        let stages = Self {
            all: vec![Arc::new(stage)],
            endpoint,
            wires: probed.wires,
            unanswered,
        };
        for stage in &stages.all {
            tokio::select! {
                ready = stage.set_up() => ready?,
                () = interrupt.wait() => {
                    stages.close().await;
                    return Ok(None);
                }
            }
        }
        Ok(Some(stages))
    }

    /// Returns the capabilities that the target was found to lack, with the reason.
    pub(super) fn missing(&self) -> BTreeMap<String, String> {
        let wires = self.unanswered.iter();
        let row = |(wire, refusal): (&Wire, &String)| {
            let capability = Capability::from(*wire).name().to_owned();
            (capability, format!("the target answered {refusal}"))
        };
        wires.map(row).collect()
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

fn is_loopback(endpoint: &str) -> bool {
    let url = url::Url::parse(endpoint).ok();
    let host = url.as_ref().and_then(url::Url::host);
    match host {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

//! A stage on a backend whose game sessions an adapter provides.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::error::CliError;
use super::interrupt::Interrupt;
use super::output;
use super::provisioning::{self, Provision};
use super::settings::TargetSettings;
use super::stages::Stages;
use super::values::TargetChoice;
use crate::api::action::Action;
use crate::clock::{self, Clock};
use crate::game_server::Authorities;
use crate::plan::inputs::Capability;
use crate::provision::adapter::{Adapter, AdapterError, AdapterOptions};
use crate::provision::anywhere::AnywhereOptions;
use crate::provision::{ProvisionError, Stage};
use crate::target::{Target, account};

/// Why what is about the creation of game sessions, or about our game servers, is not looked at.
pub(super) const BY_ADAPTER: &str = "game sessions come from the adapter";

/// How long the lines of an adapter that has ended may take to be shown.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// Starts the adapter and makes its backend ready, `None` where the user stopped it.
pub(super) async fn open(
    command: &str,
    settings: &TargetSettings,
    clock: &Clock,
    interrupt: &Interrupt,
) -> Result<Option<Stages>, CliError> {
    let run_id = provisioning::run_id();
    let asked = match &settings.choice {
        TargetChoice::Url(url) => Some(url.as_str()),
        TargetChoice::Embedded | TargetChoice::OfAdapter => None,
    };
    let (log, logged) = log();
    let started = Adapter::start(AdapterOptions {
        command,
        run_id: &run_id,
        region: &settings.access.region,
        endpoint: asked,
        timeout: settings.command_timeout,
        log,
    });
    let adapter = tokio::select! {
        adapter = started => adapter,
        () = interrupt.wait() => return Ok(None),
    };
    let adapter = match adapter {
        Ok(adapter) => adapter,
        Err(error) => {
            // What it has said comes before what came of it.
            let _ = clock::within(LAST_WORDS, logged).await;
            return Err(ProvisionError::from(error).into());
        }
    };
    let introduction = adapter.introduction().clone();
    let endpoint = asked.or(introduction.endpoint.as_deref());
    let endpoint = endpoint.ok_or(ProvisionError::Adapter(AdapterError::NoEndpoint))?;
    if asked.is_none() && account::is_aws(endpoint) {
        return Err(CliError::Usage {
            what: format!("go to {endpoint} because an adapter says so"),
            hint: "an endpoint of AWS is named by --target, together with --real-account"
                .to_owned(),
        });
    }
    let found = Stages::find(endpoint, settings, clock, interrupt).await?;
    let Some((paced, mut found)) = found else {
        return Ok(None);
    };
    let journal = provisioning::journal(settings, &run_id, paced.endpoint())?;
    let options = AnywhereOptions {
        run_id,
        region: settings.access.region.clone(),
        patience: provisioning::patience(paced.endpoint()),
        journal,
        lacking: found.missing_actions(),
        authorities: Authorities::default(),
    };
    for capability in [
        Capability::ServerSdkSocket,
        Capability::Action(Action::CreateGameSession),
    ] {
        found.lose(capability, BY_ADAPTER.to_owned());
    }
    let endpoint = paced.endpoint().to_owned();
    let target: Arc<dyn Target> = Arc::clone(&paced) as _;
    let stage = Stage::adapter(adapter, target, options, clock.clone());
    found.capabilities.0.extend(stage.abilities());
    Ok(Some(Stages {
        all: vec![Arc::new(stage)],
        endpoint,
        capabilities: found.capabilities,
        missing: found.missing,
        provision: Provision::Adapter(command.to_owned()),
        introduction: Some(introduction),
        paced: Some(paced),
    }))
}

/// Returns where lines go that an adapter writes to stderr, and who ends once all are shown.
fn log() -> (mpsc::UnboundedSender<String>, JoinHandle<()>) {
    let (log, mut lines) = mpsc::unbounded_channel::<String>();
    let logged = tokio::spawn(async move {
        while let Some(line) = lines.recv().await {
            output::note(&line);
        }
    });
    (log, logged)
}

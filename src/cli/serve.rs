//! `serve`: the embedded emulator on a port of its own, on wall time.

use std::time::UNIX_EPOCH;

use super::args::ServeArgs;
use super::error::CliError;
use super::exit_code::ExitCode;
use super::{descriptors, interrupt, output, settings};
use crate::clock;
use crate::emulator::options::{Log, Options, Time};
use crate::emulator::server::Server;

/// Carries the command out.
pub(super) async fn execute(arguments: ServeArgs) -> Result<ExitCode, CliError> {
    let variations = settings::variations(&arguments.variation)?;
    let since_epoch = clock::wall().duration_since(UNIX_EPOCH).unwrap_or_default();
    let options = Options {
        port: arguments.port,
        time: Time::Wall,
        epoch_ms: i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX),
        reservation_timeout: arguments.reservation_timeout,
        activation_timeout: Some(arguments.activation_timeout),
        faults: arguments.fault.iter().copied().collect(),
        variations,
        access_key_id: arguments.access_key_id,
        internal_failure_every: arguments.internal_failure_every,
        // Ids differ from one start to the next, as those of a service do.
        id_seed: u64::try_from(since_epoch.as_nanos()).unwrap_or(u64::MAX),
        log: Some(Log::new(output::note)),
        ..Options::default()
    };
    let interrupted = interrupt::listen();
    descriptors::raise();
    let server = Server::start(options).await?;
    output::data(format!("{}\n", server.url()).as_bytes());
    for fault in arguments.fault {
        output::note(&format!("fault {fault}: {}", fault.describe()));
    }
    interrupted.wait().await;
    server.shutdown().await;
    Ok(ExitCode::Interrupted)
}

//! The mode `anywhere`: Anywhere fleets on any target, whose game servers all cases share.

use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use crate::plan::inputs::Capability;

use super::anywhere::AnywhereFleet;
use super::mode::{Begun, Mode};
use super::pool::Pool;
use super::second_fleet::SecondFleet;
use super::servers::Servers;
use super::target_clock::TargetClock;
use super::{FleetCount, Leftover, Needs, ProvisionError, site};

/// Anywhere fleets whose game servers all cases share.
#[derive(Debug)]
pub(super) struct Shared {
    fleet: Arc<AnywhereFleet>,
    second: SecondFleet,
    pools: [Arc<Pool>; 2],
    clock: TargetClock,
}

impl Shared {
    /// Returns the mode on a fleet of which nothing exists yet.
    pub(super) fn new(fleet: AnywhereFleet, run_id: &str, clock: TargetClock) -> Self {
        let fleet = Arc::new(fleet);
        let second = SecondFleet::new(&fleet, run_id);
        let pool = |fleet: &Arc<AnywhereFleet>| Pool::new(Arc::clone(fleet), clock.clone());
        Self {
            pools: [pool(&fleet), pool(second.fleet())],
            fleet,
            second,
            clock,
        }
    }

    async fn fleets(&self, fleets: FleetCount) -> Result<Begun, ProvisionError> {
        let mut sites = vec![site(&self.fleet)?];
        let mut lacks = None;
        if fleets == FleetCount::Two {
            match self.second.ready().await? {
                Ok(()) => sites.push(site(self.second.fleet())?),
                Err(reason) => lacks = Some(reason),
            }
        }
        Ok(Begun {
            fleets: sites,
            hosts: Arc::new(Servers::new(self.pools.clone(), self.clock.clone())),
            lacks,
        })
    }

    async fn remove(&self) -> Vec<Leftover> {
        let mut processes = Vec::new();
        for pool in &self.pools {
            processes.extend(pool.end_all().await);
        }
        let mut left = self.fleet.remove().await;
        left.extend(self.second.fleet().remove().await);
        // Processes go with their fleet.
        if !left.is_empty() {
            left.extend(processes.into_iter().map(|(id, reason)| Leftover {
                name: format!("game-server process {id}"),
                reason,
            }));
        }
        left
    }
}

impl Mode for Shared {
    fn abilities(&self) -> Vec<Capability> {
        vec![Capability::ServerSdkSocket]
    }

    fn set_up(&self) -> BoxFuture<'_, Result<(), ProvisionError>> {
        async move {
            self.fleet.set_up().await?;
            // Whether game servers can connect is better known before the first case.
            self.pools[0].ready().await?;
            Ok(())
        }
        .boxed()
    }

    /// The second fleet is created when the first case needs it; where the target won't have one,
    /// the case begins without.
    fn begin<'a>(
        &'a self,
        _: &'a str,
        needs: Needs,
    ) -> BoxFuture<'a, Result<Begun, ProvisionError>> {
        self.fleets(needs.fleets).boxed()
    }

    fn tear_down(&self) -> BoxFuture<'_, Vec<Leftover>> {
        self.remove().boxed()
    }
}

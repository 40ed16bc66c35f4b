//! Locations, fleets and computes: what must exist before a game server can connect.
//!
//! Only Anywhere fleets are known. A fleet is ACTIVE from the moment it is created, and gone, with
//! its processes, from the moment it is deleted.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::api::exception::ExceptionKind;
use crate::api::ids::FleetId;
use crate::api::reply::{self, FleetAttributes, Response};
use crate::api::request::{ComputeRef, CreateFleet, RegisterCompute};

use super::Emulator;
use super::processes::Farewell;
use super::refusal::Refusal;
use super::state::{Compute, Fleet, ProcessKey, Token};

/// The account in ARNs: the one that AWS's own examples use.
const ACCOUNT: &str = "111122223333";

/// How long a new token is good for.
const TOKEN_LIFETIME: Duration = Duration::from_hours(3);

/// The time left on a token below which the next request gets a new one.
const TOKEN_RENEWAL: Duration = Duration::from_mins(15);

impl Emulator {
    /// Creates a custom location.
    pub(super) fn create_location(&mut self, name: &str) -> Result<Response, Refusal> {
        if !self.locations.insert(name.to_owned()) {
            return Err(conflict(format!("location {name} exists")));
        }
        Ok(Response::CreateLocation {
            name: Some(name.to_owned()),
            arn: Some(self.arn("location", name)),
        })
    }

    /// Deletes a custom location, given by name or ARN, and returns its name.
    pub(super) fn delete_location(&mut self, name_or_arn: &str) -> Result<String, Refusal> {
        let name = resource(name_or_arn, "location/").to_owned();
        let has_location = |fleet: &Fleet| fleet.locations.contains(&name);
        if self.fleets.values().any(has_location) {
            let message = format!("location {name} belongs to a fleet");
            return Err(Refusal::invalid_request(message));
        }
        if self.locations.remove(&name) {
            Ok(name)
        } else {
            Err(Refusal::not_found(format!("no location {name}")))
        }
    }

    /// Creates an Anywhere fleet and returns its id beside the response.
    pub(super) fn create_fleet(
        &mut self,
        request: CreateFleet,
    ) -> Result<(Response, String), Refusal> {
        if request.compute_type.as_deref() != Some("ANYWHERE") {
            let message = "only fleets of ComputeType ANYWHERE are emulated";
            return Err(Refusal::invalid_request(message));
        }
        if request.locations.is_empty() {
            let message = "an Anywhere fleet needs a custom location";
            return Err(Refusal::invalid_request(message));
        }
        let unknown = |location: &&String| !self.locations.contains(*location);
        if let Some(location) = request.locations.iter().find(unknown) {
            return Err(Refusal::not_found(format!("no location {location}")));
        }
        let id = format!("fleet-{}", self.ids.next());
        let fleet = Fleet {
            id: Arc::from(id.as_str()),
            name: request.name,
            locations: request.locations,
            created: self.now,
            computes: BTreeMap::new(),
        };
        let attributes = self.fleet_attributes(&fleet);
        self.fleets.insert(id.clone(), fleet);
        Ok((Response::CreateFleet(Some(attributes)), id))
    }

    /// Describes fleets; unknown ids are left out.
    pub(super) fn describe_fleet_attributes(&self, ids: &[FleetId]) -> Response {
        let fleets: Vec<&Fleet> = if ids.is_empty() {
            self.fleets.values().collect()
        } else {
            ids.iter().filter_map(|id| self.fleet(id).ok()).collect()
        };
        Response::DescribeFleetAttributes(
            fleets
                .into_iter()
                .map(|fleet| self.fleet_attributes(fleet))
                .collect(),
        )
    }

    /// Deletes a fleet with its computes and processes, and returns its id.
    pub(super) fn delete_fleet(&mut self, id: &FleetId) -> Result<String, Refusal> {
        let id = self.fleet(id)?.id.clone();
        self.fleets.remove(&*id);
        let processes: Vec<ProcessKey> = self
            .processes
            .iter()
            .filter(|(_, process)| process.fleet_id == id)
            .map(|(key, _)| *key)
            .collect();
        for process in processes {
            self.end_process(process, Farewell::Terminate);
        }
        Ok(id.to_string())
    }

    /// Adds a compute to a fleet.
    pub(super) fn register_compute(
        &mut self,
        request: RegisterCompute,
    ) -> Result<Response, Refusal> {
        let now = self.now;
        // The action declares no NotFoundException.
        let fleet = self
            .fleets
            .get_mut(resource(request.fleet_id.as_str(), "fleet/"))
            .ok_or_else(|| Refusal::invalid_request("no such fleet"))?;
        let location = request
            .location
            .filter(|location| fleet.locations.contains(location))
            .ok_or_else(|| Refusal::invalid_request("Location must be one of the fleet's"))?;
        let ip_address = request
            .ip_address
            .ok_or_else(|| Refusal::invalid_request("IpAddress is required"))?;
        if fleet.computes.contains_key(&request.compute_name) {
            let message = format!("compute {} is registered", request.compute_name);
            return Err(conflict(message));
        }
        let compute = Compute {
            ip_address: Arc::from(ip_address),
            location,
            created: now,
            tokens: Vec::new(),
        };
        let fleet_id = fleet.id.clone();
        fleet
            .computes
            .insert(request.compute_name.clone(), compute.clone());
        let reply = self.compute_reply(&fleet_id, &request.compute_name, &compute);
        Ok(Response::RegisterCompute(Some(reply)))
    }

    /// Removes a compute and returns its name; processes that run on it stay.
    pub(super) fn deregister_compute(&mut self, request: &ComputeRef) -> Result<String, Refusal> {
        let fleet = self
            .fleets
            .get_mut(resource(request.fleet_id.as_str(), "fleet/"))
            .ok_or_else(|| Refusal::not_found("no such fleet"))?;
        let name = resource(&request.compute_name, "compute/").to_owned();
        match fleet.computes.remove(&name) {
            Some(_) => Ok(name),
            None => Err(Refusal::not_found(format!("no compute {name}"))),
        }
    }

    /// Returns the token with which processes of a compute connect; a fresh one only now and then.
    pub(super) fn compute_auth_token(&mut self, request: &ComputeRef) -> Result<Response, Refusal> {
        let now = self.now;
        let fleet = self
            .fleets
            .get_mut(resource(request.fleet_id.as_str(), "fleet/"))
            .ok_or_else(|| Refusal::not_found("no such fleet"))?;
        let name = resource(&request.compute_name, "compute/");
        let compute = fleet
            .computes
            .get_mut(name)
            .ok_or_else(|| Refusal::not_found(format!("no compute {name}")))?;
        compute.tokens.retain(|token| token.expires > now);
        let current = compute
            .tokens
            .last()
            .filter(|token| token.expires > now + TOKEN_RENEWAL)
            .cloned();
        let token = current.unwrap_or_else(|| {
            let token = Token {
                text: self.ids.next(),
                expires: now + TOKEN_LIFETIME,
            };
            compute.tokens.push(token.clone());
            token
        });
        Ok(Response::GetComputeAuthToken {
            auth_token: Some(token.text),
            expiration: Some(self.timestamp(token.expires)),
        })
    }

    /// Finds a fleet by id or ARN.
    pub(super) fn fleet(&self, id: &FleetId) -> Result<&Fleet, Refusal> {
        self.fleets
            .get(resource(id.as_str(), "fleet/"))
            .ok_or_else(|| Refusal::not_found("no such fleet"))
    }

    /// Returns the ARN of a fleet.
    pub(super) fn fleet_arn(&self, id: &str) -> String {
        self.arn("fleet", id)
    }

    fn arn(&self, kind: &str, name: &str) -> String {
        let region = &self.settings.region;
        format!("arn:aws:gamelift:{region}:{ACCOUNT}:{kind}/{name}")
    }

    fn fleet_attributes(&self, fleet: &Fleet) -> FleetAttributes {
        FleetAttributes {
            fleet_id: Some(FleetId(fleet.id.to_string())),
            fleet_arn: Some(self.fleet_arn(&fleet.id)),
            name: Some(fleet.name.clone()),
            status: Some("ACTIVE".to_owned()),
            compute_type: Some("ANYWHERE".to_owned()),
            creation_time: Some(self.timestamp(fleet.created)),
            termination_time: None,
        }
    }

    fn compute_reply(&self, fleet_id: &str, name: &str, compute: &Compute) -> reply::Compute {
        reply::Compute {
            fleet_id: Some(FleetId(fleet_id.to_owned())),
            fleet_arn: Some(self.fleet_arn(fleet_id)),
            compute_name: Some(name.to_owned()),
            compute_arn: Some(self.arn("compute", name)),
            compute_status: Some("Active".to_owned()),
            ip_address: Some(compute.ip_address.to_string()),
            location: Some(compute.location.clone()),
            creation_time: Some(self.timestamp(compute.created)),
            service_sdk_endpoint: Some(self.settings.socket_url.clone()),
        }
    }
}

/// Returns the id out of an id or an ARN, where `kind` stands before the id.
pub(super) fn resource<'a>(id_or_arn: &'a str, kind: &str) -> &'a str {
    if id_or_arn.starts_with("arn:") {
        id_or_arn.split_once(kind).map_or(id_or_arn, |(_, id)| id)
    } else {
        id_or_arn
    }
}

fn conflict(message: String) -> Refusal {
    Refusal::new(ExceptionKind::Conflict, message)
}

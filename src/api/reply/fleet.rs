//! Fleets and computes as replies carry them.

use crate::api::document::{Document, Members, Structure, Timestamp};
use crate::api::ids::FleetId;

/// A fleet as replies carry it, as far as a run reads it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FleetAttributes {
    /// `FleetId`.
    pub fleet_id: Option<FleetId>,
    /// `FleetArn`.
    pub fleet_arn: Option<String>,
    /// `Name`.
    pub name: Option<String>,
    /// `Status`, as text.
    pub status: Option<String>,
    /// `ComputeType`, as text.
    pub compute_type: Option<String>,
    /// `CreationTime`.
    pub creation_time: Option<Timestamp>,
    /// `TerminationTime`.
    pub termination_time: Option<Timestamp>,
}

/// A compute as replies carry it, as far as a run reads it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compute {
    /// `FleetId`.
    pub fleet_id: Option<FleetId>,
    /// `FleetArn`.
    pub fleet_arn: Option<String>,
    /// `ComputeName`.
    pub compute_name: Option<String>,
    /// `ComputeArn`.
    pub compute_arn: Option<String>,
    /// `ComputeStatus`, as text: the service sends values outside its own enumeration.
    pub compute_status: Option<String>,
    /// `IpAddress`.
    pub ip_address: Option<String>,
    /// `Location`.
    pub location: Option<String>,
    /// `CreationTime`.
    pub creation_time: Option<Timestamp>,
    /// `GameLiftServiceSdkEndpoint`: where game servers connect.
    pub service_sdk_endpoint: Option<String>,
}

impl FleetAttributes {
    pub(super) fn read(mut m: Members<'_>) -> Self {
        Self {
            fleet_id: m.text("FleetId").map(FleetId),
            fleet_arn: m.text("FleetArn"),
            name: m.text("Name"),
            status: m.text("Status"),
            compute_type: m.text("ComputeType"),
            creation_time: m.timestamp("CreationTime"),
            termination_time: m.timestamp("TerminationTime"),
        }
    }

    pub(super) fn to_document(&self) -> Document {
        Structure::default()
            .text("FleetId", self.fleet_id.as_ref().map(FleetId::as_str))
            .text("FleetArn", self.fleet_arn.as_deref())
            .text("Name", self.name.as_deref())
            .text("Status", self.status.as_deref())
            .text("ComputeType", self.compute_type.as_deref())
            .timestamp("CreationTime", self.creation_time)
            .timestamp("TerminationTime", self.termination_time)
            .build()
    }
}

impl Compute {
    pub(super) fn read(mut m: Members<'_>) -> Self {
        Self {
            fleet_id: m.text("FleetId").map(FleetId),
            fleet_arn: m.text("FleetArn"),
            compute_name: m.text("ComputeName"),
            compute_arn: m.text("ComputeArn"),
            compute_status: m.text("ComputeStatus"),
            ip_address: m.text("IpAddress"),
            location: m.text("Location"),
            creation_time: m.timestamp("CreationTime"),
            service_sdk_endpoint: m.text("GameLiftServiceSdkEndpoint"),
        }
    }

    pub(super) fn to_document(&self) -> Document {
        Structure::default()
            .text("FleetId", self.fleet_id.as_ref().map(FleetId::as_str))
            .text("FleetArn", self.fleet_arn.as_deref())
            .text("ComputeName", self.compute_name.as_deref())
            .text("ComputeArn", self.compute_arn.as_deref())
            .text("ComputeStatus", self.compute_status.as_deref())
            .text("IpAddress", self.ip_address.as_deref())
            .text("Location", self.location.as_deref())
            .timestamp("CreationTime", self.creation_time)
            .text(
                "GameLiftServiceSdkEndpoint",
                self.service_sdk_endpoint.as_deref(),
            )
            .build()
    }
}

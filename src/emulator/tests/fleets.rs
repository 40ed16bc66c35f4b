//! Locations, fleets and computes.

use super::*;

#[test]
fn a_location_is_created_once_and_deleted_once_by_name_or_arn() {
    let mut world = World::new();
    let name = json!({ "LocationName": "custom-there" });
    let created = world.ok("CreateLocation", name.clone());
    let arn = &created["Location"]["LocationArn"];
    assert_eq!(created["Location"]["LocationName"], "custom-there");
    assert_eq!(
        world.call("CreateLocation", name.clone()),
        Err("Conflict".to_owned())
    );
    world.ok("DeleteLocation", json!({ "LocationName": arn }));
    assert_eq!(
        world.call("DeleteLocation", name),
        Err("NotFound".to_owned())
    );
}

#[test]
fn a_location_of_a_fleet_stays_until_the_fleet_has_gone() {
    let mut world = World::new();
    let location = json!({ "LocationName": LOCATION });
    assert_eq!(
        world.call("DeleteLocation", location.clone()),
        Err("InvalidRequest".to_owned())
    );
    let fleet = json!({ "FleetId": world.fleet });
    world.ok("DeleteFleet", fleet.clone());
    world.ok("DeleteLocation", location);
    assert_eq!(world.call("DeleteFleet", fleet), Err("NotFound".to_owned()));
}

#[test]
fn a_fleet_is_active_at_once_and_gone_at_once() {
    let mut world = World::new();
    let ids = json!({ "FleetIds": [world.fleet, "fleet-unknown"] });
    let fleets = world.ok("DescribeFleetAttributes", ids.clone());
    let fleets = fleets["FleetAttributes"].as_array().unwrap().clone();
    assert_eq!(fleets.len(), 1);
    assert_eq!(fleets[0]["Status"], "ACTIVE");
    assert_eq!(fleets[0]["ComputeType"], "ANYWHERE");
    let arn = json!({ "FleetIds": [fleets[0]["FleetArn"]] });
    assert_eq!(
        world.ok("DescribeFleetAttributes", arn)["FleetAttributes"],
        json!(fleets)
    );
    world.ok("DeleteFleet", json!({ "FleetId": world.fleet }));
    for request in [ids, json!({})] {
        let fleets = world.ok("DescribeFleetAttributes", request);
        assert_eq!(fleets["FleetAttributes"], json!([]));
    }
}

#[test]
fn only_an_anywhere_fleet_at_known_locations_can_be_created() {
    let here = json!([{ "Location": LOCATION }]);
    for (compute_type, locations, expected) in [
        (json!("EC2"), here.clone(), "InvalidRequest"),
        (Value::Null, here, "InvalidRequest"),
        (json!("ANYWHERE"), Value::Null, "InvalidRequest"),
        (
            json!("ANYWHERE"),
            json!([{ "Location": "custom-unknown" }]),
            "NotFound",
        ),
    ] {
        let request = json!({
            "Name": "fleet",
            "ComputeType": compute_type,
            "Locations": locations,
        });
        let outcome = World::new().call("CreateFleet", request.clone());
        assert_eq!(outcome.err().as_deref(), Some(expected), "{request}");
    }
}

#[test]
fn deleting_a_fleet_ends_its_processes_and_game_sessions() {
    let mut world = World::new();
    let game = world.game(1);
    world.ok("DeleteFleet", json!({ "FleetId": world.fleet }));
    assert_eq!(world.closed.get(&game.socket), Some(&1000));
    assert_eq!(world.describe(&game)["Status"], "TERMINATED");
    assert_eq!(world.connect("process-new"), Err(403));
}

#[test]
fn a_compute_needs_a_free_name_an_address_and_a_location_of_the_fleet() {
    let mut world = World::new();
    let full = json!({
        "FleetId": world.fleet,
        "ComputeName": "host-2",
        "IpAddress": "10.0.0.2",
        "Location": LOCATION,
    });
    for (member, value, expected) in [
        ("ComputeName", json!(COMPUTE), "Conflict"),
        ("IpAddress", Value::Null, "InvalidRequest"),
        ("Location", Value::Null, "InvalidRequest"),
        ("Location", json!("custom-there"), "InvalidRequest"),
        ("FleetId", json!("fleet-unknown"), "InvalidRequest"),
    ] {
        let mut request = full.clone();
        request[member] = value;
        let outcome = world.call("RegisterCompute", request);
        assert_eq!(outcome.err().as_deref(), Some(expected), "{member}");
    }
    let compute = world.ok("RegisterCompute", full)["Compute"].take();
    assert_eq!(compute["ComputeStatus"], "Active");
    assert_eq!(compute["GameLiftServiceSdkEndpoint"], "ws://127.0.0.1");
}

#[test]
fn a_deregistered_compute_lets_nobody_in_and_keeps_who_is_there() {
    let mut world = World::new();
    let game = world.game(1);
    let compute = json!({ "FleetId": world.fleet, "ComputeName": COMPUTE });
    world.ok("DeregisterCompute", compute.clone());
    assert_eq!(world.connect("process-new"), Err(403));
    assert_eq!(world.describe(&game)["Status"], "ACTIVE");
    for action in ["DeregisterCompute", "GetComputeAuthToken"] {
        assert_eq!(
            world.call(action, compute.clone()),
            Err("NotFound".to_owned())
        );
    }
}

#[test]
fn a_token_is_renewed_in_its_last_quarter_of_an_hour_and_lapses_after_three_hours() {
    let mut world = World::new();
    let compute = json!({ "FleetId": world.fleet, "ComputeName": COMPUTE });
    let token = |world: &mut World| {
        let reply = world.ok("GetComputeAuthToken", compute.clone());
        text(&reply["AuthToken"])
    };
    let first = world.token.clone();
    world.advance(seconds(3 * 3600 - 15 * 60 - 1));
    assert_eq!(token(&mut world), first);
    world.advance(seconds(1));
    let second = token(&mut world);
    assert_ne!(second, first);
    world.advance(just_before(seconds(15 * 60)));
    assert!(world.connect("process-old").is_ok());
    world.advance(millis(1));
    assert_eq!(world.connect("process-late"), Err(403));
    world.token = second;
    assert!(world.connect("process-new").is_ok());
}

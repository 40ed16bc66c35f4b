//! Each fault does what its description says, and leaves the rest alone.

use super::*;

const FULL: &str = "GameSessionFull";
const STATUS: &str = "InvalidGameSessionStatus";

/// What a machine does where some fault may show, in the order of `observe`.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Behaviour {
    /// One player beyond the maximum.
    one_beyond: Result<usize, String>,
    /// Two players beyond the maximum, none of whom finds a slot.
    two_beyond: Result<usize, String>,
    /// A batch of three where one slot is open.
    batch_beyond: Result<usize, String>,
    /// The player data that a create returns and a describe finds.
    data: (Value, Value),
    /// A batch with data for a stranger.
    stranger: Result<usize, String>,
    /// A player where the policy is `DENY_ALL`.
    denied: Result<usize, String>,
    /// A player before the game session is active.
    early: Result<usize, String>,
    /// The status of a reservation long after its deadline.
    late: String,
}

impl Behaviour {
    fn right() -> Self {
        Self {
            one_beyond: Err(FULL.to_owned()),
            two_beyond: Err(FULL.to_owned()),
            batch_beyond: Err(FULL.to_owned()),
            data: (json!("blue"), json!("blue")),
            stranger: Ok(1),
            denied: Err(STATUS.to_owned()),
            early: Err(STATUS.to_owned()),
            late: "TIMEDOUT".to_owned(),
        }
    }

    fn observe(mut world: World) -> Self {
        let game = world.game(2);
        world.join(&game, &["a", "b"]).unwrap();
        let two_beyond = count(world.join(&game, &["c", "d"]));
        let one_beyond = count(world.join(&game, &["e"]));
        let game = world.game(2);
        world.join(&game, &["a"]).unwrap();
        let batch_beyond = count(world.join(&game, &["b", "c", "d"]));
        let game = world.game(9);
        let data = data(&mut world, &game);
        let stranger = json!({
            "GameSessionId": game.id,
            "PlayerIds": ["q"],
            "PlayerDataMap": { "stranger": "red" },
        });
        let stranger = world.call("CreatePlayerSessions", stranger).map(|_| 1);
        let late = world.game(1);
        world.join(&late, &["p"]).unwrap();
        let closed = world.game(1);
        let policy = json!({ "GameSessionId": closed.id, "PlayerSessionPolicy": "DENY_ALL" });
        world.status(closed.socket, "UpdatePlayerSessionCreationPolicy", policy);
        let denied = count(world.join(&closed, &["p"]));
        let activating = world.activating_game(1);
        let early = count(world.join(&activating, &["p"]));
        world.advance(seconds(170));
        Self {
            one_beyond,
            two_beyond,
            batch_beyond,
            data,
            stranger,
            denied,
            early,
            late: world.statuses(&late).remove(0),
        }
    }
}

fn count(outcome: Result<Vec<String>, String>) -> Result<usize, String> {
    outcome.map(|ids| ids.len())
}

fn data(world: &mut World, game: &Game) -> (Value, Value) {
    let request = json!({
        "GameSessionId": game.id,
        "PlayerIds": ["p"],
        "PlayerDataMap": { "p": "blue" },
    });
    let created = world.ok("CreatePlayerSessions", request)["PlayerSessions"][0].take();
    let request = json!({ "PlayerSessionId": created["PlayerSessionId"] });
    let described = world.ok("DescribePlayerSessions", request)["PlayerSessions"][0].take();
    (
        created["PlayerData"].clone(),
        described["PlayerData"].clone(),
    )
}

#[test]
fn without_a_fault_everything_is_right() {
    assert_eq!(Behaviour::observe(World::new()), Behaviour::right());
}

type Change<'a> = &'a dyn Fn(&mut Behaviour);

#[test]
fn a_plain_fault_changes_what_it_names_and_nothing_else() {
    let invalid = || Err("InvalidRequest".to_owned());
    let plain: [(Fault, Change<'_>); 8] = [
        (Fault::CapacityOffByOne, &|seen| seen.one_beyond = Ok(1)),
        (Fault::BatchChecksOneSlot, &|seen| seen.batch_beyond = Ok(3)),
        (Fault::PlayerDataDropped, &|seen| {
            seen.data = (Value::Null, Value::Null);
        }),
        (Fault::UnknownDataKeyRefused, &|seen| {
            seen.stranger = invalid();
        }),
        (Fault::DenyAllIgnored, &|seen| seen.denied = Ok(1)),
        (Fault::ReservesWhileActivating, &|seen| seen.early = Ok(1)),
        (Fault::FullAnsweredInvalidRequest, &|seen| {
            seen.one_beyond = invalid();
            seen.two_beyond = invalid();
            seen.batch_beyond = invalid();
        }),
        (Fault::ReservationNeverTimesOut, &|seen| {
            "RESERVED".clone_into(&mut seen.late);
        }),
    ];
    for (fault, change) in plain {
        let mut expected = Behaviour::right();
        change(&mut expected);
        let observed = Behaviour::observe(World::with_fault(fault));
        assert_eq!(observed, expected, "{fault}");
    }
}

#[test]
fn a_rare_fault_does_not_show_in_everyday_calls() {
    let rare = [
        Fault::AcceptAllNotStored,
        Fault::DataChangedByLaterCall,
        Fault::ExactBatchWithUnknownKeyRefused,
        Fault::GameSessionIdReused,
        Fault::HighestMaximumCounts,
        Fault::LargestBatchReplyShort,
        Fault::LaterCallExtendsReservations,
        Fault::LongestDataCut,
        Fault::LongestPlayerIdsCut,
        Fault::QuotaOneTooLow,
        Fault::RaisedAfterLoweredNotStored,
        Fault::ReturningPlayerGetsOldId,
        Fault::ReturningPlayerRefusedAmongNewcomers,
        Fault::SecondPageShowsAnotherGameSession,
        Fault::SecondRemovalKeepsSlot,
        Fault::ThirdBatchDropsData,
        Fault::ThirdPolicyChangeNotStored,
    ];
    for fault in rare {
        let observed = Behaviour::observe(World::with_fault(fault));
        assert_eq!(observed, Behaviour::right(), "{fault}");
    }
}

#[test]
fn several_faults_act_together() {
    let mut expected = Behaviour::right();
    expected.one_beyond = Ok(1);
    expected.two_beyond = Ok(2);
    expected.batch_beyond = Ok(3);
    expected.denied = Ok(1);
    let observed = Behaviour::observe(World::with(Settings {
        faults: [
            Fault::CapacityOffByOne,
            Fault::BatchChecksOneSlot,
            Fault::DenyAllIgnored,
        ]
        .into(),
        ..Settings::default()
    }));
    // Two beyond took the slot that one more would have needed.
    expected.one_beyond = Err(FULL.to_owned());
    assert_eq!(observed, expected);
}

#[test]
fn names_of_faults_are_read_back_and_distinct() {
    for fault in Fault::ALL {
        assert_eq!(Fault::parse(fault.name()), Some(fault));
        assert!(fault.describe().ends_with('.'));
    }
    assert_eq!(Fault::parse("none"), None);
}

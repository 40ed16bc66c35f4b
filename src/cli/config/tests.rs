//! What files say; what is said about wrong ones is held by snapshots of the program.

use std::path::PathBuf;
use std::time::Duration;

use toml::value::Date;

use super::{Config, ConfigError, SnapshotConfig};
use crate::cli::error::CliError;
use crate::cli::snapshots::Mode;
use crate::plan::step::Wire;
use crate::spec::id::ClauseId;
use crate::verdict::Shape;
use crate::verdict::deviation::{Deviation, Deviations};

#[test]
fn every_key_about_recordings_is_read() {
    let text = "[snapshots]\nmode = \"update\"\ndir = \"recordings\"\nmessages = \"check\"\nregressions = \"check\"";
    let config = Config::parse("conformance.toml", text).unwrap();
    let expected = SnapshotConfig {
        mode: Some(Mode::Update),
        directory: Some(PathBuf::from("recordings")),
        messages: true,
        regressions: Some(super::regressions::Mode::Check),
    };
    assert_eq!(config.snapshots, expected);
}

#[test]
fn every_key_is_read() {
    let config = Config::parse(
        "conformance.toml",
        r#"
        [target]
        name = "my-emulator"
        endpoint = "http://127.0.0.1:4566"
        region = "eu-west-1"
        wires = ["cbor", "json"]
        [provision]
        mode = "fleet"
        fleet = "fleet-1"
        adapter = "python3 adapter.py"
        game_sessions = ["gsess-1", "gsess-2"]
        [timing]
        reservation_timeout = "2s"
        activation_timeout = "90s"
        tolerance = "250ms"
        [[deviation]]
        clause = "CPS-17"
        reason = "player data is not stored yet"
        [[deviation]]
        clause = "CPS-09"
        shape = "CreatePlayerSessions: expected GameSessionFullException got success"
        reason = "one too many"
        link = "https://example.com/issues/12"
        expires = 2027-01-31
        "#,
    );
    assert_eq!(
        config.unwrap(),
        Config {
            name: Some("my-emulator".to_owned()),
            endpoint: Some("http://127.0.0.1:4566".to_owned()),
            region: Some("eu-west-1".to_owned()),
            wires: vec![Wire::Cbor, Wire::Json],
            reservation_timeout: Some(Duration::from_secs(2)),
            activation_timeout: Some(Duration::from_secs(90)),
            tolerance: Some(Duration::from_millis(250)),
            snapshots: SnapshotConfig::default(),
            provision: Some("fleet".to_owned()),
            fleet: Some("fleet-1".to_owned()),
            adapter: Some("python3 adapter.py".to_owned()),
            game_sessions: vec!["gsess-1".to_owned(), "gsess-2".to_owned()],
            deviations: Deviations(vec![
                Deviation {
                    clause: ClauseId::of("CPS-17"),
                    shape: None,
                    reason: "player data is not stored yet".to_owned(),
                    link: None,
                    expires: None,
                },
                Deviation {
                    clause: ClauseId::of("CPS-09"),
                    shape: Some(Shape::new(
                        "CreatePlayerSessions",
                        vec!["GameSessionFullException".to_owned()],
                        "success",
                    )),
                    reason: "one too many".to_owned(),
                    link: Some("https://example.com/issues/12".to_owned()),
                    expires: Some(Date {
                        year: 2027,
                        month: 1,
                        day: 31,
                    }),
                },
            ]),
        }
    );
    assert_eq!(Config::parse("x", "").unwrap(), Config::default());
}

#[test]
fn the_default_file_may_be_absent_and_a_named_one_may_not() {
    let directory = tempfile::tempdir().unwrap();
    let error = Config::load(Some(&directory.path().join("none.toml"))).unwrap_err();
    assert!(
        matches!(error, CliError::Config(error) if matches!(*error, ConfigError::Unreadable { .. }))
    );
}

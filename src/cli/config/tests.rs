//! What files say; what is said about wrong ones is held by snapshots of the program.

use std::time::Duration;

use super::{Config, ConfigError};
use crate::plan::step::Wire;

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
        mode = "anywhere"
        [timing]
        reservation_timeout = "2s"
        tolerance = "250ms"
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
            tolerance: Some(Duration::from_millis(250)),
        }
    );
    assert_eq!(Config::parse("x", "").unwrap(), Config::default());
}

#[test]
fn the_default_file_may_be_absent_and_a_named_one_may_not() {
    let directory = tempfile::tempdir().unwrap();
    let error = Config::load(Some(&directory.path().join("none.toml"))).unwrap_err();
    assert!(matches!(error, ConfigError::Unreadable { .. }));
}

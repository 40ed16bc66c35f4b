//! The messages of the server-SDK socket: text frames, one JSON object each.
//!
//! A game server sends calls and gets an answer to each; the service also sends pushes, which
//! are not answered. Names here follow the wire, which differs from the public API:
//! `ActivateServerProcess`, `PlayerSessionPolicy`, times as integer milliseconds.

mod call;
mod connect;
mod service;

use serde_json::{Map, Value};

pub use self::call::Call;
pub use self::connect::{ConnectQuery, SDK_LANGUAGE, SDK_VERSION};
pub use self::service::{Answer, FromService, Push};

fn object(frame: &str) -> Result<Map<String, Value>, String> {
    match serde_json::from_str(frame) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(_) => Err("the frame is no JSON object".to_owned()),
        Err(error) => Err(format!("the frame is not JSON: {error}")),
    }
}

fn text(fields: &Map<String, Value>, name: &str) -> Option<String> {
    fields
        .get(name)
        .and_then(Value::as_str)
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
}

fn integer(fields: &Map<String, Value>, name: &str) -> Option<i64> {
    fields.get(name).and_then(Value::as_i64)
}

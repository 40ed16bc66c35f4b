//! The ids of a plan's game sessions, and ids that name none.

use super::{Binding, FleetSite};
use crate::api::ids::GameSessionId;
use crate::plan::step::{FleetHandle, GameSessionRef};

/// An id that nothing of its kind is given.
const NIL: &str = "00000000-0000-4000-8000-000000000000";

impl Binding {
    /// Returns the id that a reference stands for, `None` where what it names never came to be.
    pub(super) fn reference(&self, reference: GameSessionRef) -> Option<GameSessionId> {
        let id = match reference {
            GameSessionRef::Handle(handle) => return self.game_session(handle).cloned(),
            GameSessionRef::Unknown => self.unknown()?,
            GameSessionRef::ForeignRegion(handle) => {
                let others = ["eu-west-1", "us-east-1"];
                with_part(self.game_session(handle)?.as_str(), ':', 3, &others)?
            }
            GameSessionRef::ForeignFleet(handle) => {
                let others = [format!("fleet-{NIL}")];
                let others: Vec<&str> = others.iter().map(String::as_str).collect();
                with_part(self.game_session(handle)?.as_str(), '/', 1, &others)?
            }
            GameSessionRef::ForeignAccount(handle) => {
                let others = ["000000000001", "000000000002"];
                with_part(self.game_session(handle)?.as_str(), ':', 4, &others)?
            }
            GameSessionRef::BareId(handle) => {
                let id = self.game_session(handle)?.as_str();
                id.rsplit('/').next().unwrap_or_default().to_owned()
            }
            GameSessionRef::FleetId => {
                let fleet = self.site.fleet(FleetHandle(1))?;
                fleet.fleet_id.as_str().to_owned()
            }
            GameSessionRef::AliasId(handle) => {
                let (alias, _) = self.aliases.get(&handle)?;
                alias.alias_id.as_str().to_owned()
            }
            GameSessionRef::AliasArn(handle) => {
                let (alias, _) = self.aliases.get(&handle)?;
                alias.arn.clone()?
            }
            GameSessionRef::Malformed => format!("{}_", self.unknown()?),
            GameSessionRef::TooLong => format!("{:a<513}", self.unknown()?.as_str()),
        };
        Some(GameSessionId(id))
    }

    /// Returns an id on the plan's first fleet that no game session has.
    fn unknown(&self) -> Option<String> {
        let region = &self.site.region;
        let FleetSite { fleet_id, location } = self.site.fleet(FleetHandle(1))?;
        let location = location.as_ref().map(|name| format!("{name}/"));
        let location = location.unwrap_or_default();
        let fleet = fleet_id.as_str();
        Some(format!(
            "arn:aws:gamelift:{region}::gamesession/{fleet}/{location}gsess-{NIL}"
        ))
    }
}

/// Returns an id whose part of that index is the first of `others` that it is not yet, `None`
/// where the id has no such part.
fn with_part(id: &str, separator: char, index: usize, others: &[&str]) -> Option<String> {
    let mut parts: Vec<&str> = id.split(separator).collect();
    let part = parts.get_mut(index)?;
    *part = others.iter().find(|other| *other != part)?;
    Some(parts.join(&separator.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_part_of_an_id_is_another() {
        let id = "arn:aws:gamelift:us-east-1::gamesession/fleet-1/gsess-1";
        let check = |separator, index, others: &[&str], expected: Option<&str>| {
            let changed = with_part(id, separator, index, others);
            assert_eq!(changed.as_deref(), expected);
        };
        check(
            ':',
            3,
            &["us-east-1", "eu-west-1"],
            Some("arn:aws:gamelift:eu-west-1::gamesession/fleet-1/gsess-1"),
        );
        check(
            ':',
            4,
            &["1"],
            Some("arn:aws:gamelift:us-east-1:1:gamesession/fleet-1/gsess-1"),
        );
        check(
            '/',
            1,
            &["fleet-2"],
            Some("arn:aws:gamelift:us-east-1::gamesession/fleet-2/gsess-1"),
        );
        check('/', 7, &["fleet-2"], None);
    }
}

//! What the user can do about a refusal while a stage is set up.

use crate::api::action::Action;
use crate::api::exception::ExceptionKind;
use crate::target::access::Denial;

/// What a target must offer, in words.
pub(super) const NEEDED: &str = "the target must offer CreateLocation, CreateFleet with ComputeType ANYWHERE, RegisterCompute and GetComputeAuthToken";

/// Returns what the user can do about a refusal.
pub(super) fn refused(action: Action, kind: &ExceptionKind) -> &'static str {
    if let Some(denial) = Denial::of(kind) {
        return denial.hint();
    }
    // The quotas are those that AWS publishes as the default of a Region.
    match (kind, action) {
        (ExceptionKind::LimitExceeded, Action::CreateLocation) => {
            "the quota of custom locations is used up, 20 by default: `gamelift-conformance cleanup` removes those of killed runs"
        }
        (ExceptionKind::LimitExceeded, Action::CreateFleet) => {
            "the quota of Anywhere fleets is used up, 10 by default: `gamelift-conformance cleanup` removes those of killed runs"
        }
        (ExceptionKind::LimitExceeded, Action::RegisterCompute) => {
            "the quota of computes in a fleet is used up, 100 by default"
        }
        (ExceptionKind::LimitExceeded, _) => "a quota of the account is used up",
        _ => NEEDED,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_explained_by_what_was_refused() {
        let limit = ExceptionKind::LimitExceeded;
        assert!(refused(Action::CreateLocation, &limit).contains("20 by default"));
        assert!(refused(Action::CreateFleet, &limit).contains("10 by default"));
        assert!(refused(Action::RegisterCompute, &limit).contains("100 by default"));
        let denied = ExceptionKind::parse("AccessDeniedException");
        assert!(refused(Action::CreateFleet, &denied).contains("iam-policy"));
        let other = ExceptionKind::InvalidRequest;
        assert_eq!(refused(Action::CreateFleet, &other), NEEDED);
    }
}

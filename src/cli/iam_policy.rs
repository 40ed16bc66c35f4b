//! `iam-policy`: the permissions that a run on a real account needs, and no more.

use serde_json::{Value, json};

use super::args::IamPolicyArgs;
use super::exit_code::ExitCode;
use super::output;
use crate::api::action::Action;
use crate::provision::existing::ACTIONS;

/// What tags that go with a creation may be checked by, though nothing asks for it by name.
const TAGGING: &str = "gamelift:TagResource";

/// Carries the command out.
pub(super) fn execute(arguments: &IamPolicyArgs) -> ExitCode {
    let is_existing = arguments.provision.as_deref() == Some("existing");
    let policy = if is_existing {
        // What is there is neither created nor tagged.
        policy(&ACTIONS, &[], arguments.region.as_deref())
    } else {
        policy(&Action::ALL, &[TAGGING], arguments.region.as_deref())
    };
    let text = format!("{policy:#}\n");
    output::data(text.as_bytes());
    ExitCode::Conforms
}

/// Returns the policy, for one Region where it is named.
fn policy(actions: &[Action], others: &[&str], region: Option<&str>) -> Value {
    let sent = actions.iter().map(|action| format!("gamelift:{action}"));
    let others = others.iter().map(|&other| other.to_owned());
    let actions: Vec<String> = sent.chain(others).collect();
    let mut statement = json!({
        "Sid": "GameLiftConformance",
        "Effect": "Allow",
        "Action": actions,
        "Resource": "*",
    });
    if let Some(region) = region {
        statement["Condition"] = json!({ "StringEquals": { "aws:RequestedRegion": region } });
    }
    json!({ "Version": "2012-10-17", "Statement": [statement] })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exactly_what_the_harness_sends_is_allowed_and_the_tags_that_go_with_it() {
        let policy = policy(&Action::ALL, &[TAGGING], None);
        let allowed = policy["Statement"][0]["Action"].as_array().unwrap();
        let mut allowed: Vec<&str> = allowed.iter().filter_map(Value::as_str).collect();
        assert_eq!(allowed.pop(), Some("gamelift:TagResource"));
        let sent: Vec<String> = Action::ALL
            .iter()
            .map(|action| format!("gamelift:{}", action.name()))
            .collect();
        assert_eq!(allowed, sent);
        assert_eq!(policy["Statement"][0].get("Condition"), None);
    }

    #[test]
    fn a_region_bounds_the_policy() {
        let policy = policy(&ACTIONS, &[], Some("eu-west-1"));
        let condition = &policy["Statement"][0]["Condition"];
        let expected = json!({ "StringEquals": { "aws:RequestedRegion": "eu-west-1" } });
        assert_eq!(condition, &expected);
        assert_eq!(
            policy["Statement"][0]["Action"].as_array().unwrap().len(),
            5
        );
    }
}

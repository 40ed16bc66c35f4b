//! Why a target turns a caller away, and what the caller can do about it.
//!
//! Such an answer is about who asks, not about what: it says nothing about the target.

use crate::api::exception::ExceptionKind;
use crate::api::reply::Reply;
use crate::history::Outcome;

/// Why a caller is turned away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denial {
    /// The temporary credentials have ended.
    Expired,
    /// The key is not known.
    UnknownKey,
    /// The signature is not the key's, or of another time.
    WrongSignature,
    /// There is no signature.
    NoSignature,
    /// The key may not do this.
    NotAllowed,
    /// The account does not use the service.
    NotSubscribed,
}

impl Denial {
    /// Returns what an exception denies, `None` where it is about something else.
    pub fn of(kind: &ExceptionKind) -> Option<Self> {
        Some(match kind.name() {
            "ExpiredToken" | "ExpiredTokenException" => Self::Expired,
            "UnrecognizedClientException" | "InvalidClientTokenId" => Self::UnknownKey,
            "InvalidSignatureException"
            | "IncompleteSignature"
            | "IncompleteSignatureException"
            | "SignatureDoesNotMatch"
            | "RequestExpired"
            | "RequestTimeTooSkewed" => Self::WrongSignature,
            "MissingAuthenticationToken" | "MissingAuthenticationTokenException" => {
                Self::NoSignature
            }
            "UnauthorizedException"
            | "AccessDeniedException"
            | "AccessDenied"
            | "NotAuthorized" => Self::NotAllowed,
            "OptInRequired" => Self::NotSubscribed,
            _ => return None,
        })
    }

    /// Returns what the caller can do about it.
    pub fn hint(self) -> &'static str {
        match self {
            Self::Expired => {
                "the session token has ended: get new credentials and run again; `gamelift-conformance cleanup` removes what is left"
            }
            Self::UnknownKey => {
                "the target does not know the access key: check AWS_PROFILE, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and, for temporary keys, AWS_SESSION_TOKEN"
            }
            Self::WrongSignature => {
                "the secret is not the key's, --region is not the target's, or this machine's clock is off by minutes: compare `date -u`"
            }
            Self::NoSignature => "something between here and the target drops its headers",
            Self::NotAllowed => {
                "the key is known and may not do this: `gamelift-conformance iam-policy` prints the permissions that a run needs"
            }
            Self::NotSubscribed => {
                "the account has to be signed up for the service, in this Region"
            }
        }
    }
}

/// Returns what an answer denies, with the exception's name; an exception that every action
/// declares is the model's to judge.
pub fn denial(outcome: &Outcome) -> Option<(Denial, &str)> {
    let Outcome::Replied(Reply::Exception(exception)) = outcome else {
        return None;
    };
    if exception.kind == ExceptionKind::Unauthorized {
        return None;
    }
    Some((Denial::of(&exception.kind)?, exception.kind.name()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::exception::Exception;

    fn answered(code: &str) -> Outcome {
        Outcome::Replied(Reply::Exception(Exception {
            kind: ExceptionKind::parse(code),
            message: None,
            status: 403,
        }))
    }

    #[test]
    fn each_denial_names_its_own_cure() {
        for (code, denied, cure) in [
            ("ExpiredTokenException", Denial::Expired, "new credentials"),
            (
                "UnrecognizedClientException",
                Denial::UnknownKey,
                "AWS_PROFILE",
            ),
            ("InvalidSignatureException", Denial::WrongSignature, "clock"),
            ("AccessDeniedException", Denial::NotAllowed, "iam-policy"),
        ] {
            let answered = answered(code);
            assert_eq!(denial(&answered), Some((denied, code)));
            assert!(denied.hint().contains(cure), "{code}");
        }
    }

    #[test]
    fn what_an_action_declares_and_what_speaks_of_load_is_no_denial() {
        for code in [
            "UnauthorizedException",
            "NotFoundException",
            "ThrottlingException",
        ] {
            assert_eq!(denial(&answered(code)), None, "{code}");
        }
        let lost = Outcome::Lost {
            reason: "gone".to_owned(),
        };
        assert_eq!(denial(&lost), None);
    }
}

//! What has to come of a request that is broken in one known way.

use crate::api::action::Action;
use crate::api::request::Request;
use crate::history::broken::{Breakage, Broken, Head, Protocol, Spoil, Whole};
use crate::spec::id::{ClauseId, ContextId};

const CPS_02: ClauseId = ClauseId::of("CPS-02");
const WIR_10: ClauseId = ClauseId::of("WIR-10");
const WIR_11: ClauseId = ClauseId::of("WIR-11");
const WIR_12: ClauseId = ClauseId::of("WIR-12");
pub(super) const WIR_13: ClauseId = ClauseId::of("WIR-13");
const WIR_15: ClauseId = ClauseId::of("WIR-15");
const WIR_16: ClauseId = ClauseId::of("WIR-16");
const WIR_17: ClauseId = ClauseId::of("WIR-17");
const WIR_18: ClauseId = ClauseId::of("WIR-18");
const WIR_19: ClauseId = ClauseId::of("WIR-19");
const WIR_20: ClauseId = ClauseId::of("WIR-20");
const U_60_UNREADABLE: ContextId = ContextId::of("U-60/unreadable");
const U_60_EMPTY: ContextId = ContextId::of("U-60/empty");
const U_60_TOP_TYPE: ContextId = ContextId::of("U-60/top-type");
const U_60_TRAILING: ContextId = ContextId::of("U-60/trailing");
const U_60_ENCODING: ContextId = ContextId::of("U-60/encoding");
const U_61_TYPE: ContextId = ContextId::of("U-61/type");
const U_61_ITEM: ContextId = ContextId::of("U-61/item");
const U_61_BYTE_STRING: ContextId = ContextId::of("U-61/byte-string");
const U_61_HUGE: ContextId = ContextId::of("U-61/huge");
const U_61_ENORMOUS: ContextId = ContextId::of("U-61/enormous");
const U_62_ABSENT: ContextId = ContextId::of("U-62/absent");
const U_62_NULL: ContextId = ContextId::of("U-62/null");
const U_62_NAME: ContextId = ContextId::of("U-62/name");
const U_62_LIMIT: ContextId = ContextId::of("U-62/limit");
const U_63_JSON: ContextId = ContextId::of("U-63/json");
const U_63_CBOR: ContextId = ContextId::of("U-63/cbor");
const U_63_NOT_CLAIMED: ContextId = ContextId::of("U-63/not-claimed");
const U_64_FRACTION: ContextId = ContextId::of("U-64/fraction");
const U_64_FLOAT: ContextId = ContextId::of("U-64/float");
const U_64_TAG: ContextId = ContextId::of("U-64/tag");
const U_64_DUPLICATE: ContextId = ContextId::of("U-64/duplicate");
pub(super) const U_64_NULL_ITEM: ContextId = ContextId::of("U-64/null-item");
pub(super) const U_64_CONTRADICTION: ContextId = ContextId::of("U-64/contradiction");
pub(super) const U_64_SURROGATE: ContextId = ContextId::of("U-64/surrogate");
const U_64_NAME: ContextId = ContextId::of("U-64/name");
const U_64_DEPTH: ContextId = ContextId::of("U-64/depth");
const U_64_LENGTH: ContextId = ContextId::of("U-64/length");
const U_64_PATH: ContextId = ContextId::of("U-64/path");

/// What has to come of a broken request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expectation {
    /// It has to be refused: the clause that says so, and the question how.
    Refusal(ClauseId, ContextId),
    /// It has to be answered like the request that it was made from: the clause that says so.
    Like(ClauseId),
    /// Either of the two; the question which.
    Either(ContextId),
}

impl Expectation {
    /// Returns what has to come of a request.
    pub fn of(broken: &Broken) -> Self {
        match &broken.breakage {
            Breakage::Whole(whole) => Self::of_whole(*whole),
            Breakage::Member { name, spoil } => Self::of_member(broken, name, *spoil),
            Breakage::Head(head) => Self::of_head(*head, broken.protocol),
            Breakage::Form(_) => Self::Like(WIR_15),
        }
    }

    fn of_whole(whole: Whole) -> Self {
        match whole {
            Whole::Empty => Self::Refusal(WIR_10, U_60_EMPTY),
            Whole::Truncated | Whole::Garbled => Self::Refusal(WIR_10, U_60_UNREADABLE),
            Whole::TrailingByte | Whole::SecondDocument => Self::Refusal(WIR_10, U_60_TRAILING),
            Whole::Null | Whole::Bool | Whole::Number | Whole::Text | Whole::List => {
                Self::Refusal(WIR_10, U_60_TOP_TYPE)
            }
            Whole::UnknownMember => Self::Like(WIR_17),
            Whole::Deep | Whole::VeryDeep => Self::Either(U_64_DEPTH),
            Whole::Long => Self::Either(U_64_LENGTH),
        }
    }

    fn of_member(broken: &Broken, name: &str, spoil: Spoil) -> Self {
        let is_required = broken.requires(name);
        match spoil {
            Spoil::Absent if is_required => Self::Refusal(required(broken), U_62_ABSENT),
            Spoil::Null | Spoil::Undefined if is_required => {
                Self::Refusal(required(broken), U_62_NULL)
            }
            Spoil::Miscased if is_required => Self::Refusal(WIR_13, U_62_NAME),
            Spoil::Absent | Spoil::Null | Spoil::Undefined => Self::Like(WIR_16),
            Spoil::Miscased => Self::Either(U_64_NAME),
            Spoil::Twice => Self::Either(U_64_DUPLICATE),
            Spoil::Contradicted => Self::Either(U_64_CONTRADICTION),
            Spoil::LoneSurrogate => Self::Either(U_64_SURROGATE),
            Spoil::Bool | Spoil::Number | Spoil::Text | Spoil::List | Spoil::Map => {
                Self::Refusal(WIR_11, U_61_TYPE)
            }
            Spoil::Enormous => Self::Refusal(WIR_11, U_61_ENORMOUS),
            // U-11: a value that is to be ignored need not be looked at.
            Spoil::NumberItem if is_ignored(broken, name) => Self::Either(U_61_ITEM),
            Spoil::NumberItem => Self::Refusal(WIR_11, U_61_ITEM),
            Spoil::ByteString => Self::Refusal(WIR_11, U_61_BYTE_STRING),
            Spoil::Huge => Self::Refusal(WIR_11, U_61_HUGE),
            Spoil::InvalidUtf8 => Self::Refusal(WIR_10, U_60_ENCODING),
            Spoil::EmptyText
            | Spoil::Long49
            | Spoil::Long513
            | Spoil::Long1025
            | Spoil::Long2049
            | Spoil::LongText
            | Spoil::OddText
            | Spoil::Zero
            | Spoil::MinusOne => Self::Refusal(WIR_20, U_62_LIMIT),
            Spoil::NullItem => Self::Either(U_64_NULL_ITEM),
            Spoil::Fraction => Self::Either(U_64_FRACTION),
            Spoil::Float => Self::Either(U_64_FLOAT),
            Spoil::Tagged => Self::Either(U_64_TAG),
        }
    }

    fn of_head(head: Head, protocol: Protocol) -> Self {
        match (head, protocol) {
            (Head::TargetBesidesPath | Head::NoProtocol | Head::OtherProtocol, _) => {
                Self::Refusal(WIR_18, U_63_NOT_CLAIMED)
            }
            // No document says that another path is none of the service's.
            (Head::UnknownPath, Protocol::Json) => Self::Either(U_64_PATH),
            (_, Protocol::Json) => Self::Refusal(WIR_19, U_63_JSON),
            (_, Protocol::Cbor) => Self::Refusal(WIR_19, U_63_CBOR),
        }
    }

    /// Returns the question that a refusal answers, `None` where there is none.
    pub fn context(self) -> Option<ContextId> {
        match self {
            Self::Refusal(_, context) | Self::Either(context) => Some(context),
            Self::Like(_) => None,
        }
    }
}

/// Returns whether the value of a map that a number takes the place of, the first, is for a player
/// who is not in the call (CPS-19).
fn is_ignored(broken: &Broken, name: &str) -> bool {
    let Request::CreatePlayerSessions(call) = &broken.request else {
        return false;
    };
    let data = call.player_data_map.iter().flatten();
    let key = data.map(|(key, _)| key).next();
    name == "PlayerDataMap"
        && key.is_some_and(|key| call.player_ids.iter().all(|id| id.as_str() != key))
}

/// Returns the clause that has members required.
fn required(broken: &Broken) -> ClauseId {
    let calls = [Action::CreatePlayerSessions, Action::CreatePlayerSession];
    if calls.contains(&broken.action()) {
        CPS_02
    } else {
        WIR_12
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::exception::{Exception, ExceptionKind};
    use crate::api::ids::GameSessionId;
    use crate::api::reply::{Reply, Response};
    use crate::api::request::CreatePlayerSessions;
    use crate::history::Outcome;
    use crate::model::answers::Narrowing;
    use crate::model::broken::{Shown, derails, judge};
    use crate::spec::catalog::Catalog;

    /// Judges a call for `p-1` with a number in the place of the data for a player.
    fn judged(player: &str, reply: Reply) -> (Shown, bool) {
        let data = (player.to_owned(), "data".to_owned());
        let broken = Broken {
            request: Request::CreatePlayerSessions(CreatePlayerSessions {
                game_session_id: GameSessionId("gs".to_owned()),
                player_ids: vec!["p-1".into()],
                player_data_map: Some([data].into()),
            }),
            breakage: Breakage::of("PlayerDataMap", Spoil::NumberItem),
            protocol: Protocol::Json,
        };
        let outcome = Outcome::Replied(reply);
        let shown = judge(&broken, &outcome, Catalog::embedded());
        (shown, derails(&broken, &outcome))
    }

    #[test]
    fn only_a_value_for_a_player_of_the_call_has_to_be_looked_at() {
        let success = || Reply::Response {
            response: Response::CreatePlayerSessions(Vec::new()),
            problems: Vec::new(),
        };
        let refusal = || {
            Reply::Exception(Exception {
                kind: ExceptionKind::parse("SerializationException"),
                message: None,
                status: 400,
            })
        };
        let (shown, is_derailed) = judged("p-1", success());
        assert_eq!(shown.illegal.unwrap().guards, [WIR_11]);
        assert!(is_derailed);
        let (shown, is_derailed) = judged("p-2", success());
        assert_eq!((shown.illegal, shown.answers), (None, Vec::new()));
        assert!(!is_derailed);
        let how = [Narrowing::new(U_61_ITEM, &["serialization-exception"])];
        for player in ["p-1", "p-2"] {
            let (shown, _) = judged(player, refusal());
            assert_eq!((shown.illegal, shown.answers), (None, how.to_vec()));
        }
    }
}

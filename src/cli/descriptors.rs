//! How many files may be open at a time: a case that waits holds the sockets of its game servers.

use crate::runner::schedule::WAITING_MAX;

/// The files that a run has open besides.
const OTHERS: u64 = 64;

/// The sockets that a case may hold while it waits: up to four game sessions have a server each.
const OF_A_CASE: u64 = 4;

/// Returns how many cases may wait at a time, after as many files may be open as the system lets.
pub(super) fn waiting() -> usize {
    raise().map_or(WAITING_MAX, fitting)
}

/// Returns how many cases may wait where so many files may be open.
fn fitting(open: u64) -> usize {
    let cases = open.saturating_sub(OTHERS) / OF_A_CASE;
    usize::try_from(cases).map_or(WAITING_MAX, |cases| cases.clamp(1, WAITING_MAX))
}

/// Lets as many files be open as the system does, and returns how many those are; `None` where
/// there is no limit or no telling.
#[cfg(unix)]
pub(super) fn raise() -> Option<u64> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: limit.maximum,
        maximum: limit.maximum,
    };
    match setrlimit(Resource::Nofile, raised) {
        Ok(()) => limit.maximum,
        Err(_) => limit.current,
    }
}

/// Returns that there is no telling.
#[cfg(not(unix))]
pub(super) fn raise() -> Option<u64> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_cases_wait_as_there_may_be_sockets_for() {
        assert_eq!(fitting(1024), 240);
        assert_eq!(fitting(256), 48);
        assert_eq!(fitting(20), 1);
        assert_eq!(fitting(u64::MAX), WAITING_MAX);
    }

    #[test]
    fn a_limit_that_was_raised_stays_so() {
        assert_eq!(raise(), raise());
    }
}

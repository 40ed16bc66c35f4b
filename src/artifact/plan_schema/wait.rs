//! Waits of a plan, in files.

use serde::{Deserialize, Serialize};

use crate::history::Label;
use crate::plan::step::{Offset, Period, Wait};

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WaitEntry {
    deadline_of: u32,
    #[serde(default, skip_serializing_if = "PeriodEntry::is_reservation")]
    period: PeriodEntry,
    offset: OffsetEntry,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum OffsetEntry {
    Before,
    At,
    After,
}

/// The period whose end a step waits for, left out for that of reservations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum PeriodEntry {
    #[default]
    Reservation,
    Activation,
    Retention,
}

impl PeriodEntry {
    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "the form that serde asks for"
    )]
    fn is_reservation(&self) -> bool {
        *self == Self::Reservation
    }
}

impl From<Period> for PeriodEntry {
    fn from(period: Period) -> Self {
        match period {
            Period::Reservation => Self::Reservation,
            Period::Activation => Self::Activation,
            Period::Retention => Self::Retention,
        }
    }
}

impl From<PeriodEntry> for Period {
    fn from(entry: PeriodEntry) -> Self {
        match entry {
            PeriodEntry::Reservation => Self::Reservation,
            PeriodEntry::Activation => Self::Activation,
            PeriodEntry::Retention => Self::Retention,
        }
    }
}

impl From<Wait> for WaitEntry {
    fn from(wait: Wait) -> Self {
        Self {
            deadline_of: wait.deadline_of.0,
            period: PeriodEntry::from(wait.period),
            offset: OffsetEntry::from(wait.offset),
        }
    }
}

impl From<WaitEntry> for Wait {
    fn from(entry: WaitEntry) -> Self {
        Self {
            deadline_of: Label(entry.deadline_of),
            period: Period::from(entry.period),
            offset: Offset::from(entry.offset),
        }
    }
}

impl From<Offset> for OffsetEntry {
    fn from(offset: Offset) -> Self {
        match offset {
            Offset::Before => Self::Before,
            Offset::At => Self::At,
            Offset::After => Self::After,
        }
    }
}

impl From<OffsetEntry> for Offset {
    fn from(entry: OffsetEntry) -> Self {
        match entry {
            OffsetEntry::Before => Self::Before,
            OffsetEntry::At => Self::At,
            OffsetEntry::After => Self::After,
        }
    }
}

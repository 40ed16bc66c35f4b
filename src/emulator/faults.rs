//! The deliberate bugs that the emulator carries, each switched on by its name.
//!
//! Knows names and descriptions; the bug itself is one branch, where the rule it breaks stands.
//! Does not know which clause finds it.

#[macro_use]
mod meeting;
#[macro_use]
mod bytes;
#[macro_use]
mod game_sessions;
#[macro_use]
mod players;

use std::fmt;

/// Declares the faults: the variant, the name that switches it on, and what it does.
macro_rules! faults {
    ($($fault:ident = $name:literal: $text:literal;)*) => {
        /// A deliberate bug.
        #[expect(clippy::doc_markdown, reason = "the texts are for terminals, too")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Fault {
            $(
                #[doc = $text]
                $fault,
            )*
        }

        impl Fault {
            /// Every fault, in the order of the enum.
            pub const ALL: [Self; [$($name),*].len()] = [$(Self::$fault),*];

            /// Returns the name by which it is switched on.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$fault => $name,)*
                }
            }

            /// Returns what an emulator with this fault does, as one sentence.
            pub fn describe(self) -> &'static str {
                match self {
                    $(Self::$fault => $text,)*
                }
            }
        }
    };
}

faults_of_players!();

impl Fault {
    /// Returns whether only requests that are in flight at the same time show the fault.
    pub fn takes_several(self) -> bool {
        self >= Self::MeetingCallsOversell
    }

    /// Returns the fault of that name, `None` for any other text.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fault| fault.name() == name)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

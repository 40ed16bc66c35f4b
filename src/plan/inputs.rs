//! The inputs that plans are a function of.

use std::collections::BTreeSet;
use std::fmt;

use super::step::Wire;
use crate::api::action::Action;
use crate::spec::clause::Suite;
use crate::spec::id::ClauseId;

/// How much a run does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effort {
    /// A first look.
    Smoke,
    /// What a pull request gets.
    #[default]
    Standard,
    /// What a release gets.
    Certify,
    /// Until it is stopped.
    Soak,
}

impl Effort {
    /// Every effort, from the least to the most.
    pub const ALL: [Self; 4] = [Self::Smoke, Self::Standard, Self::Certify, Self::Soak];

    /// Returns the effort's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Smoke => "smoke",
            Self::Standard => "standard",
            Self::Certify => "certify",
            Self::Soak => "soak",
        }
    }

    /// Returns the effort of that name, `None` for any other text.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|effort| effort.name() == name)
    }

    /// Returns the number of random cases, `None` where there is no end to them.
    pub fn random_cases(self) -> Option<u64> {
        match self {
            Self::Smoke => Some(30),
            Self::Standard => Some(300),
            Self::Certify => Some(10_000),
            Self::Soak => None,
        }
    }

    /// Returns the number of races.
    pub fn races(self) -> u64 {
        match self {
            Self::Smoke => 10,
            Self::Standard => 200,
            Self::Certify | Self::Soak => 5_000,
        }
    }

    /// Returns how many steps a random plan has at the most.
    pub fn steps(self) -> usize {
        match self {
            Self::Smoke => 20,
            Self::Standard => 30,
            Self::Certify | Self::Soak => 60,
        }
    }
}

impl fmt::Display for Effort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The phases of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phases {
    /// The edge phase, then the random phase, which it steers.
    #[default]
    Both,
    /// The edge phase alone.
    Edge,
    /// The random phase alone, steered by nothing but itself, in the order of its numbers.
    Random,
}

/// A kind of game server's move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MoveKind {
    /// It activates its game session.
    Activate,
    /// It accepts a player.
    Accept,
    /// It removes a player.
    Remove,
    /// It sets the policy of its game session.
    SetPolicy,
    /// It ends.
    EndProcess,
}

impl MoveKind {
    /// Every kind.
    pub const ALL: [Self; 5] = [
        Self::Activate,
        Self::Accept,
        Self::Remove,
        Self::SetPolicy,
        Self::EndProcess,
    ];

    /// Returns the name of the capability to make such moves.
    pub fn name(self) -> &'static str {
        match self {
            Self::Activate => "move-activate",
            Self::Accept => "move-accept",
            Self::Remove => "move-remove",
            Self::SetPolicy => "move-set-policy",
            Self::EndProcess => "move-end-process",
        }
    }
}

/// Something that not every target can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Capability {
    /// It answers AWS JSON 1.1.
    JsonWire,
    /// It answers Smithy RPC v2 CBOR.
    CborWire,
    /// `aws-sdk-gamelift` is at hand and gets answers.
    SdkWire,
    /// Its clock can be advanced.
    AdvanceableClock,
    /// It gives game sessions up that nobody activates, after a time that is known.
    ActivationTimeout,
    /// Its socket takes game servers, which then make the moves of a plan.
    ServerSdkSocket,
    /// Its game sessions become ACTIVE by themselves.
    SelfActivation,
    /// Its game sessions are made by other means than a command.
    ProvidedGameSessions,
    /// Its game sessions are given, and others use them, too.
    SharedGameSessions,
    /// Its game servers make the move, be they ours or not.
    Move(MoveKind),
    /// It carries the action out.
    Action(Action),
}

impl Capability {
    /// Returns every capability, in order.
    pub fn all() -> impl Iterator<Item = Self> {
        let others = [
            Self::JsonWire,
            Self::CborWire,
            Self::SdkWire,
            Self::AdvanceableClock,
            Self::ActivationTimeout,
            Self::ServerSdkSocket,
            Self::SelfActivation,
            Self::ProvidedGameSessions,
            Self::SharedGameSessions,
        ];
        others
            .into_iter()
            .chain(MoveKind::ALL.into_iter().map(Self::Move))
            .chain(Action::ALL.into_iter().map(Self::Action))
    }

    /// Returns the capability's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::JsonWire => "json-wire",
            Self::CborWire => "cbor-wire",
            Self::SdkWire => "sdk-wire",
            Self::AdvanceableClock => "advanceable-clock",
            Self::ActivationTimeout => "activation-timeout",
            Self::ServerSdkSocket => "server-sdk-socket",
            Self::SelfActivation => "self-activation",
            Self::ProvidedGameSessions => "provided-game-sessions",
            Self::SharedGameSessions => "shared-game-sessions",
            Self::Move(kind) => kind.name(),
            Self::Action(action) => action.name(),
        }
    }

    /// Returns the capability of that name, `None` for any other text.
    pub fn parse(name: &str) -> Option<Self> {
        Self::all().find(|capability| capability.name() == name)
    }

    /// Returns whether a target without it is the exception, so that plans are made for targets
    /// that have it.
    fn is_usual(self) -> bool {
        match self {
            Self::ServerSdkSocket | Self::Action(_) => true,
            Self::JsonWire
            | Self::CborWire
            | Self::SdkWire
            | Self::AdvanceableClock
            | Self::ActivationTimeout
            | Self::SelfActivation
            | Self::ProvidedGameSessions
            | Self::SharedGameSessions
            | Self::Move(_) => false,
        }
    }

    /// Returns whether all random plans differ with it; with what is known of time only those of the
    /// suite `temporal` do.
    fn shapes_plans(self) -> bool {
        !matches!(self, Self::AdvanceableClock | Self::ActivationTimeout)
    }
}

impl fmt::Display for Capability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl From<Wire> for Capability {
    fn from(wire: Wire) -> Self {
        match wire {
            Wire::Json => Self::JsonWire,
            Wire::Cbor => Self::CborWire,
            Wire::Sdk => Self::SdkWire,
        }
    }
}

/// What a target can do.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Capabilities(pub BTreeSet<Capability>);

impl Capabilities {
    /// Returns those of a target that lacks nothing, over these wires.
    pub fn whole(wires: &[Wire]) -> Self {
        let wires = wires.iter().copied().map(Capability::from);
        let usual = Capability::all().filter(|capability| capability.is_usual());
        Self(wires.chain(usual).collect())
    }

    /// Returns the capabilities with everything that is known of time on a clock that is advanced.
    #[cfg(test)]
    pub(crate) fn with_times(mut self) -> Self {
        let times = [Capability::AdvanceableClock, Capability::ActivationTimeout];
        self.0.extend(times);
        self
    }

    /// Returns whether the target can do it.
    pub fn has(&self, capability: Capability) -> bool {
        self.0.contains(&capability)
    }

    /// Returns the wires that the target answers, in their order.
    pub fn wires(&self) -> Vec<Wire> {
        let has = |wire: &Wire| self.has(Capability::from(*wire));
        Wire::ALL.into_iter().filter(has).collect()
    }

    /// Returns what sets plans apart from those for a target that lacks nothing: what it has
    /// beyond that, then what it lacks, each in order.
    pub fn shaping_plans(&self) -> (Vec<Capability>, Vec<Capability>) {
        let own = self.0.iter().copied();
        let beyond = own.filter(|one| one.shapes_plans() && !one.is_usual());
        let lacking = Capability::all().filter(|one| one.is_usual() && !self.has(*one));
        (beyond.collect(), lacking.collect())
    }
}

impl fmt::Display for Capabilities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_action = |one: &&Capability| matches!(one, Capability::Action(_));
        let others = self.0.iter().filter(|one| !is_action(one));
        let mut names: Vec<String> = others.map(ToString::to_string).collect();
        let (count, all) = (self.0.iter().filter(is_action).count(), Action::ALL.len());
        names.push(format!("{count} of {all} actions"));
        f.write_str(&names.join(", "))
    }
}

/// What plans are made from; equal inputs give equal plans in one version of the tool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanInputs {
    /// How much is done.
    pub effort: Effort,
    /// The parts of a run that are wanted.
    pub suites: BTreeSet<Suite>,
    /// The phases that are wanted.
    pub phases: Phases,
    /// What the target can do.
    pub capabilities: Capabilities,
    /// The seed.
    pub seed: u64,
    /// The number of random cases, `None` for the effort's; no plan differs with it.
    pub cases: Option<u64>,
    /// The clauses whose edge plans are wanted, `None` for all; random plans don't differ with it.
    pub only: Option<BTreeSet<ClauseId>>,
}

impl PlanInputs {
    /// Returns the number of random cases, `None` where there is no end to them.
    pub fn random_cases(&self) -> Option<u64> {
        if self.phases == Phases::Edge {
            return Some(0);
        }
        self.cases.or_else(|| self.effort.random_cases())
    }
}

impl Default for PlanInputs {
    fn default() -> Self {
        Self {
            effort: Effort::default(),
            suites: BTreeSet::from(Suite::ALL),
            phases: Phases::default(),
            capabilities: Capabilities::whole(&[Wire::Json]),
            seed: 0,
            cases: None,
            only: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_as_they_are_written() {
        for effort in Effort::ALL {
            assert_eq!(Effort::parse(effort.name()), Some(effort));
        }
        for capability in Capability::all() {
            assert_eq!(Capability::parse(capability.name()), Some(capability));
        }
        assert_eq!(Effort::parse("Standard"), None);
    }

    #[test]
    fn a_number_of_cases_wins_over_the_effort() {
        let inputs = PlanInputs {
            cases: Some(7),
            effort: Effort::Soak,
            ..PlanInputs::default()
        };
        assert_eq!(inputs.random_cases(), Some(7));
    }
}

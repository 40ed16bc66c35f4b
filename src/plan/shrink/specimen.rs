//! A plan with the record of its run, and what that record would be like for a smaller plan.
//!
//! Replies are kept as they were received, apart from what an edit takes away: the sessions of
//! players who are not asked in any more, data that is not given, maxima, ids and waits.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::edit::{Edit, dropped_players, edited};
use super::patch::Patch;
use crate::api::player_session::PlayerSession;
use crate::api::reply::{Reply, Response};
use crate::api::request::Request;
use crate::history::{Act, Command, History, Interval, Label, Move, Operation, Outcome};
use crate::model::call::Call;
use crate::plan::binding::{Binding, FleetSite, Site};
use crate::plan::step::{Creation, GameSessionRef, Plan, PlanStep, PlayerSessionRef, Step, Text};

/// A plan and what came of it.
#[derive(Clone, Debug)]
pub(super) struct Specimen {
    /// The plan.
    pub(super) plan: Plan,
    /// The operations of the steps that were carried out.
    pub(super) history: History,
}

impl Specimen {
    /// Returns the specimen after a reduction, `None` where it changes nothing.
    pub(super) fn reduced(&self, edits: &[Edit]) -> Option<Self> {
        let plan = edited(&self.plan, edits);
        if plan == self.plan {
            return None;
        }
        let mut patch = self.patch(&plan, edits);
        let kept: BTreeMap<Label, &PlanStep> =
            plan.steps.iter().map(|step| (step.label, step)).collect();
        let mut binding = Binding::new(self.site());
        let mut history = History::default();
        let mut saved = Duration::ZERO;
        for step in &self.plan.steps {
            let Some(operation) = self.operation(step.label) else {
                // An activation that nobody asks for is a describe that waits for it.
                let waited = self.operation(step.label.settling());
                let waited = waited.filter(|_| kept.contains_key(&step.label));
                history.operations.extend(waited.map(|one| Operation {
                    order: earlier(one.order, saved),
                    target_time: earlier(one.target_time, saved),
                    ..one.clone()
                }));
                continue;
            };
            let Some(step) = kept.get(&step.label) else {
                if operation.act == Act::Advance {
                    saved += operation
                        .target_time
                        .end
                        .saturating_sub(operation.target_time.start);
                }
                continue;
            };
            let Some(mut act) = binding.resolve(&step.step) else {
                continue;
            };
            if let Act::Provide(_) = operation.act {
                act = act.provided();
            }
            let pages = patch.pages(operation);
            let outcome = patch.outcome(step, operation);
            binding.learn(step, &act, &outcome);
            history.operations.push(Operation {
                label: step.label,
                client: operation.client,
                act,
                outcome,
                pages,
                heads: operation.heads.clone(),
                order: earlier(operation.order, saved),
                target_time: earlier(operation.target_time, saved),
            });
        }
        Some(Self { plan, history })
    }

    /// Returns the operation that carried out a step, `None` where it was skipped.
    pub(super) fn operation(&self, label: Label) -> Option<&Operation> {
        self.history
            .operations
            .iter()
            .find(|operation| operation.label == label)
    }

    /// Returns whether a step that creates player sessions succeeded.
    pub(super) fn succeeded(&self, label: Label) -> bool {
        self.operation(label).is_some_and(|operation| {
            matches!(operation.outcome, Outcome::Replied(Reply::Response { .. }))
        })
    }

    /// Returns what the replies of the smaller plan lack or have otherwise.
    fn patch(&self, plan: &Plan, edits: &[Edit]) -> Patch {
        let site = self.site();
        let text = |text: &Text| text.render(&site.scope);
        let mut patch = Patch::default();
        for edit in edits {
            if let Edit::RenamePlayer { from, to } = edit {
                patch.player_ids.insert(text(from), text(to));
            }
            if let Edit::RenameData { from, to } = edit {
                patch.data.insert(text(from), text(to));
            }
            if let Edit::Merge { from, into } = edit {
                patch.merged.insert(*into, self.sessions(*from).to_vec());
            }
        }
        let before = maxima(&self.plan);
        patch.maxima = maxima(plan);
        patch
            .maxima
            .retain(|label, maximum| before.get(label) != Some(maximum));
        let binding = self.binding();
        patch.gone = self.gone(plan, edits, &binding);
        for step in &self.plan.steps {
            for (position, player, data) in data_by_position(step.step.unbroken()) {
                let is_dropped = edits.iter().any(|edit| edit.drops_data(step.label, player));
                if is_dropped && let Some(id) = session_id(&binding, step.label, position) {
                    patch.bare.insert(id, text(data));
                }
            }
        }
        patch
    }

    /// Returns the player sessions that no call of the smaller plan asks for.
    fn gone(&self, plan: &Plan, edits: &[Edit], binding: &Binding) -> BTreeSet<String> {
        let kept: BTreeSet<Label> = plan.steps.iter().map(|step| step.label).collect();
        let dropped = dropped_players(edits);
        let mut gone: BTreeSet<String> = BTreeSet::new();
        let mut still_there: BTreeSet<String> = BTreeSet::new();
        for step in &self.plan.steps {
            let is_merged = edits
                .iter()
                .any(|edit| matches!(edit, Edit::Merge { from, .. } if *from == step.label));
            let returned = self.returned(step.label);
            if !kept.contains(&step.label) && !is_merged {
                gone.extend(returned);
                continue;
            }
            let positions = dropped.get(&step.label).into_iter().flatten();
            let lost: BTreeSet<String> = positions
                .filter_map(|position| session_id(binding, step.label, *position))
                .collect();
            still_there.extend(returned.into_iter().filter(|id| !lost.contains(id)));
            gone.extend(lost);
        }
        // U-04: several calls may have returned the same player session.
        gone.retain(|id| !still_there.contains(id));
        gone
    }

    /// Returns the ids of the player sessions that a step's reply holds.
    fn returned(&self, label: Label) -> Vec<String> {
        let sessions = self.sessions(label).iter();
        sessions
            .filter_map(|session| session.player_session_id.clone())
            .collect()
    }

    /// Returns the player sessions in a step's reply.
    fn sessions(&self, label: Label) -> &[PlayerSession] {
        let outcome = self.operation(label).map(|operation| &operation.outcome);
        let Some(Outcome::Replied(Reply::Response { response, .. })) = outcome else {
            return &[];
        };
        if let Response::CreatePlayerSessions(sessions) = response {
            return sessions;
        }
        if let Response::CreatePlayerSession(session) = response {
            return session.as_slice();
        }
        &[]
    }

    fn binding(&self) -> Binding {
        let mut binding = Binding::new(self.site());
        for step in &self.plan.steps {
            if let Some(operation) = self.operation(step.label) {
                binding.learn(step, &operation.act, &operation.outcome);
            }
        }
        binding
    }

    /// Returns where the case ran, as far as its record tells.
    fn site(&self) -> Site {
        let mut site = Site {
            region: "us-east-1".to_owned(),
            fleets: vec![FleetSite::without_location("fleet-unknown")],
            scope: self.scope().unwrap_or_default(),
        };
        for step in &self.plan.steps {
            if let Step::CreateGameSession(creation) = &step.step
                && let Some(operation) = self.operation(step.label)
            {
                learn_fleet(&mut site, creation, &operation.act);
            }
        }
        for operation in &self.history.operations {
            if let Act::Move(game_server_move) = &operation.act {
                let id = game_server_move.game_session_id().as_str();
                if let Some(region) = id.split(':').nth(3) {
                    region.clone_into(&mut site.region);
                }
            }
        }
        site
    }

    /// Returns what went before the scoped texts, `None` where there is none.
    fn scope(&self) -> Option<String> {
        self.plan.steps.iter().find_map(|step| {
            let (_, players) = step.step.unbroken().call()?;
            let scoped = players
                .iter()
                .enumerate()
                .find_map(|(position, player)| match player {
                    Text::Scoped(text) => Some((position, text)),
                    Text::Exact(_) | Text::Repeated { .. } => None,
                });
            let (position, text) = scoped?;
            let Act::Command(command) = &self.operation(step.label)?.act else {
                return None;
            };
            let call = Call::read(command)?;
            let id = call.player_ids.get(position)?;
            id.strip_suffix(text.as_str()).map(str::to_owned)
        })
    }
}

/// Takes note of the fleet that a game session was created on.
fn learn_fleet(site: &mut Site, creation: &Creation, act: &Act) {
    let (Act::Command(Command::Typed(Request::CreateGameSession(request))) | Act::Provide(request)) =
        act
    else {
        return;
    };
    let Some(fleet) = creation.place.fleet() else {
        return;
    };
    let (Ok(count), Some(fleet_id)) = (usize::try_from(fleet.0), &request.fleet_id) else {
        return;
    };
    let Some(index) = count.checked_sub(1) else {
        return;
    };
    while site.fleets.len() < count {
        let unknown = FleetSite::without_location("fleet-unknown");
        site.fleets.push(unknown);
    }
    site.fleets[index] = FleetSite {
        fleet_id: fleet_id.clone(),
        location: request.location.clone(),
    };
}

/// Returns the maxima that the steps of a plan set.
fn maxima(plan: &Plan) -> BTreeMap<Label, i64> {
    let steps = plan.steps.iter();
    steps
        .filter_map(|step| Some((step.label, step.step.maximum()?)))
        .collect()
}

/// Returns the data that a step gives, with the player and the position.
fn data_by_position(step: &Step) -> Vec<(u32, &Text, &Text)> {
    let data = step.data();
    let (_, players) = step.call().unwrap_or((GameSessionRef::Unknown, &[]));
    let given = |(position, player)| {
        let (_, value) = data.iter().find(|(key, _)| *key == player)?;
        Some((position, player, (*value)?))
    };
    (0..).zip(players).filter_map(given).collect()
}

fn session_id(binding: &Binding, created_by: Label, position: u32) -> Option<String> {
    let reference = PlayerSessionRef {
        created_by,
        position,
    };
    let Act::Move(Move::Accept {
        player_session_id, ..
    }) = binding.resolve(&Step::Accept(reference))?
    else {
        return None;
    };
    Some(player_session_id.0)
}

fn earlier(interval: Interval, by: Duration) -> Interval {
    Interval {
        start: interval.start.saturating_sub(by),
        end: interval.end.saturating_sub(by),
    }
}

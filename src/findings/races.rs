//! The races that ran: how many, and in how many orders their answers came.

use std::collections::BTreeSet;

use crate::history::History;

/// What the races of a run came to. Which orders are met is a matter of luck.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Races {
    /// How many there were.
    pub count: u64,
    /// The orders in which answers came, each as the clients that got them.
    pub orders: BTreeSet<Vec<u32>>,
}

impl Races {
    /// Returns the races of one case.
    pub fn of_case(history: &History) -> Self {
        let mut races = Self::default();
        let operations = &history.operations;
        let parts = operations.chunk_by(|one, next| one.client != 0 && next.client != 0);
        for race in parts.filter(|part| part[0].client != 0) {
            let mut answers: Vec<_> = race.iter().map(|one| (one.order.end, one.client)).collect();
            answers.sort_unstable();
            races.count += 1;
            let clients = answers.into_iter().map(|(_, client)| client);
            races.orders.insert(clients.collect());
        }
        races
    }

    /// Adds the races of other cases.
    pub fn merge(&mut self, other: Self) {
        self.count += other.count;
        self.orders.extend(other.orders);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::history::{Act, Heads, Interval, Label, Operation, Outcome};

    fn history(answers: &[(u32, u64)]) -> History {
        let operation = |(client, end): &(u32, u64)| Operation {
            label: Label(1),
            client: *client,
            act: Act::Advance,
            outcome: Outcome::Done,
            pages: Vec::new(),
            heads: Heads::default(),
            order: Interval {
                start: Duration::ZERO,
                end: Duration::from_millis(*end),
            },
            target_time: Interval::at(Duration::ZERO),
        };
        History {
            operations: answers.iter().map(operation).collect(),
        }
    }

    #[test]
    fn equal_orders_count_once_and_every_race_counts() {
        let mut races = Races::of_case(&history(&[(0, 1), (1, 9), (2, 3), (0, 9)]));
        races.merge(Races::of_case(&history(&[
            (1, 4),
            (2, 2),
            (0, 9),
            (2, 11),
            (1, 12),
        ])));
        assert_eq!(races.count, 3);
        assert_eq!(races.orders, BTreeSet::from([vec![2, 1]]));
    }
}

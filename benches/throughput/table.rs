//! The table that is printed: medians over the rounds, and ratios to the bare loop.

use std::fmt;

use crate::process::Measured;

/// The client that the others are held against.
pub(crate) const BARE: &str = "bare loop, canned reply";

/// What was measured, in the order of the clients' first turns.
#[derive(Debug, Default)]
pub(crate) struct Table(Vec<(String, Vec<Measured>)>);

impl Table {
    /// Adds what a client took in one round.
    pub(crate) fn add(&mut self, client: &str, measured: Measured) {
        match self.0.iter_mut().find(|(name, _)| name == client) {
            Some((_, rounds)) => rounds.push(measured),
            None => self.0.push((client.to_owned(), vec![measured])),
        }
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "| client | CPU per command, µs | of the bare loop | commands/s | of the bare loop |"
        )?;
        writeln!(f, "|---|---:|---:|---:|---:|")?;
        let medians: Vec<(&str, Measured)> = self
            .0
            .iter()
            .map(|(client, rounds)| (client.as_str(), median(rounds)))
            .collect();
        let bare = medians.iter().find(|(client, _)| *client == BARE);
        let bare = bare.map_or(medians[0].1, |(_, measured)| *measured);
        for (client, Measured { cpu_us, rate }) in medians {
            writeln!(
                f,
                "| {client} | {cpu_us:.1} | {:.2} | {rate:.0} | {:.2} |",
                cpu_us / bare.cpu_us,
                rate / bare.rate,
            )?;
        }
        Ok(())
    }
}

/// Returns the median of each figure.
fn median(rounds: &[Measured]) -> Measured {
    let middle = |figure: fn(&Measured) -> f64| {
        let mut figures: Vec<f64> = rounds.iter().map(figure).collect();
        figures.sort_by(f64::total_cmp);
        figures[figures.len() / 2]
    };
    Measured {
        cpu_us: middle(|measured| measured.cpu_us),
        rate: middle(|measured| measured.rate),
    }
}

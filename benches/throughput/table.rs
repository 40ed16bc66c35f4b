//! The table that is printed: medians over the rounds, and ratios to a bare client.

use std::fmt;

use crate::process::Measured;

/// What was measured, in the order of the clients' first turns.
#[derive(Debug, Default)]
pub(crate) struct Table(Vec<Row>);

#[derive(Debug)]
struct Row {
    client: String,
    /// The client that this one is held against.
    bare: String,
    rounds: Vec<Measured>,
}

impl Table {
    /// Adds what a client took in one round.
    pub(crate) fn add(&mut self, client: &str, bare: &str, measured: Measured) {
        match self.0.iter_mut().find(|row| row.client == client) {
            Some(row) => row.rounds.push(measured),
            None => self.0.push(Row {
                client: client.to_owned(),
                bare: bare.to_owned(),
                rounds: vec![measured],
            }),
        }
    }

    fn median_of(&self, client: &str) -> Option<Measured> {
        let row = self.0.iter().find(|row| row.client == client)?;
        Some(median(&row.rounds))
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "| client | CPU per command, µs | of the bare client | commands/s | of the bare client |"
        )?;
        writeln!(f, "|---|---:|---:|---:|---:|")?;
        for row in &self.0 {
            let Measured { cpu_us, rate } = median(&row.rounds);
            let Some(bare) = self.median_of(&row.bare) else {
                continue;
            };
            writeln!(
                f,
                "| {} | {cpu_us:.1} | {:.2} | {rate:.0} | {:.2} |",
                row.client,
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

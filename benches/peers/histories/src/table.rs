//! The tables, as they are printed.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::checkers::{Checker, is_refuted_outright};
use crate::history::{Ask, Call, Recipe};
use crate::process::{Judgement, Milliseconds, run};

const CLIENTS: [usize; 4] = [4, 8, 16, 32];
const LENGTHS: [usize; 4] = [100, 1_000, 10_000, 100_000];

/// Calls and clients of a history that is tried with every checker.
const HARD: (usize, usize) = (124, 32);

/// How many histories stand behind a row of the second table.
const SEEDS: u64 = 20;

/// Prints the table of all checkers, each of which has so many seconds for a history.
pub(crate) fn beside(seconds: u64) {
    let names = Checker::ALL.map(Checker::name).join(" | ");
    println!("| calls | clients | history | {names} |\n|---:|---:|---|---|---|---|");
    let mut beaten = BTreeSet::new();
    for calls in LENGTHS {
        for clients in CLIENTS {
            beside_all((calls, clients), seconds, &mut beaten);
            if clients == HARD.1 && calls < HARD.0 {
                beside_all(HARD, seconds, &mut beaten);
            }
        }
    }
}

/// Prints the two rows of one length; whoever gave up on a shorter history is spared the longer.
fn beside_all(
    (calls, clients): (usize, usize),
    seconds: u64,
    beaten: &mut BTreeSet<(usize, bool, &'static str)>,
) {
    let legal = Recipe {
        calls,
        clients,
        lost: 0,
        seed: 1,
        bent: None,
    };
    for recipe in [legal, bent(&legal)] {
        let is_legal = recipe.bent.is_none();
        let judgements = Checker::ALL.map(|checker| {
            let place = (clients, is_legal, checker.name());
            if beaten.contains(&place) && (calls, clients) != HARD {
                return "-".to_owned();
            }
            let judgement = run(checker, &recipe, seconds);
            if let Judgement::Answered {
                is_legal: Some(answer),
                ..
            } = judgement
            {
                assert_eq!(answer, is_legal, "{} about {recipe:?}", checker.name());
            } else {
                beaten.insert(place);
            }
            judgement.to_string()
        });
        let history = if is_legal { "legal" } else { "late success" };
        println!(
            "| {calls} | {clients} | {history} | {} |",
            judgements.join(" | ")
        );
    }
}

/// Returns the recipe with a success instead of the first refusal after nine tenths of the calls
/// for which that is illegal; of the last one before where there is none.
fn bent(legal: &Recipe) -> Recipe {
    let calls = legal.calls();
    let is_refused = |index: &usize| {
        let call = &calls[*index];
        matches!(call.ask, Ask::Take(_)) && !call.is_granted
    };
    let late = calls.len() * 9 / 10;
    let refusals = (late..calls.len()).chain((0..late).rev());
    let refusals = refusals.filter(is_refused);
    let mut bent = refusals.map(|index| Recipe {
        bent: Some(index),
        ..*legal
    });
    let is_illegal = |recipe: &Recipe| Checker::Ours.judge(&recipe.calls()).0 == Some(false);
    let found = bent.find(is_illegal);
    found.unwrap_or_else(|| panic!("no refusal of {legal:?} has to be one"))
}

/// Prints the table of ours by the number of lost replies.
pub(crate) fn alone() {
    println!(
        "| calls | clients | lost | legal: unknown | median | changed: unknown | refuted | \
         outright | median |\n|---:|---:|---:|---:|---:|---:|---:|---:|---:|"
    );
    for clients in [4, 16] {
        for lost in [0, 1, 2, 4, 8, 16, 32, 64] {
            for calls in [1_000, 10_000, 100_000] {
                if lost <= 2 || calls == 10_000 {
                    alone_row(calls, clients, lost);
                }
            }
        }
    }
}

fn alone_row(calls: usize, clients: usize, lost: usize) {
    let recipe = |seed| Recipe {
        calls,
        clients,
        lost,
        seed,
        bent: None,
    };
    let legal: Vec<Recipe> = (1..=SEEDS).map(recipe).collect();
    let changed: Vec<Recipe> = legal.iter().map(changed).collect();
    let legal = Share::of(&legal);
    let outright = changed
        .iter()
        .filter(|one| is_refuted_outright(&one.calls()));
    let outright = outright.count();
    let changed = Share::of(&changed);
    println!(
        "| {calls} | {clients} | {lost} | {} of {SEEDS} | {} | {} of {SEEDS} | {} | {outright} | {} |",
        legal.unknown,
        Milliseconds(legal.median),
        changed.unknown,
        changed.refuted,
        Milliseconds(changed.median),
    );
}

/// Returns the recipe with a success instead of the first refusal after nine tenths of the calls,
/// whatever follows.
fn changed(legal: &Recipe) -> Recipe {
    let calls = legal.calls();
    let late = calls.len() * 9 / 10;
    let is_refused = |call: &Call| matches!(call.ask, Ask::Take(_)) && !call.is_granted;
    let place = calls[late..].iter().position(is_refused);
    Recipe {
        bent: place.map(|place| late + place),
        ..*legal
    }
}

/// What is known of several histories, and when.
struct Share {
    unknown: usize,
    refuted: usize,
    median: Duration,
}

impl Share {
    fn of(recipes: &[Recipe]) -> Self {
        let judged = recipes
            .iter()
            .map(|recipe| Checker::Ours.judge(&recipe.calls()));
        let (answers, mut times): (Vec<_>, Vec<_>) = judged.unzip();
        times.sort_unstable();
        let count = |wanted| answers.iter().filter(|answer| **answer == wanted).count();
        Self {
            unknown: count(None),
            refuted: count(Some(false)),
            median: times[times.len() / 2],
        }
    }
}

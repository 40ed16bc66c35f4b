//! The history checker beside published ones: the same histories, each judged in a process of its
//! own that has so much time and memory and no more.

mod checkers;
mod history;
mod process;
mod table;

use std::process::ExitCode;

use checkers::Checker;
use history::Recipe;

/// How long a checker may take for one history.
const SECONDS: u64 = 60;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        [] => table::beside(SECONDS),
        ["beside", seconds] => table::beside(seconds.parse().expect("a number of seconds")),
        ["alone"] => table::alone(),
        ["judge", checker, recipe @ ..] => process::judge(
            Checker::named(checker).expect("a checker"),
            &Recipe::read(recipe).expect("a recipe"),
        ),
        _ => {
            eprintln!("usage: histories [beside SECONDS | alone]");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}

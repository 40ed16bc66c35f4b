//! One judgement in a process of its own, which is ended when it takes too much.

use std::fmt;
use std::io::Read;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::checkers::Checker;
use crate::history::Recipe;

/// How much memory a process may have, in KiB.
const MEMORY_MAX: u64 = 2 << 20;

/// How often the process is looked at.
const PERIOD: Duration = Duration::from_millis(5);

/// A judgement is repeated for this long and at most so often; the fastest one counts.
const REPETITIONS: (Duration, usize) = (Duration::from_millis(200), 20);

/// What came of a judgement.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Judgement {
    /// `None` where the checker says that it does not know.
    Answered {
        is_legal: Option<bool>,
        time: Duration,
        /// What the process had at the most beyond the history, in KiB.
        memory: u64,
    },
    /// It had not answered after so many seconds on a processor.
    OutOfTime(u64),
    /// It had not answered when it had taken all the memory.
    OutOfMemory,
    /// It ended without an answer.
    Died(ExitStatus),
}

impl fmt::Display for Judgement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answered {
                is_legal: Some(_),
                time,
                memory,
            } => {
                let memory = (*memory).max(1024) as f64 / 1024.0;
                write!(f, "{}, {memory:.0} MiB", Milliseconds(*time))
            }
            Self::Answered { time, .. } => write!(f, "unknown after {}", Milliseconds(*time)),
            Self::OutOfTime(seconds) => write!(f, "gave up after {seconds} s"),
            Self::OutOfMemory => write!(f, "gave up at 2 GiB"),
            Self::Died(status) => write!(f, "{status}"),
        }
    }
}

/// A time in milliseconds, to three digits.
pub(crate) struct Milliseconds(pub(crate) Duration);

impl fmt::Display for Milliseconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = self.0.as_secs_f64() * 1_000.0;
        match time {
            ..10.0 => write!(f, "{time:.2} ms"),
            10.0..100.0 => write!(f, "{time:.1} ms"),
            _ => write!(f, "{time:.0} ms"),
        }
    }
}

/// Judges in this process, and prints what came of it: this is the child.
pub(crate) fn judge(checker: Checker, recipe: &Recipe) {
    let recipe = *recipe;
    // One of the checkers goes one call deeper with each call of the history.
    let stack = thread::Builder::new().stack_size(8 << 30);
    let judging = stack.spawn(move || {
        let calls = recipe.calls();
        let before = status("self", "VmRSS:");
        let (is_legal, mut fastest) = checker.judge(&calls);
        let memory = status("self", "VmHWM:").saturating_sub(before);
        let start = Instant::now();
        let (enough, times) = REPETITIONS;
        for _ in 1..times {
            if start.elapsed() + fastest > enough {
                break;
            }
            fastest = fastest.min(checker.judge(&calls).1);
        }
        let answer = match is_legal {
            Some(true) => "legal",
            Some(false) => "illegal",
            None => "unknown",
        };
        println!("{answer} {} {memory}", fastest.as_nanos());
    });
    let judging = judging.expect("the stack is only promised");
    judging.join().expect("the checker does not panic");
}

/// Has a child judge, which may be on a processor for so many seconds.
pub(crate) fn run(checker: Checker, recipe: &Recipe, seconds: u64) -> Judgement {
    let program = std::env::current_exe().expect("a running program has a path");
    let mut command = Command::new(program);
    command.args(["judge", checker.name()]).args(recipe.words());
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .expect("this program starts");
    let status = loop {
        if let Some(status) = child.try_wait().expect("a child can be waited for") {
            break status;
        }
        let ended = if seconds_used(child.id()) >= seconds {
            Judgement::OutOfTime(seconds)
        } else if status(&child.id().to_string(), "VmRSS:") > MEMORY_MAX {
            Judgement::OutOfMemory
        } else {
            thread::sleep(PERIOD);
            continue;
        };
        child.kill().expect("a child can be ended");
        child.wait().expect("a child can be waited for");
        return ended;
    };
    answer(&mut child).unwrap_or(Judgement::Died(status))
}

fn answer(child: &mut Child) -> Option<Judgement> {
    let mut text = String::new();
    child.stdout.take()?.read_to_string(&mut text).ok()?;
    let mut words = text.split_whitespace();
    let is_legal = match words.next()? {
        "legal" => Some(true),
        "illegal" => Some(false),
        "unknown" => None,
        _ => return None,
    };
    Some(Judgement::Answered {
        is_legal,
        time: Duration::from_nanos(words.next()?.parse().ok()?),
        memory: words.next()?.parse().ok()?,
    })
}

/// Returns how many whole seconds a process has been on a processor.
fn seconds_used(process: u32) -> u64 {
    let text = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    // After the name, which may hold anything, the 12th and 13th are user and system time in
    // hundredths of a second.
    let rest = text.rsplit(')').next().unwrap_or_default();
    let ticks = rest.split_whitespace().skip(11).take(2);
    ticks.map(|ticks| ticks.parse().unwrap_or(0)).sum::<u64>() / 100
}

/// Returns one of the numbers that the system has about a process, in KiB.
fn status(process: &str, name: &str) -> u64 {
    let text = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    let number = line.and_then(|line| line.split_whitespace().next());
    number.map_or(0, |number| number.parse().unwrap_or(0))
}

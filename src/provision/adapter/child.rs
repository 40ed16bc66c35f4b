//! An adapter that is asked for things: each request has a number, and its answer finds it by it.
//!
//! Several may be under way at a time, and answers come in any order.
//! Whatever goes wrong with the process itself breaks the adapter off for good: who waits for an
//! answer then learns why, and so does who asks later.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use crate::clock;

use super::error::AdapterError;
use super::process::{LINE_MAX, Line, Process};
use super::protocol::{self, Answer, Flaw, Greeting, Introduction, Operation, PROTOCOL};

/// How much of a line an error shows, in characters.
const EXCERPT: usize = 200;

/// What the first line is an answer to.
const HELLO: &str = "hello";

/// An adapter that is asked for things; dropping it ends it.
#[derive(Debug)]
pub(super) struct Child {
    process: Arc<Process>,
    requests: Arc<Mutex<Requests>>,
    listener: JoinHandle<()>,
    timeout: Duration,
}

/// The requests that are under way.
#[derive(Debug)]
struct Requests {
    count: u64,
    waiting: BTreeMap<u64, Waiting>,
    /// What was asked for last.
    last: &'static str,
    /// Why nothing can be asked any more.
    broken: Option<AdapterError>,
}

#[derive(Debug)]
struct Waiting {
    asked: &'static str,
    sender: oneshot::Sender<Result<Answer, AdapterError>>,
}

impl Child {
    /// Starts the adapter and exchanges the first lines with it; each of its answers may take
    /// `timeout`.
    pub(super) async fn start(
        command: &str,
        greeting: &Greeting<'_>,
        timeout: Duration,
        log: mpsc::UnboundedSender<String>,
    ) -> Result<(Self, Introduction), AdapterError> {
        let (process, mut lines) = Process::start(command, log)?;
        process.write(protocol::hello(greeting));
        let line = match clock::within(timeout, lines.recv()).await {
            Some(Some(Line::Whole(line))) => line,
            Some(Some(Line::TooLong)) => return Err(too_long(HELLO)),
            Some(None) => return Err(process.ended(HELLO).await),
            None => {
                return Err(AdapterError::Timeout {
                    asked: HELLO.to_owned(),
                    limit: timeout,
                });
            }
        };
        let introduction =
            protocol::introduction(&line).map_err(|flaw| flawed(flaw, HELLO, &line))?;
        let requests = Arc::new(Mutex::new(Requests {
            count: 0,
            waiting: BTreeMap::new(),
            last: HELLO,
            broken: None,
        }));
        let listener = listen(lines, Arc::clone(&requests), Arc::clone(&process));
        let child = Self {
            process,
            requests,
            listener: tokio::spawn(listener),
            timeout,
        };
        Ok((child, introduction))
    }

    /// Asks for an operation, once, and returns what was answered.
    pub(super) async fn ask(&self, operation: &Operation) -> Result<Answer, AdapterError> {
        let asked = operation.name();
        let (id, answered) = self.expect(asked)?;
        self.process.write(protocol::request(id, operation));
        // A request is never dropped without an answer.
        if let Some(Ok(answer)) = clock::within(self.timeout, answered).await {
            return answer;
        }
        let late = AdapterError::Timeout {
            asked: asked.to_owned(),
            limit: self.timeout,
        };
        Err(lock(&self.requests).break_off(late))
    }

    /// Ends the adapter: it may end by itself for a while, then it is killed.
    pub(super) async fn end(&self) {
        self.process.end().await;
    }

    fn expect(
        &self,
        asked: &'static str,
    ) -> Result<(u64, oneshot::Receiver<Result<Answer, AdapterError>>), AdapterError> {
        let mut requests = lock(&self.requests);
        if let Some(error) = &requests.broken {
            return Err(error.clone());
        }
        requests.count += 1;
        requests.last = asked;
        let id = requests.count;
        let (sender, answered) = oneshot::channel();
        requests.waiting.insert(id, Waiting { asked, sender });
        Ok((id, answered))
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        // It would keep the process from being dropped.
        self.listener.abort();
    }
}

impl Requests {
    /// Gives an answer to who waits for it.
    fn take(&mut self, id: u64, answer: Result<Answer, String>) -> Result<(), Flaw> {
        let Some(Waiting { asked, sender }) = self.waiting.remove(&id) else {
            let why = format!("nobody waits for an answer with the id {id}");
            return Err(Flaw::Malformed(why));
        };
        let answer = answer.map_err(|message| AdapterError::Failed {
            asked: asked.to_owned(),
            message,
        });
        // Who was interrupted does not wait any more.
        let _ = sender.send(answer);
        Ok(())
    }

    /// Lets nothing be asked any more, tells all who wait, and returns the first reason.
    fn break_off(&mut self, error: AdapterError) -> AdapterError {
        let error = self.broken.get_or_insert(error).clone();
        for (_, waiting) in std::mem::take(&mut self.waiting) {
            let _ = waiting.sender.send(Err(error.clone()));
        }
        error
    }
}

/// Takes answers until there are no more, or one cannot be read.
async fn listen(
    mut lines: mpsc::Receiver<Line>,
    requests: Arc<Mutex<Requests>>,
    process: Arc<Process>,
) {
    let last = || lock(&requests).last;
    let error = loop {
        let line = match lines.recv().await {
            Some(Line::Whole(line)) => line,
            Some(Line::TooLong) => break too_long(last()),
            None => break process.ended(last()).await,
        };
        let read = protocol::answer(&line);
        let taken = read.and_then(|(id, answer)| lock(&requests).take(id, answer));
        if let Err(flaw) = taken {
            break flawed(flaw, last(), &line);
        }
    };
    lock(&requests).break_off(error);
}

fn too_long(asked: &str) -> AdapterError {
    AdapterError::TooLong {
        asked: asked.to_owned(),
        limit: LINE_MAX,
    }
}

fn flawed(flaw: Flaw, asked: &str, line: &[u8]) -> AdapterError {
    match flaw {
        Flaw::Protocol(found) => AdapterError::Protocol {
            found,
            expected: PROTOCOL,
        },
        Flaw::Malformed(reason) => AdapterError::Malformed {
            asked: asked.to_owned(),
            reason,
            line: excerpt(line),
        },
    }
}

fn excerpt(line: &[u8]) -> String {
    let text = String::from_utf8_lossy(line);
    let text = text.trim_end();
    let mut excerpt: String = text.chars().take(EXCERPT).collect();
    if excerpt.len() < text.len() {
        excerpt.push('…');
    }
    format!("{excerpt:?}")
}

/// Each change of what is under way is whole before anything can panic.
fn lock(requests: &Mutex<Requests>) -> MutexGuard<'_, Requests> {
    requests.lock().unwrap_or_else(PoisonError::into_inner)
}

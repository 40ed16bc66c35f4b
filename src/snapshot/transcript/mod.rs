//! Transcripts: the whole exchange of one case as text that is the same on every run.
//!
//! What a target chooses anew each time stands as a placeholder that keeps its identity; lists
//! without an order are sorted by the plan's handles before anything in them is numbered. Left
//! out are polls, retries, pages, addresses, request ids and prose, and whatever is not of the
//! plan: no player and no text of anybody else's is ever in a transcript.

mod fitness;
mod members;
mod names;
mod text;

use std::collections::BTreeSet;

use self::members::Members;
use self::names::Names;
use crate::api::document::{Document, ProblemKind};
use crate::api::json;
use crate::api::reply::{Reply, Response};
use crate::api::request::Request;
use crate::history::broken::{Breakage, Protocol};
use crate::history::{Act, Command, History, Label, Move, Operation, Outcome};
use crate::model::terms::Terms;
use crate::plan::step::{Plan, PlanStep, Step};

/// A case as text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Transcript {
    /// The text.
    pub(super) body: String,
    /// The prose of its exceptions: action, exception and words in a line.
    pub(super) messages: BTreeSet<String>,
    /// Why it says nothing of the target, `None` where it does.
    pub(super) unfit: Option<&'static str>,
}

impl Transcript {
    /// Writes a case down.
    pub(super) fn of(plan: &Plan, history: &History, terms: &Terms) -> Self {
        let mut scribe = Scribe::default();
        if fitness::is_late(plan, history, terms.reservation_timeout) {
            scribe.unfit = Some("it took longer than a reservation lasts");
        }
        for (step, number) in plan.steps.iter().zip(1..) {
            let operation = operation(history, step.label);
            scribe.step(plan, (step, number), operation);
        }
        Self {
            body: scribe.lines.join("\n"),
            messages: scribe.messages,
            unfit: scribe.unfit,
        }
    }
}

/// Returns what carried a step out; an activation that nobody asks for is a describe that waits
/// for it.
fn operation(history: &History, label: Label) -> Option<&Operation> {
    let find = |label| history.operations.iter().find(|one| one.label == label);
    find(label).or_else(|| find(label.settling()))
}

#[derive(Debug, Default)]
struct Scribe {
    names: Names,
    members: Members,
    lines: Vec<String>,
    messages: BTreeSet<String>,
    unfit: Option<&'static str>,
}

impl Scribe {
    fn step(
        &mut self,
        plan: &Plan,
        (step, number): (&PlanStep, usize),
        operation: Option<&Operation>,
    ) {
        let Some(operation) = operation else {
            self.lines.push(format!("{number} skipped"));
            return;
        };
        let is_by_itself = operation.label != step.label;
        if is_by_itself {
            self.lines
                .push(format!("{number} becomes ACTIVE by itself"));
            return;
        }
        self.lines
            .push(format!("{number} {}", heading(&operation.act)));
        match &operation.act {
            Act::Command(Command::Typed(request)) => self.request(step, request),
            Act::Command(Command::Broken(broken)) => {
                self.request(step, &broken.request);
                let how = how(&broken.breakage, broken.protocol);
                self.lines.push(format!("> {how}"));
            }
            Act::Command(Command::Raw { body, .. }) => match json::parse(body) {
                Ok(document) => self.sent(step, &document),
                Err(_) => self.lines.push(format!("> {} bytes", body.len())),
            },
            Act::Provide(request) => {
                self.request(step, &Request::CreateGameSession(request.clone()));
            }
            Act::Move(movement) => self.movement(movement),
            Act::Advance => self.lines.push(wait(plan, &step.step)),
        }
        self.outcome(step, operation);
    }

    fn request(&mut self, step: &PlanStep, request: &Request) {
        self.sent(step, &request.to_document());
    }

    fn sent(&mut self, step: &PlanStep, document: &Document) {
        self.names.learn_request(step, document);
        let document = self.members.sent(&self.names, document);
        let lines = text::lines(&document);
        self.lines
            .extend(lines.iter().map(|line| format!("> {line}")));
    }

    fn movement(&mut self, movement: &Move) {
        let mut say = |member: &str, text: &str| {
            let text = self.names.sent(text);
            self.lines.push(format!("> {member}: {text}"));
        };
        say("GameSessionId", movement.game_session_id().as_str());
        match movement {
            Move::Accept {
                player_session_id, ..
            }
            | Move::Remove {
                player_session_id, ..
            } => say("PlayerSessionId", player_session_id.as_str()),
            Move::UpdatePolicy { policy, .. } => {
                say("PlayerSessionCreationPolicy", policy.name());
            }
            Move::Activate { .. } | Move::EndProcess { .. } => {}
        }
    }

    fn outcome(&mut self, step: &PlanStep, operation: &Operation) {
        let line = match &operation.outcome {
            Outcome::Replied(reply) => return self.reply(step, operation, reply),
            Outcome::Done => "done".to_owned(),
            Outcome::Refused { status_code, .. } => format!("refused with {status_code}"),
            Outcome::Lost { .. } => {
                self.unfit = Some("a reply was lost");
                "no reply".to_owned()
            }
        };
        self.lines.push(format!("< {line}"));
    }

    fn reply(&mut self, step: &PlanStep, operation: &Operation, reply: &Reply) {
        match reply {
            Reply::Response { response, problems } => {
                self.lines.push("< success".to_owned());
                self.response(step, operation, response);
                let problems: BTreeSet<String> = problems
                    .iter()
                    .map(|problem| {
                        let path: String = problem
                            .path
                            .chars()
                            .filter(|c| !c.is_ascii_digit())
                            .collect();
                        let what = match &problem.kind {
                            ProblemKind::Missing => "is missing".to_owned(),
                            ProblemKind::WrongType { found, .. } => format!("is a {found}"),
                            ProblemKind::UnknownValue(_) => "has an unknown value".to_owned(),
                            ProblemKind::Status(status) => format!("came with status {status}"),
                        };
                        let told = format!("{path} {what}");
                        format!("< problem: {}", told.trim_start())
                    })
                    .collect();
                self.lines.extend(problems);
            }
            Reply::Exception(exception) => {
                if exception.status >= 500 {
                    self.unfit = Some("the target failed within");
                }
                let kind = text::identifier(exception.kind.name());
                self.lines.push(format!("< {} {kind}", exception.status));
                if let (Act::Command(command), Some(message)) = (&operation.act, &exception.message)
                {
                    let prose = self.names.prose(message);
                    self.messages
                        .insert(format!("{} {kind}: {prose}", command.action()));
                }
            }
            Reply::Unreadable { status, .. } => {
                if *status >= 500 {
                    self.unfit = Some("the target failed within");
                }
                self.lines.push(format!("< {status} unreadable"));
            }
        }
    }

    fn response(&mut self, step: &PlanStep, operation: &Operation, response: &Response) {
        let document = response.to_document();
        self.names.learn_response(step, response);
        if fitness::is_shared(&self.names, operation, &document) {
            self.unfit = Some("other cases changed a list while it was read");
        }
        let document = self.members.received(&mut self.names, &document);
        let lines = text::lines(&document);
        self.lines
            .extend(lines.iter().map(|line| format!("< {line}")));
    }
}

fn heading(act: &Act) -> String {
    match act {
        Act::Command(command) => command.action().to_string(),
        Act::Provide(_) => "CreateGameSession by the adapter".to_owned(),
        Act::Move(movement) => format!("{} by the game server", movement.name()),
        Act::Advance => "wait".to_owned(),
    }
}

fn how(breakage: &Breakage, protocol: Protocol) -> String {
    let wire = match protocol {
        Protocol::Json => "json",
        Protocol::Cbor => "cbor",
    };
    match breakage {
        Breakage::Whole(whole) => format!("broken {wire} body: {}", whole.name()),
        Breakage::Member { name, spoil } => format!("broken {wire} {name}: {}", spoil.name()),
        Breakage::Head(head) => format!("broken {wire} head: {}", head.name()),
        Breakage::Form(form) => format!("{wire} in the form: {}", form.name()),
    }
}

fn wait(plan: &Plan, step: &Step) -> String {
    let Step::Wait(wait) = step else {
        return "> ".to_owned();
    };
    let number = plan
        .steps
        .iter()
        .position(|one| one.label == wait.deadline_of);
    let number = number.map_or(0, |index| index + 1);
    format!("> {}", wait.describe(&format!("step {number}")))
}

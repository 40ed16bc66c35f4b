//! The emulator's pure machine, played without a network, a thread or a clock.
//!
//! Plans run against it thousands of times a second, so that the oracle and the emulator can
//! be held against each other on many more cases than over HTTP, and a case can be copied in
//! mid-course and gone on with in several ways.

mod exchange;

use std::collections::BTreeMap;
use std::time::Duration;

use super::open_case::OpenCase;
use crate::api::ids::{FleetId, GameSessionId};
use crate::api::reply::{Reply, Response};
use crate::api::request::{ComputeRef, CreateFleet, CreateLocation, RegisterCompute, Request};
use crate::api::socket::{Call, ConnectQuery, FromService, Push};
use crate::emulator::settings::Settings;
use crate::emulator::{Emulator, Input, Output, SocketId};
use crate::findings::{CaseIndex, CaseRecord};
use crate::history::pages::Pages;
use crate::history::{Act, Command, Heads, Move, Outcome};
use crate::model::terms::Terms;
use crate::plan::binding::{FleetSite, Site};
use crate::plan::step::Plan;

/// A service that plans run against, one after the other, each on the state it was set up with.
#[derive(Clone, Debug)]
pub struct InProcess {
    emulator: Emulator,
    /// How processes connect to each fleet, in the order of the plan's handles.
    fleets: Vec<ConnectQuery>,
    now: Duration,
    /// Requests sent so far: their ids only need to be unique.
    request_count: u64,
    /// Processes started so far, each with a socket of its own.
    process_count: u64,
    hosts: BTreeMap<GameSessionId, SocketId>,
    beats: Vec<SocketId>,
    /// What the heads of the replies were like since they were last asked for.
    heads: Heads,
}

const LOCATIONS: [&str; 2] = ["custom-conformance-1", "custom-conformance-2"];

impl InProcess {
    /// Sets up two fleets, each with a location and a compute.
    pub fn new(settings: Settings) -> Self {
        let mut service = Self {
            emulator: Emulator::new(settings),
            fleets: Vec::new(),
            now: Duration::ZERO,
            request_count: 0,
            process_count: 0,
            hosts: BTreeMap::new(),
            beats: Vec::new(),
            heads: Heads::default(),
        };
        for location in LOCATIONS {
            service.set_up(location);
        }
        service
    }

    /// Begins a case on a copy of the service.
    pub fn begin(&self) -> OpenCase {
        let site = Site {
            region: "us-east-1".to_owned(),
            fleets: self.sites(),
            scope: "c-".to_owned(),
        };
        OpenCase::new(self.clone(), site)
    }

    /// Runs a plan on a copy of the service, whose ids no case of another index has.
    pub fn run(&self, index: CaseIndex, plan: &Plan, terms: &Terms) -> CaseRecord {
        let mut service = self.clone();
        service.emulator.reseed(index.0 + 1);
        let mut case = service.begin();
        for step in &plan.steps {
            case.step(step, terms);
        }
        case.close(index, plan)
    }

    /// Makes further ids depend on what exists, and not on what was asked.
    pub(super) fn anchor_ids(&mut self) {
        self.emulator.anchor_ids();
    }

    /// Returns a text that is equal for services which go on alike.
    pub(super) fn essence(&self) -> String {
        self.emulator.essence()
    }

    /// Returns the time on the service's clock.
    pub(super) fn now(&self) -> Duration {
        self.now
    }

    fn sites(&self) -> Vec<FleetSite> {
        let site = |(query, location): (&ConnectQuery, &str)| FleetSite {
            fleet_id: FleetId(query.fleet_id.clone()),
            location: Some(location.to_owned()),
        };
        self.fleets.iter().zip(LOCATIONS).map(site).collect()
    }

    fn set_up(&mut self, location: &str) {
        self.set_up_by(Request::CreateLocation(CreateLocation {
            name: location.to_owned(),
            tags: Vec::new(),
        }));
        let fleet = self.set_up_by(Request::CreateFleet(CreateFleet {
            name: "conformance".to_owned(),
            compute_type: Some("ANYWHERE".to_owned()),
            locations: vec![location.to_owned()],
            tags: Vec::new(),
        }));
        let Response::CreateFleet(Some(fleet)) = fleet else {
            panic!("the emulator creates a fleet");
        };
        let compute = ComputeRef {
            fleet_id: fleet.fleet_id.expect("a fleet has an id"),
            compute_name: "compute-1".to_owned(),
        };
        self.set_up_by(Request::RegisterCompute(RegisterCompute {
            fleet_id: compute.fleet_id.clone(),
            compute_name: compute.compute_name.clone(),
            ip_address: Some("127.0.0.1".to_owned()),
            location: Some(location.to_owned()),
        }));
        let token = self.set_up_by(Request::GetComputeAuthToken(compute.clone()));
        let Response::GetComputeAuthToken { auth_token, .. } = token else {
            panic!("the emulator gives a token");
        };
        self.fleets.push(ConnectQuery {
            process_id: String::new(),
            compute_name: compute.compute_name,
            fleet_id: compute.fleet_id.0,
            idempotency_token: None,
            auth_token: auth_token.expect("the reply holds the token"),
        });
    }

    fn set_up_by(&mut self, request: Request) -> Response {
        let answered = self.send(&Command::Typed(request));
        let Outcome::Replied(Reply::Response { response, .. }) = answered else {
            panic!("the emulator sets itself up: {answered:?}");
        };
        response
    }

    /// Returns what the heads of the replies were like since this was last asked for.
    pub(super) fn take_heads(&mut self) -> Heads {
        std::mem::take(&mut self.heads)
    }

    /// Carries out an act; returns what came of it, and how many records each page held.
    pub(super) fn perform(&mut self, act: &Act) -> (Outcome, Vec<usize>) {
        let outcome = match act {
            Act::Command(command)
                if let Some(Request::CreateGameSession(request)) = command.request() =>
            {
                self.start_process(request.fleet_id.as_ref());
                let (outputs, outcome) = self.exchange(command);
                for output in outputs {
                    // Any ready process may have been picked.
                    if let Output::Frame { socket, text } = output
                        && let Ok(FromService::Push(Push::CreateGameSession {
                            game_session_id,
                            ..
                        })) = FromService::read(&text)
                    {
                        self.hosts.insert(GameSessionId(game_session_id), socket);
                    }
                }
                outcome
            }
            // Nobody else makes game sessions here.
            Act::Provide(request) => {
                let command = Command::Typed(Request::CreateGameSession(request.clone()));
                return self.perform(&Act::Command(command));
            }
            Act::Command(command) => return self.described(command),
            Act::Move(one) => self.make_move(one),
            Act::Advance => Outcome::Done,
        };
        (outcome, Vec::new())
    }

    /// Sends a command, following the pages of a describe.
    fn described(&mut self, command: &Command) -> (Outcome, Vec<usize>) {
        let outcome = self.send(command);
        let mut pages = Pages::begin(command.clone(), outcome);
        while let Some(next) = pages.next() {
            let page = self.send(&next);
            pages.add(page);
        }
        pages.finish()
    }

    fn make_move(&mut self, one: &Move) -> Outcome {
        let Some(socket) = self.hosts.get(one.game_session_id()).copied() else {
            return Outcome::Lost {
                reason: "no process hosts the game session".to_owned(),
            };
        };
        let game_session_id = one.game_session_id().0.clone();
        let call = match one {
            Move::Activate { .. } => Call::ActivateGameSession { game_session_id },
            Move::Accept {
                player_session_id, ..
            } => Call::AcceptPlayerSession {
                game_session_id,
                player_session_id: player_session_id.0.clone(),
            },
            Move::Remove {
                player_session_id, ..
            } => Call::RemovePlayerSession {
                game_session_id,
                player_session_id: player_session_id.0.clone(),
            },
            Move::UpdatePolicy { policy, .. } => Call::UpdatePlayerSessionCreationPolicy {
                game_session_id,
                policy: policy.name().to_owned(),
            },
            Move::EndProcess { .. } => Call::TerminateServerProcess,
        };
        let answers = self.call(socket, &call);
        if matches!(one, Move::EndProcess { .. }) {
            self.beats.retain(|other| *other != socket);
        }
        match answers
            .into_iter()
            .find_map(|frame| match FromService::read(&frame) {
                Ok(FromService::Answer(answer)) => Some(answer),
                _ => None,
            }) {
            Some(answer) if answer.status_code == 200 => Outcome::Done,
            Some(answer) => Outcome::Refused {
                status_code: answer.status_code,
                message: answer.error_message,
            },
            None => Outcome::Lost {
                reason: "the process has ended".to_owned(),
            },
        }
    }

    fn start_process(&mut self, fleet_id: Option<&FleetId>) {
        self.process_count += 1;
        let socket = SocketId(self.process_count);
        let is_asked = |query: &&ConnectQuery| fleet_id.is_some_and(|id| id.0 == query.fleet_id);
        let fleet = self.fleets.iter().find(is_asked);
        let query = ConnectQuery {
            process_id: format!("process-{}", self.process_count),
            ..fleet.unwrap_or(&self.fleets[0]).clone()
        };
        let pairs: Vec<(String, String)> = query
            .pairs()
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        self.emulator.handle(
            self.now,
            Input::SocketOpened {
                socket,
                query: &pairs,
            },
        );
        // CPS-14: each process has a port of its own, so that no other's can be taken for it.
        let port = 7776 + i64::try_from(self.process_count).unwrap_or(1);
        self.call(socket, &Call::ActivateServerProcess { port });
        self.beats.push(socket);
    }

    fn call(&mut self, socket: SocketId, call: &Call) -> Vec<String> {
        self.request_count += 1;
        let text = call.write(&format!("request-{}", self.request_count));
        let outputs = self.emulator.handle(
            self.now,
            Input::Message {
                socket,
                text: &text,
            },
        );
        outputs
            .into_iter()
            .filter_map(|output| {
                if let Output::Frame { text, .. } = output {
                    Some(text)
                } else {
                    None
                }
            })
            .collect()
    }

    pub(super) fn advance_to(&mut self, target: Duration) {
        while self.now < target {
            self.now = target.min(self.now + Duration::from_secs(30));
            self.emulator.handle(self.now, Input::Tick);
            for socket in self.beats.clone() {
                self.call(socket, &Call::HeartbeatServerProcess { healthy: true });
            }
        }
    }
}

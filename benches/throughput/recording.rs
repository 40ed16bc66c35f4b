//! What one run sends, and one reply to it, as bytes.
//!
//! A relay between the run and the emulator notes what passes. Game servers are told the
//! emulator's own address, so their sockets do not pass through it.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread;

use crate::process::{self, Server};

/// Random cases of the run that is recorded.
const CORE: [&str; 4] = ["--suite", "core", "--cases", "100"];

/// What is replayed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Recording {
    /// Whole requests, head and body.
    pub(crate) requests: Vec<Vec<u8>>,
    /// A whole reply of the usual length.
    pub(crate) reply: Vec<u8>,
}

impl Recording {
    /// Writes the recording: each part after its length, the reply first.
    pub(crate) fn write(&self, path: &Path) {
        let mut bytes = Vec::new();
        for part in std::iter::once(&self.reply).chain(&self.requests) {
            bytes.extend_from_slice(&u32::try_from(part.len()).unwrap().to_le_bytes());
            bytes.extend_from_slice(part);
        }
        std::fs::write(path, bytes).unwrap();
    }

    /// Reads what `write` wrote.
    pub(crate) fn read(path: &Path) -> Self {
        let bytes = std::fs::read(path).unwrap();
        let mut rest = &bytes[..];
        let mut parts = Vec::new();
        while let Some((length, after)) = rest.split_first_chunk() {
            let (part, after) = after.split_at(u32::from_le_bytes(*length) as usize);
            parts.push(part.to_vec());
            rest = after;
        }
        let reply = parts.remove(0);
        Self {
            requests: parts,
            reply,
        }
    }
}

/// Runs once over a wire and through a relay, and returns what was sent.
pub(crate) fn record(wire: &str, folder: &Path) -> Recording {
    let (_serve, url) = Server::start(process::program(&["serve", "--port", "0"]));
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let relay = format!("http://{}", listener.local_addr().unwrap());
    let streams: Arc<Mutex<Vec<[Vec<u8>; 2]>>> = Arc::default();
    let noted = Arc::clone(&streams);
    thread::spawn(move || {
        for client in listener.incoming() {
            let client = client.unwrap();
            let server = TcpStream::connect(url.trim_start_matches("http://")).unwrap();
            let number = {
                let mut streams = noted.lock().unwrap();
                streams.push([Vec::new(), Vec::new()]);
                streams.len() - 1
            };
            for (side, from, to) in [(0, &client, &server), (1, &server, &client)] {
                let (mut from, mut to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
                let noted = Arc::clone(&noted);
                thread::spawn(move || {
                    let mut bytes = vec![0; 65_536];
                    while let Ok(length @ 1..) = from.read(&mut bytes) {
                        noted.lock().unwrap()[number][side].extend_from_slice(&bytes[..length]);
                        if to.write_all(&bytes[..length]).is_err() {
                            break;
                        }
                    }
                    // The other end may have closed it already.
                    let _ = to.shutdown(Shutdown::Write);
                });
            }
        }
    });
    process::run(folder, &relay, wire, &CORE);
    let streams = streams.lock().unwrap();
    let requests = streams.iter().flat_map(|[sent, _]| messages(sent));
    let mut replies: Vec<Vec<u8>> = streams
        .iter()
        .flat_map(|[_, received]| messages(received))
        .filter(|reply| reply.starts_with(b"HTTP/1.1 200"))
        .collect();
    replies.sort_by_key(Vec::len);
    Recording {
        requests: requests.collect(),
        reply: replies.swap_remove(replies.len() / 2),
    }
}

/// Returns the whole messages of one direction of a connection.
fn messages(stream: &[u8]) -> Vec<Vec<u8>> {
    let mut messages = Vec::new();
    let mut rest = stream;
    while let Some(length) = message_length(rest).filter(|length| *length <= rest.len()) {
        let (message, after) = rest.split_at(length);
        messages.push(message.to_vec());
        rest = after;
    }
    messages
}

/// Returns the length of the first message, `None` while its head is not whole.
pub(crate) fn message_length(bytes: &[u8]) -> Option<usize> {
    let head = head_length(bytes)?;
    let text = std::str::from_utf8(&bytes[..head]).unwrap();
    let body = text.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        let is_length = name.eq_ignore_ascii_case("content-length");
        is_length.then(|| value.trim().parse::<usize>().unwrap())
    });
    Some(head + body.unwrap_or(0))
}

/// Returns the length of the head of the first message, `None` while it is not whole.
pub(crate) fn head_length(bytes: &[u8]) -> Option<usize> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    Some(end + 4)
}

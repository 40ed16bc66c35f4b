//! A server that gives every request the same reply.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

use crate::recording::{Recording, message_length};

/// Serves until the process is ended; says its URL first.
pub(crate) fn serve(recording: &Recording) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    println!("http://{}", listener.local_addr().unwrap());
    for stream in listener.incoming() {
        let (stream, reply) = (stream.unwrap(), recording.reply.clone());
        stream.set_nodelay(true).unwrap();
        thread::spawn(move || answer(stream, &reply));
    }
}

/// Answers the requests of one connection until it closes.
fn answer(mut stream: TcpStream, reply: &[u8]) {
    let mut received = Vec::new();
    let mut bytes = vec![0; 65_536];
    while let Ok(length @ 1..) = stream.read(&mut bytes) {
        received.extend_from_slice(&bytes[..length]);
        while let Some(length) = message_length(&received).filter(|l| *l <= received.len()) {
            received.drain(..length);
            if stream.write_all(reply).is_err() {
                return;
            }
        }
    }
}

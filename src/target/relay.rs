//! A relay that loses replies: what goes through it arrives, and no reply comes back.
//!
//! Once a whole request has gone on, the relay hangs up on the target, as a client does that has
//! gone, and reads until the target is done with the connection: until then the request may take
//! effect. Only then does the client learn that it will have no reply. The client's future is
//! never dropped for this, for that could mean that nothing was sent.
//!
//! The client speaks SOCKS 5 to it (RFC 1928), which leaves what is sent to the target as it is.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

use crate::clock;

/// How long after a request has gone on the relay hangs up, one after the other: a target that
/// works in several steps is met between others of them each time.
const HOLDS: [Duration; 5] = [
    Duration::ZERO,
    Duration::from_micros(100),
    Duration::from_micros(500),
    Duration::from_millis(2),
    Duration::from_millis(10),
];

/// The longest head of a request that is looked through.
const HEAD_BYTES_MAX: usize = 64 * 1024;

/// The most headers of a request.
const HEADERS_MAX: usize = 64;

/// How long to wait before the next connection where one could not be accepted.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

const VERSION: u8 = 5;
const NO_AUTHENTICATION: u8 = 0;
const CONNECT: u8 = 1;
const IPV4: u8 = 1;
const IPV6: u8 = 4;
const SUCCEEDED: u8 = 0;
const FAILED: u8 = 1;

/// A relay on a free port of this machine; it ends when it is dropped.
#[derive(Debug)]
pub(super) struct Relay {
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl Relay {
    /// Opens a relay whose connections last for `limit` at the most.
    pub(super) async fn open(limit: Duration) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        Ok(Self {
            address: listener.local_addr()?,
            task: tokio::spawn(accept(listener, limit)),
        })
    }

    /// Returns where it listens.
    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn accept(listener: TcpListener, limit: Duration) {
    let turns = AtomicUsize::new(0);
    // They end with the task.
    let mut connections = JoinSet::new();
    loop {
        let accepted = listener.accept().await;
        while connections.try_join_next().is_some() {}
        match accepted {
            Ok((stream, _)) => {
                let hold = HOLDS[turns.fetch_add(1, Ordering::Relaxed) % HOLDS.len()];
                // What goes wrong ends the connection, which is all that the client has to know.
                connections.spawn(clock::within(limit, relay(stream, hold)));
            }
            // Out of file descriptors, mostly: others will be given back.
            Err(_) => {
                clock::within(ACCEPT_PAUSE, std::future::pending::<()>()).await;
            }
        }
    }
}

/// Carries one request to the target, and hangs up on it.
async fn relay(mut client: TcpStream, hold: Duration) -> io::Result<()> {
    let destination = greet(&mut client).await?;
    let connected = TcpStream::connect(destination).await;
    let answer = if connected.is_ok() { SUCCEEDED } else { FAILED };
    let bound = [VERSION, answer, 0, IPV4, 0, 0, 0, 0, 0, 0];
    client.write_all(&bound).await?;
    let mut target = connected?;
    target.set_nodelay(true)?;
    pass_request(&mut client, &mut target).await?;
    let mut reply = vec![0; 4096];
    // A target that answers meanwhile is done all the same.
    clock::within(hold, target.read(&mut reply)).await;
    target.shutdown().await?;
    while target.read(&mut reply).await? > 0 {}
    Ok(())
}

/// Answers a client's greeting; returns where it wants to go.
async fn greet(client: &mut TcpStream) -> io::Result<SocketAddr> {
    let refused = || io::Error::from(io::ErrorKind::Unsupported);
    let [version, methods] = read(client).await?;
    if version != VERSION {
        return Err(refused());
    }
    let mut offered = vec![0; usize::from(methods)];
    client.read_exact(&mut offered).await?;
    client.write_all(&[VERSION, NO_AUTHENTICATION]).await?;
    let [version, command, _, kind] = read(client).await?;
    if (version, command) != (VERSION, CONNECT) {
        return Err(refused());
    }
    let host = match kind {
        IPV4 => IpAddr::from(Ipv4Addr::from(read::<4>(client).await?)),
        IPV6 => IpAddr::from(Ipv6Addr::from(read::<16>(client).await?)),
        _ => return Err(refused()),
    };
    let port = u16::from_be_bytes(read(client).await?);
    Ok(SocketAddr::new(host, port))
}

async fn read<const N: usize>(stream: &mut TcpStream) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    stream.read_exact(&mut bytes).await?;
    Ok(bytes)
}

/// Passes one request on as it comes, to its last byte.
async fn pass_request(client: &mut TcpStream, target: &mut TcpStream) -> io::Result<()> {
    let mut head = Vec::new();
    let mut missing: Option<usize> = None;
    let mut bytes = vec![0; 16 * 1024];
    while missing != Some(0) {
        let count = client.read(&mut bytes).await?;
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        target.write_all(&bytes[..count]).await?;
        missing = if let Some(missing) = missing {
            Some(missing.saturating_sub(count))
        } else {
            head.extend_from_slice(&bytes[..count]);
            length(&head)?.map(|whole| whole.saturating_sub(head.len()))
        };
    }
    Ok(())
}

/// Returns the length of a request by its head, `None` where that is not there whole.
fn length(head: &[u8]) -> io::Result<Option<usize>> {
    let unreadable = || io::Error::from(io::ErrorKind::InvalidData);
    let mut headers = [httparse::EMPTY_HEADER; HEADERS_MAX];
    let mut request = httparse::Request::new(&mut headers);
    let httparse::Status::Complete(head_length) = request.parse(head).map_err(|_| unreadable())?
    else {
        let is_long = head.len() > HEAD_BYTES_MAX;
        return if is_long { Err(unreadable()) } else { Ok(None) };
    };
    let mut headers = request.headers.iter();
    let body = headers.find(|header| header.name.eq_ignore_ascii_case("content-length"));
    let body = body.map_or("0", |header| {
        str::from_utf8(header.value).unwrap_or_default()
    });
    let body: usize = body.parse().map_err(|_| unreadable())?;
    Ok(Some(head_length.saturating_add(body)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(head: &str, expected: Option<usize>) {
        assert_eq!(length(head.as_bytes()).unwrap(), expected, "{head:?}");
    }

    #[test]
    fn the_length_of_a_request_is_that_of_its_head_and_its_body() {
        check("POST / HTTP/1.1\r\nhost: a\r\nContent-Le", None);
        check("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\n", None);
        check("POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\n{", Some(41));
        check("GET / HTTP/1.1\r\nhost: a\r\n\r\n", Some(27));
    }

    #[test]
    fn what_is_no_request_has_no_length() {
        assert!(length(b"\0\0\r\n\r\n").is_err());
        assert!(length(b"POST / HTTP/1.1\r\ncontent-length: x\r\n\r\n").is_err());
        let endless = format!("POST / HTTP/1.1\r\na: {}", "a".repeat(HEAD_BYTES_MAX));
        assert!(length(endless.as_bytes()).is_err());
    }
}

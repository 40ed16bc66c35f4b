//! One WebSocket to the service: frames out, frames in, and its end.

use std::sync::Weak;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_tls_with_config};
use url::Url;

use crate::clock;

use super::link::Link;
use super::{Address, SocketError};

/// How long a handshake may take; what an official SDK allows.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(20);

/// How long a socket that is no longer used is read on, for answers that are on their way.
const RETIREMENT: Duration = Duration::from_secs(5);

/// The longest message that is read, in bytes: the longest game session data, several times over.
const MESSAGE_LIMIT: usize = 4 * 1024 * 1024;

/// The read buffer of each socket: messages are small and sockets many.
const READ_BUFFER_BYTES: usize = 4 * 1024;

/// A connected socket.
pub(super) type Stream = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Connects a process.
pub(super) async fn connect(address: &Address, process_id: &str) -> Result<Stream, SocketError> {
    let endpoint = address.endpoint.clone();
    let Some(url) = url(address, process_id) else {
        return Err(SocketError::Endpoint { endpoint });
    };
    let config = WebSocketConfig::default()
        .read_buffer_size(READ_BUFFER_BYTES)
        .max_message_size(Some(MESSAGE_LIMIT))
        .max_frame_size(Some(MESSAGE_LIMIT));
    let unreachable = |reason: String| SocketError::Unreachable {
        endpoint: address.endpoint.clone(),
        reason,
    };
    let connector = address.authorities.connector().map_err(unreachable)?;
    let connected = connect_async_tls_with_config(url.as_str(), Some(config), true, connector);
    // The handshake's state is large, and connecting is rare.
    match clock::within(CONNECT_TIMEOUT, Box::pin(connected)).await {
        Some(Ok((stream, _))) => Ok(stream),
        Some(Err(Error::Http(response))) => Err(SocketError::Refused {
            endpoint,
            status: response.status().as_u16(),
        }),
        // Its text repeats the URL, and with it the token.
        Some(Err(Error::Url(_))) => Err(SocketError::Endpoint { endpoint }),
        Some(Err(error)) => Err(unreachable(error.to_string())),
        None => Err(unreachable(format!(
            "no handshake within {CONNECT_TIMEOUT:?}"
        ))),
    }
}

/// Serves a socket until it has closed, then tells its link.
///
/// It sends the text frames in `outgoing`; when no one can give it more, it closes.
pub(super) async fn run(
    mut stream: Stream,
    mut outgoing: mpsc::UnboundedReceiver<String>,
    link: Weak<Link>,
    number: u64,
) {
    let reason = loop {
        tokio::select! {
            frame = outgoing.recv() => {
                let Some(text) = frame else {
                    // Without an answer to the close the other side is left to notice by itself.
                    let _ = clock::within(RETIREMENT, retire(&mut stream, &link)).await;
                    break "it was closed".to_owned();
                };
                if let Err(error) = stream.send(Message::text(text)).await {
                    break format!("sending failed: {error}");
                }
            }
            message = stream.next() => {
                if let Err(reason) = take(message, &link) {
                    // The library has the answer to a close ready; it may not get through.
                    let _ = clock::within(RETIREMENT, stream.flush()).await;
                    break reason;
                }
            }
        }
    };
    if let Some(link) = link.upgrade() {
        link.gone(number, &reason);
    }
}

/// Closes a socket and reads what still comes.
async fn retire(stream: &mut Stream, link: &Weak<Link>) {
    let normal = CloseFrame {
        code: CloseCode::Normal,
        reason: "".into(),
    };
    if stream.close(Some(normal)).await.is_ok() {
        while take(stream.next().await, link).is_ok() {}
    }
}

/// Takes a message, or says why there will be no more.
fn take(message: Option<Result<Message, Error>>, link: &Weak<Link>) -> Result<(), String> {
    match message {
        Some(Ok(Message::Text(frame))) => {
            if let Some(link) = link.upgrade() {
                link.receive(frame.as_str());
            }
            Ok(())
        }
        Some(Ok(Message::Close(Some(close)))) => Err(format!(
            "the service closed it with code {}",
            u16::from(close.code)
        )),
        Some(Ok(Message::Close(None))) => Err("the service closed it without a code".to_owned()),
        // The library answers pings; binary frames mean nothing, as to the official SDKs.
        Some(Ok(_)) => Ok(()),
        Some(Err(error)) => Err(format!("reading failed: {error}")),
        None => Err("the connection ended".to_owned()),
    }
}

fn url(address: &Address, process_id: &str) -> Option<Url> {
    let mut url = Url::parse(&address.endpoint).ok()?;
    if !matches!(url.scheme(), "ws" | "wss") {
        return None;
    }
    let query = address.query(process_id);
    url.query_pairs_mut().clear().extend_pairs(query.pairs());
    Some(url)
}

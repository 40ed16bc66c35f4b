//! One socket of a game server: frames in both directions until either side closes it.

use std::sync::Arc;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use tokio::sync::mpsc;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role, WebSocketConfig};

use super::SocketId;
use super::shared::{Life, Shared};

/// The most bytes of a message.
const MESSAGE_BYTES_MAX: usize = 1024 * 1024;

/// The read buffer of each socket: messages are small and sockets many.
const READ_BUFFER_BYTES: usize = 4 * 1024;

/// How long the other side may take to answer a close.
const CLOSE_GRACE: Duration = Duration::from_secs(5);

/// The close code of a server that stops.
const GOING_AWAY: u16 = 1001;

/// What the machine wants done on a socket.
#[derive(Clone, Debug)]
pub(super) enum Order {
    /// Send this frame.
    Frame(String),
    /// Close with this code.
    Close(u16),
}

type Socket = WebSocketStream<TokioIo<Upgraded>>;

/// Returns the name of the process that asks for a socket, for the log.
pub(super) fn process_name(query: &[(String, String)]) -> String {
    let value = |name: &str| {
        let pair = query.iter().find(|(key, _)| key == name);
        pair.map_or("-", |(_, value)| value.as_str())
    };
    format!("{} {}", value("ComputeId"), value("pID"))
}

/// Serves a socket until it has closed.
pub(super) async fn run(
    upgraded: Upgraded,
    id: SocketId,
    mut orders: mpsc::UnboundedReceiver<Order>,
    shared: &Arc<Shared>,
    mut life: Life,
) {
    let config = WebSocketConfig::default()
        .read_buffer_size(READ_BUFFER_BYTES)
        .max_message_size(Some(MESSAGE_BYTES_MAX))
        .max_frame_size(Some(MESSAGE_BYTES_MAX));
    let stream = TokioIo::new(upgraded);
    let mut socket = WebSocketStream::from_raw_socket(stream, Role::Server, Some(config)).await;
    let code = loop {
        tokio::select! {
            // Answers first: what was caused earlier is sent earlier.
            biased;
            order = orders.recv() => match order {
                Some(Order::Frame(text)) => {
                    if socket.send(Message::text(text)).await.is_err() {
                        return;
                    }
                }
                Some(Order::Close(code)) => break code,
                None => break GOING_AWAY,
            },
            message = socket.next() => match message {
                Some(Ok(Message::Text(text))) => match shared.arrive(text.as_bytes()) {
                    None => shared.message(id, &text, None),
                    Some(visit) => {
                        let shared = Arc::clone(shared);
                        tokio::spawn(async move {
                            visit.pass().await;
                            shared.message(id, &text, Some(&visit));
                        });
                    }
                },
                // The library answers pings and closes; frames of other kinds are ignored.
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return,
            },
            () = life.end() => break GOING_AWAY,
        }
    };
    close(&mut socket, code, &mut life).await;
}

/// Says goodbye, and waits a little for the other side to do so too unless the server stops.
async fn close(socket: &mut Socket, code: u16, life: &mut Life) {
    let frame = CloseFrame {
        code: CloseCode::from(code),
        reason: "".into(),
    };
    if socket.close(Some(frame)).await.is_err() {
        return;
    }
    let answer = async { while let Some(Ok(_)) = socket.next().await {} };
    tokio::select! {
        // A side that does not answer is cut off.
        _ = tokio::time::timeout(CLOSE_GRACE, answer) => {}
        () = life.end() => {}
    }
}

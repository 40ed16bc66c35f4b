//! HTTP connections: requests to the machine and back, upgrades to sockets.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::BodyExt;
use hyper::body::{Body, Incoming};
use hyper::header::{
    CONNECTION, CONTENT_TYPE, HeaderName, HeaderValue, TRANSFER_ENCODING, UPGRADE,
};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::tungstenite::handshake::server::create_response_with_body;
use url::form_urlencoded;

use super::crowd;
use super::manners::Manner;
use super::reply_body::ReplyBody;
use super::shared::{Life, Shared};
use super::socket;
use super::{HttpReply, HttpRequest};

/// The most bytes of a body that are read; the largest legal request is well below.
const BODY_BYTES_MAX: usize = 4 * 1024 * 1024;

/// The most bytes of a body that are thrown away so that the connection can go on.
const DISCARDED_BYTES_MAX: usize = 64 * 1024 * 1024;

/// How long to wait before the next connection where one could not be accepted.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Accepts connections until the server stops.
pub(super) async fn accept(listener: TcpListener, shared: Arc<Shared>, mut life: Life) {
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    tokio::spawn(serve(stream, shared.clone(), life.clone()));
                }
                // Out of file descriptors, mostly: others will be given back.
                Err(_) => {
                    if tokio::time::timeout(ACCEPT_PAUSE, life.end()).await.is_ok() {
                        return;
                    }
                }
            },
            () = life.end() => return,
        }
    }
}

async fn serve(stream: TcpStream, shared: Arc<Shared>, mut life: Life) {
    // Without it the connection is slower, and right all the same.
    let _ = stream.set_nodelay(true);
    let service = {
        let life = Arc::new(life.clone());
        service_fn(move |request| answer(request, shared.clone(), life.clone()))
    };
    let connection = http1::Builder::new()
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    tokio::pin!(connection);
    // How a client ends its connection is its own affair.
    tokio::select! {
        _ = connection.as_mut() => {}
        () = life.end() => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}

async fn answer(
    request: Request<Incoming>,
    shared: Arc<Shared>,
    life: Arc<Life>,
) -> Result<Response<ReplyBody>, Infallible> {
    let upgrade_to = request.headers().get(UPGRADE);
    if upgrade_to.is_some_and(|name| name.as_bytes().eq_ignore_ascii_case(b"websocket")) {
        return Ok(upgrade(request, &shared, Life::clone(&life)));
    }
    let (head, body) = request.into_parts();
    let method = head.method.as_str();
    let body = match read(body).await {
        Ok(body) => body,
        Err(status) => {
            shared.log(|| format!("{method} - {}", status.as_u16()));
            return Ok(plain(status));
        }
    };
    let visit = shared.arrive(&body);
    if let Some(visit) = &visit {
        visit.pass().await;
    }
    let header = |name: &str| head.headers.get(name).and_then(|value| value.to_str().ok());
    let request = HttpRequest {
        method,
        path: head.uri.path(),
        target: header("x-amz-target"),
        protocol: header("smithy-protocol"),
        authorization: header("authorization"),
        body: &body,
    };
    let reply = shared.exchange(request, visit.as_ref());
    if let Some(visit) = visit {
        visit.end();
    }
    if shared.holds_back() {
        crowd::moment(0).await;
    }
    let Some(reply) = reply else {
        return Ok(plain(StatusCode::INTERNAL_SERVER_ERROR));
    };
    shared.log(|| log_line(method, &reply));
    let mut response = response(reply);
    let manners = [
        (Manner::ConnectionsClosed, CONNECTION, "close"),
        (Manner::ChunkedReplies, TRANSFER_ENCODING, "chunked"),
    ];
    for (manner, name, value) in manners {
        if shared.lock().emulator.settings().variations.has(manner) {
            let value = HeaderValue::from_static(value);
            response.headers_mut().insert(name, value);
        }
    }
    Ok(response)
}

/// Reads a whole body, or says with which status to refuse it.
async fn read(mut body: Incoming) -> Result<Bytes, StatusCode> {
    let mut whole = Vec::new();
    let mut length = 0;
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| StatusCode::BAD_REQUEST)?.into_data() else {
            continue;
        };
        length += data.len();
        if length > DISCARDED_BYTES_MAX {
            break;
        }
        // Most bodies come in one frame, which needs no copy.
        if whole.is_empty() && body.is_end_stream() && length <= BODY_BYTES_MAX {
            return Ok(data);
        }
        if length <= BODY_BYTES_MAX {
            whole.extend_from_slice(&data);
        }
    }
    if length > BODY_BYTES_MAX {
        return Err(StatusCode::PAYLOAD_TOO_LARGE);
    }
    Ok(Bytes::from(whole))
}

fn response(reply: HttpReply) -> Response<ReplyBody> {
    let headers = reply
        .headers()
        .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_str(value)));
    let mut response = plain(StatusCode::from_u16(reply.status).unwrap_or_default());
    for (name, value) in headers {
        if let Ok(value) = value {
            response.headers_mut().insert(name, value);
        }
    }
    *response.body_mut() = ReplyBody::of(reply.body, reply.is_cut);
    response
}

fn plain(status: StatusCode) -> Response<ReplyBody> {
    let mut response = Response::new(ReplyBody::default());
    *response.status_mut() = status;
    response
}

fn log_line(method: &str, reply: &HttpReply) -> String {
    let action = reply.action.map_or("-", |action| action.name());
    let detail = match (&reply.exception, &reply.subject) {
        (Some(exception), _) => exception.name(),
        (None, Some(subject)) => subject,
        (None, None) => return format!("{method} {action} {}", reply.status),
    };
    format!("{method} {action} {} {detail}", reply.status)
}

/// Turns a connection into a socket, if the machine lets it.
fn upgrade(
    mut request: Request<Incoming>,
    shared: &Arc<Shared>,
    life: Life,
) -> Response<ReplyBody> {
    let Ok(response) = create_response_with_body(&request, ReplyBody::default) else {
        return plain(StatusCode::BAD_REQUEST);
    };
    let query: Vec<(String, String)> =
        form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes())
            .into_owned()
            .collect();
    let process = socket::process_name(&query);
    match shared.open_socket(&query) {
        Ok((socket, orders)) => {
            shared.log(|| format!("GET socket 101 {process}"));
            let shared = shared.clone();
            let upgrade = hyper::upgrade::on(&mut request);
            tokio::spawn(async move {
                if let Ok(upgraded) = upgrade.await {
                    socket::run(upgraded, socket, orders, &shared, life).await;
                }
                shared.closed(socket);
                shared.log(|| format!("socket closed {process}"));
            });
            response
        }
        Err((status, body)) => {
            shared.log(|| format!("GET socket {status} {process}"));
            let mut response = plain(StatusCode::from_u16(status).unwrap_or_default());
            let json = HeaderValue::from_static("application/json");
            response.headers_mut().insert(CONTENT_TYPE, json);
            *response.body_mut() = ReplyBody::of(body.into(), false);
            response
        }
    }
}

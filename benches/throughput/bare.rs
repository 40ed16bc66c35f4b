//! A loop that sends recorded requests, reads the replies and does nothing else.
//!
//! Its HTTP client is the one of the harness, with the same settings and as many connections.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, HOST};
use http::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, Method, Request, Url};

use crate::recording::Recording;
use crate::{CONNECTIONS, REQUESTS};

/// Sends as many requests as the measurement counts.
pub(crate) fn replay(url: &str, recording: &Recording) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(send_all(url, recording));
}

async fn send_all(url: &str, recording: &Recording) {
    let url = Url::parse(url).unwrap();
    let client = Client::builder()
        .http1_only()
        .tcp_nodelay(true)
        .no_proxy()
        .build()
        .unwrap();
    let parts: Vec<(HeaderMap, Bytes)> = recording.requests.iter().map(|r| parts(r)).collect();
    let parts = Arc::new(parts);
    let sent = Arc::new(AtomicUsize::new(0));
    let tasks = (0..CONNECTIONS).map(|_| {
        let (client, url) = (client.clone(), url.clone());
        let (parts, sent) = (Arc::clone(&parts), Arc::clone(&sent));
        tokio::spawn(async move {
            loop {
                let number = sent.fetch_add(1, Ordering::Relaxed);
                if number >= REQUESTS {
                    return;
                }
                let (headers, body) = &parts[number % parts.len()];
                let mut request = Request::new(Method::POST, url.clone());
                request.headers_mut().clone_from(headers);
                *request.body_mut() = Some(body.clone().into());
                client
                    .execute(request)
                    .await
                    .unwrap()
                    .bytes()
                    .await
                    .unwrap();
            }
        })
    });
    for task in tasks.collect::<Vec<_>>() {
        task.await.unwrap();
    }
}

/// Returns the headers that the client does not set by itself, and the body.
fn parts(request: &[u8]) -> (HeaderMap, Bytes) {
    let end = request
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .unwrap()
        + 4;
    let head = std::str::from_utf8(&request[..end]).unwrap();
    let headers = head.lines().skip(1).filter_map(|line| {
        let (name, value) = line.split_once(':')?;
        let name = HeaderName::try_from(name).unwrap();
        let value = HeaderValue::try_from(value.trim()).unwrap();
        (name != HOST && name != CONTENT_LENGTH).then_some((name, value))
    });
    (headers.collect(), Bytes::copy_from_slice(&request[end..]))
}

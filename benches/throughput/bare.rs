//! A loop that sends recorded requests, reads the replies and does nothing else.
//!
//! Its HTTP client is the one of the harness, with the same settings and as many connections.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, HOST};
use http::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, Method, Request, Url};

use crate::recording::{Recording, head_length};
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
    let parts: Vec<Parts> = recording
        .requests
        .iter()
        .map(|r| Parts::of(r, &url))
        .collect();
    let parts = Arc::new(parts);
    let sent = Arc::new(AtomicUsize::new(0));
    let tasks = (0..CONNECTIONS).map(|_| {
        let (client, parts, sent) = (client.clone(), Arc::clone(&parts), Arc::clone(&sent));
        tokio::spawn(async move {
            loop {
                let number = sent.fetch_add(1, Ordering::Relaxed);
                if number >= REQUESTS {
                    return;
                }
                let Parts { url, headers, body } = &parts[number % parts.len()];
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

/// A recorded request, as the client takes it.
struct Parts {
    url: Url,
    /// The headers that the client does not set by itself.
    headers: HeaderMap,
    body: Bytes,
}

impl Parts {
    fn of(request: &[u8], endpoint: &Url) -> Self {
        let end = head_length(request).unwrap();
        let head = std::str::from_utf8(&request[..end]).unwrap();
        let path = head.split(' ').nth(1).unwrap();
        let headers = head.lines().skip(1).filter_map(|line| {
            let (name, value) = line.split_once(':')?;
            let name = HeaderName::try_from(name).unwrap();
            let value = HeaderValue::try_from(value.trim()).unwrap();
            (name != HOST && name != CONTENT_LENGTH).then_some((name, value))
        });
        Self {
            url: endpoint.join(path).unwrap(),
            headers: headers.collect(),
            body: Bytes::copy_from_slice(&request[end..]),
        }
    }
}

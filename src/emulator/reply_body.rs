//! The body of a reply on its way out: whole, or broken off in the middle.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};

/// The body of a reply.
#[derive(Debug, Default)]
pub(super) struct ReplyBody {
    /// What is still to be sent.
    rest: Option<Bytes>,
    /// How long the body says that it is, in bytes.
    length: u64,
    /// Whether the connection breaks before that.
    is_cut: bool,
}

impl ReplyBody {
    /// Returns a body of these bytes, of which the first half alone is sent where it is cut.
    pub(super) fn of(bytes: Vec<u8>, is_cut: bool) -> Self {
        let length = bytes.len() as u64;
        let mut rest = Bytes::from(bytes);
        if is_cut {
            rest.truncate(rest.len() / 2);
        }
        Self {
            rest: (!rest.is_empty()).then_some(rest),
            length,
            is_cut,
        }
    }
}

impl Body for ReplyBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let frame = match self.rest.take() {
            Some(rest) => Some(Ok(Frame::data(rest))),
            // The server closes the connection of a body that fails.
            None if self.is_cut => Some(Err(io::ErrorKind::ConnectionAborted.into())),
            None => None,
        };
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_none() && !self.is_cut
    }

    fn size_hint(&self) -> SizeHint {
        let left = self.rest.as_ref().map_or(0, Bytes::len) as u64;
        SizeHint::with_exact(if self.is_cut { self.length } else { left })
    }
}

//! Bodies under watch: a request's must keep a pace, a response's holds its connection open until it is out.

use std::{
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::Bytes;
use http_body_util::{BodyExt, Either, Full, combinators::BoxBody};
use hyper::body::{Body, Frame, SizeHint};
use tokio::time::{Instant, Sleep, sleep_until};

use super::{
    Limits,
    activity::{Awaited, Sending},
};

type Inner = BoxBody<Bytes, io::Error>;

/// Whether a request's body was cut for its slowness.
#[derive(Clone, Debug, Default)]
pub(super) struct TooSlow(Arc<AtomicBool>);

impl TooSlow {
    pub fn happened(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// A request's body that fails once the client stops sending, or drips.
pub(super) struct Paced {
    inner: Inner,
    gap: Duration,
    total: Duration,
    pace: u64,
    began: Option<Instant>,
    received: u64,
    /// Runs only while the handler waits for the client.
    alarm: Option<Pin<Box<Sleep>>>,
    awaited: Awaited,
    too_slow: TooSlow,
}

impl Paced {
    pub fn new(body: poem::Body, awaited: Awaited, limits: &Limits) -> (Self, TooSlow) {
        let too_slow = TooSlow::default();
        let paced = Self {
            inner: body.into(),
            gap: limits.body_gap,
            total: limits.body_total,
            pace: limits.body_pace.max(1),
            began: None,
            received: 0,
            alarm: None,
            awaited,
            too_slow: too_slow.clone(),
        };
        (paced, too_slow)
    }

    pub fn boxed(self) -> Inner {
        BodyExt::boxed(self)
    }

    /// The whole may take its total and as long as its bytes take at the least pace; no gap may be too long.
    fn deadline(&mut self, now: Instant) -> Instant {
        (self.on_pace_until(now) + self.total).min(now + self.gap)
    }

    /// Until when what has come would have lasted at the least pace.
    fn on_pace_until(&mut self, now: Instant) -> Instant {
        let began = *self.began.get_or_insert(now);
        began + Duration::from_secs(self.received / self.pace)
    }
}

impl Body for Paced {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.inner).poll_frame(cx) {
            self.alarm = None;
            self.awaited.arrived();
            if let Some(Ok(frame)) = &frame {
                self.began.get_or_insert_with(Instant::now);
                self.received += frame.data_ref().map_or(0, |data| data.len() as u64);
            }
            return Poll::Ready(frame);
        }
        if self.alarm.is_none() {
            let now = Instant::now();
            let (deadline, on_pace) = (self.deadline(now), self.on_pace_until(now));
            self.awaited.since(on_pace);
            self.alarm = Some(Box::pin(sleep_until(deadline)));
        }
        if let Some(alarm) = &mut self.alarm {
            ready!(alarm.as_mut().poll(cx));
        }
        self.too_slow.0.store(true, Ordering::Release);
        let error = io::Error::new(io::ErrorKind::TimedOut, "the client sent its body too slowly");
        Poll::Ready(Some(Err(error)))
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

/// A response's body that counts as being sent until it is dropped.
pub(super) struct Tracked {
    inner: Either<Full<Bytes>, Inner>,
    _sending: Sending,
}

impl Tracked {
    pub fn new(inner: Inner, sending: Sending) -> Self {
        Self { inner: Either::Right(inner), _sending: sending }
    }

    /// One that is all there.
    pub fn whole(body: Bytes, sending: Sending) -> Self {
        Self { inner: Either::Left(Full::new(body)), _sending: sending }
    }
}

impl Body for Tracked {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        match &mut self.inner {
            Either::Left(whole) => Pin::new(whole).poll_frame(cx).map_err(|never| match never {}),
            Either::Right(inner) => Pin::new(inner).poll_frame(cx),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.inner {
            Either::Left(whole) => whole.is_end_stream(),
            Either::Right(inner) => inner.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.inner {
            Either::Left(whole) => whole.size_hint(),
            Either::Right(inner) => inner.size_hint(),
        }
    }
}

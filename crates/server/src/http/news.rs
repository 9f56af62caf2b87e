//! `GET /v1/news`: a stream that says only that there is news. It begins with one, for something
//! may have happened before it began; it ends when the server stops, and soon after the device
//! may no longer listen.

use std::convert::Infallible;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{self, Stream};
use muster_domain::policy;
use muster_protocol::fault::Code;
use tokio::sync::watch;
use tokio::time::Instant;

use super::SignedInAs;
use super::fault::Answer;
use crate::Server;

struct Listener {
    server: Server,
    token: String,
    news: watch::Receiver<()>,
    stopping: watch::Receiver<bool>,
    recheck: tokio::time::Interval,
    /// When it may say so next; never yet said.
    next: Option<Instant>,
}

pub(super) async fn news(
    State(server): State<Server>,
    SignedInAs { session, token }: SignedInAs,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Answer> {
    if policy::scope(&session.roles).is_empty() {
        return Err(Answer::of(Code::NoCache));
    }
    let keep_alive = KeepAlive::new().interval(server.inner.settings.keep_alive);
    let every = server.inner.settings.recheck;
    let listener = Listener {
        news: server.inner.news.of(session.organisation.id),
        stopping: server.inner.stopping.subscribe(),
        recheck: tokio::time::interval_at(Instant::now() + every, every),
        next: None,
        server,
        token,
    };
    let stream = stream::unfold(listener, |mut listener| async move {
        listener.next().await.map(|event| (Ok(event), listener))
    });
    Ok(Sse::new(stream).keep_alive(keep_alive))
}

impl Listener {
    async fn next(&mut self) -> Option<Event> {
        let pause = self.server.inner.settings.news_pause;
        let Some(next) = self.next else {
            self.next = Some(Instant::now() + pause);
            return Some(Event::default().data("news"));
        };
        loop {
            tokio::select! {
                changed = news_after(&mut self.news, next) => {
                    self.next = Some(Instant::now() + pause);
                    return changed.map(|()| Event::default().data("news"));
                }
                () = stopped(&mut self.stopping) => return None,
                _ = self.recheck.tick() => {
                    self.server.session(&self.token).await.ok()?;
                }
            }
        }
    }
}

/// Waits until there is news and it may be said; `None` when there is no server any more.
async fn news_after(news: &mut watch::Receiver<()>, next: Instant) -> Option<()> {
    tokio::time::sleep_until(next).await;
    news.changed().await.ok()
}

async fn stopped(stopping: &mut watch::Receiver<bool>) {
    // Without a sender there is no server any more.
    let _ = stopping.wait_for(|stopping| *stopping).await.map(|_| ());
}

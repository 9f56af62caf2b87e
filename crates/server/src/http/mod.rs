//! The routes. One list makes the router, and the tests go through the same list.

mod changes;
mod checksums;
mod chunks;
mod commands;
mod devices;
mod fault;
mod handshake;
mod health;
mod known;
mod news;
mod parcels;
mod records;
mod scope;
mod sign_in;

use std::net::SocketAddr;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use axum::Router;
use axum::extract::{ConnectInfo, FromRequest, FromRequestParts, Request};
use axum::http::header::{AUTHORIZATION, CONTENT_LENGTH};
use axum::http::request::Parts;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post, put};
use futures_util::FutureExt;
use muster_protocol::fault::Code;
use muster_protocol::{OLDEST_VERSION, REQUEST_LIMIT, VERSION, VERSION_HEADER};
use serde::de::DeserializeOwned;
use tokio::net::TcpListener;

use crate::Server;
use crate::accounts::{NotSignedIn, Session};
use crate::ledger::LedgerFault;
use fault::Answer;

/// A request's body has to be there within this time.
const BODY_WITHIN: Duration = Duration::from_secs(30);
/// How long a broken background task waits before it tries again.
const AGAIN_AFTER: Duration = Duration::from_secs(5);
/// How often to look whether a new day has begun.
const LOOK_AT_THE_DATE: Duration = Duration::from_secs(60);

/// A route.
pub struct Route {
    /// Its method.
    pub method: &'static str,
    /// Its path.
    pub path: &'static str,
    /// Whether a token is needed.
    pub signed_in: bool,
    /// Whether it takes a body.
    pub body: bool,
    /// Whether a desk of an earlier version may use it: those by which it hands in what it has.
    pub earlier: bool,
    mount: fn() -> MethodRouter<Server>,
}

/// Every route there is.
pub const ROUTES: &[Route] = &[
    Route {
        method: "GET",
        path: "/healthz",
        signed_in: false,
        body: false,
        earlier: false,
        mount: || get(health::healthz),
    },
    Route {
        method: "GET",
        path: "/v1/handshake",
        signed_in: false,
        body: false,
        earlier: true,
        mount: || get(handshake::handshake),
    },
    Route {
        method: "POST",
        path: "/v1/devices",
        signed_in: false,
        body: true,
        earlier: false,
        mount: || post(devices::register),
    },
    Route {
        method: "POST",
        path: "/v1/sign-in",
        signed_in: false,
        body: true,
        earlier: true,
        mount: || post(sign_in::sign_in),
    },
    Route {
        method: "POST",
        path: "/v1/sign-out",
        signed_in: true,
        body: false,
        earlier: true,
        mount: || post(sign_in::sign_out),
    },
    Route {
        method: "POST",
        path: "/v1/commands",
        signed_in: true,
        body: true,
        earlier: true,
        mount: || post(commands::push),
    },
    Route {
        method: "POST",
        path: "/v1/known",
        signed_in: true,
        body: true,
        earlier: true,
        mount: || post(known::known),
    },
    Route {
        method: "POST",
        path: "/v1/chunks/missing",
        signed_in: true,
        body: true,
        earlier: false,
        mount: || post(chunks::missing),
    },
    Route {
        method: "PUT",
        path: "/v1/chunks/{name}",
        signed_in: true,
        body: true,
        earlier: false,
        mount: || put(chunks::take),
    },
    Route {
        method: "GET",
        path: "/v1/chunks/{name}",
        signed_in: true,
        body: false,
        earlier: false,
        mount: || get(chunks::give),
    },
    Route {
        method: "POST",
        path: "/v1/parcels",
        signed_in: false,
        body: true,
        earlier: true,
        mount: || post(parcels::take),
    },
    Route {
        method: "GET",
        path: "/v1/scope",
        signed_in: true,
        body: false,
        earlier: false,
        mount: || get(scope::scope),
    },
    Route {
        method: "GET",
        path: "/v1/records",
        signed_in: true,
        body: false,
        earlier: false,
        mount: || get(records::records),
    },
    Route {
        method: "GET",
        path: "/v1/changes",
        signed_in: true,
        body: false,
        earlier: false,
        mount: || get(changes::changes),
    },
    Route {
        method: "GET",
        path: "/v1/checksums",
        signed_in: true,
        body: false,
        earlier: false,
        mount: || get(checksums::checksums),
    },
    Route {
        method: "GET",
        path: "/v1/bucket",
        signed_in: true,
        body: false,
        earlier: false,
        mount: || get(checksums::bucket),
    },
    Route {
        method: "GET",
        path: "/v1/news",
        signed_in: true,
        body: false,
        earlier: false,
        mount: || get(news::news),
    },
];

impl Server {
    /// The router: every route of [`ROUTES`], and a typed refusal for anything else.
    pub fn router(&self) -> Router {
        let routes = ROUTES
            .iter()
            .fold(Router::new(), |router, route| router.route(route.path, (route.mount)()))
            .with_state(self.clone());
        guarded(routes)
    }

    /// Serves until it is told to stop: [`Server::stop`]. Delivers messages, and looks for what
    /// other processes write.
    pub async fn serve(&self, listener: TcpListener) -> std::io::Result<()> {
        let tasks = [self.keep_delivering(), self.keep_watching(), self.keep_days()];
        let app = self.router().into_make_service_with_connect_info::<SocketAddr>();
        let mut stopping = self.inner.stopping.subscribe();
        let served = axum::serve(listener, app)
            .with_graceful_shutdown(async move {
                // The sender lives in the server, which outlives this.
                let _ = stopping.wait_for(|stopping| *stopping).await;
            })
            .await;
        tasks.into_iter().for_each(|task| task.abort());
        served
    }

    /// Ends [`Server::serve`] when the requests of now are answered.
    pub fn stop(&self) {
        self.inner.stopping.send_replace(true);
    }

    fn keep_delivering(&self) -> tokio::task::JoinHandle<()> {
        let server = self.clone();
        tokio::spawn(async move {
            while let Err(fault) = server.deliver_for_ever().await {
                tracing::error!(%fault, "messages are not delivered");
                tokio::time::sleep(AGAIN_AFTER).await;
            }
        })
    }

    /// What is done once a day: lines that a date alone changes, parts of files that no record
    /// names, requests that nobody answers, who works which queue, and what is due on worklists.
    fn keep_days(&self) -> tokio::task::JoinHandle<()> {
        let server = self.clone();
        tokio::spawn(async move {
            let mut done = None;
            let mut ticks = tokio::time::interval(LOOK_AT_THE_DATE);
            loop {
                ticks.tick().await;
                let today = server.now().date_naive();
                if done == Some(today) {
                    continue;
                }
                let (lines, chunks) =
                    (server.settle_lines().await, server.drop_unnamed_chunks().await);
                let requests = server.age_requests().await.map(|_| ());
                let colleagues = server.settle_colleagues().await;
                let notices = server.follow_notices().await;
                match lines.and(chunks).and(requests).and(colleagues).and(notices) {
                    Ok(()) => done = Some(today),
                    Err(fault) => tracing::error!(%fault, "the day's work is not done"),
                }
            }
        })
    }

    fn keep_watching(&self) -> tokio::task::JoinHandle<()> {
        let server = self.clone();
        tokio::spawn(async move {
            while let Err(fault) = server.watch_other_processes().await {
                tracing::error!(%fault, "other processes' writes are not seen");
                tokio::time::sleep(AGAIN_AFTER).await;
            }
        })
    }
}

/// What holds for every route: the protocol is named, the body is not too long, a panic is an
/// answer, and what is not there is refused in the same words.
fn guarded(routes: Router) -> Router {
    routes
        .fallback(|| async { Answer::of(Code::NoSuchRoute) })
        .method_not_allowed_fallback(|| async { Answer::wrong_method() })
        .layer(middleware::from_fn(guard))
}

async fn guard(request: Request, next: Next) -> Response {
    let versioned = request.uri().path().starts_with("/v1/");
    if versioned && !speaks(&request) {
        return Answer::of(Code::Version).into_response();
    }
    let announced = request.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    let announced = announced.and_then(|value| value.parse::<usize>().ok());
    if announced.is_some_and(|length| length > REQUEST_LIMIT) {
        return Answer::of(Code::TooLong).into_response();
    }
    match AssertUnwindSafe(next.run(request)).catch_unwind().await {
        Ok(response) => response,
        Err(_) => Answer::of(Code::Broken).into_response(),
    }
}

/// Whether the desk speaks our version, or an earlier one to a route that understands it.
fn speaks(request: &Request) -> bool {
    let named = request.headers().get(VERSION_HEADER).and_then(|value| value.to_str().ok());
    let Some(version) = named.and_then(|value| value.parse::<u32>().ok()) else { return false };
    let earlier = ROUTES.iter().any(|route| route.earlier && route.path == request.uri().path());
    version == VERSION || (earlier && (OLDEST_VERSION..VERSION).contains(&version))
}

/// A JSON body, no longer than it may be.
struct Json<T>(T);

impl<T: DeserializeOwned> FromRequest<Server> for Json<T> {
    type Rejection = Answer;

    async fn from_request(request: Request, _: &Server) -> Result<Self, Answer> {
        let read = axum::body::to_bytes(request.into_body(), REQUEST_LIMIT);
        let body = tokio::time::timeout(BODY_WITHIN, read)
            .await
            .map_err(|_| Answer::of(Code::Malformed))?
            .map_err(|_| Answer::of(Code::TooLong))?;
        serde_json::from_slice(&body).map(Json).map_err(|_| Answer::of(Code::Malformed))
    }
}

/// What is asked for in the address.
struct Query<T>(T);

impl<T: DeserializeOwned> FromRequestParts<Server> for Query<T> {
    type Rejection = Answer;

    async fn from_request_parts(parts: &mut Parts, _: &Server) -> Result<Self, Answer> {
        axum::extract::Query::try_from_uri(&parts.uri)
            .map(|axum::extract::Query(query)| Query(query))
            .map_err(|_| Answer::of(Code::Malformed))
    }
}

/// Where a request comes from, where that is known.
struct Address(Option<std::net::IpAddr>);

impl FromRequestParts<Server> for Address {
    type Rejection = Answer;

    async fn from_request_parts(parts: &mut Parts, _: &Server) -> Result<Self, Answer> {
        let address = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        Ok(Self(address.map(|ConnectInfo(address)| address.ip())))
    }
}

/// Who asks: a token that is good, of a device that is.
struct SignedInAs {
    session: Session,
    token: String,
}

impl FromRequestParts<Server> for SignedInAs {
    type Rejection = Answer;

    async fn from_request_parts(parts: &mut Parts, server: &Server) -> Result<Self, Answer> {
        let header = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = header
            .and_then(|value| value.strip_prefix("Bearer "))
            .ok_or(Answer::of(Code::SignInAgain))?
            .to_owned();
        let session = server.session(&token).await?;
        Ok(Self { session, token })
    }
}

/// Does a thing to its end, whether or not the client is still there to hear of it.
async fn to_the_end<T: Send + 'static, F>(
    work: impl Future<Output = Result<T, F>> + Send + 'static,
) -> Result<T, Answer>
where
    Answer: From<F>,
    F: Send + 'static,
{
    match tokio::spawn(work).await {
        Ok(done) => Ok(done?),
        Err(_) => Err(Answer::of(Code::Broken)),
    }
}

impl From<NotSignedIn> for Answer {
    fn from(why: NotSignedIn) -> Self {
        match why {
            NotSignedIn::Malformed => Answer::of(Code::Malformed),
            NotSignedIn::NotRecognised => Answer::of(Code::NotRecognised),
            NotSignedIn::TooMany => Answer::of(Code::TooMany),
            NotSignedIn::SignInAgain => Answer::of(Code::SignInAgain),
            NotSignedIn::DeviceRevoked => Answer::of(Code::DeviceRevoked),
            NotSignedIn::UnknownDevice => Answer::of(Code::UnknownDevice),
            NotSignedIn::Password(fault) => Answer::broken(&fault),
            NotSignedIn::Ledger(fault) => fault.into(),
        }
    }
}

impl From<LedgerFault> for Answer {
    fn from(fault: LedgerFault) -> Self {
        Answer::broken(&fault)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_protocol::fault::Fault;

    #[tokio::test]
    async fn a_panic_is_an_answer() {
        async fn breaks() {
            panic!("on purpose");
        }
        let app = guarded(Router::new().route("/v1/breaks", get(breaks)));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/v1/breaks", listener.local_addr().unwrap());
        let serving = tokio::spawn(axum::serve(listener, app).into_future());
        let response = reqwest::Client::new().get(url).header(VERSION_HEADER, VERSION).send();
        let response = response.await.unwrap();
        assert_eq!(response.status(), 500);
        assert_eq!(response.json::<Fault>().await.unwrap().code, Code::Broken);
        serving.abort();
    }
}

//! `POST /v1/chunks/missing`, `PUT` and `GET /v1/chunks/{name}`: the parts of files.

use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Request, State};
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use muster_domain::words::ChunkName;
use muster_protocol::chunk::{CHUNK_LIMIT, CHUNKS_AT_ONCE, Missing, Offered};
use muster_protocol::fault::Code;

use super::fault::Answer;
use super::{Json, SignedInAs, to_the_end};
use crate::Server;
use crate::chunks::NotKept;

/// A part has to be there within this time: longer than a desk tries.
const CHUNK_WITHIN: Duration = Duration::from_secs(60);

/// The name in the address.
pub(super) struct Named(ChunkName);

impl FromRequestParts<Server> for Named {
    type Rejection = Answer;

    async fn from_request_parts(parts: &mut Parts, server: &Server) -> Result<Self, Answer> {
        let name = Path::<String>::from_request_parts(parts, server).await;
        let name = name.ok().and_then(|Path(name)| ChunkName::parse(&name));
        name.map(Named).ok_or(Answer::of(Code::Malformed))
    }
}

/// The bytes of a part, no more than it may have.
pub(super) struct Sealed(Bytes);

impl FromRequest<Server> for Sealed {
    type Rejection = Answer;

    async fn from_request(request: Request, _: &Server) -> Result<Self, Answer> {
        let read = axum::body::to_bytes(request.into_body(), CHUNK_LIMIT);
        let body = tokio::time::timeout(CHUNK_WITHIN, read)
            .await
            .map_err(|_| Answer::of(Code::Malformed))?
            .map_err(|_| Answer::of(Code::TooLong))?;
        Ok(Self(body))
    }
}

pub(super) async fn missing(
    State(server): State<Server>,
    SignedInAs { session, .. }: SignedInAs,
    Json(offered): Json<Offered>,
) -> Result<axum::Json<Missing>, Answer> {
    if offered.chunks.len() > CHUNKS_AT_ONCE {
        return Err(Answer::of(Code::Malformed));
    }
    let chunks = server.missing_chunks(&session, &offered.chunks).await?;
    Ok(axum::Json(Missing { chunks }))
}

pub(super) async fn take(
    State(server): State<Server>,
    SignedInAs { session, .. }: SignedInAs,
    Named(name): Named,
    Sealed(sealed): Sealed,
) -> Result<(), Answer> {
    to_the_end(async move { server.take_chunk(&session, name, &sealed).await }).await
}

pub(super) async fn give(
    State(server): State<Server>,
    SignedInAs { session, .. }: SignedInAs,
    Named(name): Named,
) -> Result<Response, Answer> {
    let sealed = server.chunk(&session, name).await?.ok_or(Answer::of(Code::NoSuchChunk))?;
    let kind = HeaderValue::from_static("application/octet-stream");
    Ok(([(CONTENT_TYPE, kind)], sealed).into_response())
}

impl From<NotKept> for Answer {
    fn from(why: NotKept) -> Self {
        match why {
            NotKept::NotItsName => Answer::of(Code::NotItsName),
            NotKept::TooMuch => Answer::of(Code::TooMuch),
            NotKept::NotServed(why) => why.into(),
        }
    }
}

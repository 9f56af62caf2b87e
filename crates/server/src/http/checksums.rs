//! `GET /v1/checksums` and `GET /v1/bucket`: whether a desk holds what it should, and what it
//! should hold where it does not.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use muster_protocol::checksum::{BUCKETS, Checksums, InBucket};
use muster_protocol::fault::Code;

use super::fault::Answer;
use super::records::page;
use super::{Query, SignedInAs};
use crate::Server;

pub(super) async fn checksums(
    State(server): State<Server>,
    SignedInAs { session, .. }: SignedInAs,
) -> Result<Json<Checksums>, Answer> {
    Ok(Json(server.checksums(&session).await?))
}

pub(super) async fn bucket(
    State(server): State<Server>,
    SignedInAs { session, .. }: SignedInAs,
    Query(which): Query<InBucket>,
) -> Result<Response, Answer> {
    if which.bucket >= BUCKETS {
        return Err(Answer::of(Code::Malformed));
    }
    Ok(page(server.bucket(&session, &which).await?))
}

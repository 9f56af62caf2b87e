//! `GET /v1/records`: a page of a first load.

use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use muster_protocol::change;

use super::fault::Answer;
use super::{Query, SignedInAs};
use crate::Server;

/// A page is compressed as it is, not by the connection.
pub(super) fn page(bytes: impl Into<Body>) -> Response {
    ([(CONTENT_TYPE, HeaderValue::from_static("application/zstd"))], bytes.into()).into_response()
}

pub(super) async fn records(
    State(server): State<Server>,
    SignedInAs { session, .. }: SignedInAs,
    Query(from): Query<change::From>,
) -> Result<Response, Answer> {
    Ok(page(server.records(&session, &from).await?))
}

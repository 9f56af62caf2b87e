//! `GET /v1/scope`: what the user's first load consists of.

use axum::Json;
use axum::extract::State;
use muster_protocol::change::Scope;

use super::SignedInAs;
use super::fault::Answer;
use crate::Server;

pub(super) async fn scope(
    State(server): State<Server>,
    SignedInAs { session, .. }: SignedInAs,
) -> Result<Json<Scope>, Answer> {
    Ok(Json(server.scope(&session).await?))
}

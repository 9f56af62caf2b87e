//! `POST /v1/known`: a desk asks which of its accepted commands a restored history has lost.

use axum::extract::State;
use muster_protocol::change::{KNOWN_AT_ONCE, Told, Unknown};
use muster_protocol::fault::Code;

use super::fault::Answer;
use super::{Json, SignedInAs};
use crate::Server;

pub(super) async fn known(
    State(server): State<Server>,
    SignedInAs { session, .. }: SignedInAs,
    Json(told): Json<Told>,
) -> Result<axum::Json<Unknown>, Answer> {
    if told.commands.len() > KNOWN_AT_ONCE {
        return Err(Answer::of(Code::Malformed));
    }
    let commands = server.unknown(&session, &told.commands).await?;
    Ok(axum::Json(Unknown { commands }))
}

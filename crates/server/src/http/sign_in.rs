//! `POST /v1/sign-in` and `POST /v1/sign-out`.

use axum::extract::State;
use axum::http::StatusCode;
use muster_protocol::account::{SignIn, SignedIn};

use super::fault::Answer;
use super::{Address, Json, SignedInAs, to_the_end};
use crate::Server;

pub(super) async fn sign_in(
    State(server): State<Server>,
    Address(from): Address,
    Json(sign_in): Json<SignIn>,
) -> Result<axum::Json<SignedIn>, Answer> {
    to_the_end(async move { server.sign_in(&sign_in, from).await }).await.map(axum::Json)
}

pub(super) async fn sign_out(
    State(server): State<Server>,
    SignedInAs { session, token }: SignedInAs,
) -> Result<StatusCode, Answer> {
    to_the_end(async move { server.sign_out(&session, &token).await }).await?;
    Ok(StatusCode::NO_CONTENT)
}

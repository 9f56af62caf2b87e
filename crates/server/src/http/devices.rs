//! `POST /v1/devices`: the first sign-in on a computer.

use axum::extract::State;
use muster_protocol::account::{Register, SignedIn};

use super::fault::Answer;
use super::{Address, Json, to_the_end};
use crate::Server;

pub(super) async fn register(
    State(server): State<Server>,
    Address(from): Address,
    Json(register): Json<Register>,
) -> Result<axum::Json<SignedIn>, Answer> {
    to_the_end(async move { server.register(register, from).await }).await.map(axum::Json)
}

//! `GET /v1/handshake`: what anybody may know, and a challenge.

use axum::Json;
use axum::extract::State;
use muster_protocol::account::Handshake;
use muster_protocol::fault::Code;
use muster_protocol::{Bytes, VERSION};

use super::fault::Answer;
use crate::Server;

pub(super) async fn handshake(State(server): State<Server>) -> Result<Json<Handshake>, Answer> {
    Ok(Json(Handshake {
        protocol: VERSION,
        epoch: server.epoch(),
        sealing_key: Bytes(server.ledger().keys.sealing_key().to_vec()),
        challenge: server.challenge().ok_or(Answer::of(Code::Broken))?,
        now: server.now(),
    }))
}

//! `GET /healthz`: whether the database answers.

use axum::extract::State;

use super::fault::Answer;
use crate::{Server, ledger};

pub(super) async fn healthz(State(server): State<Server>) -> Result<&'static str, Answer> {
    let mut reading = server.ledger().reading().await?;
    ledger::epoch(&mut reading).await?;
    Ok("ok\n")
}

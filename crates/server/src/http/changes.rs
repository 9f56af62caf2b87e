//! `GET /v1/changes`: what came after a cursor.

use axum::extract::State;
use axum::response::Response;
use muster_protocol::change::After;
use muster_protocol::fault::Code;

use super::fault::Answer;
use super::records::page;
use super::{Query, SignedInAs};
use crate::Server;
use crate::feed::NotServed;

pub(super) async fn changes(
    State(server): State<Server>,
    SignedInAs { session, .. }: SignedInAs,
    Query(after): Query<After>,
) -> Result<Response, Answer> {
    Ok(page(server.changes(&session, &after).await?))
}

impl From<NotServed> for Answer {
    fn from(why: NotServed) -> Self {
        match why {
            NotServed::OtherHoldings => Answer::of(Code::OtherHoldings),
            // To the desk it is the same: how far it was counts no more, and what it holds is compared.
            NotServed::UnknownCursor | NotServed::TooMuchAtOnce => Answer::of(Code::UnknownCursor),
            NotServed::Ledger(fault) => fault.into(),
            NotServed::Page(fault) => Answer::broken(&fault),
        }
    }
}

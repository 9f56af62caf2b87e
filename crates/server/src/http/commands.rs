//! `POST /v1/commands`: commands to decide, each in a transaction of its own, in their order. A
//! history that lacks what it had accepted from the desk before decides nothing newer first.

use axum::extract::State;
use muster_protocol::fault::Code;
use muster_protocol::verdict::{Push, Pushed};

use super::fault::Answer;
use super::{Json, SignedInAs, to_the_end};
use crate::Server;
use crate::act::NotDecided;

pub(super) async fn push(
    State(server): State<Server>,
    SignedInAs { session, .. }: SignedInAs,
    Json(push): Json<Push>,
) -> Result<axum::Json<Pushed>, Answer> {
    if let Some(after) = push.after
        && !server.unknown(&session, &[after]).await?.is_empty()
    {
        return Err(Answer::of(Code::UnknownCursor));
    }
    let decide = async move {
        let mut decisions = Vec::with_capacity(push.commands.len());
        let decided = async {
            for signed in &push.commands {
                decisions.push(server.act(&session, signed).await?);
            }
            Ok::<_, NotDecided>(())
        };
        let decided = decided.await;
        server.deliver_soon();
        decided.map(|()| Pushed { decisions })
    };
    to_the_end(decide).await.map(axum::Json)
}

impl From<NotDecided> for Answer {
    fn from(why: NotDecided) -> Self {
        match why {
            NotDecided::NotSignedIn(why) => why.into(),
            NotDecided::Ledger(fault) => fault.into(),
        }
    }
}

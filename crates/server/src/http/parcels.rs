//! `POST /v1/parcels`: what a computer hands in that is no longer let in. There is no token: its
//! signature is all.

use axum::extract::State;
use muster_protocol::fault::Code;
use muster_protocol::parcel::{ParcelAnswer, SignedParcel};

use super::fault::Answer;
use super::{Address, Json, to_the_end};
use crate::Server;
use crate::parcels::NotTakenIn;

pub(super) async fn take(
    State(server): State<Server>,
    Address(from): Address,
    Json(parcel): Json<SignedParcel>,
) -> Result<axum::Json<ParcelAnswer>, Answer> {
    to_the_end(async move { server.take_parcel(&parcel, from).await }).await.map(axum::Json)
}

impl From<NotTakenIn> for Answer {
    fn from(why: NotTakenIn) -> Self {
        match why {
            NotTakenIn::TooLong => Answer::of(Code::TooLong),
            NotTakenIn::NotSignedIn(why) => why.into(),
        }
    }
}

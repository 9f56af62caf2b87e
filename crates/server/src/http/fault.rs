//! What is not a success: a stable code and plain words, never what was sent.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use muster_protocol::fault::{Code, Fault};

/// A refusal on its way out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Answer {
    code: Code,
    status: StatusCode,
}

impl Answer {
    /// The refusal with that code.
    pub fn of(code: Code) -> Self {
        let status = match code {
            Code::Malformed | Code::Version | Code::NotItsName => StatusCode::BAD_REQUEST,
            Code::TooLong => StatusCode::PAYLOAD_TOO_LARGE,
            Code::NoSuchRoute | Code::NoSuchChunk => StatusCode::NOT_FOUND,
            Code::NotRecognised | Code::SignInAgain => StatusCode::UNAUTHORIZED,
            Code::TooMany | Code::TooMuch => StatusCode::TOO_MANY_REQUESTS,
            Code::DeviceRevoked | Code::UnknownDevice | Code::NoCache | Code::OtherOrganisation => {
                StatusCode::FORBIDDEN
            }
            Code::UnknownCursor | Code::OtherHoldings => StatusCode::CONFLICT,
            Code::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Self { code, status }
    }

    /// A route with another method.
    pub fn wrong_method() -> Self {
        Self { code: Code::NoSuchRoute, status: StatusCode::METHOD_NOT_ALLOWED }
    }

    /// The server is broken: its operator reads why, whoever asked does not.
    pub fn broken(fault: &dyn std::error::Error) -> Self {
        tracing::error!(%fault, "a request could not be answered");
        Self::of(Code::Broken)
    }
}

fn words(code: Code) -> &'static str {
    match code {
        Code::Malformed => "the request is not what this route takes",
        Code::TooLong => "the request is longer than a request may be",
        Code::NoSuchRoute => "there is no such route, or not with this method",
        Code::Version => "name the protocol's version in the header: this server speaks 1",
        Code::NotRecognised => "user name, password or key are wrong, or the account is closed",
        Code::TooMany => "too many attempts: wait a quarter of an hour",
        Code::SignInAgain => "sign in again",
        Code::DeviceRevoked => "this device was revoked, or its person's account closed",
        Code::UnknownDevice => "this server knows no such device",
        Code::NoCache => "none of the user's roles may hold anything",
        Code::OtherOrganisation => "this is another organisation's",
        Code::UnknownCursor => "the cursor is of another history: load again",
        Code::OtherHoldings => "your roles have changed: ask what you may hold now",
        Code::NoSuchChunk => "there is no such part of a file, or it is not for this user",
        Code::NotItsName => "the name is not the hash of what was sent: send it again",
        Code::TooMuch => "send the commands that name the parts handed in before sending more",
        Code::Broken => "the server is broken; its operator has been told",
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let message = words(self.code).to_owned();
        (self.status, Json(Fault { code: self.code, message })).into_response()
    }
}

//! The one file with a socket. It speaks the protocol and names what went wrong; what to do about
//! it is the engine's.

use std::time::Duration;

use futures_util::StreamExt;
use muster_domain::noun::NounKind;
use muster_domain::words::{ChunkName, CommandId};
use muster_protocol::account::{Handshake, Register, SignIn, SignedIn};
use muster_protocol::change::{After, Changes, Records, Scope, Told, Unknown};
use muster_protocol::checksum::{Bucket, Checksums, InBucket};
use muster_protocol::chunk::{CHUNK_LIMIT, Missing, Offered};
use muster_protocol::fault::{Code, Fault};
use muster_protocol::parcel::{ParcelAnswer, SignedParcel};
use muster_protocol::verdict::{Push, Pushed};
use muster_protocol::{VERSION, VERSION_HEADER, page};
use reqwest::{Method, RequestBuilder, Response, StatusCode, Url};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::engine::Trouble;

/// A connection that is not made in this time is none.
const CONNECT: Duration = Duration::from_secs(5);
/// An answer that has not come in this time does not come.
const ANSWER: Duration = Duration::from_secs(30);
/// The server says something on the stream at least every 15 seconds. A part of a file is through in
/// this time, at 52 kbit/s, or does not get through.
const SILENCE: Duration = Duration::from_secs(40);
/// No answer is longer; a server that sends more is broken or hostile.
const LONGEST_ANSWER: usize = 64 * 1024 * 1024;

/// A client of one server.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    base: Url,
}

/// Why there is no answer, for whoever signs in by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The address is no address, or not one that may be used.
    #[error("the server's address must begin with https:// (or be on this computer)")]
    Address,
    /// The engine's troubles.
    #[error("the server does not answer")]
    Trouble(Trouble),
    /// User name or password.
    #[error("the user name or the password is not right")]
    NotRecognised,
    /// Too many attempts.
    #[error("too many attempts; wait a quarter of an hour")]
    TooMany,
    /// There is no such part of a file, or not for this user.
    #[error("the server has no such part of a file for this user")]
    NoSuchChunk,
    /// The server does not speak this version.
    #[error("this version of Muster is too old for the server")]
    Version,
}

impl Client {
    /// A client. Outside this computer only https is spoken.
    pub fn new(server: &str) -> Result<Self, Refused> {
        let base = Url::parse(server).map_err(|_| Refused::Address)?;
        let here = matches!(base.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
        if base.scheme() != "https" && !(base.scheme() == "http" && here) {
            return Err(Refused::Address);
        }
        let http = reqwest::Client::builder()
            .connect_timeout(CONNECT)
            .read_timeout(SILENCE)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|_| Refused::Address)?;
        Ok(Self { http, base })
    }

    /// What anybody may know of the server.
    pub async fn handshake(&self) -> Result<Handshake, Refused> {
        self.json(self.request(Method::GET, "v1/handshake", None)?).await
    }

    /// Registers this computer for somebody, by password.
    pub async fn register(&self, register: &Register) -> Result<SignedIn, Refused> {
        self.json(self.request(Method::POST, "v1/devices", None)?.json(register)).await
    }

    /// Signs in by the device's key.
    pub async fn sign_in(&self, sign_in: &SignIn) -> Result<SignedIn, Refused> {
        self.json(self.request(Method::POST, "v1/sign-in", None)?.json(sign_in)).await
    }

    /// Ends the token.
    pub async fn sign_out(&self, token: &str) -> Result<(), Refused> {
        let request = self.request(Method::POST, "v1/sign-out", Some(token))?;
        self.answer(request.timeout(ANSWER)).await.map(|_| ())
    }

    /// Hands in commands.
    pub async fn push(&self, token: &str, push: &Push) -> Result<Pushed, Refused> {
        self.json(self.request(Method::POST, "v1/commands", Some(token))?.json(push)).await
    }

    /// Hands in what a revoked device has, or asks whether this one is.
    pub async fn hand_in(&self, parcel: &SignedParcel) -> Result<ParcelAnswer, Refused> {
        self.json(self.request(Method::POST, "v1/parcels", None)?.json(parcel)).await
    }

    /// What the first load consists of.
    pub async fn scope(&self, token: &str) -> Result<Scope, Refused> {
        self.json(self.request(Method::GET, "v1/scope", Some(token))?).await
    }

    /// A page of the first load.
    pub async fn records(
        &self,
        token: &str,
        noun: NounKind,
        after: Option<Uuid>,
    ) -> Result<Records, Refused> {
        #[derive(Serialize)]
        struct Query {
            noun: NounKind,
            #[serde(skip_serializing_if = "Option::is_none")]
            after: Option<Uuid>,
        }
        let request = self.request(Method::GET, "v1/records", Some(token))?;
        self.packed(request.query(&Query { noun, after })).await
    }

    /// Changes after a cursor.
    pub async fn changes(&self, token: &str, after: &After) -> Result<Changes, Refused> {
        let request = self.request(Method::GET, "v1/changes", Some(token))?;
        self.packed(request.query(after)).await
    }

    /// Which of these commands the server's history does not know.
    pub async fn unknown(
        &self,
        token: &str,
        commands: Vec<CommandId>,
    ) -> Result<Vec<CommandId>, Refused> {
        let told = Told { commands };
        let request = self.request(Method::POST, "v1/known", Some(token))?.json(&told);
        Ok(self.json::<Unknown>(request).await?.commands)
    }

    /// What the user may hold, summed.
    pub async fn checksums(&self, token: &str) -> Result<Checksums, Refused> {
        self.json(self.request(Method::GET, "v1/checksums", Some(token))?).await
    }

    /// One bucket of a noun.
    pub async fn bucket(&self, token: &str, which: &InBucket) -> Result<Bucket, Refused> {
        let request = self.request(Method::GET, "v1/bucket", Some(token))?;
        self.packed(request.query(which)).await
    }

    /// Which of these parts of files the server does not have.
    pub async fn missing(
        &self,
        token: &str,
        chunks: Vec<ChunkName>,
    ) -> Result<Vec<ChunkName>, Refused> {
        let request = self.request(Method::POST, "v1/chunks/missing", Some(token))?;
        Ok(self.json::<Missing>(request.json(&Offered { chunks })).await?.chunks)
    }

    /// Hands in a part of a file.
    pub async fn put_chunk(
        &self,
        token: &str,
        name: ChunkName,
        sealed: Vec<u8>,
    ) -> Result<(), Refused> {
        let request = self.request(Method::PUT, &format!("v1/chunks/{name}"), Some(token))?;
        self.answer(request.body(sealed)).await.map(|_| ())
    }

    /// A part of a file, as the server says it is.
    pub async fn chunk(&self, token: &str, name: ChunkName) -> Result<Vec<u8>, Refused> {
        let request = self.request(Method::GET, &format!("v1/chunks/{name}"), Some(token))?;
        let response = self.answer(request).await?;
        body_up_to(response, CHUNK_LIMIT).await
    }

    /// Listens for news, and calls `heard` for each; returns when the stream ends. What the news
    /// is, the feed says.
    pub async fn listen(&self, token: &str, mut heard: impl FnMut()) -> Result<(), Refused> {
        let request = self.request(Method::GET, "v1/news", Some(token))?;
        let response = self.answer(request).await?;
        // Whatever happened between the last fetch and now was not heard.
        heard();
        let mut stream = response.bytes_stream();
        while let Some(chunk) = stream.next().await {
            let chunk = chunk.map_err(|_| Refused::Trouble(Trouble::Offline))?;
            if chunk.windows(4).any(|window| window == b"news") {
                heard();
            }
        }
        Ok(())
    }

    fn request(
        &self,
        method: Method,
        path: &str,
        token: Option<&str>,
    ) -> Result<RequestBuilder, Refused> {
        let url = self.base.join(path).map_err(|_| Refused::Address)?;
        let request = self.http.request(method, url).header(VERSION_HEADER, VERSION);
        Ok(match token {
            Some(token) => request.bearer_auth(token),
            None => request,
        })
    }

    async fn json<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, Refused> {
        let response = self.answer(request.timeout(ANSWER)).await?;
        let body = body(response).await?;
        serde_json::from_slice(&body).map_err(|_| Refused::Trouble(Trouble::NoAnswer))
    }

    async fn packed<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, Refused> {
        let response = self.answer(request.timeout(ANSWER)).await?;
        let body = body(response).await?;
        page::decode(&body).map_err(|_| Refused::Trouble(Trouble::NoAnswer))
    }

    async fn answer(&self, request: RequestBuilder) -> Result<Response, Refused> {
        let response = request.send().await.map_err(|error| {
            let trouble = if error.is_connect() { Trouble::Offline } else { Trouble::NoAnswer };
            Refused::Trouble(trouble)
        })?;
        if response.status() == StatusCode::OK {
            return Ok(response);
        }
        // Anything that is not one of our faults, such as a portal's page, is no answer.
        let body = body(response).await?;
        let fault: Fault =
            serde_json::from_slice(&body).map_err(|_| Refused::Trouble(Trouble::NoAnswer))?;
        Err(match fault.code {
            Code::NotRecognised => Refused::NotRecognised,
            Code::TooMany => Refused::TooMany,
            Code::Version => Refused::Version,
            Code::SignInAgain => Refused::Trouble(Trouble::TokenExpired),
            Code::DeviceRevoked => Refused::Trouble(Trouble::Revoked),
            Code::UnknownDevice | Code::NoCache | Code::OtherOrganisation => {
                Refused::Trouble(Trouble::NotLetIn)
            }
            Code::NoSuchChunk => Refused::NoSuchChunk,
            Code::UnknownCursor => Refused::Trouble(Trouble::CursorUnknown),
            Code::OtherHoldings => Refused::Trouble(Trouble::OtherHoldings),
            Code::Malformed
            | Code::TooLong
            | Code::NoSuchRoute
            | Code::NotItsName
            | Code::TooMuch
            | Code::Broken => Refused::Trouble(Trouble::NoAnswer),
        })
    }
}

impl Refused {
    /// What the engine makes of it.
    pub fn trouble(self) -> Trouble {
        match self {
            Refused::Trouble(trouble) => trouble,
            Refused::NotRecognised => Trouble::NotLetIn,
            Refused::Version => Trouble::TooOld,
            Refused::Address | Refused::TooMany | Refused::NoSuchChunk => Trouble::NoAnswer,
        }
    }
}

/// Reads an answer's body, up to [`LONGEST_ANSWER`].
async fn body(response: Response) -> Result<Vec<u8>, Refused> {
    body_up_to(response, LONGEST_ANSWER).await
}

async fn body_up_to(response: Response, longest: usize) -> Result<Vec<u8>, Refused> {
    let no_answer = Refused::Trouble(Trouble::NoAnswer);
    let mut body = Vec::new();
    let mut stream = response.bytes_stream();
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|_| no_answer)?;
        if body.len() + chunk.len() > longest {
            return Err(no_answer);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;

    /// What a client makes of a server that refuses everything with this code.
    async fn heard(code: Code) -> Trouble {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let client = Client::new(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        let fault = serde_json::to_string(&Fault { code, message: String::new() }).unwrap();
        let length = fault.len();
        let answer = format!(
            "HTTP/1.1 401 Unauthorized\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{fault}"
        );
        let answering = async {
            let (mut asked, _) = listener.accept().await.unwrap();
            let _ = asked.read(&mut [0; 4_096]).await.unwrap();
            asked.write_all(answer.as_bytes()).await.unwrap();
        };
        let (scope, ()) = tokio::join!(client.scope("a token"), answering);
        scope.unwrap_err().trouble()
    }

    #[tokio::test]
    async fn a_token_that_has_expired_is_not_somebody_who_is_not_let_in() {
        assert_eq!(heard(Code::SignInAgain).await, Trouble::TokenExpired);
        assert_eq!(heard(Code::DeviceRevoked).await, Trouble::Revoked);
        for code in [Code::UnknownDevice, Code::NoCache, Code::OtherOrganisation] {
            assert_eq!(heard(code).await, Trouble::NotLetIn, "{code:?}");
        }
    }
}

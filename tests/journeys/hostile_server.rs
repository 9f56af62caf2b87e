//! A rogue network answers in the server's place, in every way but the right one. The desk does not
//! break, loses nothing, and says truly how it stands; once the true server is back, everything is
//! sent, once.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use anyhow::Context;
use muster_domain::words::CommandId;
use muster_protocol::change::Changes;
use muster_protocol::page;
use muster_protocol::verdict::{Decision, Pushed, Verdict};
use muster_sync::Link;
use muster_testkit::centre::{Centre, Plan};
use muster_testkit::desk::Desk;
use muster_testkit::network::Network;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use uuid::Uuid;

use crate::told::*;

/// What a false server answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lie {
    /// Bytes that are not even HTTP.
    RandomBytes,
    /// A page that wants the traveller to sign in, as a success.
    Portal,
    /// Ten gigabytes, of which it sends what one takes.
    TenGigabytes,
    /// A byte now and then, for ever.
    Drip,
    /// JSON, and nothing in it of the type it should be.
    WrongTypes,
    /// Decisions of commands that were never sent.
    OthersDecisions,
    /// It is held up by something that nobody asked for.
    HeldByNothing,
    /// No decisions at all.
    NoDecisions,
    /// A page cut in the middle.
    TruncatedPage,
    /// A page that unpacks to more than the desk has memory for.
    Bomb,
    /// Changes that lead back to before what the desk has.
    OldChanges,
    /// Another address, again and again.
    Redirects,
    /// 500.
    Broken,
    /// The connection closes without a word.
    Closes,
}

const LIES: [Lie; 13] = [
    Lie::RandomBytes,
    Lie::Portal,
    Lie::TenGigabytes,
    Lie::WrongTypes,
    Lie::OthersDecisions,
    Lie::HeldByNothing,
    Lie::NoDecisions,
    Lie::TruncatedPage,
    Lie::Bomb,
    Lie::OldChanges,
    Lie::Redirects,
    Lie::Broken,
    Lie::Closes,
];

/// A hundred megabytes of nothing in a few kilobytes: more than a desk unpacks.
static BOMB: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let spaces = std::io::Read::take(std::io::repeat(b' '), 100 << 20);
    zstd::encode_all(spaces, 1).unwrap_or_default()
});

/// The false server: which lie it tells now, and how often it has told it.
struct Liar {
    address: String,
    lie: Arc<watch::Sender<Lie>>,
    told: Arc<watch::Sender<usize>>,
}

impl Liar {
    async fn start() -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?.to_string();
        let lie = Arc::new(watch::channel(Lie::Closes).0);
        let told = Arc::new(watch::channel(0).0);
        let (lies, counts) = (lie.clone(), told.clone());
        tokio::spawn(async move {
            while let Ok((desk, _)) = listener.accept().await {
                let (lies, counts) = (lies.clone(), counts.clone());
                tokio::spawn(async move {
                    // The desk hangs up on a liar: that is its right.
                    let _ = answer(desk, &lies, &counts).await;
                });
            }
        });
        Ok(Self { address, lie, told })
    }

    fn tells(&self, lie: Lie) {
        self.lie.send_replace(lie);
        self.told.send_replace(0);
    }

    fn told(&self) -> usize {
        *self.told.borrow()
    }
}

async fn answer(
    mut desk: TcpStream,
    lies: &watch::Sender<Lie>,
    told: &watch::Sender<usize>,
) -> anyhow::Result<()> {
    let mut read = vec![0; 64 * 1024];
    loop {
        let length = desk.read(&mut read).await?;
        if length == 0 {
            return Ok(());
        }
        if !read[..length].starts_with(b"GET ") && !read[..length].starts_with(b"POST ") {
            continue;
        }
        let asked = String::from_utf8_lossy(&read[..length]).into_owned();
        let lie = *lies.borrow();
        told.send_modify(|told| *told += 1);
        tell(&mut desk, lie, &asked).await?;
        if matches!(lie, Lie::RandomBytes | Lie::Closes) {
            return Ok(());
        }
    }
}

async fn tell(desk: &mut TcpStream, lie: Lie, asked: &str) -> anyhow::Result<()> {
    let pushed = |id: CommandId, verdict| {
        let decisions = vec![Decision { id, verdict, at: chrono::Utc::now() }];
        serde_json::to_vec(&Pushed { decisions })
    };
    let packed = page::encode(&Changes {
        mark: None,
        seq: 1,
        head: 1,
        now: chrono::Utc::now(),
        pages: Vec::new(),
        gone: Vec::new(),
    })?;
    match lie {
        Lie::RandomBytes => {
            let mut state = 0x9e37_79b9_u32;
            let bytes: Vec<u8> = std::iter::repeat_with(|| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                state.to_be_bytes()[0]
            })
            .take(20_000)
            .collect();
            desk.write_all(&bytes).await?;
        }
        Lie::Closes => {}
        Lie::Portal => {
            say(desk, "200 OK", b"<html><h1>Welcome to Trainline WiFi</h1></html>").await?
        }
        Lie::WrongTypes => {
            say(desk, "200 OK", br#"{"decisions":7,"seq":"x","token":[],"epoch":{},"nouns":0}"#)
                .await?;
        }
        Lie::OthersDecisions => {
            let verdict = Verdict::Accepted { seq: 1 };
            say(desk, "200 OK", &pushed(CommandId(Uuid::nil()), verdict)?).await?;
        }
        Lie::HeldByNothing => {
            // The ids of what was sent stand in the request.
            let on = CommandId(Uuid::nil());
            let id = asked.split("\"id\":\"").nth(1).and_then(|rest| rest.get(..36));
            let id = id.and_then(|id| id.parse().ok()).unwrap_or_default();
            say(desk, "200 OK", &pushed(CommandId(id), Verdict::Held { on })?).await?;
        }
        Lie::NoDecisions => say(desk, "200 OK", br#"{"decisions":[]}"#).await?,
        Lie::TruncatedPage => say(desk, "200 OK", &packed[..packed.len() / 2]).await?,
        Lie::Bomb => {
            say(desk, "200 OK", &BOMB).await?;
        }
        Lie::OldChanges => say(desk, "200 OK", &packed).await?,
        Lie::Redirects => {
            let path = asked.split(' ').nth(1).unwrap_or("/");
            let head =
                format!("HTTP/1.1 302 Found\r\nlocation: {path}\r\ncontent-length: 0\r\n\r\n");
            desk.write_all(head.as_bytes()).await?;
        }
        Lie::Broken => {
            say(desk, "500 Internal Server Error", b"Traceback (most recent call)").await?
        }
        Lie::TenGigabytes => {
            desk.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 10737418240\r\n\r\n").await?;
            let much = vec![b'7'; 1 << 20];
            // A little more than a desk takes; then it waits to be hung up on.
            for _ in 0..66 {
                desk.write_all(&much).await?;
            }
        }
        Lie::Drip => {
            desk.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n").await?;
            let mut now_and_then = tokio::time::interval(Duration::from_secs(1));
            loop {
                now_and_then.tick().await;
                desk.write_all(b" ").await?;
            }
        }
    }
    Ok(())
}

async fn say(desk: &mut TcpStream, status: &str, body: &[u8]) -> anyhow::Result<()> {
    let head = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\n\r\n", body.len());
    desk.write_all(head.as_bytes()).await?;
    desk.write_all(body).await?;
    Ok(())
}

/// Waits until the desk says so of its link.
async fn says(desk: &Desk, link: Link) -> anyhow::Result<()> {
    desk.until(&format!("the link is {link:?}"), async |session| {
        Ok((session.status().link == link).then_some(()))
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_a_false_server_answers_nothing_is_lost_and_the_status_is_true()
-> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let (asking, source) = codes(&centre);
    let mut network = Network::to(centre.address()).await?;
    let account = centre.account("recruitment_officer", asking);
    let recruiter = Desk::sign_in(&network.url(), account).await?;
    let approver = Desk::sign_in(&centre.url(), centre.account("iat_approver", source)).await?;
    let held = recruiter.session().await?.held().await.unwrap();
    let liar = Liar::start().await?;
    network.cut().await;
    let mut ids = Vec::new();
    for n in 0..2 {
        let asked = request_for(&recruiter, full_match(&centre, n)).await?;
        ids.push(asked.id);
        recruiter.act(request(asked)).await?;
    }
    let session = recruiter.session().await?;

    network.to_instead(&liar.address);
    for lie in LIES {
        says(&recruiter, Link::Offline).await?;
        liar.tells(lie);
        network.heal().await?;
        session.sync_now();
        // Sent a second time, the first answer has been looked at.
        let pushes = network.asked("POST /v1/commands");
        let twice = async |session: Arc<muster_app::Session>| {
            let sent = network.asked("POST /v1/commands") - pushes;
            Ok((session.status().link == Link::NoAnswer && sent >= 2).then_some(()))
        };
        recruiter.until("it is sent again", twice).await.with_context(|| format!("{lie:?}"))?;
        assert!(liar.told() >= 2, "{lie:?} was told");
        let status = session.status();
        assert_eq!((status.waiting, status.attention), (2, 0), "{lie:?}");
        assert!(status.first_load.is_none(), "{lie:?}: what is held is kept");
        // The true answer to no connection at all is another.
        network.cut().await;
        session.sync_now();
    }
    assert_eq!(session.waiting().await.unwrap().len(), 2, "both requests wait as they were");

    // The true server is back: each is sent once, and what the desk holds is as before.
    network.to_instead(centre.address());
    network.heal().await?;
    session.sync_now();
    recruiter.sent().await?;
    says(&recruiter, Link::Online).await?;
    for id in &ids {
        enquiry_arrives(&approver, *id).await?;
    }
    assert_eq!(enquiries(&approver).await?, 2);
    let now = session.held().await.unwrap();
    for holding in held {
        let noun = now.iter().find(|other| other.noun == holding.noun);
        assert!(noun.is_some_and(|now| now.records >= holding.records), "{holding:?}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_answers_a_byte_a_second_is_given_up() -> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let (asking, source) = codes(&centre);
    let network = Network::to(centre.address()).await?;
    let account = centre.account("recruitment_officer", asking);
    let recruiter = Desk::sign_in(&network.url(), account).await?;
    let approver = Desk::sign_in(&centre.url(), centre.account("iat_approver", source)).await?;
    let liar = Liar::start().await?;
    liar.tells(Lie::Drip);
    network.to_instead(&liar.address);
    let asked = request_for(&recruiter, full_match(&centre, 0)).await?;
    let id = asked.id;
    recruiter.act(request(asked)).await?;

    // An answer has half a minute in all: bytes that trickle in do not prolong it.
    let link = async |session: Arc<muster_app::Session>| {
        Ok((session.status().link == Link::NoAnswer && liar.told() > 1).then_some(()))
    };
    recruiter.within(Duration::from_secs(75), "it is given up", link).await?;
    assert_eq!(recruiter.session().await?.status().waiting, 1);

    network.to_instead(centre.address());
    recruiter.session().await?.sync_now();
    recruiter.sent().await?;
    enquiry_arrives(&approver, id).await?;
    assert_eq!(enquiries(&approver).await?, 1);
    Ok(())
}

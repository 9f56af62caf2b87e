//! The network between one desk and the server, spoilt from outside: a proxy that can be cut, that
//! can lead to another server, and that can lose answers on their way back. The desk has no switch
//! for it and no say in it.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// A desk's way to the server.
#[derive(Debug)]
pub struct Network {
    listen: String,
    way: Arc<watch::Sender<Way>>,
    seen: Arc<Seen>,
    task: Option<JoinHandle<()>>,
}

/// Where it leads; open connections end when it changes.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Way {
    up: bool,
    to: String,
}

/// What went through.
#[derive(Debug)]
struct Seen {
    /// The first words of every request: `POST /v1/commands`.
    asked: Mutex<Vec<String>>,
    losing: Mutex<Option<Losing>>,
    lost: watch::Sender<usize>,
}

/// Which requests, or answers to them, are lost.
#[derive(Debug)]
struct Losing {
    lost: Lost,
    to: String,
    after: usize,
}

/// What is lost of a request and its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lost {
    Request,
    Answer,
}

impl Network {
    /// A way to `to`, up.
    pub async fn to(to: &str) -> std::io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let listen = listener.local_addr()?.to_string();
        let way = Arc::new(watch::channel(Way { up: true, to: to.to_owned() }).0);
        let seen = Seen {
            asked: Mutex::new(Vec::new()),
            losing: Mutex::new(None),
            lost: watch::channel(0).0,
        };
        let mut network = Self { listen, way, seen: Arc::new(seen), task: None };
        network.listen_on(listener);
        Ok(network)
    }

    /// The address to give the desk.
    pub fn url(&self) -> String {
        format!("http://{}", self.listen)
    }

    /// Cuts it: open connections drop, new ones are refused.
    pub async fn cut(&mut self) {
        if let Some(task) = self.task.take() {
            task.abort();
            let _ = task.await;
        }
        self.way.send_modify(|way| way.up = false);
    }

    /// Heals it, on the same address.
    pub async fn heal(&mut self) -> std::io::Result<()> {
        let socket = tokio::net::TcpSocket::new_v4()?;
        socket.set_reuseaddr(true)?;
        let address = self.listen.parse().map_err(std::io::Error::other)?;
        socket.bind(address)?;
        self.way.send_modify(|way| way.up = true);
        self.listen_on(socket.listen(64)?);
        Ok(())
    }

    /// Leads to another server from now on, as a rogue access point would. Open connections drop.
    pub fn to_instead(&self, address: &str) {
        self.way.send_modify(|way| address.clone_into(&mut way.to));
    }

    /// From now on requests that begin so (`POST /v1/commands`) are lost on their way there, and the
    /// connection with them: the server never hears of what the desk believes it sent.
    pub fn lose_requests(&self, to: &str) {
        self.lose(Losing { lost: Lost::Request, to: to.to_owned(), after: 0 });
    }

    /// From now on answers to requests that begin so (`POST /v1/commands`) are lost on their way
    /// back, and the connection with them, but for the next `after`.
    pub fn lose_answers(&self, to: &str, after: usize) {
        self.lose(Losing { lost: Lost::Answer, to: to.to_owned(), after });
    }

    fn lose(&self, losing: Losing) {
        *lock(&self.seen.losing) = Some(losing);
        self.seen.lost.send_replace(0);
    }

    /// Requests and answers arrive again.
    pub fn answers_again(&self) {
        *lock(&self.seen.losing) = None;
    }

    /// Waits until a request or an answer was lost.
    pub async fn lost_one(&self) {
        let mut lost = self.seen.lost.subscribe();
        // The sender lives as long as this.
        let _ = lost.wait_for(|lost| *lost > 0).await;
    }

    /// How many requests began so.
    pub fn asked(&self, begins: &str) -> usize {
        lock(&self.seen.asked).iter().filter(|asked| asked.starts_with(begins)).count()
    }

    fn listen_on(&mut self, listener: TcpListener) {
        let (way, seen) = (self.way.clone(), self.seen.clone());
        self.task = Some(tokio::spawn(async move {
            while let Ok((desk, _)) = listener.accept().await {
                let (mut now, seen) = (way.subscribe(), seen.clone());
                let then = now.borrow_and_update().clone();
                tokio::spawn(async move {
                    let Ok(server) = TcpStream::connect(&then.to).await else { return };
                    tokio::select! {
                        _ = carry(desk, server, &seen) => {}
                        _ = now.wait_for(|now| *now != then) => {}
                    }
                });
            }
        }));
    }
}

/// Carries both ways until either side ends, or a request or an answer is lost.
async fn carry(mut desk: TcpStream, mut server: TcpStream, seen: &Seen) -> std::io::Result<()> {
    let (mut from_desk, mut from_server) = (vec![0; 64 * 1024], vec![0; 64 * 1024]);
    let mut request = String::new();
    let mut answered = true;
    loop {
        tokio::select! {
            read = desk.read(&mut from_desk) => {
                let read = read?;
                if read == 0 { return Ok(()) }
                if let Some(line) = request_line(&from_desk[..read]) {
                    lock(&seen.asked).push(line.clone());
                    request = line;
                    answered = false;
                    if seen.loses(Lost::Request, &request) {
                        return Ok(());
                    }
                }
                server.write_all(&from_desk[..read]).await?;
            }
            read = server.read(&mut from_server) => {
                let read = read?;
                if read == 0 { return Ok(()) }
                if !answered && seen.loses(Lost::Answer, &request) {
                    return Ok(());
                }
                answered = true;
                desk.write_all(&from_server[..read]).await?;
            }
        }
    }
}

/// `GET /v1/records?noun=…`, if a request begins here: desks send a request's head in one piece.
fn request_line(bytes: &[u8]) -> Option<String> {
    let line = bytes.split(|byte| *byte == b'\r').next()?;
    let line = std::str::from_utf8(line).ok()?.strip_suffix(" HTTP/1.1")?;
    Some(line.to_owned())
}

impl Seen {
    fn loses(&self, what: Lost, request: &str) -> bool {
        let mut losing = lock(&self.losing);
        let lost = losing.as_mut().filter(|it| it.lost == what && request.starts_with(&it.to));
        let Some(losing) = lost else { return false };
        if losing.after > 0 {
            losing.after -= 1;
            return false;
        }
        self.lost.send_modify(|lost| *lost += 1);
        true
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

impl Drop for Network {
    fn drop(&mut self) {
        if let Some(task) = &self.task {
            task.abort();
        }
        self.way.send_modify(|way| way.up = false);
    }
}

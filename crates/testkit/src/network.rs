//! The network between one desk and the server, cut from outside: a proxy that can stop listening
//! and drop what is open, so that the desk has no switch for it and no say in it.

use std::sync::Arc;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// A desk's way to the server.
#[derive(Debug)]
pub struct Network {
    listen: String,
    to: String,
    up: Arc<watch::Sender<bool>>,
    task: Option<JoinHandle<()>>,
}

impl Network {
    /// A way to `to`, up.
    pub async fn to(to: &str) -> std::io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let listen = listener.local_addr()?.to_string();
        let up = Arc::new(watch::channel(true).0);
        let mut network = Self { listen, to: to.to_owned(), up, task: None };
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
        self.up.send_replace(false);
    }

    /// Heals it, on the same address.
    pub async fn heal(&mut self) -> std::io::Result<()> {
        let socket = tokio::net::TcpSocket::new_v4()?;
        socket.set_reuseaddr(true)?;
        let address = self.listen.parse().map_err(std::io::Error::other)?;
        socket.bind(address)?;
        self.up.send_replace(true);
        self.listen_on(socket.listen(64)?);
        Ok(())
    }

    fn listen_on(&mut self, listener: TcpListener) {
        let (to, up) = (self.to.clone(), self.up.clone());
        self.task = Some(tokio::spawn(async move {
            while let Ok((mut desk, _)) = listener.accept().await {
                let (to, mut cut) = (to.clone(), up.subscribe());
                tokio::spawn(async move {
                    let Ok(mut server) = TcpStream::connect(&to).await else { return };
                    tokio::select! {
                        _ = copy_bidirectional(&mut desk, &mut server) => {}
                        _ = cut.wait_for(|up| !up) => {}
                    }
                });
            }
        }));
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        if let Some(task) = &self.task {
            task.abort();
        }
        self.up.send_replace(false);
    }
}

//! A program may end while the threads of its connections do: sqlx's say that a file is closed a
//! moment before they end. Here they end from the program's last moment on, one after another.

use std::cell::RefCell;
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Barrier};
use std::time::Duration;

use futures_util::future::{join_all, try_join_all};
use sqlx::sqlite::SqliteConnection;
use sqlx::{ConnectOptions, Connection};

/// Set for the program that ends: this one, once more. Its folder.
const IN: &str = "MUSTER_ENDS_IN";
const ENDS: usize = 20;
const CONNECTIONS: u32 = 32;
const KEY: &str = "\"x'0000000000000000000000000000000000000000000000000000000000000000'\"";

#[test]
fn a_program_whose_files_are_closed_ends_well() {
    if let Some(folder) = std::env::var_os(IN) {
        close_and_end(Path::new(&folder));
    }
    let this = std::env::current_exe().expect("it has a path");
    let mut ill = Vec::new();
    for _ in 0..ENDS {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let ended = Command::new(&this)
            .args(["--exact", "a_program_whose_files_are_closed_ends_well", "--nocapture"])
            .env(IN, folder.path())
            // One heap for all threads, and no cache for each: what is freed twice is noticed.
            .env("GLIBC_TUNABLES", "glibc.malloc.arena_max=1:glibc.malloc.tcache_count=0")
            .output()
            .expect("it can be started");
        if ended.status.code() != Some(7) {
            ill.push(format!("{}: {}", ended.status, String::from_utf8_lossy(&ended.stderr)));
        }
    }
    assert!(ill.is_empty(), "{} of {ENDS} ended ill: {ill:#?}", ill.len());
}

fn close_and_end(folder: &Path) -> ! {
    let ending = Arc::new(Barrier::new(CONNECTIONS as usize + 1));
    let runtime = tokio::runtime::Runtime::new().expect("a runtime can be made");
    runtime.block_on(async {
        // SQLite says that it is ready before SQLCipher is: the first opens alone, as in every program.
        let first = open(folder, 0, ending.clone()).await.expect("it opens");
        let opening = (1..CONNECTIONS).map(|n| open(folder, n, ending.clone()));
        let mut opened = try_join_all(opening).await.expect("they open");
        opened.push(first);
        for closed in join_all(opened.into_iter().map(Connection::close)).await {
            closed.expect("it closes");
        }
    });
    ending.wait();
    std::process::exit(7)
}

/// Opens a file and writes in it: a page wants random bytes, which OpenSSL makes for each thread
/// apart. Its thread ends `n` moments after the program has begun to.
async fn open(folder: &Path, n: u32, ending: Arc<Barrier>) -> sqlx::Result<SqliteConnection> {
    let mut one = muster_sqlite::file(folder.join(n.to_string()))
        .create_if_missing(true)
        .pragma("key", KEY)
        .collation("late", move |a: &str, b: &str| {
            LATE.set(Some(Late { ending: ending.clone(), by: Duration::from_micros(20) * n }));
            a.cmp(b)
        })
        .connect()
        .await?;
    sqlx::raw_sql("CREATE TABLE written (n); SELECT 'a' < 'b' COLLATE late;")
        .execute(&mut one)
        .await?;
    Ok(one)
}

thread_local! {
    /// What is dropped before a thread's OpenSSL tidies up after it.
    static LATE: RefCell<Option<Late>> = const { RefCell::new(None) };
}

struct Late {
    ending: Arc<Barrier>,
    by: Duration,
}

impl Drop for Late {
    fn drop(&mut self) {
        self.ending.wait();
        std::thread::sleep(self.by);
    }
}

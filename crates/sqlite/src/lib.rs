//! The one SQLite of every program: SQLCipher with an OpenSSL of its own, readied before the first
//! connection. `clippy.toml` forbids the other ways by which a file is usually opened.

use std::path::Path;

use sqlx::sqlite::SqliteConnectOptions;

/// What a connection to a file begins with.
///
/// OpenSSL is told first to leave the process as it is when that ends. Left to itself it frees what
/// all threads use, without waiting for them, and sqlx's threads end a moment after they have said
/// that their files are closed: a program that had done all its work could end by SIGABRT
/// (github.com/openssl/openssl/issues/6214).
pub fn file(path: impl AsRef<Path>) -> SqliteConnectOptions {
    openssl_sys::init();
    #[expect(clippy::disallowed_methods, reason = "this is the one place")]
    SqliteConnectOptions::new().filename(path)
}

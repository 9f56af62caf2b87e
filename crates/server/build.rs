//! A new migration must be embedded even when no Rust file has changed.

fn main() {
    println!("cargo:rerun-if-changed=../../migrations/server-sqlite");
}

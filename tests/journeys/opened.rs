//! A desk's files, opened with everything that opens them: the keyring's entries and the person's
//! password. Read twice: as rows, and as every page decrypted, free ones and those of the
//! write-ahead log included, whatever SQLite would show of them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use aes::cipher::{BlockDecryptMut, KeyIvInit};
use anyhow::{Context, ensure};
use muster_app::Home;
use muster_domain::noun::{CacheFile, NounKind};
use muster_store::key::{FileKey, Keys};
use muster_store::profile::Profile;
use muster_testkit::canaries::Needles;
use muster_testkit::centre::PASSWORD;
use muster_testkit::desk::Desk;
use sqlx::sqlite::SqliteConnection;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Row};

/// SQLCipher's page, and what stands at its end: the vector and the check.
const PAGE: usize = 4_096;
const RESERVED: usize = 80;

/// One person's files on one desk.
pub struct Opened {
    pub profile: Profile,
    pub keys: Keys,
    pub outbox_key: FileKey,
    pub folder: PathBuf,
}

/// A record as it stands in a file.
pub struct Found {
    pub noun: NounKind,
    pub body: String,
}

impl Opened {
    /// Ends the work on a desk, so that its files are as they are left, and opens them.
    pub async fn after_work(desk: &Desk) -> anyhow::Result<Self> {
        let home = Home::new(desk.folder());
        let profile = home.people().await?.into_iter().next().context("nobody is here")?;
        desk.app().lock().await;
        let keys = home.keys(profile.id, PASSWORD).await?;
        let outbox_key = home.outbox_key(profile.id).await?;
        let folder = home.folder(profile.id);
        Ok(Self { profile, keys, outbox_key, folder })
    }

    /// The caches, each with its key; OH's only where the role has one.
    pub fn caches(&self) -> Vec<(CacheFile, PathBuf, &FileKey)> {
        let main = (CacheFile::Main, self.folder.join("main.db"), &self.keys.main);
        let oh = (CacheFile::OccupationalHealth, self.folder.join("oh.db"), &self.keys.oh);
        [main, oh].into_iter().filter(|(_, path, _)| path.exists()).collect()
    }

    /// Every record of both caches, the server's copy beside a waiting one included.
    pub async fn records(&self) -> anyhow::Result<Vec<Found>> {
        let mut all = Vec::new();
        for (which, path, key) in self.caches() {
            let mut file = open(&path, key).await?;
            for table in tables(&mut file).await? {
                let other = ["meta", "arriving", "overlay", "asked", "laid", "findable", "work"];
                if other.contains(&table.as_str())
                    || table.starts_with("search")
                    || table == "_sqlx_migrations"
                {
                    continue;
                }
                let noun = NounKind::from_name(&table);
                let noun = noun.with_context(|| format!("{table} is a table of no noun"))?;
                ensure!(noun.file() == which, "{table} is in the wrong file");
                let sql = format!("SELECT body, server FROM {table}");
                for row in sqlx::query(AssertSqlSafe(sql)).fetch_all(&mut file).await? {
                    for column in ["body", "server"] {
                        let body: Option<String> = row.try_get(column)?;
                        all.extend(body.map(|body| Found { noun, body }));
                    }
                }
            }
            file.close().await?;
        }
        Ok(all)
    }

    /// Every byte of the caches and the outbox, decrypted page by page.
    pub fn every_byte(&self) -> anyhow::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        for (_, path, key) in self.caches() {
            bytes.extend(every_page(&path, key)?);
        }
        bytes.extend(every_page(&self.folder.join("outbox.db"), &self.outbox_key)?);
        Ok(bytes)
    }
}

/// Opens a file with a raw key, as the desk does.
pub async fn open(path: &Path, key: &FileKey) -> anyhow::Result<SqliteConnection> {
    let hex: String = key.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    let options = muster_sqlite::file(path).pragma("key", format!("\"x'{hex}'\""));
    let mut file = options.connect().await?;
    sqlx::query("SELECT count(*) FROM sqlite_master").fetch_one(&mut file).await?;
    Ok(file)
}

async fn tables(file: &mut SqliteConnection) -> anyhow::Result<Vec<String>> {
    let sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'";
    Ok(sqlx::query_scalar(sql).fetch_all(file).await?)
}

/// Decrypts every page of a file and of its write-ahead log, without asking SQLite.
pub fn every_page(path: &Path, key: &FileKey) -> anyhow::Result<Vec<u8>> {
    let mut pages = std::fs::read(path)?;
    ensure!(pages.len() % PAGE == 0 && !pages.is_empty(), "{} has no pages", path.display());
    for (n, page) in pages.chunks_mut(PAGE).enumerate() {
        // The first page begins with the file's salt.
        decrypt(page, if n == 0 { 16 } else { 0 }, key);
    }
    ensure!(pages[16..18] == [0x10, 0x00], "{} is not what the key opens", path.display());
    let log = path.with_extension("db-wal");
    if let Ok(log) = std::fs::read(log) {
        for frame in log.get(32..).unwrap_or_default().chunks_exact(24 + PAGE) {
            let number = u32::from_be_bytes([frame[0], frame[1], frame[2], frame[3]]);
            let mut page = frame[24..].to_vec();
            decrypt(&mut page, if number == 1 { 16 } else { 0 }, key);
            pages.extend(page);
        }
    }
    Ok(pages)
}

fn decrypt(page: &mut [u8], from: usize, key: &FileKey) {
    let (body, reserved) = page.split_at_mut(PAGE - RESERVED);
    let mut vector = [0; 16];
    vector.copy_from_slice(&reserved[..16]);
    let mut cipher = cbc::Decryptor::<aes::Aes256>::new(key.as_bytes().into(), &vector.into());
    for block in body[from..].chunks_exact_mut(16) {
        cipher.decrypt_block_mut(block.into());
    }
}

/// Whether `needle` stands anywhere in `bytes`.
pub fn has(bytes: &[u8], needle: &[u8]) -> bool {
    Needles::new([needle.to_vec()]).among(bytes) == BTreeSet::from([0])
}

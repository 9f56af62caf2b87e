//! Files: kept here before the command that names them is saved, sent part by part before it is, and
//! opened from what is here or else from the server.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use muster_domain::Command;
use muster_domain::noun::NounKind;
use muster_domain::recruitment::Document;
use muster_domain::recruitment::document::{self, Kind, Media, Stage};
use muster_domain::words::{ChunkName, CommandId};
use muster_protocol::chunk::{self, CHUNKS_AT_ONCE};
use muster_protocol::verdict::NotTaken;
use muster_store::{Error, records};
use muster_sync::http::Refused;
use muster_sync::{Input, Trouble};
use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use crate::act::{ActError, Receipt};
use crate::announce::Announcement;
use crate::receive::Stopped;
use crate::session::Session;

/// A file to be kept with an applicant.
#[derive(Debug, Clone)]
pub struct NewDocument {
    /// Whose.
    pub applicant: Uuid,
    /// What it shows.
    pub kind: Kind,
    /// What it is called.
    pub name: String,
    /// What is in it.
    pub content: Vec<u8>,
}

/// A document that was opened.
#[derive(Clone, PartialEq, Eq)]
pub struct OpenedDocument {
    /// What it is called.
    pub name: String,
    /// What sort of file it is.
    pub media: Media,
    /// What is in it.
    pub content: Vec<u8>,
}

impl std::fmt::Debug for OpenedDocument {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OpenedDocument").field("media", &self.media).finish_non_exhaustive()
    }
}

/// Why a document is not opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FileError {
    /// Nobody is signed in, or the desk is locked.
    #[error("the desk is locked")]
    Locked,
    /// It is not held here, or was removed.
    #[error("this document is not on this computer any more")]
    Gone,
    /// Not all of it is on this computer, and the server cannot be reached.
    #[error("this document is not on this computer yet; connect and open it once")]
    NotHere,
    /// The server does not have all of it, or does not give it.
    #[error("the server does not have this document in full")]
    NotAtServer,
    /// It is not what was added.
    #[error("this document is damaged")]
    Damaged,
    /// The copy cannot be written there.
    #[error("the copy cannot be saved in this folder")]
    CannotSave,
    /// The disk is full.
    #[error("the disk is full")]
    DiskFull,
    /// Something is broken; it is in the log.
    #[error("something is broken")]
    Broken,
}

impl From<Error> for FileError {
    fn from(error: Error) -> Self {
        match error {
            Error::Sealed => FileError::Damaged,
            error if error.is_disk_full() => FileError::DiskFull,
            error => {
                tracing::error!(%error, "a document could not be opened");
                FileError::Broken
            }
        }
    }
}

impl Session {
    /// Keeps a file with an applicant. When this returns a receipt, the file and the command are on the
    /// disk.
    pub async fn add_document(self: &Arc<Self>, new: NewDocument) -> Result<Receipt, ActError> {
        let NewDocument { applicant, kind, name, content } = new;
        let (media, size) = document::fit(&content).map_err(|refusal| ActError::Refused {
            field: refusal.field().map(str::to_owned),
            refusal: refusal.into(),
        })?;
        let filing = self.filing.lock().await;
        let kept = self.files.keep(content).await;
        self.disk_full(matches!(&kept, Err(error) if error.is_disk_full()));
        let (key, chunks) = kept?;
        let id = Uuid::now_v7();
        let add = document::Add { id, applicant, kind, name, media, size, key, chunks };
        let saved = self.act(Command::Document(document::Command::Add(add))).await;
        drop(filing);
        if saved.is_err() {
            self.sweep_files().await;
        }
        saved
    }

    /// Opens a document, from this computer or else from the server; what came from there is kept.
    pub async fn open_document(&self, id: Uuid) -> Result<OpenedDocument, FileError> {
        let seen = records::get::<Document>(&self.shown().await.main, id).await?;
        let document = seen.map(|seen| seen.record).ok_or(FileError::Gone)?;
        let Stage::Kept { key, chunks } = &document.stage else { return Err(FileError::Gone) };
        let mut sealed = Vec::with_capacity(chunks.len());
        for name in chunks {
            sealed.push(match self.files.get(*name).await? {
                Some(part) => part,
                None => self.fetch_chunk(*name).await?,
            });
        }
        let content = chunk::open(&sealed, key).map_err(|_| FileError::Damaged)?;
        let as_said =
            content.len() == document.size as usize && Media::of(&content) == Some(document.media);
        if !as_said {
            return Err(FileError::Damaged);
        }
        Ok(OpenedDocument { name: document.name, media: document.media, content })
    }

    /// Saves a copy of a document in a folder, under its name or, where that is taken, a number more.
    /// From then on it is whoever's the folder is: nothing seals it, and nothing removes it.
    pub async fn save_copy(&self, id: Uuid, folder: &Path) -> Result<PathBuf, FileError> {
        let OpenedDocument { name, media, content } = self.open_document(id).await?;
        self.save_in(folder, &name, media, content).await
    }

    pub(crate) async fn save_in(
        &self,
        folder: &Path,
        name: &str,
        media: Media,
        content: Vec<u8>,
    ) -> Result<PathBuf, FileError> {
        let (folder, stem) = (folder.to_owned(), stem_of(name, media));
        let saved =
            tokio::task::spawn_blocking(move || write_copy(&folder, &stem, media, &content));
        let saved = saved.await.map_err(|_| FileError::Broken)?;
        saved.map_err(|error| match error.kind() {
            std::io::ErrorKind::StorageFull => FileError::DiskFull,
            kind => {
                tracing::warn!(?kind, "a copy could not be saved");
                FileError::CannotSave
            }
        })
    }

    async fn fetch_chunk(&self, name: ChunkName) -> Result<Vec<u8>, FileError> {
        let token = self.token().map_err(|_| FileError::NotHere)?;
        let part = self.client.chunk(&token, name).await.map_err(|refused| match refused {
            Refused::NoSuchChunk => FileError::NotAtServer,
            _ => FileError::NotHere,
        })?;
        if !self.files.put(name, part.clone()).await? {
            return Err(FileError::NotAtServer);
        }
        Ok(part)
    }

    /// Sends the parts of files that the server lacks, file by file; each command goes after its own.
    pub(crate) async fn upload(&self) -> Result<(), Stopped> {
        let token = self.token()?;
        let mut stuck = false;
        for (command, chunks) in self.outbox.files_to_send().await? {
            match self.upload_file(&token, command, &chunks).await {
                Ok(()) => self.wake(Input::Saved),
                // What is wrong with one file need not be with the next.
                Err(Stopped::Trouble(Trouble::NoAnswer)) => stuck = true,
                Err(stopped) => return Err(stopped),
            }
        }
        if stuck { Err(Trouble::NoAnswer.into()) } else { Ok(()) }
    }

    async fn upload_file(
        &self,
        token: &str,
        command: CommandId,
        chunks: &[ChunkName],
    ) -> Result<(), Stopped> {
        for names in chunks.chunks(CHUNKS_AT_ONCE) {
            let missing = self.client.missing(token, names.to_vec()).await?;
            let is_missing = |name: &&ChunkName| missing.contains(name);
            let there: Vec<_> = names.iter().filter(|name| !is_missing(name)).copied().collect();
            self.outbox.chunks_sent(&there).await?;
            for name in names.iter().filter(is_missing) {
                let Some(sealed) = self.files.get(*name).await? else {
                    return self.file_missing(command).await;
                };
                self.client.put_chunk(token, *name, sealed).await?;
                self.outbox.chunks_sent(&[*name]).await?;
                self.desk.announcer.say(Announcement::WorkChanged);
            }
        }
        Ok(())
    }

    /// A part is neither here nor there: the command could never be sent. Its author hears of it.
    async fn file_missing(&self, command: CommandId) -> Result<(), Stopped> {
        let _writing = self.writing.lock().await;
        let person = self.keys.person.public_key();
        let now = self.desk.clock.read().wall;
        self.outbox.refused(command, &NotTaken::FileMissing, &person, now).await?;
        self.settle(&[]).await?;
        self.announce_work().await;
        Ok(())
    }

    /// Removes the parts of files that nothing here names any more. Should it fail, it is done the next
    /// time: without their record nobody can read them.
    pub(crate) async fn sweep_files(&self) {
        let _filing = self.filing.lock().await;
        if let Err(error) = self.files.sweep(&self.cache, &self.outbox).await {
            tracing::error!(%error, "parts of files that nothing names are still here");
        }
    }

    /// The same, where records of these nouns have changed. Not to be called while writing: whoever
    /// keeps a file waits for that.
    pub(crate) async fn sweep_after(&self, nouns: impl IntoIterator<Item = NounKind>) {
        if nouns.into_iter().any(NounKind::names_chunks) {
            self.sweep_files().await;
        }
    }
}

/// A document's name as the beginning of a file's name, on any system: no path, nothing hidden, and no
/// name that means a device.
fn stem_of(name: &str, media: Media) -> String {
    let safe = |c: char| if c.is_control() || "/\\:*?\"<>|".contains(c) { '_' } else { c };
    let name: String = name.chars().map(safe).collect();
    let lower = name.to_lowercase();
    let endings = [media.ending(), if media == Media::Jpeg { "jpeg" } else { media.ending() }];
    let ending = endings.iter().find(|ending| lower.ends_with(&format!(".{ending}")));
    // Endings are ASCII: as long in the name as in its small letters.
    let cut = ending.map_or(name.len(), |ending| name.len() - ending.len() - 1);
    let stem = name.get(..cut).unwrap_or(&name).trim_matches(['.', ' ']);
    let devices = ["con", "prn", "aux", "nul"];
    let port = |stem: &str| {
        let number = stem.strip_prefix("com").or(stem.strip_prefix("lpt"));
        number.is_some_and(|number| number.chars().count() == 1)
    };
    let small = stem.to_lowercase();
    let means_device = devices.contains(&small.as_str()) || port(&small);
    match stem {
        "" => "document".to_owned(),
        _ if means_device => format!("_{stem}"),
        _ => stem.to_owned(),
    }
}

/// Nobody's file is written over.
fn write_copy(folder: &Path, stem: &str, media: Media, content: &[u8]) -> std::io::Result<PathBuf> {
    let ending = media.ending();
    let mut number = 1;
    loop {
        let name = match number {
            1 => format!("{stem}.{ending}"),
            _ => format!("{stem} ({number}).{ending}"),
        };
        let path = folder.join(name);
        match std::fs::File::create_new(&path) {
            Ok(mut file) => {
                let written = std::io::Write::write_all(&mut file, content);
                if written.is_err() {
                    // Half a copy is none.
                    let _ = std::fs::remove_file(&path);
                }
                return written.map(|()| path);
            }
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists && number < 1_000 => {
                number += 1;
            }
            Err(error) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copys_name_is_no_path_hidden_file_or_device() {
        for (name, stem) in [
            ("Passport.pdf", "Passport"),
            ("Passport.PDF", "Passport"),
            ("../../etc/passwd", "_.._etc_passwd"),
            ("C:\\x.pdf", "C__x"),
            ("...", "document"),
            (".bashrc", "bashrc"),
            ("con.pdf", "_con"),
            ("Com1", "_Com1"),
            ("a\nb", "a_b"),
            ("Siân Ŵyn.pdf", "Siân Ŵyn"),
        ] {
            assert_eq!(stem_of(name, Media::Pdf), stem, "{name:?}");
        }
        assert_eq!(stem_of("x.jpeg", Media::Jpeg), "x");
        assert_eq!(stem_of("x.jpg", Media::Jpeg), "x");
    }

    #[test]
    fn nobodys_file_is_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let write = || write_copy(folder.path(), "Passport", Media::Pdf, b"%PDF-").unwrap();
        assert!(write().ends_with("Passport.pdf"));
        assert!(write().ends_with("Passport (2).pdf"));
        let nowhere = folder.path().join("none");
        assert!(write_copy(&nowhere, "Passport", Media::Pdf, b"%PDF-").is_err());
    }
}

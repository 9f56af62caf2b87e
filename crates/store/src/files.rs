//! The parts of files on this computer: in the person's folder, each under the hash of its sealed bytes,
//! the same bytes as on the way and at the server. What opens them is in the record alone, so that
//! nothing of a file can be read here once its record is gone; the parts are swept away after it.

use std::collections::HashSet;
use std::io::Write;
use std::path::{Path, PathBuf};

use muster_domain::words::{ChunkName, FileKey};
use muster_protocol::chunk;
use rand::RngCore;
use rand::rngs::OsRng;

use crate::outbox::Outbox;
use crate::recruitment::document::chunks_held;
use crate::{Cache, Error};

/// How a part is called while it is written.
const UNFINISHED: &str = "part";

/// A person's folder of parts.
#[derive(Debug, Clone)]
pub struct Files {
    folder: PathBuf,
}

impl Files {
    /// Those in a person's folder. They are made with the first.
    pub fn of(folder: &Path) -> Self {
        Self { folder: folder.join("files") }
    }

    /// Cuts a file, seals its pieces with a new key, and keeps them. When this returns, they are on the
    /// disk.
    pub async fn keep(&self, content: Vec<u8>) -> Result<(FileKey, Vec<ChunkName>), Error> {
        let folder = self.folder.clone();
        blocking(move || {
            let mut key = [0; 32];
            OsRng.fill_bytes(&mut key);
            let key = FileKey(key);
            std::fs::create_dir_all(&folder)?;
            let mut names = Vec::new();
            for sealed in chunk::seal(&content, &key).map_err(|_| Error::Sealed)? {
                names.push(write(&folder, &sealed)?);
            }
            settle(&folder)?;
            Ok((key, names))
        })
        .await
    }

    /// Keeps a part that the server gave, if it is what its name says. `false` if it is not.
    pub async fn put(&self, name: ChunkName, sealed: Vec<u8>) -> Result<bool, Error> {
        let folder = self.folder.clone();
        blocking(move || {
            if chunk::name_of(&sealed) != name {
                return Ok(false);
            }
            std::fs::create_dir_all(&folder)?;
            write(&folder, &sealed)?;
            Ok(true)
        })
        .await
    }

    /// A part, sealed as it is; nothing if it is not here. One that is damaged is as good as none.
    pub async fn get(&self, name: ChunkName) -> Result<Option<Vec<u8>>, Error> {
        let path = self.folder.join(name.to_string());
        blocking(move || match std::fs::read(&path) {
            Ok(sealed) if chunk::name_of(&sealed) == name => Ok(Some(sealed)),
            Ok(_) => {
                tracing::error!("a part of a file is damaged on this computer");
                std::fs::remove_file(&path)?;
                Ok(None)
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        })
        .await
    }

    /// Removes the parts that neither a record held here nor a command that may still be sent names.
    /// Nothing may be kept meanwhile: what is kept is named a moment later.
    pub async fn sweep(&self, cache: &Cache, outbox: &Outbox) -> Result<(), Error> {
        if !tokio::fs::try_exists(&self.folder).await? {
            return Ok(());
        }
        let mut wanted: HashSet<ChunkName> = chunks_held(cache).await?;
        wanted.extend(outbox.chunks_wanted().await?);
        let folder = self.folder.clone();
        blocking(move || {
            for entry in std::fs::read_dir(&folder)? {
                let path = entry?.path();
                let name = path.file_name().and_then(|name| name.to_str());
                // An unfinished one is no name: of a desk that ended while it wrote.
                let name = name.and_then(ChunkName::parse);
                if !name.is_some_and(|name| wanted.contains(&name)) {
                    crate::leaving::removed(std::fs::remove_file(&path))?;
                }
            }
            Ok(())
        })
        .await
    }
}

/// Writes a part under its name: never half of it, whenever the desk ends.
fn write(folder: &Path, sealed: &[u8]) -> Result<ChunkName, Error> {
    let name = chunk::name_of(sealed);
    let path = folder.join(name.to_string());
    let unfinished = path.with_extension(UNFINISHED);
    let mut file = std::fs::File::create(&unfinished)?;
    file.write_all(sealed)?;
    file.sync_all()?;
    std::fs::rename(&unfinished, &path)?;
    Ok(name)
}

/// The names are on the disk as well. Elsewhere than on Unix a folder is not opened for that.
fn settle(folder: &Path) -> Result<(), Error> {
    if cfg!(unix) {
        std::fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// Sealing and files take their time: not on a thread that answers.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|error| Err(std::io::Error::other(error).into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_domain::recruitment::document::PIECE;

    fn content(length: u32) -> Vec<u8> {
        (0..length).map(|n| (n % 251) as u8).collect()
    }

    #[tokio::test]
    async fn a_part_is_kept_under_its_name_and_a_damaged_one_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::of(folder.path());
        let (key, names) = files.keep(content(2 * PIECE + 5)).await.unwrap();
        assert_eq!(names.len(), 3);
        let mut sealed = Vec::new();
        for name in &names {
            sealed.push(files.get(*name).await.unwrap().unwrap());
        }
        assert_eq!(chunk::open(&sealed, &key).unwrap(), content(2 * PIECE + 5));

        let path = files.folder.join(names[1].to_string());
        let mut bytes = std::fs::read(&path).unwrap();
        bytes[5] ^= 1;
        std::fs::write(&path, &bytes).unwrap();
        assert_eq!(files.get(names[1]).await.unwrap(), None);
        // Neither is it taken from a server that says it is that one.
        assert!(!files.put(names[1], bytes).await.unwrap());
        assert!(files.put(names[1], sealed[1].clone()).await.unwrap());
        assert_eq!(files.get(names[1]).await.unwrap().as_ref(), Some(&sealed[1]));
    }

    #[tokio::test]
    async fn the_same_file_twice_has_no_part_in_common() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::of(folder.path());
        let (_, one) = files.keep(content(PIECE)).await.unwrap();
        let (_, two) = files.keep(content(PIECE)).await.unwrap();
        assert_ne!(one, two);
    }
}

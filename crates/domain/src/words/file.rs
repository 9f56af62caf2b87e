//! A file is kept and sent in parts, each sealed with the file's own key and named by the hash of what
//! came of it. Whoever has a part can check its name; only whoever holds the record can open it.

use serde::{Deserialize, Serialize};
use specta::Type;

/// A part of a file by its name: the SHA-256 of its sealed bytes, in 64 small hexadecimal digits.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type,
)]
#[serde(try_from = "String", into = "String")]
#[specta(type = String)]
pub struct ChunkName(pub [u8; 32]);

/// What opens a file: a random key of its own, which is in its record and nowhere else. No debug output
/// shows it.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(try_from = "String", into = "String")]
#[specta(type = String)]
pub struct FileKey(pub [u8; 32]);

impl ChunkName {
    /// Reads a name; `None` if it is not 64 small hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        parse(text).map(Self)
    }
}

impl std::fmt::Display for ChunkName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl std::fmt::Debug for FileKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FileKey(…)")
    }
}

/// One spelling only: a name stands in paths and file names.
fn parse(text: &str) -> Option<[u8; 32]> {
    let small = text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    let bytes = small.then(|| hex::decode(text).ok()).flatten()?;
    bytes.try_into().ok()
}

impl TryFrom<String> for ChunkName {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("a part's name is 64 small hexadecimal digits")
    }
}

impl From<ChunkName> for String {
    fn from(name: ChunkName) -> String {
        name.to_string()
    }
}

impl TryFrom<String> for FileKey {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        parse(&text).map(Self).ok_or("a file's key is 64 small hexadecimal digits")
    }
}

impl From<FileKey> for String {
    fn from(key: FileKey) -> String {
        hex::encode(key.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_one_spelling_and_a_key_is_shown_in_no_log() {
        let name = ChunkName([0xAB; 32]);
        assert_eq!(ChunkName::parse(&name.to_string()), Some(name));
        for wrong in [&"AB".repeat(32), &"ab".repeat(31), &"..".repeat(32), ""] {
            assert_eq!(ChunkName::parse(wrong), None, "{wrong}");
        }
        let key = FileKey([7; 32]);
        assert_eq!(format!("{key:?}"), "FileKey(…)");
        let text = serde_json::to_string(&key).unwrap();
        assert_eq!(serde_json::from_str::<FileKey>(&text).unwrap(), key);
    }
}

//! Files: taken from the window, shown in it, and saved as copies. What a file is and whether it may be
//! kept is the core's to say.

use std::path::PathBuf;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use muster_app::{ActError, App, FileError, Language, NewDocument, Receipt};
use muster_domain::recruitment::document::{Kind, Media};
use serde::{Deserialize, Serialize};
use specta::Type;
use tauri::{AppHandle, Manager, State};
use uuid::Uuid;

/// Where copies are saved: the person's folder for downloads, where the computer names one.
pub struct Downloads(Option<PathBuf>);

impl Downloads {
    /// As this computer has it.
    pub fn of(handle: &AppHandle) -> Self {
        Self(handle.path().download_dir().ok())
    }
}

/// A file that was chosen in the window.
#[derive(Deserialize, Type)]
pub struct ChosenDocument {
    /// With which applicant it is kept.
    applicant: Uuid,
    /// What it shows.
    kind: Kind,
    /// What it is called.
    name: String,
    /// What is in it, in base64.
    content: String,
}

/// A document to be shown.
#[derive(Serialize, Deserialize, Type)]
pub struct ShownDocument {
    /// What it is called.
    name: String,
    /// What sort of file it is.
    media: Media,
    /// What is in it, in base64.
    content: String,
}

/// Where a copy was saved.
#[derive(Debug, Serialize, Deserialize, Type)]
pub struct SavedCopy {
    /// The folder and the name.
    path: String,
}

/// Keeps a file with an applicant.
#[tauri::command]
#[specta::specta]
pub async fn add_document(
    app: State<'_, App>,
    document: ChosenDocument,
) -> Result<Receipt, ActError> {
    let ChosenDocument { applicant, kind, name, content } = document;
    let session = app.session().await.ok_or(ActError::Locked)?;
    let content = STANDARD.decode(content).map_err(|error| {
        tracing::error!(%error, "the window gave a file that cannot be read");
        ActError::Broken
    })?;
    session.add_document(NewDocument { applicant, kind, name, content }).await
}

/// Opens a document.
#[tauri::command]
#[specta::specta]
pub async fn open_document(app: State<'_, App>, id: Uuid) -> Result<ShownDocument, FileError> {
    let session = app.session().await.ok_or(FileError::Locked)?;
    let opened = session.open_document(id).await?;
    let content = STANDARD.encode(opened.content);
    Ok(ShownDocument { name: opened.name, media: opened.media, content })
}

/// Saves a copy of a document among the person's downloads.
#[tauri::command]
#[specta::specta]
pub async fn save_document(
    app: State<'_, App>,
    downloads: State<'_, Downloads>,
    id: Uuid,
) -> Result<SavedCopy, FileError> {
    let session = app.session().await.ok_or(FileError::Locked)?;
    let folder = downloads.0.as_deref().ok_or(FileError::CannotSave)?;
    let path = session.save_copy(id, folder).await?;
    Ok(SavedCopy { path: path.to_string_lossy().into_owned() })
}

/// Saves a reference that arrived as PDF among the person's downloads, in the window's language.
#[tauri::command]
#[specta::specta]
pub async fn print_reference(
    app: State<'_, App>,
    downloads: State<'_, Downloads>,
    id: Uuid,
    welsh: bool,
) -> Result<SavedCopy, FileError> {
    let session = app.session().await.ok_or(FileError::Locked)?;
    let folder = downloads.0.as_deref().ok_or(FileError::CannotSave)?;
    let language = if welsh { Language::Welsh } else { Language::English };
    let path = session.print_reference(id, language, folder).await?;
    Ok(SavedCopy { path: path.to_string_lossy().into_owned() })
}

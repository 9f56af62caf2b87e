//! Work on this computer: made of the outbox and the files, not of one noun.

use muster_app::{App, ReadError};
use muster_store::work::{Holding, Settled, WorkItem};
use tauri::State;

/// What is saved here and not decided.
#[tauri::command]
#[specta::specta]
pub async fn waiting(app: State<'_, App>) -> Result<Vec<WorkItem>, ReadError> {
    app.session().await.ok_or(ReadError::Locked)?.waiting().await
}

/// What needs its author.
#[tauri::command]
#[specta::specta]
pub async fn attention(app: State<'_, App>) -> Result<Vec<WorkItem>, ReadError> {
    app.session().await.ok_or(ReadError::Locked)?.attention().await
}

/// What was settled.
#[tauri::command]
#[specta::specta]
pub async fn history(app: State<'_, App>) -> Result<Vec<Settled>, ReadError> {
    app.session().await.ok_or(ReadError::Locked)?.history().await
}

/// What is held on this computer.
#[tauri::command]
#[specta::specta]
pub async fn held(app: State<'_, App>) -> Result<Vec<Holding>, ReadError> {
    app.session().await.ok_or(ReadError::Locked)?.held().await
}

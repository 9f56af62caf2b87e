//! Search: one line a read.

use muster_app::{App, ReadError};
use tauri::State;

use muster_store::search::{Find, FindAnswer, Recent};

/// People and requests by their words.
#[tauri::command]
#[specta::specta]
pub async fn find(app: State<'_, App>, read: Find) -> Result<FindAnswer, ReadError> {
    super::answer(&app, &read).await
}

/// Records that were opened lately.
#[tauri::command]
#[specta::specta]
pub async fn recent(app: State<'_, App>, read: Recent) -> Result<FindAnswer, ReadError> {
    super::answer(&app, &read).await
}

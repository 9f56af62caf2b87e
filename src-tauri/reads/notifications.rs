//! Notifications: one line a read.

use muster_app::{App, ReadError};
use tauri::State;

use muster_store::notifications::notice::{UnreadNotices, Worklist, WorklistAnswer};

/// A person's worklist.
#[tauri::command]
#[specta::specta]
pub async fn worklist(app: State<'_, App>, read: Worklist) -> Result<WorklistAnswer, ReadError> {
    super::answer(&app, &read).await
}

/// How many notices are unread.
#[tauri::command]
#[specta::specta]
pub async fn unread_notices(app: State<'_, App>, read: UnreadNotices) -> Result<u32, ReadError> {
    super::answer(&app, &read).await
}

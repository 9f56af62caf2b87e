//! Notifications: one line a read.

use muster_app::{App, ReadError};
use tauri::State;

use muster_domain::notifications::Colleague;
use muster_store::notifications::colleague::Colleagues;
use muster_store::notifications::delegation::{DelegationRow, Delegations};
use muster_store::notifications::kind_setting::{KindRow, Kinds};
use muster_store::notifications::notice::{
    OpenKind, OpenWork, UnreadNotices, Worklist, WorklistAnswer,
};

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

/// What is open for a person, by kind.
#[tauri::command]
#[specta::specta]
pub async fn open_work(app: State<'_, App>, read: OpenWork) -> Result<Vec<OpenKind>, ReadError> {
    super::answer(&app, &read).await
}

/// Those who work the same queues.
#[tauri::command]
#[specta::specta]
pub async fn colleagues(
    app: State<'_, App>,
    read: Colleagues,
) -> Result<Vec<Colleague>, ReadError> {
    super::answer(&app, &read).await
}

/// Who stands in for whom.
#[tauri::command]
#[specta::specta]
pub async fn delegations(
    app: State<'_, App>,
    read: Delegations,
) -> Result<Vec<DelegationRow>, ReadError> {
    super::answer(&app, &read).await
}

/// The kinds of notices that there are.
#[tauri::command]
#[specta::specta]
pub async fn kinds(app: State<'_, App>, read: Kinds) -> Result<Vec<KindRow>, ReadError> {
    super::answer(&app, &read).await
}

//! What is the desk's and not a record's: who is here, unlocking, the state of sync, drafts.

use chrono::{DateTime, Utc};
use muster_app::{App, Home, OpenError, PersonHere, ReadError, Removed, SessionView, SyncStatus};
use muster_store::outbox::Draft;
use serde::{Deserialize, Serialize};
use specta::Type;
use tauri::{AppHandle, Manager, State};
use uuid::Uuid;

/// Where the desk keeps its files: `MUSTER_HOME`, or the user's local (not roaming) data.
pub fn home(handle: &AppHandle) -> Result<Home, tauri::Error> {
    let path = match std::env::var_os("MUSTER_HOME") {
        Some(path) => path.into(),
        None => handle.path().app_local_data_dir()?.join("people"),
    };
    Ok(Home::new(path))
}

/// What the window shows before anybody has signed in.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct About {
    /// This version.
    pub version: String,
    /// The server set by the organisation, if it has set one.
    pub server: Option<String>,
    /// What the computer is called.
    pub computer: String,
}

/// What this desk is.
#[tauri::command]
#[specta::specta]
pub fn about() -> About {
    About {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        server: std::env::var("MUSTER_SERVER").ok(),
        computer: computer(),
    }
}

fn computer() -> String {
    ["MUSTER_COMPUTER", "COMPUTERNAME", "HOSTNAME"]
        .iter()
        .find_map(|name| std::env::var(name).ok())
        .unwrap_or_else(|| "This computer".to_owned())
}

/// Everybody who has signed in here.
#[tauri::command]
#[specta::specta]
pub async fn people_here(app: State<'_, App>) -> Result<Vec<PersonHere>, OpenError> {
    app.people_here().await
}

/// Who is at work.
#[tauri::command]
#[specta::specta]
pub async fn session(app: State<'_, App>) -> Result<Option<SessionView>, ReadError> {
    Ok(app.session().await.map(|session| session.view()))
}

/// The first sign-in of somebody here.
#[tauri::command]
#[specta::specta]
pub async fn sign_in(
    app: State<'_, App>,
    server: String,
    username: String,
    password: String,
) -> Result<SessionView, OpenError> {
    app.sign_in(&server, &username, &password, &computer()).await
}

/// Opens the files of somebody who has signed in here before.
#[tauri::command]
#[specta::specta]
pub async fn unlock(
    app: State<'_, App>,
    profile: Uuid,
    password: String,
) -> Result<SessionView, OpenError> {
    app.unlock(profile, &password).await
}

/// Closes the files and forgets the keys.
#[tauri::command]
#[specta::specta]
pub async fn lock(app: State<'_, App>) -> Result<(), ReadError> {
    app.lock().await;
    Ok(())
}

/// The copies that were removed from this computer.
#[tauri::command]
#[specta::specta]
pub async fn removed(app: State<'_, App>) -> Result<Vec<Removed>, OpenError> {
    app.removed().await
}

/// Of how many people there are files on this computer that nothing opens any more.
#[tauri::command]
#[specta::specta]
pub async fn unopenable(app: State<'_, App>) -> Result<u32, OpenError> {
    app.unopenable().await
}

/// Somebody has taken note that a copy was removed.
#[tauri::command]
#[specta::specta]
pub async fn take_note(app: State<'_, App>, id: Uuid) -> Result<(), OpenError> {
    app.take_note(id).await
}

/// What the status bar says.
#[tauri::command]
#[specta::specta]
pub async fn sync_status(app: State<'_, App>) -> Result<Option<SyncStatus>, ReadError> {
    Ok(app.session().await.map(|session| session.status()))
}

/// Tries the server now.
#[tauri::command]
#[specta::specta]
pub async fn sync_now(app: State<'_, App>) -> Result<(), ReadError> {
    app.session().await.ok_or(ReadError::Locked)?.sync_now();
    Ok(())
}

/// Keeps what is being typed in a form.
#[tauri::command]
#[specta::specta]
pub async fn keep_draft(
    app: State<'_, App>,
    form: String,
    text: String,
) -> Result<DateTime<Utc>, ReadError> {
    app.session().await.ok_or(ReadError::Locked)?.keep_draft(&form, &text).await
}

/// What was kept of a form.
#[tauri::command]
#[specta::specta]
pub async fn draft(app: State<'_, App>, form: String) -> Result<Option<Draft>, ReadError> {
    app.session().await.ok_or(ReadError::Locked)?.draft(&form).await
}

/// The form was sent, or given up.
#[tauri::command]
#[specta::specta]
pub async fn drop_draft(app: State<'_, App>, form: String) -> Result<(), ReadError> {
    app.session().await.ok_or(ReadError::Locked)?.drop_draft(&form).await
}

/// How this person has set something up on this computer.
#[tauri::command]
#[specta::specta]
pub async fn setting(app: State<'_, App>, name: String) -> Result<Option<String>, ReadError> {
    app.session().await.ok_or(ReadError::Locked)?.setting(&name).await
}

/// Sets it up so.
#[tauri::command]
#[specta::specta]
pub async fn keep_setting(
    app: State<'_, App>,
    name: String,
    value: String,
) -> Result<(), ReadError> {
    app.session().await.ok_or(ReadError::Locked)?.keep_setting(&name, &value).await
}

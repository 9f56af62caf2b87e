//! Announcements, passed on to the window as they are.

use muster_app::{Announcement, App};
use serde::Serialize;
use specta::Type;
use tauri::{AppHandle, Manager};
use tauri_specta::Event;
use tokio::sync::broadcast::error::RecvError;

/// Something happened on this desk.
#[derive(Debug, Clone, Serialize, Type, Event)]
pub struct Announced(pub Announcement);

/// Passes announcements on until the app ends.
pub fn pass_on(handle: AppHandle) {
    let mut heard = handle.state::<App>().announcer().listen();
    tauri::async_runtime::spawn(async move {
        loop {
            let announcement = match heard.recv().await {
                Ok(announcement) => announcement,
                // Too much at once: the window reads everything anew.
                Err(RecvError::Lagged(_)) => Announcement::SessionChanged,
                Err(RecvError::Closed) => return,
            };
            if let Err(error) = Announced(announcement).emit(&handle) {
                tracing::warn!(%error, "the window did not hear an announcement");
            }
        }
    });
}

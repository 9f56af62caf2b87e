//! The one write, and what may be done about a write that waits or was refused.

use std::sync::Arc;

use muster_app::{ActError, App, Receipt, Session};
use muster_domain::Command;
use muster_domain::words::CommandId;
use serde::{Deserialize, Serialize};
use specta::Type;
use tauri::State;

/// A receipt or why there is none: one of many.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Acted {
    /// It was saved.
    Saved {
        /// The receipt.
        receipt: Receipt,
    },
    /// It was not.
    Not {
        /// Why.
        error: ActError,
    },
}

/// Asks for something.
#[tauri::command]
#[specta::specta]
pub async fn act(app: State<'_, App>, command: Command) -> Result<Receipt, ActError> {
    session(&app).await?.act(command).await
}

/// Asks for several things, each for itself.
#[tauri::command]
#[specta::specta]
pub async fn act_many(app: State<'_, App>, commands: Vec<Command>) -> Result<Vec<Acted>, ActError> {
    let answers = session(&app).await?.act_many(commands).await;
    Ok(answers
        .into_iter()
        .map(|answer| match answer {
            Ok(receipt) => Acted::Saved { receipt },
            Err(error) => Acted::Not { error },
        })
        .collect())
}

/// Asks for something in place of a command that waits or was refused.
#[tauri::command]
#[specta::specta]
pub async fn amend(
    app: State<'_, App>,
    id: CommandId,
    command: Command,
) -> Result<Receipt, ActError> {
    session(&app).await?.amend(id, command).await
}

/// Takes back a command that waits or was refused.
#[tauri::command]
#[specta::specta]
pub async fn withdraw(app: State<'_, App>, id: CommandId) -> Result<(), ActError> {
    session(&app).await?.withdraw(id).await
}

async fn session(app: &App) -> Result<Arc<Session>, ActError> {
    app.session().await.ok_or(ActError::Locked)
}

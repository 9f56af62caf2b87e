//! People: one line a read.

use muster_app::{App, ReadError};
use tauri::State;

use muster_store::people::person::{People, PeopleAnswer, PersonPage, PersonView};

/// People by name or staff number.
#[tauri::command]
#[specta::specta]
pub async fn people(app: State<'_, App>, read: People) -> Result<PeopleAnswer, ReadError> {
    super::answer(&app, &read).await
}

/// A person's page.
#[tauri::command]
#[specta::specta]
pub async fn person_page(
    app: State<'_, App>,
    read: PersonPage,
) -> Result<Option<PersonView>, ReadError> {
    super::answer(&app, &read).await
}

//! Recruitment: one line a read.

use muster_app::{App, ReadError};
use tauri::State;

use muster_domain::words::OrganisationRef;
use muster_store::recruitment::applicant::{
    ApplicantRow, Applicants, Sources, StarterRow, Starters,
};
use muster_store::recruitment::document::{DocumentRow, Documents};

/// All applicants.
#[tauri::command]
#[specta::specta]
pub async fn applicants(
    app: State<'_, App>,
    read: Applicants,
) -> Result<Vec<ApplicantRow>, ReadError> {
    super::answer(&app, &read).await
}

/// The organisations that can be asked.
#[tauri::command]
#[specta::specta]
pub async fn sources(
    app: State<'_, App>,
    read: Sources,
) -> Result<Vec<OrganisationRef>, ReadError> {
    super::answer(&app, &read).await
}

/// What is known of applicants whose records are about to be asked for.
#[tauri::command]
#[specta::specta]
pub async fn starters(app: State<'_, App>, read: Starters) -> Result<Vec<StarterRow>, ReadError> {
    super::answer(&app, &read).await
}

/// The documents kept with an applicant.
#[tauri::command]
#[specta::specta]
pub async fn documents(
    app: State<'_, App>,
    read: Documents,
) -> Result<Vec<DocumentRow>, ReadError> {
    super::answer(&app, &read).await
}

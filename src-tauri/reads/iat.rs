//! Transfers: one line a read.

use muster_app::{App, ReadError};
use tauri::State;

use muster_store::iat::enquiry::{Enquiries, EnquiryPage, EnquiryRow, EnquiryView};
use muster_store::iat::oh_enquiry::{OhEnquiries, OhEnquiryPage, OhEnquiryRow, OhEnquiryView};
use muster_store::iat::part::{
    LearningReview, LearningReviewView, OhReview, OhReviewView, RecruitmentReview,
    RecruitmentReviewView,
};
use muster_store::iat::reference::{
    ReferenceArrived, ReferenceArrivedView, ReferencePage, ReferenceRow, ReferenceView, References,
};
use muster_store::iat::transfer::{TransferPage, TransferRow, TransferView, Transfers};

/// All transfers asked for here.
#[tauri::command]
#[specta::specta]
pub async fn transfers(
    app: State<'_, App>,
    read: Transfers,
) -> Result<Vec<TransferRow>, ReadError> {
    super::answer(&app, &read).await
}

/// One transfer.
#[tauri::command]
#[specta::specta]
pub async fn transfer_page(
    app: State<'_, App>,
    read: TransferPage,
) -> Result<Option<TransferView>, ReadError> {
    super::answer(&app, &read).await
}

/// Recruitment's part beside what is held.
#[tauri::command]
#[specta::specta]
pub async fn recruitment_review(
    app: State<'_, App>,
    read: RecruitmentReview,
) -> Result<Option<RecruitmentReviewView>, ReadError> {
    super::answer(&app, &read).await
}

/// Learning's part beside what is held.
#[tauri::command]
#[specta::specta]
pub async fn learning_review(
    app: State<'_, App>,
    read: LearningReview,
) -> Result<Option<LearningReviewView>, ReadError> {
    super::answer(&app, &read).await
}

/// Occupational health's part beside what is held.
#[tauri::command]
#[specta::specta]
pub async fn oh_review(
    app: State<'_, App>,
    read: OhReview,
) -> Result<Option<OhReviewView>, ReadError> {
    super::answer(&app, &read).await
}

/// All enquiries that came here.
#[tauri::command]
#[specta::specta]
pub async fn enquiries(app: State<'_, App>, read: Enquiries) -> Result<Vec<EnquiryRow>, ReadError> {
    super::answer(&app, &read).await
}

/// One enquiry.
#[tauri::command]
#[specta::specta]
pub async fn enquiry_page(
    app: State<'_, App>,
    read: EnquiryPage,
) -> Result<Option<EnquiryView>, ReadError> {
    super::answer(&app, &read).await
}

/// All requests to occupational health here.
#[tauri::command]
#[specta::specta]
pub async fn oh_enquiries(
    app: State<'_, App>,
    read: OhEnquiries,
) -> Result<Vec<OhEnquiryRow>, ReadError> {
    super::answer(&app, &read).await
}

/// One request to occupational health.
#[tauri::command]
#[specta::specta]
pub async fn oh_enquiry_page(
    app: State<'_, App>,
    read: OhEnquiryPage,
) -> Result<Option<OhEnquiryView>, ReadError> {
    super::answer(&app, &read).await
}

/// All references asked of this organisation.
#[tauri::command]
#[specta::specta]
pub async fn references(
    app: State<'_, App>,
    read: References,
) -> Result<Vec<ReferenceRow>, ReadError> {
    super::answer(&app, &read).await
}

/// One reference, with its form.
#[tauri::command]
#[specta::specta]
pub async fn reference_page(
    app: State<'_, App>,
    read: ReferencePage,
) -> Result<Option<ReferenceView>, ReadError> {
    super::answer(&app, &read).await
}

/// A reference that arrived.
#[tauri::command]
#[specta::specta]
pub async fn reference_arrived(
    app: State<'_, App>,
    read: ReferenceArrived,
) -> Result<Option<ReferenceArrivedView>, ReadError> {
    super::answer(&app, &read).await
}

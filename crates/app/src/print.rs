//! Documents that are made on the desk from what it holds, and saved where its person wants them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use muster_domain::recruitment::document::Media;
use muster_reports::{Language, Printing};
use muster_store::iat::reference::{ReferenceArrived, ReferenceArrivedView};
use uuid::Uuid;

use crate::files::FileError;
use crate::session::{ReadError, Session};

impl Session {
    /// Saves a reference that arrived as PDF in a folder: nothing seals it from then on.
    pub async fn print_reference(
        self: &Arc<Self>,
        id: Uuid,
        language: Language,
        folder: &Path,
    ) -> Result<PathBuf, FileError> {
        let found = self.read(&ReferenceArrived { id }).await.map_err(|error| match error {
            ReadError::Locked => FileError::Locked,
            ReadError::Broken => FileError::Broken,
        })?;
        let ReferenceArrivedView { part, cover, .. } = found.ok_or(FileError::Gone)?;
        let view = self.view();
        let printing = Printing {
            organisation: &view.organisation.name,
            by: &view.user.name,
            at: self.desk.clock.read().wall,
            language,
        };
        let pdf = muster_reports::reference(&part, &cover, &printing).map_err(|error| {
            tracing::error!(%error, "a reference could not be printed");
            FileError::Broken
        })?;
        let name = format!("{}, {}", part.name.shown(), part.source.name);
        self.save_in(folder, &name, Media::Pdf, pdf).await
    }
}

//! Documents made from data (docs/decisions/0023-pdf.md): a report is a value with a title, headings
//! and labelled lines; [`page`] sets it, one file a report says what is on it. No I/O and no clock:
//! whoever prints says who they are and when.

mod page;
mod reference;
mod reference_words;
mod words;

use chrono::{DateTime, Utc};

pub use page::PdfFault;
pub use reference::reference;

/// In which language a document is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// English.
    English,
    /// Welsh.
    Welsh,
}

/// Who prints, for whom, when and in which language: it stands on every page.
#[derive(Debug, Clone)]
pub struct Printing<'a> {
    /// The organisation whose copy it is.
    pub organisation: &'a str,
    /// Who prints.
    pub by: &'a str,
    /// When.
    pub at: DateTime<Utc>,
    /// The language.
    pub language: Language,
}

/// What is on a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Report {
    /// What it is.
    pub title: String,
    /// Whom it is about, and for what: under the title.
    pub under: Vec<String>,
    /// What it says.
    pub sections: Vec<Section>,
    /// What stands at the foot of every page, before its number.
    pub foot: String,
}

/// A heading with what stands under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Section {
    /// The heading.
    pub heading: String,
    /// Lines: what is asked, and what is said, which may be several lines.
    pub lines: Vec<(String, Vec<String>)>,
}

//! The first line: `HDR~file name~created~VPD~previous run~run~version`.

use chrono::NaiveDateTime;

use super::file_name::FileName;
use crate::cell::Columns;
use crate::expected::Expected;
use crate::fault::Kind;
use crate::value;

/// The columns of the header, its code among them.
pub(super) const COLUMNS: usize = 7;
/// The version of the layout that this reader reads.
const VERSION: &str = "01";

/// What the header says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// The file's name as it was written.
    pub file_name: String,
    /// The name's parts.
    pub file: FileName,
    /// When the file was written.
    pub created: NaiveDateTime,
    /// The employing authority, three digits.
    pub vpd: String,
    /// The run before this, as the source counts runs; none before the first.
    pub previous_run: Option<String>,
    /// This run.
    pub run: Option<String>,
}

impl Header {
    /// Another version is the only fault that is then said: its columns may mean something else.
    pub(super) fn read(mut c: Columns<'_>, version: &str) -> Option<Self> {
        if version.trim() != VERSION {
            let found = version.trim().chars().take(10).collect();
            c.fault("Version", Kind::OtherVersion { found });
            return c.finish(None).flatten();
        }
        let name = c.at("FileName").required().read(Expected::FileName, |text| {
            FileName::parse(text).map(|file| (text.to_owned(), file))
        });
        let created = c.at("Created").required().timestamp();
        let vpd = c
            .at("Vpd")
            .required()
            .read(Expected::Vpd, |text| value::is_vpd(text).then(|| text.to_owned()));
        let previous_run = c.at("PreviousRun").text(30);
        let run = c.at("Run").text(30);
        if let (Some((_, file)), Some(vpd)) = (&name, &vpd)
            && file.vpd != *vpd
        {
            c.fault("Vpd", Kind::HeaderDisagrees { with: "FileName" });
        }
        let (file_name, file) = name?;
        c.finish(Self { file_name, file, created: created?, vpd: vpd?, previous_run, run })
    }
}

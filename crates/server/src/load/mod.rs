//! The first load: files of the outside world become records. A file is taken whole, in one
//! transaction, or not at all; records find the ids they had before, so the same file twice
//! changes nothing.

mod applicants;
mod keep;
mod outbound;
mod tables;

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use chrono::NaiveDate;
use muster_domain::kept::Kept;
use muster_domain::noun::NounKind;
use muster_domain::words::{CommandId, OdsCode, OrganisationRef, PersonId, derived};
use muster_interfaces::generic_outbound::FileName;
use muster_interfaces::{
    Faults, Warnings, applicants_csv, competences_csv, generic_outbound, immunisations_csv,
    registrations_csv, service_csv,
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::Server;
use crate::administration::{AdminFault, by_operator};
use crate::ledger::{LedgerFault, audit};

/// Why a file is not taken.
#[derive(Debug, thiserror::Error)]
pub enum LoadFault {
    /// It cannot be read.
    #[error("the file cannot be read: {0}")]
    File(#[from] std::io::Error),
    /// No reader takes a file of that name.
    #[error(
        "the name says nothing known: expected GO_….DAT, or a name that ends in competences.csv, \
         immunisations.csv, service.csv, registrations.csv or applicants.csv"
    )]
    UnknownName,
    /// Rows are wrong: each is named.
    #[error("{0}")]
    Faults(Faults),
    /// Rows do not fit what is on record: each is named.
    #[error("{}", .0.join("\n"))]
    Rows(Vec<String>),
    /// The reader broke.
    #[error("the file could not be read to its end")]
    Broken,
    /// The organisation, or the database.
    #[error(transparent)]
    Admin(#[from] AdminFault),
}

impl From<LedgerFault> for LoadFault {
    fn from(fault: LedgerFault) -> Self {
        LoadFault::Admin(fault.into())
    }
}

impl From<sqlx::Error> for LoadFault {
    fn from(fault: sqlx::Error) -> Self {
        LedgerFault::from(fault).into()
    }
}

/// What a load comes to, for a noun.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Records that were not there.
    pub added: usize,
    /// Records that were otherwise.
    pub changed: usize,
    /// Records that were just so.
    pub left: usize,
}

/// What a load came to, or would.
#[derive(Debug, Default)]
pub struct Loaded {
    /// Noun by noun.
    pub nouns: BTreeMap<NounKind, Counts>,
    /// What a person should look at.
    pub warnings: Option<Warnings>,
}

impl Loaded {
    /// Over all nouns.
    pub fn total(&self) -> Counts {
        self.nouns.values().fold(Counts::default(), |all, one| Counts {
            added: all.added + one.added,
            changed: all.changed + one.changed,
            left: all.left + one.left,
        })
    }
}

/// Records as they are mapped, each with the line it comes from where it needs somebody on record.
#[derive(Default)]
struct Mapped {
    kept: Vec<Kept>,
    /// The people that must be on record, and the first line that needs each.
    needs: BTreeMap<Uuid, u64>,
    warnings: Option<Warnings>,
}

/// Where mapped records belong: their organisation, and the day.
#[derive(Clone)]
struct Place {
    organisation: OrganisationRef,
    on: NaiveDate,
}

impl Place {
    /// The id of the record with that natural key.
    fn id(&self, key: &str) -> Uuid {
        derived(self.organisation.id.0, key)
    }

    /// The person with that employee number.
    fn employee(&self, number: &str) -> PersonId {
        PersonId(self.id(&format!("person:{number}")))
    }
}

impl Server {
    /// Loads a file, or says what it would come to.
    pub async fn load(
        &self,
        organisation: &OdsCode,
        path: &Path,
        preview: bool,
    ) -> Result<Loaded, LoadFault> {
        let organisation = self.organisation(organisation).await?;
        let place = Place { organisation: organisation.clone(), on: self.now().date_naive() };
        let path = path.to_owned();
        let (mapped, hash) = tokio::task::spawn_blocking(move || read(&path, &place))
            .await
            .map_err(|_| LoadFault::Broken)??;
        self.take(&organisation, mapped, Some(hash), preview).await
    }

    /// Keeps records as a load does, without a file.
    pub async fn load_records(
        &self,
        organisation: &OdsCode,
        kept: Vec<Kept>,
    ) -> Result<Loaded, LoadFault> {
        let organisation = self.organisation(organisation).await?;
        self.take(&organisation, Mapped { kept, ..Mapped::default() }, None, false).await
    }

    async fn take(
        &self,
        organisation: &OrganisationRef,
        mapped: Mapped,
        bytes_hash: Option<[u8; 32]>,
        preview: bool,
    ) -> Result<Loaded, LoadFault> {
        let now = self.now();
        let mut writing = self.ledger().writing().await?;
        self.everybody_is_on_record(&mut writing, organisation, &mapped.needs).await?;
        let command = CommandId(Uuid::now_v7());
        let keys = &self.ledger().keys;
        let nouns =
            keep::keep(&mut writing, keys, organisation.id, mapped.kept, command, now).await?;
        let loaded = Loaded { nouns, warnings: mapped.warnings };
        if preview {
            writing.rollback().await?;
            return Ok(loaded);
        }
        let entry = audit::Entry {
            command: Some(command),
            bytes_hash,
            ..by_operator(organisation.id, "load", now)
        };
        audit::append(&mut writing, keys, entry).await?;
        writing.commit().await?;
        self.inner.news.tell(organisation.id);
        Ok(loaded)
    }

    async fn everybody_is_on_record(
        &self,
        connection: &mut sqlx::SqliteConnection,
        organisation: &OrganisationRef,
        needs: &BTreeMap<Uuid, u64>,
    ) -> Result<(), LoadFault> {
        if needs.is_empty() {
            return Ok(());
        }
        let known: Vec<Uuid> =
            sqlx::query_scalar("SELECT id FROM person WHERE organisation = ? AND body IS NOT NULL")
                .bind(organisation.id.0)
                .fetch_all(connection)
                .await?;
        let known: std::collections::HashSet<Uuid> = known.into_iter().collect();
        let mut lines: Vec<u64> =
            needs.iter().filter(|(id, _)| !known.contains(id)).map(|(_, line)| *line).collect();
        if lines.is_empty() {
            return Ok(());
        }
        lines.sort_unstable();
        let say = |line: u64| {
            format!(
                "Line {line}, column employee_number: nobody on record has this number. Load the \
                 people first, or correct it at its source."
            )
        };
        Err(LoadFault::Rows(lines.into_iter().map(say).collect()))
    }
}

/// Reads and maps a file, by its name.
fn read(path: &Path, place: &Place) -> Result<(Mapped, [u8; 32]), LoadFault> {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
    let mut source = Hashing { file: std::fs::File::open(path)?, hash: Sha256::new() };
    let on = place.on;
    let mapped = if FileName::parse(&name).is_some() {
        let file = generic_outbound::load(&name, &mut source).map_err(LoadFault::Faults)?;
        outbound::map(file, place)?
    } else if name.ends_with("competences.csv") {
        let table = competences_csv::load(&mut source, on).map_err(LoadFault::Faults)?;
        tables::competences(table, place)
    } else if name.ends_with("immunisations.csv") {
        let table = immunisations_csv::load(&mut source, on).map_err(LoadFault::Faults)?;
        tables::immunisations(table, place)
    } else if name.ends_with("service.csv") {
        let table = service_csv::load(&mut source, on).map_err(LoadFault::Faults)?;
        tables::service(table, place)
    } else if name.ends_with("registrations.csv") {
        let table = registrations_csv::load(&mut source, on).map_err(LoadFault::Faults)?;
        tables::registrations(table, place)
    } else if name.ends_with("applicants.csv") {
        let table = applicants_csv::load(&mut source, on).map_err(LoadFault::Faults)?;
        applicants::map(table, place)
    } else {
        return Err(LoadFault::UnknownName);
    };
    Ok((mapped, source.hash.finalize().into()))
}

/// A file whose bytes are hashed as they are read, so that the audit names what was loaded.
struct Hashing {
    file: std::fs::File,
    hash: Sha256,
}

impl Read for Hashing {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.hash.update(&buffer[..read]);
        Ok(read)
    }
}

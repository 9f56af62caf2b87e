//! A file kept with an applicant: a consent form, proof of identity, a certificate. It is added by
//! somebody who recruits and stays until it is removed with a reason; what then is left says that it
//! was, and opens nothing. The record names the file's parts and has the only key to them, so that a
//! file can be read by whoever holds its record and by nobody else.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use crate::noun::{By, Noun, NounKind, Record};
use crate::policy::{Team, Teams};
use crate::recruitment::{Applicant, applicant};
use crate::words::{ChunkName, FileKey, OrganisationId};
use crate::world::{Held, Stop, World};

/// A file is cut into pieces of so many bytes, each sealed for itself; the last is what is left.
pub const PIECE: u32 = 256 * 1024;
/// A file is at most so many bytes: 20 MiB, some thirty scanned pages.
pub const LARGEST: u32 = 20 * 1024 * 1024;
/// A name has at most so many letters: as many as a list shows.
pub const LONGEST_NAME: usize = 120;

/// The record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Document {
    /// Its id.
    pub id: Uuid,
    /// Who keeps it.
    pub organisation: OrganisationId,
    /// With which applicant.
    pub applicant: Uuid,
    /// What it shows.
    pub kind: Kind,
    /// What it is called.
    pub name: String,
    /// What sort of file it is.
    pub media: Media,
    /// How many bytes it has.
    pub size: u32,
    /// Who added it, where it was a person.
    pub added_by: Option<String>,
    /// When, by their computer.
    pub added_at: DateTime<Utc>,
    /// Whether it is still there.
    pub stage: Stage,
}

/// What a document shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
#[serde(rename = "DocumentKind")]
pub enum Kind {
    /// That they agree to what is asked for them.
    ConsentForm,
    /// Who they are.
    Identity,
    /// That they may work here.
    RightToWork,
    /// What they have learnt.
    Qualification,
    /// Something else that was asked for.
    Other,
}

/// What sort of file it is: those that every desk can show or keep, and that run nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
pub enum Media {
    /// A PDF.
    #[serde(rename = "application/pdf")]
    Pdf,
    /// A PNG picture.
    #[serde(rename = "image/png")]
    Png,
    /// A JPEG picture.
    #[serde(rename = "image/jpeg")]
    Jpeg,
}

/// Whether a document is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[serde(rename = "DocumentStage")]
pub enum Stage {
    /// It is.
    Kept {
        /// What opens its parts.
        key: FileKey,
        /// Its parts, in their order.
        chunks: Vec<ChunkName>,
    },
    /// It was removed: nothing opens it any more.
    Removed {
        /// Why.
        reason: String,
        /// Who removed it, where it was a person.
        by: Option<String>,
        /// When, by their computer.
        at: DateTime<Utc>,
    },
}

/// What may be asked of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "do", rename_all = "snake_case")]
#[serde(rename = "DocumentCommand")]
pub enum Command {
    /// Keep a file.
    Add(Add),
    /// It was the wrong one, or is not needed any more.
    Remove(Remove),
}

/// Keep a file with an applicant. Its parts are sent before this.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename = "DocumentAdd")]
pub struct Add {
    /// The new document.
    pub id: Uuid,
    /// Whose.
    pub applicant: Uuid,
    /// What it shows.
    pub kind: Kind,
    /// What it is called.
    pub name: String,
    /// What sort of file it is.
    pub media: Media,
    /// How many bytes it has.
    pub size: u32,
    /// What opens its parts.
    pub key: FileKey,
    /// Its parts, in their order.
    pub chunks: Vec<ChunkName>,
}

/// Remove a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename = "DocumentRemove")]
pub struct Remove {
    /// The document.
    pub id: Uuid,
    /// Why.
    pub reason: String,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// It is kept.
    Added(Document),
    /// It was removed.
    Removed {
        /// Why.
        reason: String,
        /// Who removed it.
        by: Option<String>,
        /// When.
        at: DateTime<Utc>,
    },
}

/// What a decision looks at besides the document.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    /// The applicant it is added to.
    applicant: Held<Option<Applicant>>,
    /// What is kept with them already.
    beside: Held<Vec<Document>>,
}

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize, Type)]
#[serde(tag = "code", rename_all = "snake_case")]
#[serde(rename = "DocumentRefusal")]
pub enum Refusal {
    /// No such document.
    #[error("this document is not on record")]
    NotFound,
    /// Its id is another's.
    #[error("this document was added before")]
    AlreadyAdded,
    /// It is not there any more.
    #[error("this document has already been removed")]
    AlreadyRemoved {
        /// Who removed it.
        by: Option<String>,
    },
    /// No such applicant.
    #[error("this applicant is not on record")]
    NoSuchApplicant,
    /// They are no applicant any more.
    #[error("this applicant was withdrawn: nothing more is kept with them")]
    ApplicantLeft,
    /// It has no name.
    #[error("enter a name")]
    NameMissing,
    /// Its name is too long.
    #[error("a name has at most {LONGEST_NAME} letters")]
    NameTooLong,
    /// Another of this applicant's is called so.
    #[error("another document of this applicant has this name: choose another name")]
    NameTaken,
    /// Not a PDF and not a picture.
    #[error("choose a PDF, PNG or JPEG file")]
    MediaNotTaken,
    /// There is nothing in it.
    #[error("this file is empty: choose another")]
    FileEmpty,
    /// It is too large.
    #[error("a file is at most 20 MB: choose a smaller one")]
    FileTooLarge,
    /// Its parts are not as many as its size says. No desk of ours asks for this.
    #[error("the file's parts do not fit its size: add it again")]
    PartsDoNotFit,
    /// No reason.
    #[error("say why")]
    ReasonMissing,
}

impl Refusal {
    /// The form field the refusal is about.
    pub fn field(&self) -> Option<&'static str> {
        match self {
            Refusal::NameMissing | Refusal::NameTooLong | Refusal::NameTaken => Some("name"),
            Refusal::MediaNotTaken
            | Refusal::FileEmpty
            | Refusal::FileTooLarge
            | Refusal::PartsDoNotFit => Some("file"),
            Refusal::ReasonMissing => Some("reason"),
            _ => None,
        }
    }
}

impl Media {
    /// What a file is by how it begins, whatever it is called.
    pub fn of(content: &[u8]) -> Option<Self> {
        const BEGINNINGS: [(&[u8], Media); 3] = [
            (b"%PDF-", Media::Pdf),
            (b"\x89PNG\r\n\x1a\n", Media::Png),
            (b"\xff\xd8\xff", Media::Jpeg),
        ];
        let begins = |(beginning, _): &(&[u8], Media)| content.starts_with(beginning);
        BEGINNINGS.into_iter().find(begins).map(|(_, media)| media)
    }

    /// Its name among media types: `application/pdf`.
    pub fn name(self) -> &'static str {
        match self {
            Media::Pdf => "application/pdf",
            Media::Png => "image/png",
            Media::Jpeg => "image/jpeg",
        }
    }

    /// How the names of such files end.
    pub fn ending(self) -> &'static str {
        match self {
            Media::Pdf => "pdf",
            Media::Png => "png",
            Media::Jpeg => "jpg",
        }
    }
}

/// Whether a file may be kept at all, by what is in it: asked before it is cut and sealed.
pub fn fit(content: &[u8]) -> Result<(Media, u32), Refusal> {
    let size = u32::try_from(content.len()).map_err(|_| Refusal::FileTooLarge)?;
    fit_size(size)?;
    Ok((Media::of(content).ok_or(Refusal::MediaNotTaken)?, size))
}

fn fit_size(size: u32) -> Result<(), Refusal> {
    match size {
        0 => Err(Refusal::FileEmpty),
        1..=LARGEST => Ok(()),
        _ => Err(Refusal::FileTooLarge),
    }
}

impl Record for Document {
    const NOUN: NounKind = NounKind::Document;
    fn id(&self) -> Uuid {
        self.id
    }
    fn organisation(&self) -> OrganisationId {
        self.organisation
    }
    fn teams(&self) -> Teams {
        Teams::of(&[Team::Recruitment, Team::HumanResources])
    }
    fn chunks(&self) -> &[ChunkName] {
        match &self.stage {
            Stage::Kept { chunks, .. } => chunks,
            Stage::Removed { .. } => &[],
        }
    }
}

impl Noun for Document {
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;
    type Facts = Option<Facts>;

    fn target(command: &Command) -> Uuid {
        match command {
            Command::Add(c) => c.id,
            Command::Remove(c) => c.id,
        }
    }

    fn facts(
        _: Option<&Self>,
        command: &Command,
        world: &World,
        _: &By,
    ) -> Result<Option<Facts>, Stop> {
        let Command::Add(add) = command else { return Ok(None) };
        Ok(Some(Facts {
            applicant: world.record(add.applicant)?,
            beside: world.find("applicant", add.applicant)?,
        }))
    }

    fn decide(
        record: Option<&Self>,
        command: &Command,
        facts: &Option<Facts>,
        by: &By,
    ) -> Result<Vec<Event>, Refusal> {
        match (command, record, facts) {
            (Command::Add(_), Some(_), _) => Err(Refusal::AlreadyAdded),
            (Command::Add(add), None, Some(facts)) => add.decide(facts, by),
            (Command::Remove(remove), Some(document), _) => remove.decide(document, by),
            (Command::Remove(_), None, _) | (Command::Add(_), None, None) => Err(Refusal::NotFound),
        }
    }

    fn evolve(record: Option<Self>, event: &Event) -> Option<Self> {
        match event {
            Event::Added(document) => Some(document.clone()),
            Event::Removed { reason, by, at } => {
                let stage = Stage::Removed { reason: reason.clone(), by: by.clone(), at: *at };
                record.map(|document| Document { stage, ..document })
            }
        }
    }
}

impl Add {
    fn decide(&self, facts: &Facts, by: &By) -> Result<Vec<Event>, Refusal> {
        let name = self.name.trim();
        if name.is_empty() {
            return Err(Refusal::NameMissing);
        }
        if name.chars().count() > LONGEST_NAME {
            return Err(Refusal::NameTooLong);
        }
        fit_size(self.size)?;
        if self.chunks.len() != self.size.div_ceil(PIECE) as usize {
            return Err(Refusal::PartsDoNotFit);
        }
        match &facts.applicant {
            Held::Known(None) => return Err(Refusal::NoSuchApplicant),
            Held::Known(Some(applicant)) if applicant.stage != applicant::Stage::OfferAccepted => {
                return Err(Refusal::ApplicantLeft);
            }
            Held::Known(Some(_)) | Held::NotHeldHere => {}
        }
        let called = |other: &Document| other.name.to_lowercase() == name.to_lowercase();
        let taken = |other: &Document| matches!(other.stage, Stage::Kept { .. }) && called(other);
        if facts.beside.known().is_some_and(|beside| beside.iter().any(taken)) {
            return Err(Refusal::NameTaken);
        }
        Ok(vec![Event::Added(Document {
            id: self.id,
            organisation: by.organisation().id,
            applicant: self.applicant,
            kind: self.kind,
            name: name.to_owned(),
            media: self.media,
            size: self.size,
            added_by: by.user().map(|user| user.name.clone()),
            added_at: by.claimed_at,
            stage: Stage::Kept { key: self.key, chunks: self.chunks.clone() },
        })])
    }
}

impl Remove {
    fn decide(&self, document: &Document, by: &By) -> Result<Vec<Event>, Refusal> {
        let reason = self.reason.trim();
        if reason.is_empty() {
            return Err(Refusal::ReasonMissing);
        }
        if let Stage::Removed { by, .. } = &document.stage {
            return Err(Refusal::AlreadyRemoved { by: by.clone() });
        }
        Ok(vec![Event::Removed {
            reason: reason.to_owned(),
            by: by.user().map(|user| user.name.clone()),
            at: by.claimed_at,
        }])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{self, Role};
    use crate::spec::{APPLICANT, Then, applicant, asking_side, given, row, scan};

    fn add(change: impl FnOnce(&mut Add)) -> Command {
        let mut add = scan();
        change(&mut add);
        Command::Add(add)
    }

    fn remove(reason: &str) -> Command {
        Command::Remove(Remove { id: scan().id, reason: reason.to_owned() })
    }

    /// A recruiter asks for it, with Megan's offer accepted and nothing kept yet.
    fn asked(command: Command) -> Then {
        given(asking_side()).by(Role::RecruitmentOfficer).when(command)
    }

    #[test]
    fn a_recruiter_keeps_a_file_with_an_applicant() {
        asked(add(|add| add.name = " Passport.pdf ".to_owned()))
            .changes(&[NounKind::Document])
            .then(|outcome, story| {
                let document = story.get::<Document>(scan().id);
                assert_eq!(
                    (document.name.as_str(), document.applicant),
                    ("Passport.pdf", APPLICANT)
                );
                assert_eq!(document.added_by.as_deref(), Some("Rhian Pryce"));
                assert_eq!(document.chunks(), scan().chunks);
                let after = outcome.writes[0].after.as_ref().unwrap();
                assert_eq!(after.chunks, scan().chunks);
            });
        assert_eq!(crate::Command::Document(add(|_| {})).chunks(), scan().chunks);
    }

    #[test]
    fn a_removed_document_says_why_and_has_nothing_that_opens_it() {
        asked(add(|_| {})).happens().by(Role::HrOfficer).when(remove(" the wrong person ")).then(
            |outcome, story| {
                let document = story.get::<Document>(scan().id);
                assert!(document.chunks().is_empty());
                let body = &outcome.writes[0].after.as_ref().unwrap().body;
                assert!(!body.contains(&String::from(scan().key)), "{body}");
                let Stage::Removed { reason, by, .. } = document.stage else {
                    panic!("it is kept")
                };
                assert_eq!(
                    (reason.as_str(), by.as_deref()),
                    ("the wrong person", Some("Hugh Rees"))
                );
            },
        );
    }

    #[test]
    fn nothing_is_removed_without_a_reason_nor_twice_nor_unknown() {
        let story = asked(remove("why")).refused(Refusal::NotFound);
        let story = story.when(add(|_| {})).happens();
        let story = story.when(remove("  ")).refused(Refusal::ReasonMissing);
        let story = story.when(remove("not hers")).happens();
        let by = Some("Rhian Pryce".to_owned());
        story.when(remove("again")).refused(Refusal::AlreadyRemoved { by });
    }

    #[test]
    fn the_applicant_is_there_and_was_not_withdrawn() {
        let missing = given([]).by(Role::RecruitmentOfficer).when(add(|_| {}));
        missing.refused(Refusal::NoSuchApplicant);
        let mut withdrawn = applicant();
        let reason = "took another post".to_owned();
        withdrawn.stage = applicant::Stage::Withdrawn { reason, by: None };
        let story = given([row(&withdrawn)]).by(Role::RecruitmentOfficer);
        story.when(add(|_| {})).refused(Refusal::ApplicantLeft);
    }

    #[test]
    fn what_was_kept_with_an_applicant_is_removed_after_they_were_withdrawn_too() {
        let story = asked(add(|_| {})).happens();
        let withdraw = applicant::Withdraw { id: APPLICANT, reason: "left".to_owned() };
        let story = story.when(applicant::Command::Withdraw(withdraw)).happens();
        story.when(remove("not needed any more")).happens();
    }

    #[test]
    fn a_name_is_there_and_is_not_too_long_and_is_no_others() {
        asked(add(|add| add.name = " ".to_owned())).refused(Refusal::NameMissing);
        let long = |letters| add(move |add| add.name = "ŵ".repeat(letters));
        asked(long(LONGEST_NAME + 1)).refused(Refusal::NameTooLong);
        asked(long(LONGEST_NAME)).happens();
        let another = |add: &mut Add| {
            add.id = Uuid::from_u128(0xD002);
            add.name = "PASSPORT.pdf".to_owned();
        };
        let story = asked(add(|_| {})).happens();
        let story = story.when(add(another)).refused(Refusal::NameTaken);
        // What was removed does not keep its name from another.
        story.when(remove("blurred")).happens().when(add(another)).happens();
    }

    #[test]
    fn a_file_has_a_size_that_may_be_and_as_many_parts_as_that_makes() {
        asked(add(|add| add.size = 0)).refused(Refusal::FileEmpty);
        asked(add(|add| add.size = LARGEST + 1)).refused(Refusal::FileTooLarge);
        asked(add(|add| add.size = PIECE)).refused(Refusal::PartsDoNotFit);
        asked(add(|add| add.size = 2 * PIECE)).happens();
        asked(add(|add| add.size = 2 * PIECE + 1)).refused(Refusal::PartsDoNotFit);
        asked(add(|add| {
            add.size = LARGEST;
            add.chunks = vec![ChunkName([3; 32]); 80];
        }))
        .happens();
    }

    #[test]
    fn nothing_is_added_under_an_id_that_is_taken() {
        asked(add(|_| {})).happens().when(add(|_| {})).refused(Refusal::AlreadyAdded);
    }

    #[test]
    fn what_a_file_is_is_told_by_how_it_begins() {
        assert_eq!(fit(b"%PDF-1.7 ..."), Ok((Media::Pdf, 12)));
        assert_eq!(fit(b"\x89PNG\r\n\x1a\n."), Ok((Media::Png, 9)));
        assert_eq!(fit(b"\xff\xd8\xff\xe0"), Ok((Media::Jpeg, 4)));
        for other in [&b"PK\x03\x04"[..], b"<html>", b"MZ", b"<svg>"] {
            assert_eq!(fit(other), Err(Refusal::MediaNotTaken));
        }
        assert_eq!(fit(b""), Err(Refusal::FileEmpty));
        assert_eq!(fit(&vec![0; LARGEST as usize + 1]), Err(Refusal::FileTooLarge));
        for media in [Media::Pdf, Media::Png, Media::Jpeg] {
            assert_eq!(serde_json::to_value(media).unwrap(), media.name());
        }
    }

    #[test]
    fn each_refusal_stands_at_its_field() {
        assert_eq!(Refusal::NameTaken.field(), Some("name"));
        assert_eq!(Refusal::FileTooLarge.field(), Some("file"));
        assert_eq!(Refusal::ReasonMissing.field(), Some("reason"));
        assert_eq!(Refusal::ApplicantLeft.field(), None);
    }

    #[test]
    fn a_nurse_neither_adds_nor_removes() {
        let needed = vec![Role::RecruitmentOfficer, Role::HrOfficer];
        for command in [add(|_| {}), remove("why")] {
            let refusal = policy::Refusal::NotYourRole { needed: needed.clone() };
            given(asking_side()).by(Role::OhNurse).when(command).refused(refusal);
        }
    }

    #[test]
    fn a_recruiters_desk_knows_all_it_needs_to_add() {
        given(asking_side())
            .by(Role::RecruitmentOfficer)
            .on_their_desk()
            .when(add(|_| {}))
            .leaves_unchecked(&[])
            .looks_only_at(&[NounKind::Applicant, NounKind::Document]);
    }
}

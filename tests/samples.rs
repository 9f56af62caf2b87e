//! The samples that the browser tests answer from are answers that the code could give: each is
//! read as the type its command answers with, written again, and must be the same text. A field
//! that is missing, unknown or written otherwise shows; so does a command without a sample. Whether
//! the values of a sample fit together is its author's to see.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use muster::{About, Acted, SavedCopy, ShownDocument};
use muster_app::{
    ActError, FileError, OpenError, PersonHere, Read, ReadError, Receipt, Removed, SessionView,
    SyncStatus,
};
use muster_store::outbox::Draft;
use muster_store::work::{Holding, Settled, WorkItem};
use muster_store::{iat as i, notifications as n, people as p, recruitment as r, search as s};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use specta::{Type, Types};
use specta_typescript::{Typescript, primitives};

/// What a command answers with.
struct Answer {
    /// As the window's types say it.
    typescript: String,
    /// Whether it says anything.
    says: bool,
    /// A sample as the code would write it.
    again: fn(&str) -> Result<String, serde_json::Error>,
}

/// In place of an answer, the command fails.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fails<E> {
    #[serde(rename = "$error")]
    error: E,
}

/// In place of an answer, the browser's desk moves on to another scenario.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Becomes {
    #[serde(rename = "$becomes")]
    becomes: String,
}

/// `base.json`: the scenario that answers what this one does not.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Base {
    base: String,
}

/// The error of a command that cannot fail.
#[derive(Serialize, Deserialize, Type)]
enum Never {}

fn of<T, E>(command: &'static str) -> (&'static str, Answer)
where
    T: Serialize + DeserializeOwned + Type,
    E: Serialize + DeserializeOwned + Type,
{
    let (answer, error) = (in_window::<T>(), in_window::<E>());
    let says = answer != "null";
    let typescript = match error.as_str() {
        "Never" => format!("__TAURI_INVOKE<{answer}>"),
        _ => format!("typedError<{answer}, {error}>"),
    };
    (command, Answer { typescript, says, again: again::<T, E> })
}

fn read<R: Read>() -> (&'static str, Answer) {
    of::<R::Answer, ReadError>(R::NAME)
}

fn answers() -> BTreeMap<&'static str, Answer> {
    [
        of::<Receipt, ActError>("act"),
        of::<Vec<Acted>, ActError>("act_many"),
        of::<Receipt, ActError>("amend"),
        of::<(), ActError>("withdraw"),
        of::<Receipt, ActError>("add_document"),
        of::<ShownDocument, FileError>("open_document"),
        of::<SavedCopy, FileError>("save_document"),
        of::<SavedCopy, FileError>("print_reference"),
        of::<About, Never>("about"),
        of::<Vec<PersonHere>, OpenError>("people_here"),
        of::<Option<SessionView>, ReadError>("session"),
        of::<SessionView, OpenError>("sign_in"),
        of::<SessionView, OpenError>("unlock"),
        of::<(), ReadError>("lock"),
        of::<Vec<Removed>, OpenError>("removed"),
        of::<u32, OpenError>("unopenable"),
        of::<(), OpenError>("take_note"),
        of::<Option<SyncStatus>, ReadError>("sync_status"),
        of::<(), ReadError>("sync_now"),
        of::<DateTime<Utc>, ReadError>("keep_draft"),
        of::<Option<Draft>, ReadError>("draft"),
        of::<(), ReadError>("drop_draft"),
        read::<n::notice::Worklist>(),
        of::<Option<String>, ReadError>("setting"),
        of::<(), ReadError>("keep_setting"),
        read::<n::notice::UnreadNotices>(),
        read::<n::notice::OpenWork>(),
        read::<n::colleague::Colleagues>(),
        read::<n::delegation::Delegations>(),
        read::<n::kind_setting::Kinds>(),
        read::<r::applicant::Applicants>(),
        read::<r::applicant::Sources>(),
        read::<r::applicant::Starters>(),
        read::<r::document::Documents>(),
        read::<i::transfer::Transfers>(),
        read::<i::transfer::TransferPage>(),
        read::<i::part::RecruitmentReview>(),
        read::<i::part::LearningReview>(),
        read::<i::part::OhReview>(),
        read::<i::enquiry::Enquiries>(),
        read::<i::enquiry::EnquiryPage>(),
        read::<i::oh_enquiry::OhEnquiries>(),
        read::<i::oh_enquiry::OhEnquiryPage>(),
        read::<i::reference::References>(),
        read::<i::reference::ReferencePage>(),
        read::<i::reference::ReferenceArrived>(),
        read::<p::person::People>(),
        read::<p::person::PersonPage>(),
        read::<s::Find>(),
        read::<s::Recent>(),
        of::<Vec<WorkItem>, ReadError>("waiting"),
        of::<Vec<WorkItem>, ReadError>("attention"),
        of::<Vec<Settled>, ReadError>("history"),
        of::<Vec<Holding>, ReadError>("held"),
    ]
    .into()
}

/// A type by the name that the window knows it by.
fn in_window<T: Type>() -> String {
    let mut types = Types::default();
    let definition = T::definition(&mut types);
    primitives::reference(&Typescript::default(), &types, &definition).unwrap()
}

fn again<T, E>(text: &str) -> Result<String, serde_json::Error>
where
    T: Serialize + DeserializeOwned,
    E: Serialize + DeserializeOwned,
{
    let first = text.split('"').nth(1);
    Ok(match first {
        Some("$error") => pretty(&serde_json::from_str::<Fails<E>>(text)?),
        Some("$becomes") => pretty(&serde_json::from_str::<Becomes>(text)?),
        _ => pretty(&serde_json::from_str::<T>(text)?),
    })
}

fn base_again(text: &str) -> Result<String, serde_json::Error> {
    Ok(pretty(&serde_json::from_str::<Base>(text)?))
}

fn pretty(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value).unwrap() + "\n"
}

fn samples() -> Vec<PathBuf> {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/src/host/golden");
    let mut files: Vec<PathBuf> = folder(&golden).iter().flat_map(|it| folder(it)).collect();
    files.sort();
    files
}

fn folder(path: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect()
}

/// `transferPage.<id>.json` is a sample of `transfer_page`.
fn command_of(file: &Path) -> String {
    let name = file.file_name().unwrap().to_str().unwrap();
    let mut command = String::new();
    for letter in name.split('.').next().unwrap().chars() {
        if letter.is_ascii_uppercase() {
            command.push('_');
        }
        command.push(letter.to_ascii_lowercase());
    }
    command
}

/// The first line of two different texts that differs, as it stands in the file and as the code
/// writes it.
fn difference(file: &str, code: &str) -> String {
    let (mut file, mut code) = (file.split('\n'), code.split('\n'));
    let mut line = 1;
    let (stands, written) = loop {
        match (file.next(), code.next()) {
            (stands, written) if stands != written => break (stands, written),
            _ => line += 1,
        }
    };
    format!("line {line}: stands {stands:?}, the code writes {written:?}")
}

#[test]
fn every_sample_is_an_answer_of_the_code() {
    let answers = answers();
    let wrong: Vec<String> = samples()
        .iter()
        .filter_map(|path| {
            let text = std::fs::read_to_string(path).unwrap();
            let name = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap().display();
            let command = command_of(path);
            let again = match command.as_str() {
                "base" => base_again(&text),
                _ => match answers.get(command.as_str()) {
                    Some(answer) => (answer.again)(&text),
                    None => return Some(format!("{name}: there is no such command")),
                },
            };
            match again {
                Ok(code) if code == text => None,
                Ok(code) if std::env::var_os("MUSTER_WRITE_GOLDENS").is_some() => {
                    std::fs::write(path, code).unwrap();
                    None
                }
                Ok(code) => Some(format!("{name}: {}", difference(&text, &code))),
                Err(error) => Some(format!("{name}: {error}")),
            }
        })
        .collect();
    assert!(
        wrong.is_empty(),
        "mend these by hand, or let `cargo xtask goldens` write what can be read:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn every_command_that_answers_something_has_a_sample() {
    let have: BTreeSet<String> = samples().iter().map(|it| command_of(it)).collect();
    let answers = answers();
    let without: Vec<_> = answers
        .iter()
        .filter(|(command, answer)| answer.says && !have.contains(**command))
        .map(|(command, _)| command)
        .collect();
    assert!(without.is_empty(), "no sample in ui/src/host/golden: {without:?}");
}

/// The list above is by hand; what the window is built against is not.
#[test]
fn the_answers_here_are_those_of_the_commands() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("index.ts");
    muster::bindings::<tauri::Wry>().export(Typescript::default(), &file).unwrap();
    let bindings = std::fs::read_to_string(file).unwrap();
    let listed: BTreeMap<&str, &str> = bindings
        .split_once("export const commands = {")
        .and_then(|(_, rest)| rest.split_once("\n};"))
        .unwrap()
        .0
        .lines()
        .filter_map(|line| {
            let call = line.split_once(" => ")?.1;
            Some((call.split('"').nth(1)?, call.split('(').next()?))
        })
        .collect();
    let answers = answers();
    let here: BTreeMap<&str, &str> =
        answers.iter().map(|(command, it)| (*command, it.typescript.as_str())).collect();
    assert_eq!(listed, here);
}

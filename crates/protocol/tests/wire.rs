//! Everything that travels, as it travels: a change of the wire is a changed snapshot, seen in
//! review. What was signed on a desk long ago must still be read, so these change by addition only.

#[path = "wire/envelopes.rs"]
mod envelopes;

use chrono::{DateTime, Utc};
use ed25519_dalek::SigningKey;
use muster_domain::access::Access;
use muster_domain::iat::candidate::{Correction, FieldChange, Identity, IdentityField};
use muster_domain::iat::history::RefusalReason;
use muster_domain::iat::item::{
    CompetenceItem, Field, FieldItem, PartKind, Period, Post, RegistrationItem, Value,
};
use muster_domain::iat::message::{Message, Says};
use muster_domain::iat::part::{self, Choice, Decide, ItemChoice};
use muster_domain::iat::transfer::{self, Consent, ConsentMeans};
use muster_domain::iat::{enquiry, exchange, incident, oh_enquiry, reference};
use muster_domain::notifications::kind_setting::KindName;
use muster_domain::notifications::{delegation, kind_setting, notice};
use muster_domain::noun::NounKind;
use muster_domain::occupational_health::{ImmunisationItem, ImmunisationStatus};
use muster_domain::policy::{self, Holding, Role, Teams};
use muster_domain::recruitment::{applicant, document};
use muster_domain::words::{
    ChunkName, CommandId, DeviceId, FileKey, Fte, NiNumber, OdsCode, OrganisationId,
    OrganisationRef, PersonId, UserId, UserRef,
};
use muster_domain::{Command, Refusal};
use muster_protocol::account::{Handshake, Register, SignIn, SignedIn};
use muster_protocol::change::{After, Changes, From, Records, Scope, Told, Unknown};
use muster_protocol::checksum::{Bucket, Checksums, InBucket, Tallies};
use muster_protocol::chunk::{Missing, Offered};
use muster_protocol::envelope::{Base, Envelope, FORMAT, Signed};
use muster_protocol::fault::{Code, Fault};
use muster_protocol::page::{Page, decode, encode};
use muster_protocol::parcel::{Parcel, ParcelAnswer, SealedCommand, SignedParcel, Vouched};
use muster_protocol::verdict::{Decision, EnvelopeProblem, NotTaken, Push, Pushed, Verdict};
use muster_protocol::{Bytes, VERSION};
use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn now() -> DateTime<Utc> {
    at("2026-11-24T09:00:00.125Z")
}

fn day(text: &str) -> chrono::NaiveDate {
    text.parse().unwrap()
}

fn text(text: &str) -> String {
    text.to_owned()
}

fn key() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

fn organisation() -> OrganisationRef {
    OrganisationRef {
        id: OrganisationId(id(0x0a)),
        ods_code: OdsCode::parse("RAA").unwrap(),
        name: text("Ashdown Trust"),
    }
}

fn user() -> UserRef {
    UserRef { id: UserId(id(0x0c)), name: text("Rhian Pryce") }
}

fn consent() -> Consent {
    Consent { given_on: day("2026-11-20"), means: ConsentMeans::OfferAcceptance }
}

fn decide() -> Decide {
    let choices = vec![
        ItemChoice { item: 0, choice: Choice::Accept },
        ItemChoice { item: 2, choice: Choice::Keep },
    ];
    Decide { id: id(0x70), choices }
}

/// Every command that somebody may send.
fn commands() -> Vec<Command> {
    let transfer = id(0x70);
    vec![
        Command::Applicant(applicant::Command::Withdraw(applicant::Withdraw {
            id: id(0xa0),
            reason: text("took another post"),
        })),
        Command::Applicant(applicant::Command::Change(applicant::Change {
            id: id(0xa0),
            post: Some(applicant::PostChange { was: text("Nurse"), now: text("Staff Nurse") }),
            start_on: Some(applicant::StartChange { was: Some(day("2027-01-04")), now: None }),
        })),
        Command::Applicant(applicant::Command::SayEarlierService(applicant::SayEarlierService {
            id: id(0xa0),
            none: true,
        })),
        Command::Document(document::Command::Add(document::Add {
            id: id(0xd1),
            applicant: id(0xa0),
            kind: document::Kind::RightToWork,
            name: text("Visa.pdf"),
            media: document::Media::Pdf,
            size: document::PIECE + 1,
            key: FileKey([5; 32]),
            chunks: vec![ChunkName([0xc1; 32]), ChunkName([0xc2; 32])],
        })),
        Command::Document(document::Command::Remove(document::Remove {
            id: id(0xd1),
            reason: text("another applicant's"),
        })),
        Command::Transfer(transfer::Command::Request(transfer::Request {
            id: transfer,
            applicant: id(0xa0),
            source: OrganisationId(id(0x0b)),
            ni_number: text("ab 12 34 47 c"),
            date_of_birth: day("1990-05-17"),
            last_name: text("Walsh"),
            staff: transfer::StaffKind::General,
            occasion: transfer::Occasion::AfterHire,
            consent: consent(),
            reference: Some(reference_asked()),
        })),
        Command::Transfer(transfer::Command::Withdraw(transfer::Withdraw {
            id: transfer,
            reason: text("asked in error"),
        })),
        Command::Transfer(transfer::Command::Reply(transfer::Reply {
            id: transfer,
            text: text("Ward 4"),
            ni_number: Some(text("ab 12 34 47 c")),
            date_of_birth: Some(day("1990-05-17")),
            last_name: None,
        })),
        Command::Transfer(transfer::Command::WithdrawConsent(transfer::WithdrawConsent {
            id: transfer,
        })),
        Command::Enquiry(enquiry::Command::AskMore(enquiry::AskMore {
            id: transfer,
            question: text("Which ward?"),
        })),
        Command::Enquiry(enquiry::Command::WithdrawConsent(enquiry::WithdrawConsent {
            id: transfer,
        })),
        Command::Enquiry(enquiry::Command::Recall(enquiry::Recall {
            id: transfer,
            reason: text("namesake"),
        })),
        Command::Enquiry(enquiry::Command::Release(enquiry::Release {
            id: transfer,
            person: PersonId(id(0x10)),
            parts: [PartKind::Recruitment, PartKind::Learning, PartKind::OccupationalHealth].into(),
            previewed: text("9f2c"),
        })),
        Command::Enquiry(enquiry::Command::Refuse(enquiry::Refuse {
            id: transfer,
            reason: RefusalReason::IdentityNotConfirmed,
            note: text("two people of that name"),
        })),
        Command::OhEnquiry(oh_enquiry::Command::Release(oh_enquiry::Release {
            id: transfer,
            previewed: text("9f2c"),
        })),
        Command::OhEnquiry(oh_enquiry::Command::Refuse(oh_enquiry::Refuse {
            id: transfer,
            note: text("she asked us not to"),
        })),
        Command::RecruitmentPart(part::Command::Decide(decide())),
        Command::LearningPart(part::Command::Decide(decide())),
        Command::OhPart(part::Command::Decide(decide())),
        Command::RecruitmentPart(part::Command::TakeOut(part::TakeOut { id: transfer })),
        Command::LearningPart(part::Command::TakeOut(part::TakeOut { id: transfer })),
        Command::OhPart(part::Command::TakeOut(part::TakeOut { id: transfer })),
        Command::Incident(incident::Command::Close(incident::Close {
            id: transfer,
            note: text("told the person"),
        })),
        Command::Reference(reference::Command::Fill(reference::Fill {
            id: transfer,
            lines: answered(),
            supporting: Some(text("in good standing")),
        })),
        Command::Reference(reference::Command::Submit(reference::Submit {
            id: transfer,
            completed_as: text("HR officer"),
            previewed: text("9f2c"),
        })),
        Command::Reference(reference::Command::Decline(reference::Decline {
            id: transfer,
            reason: text("she asked us to give none"),
        })),
        Command::Notice(notice::Command::Read(notice::Read { id: id(0x90) })),
        Command::Notice(notice::Command::Finish(notice::Finish { id: id(0x90) })),
        Command::Notice(notice::Command::Claim(notice::Claim { id: id(0x90) })),
        Command::Notice(notice::Command::PutBack(notice::PutBack { id: id(0x90) })),
        Command::Notice(notice::Command::Pass(notice::Pass {
            id: id(0x90),
            to: UserId(id(0x0e)),
            note: text("she knows them"),
        })),
        Command::Delegation(delegation::Command::Make(delegation::Make {
            id: id(0x91),
            team: policy::Team::Approvers,
            to: UserId(id(0x0e)),
            first: day("2026-11-24"),
            last: day("2026-11-30"),
            kinds: [KindName::TransferToDecide].into(),
        })),
        Command::Delegation(delegation::Command::End(delegation::End { id: id(0x91) })),
        Command::Access(Access { noun: NounKind::Immunisation, id: id(0x10) }),
    ]
}

fn reference_asked() -> reference::Asked {
    reference::Asked { consent: consent(), offered_on: Some(day("2026-11-18")) }
}

fn post() -> Post {
    Post { from: day("2019-09-02"), to: None, title: text("Staff Nurse") }
}

/// An answer of every kind.
fn answered() -> Vec<reference::Answered> {
    use reference::{Answer, Question, Warning};
    let period = Period { employer: text("Birchwood Trust"), from: day("2019-09-02"), to: None };
    let warning = Warning {
        what: text("First written warning"),
        issued_on: day("2026-02-01"),
        expires_on: day("2027-01-31"),
        safeguarding: false,
    };
    [
        (Question::EmployeeNumber, Answer::Text { text: text("20004096") }),
        (Question::LastWorkingDay, Answer::Date { date: day("2026-12-31") }),
        (Question::HoursAWeek, Answer::Hours { hundredths: 3_000 }),
        (Question::FullTimeEquivalent, Answer::Fte { fte: Fte(80_000) }),
        (Question::Employment, Answer::Periods { periods: vec![period] }),
        (Question::Posts, Answer::Posts { posts: vec![post()] }),
        (Question::SicknessDays, Answer::Count { count: 9 }),
        (Question::Safeguarding, Answer::YesNo { yes: false, detail: text("") }),
        (Question::Warnings, Answer::Warnings { warnings: vec![warning] }),
    ]
    .map(|(question, answer)| reference::Answered { question, answer: Some(answer) })
    .into()
}

fn submitted() -> reference::Submitted {
    reference::Submitted {
        lines: answered(),
        sickness_withheld: false,
        sickness_from: day("2024-11-24"),
        as_at: at("2026-11-24T09:00:00Z"),
        supporting: text("in good standing"),
        completed: reference::Completed {
            by: text("Hugh Rees"),
            completed_as: text("HR officer"),
            at: at("2026-11-24T16:45:00Z"),
        },
    }
}

fn envelope(command: Command) -> Envelope {
    Envelope {
        format: FORMAT,
        id: CommandId(id(0xc0)),
        user: user().id,
        organisation: organisation().id,
        device: DeviceId(id(0xd0)),
        at: now(),
        base: Base { epoch: id(0xe0), version: 41, waiting: vec![CommandId(id(0xc1))] },
        depends_on: vec![CommandId(id(0xc2))],
        amends: Some(CommandId(id(0xc3))),
        command,
    }
}

fn signed() -> Signed {
    Signed::new(&envelope(commands().remove(0)), &key()).unwrap()
}

/// Comes back from its own bytes as it was, and looks like its snapshot.
#[track_caller]
fn travels<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(name: &str, value: &T) {
    let back: T = serde_json::from_str(&serde_json::to_string(value).unwrap()).unwrap();
    assert_eq!(back, *value);
    insta::assert_json_snapshot!(name, value);
}

/// The same for what has no `Debug`, so that no log shows it.
#[track_caller]
fn travels_unseen<T: Serialize + DeserializeOwned + PartialEq>(name: &str, value: &T) {
    let back: T = serde_json::from_str(&serde_json::to_string(value).unwrap()).unwrap();
    assert!(back == *value);
    insta::assert_json_snapshot!(name, value);
}

#[test]
fn every_command_that_somebody_may_send_in_the_very_bytes_that_are_signed() {
    for command in commands() {
        assert!(!policy::may_ask(&command).is_empty(), "{} is nobody's", command.verb());
        let signed = Signed::new(&envelope(command.clone()), &key()).unwrap();
        assert_eq!(signed.open(&key().verifying_key()).unwrap(), envelope(command.clone()));
        let name = format!("envelope_{}", command.verb().replace('.', "_"));
        insta::assert_snapshot!(name, String::from_utf8(signed.bytes.0).unwrap());
    }
}

#[test]
fn a_signed_envelope() {
    travels("signed", &signed());
}

#[test]
fn a_push_and_its_answer() {
    travels("push", &Push { commands: vec![signed()], after: Some(signed().id) });
    let decision = |verdict| Decision { id: CommandId(id(0xc0)), verdict, at: now() };
    let decisions = vec![
        decision(Verdict::Accepted { seq: 42 }),
        decision(Verdict::Refused { reason: NotTaken::KeyReused }),
        decision(Verdict::Held { on: CommandId(id(0xc1)) }),
        decision(Verdict::Lacks { chunks: vec![ChunkName([0xc1; 32])] }),
        decision(Verdict::Parked { reason: NotTaken::RulesBroke }),
    ];
    travels("pushed", &Pushed { decisions });
}

#[test]
fn every_reason_that_a_command_is_not_taken_in() {
    let envelope = |fault| NotTaken::Envelope { fault };
    let reasons = vec![
        NotTaken::Rule { refusal: applicant::Refusal::AlreadyWithdrawn.into() },
        NotTaken::KeyReused,
        envelope(EnvelopeProblem::Signature),
        envelope(EnvelopeProblem::Id),
        envelope(EnvelopeProblem::TooLong),
        NotTaken::NotTheSender,
        NotTaken::NotYourRoleThen,
        NotTaken::RecordUnreadable,
        NotTaken::NotSpoken,
        NotTaken::RulesBroke,
        NotTaken::SetAside,
        NotTaken::FileMissing,
    ];
    for reason in &reasons {
        // Without a wildcard: a new reason must be added above as well.
        match reason {
            NotTaken::Rule { .. }
            | NotTaken::KeyReused
            | NotTaken::Envelope { .. }
            | NotTaken::NotTheSender
            | NotTaken::NotYourRoleThen
            | NotTaken::RecordUnreadable
            | NotTaken::NotSpoken
            | NotTaken::RulesBroke
            | NotTaken::SetAside
            | NotTaken::FileMissing => {}
        }
    }
    travels("not_taken", &reasons);
}

/// Every refusal of the rules.
fn refusals() -> Vec<Refusal> {
    use applicant::Refusal as A;
    use delegation::Refusal as G;
    use document::Refusal as D;
    use enquiry::Refusal as E;
    use incident::Refusal as I;
    use kind_setting::Refusal as K;
    use notice::Refusal as N;
    use oh_enquiry::Refusal as O;
    use part::Refusal as P;
    use reference::Refusal as R;
    use transfer::Refusal as T;
    let difference = vec![FieldChange {
        field: Field::AnnualSalary,
        before: Some(Value::Money { pence: 3_646_300 }),
        now: None,
    }];
    let by = Some(text("Amir Patel"));
    let mut refusals: Vec<Refusal> =
        vec![policy::Refusal::NotYourRole { needed: vec![Role::IatApprover] }.into()];
    let conflicts = vec![
        applicant::Conflict::Post {
            was: text("Nurse"),
            mine: text("Staff Nurse"),
            theirs: text("Ward Sister"),
        },
        applicant::Conflict::StartOn {
            was: Some(day("2027-01-04")),
            mine: None,
            theirs: Some(day("2027-02-01")),
        },
    ];
    refusals.extend(
        [
            A::NotFound,
            A::AlreadyWithdrawn,
            A::ReasonMissing,
            A::PostMissing,
            A::StartsBeforeOffer,
            A::NothingChanged,
            A::ChangedMeanwhile { conflicts },
        ]
        .map(Refusal::from),
    );
    refusals.extend(
        [
            D::NotFound,
            D::AlreadyAdded,
            D::AlreadyRemoved { by: by.clone() },
            D::NoSuchApplicant,
            D::ApplicantLeft,
            D::NameMissing,
            D::NameTooLong,
            D::NameTaken,
            D::MediaNotTaken,
            D::FileEmpty,
            D::FileTooLarge,
            D::PartsDoNotFit,
            D::ReasonMissing,
        ]
        .map(Refusal::from),
    );
    refusals.extend(
        [
            T::ApplicantUnknown,
            T::ApplicantWithdrawn { by: by.clone(), reason: text("took another post") },
            T::AlreadyAsked { transfer: id(0x70) },
            T::AlreadyThere,
            T::SourceIsOwn,
            T::SourceUnknown,
            T::NiNumberInvalid,
            T::DateOfBirthImplausible,
            T::LastNameMissing,
            T::ConsentInFuture,
            T::ConsentTooOld,
            T::ConsentWithdrawn { on: day("2026-11-23") },
            T::ConsentAlreadyWithdrawn,
            T::NoEarlierService { by: by.clone(), on: day("2026-11-23") },
            T::NotStartedYet { start_on: Some(day("2027-01-04")) },
            T::TooManyToday { limit: 500, of: transfer::Budget::Person },
            T::NothingAsked,
            T::ReplyEmpty,
            T::NotFound,
            T::NotOpen,
            T::ReasonMissing,
            T::ReferenceConsent,
            T::OfferInFuture,
        ]
        .map(Refusal::from),
    );
    refusals.extend(
        [
            E::NotFound,
            E::AlreadyThere,
            E::AlreadyDecided { by: by.clone() },
            E::OwnRequest,
            E::NotACandidate,
            E::DoesNotMatch,
            E::NothingChosen,
            E::PreviewChanged { difference, rest_changed: true },
            E::ConsentExpired,
            E::ConsentWithdrawn,
            E::ConsentAlreadyWithdrawn,
            E::QuestionMissing,
            E::AlreadyAskedMore,
            E::NothingAsked,
            E::NotReleased,
            E::ReasonMissing,
            E::NoteMissing,
        ]
        .map(Refusal::from),
    );
    refusals.extend(
        [
            O::NotFound,
            O::AlreadyThere,
            O::AlreadyDecided,
            O::OwnRequest,
            O::PreviewChanged,
            O::ConsentExpired,
            O::NoteMissing,
        ]
        .map(Refusal::from),
    );
    refusals.extend(
        [
            P::NotFound,
            P::CannotArrive,
            P::AlreadyDecided { item: 3 },
            P::NoSuchItem { item: 3 },
            P::ConsentWithdrawn,
            P::Recalled,
            P::NothingToTakeOut,
            P::NothingChosen,
        ]
        .map(Refusal::from),
    );
    let question = reference::Question::Warnings;
    refusals.extend(
        [
            R::NotFound,
            R::AlreadyThere,
            R::AlreadyOver { by: by.clone() },
            R::OwnRequest,
            R::NothingChanged,
            R::SicknessWithheld,
            R::AnotherKind { question },
            R::NotAnswered { question },
            R::DetailMissing { question },
            R::EndsBeforeItBegins { question },
            R::SicknessDoesNotAdd,
            R::WarningExpired { what: text("First written warning") },
            R::CompletedAsMissing,
            R::ReasonMissing,
            R::Changed,
            R::ReferenceConsentExpired,
        ]
        .map(Refusal::from),
    );
    refusals.push(muster_domain::iat::reference_part::Refusal::CannotArrive.into());
    refusals.extend(
        [I::NotFound, I::AlreadyThere, I::NotYours, I::AlreadyClosed { by }, I::NoteMissing]
            .map(Refusal::from),
    );
    let (to, from) = (text("Bethan Lloyd"), text("Amir Patel"));
    refusals.extend(
        [
            N::NotFound,
            N::NotYours,
            N::ActionNeeded,
            N::AlreadyThere,
            N::HeldBy { by: from.clone() },
            N::NotHeld,
            N::NothingToDo,
            N::AlreadyDone { by: Some(from.clone()) },
            N::NotAColleague,
            N::AlreadyTheirs { to: to.clone() },
            N::NoteTooLong,
        ]
        .map(Refusal::from),
    );
    refusals.extend(
        [
            G::NotFound,
            G::AlreadyThere,
            G::NotYourTeam,
            G::ToYourself,
            G::DelegateNotOfTeam,
            G::StartsInPast,
            G::DaysOutOfOrder,
            G::AlreadyDelegated { to: to.clone() },
            G::DelegateAway { to },
            G::StandingIn { from },
            G::NotYours,
            G::AlreadyEnded,
        ]
        .map(Refusal::from),
    );
    refusals.extend([K::KindNeeded, K::WordsLength, K::DaysOutOfRange].map(Refusal::from));
    refusals
}

#[test]
fn every_refusal_has_a_code_and_a_reason_somebody_can_act_on() {
    travels("refusals", &refusals());
    let mut list = String::new();
    for refusal in refusals() {
        let json = serde_json::to_value(&refusal).unwrap();
        let word = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        let (noun, code) = (word(&json["noun"]), word(&json["reason"]["code"]));
        let field = refusal.field().unwrap_or("-");
        list.push_str(&format!("{noun}.{code} ({field}): {refusal}\n"));
    }
    insta::assert_snapshot!("refusal_codes", list);
}

/// The codes that are listed are all there are: counted in the sources of the rules.
#[test]
fn no_refusal_is_missing_from_the_list() {
    let sources = [
        include_str!("../../domain/src/policy.rs"),
        include_str!("../../domain/src/recruitment/applicant.rs"),
        include_str!("../../domain/src/recruitment/document.rs"),
        include_str!("../../domain/src/iat/transfer/mod.rs"),
        include_str!("../../domain/src/iat/enquiry/mod.rs"),
        include_str!("../../domain/src/iat/incident.rs"),
        include_str!("../../domain/src/iat/oh_enquiry.rs"),
        include_str!("../../domain/src/iat/part.rs"),
        include_str!("../../domain/src/iat/reference/mod.rs"),
        include_str!("../../domain/src/iat/reference_part.rs"),
        include_str!("../../domain/src/notifications/notice.rs"),
        include_str!("../../domain/src/notifications/delegation.rs"),
        include_str!("../../domain/src/notifications/kind_setting.rs"),
    ];
    let variants: usize = sources
        .iter()
        .map(|source| {
            let (_, refusal) = source.split_once("pub enum Refusal {").unwrap();
            let (refusal, _) = refusal.split_once("\n}").unwrap();
            refusal.matches("#[error(").count()
        })
        .sum();
    assert_eq!(refusals().len(), variants);
}

#[test]
fn signing_in() {
    let handshake = Handshake {
        protocol: VERSION,
        epoch: id(0xe0),
        sealing_key: Bytes(vec![1; 32]),
        challenge: Bytes(vec![2; 32]),
        now: now(),
    };
    travels("handshake", &handshake);
    let register = Register {
        username: text("rhian"),
        password: text("correct horse"),
        device_key: Bytes(key().verifying_key().to_bytes().to_vec()),
        device_name: text("WARD4-PC2"),
    };
    assert!(!format!("{register:?}").contains("horse"), "no log shows a password");
    travels_unseen("register", &register);
    let sign_in = SignIn::new(DeviceId(id(0xd0)), Bytes(vec![2; 32]), &key());
    assert!(sign_in.is_by(&key().verifying_key()));
    assert!(!sign_in.is_by(&SigningKey::from_bytes(&[8; 32]).verifying_key()));
    travels("sign_in", &sign_in);
    let signed_in = SignedIn {
        token: text("t0ken"),
        expires_at: at("2026-11-24T21:00:00Z"),
        device: DeviceId(id(0xd0)),
        user: user(),
        organisation: organisation(),
        roles: [Role::HrOfficer, Role::RecruitmentOfficer].into(),
        epoch: id(0xe0),
        now: now(),
        offline_hours: Role::HrOfficer.offline_hours(),
    };
    assert!(!format!("{signed_in:?}").contains("t0ken"), "no log shows a token");
    travels_unseen("signed_in", &signed_in);
}

#[test]
fn a_parcel_and_its_answer() {
    let leaving = SigningKey::from_bytes(&[9; 32]);
    let by = Vouched::new(DeviceId(id(0xd0)), &leaving.verifying_key(), &key());
    let commands =
        vec![SealedCommand { id: CommandId(id(0xc0)), sealed: Bytes(vec![3, 1, 4, 1, 5]) }];
    let (proof, left) = (Bytes(vec![2; 4]), vec![NounKind::Pay]);
    let parcel = Parcel {
        at: now(),
        proof,
        commands,
        parts: vec![Bytes(vec![7; 3])],
        left,
        gone_at: Some(now()),
    };
    travels("parcel", &parcel);
    let signed = SignedParcel::new(&parcel, by.clone(), &leaving).unwrap();
    assert!(signed.is_by(&key().verifying_key()));
    assert!(!signed.is_by(&SigningKey::from_bytes(&[8; 32]).verifying_key()));
    let for_another =
        SignedParcel { by: Vouched { device: DeviceId(id(0xd1)), ..by }, ..signed.clone() };
    assert!(!for_another.is_by(&key().verifying_key()), "the word names the device");
    travels("signed_parcel", &signed);
    let taken = vec![CommandId(id(0xc0))];
    travels("parcel_answer", &ParcelAnswer { opened: Bytes(vec![2; 4]), revoked: true, taken });
}

#[test]
fn every_role_by_its_name() {
    travels("roles", &Role::ALL.to_vec());
}

#[test]
fn every_noun_by_its_name() {
    travels("nouns", &NounKind::ALL.to_vec());
}

fn page() -> Page {
    let mut page = Page::new(NounKind::Unit);
    page.push(id(0x51), 7, r#"{"id":"51","name":"Ward 4","parent":null}"#).unwrap();
    page.push(id(0x52), 9, r#"{"id":"52","name":"Ward 5","cost_centre":"A1"}"#).unwrap();
    page
}

/// Pages travel compressed: what is pictured is what comes out again.
#[track_caller]
fn travels_packed<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(
    name: &str,
    value: &T,
) {
    let back: T = decode(&encode(value).unwrap()).unwrap();
    assert_eq!(back, *value);
    insta::assert_json_snapshot!(name, back);
}

#[test]
fn the_feed_and_the_first_load() {
    travels(
        "scope",
        &Scope {
            epoch: id(0xe0),
            cut: 40,
            mark: Some(id(0xc4)),
            nouns: vec![
                (Holding { noun: NounKind::Unit, teams: Teams::EVERY, line: false }, 2),
                (Holding { noun: NounKind::Person, teams: Teams(4), line: true }, 3_000),
            ],
            now: now(),
        },
    );
    travels("after", &After { epoch: id(0xe0), seq: 40, mark: Some(id(0xc4)), holdings: id(0xb0) });
    travels("from", &From { noun: NounKind::Unit, after: Some(id(0x51)) });
    travels_packed(
        "changes",
        &Changes {
            seq: 42,
            mark: Some(id(0xc5)),
            head: 57,
            now: now(),
            pages: vec![page()],
            gone: vec![(NounKind::Candidate, id(0x60))],
        },
    );
    travels("told", &Told { commands: vec![CommandId(id(0xc1)), CommandId(id(0xc2))] });
    travels("unknown", &Unknown { commands: vec![CommandId(id(0xc2))] });
    travels_packed("records", &Records { page: page(), more: true });
}

#[test]
fn parts_of_files() {
    let (one, two) = (ChunkName([0xc1; 32]), ChunkName([0xc2; 32]));
    travels("offered", &Offered { chunks: vec![one, two] });
    travels("missing", &Missing { chunks: vec![two] });
    assert_eq!(
        muster_protocol::chunk::name_of(b"muster").to_string(),
        "74cd18c016d902f940554dfd07545f219064b27fe6e890e9447f0c9e377903a8"
    );
}

#[test]
fn what_is_held_is_compared() {
    let mut tallies = Tallies::default();
    tallies.add(id(0x51), r#"{"id":"x"}"#);
    let checksums =
        Checksums { seq: 42, nouns: vec![(NounKind::Unit, tallies.to_bytes())], now: now() };
    travels("checksums", &checksums);
    travels("in_bucket", &InBucket { noun: NounKind::Unit, bucket: 7 });
    travels_packed("bucket", &Bucket { page: page(), gone: vec![(id(0x60), 41)] });
}

#[test]
fn every_fault_code() {
    let codes = [
        Code::Malformed,
        Code::TooLong,
        Code::NoSuchRoute,
        Code::Version,
        Code::NotRecognised,
        Code::TooMany,
        Code::SignInAgain,
        Code::DeviceRevoked,
        Code::UnknownDevice,
        Code::NoCache,
        Code::OtherOrganisation,
        Code::UnknownCursor,
        Code::OtherHoldings,
        Code::NoSuchChunk,
        Code::NotItsName,
        Code::TooMuch,
        Code::Broken,
    ];
    let source = include_str!("../src/fault.rs").split_once("pub enum Code {").unwrap().1;
    let variants = source.split_once("\n}").unwrap().0.matches("///").count();
    assert_eq!(codes.len(), variants, "all there are");
    let faults: Vec<_> =
        codes.map(|code| Fault { code, message: text("what was expected") }).into();
    travels("faults", &faults);
}

#[test]
fn every_message_from_one_organisation_to_the_other() {
    let period = Period { employer: text("Cedar Trust"), from: day("2014-04-01"), to: None };
    let values = [
        (Field::NhsStart, Value::Date { date: day("2014-04-01") }),
        (Field::Band, Value::Text { text: text("NHS|XR05|Review Body Band 5") }),
        (Field::AnnualSalary, Value::Money { pence: 3_646_300 }),
        (Field::HoursAWeek, Value::Hours { hundredths: 3_000 }),
        (Field::FullTimeEquivalent, Value::Fte { fte: Fte(80_000) }),
        (Field::EarlierService, Value::Periods { periods: vec![period] }),
        (Field::Posts, Value::Posts { posts: vec![post()] }),
        (
            Field::Registrations,
            Value::Registrations {
                registrations: vec![RegistrationItem {
                    body: text("NMC"),
                    number: text("18A1234E"),
                    status: text("Registered"),
                    expires_on: Some(day("2027-08-31")),
                }],
            },
        ),
    ];
    let competence = CompetenceItem {
        name: text("NHS|CSTF|Fire Safety - 2 Years|"),
        awarded_on: day("2026-02-03"),
        expires_on: Some(day("2028-02-03")),
        evidence: None,
    };
    let immunisation = ImmunisationItem {
        disease: text("66071002"),
        vaccine: text("Engerix B"),
        status: ImmunisationStatus::Given,
        on: day("2014-05-01"),
        dose: Some(text("1")),
        batch: None,
        result: None,
    };
    let identity = Identity {
        ni_number: NiNumber::parse("AB123447C").unwrap(),
        date_of_birth: day("1990-05-17"),
        last_name: text("Walsh"),
    };
    let said = [
        Says::Requested {
            asked_by: user(),
            post: text("Staff Nurse"),
            start_on: Some(day("2027-01-04")),
            staff: transfer::StaffKind::Medical,
            occasion: transfer::Occasion::BeforeHire,
            consent: consent(),
            reference: Some(reference_asked()),
            identity,
        },
        Says::Ended,
        Says::Replied {
            reply: exchange::Reply {
                text: text("Ward 4"),
                corrected: vec![IdentityField::LastName],
                by: user(),
                at: now(),
            },
            correction: Correction {
                ni_number: None,
                date_of_birth: None,
                last_name: Some(text("Walsh")),
            },
        },
        Says::ConsentWithdrawn { by: Some(text("Rhian Pryce")) },
        Says::NotTakenIn,
        Says::MoreAsked { question: text("Which ward?") },
        Says::Reminded { lapses_on: day("2026-12-22") },
        Says::Lapsed,
        Says::ConsentWithdrawnAtSource { by: None },
        Says::Recalled { reason: text("namesake") },
        Says::AwaitingApproval,
        Says::Released {
            fields: values.map(|(field, value)| FieldItem { field, value }).into(),
            competences: vec![competence],
            parts: [PartKind::Recruitment, PartKind::Learning].into(),
            automatic: false,
        },
        Says::Refused { reason: RefusalReason::NotKnownHere, note: text("left in 2009") },
        Says::OhReleased { items: vec![immunisation] },
        Says::OhNotReleased,
        Says::ReferenceSubmitted { said: Box::new(submitted()) },
        Says::ReferenceDeclined { reason: text("she asked us to give none") },
    ];
    let messages: Vec<_> =
        said.map(|says| Message { transfer: id(0x70), from: organisation(), says }).into();
    for message in &messages {
        // Without a wildcard: a new message must be added above as well.
        match message.says {
            Says::Requested { .. }
            | Says::Ended
            | Says::Replied { .. }
            | Says::ConsentWithdrawn { .. }
            | Says::NotTakenIn
            | Says::MoreAsked { .. }
            | Says::Reminded { .. }
            | Says::Lapsed
            | Says::ConsentWithdrawnAtSource { .. }
            | Says::Recalled { .. }
            | Says::AwaitingApproval
            | Says::Released { .. }
            | Says::Refused { .. }
            | Says::OhReleased { .. }
            | Says::OhNotReleased
            | Says::ReferenceSubmitted { .. }
            | Says::ReferenceDeclined { .. } => {}
        }
    }
    travels("messages", &messages);
}

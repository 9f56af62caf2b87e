//! What a revoked device hands in: taken once, opened, kept for a supervisor, decided by nobody.

use chrono::TimeDelta;
use crypto_box::PublicKey;
use ed25519_dalek::SigningKey;
use muster_domain::Command;
use muster_domain::access::Access;
use muster_domain::iat::oh_enquiry;
use muster_domain::noun::NounKind;
use muster_domain::policy::Role;
use muster_domain::recruitment::applicant;
use muster_domain::recruitment::document::{self, Kind, Media, PIECE};
use muster_domain::words::{CommandId, DeviceId, FileKey};
use muster_protocol::account::SignIn;
use muster_protocol::chunk::{self, CHUNK_LIMIT};
use muster_protocol::envelope::Signed;
use muster_protocol::fault::{Code, Fault};
use muster_protocol::parcel::{
    COMMANDS_AT_ONCE, PARCEL_LIMIT, PARTS_AT_ONCE, Parcel, ParcelAnswer, SEALED_LIMIT,
    SealedCommand, SignedParcel, Vouched,
};
use muster_protocol::{Bytes, VERSION, VERSION_HEADER};
use reqwest::{Method, Response, StatusCode};
use uuid::Uuid;

use crate::desk::{Desk, handshake, new_key};
use crate::house::{House, morning};
use crate::people::{APPLICANT, NI, applicant, asking};

/// A desk and its leaving key.
struct Leaver {
    house: House,
    desk: Desk,
    leaving: SigningKey,
    server: PublicKey,
}

const NUMBER: [u8; 32] = [9; 32];

impl Leaver {
    async fn new(roles: &[Role]) -> Self {
        let house = House::new().await;
        house.keep(&house.alder, applicant(&house.alder)).await;
        let desk = house.desk(&house.alder, "rosa", roles).await;
        let key: [u8; 32] = handshake(&house.url).await.sealing_key.0.try_into().unwrap();
        Self { house, desk, leaving: new_key(), server: PublicKey::from(key) }
    }

    async fn revoked(roles: &[Role]) -> Self {
        let leaver = Self::new(roles).await;
        leaver.house.server.revoke_device(leaver.desk.signed_in.device).await.unwrap();
        leaver
    }

    fn seal(&self, text: &[u8]) -> Bytes {
        Bytes(self.server.seal(&mut rand::rngs::OsRng, text).unwrap())
    }

    fn sealed(&self, signed: &Signed) -> SealedCommand {
        let body = serde_json::to_vec(signed).unwrap();
        SealedCommand { id: signed.id, sealed: self.seal(&body) }
    }

    fn parcel(&self, commands: Vec<SealedCommand>) -> Parcel {
        Parcel {
            at: morning(),
            proof: self.seal(&NUMBER),
            commands,
            parts: vec![],
            left: vec![],
            gone_at: None,
        }
    }

    fn vouched(&self) -> Vouched {
        let device = self.desk.signed_in.device;
        Vouched::new(device, &self.leaving.verifying_key(), &self.desk.key)
    }

    fn sign(&self, parcel: &Parcel) -> SignedParcel {
        SignedParcel::new(parcel, self.vouched(), &self.leaving).unwrap()
    }

    async fn post(&self, parcel: &SignedParcel) -> Response {
        let request = self.desk.client.post(format!("{}/v1/parcels", self.desk.url));
        request.header(VERSION_HEADER, VERSION).json(parcel).send().await.unwrap()
    }

    async fn hand_in(&self, parcel: &Parcel) -> ParcelAnswer {
        let response = self.post(&self.sign(parcel)).await;
        assert_eq!(response.status(), StatusCode::OK);
        let answer: ParcelAnswer = response.json().await.unwrap();
        assert_eq!(answer.opened.0, NUMBER, "only the server can have said it");
        answer
    }

    /// It is refused, and nothing has changed.
    async fn refused(&self, parcel: &SignedParcel, status: u16, code: Code, said: &str) {
        let before = self.house.fingerprint().await;
        let response = self.post(parcel).await;
        assert_eq!(response.status().as_u16(), status, "{said}");
        assert_eq!(response.json::<Fault>().await.unwrap().code, code, "{said}");
        assert_eq!(self.house.fingerprint().await, before, "{said}: something changed");
    }

    async fn audited(&self, what: &str) -> i64 {
        let database = self.house.database().await;
        let count = "SELECT count(*) FROM audit WHERE what = ?";
        sqlx::query_scalar(count).bind(what).fetch_one(&database).await.unwrap()
    }
}

fn withdraw(reason: &str) -> Command {
    let withdraw = applicant::Withdraw { id: APPLICANT, reason: reason.to_owned() };
    Command::Applicant(applicant::Command::Withdraw(withdraw))
}

#[tokio::test]
async fn what_a_revoked_device_hands_in_waits_for_a_supervisor_and_has_no_effect() {
    let leaver = Leaver::revoked(&[Role::RecruitmentOfficer]).await;
    let (one, two) = (leaver.desk.sign(withdraw("pulled out")), Uuid::from_u128(7));
    let two = leaver.desk.sign(asking(two, &leaver.house.birch));
    let parcel = leaver.parcel(vec![leaver.sealed(&one), leaver.sealed(&two)]);
    let answer = leaver.hand_in(&parcel).await;
    assert!(answer.revoked);
    assert_eq!(answer.taken, [one.id, two.id]);

    // The same again, whole or in part, is the same.
    assert_eq!(leaver.hand_in(&parcel).await.taken, [one.id, two.id]);
    assert_eq!(leaver.hand_in(&leaver.parcel(vec![leaver.sealed(&two)])).await.taken, [two.id]);
    assert_eq!(leaver.audited("parcel.take").await, 1);

    let code = |text: &str| muster_domain::words::OdsCode::parse(text).unwrap();
    let kept = leaver.house.server.quarantine(Some(&code("R0A"))).await.unwrap();
    let verbs: Vec<_> = kept.iter().map(|one| one.verb.as_deref().unwrap()).collect();
    assert_eq!(verbs.len(), 2);
    assert!(verbs.contains(&"applicant.withdraw") && verbs.contains(&"transfer.request"));
    assert!(kept.iter().all(|one| one.username == "rosa" && one.claimed_at == Some(morning())));
    assert!(leaver.house.server.quarantine(Some(&code("R0B"))).await.unwrap().is_empty());

    // Nothing was decided: the applicant is as they were, and nobody was asked.
    let colleague = leaver.house.desk(&leaver.house.alder, "hana", &[Role::HrOfficer]).await;
    assert_eq!(colleague.one(NounKind::Applicant).await["stage"]["kind"], "offer_accepted");
    let database = leaver.house.database().await;
    for table in ["decision", "message"] {
        let sql = sqlx::AssertSqlSafe(format!("SELECT count(*) FROM {table}"));
        let count: i64 = sqlx::query_scalar(sql).fetch_one(&database).await.unwrap();
        assert_eq!(count, 0, "{table}");
    }
    // Its body is sealed at rest.
    let bodies: Vec<Vec<u8>> =
        sqlx::query_scalar("SELECT signed FROM quarantine").fetch_all(&database).await.unwrap();
    assert!(bodies.iter().all(|body| !body.windows(NI.len()).any(|at| at == NI.as_bytes())));
    // Shown, it is what was typed; the look is in the audit.
    let shown = leaver.house.server.show_quarantined(one.id).await.unwrap();
    assert_eq!(shown[0].content, Some(withdraw("pulled out")));
    assert_eq!(leaver.audited("quarantine.show").await, 1);
    assert!(leaver.house.server.show_quarantined(CommandId(Uuid::nil())).await.is_err());
}

#[tokio::test]
async fn of_occupational_health_only_who_and_when_is_shown() {
    let leaver = Leaver::revoked(&[Role::OhNurse]).await;
    let refuse = oh_enquiry::Refuse { id: Uuid::from_u128(3), note: "CANARY".to_owned() };
    let refuse = Command::OhEnquiry(oh_enquiry::Command::Refuse(refuse));
    let read = |noun| Command::Access(Access { noun, id: APPLICANT });
    for command in [refuse, read(NounKind::Immunisation), read(NounKind::Person)] {
        let signed = leaver.desk.sign(command);
        leaver.hand_in(&leaver.parcel(vec![leaver.sealed(&signed)])).await;
        let shown = leaver.house.server.show_quarantined(signed.id).await.unwrap();
        assert!(shown[0].header.verb.is_some());
        assert_eq!(shown[0].content, None, "{:?}", shown[0].header.verb);
    }
}

#[tokio::test]
async fn from_a_device_that_is_let_in_work_is_taken_for_a_supervisor_and_no_word_that_all_is_gone()
{
    let leaver = Leaver::new(&[Role::RecruitmentOfficer]).await;
    let signed = leaver.desk.sign(withdraw("pulled out"));
    let mut parcel = leaver.parcel(vec![leaver.sealed(&signed)]);
    parcel.gone_at = Some(morning());
    parcel.left = vec![NounKind::Applicant];
    let answer = leaver.hand_in(&parcel).await;
    assert!(!answer.revoked && answer.taken == [signed.id]);
    let counts = [("parcel.take", 1), ("records.left", 1), ("device.gone", 0)];
    for (what, count) in counts {
        assert_eq!(leaver.audited(what).await, count, "{what}");
    }
    assert_eq!(leaver.house.server.quarantine(None).await.unwrap().len(), 1);
    // A question of a revoked one writes nothing either.
    leaver.house.server.close_account("rosa").await.unwrap();
    let before = leaver.house.fingerprint().await;
    assert!(leaver.hand_in(&leaver.parcel(vec![])).await.revoked, "a closed account as well");
    assert_eq!(leaver.house.fingerprint().await, before);
}

#[tokio::test]
async fn only_the_device_itself_hands_in() {
    let leaver = Leaver::revoked(&[Role::RecruitmentOfficer]).await;
    let parcel = leaver.parcel(vec![leaver.sealed(&leaver.desk.sign(withdraw("x")))]);
    let good = leaver.sign(&parcel);
    let stranger = new_key();

    let mut unknown = good.clone();
    unknown.by.device = DeviceId(Uuid::from_u128(1));
    leaver.refused(&unknown, 403, Code::UnknownDevice, "unknown device").await;
    // Another's leaving key, one that the device never spoke for, and another device's word.
    let device = leaver.desk.signed_in.device;
    let own = Vouched::new(device, &stranger.verifying_key(), &stranger);
    let own = SignedParcel::new(&parcel, own, &stranger).unwrap();
    leaver.refused(&own, 401, Code::NotRecognised, "a key of one's own making").await;
    let other = SignedParcel::new(&parcel, leaver.vouched(), &stranger).unwrap();
    leaver.refused(&other, 401, Code::NotRecognised, "signed by another").await;
    let rolf = leaver.house.desk(&leaver.house.alder, "rolf", &[Role::RecruitmentOfficer]).await;
    let mut theirs = good.clone();
    theirs.by.device = rolf.signed_in.device;
    leaver.refused(&theirs, 401, Code::NotRecognised, "in a colleague's name").await;
    // One byte of what was signed; and the device's key itself, which signs commands.
    let mut changed = good.clone();
    changed.bytes.0[20] ^= 1;
    leaver.refused(&changed, 401, Code::NotRecognised, "changed on the way").await;
    let by_device = SignedParcel::new(&parcel, leaver.vouched(), &leaver.desk.key).unwrap();
    leaver.refused(&by_device, 401, Code::NotRecognised, "not by the leaving key").await;
    // Guessing has to wait: the sixth to the tenth failure are these.
    for _ in 0..10 {
        leaver.post(&other).await;
    }
    leaver.refused(&good, 429, Code::TooMany, "too many").await;
}

#[tokio::test]
async fn a_parcel_is_a_parcel_and_no_longer_than_one_may_be() {
    let leaver = Leaver::revoked(&[Role::RecruitmentOfficer]).await;
    let junk = |length: usize, n: u128| SealedCommand {
        id: CommandId(Uuid::from_u128(n)),
        sealed: Bytes(vec![7; length]),
    };
    let many = (0..=COMMANDS_AT_ONCE as u128).map(|n| junk(10, n)).collect();
    let long = vec![junk(SEALED_LIMIT + 1, 1)];
    let together = (0..5).map(|n| junk(PARCEL_LIMIT / 4, n)).collect();
    for commands in [many, long, together] {
        let parcel = leaver.sign(&leaver.parcel(commands));
        leaver.refused(&parcel, 413, Code::TooLong, "too long").await;
    }
    let mut unproven = leaver.parcel(vec![]);
    unproven.proof = Bytes(vec![1; 80]);
    let unproven = leaver.sign(&unproven);
    leaver.refused(&unproven, 400, Code::Malformed, "a proof that does not open").await;
    // A signature for something else, such as a command, is none for a parcel.
    let signed = leaver.desk.sign(withdraw("x"));
    let command =
        SignedParcel { by: leaver.vouched(), bytes: signed.bytes, signature: signed.signature };
    leaver.refused(&command, 401, Code::NotRecognised, "a command").await;
}

#[tokio::test]
async fn what_does_not_open_or_is_not_its_own_is_kept_without_a_word() {
    let leaver = Leaver::revoked(&[Role::RecruitmentOfficer]).await;
    let rolf = leaver.house.desk(&leaver.house.alder, "rolf", &[Role::RecruitmentOfficer]).await;
    let (others, own) = (rolf.sign(withdraw("theirs")), leaver.desk.sign(withdraw("own")));
    let renamed = SealedCommand { id: CommandId(Uuid::from_u128(5)), ..leaver.sealed(&own) };
    let junk = SealedCommand { id: CommandId(Uuid::from_u128(6)), sealed: Bytes(vec![1; 99]) };
    let ids = [others.id, renamed.id, junk.id];
    let answer = leaver.hand_in(&leaver.parcel(vec![leaver.sealed(&others), renamed, junk])).await;
    assert_eq!(answer.taken, ids);
    for id in ids {
        let shown = leaver.house.server.show_quarantined(id).await.unwrap();
        assert_eq!((&shown[0].header.verb, &shown[0].content), (&None, &None));
    }
}

#[tokio::test]
async fn what_was_decided_already_is_not_kept_again() {
    let leaver = Leaver::new(&[Role::RecruitmentOfficer]).await;
    // Its answer was lost on the way back, and then the device was revoked.
    let signed = leaver.desk.sign(withdraw("pulled out"));
    leaver.desk.push_one(&signed).await;
    leaver.house.server.revoke_device(leaver.desk.signed_in.device).await.unwrap();
    let answer = leaver.hand_in(&leaver.parcel(vec![leaver.sealed(&signed)])).await;
    assert_eq!(answer.taken, [signed.id]);
    assert!(leaver.house.server.quarantine(None).await.unwrap().is_empty());
    assert_eq!(leaver.audited("parcel.take").await, 0);
}

#[tokio::test]
async fn a_receipt_is_given_once_and_shown_with_the_device() {
    let leaver = Leaver::revoked(&[Role::RecruitmentOfficer]).await;
    let mut parcel = leaver.parcel(vec![]);
    parcel.gone_at = Some(morning());
    leaver.hand_in(&parcel).await;
    parcel.gone_at = Some(morning() + chrono::TimeDelta::days(1));
    leaver.hand_in(&parcel).await;
    assert_eq!(leaver.audited("device.gone").await, 1);
    let devices = leaver.house.server.devices().await.unwrap();
    assert_eq!(devices[0].gone_at, Some(morning()));
    let holds = |chain: &muster_server::Verified| chain.broken_at.is_none();
    assert!(leaver.house.server.verify_audit().await.unwrap().iter().all(holds));
}

#[tokio::test]
async fn a_device_hears_whether_it_is_revoked_unknown_or_only_its_token_over() {
    let leaver = Leaver::new(&[Role::RecruitmentOfficer]).await;
    let code = async |key: &SigningKey, device| {
        let challenge = handshake(&leaver.house.url).await.challenge;
        let sign_in = SignIn::new(device, challenge, key);
        let request = leaver.desk.request(Method::POST, "/v1/sign-in").json(&sign_in);
        request.send().await.unwrap().json::<Fault>().await.unwrap().code
    };
    let (device, key) = (leaver.desk.signed_in.device, &leaver.desk.key);
    let nobody = DeviceId(Uuid::from_u128(4));
    assert_eq!(code(key, nobody).await, Code::UnknownDevice);
    leaver.house.server.close_account("rosa").await.unwrap();
    // Closing ended the token; who can sign by the device's key hears the whole.
    let scope = leaver.desk.request(Method::GET, "/v1/scope").send().await.unwrap();
    assert_eq!(scope.json::<Fault>().await.unwrap().code, Code::SignInAgain);
    assert_eq!(code(key, device).await, Code::DeviceRevoked);
    assert_eq!(code(&new_key(), device).await, Code::NotRecognised, "nobody else does");
}

#[tokio::test]
async fn the_parts_of_a_file_come_after_their_command_and_no_others_are_kept() {
    let leaver = Leaver::revoked(&[Role::RecruitmentOfficer]).await;
    let content = vec![5; PIECE as usize + 3];
    let (key, other) = (FileKey([7; 32]), FileKey([8; 32]));
    let parts = chunk::seal(&content, &key).unwrap();
    let strangers = chunk::seal(&content, &other).unwrap();
    let add = leaver.desk.sign(Command::Document(document::Command::Add(document::Add {
        id: Uuid::from_u128(0xD0C),
        applicant: APPLICANT,
        kind: Kind::Identity,
        name: "Passport.pdf".to_owned(),
        media: Media::Pdf,
        size: PIECE + 3,
        key,
        chunks: parts.iter().map(|part| chunk::name_of(part)).collect(),
    })));
    let kept = async || {
        let database = leaver.house.database().await;
        let count = "SELECT count(*) FROM chunk WHERE unnamed_since IS NULL";
        sqlx::query_scalar::<_, i64>(count).fetch_one(&database).await.unwrap()
    };
    let with = |parts: &[Vec<u8>]| Parcel {
        parts: parts.iter().cloned().map(Bytes).collect(),
        ..leaver.parcel(vec![])
    };

    // Before the command nothing names them.
    leaver.hand_in(&with(&parts)).await;
    assert_eq!(kept().await, 0);
    leaver.hand_in(&leaver.parcel(vec![leaver.sealed(&add)])).await;
    assert_eq!(
        leaver.house.server.quarantined_file(add.id).await.unwrap_err().to_string(),
        "not all of this file was handed in"
    );
    leaver.hand_in(&with(&[parts.clone(), strangers[..1].to_vec()].concat())).await;
    leaver.hand_in(&with(&parts)).await;
    assert_eq!(kept().await, 2, "those that the command names, each once");
    assert_eq!(leaver.house.server.quarantined_file(add.id).await.unwrap(), content);
    assert_eq!(leaver.audited("quarantine.file").await, 1);

    // A week later they are there still, and no record's reader gets them.
    leaver.house.later(TimeDelta::days(8));
    leaver.house.server.drop_unnamed_chunks().await.unwrap();
    assert_eq!(leaver.house.server.quarantined_file(add.id).await.unwrap(), content);
    let hugh = leaver.house.desk(&leaver.house.alder, "hugh", &[Role::RecruitmentOfficer]).await;
    let got = hugh.request(Method::GET, &format!("/v1/chunks/{}", chunk::name_of(&parts[0])));
    assert_eq!(got.send().await.unwrap().status(), StatusCode::NOT_FOUND);

    // Too many at once, or too long ones, are refused.
    for wrong in [vec![vec![1]; PARTS_AT_ONCE + 1], vec![vec![1; CHUNK_LIMIT + 1]]] {
        let parcel = leaver.sign(&with(&wrong));
        leaver.refused(&parcel, 413, Code::TooLong, "more than a parcel holds").await;
    }
}

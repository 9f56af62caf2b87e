//! Envelopes that are not as they were signed: none is taken in, and none breaks anything.

use ed25519_dalek::SigningKey;
use muster_domain::Command;
use muster_domain::iat::transfer;
use muster_domain::words::CommandId;
use muster_protocol::Bytes;
use muster_protocol::change::Changes;
use muster_protocol::envelope::{Envelope, EnvelopeFault, FORMAT, Signed};
use muster_protocol::page::decode;
use muster_protocol::verdict::Push;

use super::{commands, envelope, id, key, signed};

fn resigned(bytes: Vec<u8>) -> Signed {
    use ed25519_dalek::Signer;
    let signature = Bytes(key().sign(&bytes).to_bytes().to_vec());
    Signed { id: CommandId(id(0xc0)), bytes: Bytes(bytes), signature }
}

#[test]
fn an_envelope_with_any_byte_changed_is_not_the_devices() {
    let whole = signed();
    for n in 0..whole.bytes.0.len() {
        let mut changed = whole.clone();
        changed.bytes.0[n] ^= 1;
        let opened = changed.open(&key().verifying_key());
        assert_eq!(opened, Err(EnvelopeFault::Signature), "byte {n}");
    }
    for n in 0..whole.signature.0.len() {
        let mut changed = whole.clone();
        changed.signature.0[n] ^= 1;
        assert_eq!(changed.open(&key().verifying_key()), Err(EnvelopeFault::Signature));
    }
}

#[test]
fn an_envelope_of_another_device_or_with_half_a_signature_is_not_the_devices() {
    let other = SigningKey::from_bytes(&[8; 32]).verifying_key();
    assert_eq!(signed().open(&other), Err(EnvelopeFault::Signature));
    let mut short = signed();
    short.signature.0.truncate(32);
    assert_eq!(short.open(&key().verifying_key()), Err(EnvelopeFault::Signature));
}

#[test]
fn an_envelope_of_another_format_says_so_even_where_the_rest_is_unknown() {
    let envelope = Envelope { format: FORMAT + 1, ..envelope(commands().remove(0)) };
    let newer = Signed::new(&envelope, &key()).unwrap();
    assert_eq!(newer.open(&key().verifying_key()), Err(EnvelopeFault::Version));
    let unknown = resigned(br#"{"format":99,"what":"ever"}"#.to_vec());
    assert_eq!(unknown.open(&key().verifying_key()), Err(EnvelopeFault::Version));
}

/// What a desk of version 1 signed, kept as it was: whoever changes a command reads it still.
#[test]
fn an_envelope_of_format_1_is_verified_as_it_was_and_read_as_what_it_means_today() {
    let bytes = include_bytes!("../earlier/1_transfer_request.json").trim_ascii().to_vec();
    let read = resigned(bytes.clone()).open(&key().verifying_key()).unwrap();
    let mut today = envelope(read.command.clone());
    let Command::Transfer(transfer::Command::Request(request)) = &read.command else {
        panic!("{:?}", read.command)
    };
    assert_eq!(request.staff, transfer::StaffKind::NotSaid);
    today.format = 1;
    assert_eq!(read, today);
    says_nothing_more_than(&read, &bytes, &["staff", "occasion", "reference"]);
}

/// It says nothing that is not read, and lacks nothing but what was not asked then.
fn says_nothing_more_than(read: &Envelope, bytes: &[u8], not_asked: &[&str]) {
    let mut again = serde_json::to_value(read).unwrap();
    let request = again["command"]["command"].as_object_mut().unwrap();
    for field in not_asked {
        assert!(request.remove(*field).is_some());
    }
    assert_eq!(again, serde_json::from_slice::<serde_json::Value>(bytes).unwrap());
}

/// What a desk of version 2 signed.
#[test]
fn an_envelope_of_format_2_asked_before_the_hire_and_for_no_reference() {
    let bytes = include_bytes!("../earlier/2_transfer_request.json").trim_ascii().to_vec();
    let read = resigned(bytes.clone()).open(&key().verifying_key()).unwrap();
    let Command::Transfer(transfer::Command::Request(request)) = &read.command else {
        panic!("{:?}", read.command)
    };
    assert_eq!(request.occasion, transfer::Occasion::BeforeHire);
    assert_eq!((request.staff, &request.reference), (transfer::StaffKind::General, &None));
    says_nothing_more_than(&read, &bytes, &["occasion", "reference"]);
}

#[test]
fn an_envelope_sent_under_another_id_is_not_taken_in() {
    let mut other = signed();
    other.id = CommandId(id(0xc9));
    assert_eq!(other.open(&key().verifying_key()), Err(EnvelopeFault::Id));
}

#[test]
fn an_envelope_with_something_added_is_not_read() {
    let text = String::from_utf8(signed().bytes.0).unwrap();
    let added = text.replacen('{', r#"{"and":"more","#, 1);
    let opened = resigned(added.into_bytes()).open(&key().verifying_key());
    assert_eq!(opened, Err(EnvelopeFault::Unreadable));
}

#[test]
fn garbage_is_unreadable_and_breaks_nothing() {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let whole = signed().bytes.0;
    for n in 0..1_000 {
        // Noise, and for every second an envelope with noise in it.
        let mut bytes: Vec<u8> = if n % 2 == 0 {
            (0..next() % 300).map(|_| next().to_le_bytes()[2]).collect()
        } else {
            whole.clone()
        };
        for _ in 0..3 {
            if !bytes.is_empty() {
                let at = usize::try_from(next()).unwrap() % bytes.len();
                bytes[at] = next().to_le_bytes()[2];
            }
        }
        let signed = resigned(bytes);
        let opened = signed.open(&key().verifying_key());
        if n % 2 == 0 {
            assert_eq!(opened, Err(EnvelopeFault::Unreadable));
        }
        // And nothing that unpacks pages or reads requests breaks on it either.
        let _ = decode::<Changes>(&signed.bytes.0);
        let _ = serde_json::from_slice::<Push>(&signed.bytes.0);
    }
}

//! What is handed in by revoked devices, and by those whose person may no longer hold what it is
//! about: opened, kept for a supervisor, audited, and decided by nobody. A person whose rights ended
//! may not have them back by having worked offline, and what they typed is not lost either.

use std::net::IpAddr;

use ed25519_dalek::VerifyingKey;
use muster_domain::Command;
use muster_domain::noun::{CacheFile, NounKind};
use muster_domain::recruitment::document;
use muster_domain::words::{CommandId, OdsCode};
use muster_protocol::envelope::{Envelope, Signed};
use muster_protocol::parcel::{
    COMMANDS_AT_ONCE, PARCEL_LIMIT, PARTS_AT_ONCE, Parcel, ParcelAnswer, SEALED_LIMIT,
    SealedCommand, SignedParcel,
};
use muster_protocol::verdict::Verdict;
use muster_protocol::{Bytes, chunk};
use sha2::{Digest, Sha256};
use sqlx::SqliteConnection;

use crate::Server;
use crate::accounts::{NotSignedIn, device_key};
use crate::administration::{AdminFault, by_operator};
use crate::ledger::accounts::{self, Holder};
use crate::ledger::decisions::{self, Known};
use crate::ledger::quarantine::{self, Quarantined, Shown};
use crate::ledger::{LedgerFault, audit, chunks};

/// One device may hand in so many commands in all. Years of work fit; a thief's loop does not.
const COMMANDS_OF_A_DEVICE: u32 = 20_000;

/// Why a parcel is not taken in.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotTakenIn {
    /// More than is taken.
    #[error("the parcel is longer than one may be")]
    TooLong,
    /// Not a parcel, or not this device's.
    #[error(transparent)]
    NotSignedIn(#[from] NotSignedIn),
}

impl From<LedgerFault> for NotTakenIn {
    fn from(fault: LedgerFault) -> Self {
        NotTakenIn::NotSignedIn(fault.into())
    }
}

impl From<sqlx::Error> for NotTakenIn {
    fn from(fault: sqlx::Error) -> Self {
        LedgerFault::from(fault).into()
    }
}

impl Server {
    /// Takes in a parcel. Only a revoked device's word that all is gone counts; what any device hands
    /// in is nobody's work any more but its supervisor's.
    pub(crate) async fn take_parcel(
        &self,
        signed: &SignedParcel,
        from: Option<IpAddr>,
    ) -> Result<ParcelAnswer, NotTakenIn> {
        let now = self.now();
        let mut names = vec![format!("device:{}", signed.by.device)];
        names.extend(from.map(|address| format!("address:{address}")));
        let attempt = self.inner.throttle.attempt(names, now).ok_or(NotSignedIn::TooMany)?;
        let mut reading = self.ledger().reading().await?;
        let holder = accounts::holder(&mut reading, signed.by.device, now).await?;
        drop(reading);
        let holder = holder.ok_or(NotSignedIn::UnknownDevice)?;
        let key = device_key(&holder.key).ok_or(LedgerFault::Unreadable("device"))?;
        if !signed.is_by(&key) {
            return Err(NotSignedIn::NotRecognised.into());
        }
        attempt.succeeded();
        let parcel: Parcel =
            serde_json::from_slice(&signed.bytes.0).map_err(|_| NotSignedIn::Malformed)?;
        let opened = self.ledger().keys.unseal(&parcel.proof.0).ok_or(NotSignedIn::Malformed)?;
        if is_too_long(&parcel.commands, &parcel.parts) {
            return Err(NotTakenIn::TooLong);
        }
        let revoked = holder.revoked || holder.closed;
        let mut answer = ParcelAnswer { opened: Bytes(opened), revoked, taken: Vec::new() };
        let Parcel { commands, parts, left, gone_at, .. } = &parcel;
        if commands.is_empty() && parts.is_empty() && left.is_empty() && gone_at.is_none() {
            return Ok(answer);
        }
        let mut writing = self.ledger().writing().await?;
        let mut new = 0;
        for command in &parcel.commands {
            new += u32::from(self.put_aside(&mut writing, &holder, &key, command).await?);
            answer.taken.push(command.id);
        }
        for part in parts {
            let named = (chunk::name_of(&part.0), part.0.as_slice());
            let of = holder.organisation.id;
            chunks::keep_in_quarantine(&mut writing, of, holder.device, named).await?;
        }
        if quarantine::count(&mut writing, holder.device).await? > COMMANDS_OF_A_DEVICE {
            return Err(NotTakenIn::TooLong);
        }
        let entry = |what| audit::Entry {
            organisation: holder.organisation.id,
            at: now,
            actor: Some(holder.user.id),
            device: Some(holder.device),
            what,
            outcome: "accepted",
            command: None,
            bytes_hash: Some(Sha256::digest(&signed.bytes.0).into()),
        };
        let keys = &self.ledger().keys;
        if new > 0 {
            audit::append(&mut writing, keys, entry("parcel.take")).await?;
        }
        if !parcel.left.is_empty() {
            audit::append(&mut writing, keys, entry("records.left")).await?;
        }
        if revoked
            && let Some(gone_at) = parcel.gone_at
            && quarantine::receipt(&mut writing, holder.device, gone_at, now).await?
        {
            audit::append(&mut writing, keys, entry("device.gone")).await?;
        }
        writing.commit().await?;
        Ok(answer)
    }

    /// Keeps a command of a parcel. `false` if it was accepted, or is kept already.
    async fn put_aside(
        &self,
        writing: &mut SqliteConnection,
        holder: &Holder,
        key: &VerifyingKey,
        command: &SealedCommand,
    ) -> Result<bool, LedgerFault> {
        let keys = &self.ledger().keys;
        let opened = keys.unseal(&command.sealed.0);
        let signed: Option<Signed> = opened
            .and_then(|body| serde_json::from_slice(&body).ok())
            .filter(|signed: &Signed| signed.id == command.id);
        let envelope = signed.as_ref().and_then(|signed| own(signed, holder, key));
        if let Some(signed) = signed.as_ref().filter(|_| envelope.is_some())
            && let Known::Decided(decision) = decisions::look_up(writing, signed).await?
            && let Verdict::Accepted { .. } = decision.verdict
        {
            // It took effect, and its answer was lost on the way. What was refused is kept: nobody
            // else has its text.
            return Ok(false);
        }
        let body = match &signed {
            Some(signed) => [signed.signature.0.as_slice(), &signed.bytes.0].concat(),
            None => command.sealed.0.clone(),
        };
        let envelope = envelope.as_ref();
        let names = envelope.map_or(&[][..], |envelope| envelope.command.chunks());
        chunks::name_in_quarantine(writing, holder.organisation.id, command.id, names).await?;
        quarantine::keep(writing, keys, holder, command.id, envelope, &body, self.now()).await
    }

    /// What was handed in, oldest first; of one organisation, or of all.
    pub async fn quarantine(&self, of: Option<&OdsCode>) -> Result<Vec<Quarantined>, AdminFault> {
        let of = match of {
            Some(code) => Some(self.organisation(code).await?.id),
            None => None,
        };
        Ok(quarantine::all(&mut *self.ledger().reading().await?, of).await?)
    }

    /// The file that a command in quarantine was to add, for whoever runs the command. It is audited.
    pub async fn quarantined_file(&self, id: CommandId) -> Result<Vec<u8>, AdminFault> {
        let keys = &self.ledger().keys;
        let mut writing = self.ledger().writing().await?;
        for header in quarantine::with_id(&mut writing, id).await? {
            if header.noun != Some(NounKind::Document) {
                continue;
            }
            let signed = quarantine::signed(&mut writing, keys, &header).await?;
            let envelope = signed.read().map_err(|_| LedgerFault::Unreadable("parcel"))?;
            let Command::Document(document::Command::Add(add)) = envelope.command else { continue };
            let mut parts = Vec::with_capacity(add.chunks.len());
            for name in &add.chunks {
                let part = chunks::bytes(&mut writing, header.organisation, *name).await?;
                parts.push(part.ok_or(AdminFault::FileIncomplete)?);
            }
            let content = chunk::open(&parts, &add.key).map_err(|_| AdminFault::FileIncomplete)?;
            let entry = audit::Entry {
                device: Some(header.device),
                command: Some(id),
                ..by_operator(header.organisation, "quarantine.file", self.now())
            };
            audit::append(&mut writing, keys, entry).await?;
            writing.commit().await?;
            return Ok(content);
        }
        Err(AdminFault::NotQuarantined)
    }

    /// One of them, for whoever runs the command: what was asked for, but for occupational health,
    /// of which only the header is shown. The look is audited.
    pub async fn show_quarantined(&self, id: CommandId) -> Result<Vec<Shown>, AdminFault> {
        let mut writing = self.ledger().writing().await?;
        let found = quarantine::with_id(&mut writing, id).await?;
        if found.is_empty() {
            return Err(AdminFault::NotQuarantined);
        }
        let mut shown = Vec::new();
        for header in found {
            let keys = &self.ledger().keys;
            let content = match header.noun {
                Some(noun) if may_be_shown(noun, &header.verb) => {
                    let signed = quarantine::signed(&mut writing, keys, &header).await?;
                    let envelope = signed.read().map_err(|_| LedgerFault::Unreadable("parcel"))?;
                    Some(envelope.command)
                }
                _ => None,
            };
            let entry = audit::Entry {
                device: Some(header.device),
                command: Some(id),
                ..by_operator(header.organisation, "quarantine.show", self.now())
            };
            audit::append(&mut writing, keys, entry).await?;
            shown.push(Shown { header, content });
        }
        writing.commit().await?;
        Ok(shown)
    }
}

fn is_too_long(commands: &[SealedCommand], parts: &[Bytes]) -> bool {
    let lengths = || commands.iter().map(|command| command.sealed.0.len());
    parts.len() > PARTS_AT_ONCE
        || parts.iter().any(|part| part.0.len() > chunk::CHUNK_LIMIT)
        || commands.len() > COMMANDS_AT_ONCE
        || lengths().any(|length| length > SEALED_LIMIT)
        || (commands.len() > 1 && lengths().sum::<usize>() > PARCEL_LIMIT)
}

/// What the bytes say, if the device signed them for its own person.
fn own(signed: &Signed, holder: &Holder, key: &VerifyingKey) -> Option<Envelope> {
    let envelope = signed.open(key).ok()?;
    let sender = (holder.user.id, holder.organisation.id, holder.device);
    ((envelope.user, envelope.organisation, envelope.device) == sender).then_some(envelope)
}

/// Whose occupational-health record was read is part of occupational health as well.
fn may_be_shown(noun: NounKind, verb: &Option<String>) -> bool {
    let reading = verb.as_deref().is_none_or(|verb| verb == "record.read");
    noun.file() == CacheFile::Main && !reading
}

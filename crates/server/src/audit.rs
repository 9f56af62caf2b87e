//! The audit: a chain an organisation. An entry's hash covers its fields and the entry before it,
//! and is keyed with a key that is not in the database: whoever can edit the file can break a
//! chain but not mend it. Verifying names the first entry that is wrong.

use muster_domain::words::OrganisationRef;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::Server;
use crate::keys::Key;
use crate::ledger::{LedgerFault, audit, log};

/// What stands before the first entry.
pub(crate) const START: [u8; 32] = [0; 32];
/// How many entries are looked at at once.
const BATCH: i64 = 1000;

/// An entry's fields, as its hash covers them.
pub(crate) struct Link<'a> {
    pub organisation: Uuid,
    pub n: i64,
    pub at: i64,
    pub actor: Option<Uuid>,
    pub device: Option<Uuid>,
    pub what: &'a str,
    pub outcome: &'a str,
    pub command: Option<Uuid>,
    pub bytes_hash: Option<&'a [u8]>,
    pub prev: &'a [u8],
}

impl Link<'_> {
    /// Keyed twice over, as HMAC is, so that nothing can be appended; every field has its length
    /// in front, so that none runs into the next.
    pub fn hash(&self, key: &Key) -> [u8; 32] {
        let mut inner = Sha256::new_with_prefix(key.as_ref());
        let mut field = |bytes: Option<&[u8]>| match bytes {
            Some(bytes) => {
                inner.update((bytes.len() as u64 + 1).to_be_bytes());
                inner.update(bytes);
            }
            None => inner.update(0_u64.to_be_bytes()),
        };
        field(Some(self.organisation.as_bytes()));
        field(Some(&self.n.to_be_bytes()));
        field(Some(&self.at.to_be_bytes()));
        field(self.actor.as_ref().map(|id| id.as_bytes().as_slice()));
        field(self.device.as_ref().map(|id| id.as_bytes().as_slice()));
        field(Some(self.what.as_bytes()));
        field(Some(self.outcome.as_bytes()));
        field(self.command.as_ref().map(|id| id.as_bytes().as_slice()));
        field(self.bytes_hash);
        field(Some(self.prev));
        let mut outer = Sha256::new_with_prefix(key.as_ref());
        outer.update(inner.finalize());
        outer.finalize().into()
    }
}

/// What verifying an organisation's chain found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Whose chain.
    pub organisation: OrganisationRef,
    /// How many entries hold.
    pub entries: i64,
    /// The first entry that does not, if there is one: its number.
    pub broken_at: Option<i64>,
}

impl Server {
    /// Verifies every organisation's chain, the operator's first.
    pub async fn verify_audit(&self) -> Result<Vec<Verified>, LedgerFault> {
        let mut reading = self.ledger().reading().await?;
        let mut organisations = vec![log::operator(&mut reading).await?];
        organisations.extend(log::organisations(&mut reading).await?);
        let mut found = Vec::new();
        for organisation in organisations {
            let mut verified = Verified { organisation, entries: 0, broken_at: None };
            let id = verified.organisation.id;
            let mut prev = START.to_vec();
            'chain: loop {
                let entries = audit::entries(&mut reading, id, verified.entries, BATCH).await?;
                for entry in &entries {
                    let next = verified.entries + 1;
                    let link = Link {
                        organisation: id.0,
                        n: entry.n,
                        at: entry.at,
                        actor: entry.actor,
                        device: entry.device,
                        what: &entry.what,
                        outcome: &entry.outcome,
                        command: entry.command,
                        bytes_hash: entry.bytes_hash.as_deref(),
                        prev: &prev,
                    };
                    let holds = entry.n == next
                        && entry.prev == prev
                        && entry.hash == link.hash(self.ledger().keys.audit());
                    if !holds {
                        verified.broken_at = Some(next);
                        break 'chain;
                    }
                    verified.entries = next;
                    prev.clone_from(&entry.hash);
                }
                if entries.is_empty() {
                    break;
                }
            }
            if verified.broken_at.is_none() {
                let head = audit::head(&mut reading, id).await?;
                let (n, hash) = head.map_or((0, START.to_vec()), |head| (head.n, head.hash));
                if n != verified.entries || hash != prev {
                    verified.broken_at = Some(verified.entries + 1);
                }
            }
            found.push(verified);
        }
        Ok(found)
    }
}

//! What the server does about requests between organisations when nobody asks for it: a day has
//! passed for those that wait. And for how long they wait, as the operator sets it.

use muster_domain::Command;
use muster_domain::iat::enquiry::{self, Enquiry};
use muster_domain::iat::transfer_policy::{TransferPolicy, Waits};
use muster_domain::kept::Kept;
use muster_domain::noun::NounKind;
use muster_domain::words::{OdsCode, OrganisationRef};
use muster_domain::world::Ask;
use sqlx::SqliteConnection;
use uuid::Uuid;

use crate::Server;
use crate::act::Turn;
use crate::administration::{AdminFault, by_operator, system};
use crate::ledger::{LedgerFault, audit, records};

/// How many enquiries are looked at at once.
const BATCH: usize = 500;

impl Server {
    /// Lets a day pass for every request that waits: its rules say whether somebody is reminded or
    /// it is over. The same day twice is the same day. Answers how many changed.
    pub async fn age_requests(&self) -> Result<usize, LedgerFault> {
        let mut aged = 0;
        for organisation in self.organisations().await? {
            let mut after = Uuid::nil();
            loop {
                let (last, open) = self.open_enquiries(&organisation, after).await?;
                for id in open {
                    aged += usize::from(self.age(&organisation, id).await?);
                }
                let Some(last) = last else { break };
                after = last;
            }
        }
        Ok(aged)
    }

    /// The open ones of the next enquiries after an id, and the last id looked at.
    async fn open_enquiries(
        &self,
        organisation: &OrganisationRef,
        after: Uuid,
    ) -> Result<(Option<Uuid>, Vec<Uuid>), LedgerFault> {
        let mut reading = self.ledger().reading().await?;
        let (keys, noun) = (&self.ledger().keys, NounKind::Enquiry);
        let found = records::some(&mut reading, keys, organisation.id, noun, after, BATCH).await?;
        // One that cannot be read is the operator's to mend, and keeps no other from its end.
        let is_open = |body: &str| {
            serde_json::from_str::<Enquiry>(body).is_ok_and(|enquiry| enquiry.stage.is_open())
        };
        let open = found.iter().filter(|(_, body)| is_open(body)).map(|(id, _)| *id).collect();
        Ok((found.last().map(|(id, _)| *id), open))
    }

    async fn age(&self, organisation: &OrganisationRef, id: Uuid) -> Result<bool, LedgerFault> {
        let now = self.now();
        let keys = &self.ledger().keys;
        let mut writing = self.ledger().writing().await?;
        let by = system(organisation, now);
        let command = by.command;
        let mut turn = Turn::of(&mut writing, keys, self.inner.settings.rules, by).await?;
        // Decided a moment ago, it is refused: nothing to do.
        turn.ask(&Command::Enquiry(enquiry::Command::Age(enquiry::Age { id }))).await?;
        turn.end("enquiry.age").await?;
        if turn.changed == 0 {
            return Ok(false);
        }
        let entry = audit::Entry {
            command: Some(command),
            ..by_operator(organisation.id, "enquiry.age", now)
        };
        audit::append(&mut writing, keys, entry).await?;
        writing.commit().await?;
        self.inner.news.tell(organisation.id);
        self.inner.mail.notify_one();
        Ok(true)
    }

    /// How long requests to an organisation wait for an answer.
    pub async fn waits(&self, code: &OdsCode) -> Result<Waits, AdminFault> {
        let organisation = self.organisation(code).await?;
        let mut reading = self.ledger().reading().await?;
        Ok(self.policy(&mut reading, &organisation).await?.waits)
    }

    /// Sets it.
    pub async fn set_waits(&self, code: &OdsCode, waits: Waits) -> Result<(), AdminFault> {
        let organisation = self.organisation(code).await?;
        let now = self.now();
        let mut writing = self.ledger().writing().await?;
        let policy = self.policy(&mut writing, &organisation).await?;
        let kept = vec![Kept::TransferPolicy(TransferPolicy { waits, ..policy })];
        self.keep(&mut writing, &organisation, kept, "organisation.waits", now).await?;
        writing.commit().await.map_err(LedgerFault::from)?;
        self.inner.news.tell(organisation.id);
        Ok(())
    }

    async fn policy(
        &self,
        connection: &mut SqliteConnection,
        organisation: &OrganisationRef,
    ) -> Result<TransferPolicy, LedgerFault> {
        let ask = Ask::Record(NounKind::TransferPolicy, organisation.id.0);
        let keys = &self.ledger().keys;
        let found = records::answer(connection, keys, organisation.id, &[ask]).await?;
        let (_, body) =
            found.iter().flatten().next().ok_or(LedgerFault::Unreadable("transfer_policy"))?;
        serde_json::from_str(body).map_err(|_| LedgerFault::Unreadable("transfer_policy"))
    }
}

//! What the server does for worklists: it says who works which queue and to whom they report, looks
//! every day at what is due, and takes an administrator's word on how kinds of notices are set.

use std::collections::BTreeSet;

use chrono::Days;
use muster_domain::Command;
use muster_domain::kept::{self, Kept};
use muster_domain::notifications::kind_setting::{self, KindName, KindSetting};
use muster_domain::notifications::{Colleague, notice};
use muster_domain::noun::NounKind;
use muster_domain::words::{OdsCode, OrganisationId, OrganisationRef, UserId};
use muster_domain::world::Ask;
use sqlx::SqliteConnection;
use uuid::Uuid;

use crate::Server;
use crate::act::{Ruled, Turn};
use crate::administration::{AdminFault, by_operator, open_account, system};
use crate::ledger::{LedgerFault, accounts, audit, log, records};

/// So many days ahead the daily job looks: no reminder comes earlier.
const LOOK_AHEAD: Days = Days::new(90);
/// So many notices are looked at in one transaction: nobody who sends something waits long.
const AT_ONCE: usize = 100;

impl Server {
    /// Brings the record of who works which queue up to the accounts.
    pub async fn settle_colleagues(&self) -> Result<(), LedgerFault> {
        for organisation in self.organisations().await? {
            let mut writing = self.ledger().writing().await?;
            let changed = self.colleagues(&mut writing, organisation.id, None).await?;
            writing.commit().await?;
            if changed {
                self.inner.news.tell(organisation.id);
            }
        }
        Ok(())
    }

    /// The same for one account, in the transaction that changed it.
    pub(crate) async fn colleagues(
        &self,
        writing: &mut SqliteConnection,
        organisation: OrganisationId,
        of: Option<UserId>,
    ) -> Result<bool, LedgerFault> {
        let now = self.now();
        let keys = &self.ledger().keys;
        // The operator has a log, and no queue.
        let Some(organisation) = log::organisation(writing, organisation).await? else {
            return Ok(false);
        };
        let wanted = accounts::working(writing, organisation.id, of, now).await?;
        let wanted: Vec<Colleague> = wanted
            .into_iter()
            .filter_map(|(user, role, supervisor)| {
                Some(Colleague::of(organisation.id, user, role.team()?, supervisor))
            })
            .collect();
        let kept: BTreeSet<Uuid> = wanted.iter().map(|one| one.id).collect();
        let held = accounts::colleagues(writing, organisation.id, of).await?;
        let mut commands: Vec<_> =
            wanted.into_iter().map(|one| kept::Command::Keep(Kept::Colleague(one))).collect();
        let gone = held.into_iter().filter(|id| !kept.contains(id));
        commands.extend(gone.map(|id| kept::Command::Drop { noun: NounKind::Colleague, id }));
        let by = system(&organisation, now);
        let mut turn = Turn::of(writing, keys, self.inner.settings.rules, by).await?;
        for command in commands {
            turn.ask(&Command::Keep(command)).await?;
        }
        turn.end("colleagues").await?;
        Ok(turn.changed > 0)
    }

    /// Says to whom somebody reports, or that they report to nobody: who hears of what they leave
    /// undone.
    pub async fn set_supervisor(
        &self,
        username: &str,
        supervisor: Option<&str>,
    ) -> Result<(), AdminFault> {
        let now = self.now();
        let mut writing = self.ledger().writing().await?;
        let account = open_account(&mut writing, username).await?;
        let supervisor = match supervisor {
            Some(username) => Some(open_account(&mut writing, username).await?),
            None => None,
        };
        if supervisor.as_ref().is_some_and(|one| one.organisation != account.organisation) {
            return Err(AdminFault::NoSuchAccount);
        }
        if supervisor.as_ref().is_some_and(|one| one.id == account.id) {
            return Err(AdminFault::OwnSupervisor);
        }
        let supervisor = supervisor.map(|one| one.id);
        accounts::set_supervisor(&mut writing, account.id, supervisor).await?;
        let organisation = OrganisationId(account.organisation);
        let entry = by_operator(organisation, "account.supervisor", now);
        audit::append(&mut writing, &self.ledger().keys, entry).await?;
        let changed = self.colleagues(&mut writing, organisation, Some(UserId(account.id))).await?;
        writing.commit().await?;
        if changed {
            self.inner.news.tell(organisation);
        }
        Ok(())
    }

    /// How each kind of notice is set in an organisation.
    pub async fn kinds(&self, code: &OdsCode) -> Result<Vec<KindSetting>, AdminFault> {
        let organisation = self.organisation(code).await?.id;
        let mut reading = self.ledger().reading().await?;
        let mut all = Vec::with_capacity(KindName::ALL.len());
        for kind in KindName::ALL {
            let id = KindSetting::id_in(organisation, kind);
            let ask = Ask::Record(NounKind::KindSetting, id);
            let keys = &self.ledger().keys;
            let found = records::answer(&mut reading, keys, organisation, &[ask]).await?;
            all.push(match found.iter().flatten().next() {
                Some((_, body)) => serde_json::from_str(body)
                    .map_err(|_| LedgerFault::Unreadable("kind_setting"))?,
                None => KindSetting {
                    id,
                    organisation,
                    kind,
                    on: true,
                    words: None,
                    days: kind_setting::Days::default(),
                },
            });
        }
        Ok(all)
    }

    /// Sets a kind of notice.
    pub async fn set_kind(&self, set: kind_setting::Set) -> Result<(), AdminFault> {
        let now = self.now();
        let keys = &self.ledger().keys;
        let mut writing = self.ledger().writing().await?;
        let organisation = log::organisation(&mut writing, set.organisation)
            .await?
            .ok_or(AdminFault::NoSuchOrganisation)?;
        let by = system(&organisation, now);
        let command = Command::KindSetting(kind_setting::Command::Set(set));
        let mut turn = Turn::of(&mut writing, keys, self.inner.settings.rules, by).await?;
        match turn.ask(&command).await? {
            Ruled::Happens(_) => {}
            Ruled::Refused(refusal) => return Err(AdminFault::Refused(refusal)),
            Ruled::Unreadable => return Err(LedgerFault::Unreadable("kind_setting").into()),
        }
        turn.end(command.verb()).await?;
        let entry = by_operator(organisation.id, command.verb(), now);
        audit::append(&mut writing, keys, entry).await?;
        writing.commit().await?;
        self.inner.news.tell(organisation.id);
        Ok(())
    }

    /// Looks at what is due: reminds, escalates, and brings the work of whoever is away to whoever
    /// stands in. The rules say what a day brings; a day on which it ran before brings nothing more.
    pub async fn follow_notices(&self) -> Result<(), LedgerFault> {
        for organisation in self.organisations().await? {
            let notices = self.to_follow(organisation.id).await?;
            for some in notices.chunks(AT_ONCE) {
                self.follow(&organisation, some).await?;
            }
        }
        Ok(())
    }

    /// What is due or soon is, and what waits for somebody by name.
    async fn to_follow(&self, organisation: OrganisationId) -> Result<Vec<Uuid>, LedgerFault> {
        let until = self.now().date_naive().checked_add_days(LOOK_AHEAD).unwrap_or_default();
        let found = sqlx::query_scalar(
            "SELECT id FROM notice INDEXED BY notice_due
             WHERE organisation = ? AND due_on <= ? AND done_at IS NULL AND due_on IS NOT NULL
             UNION SELECT n.id FROM delegation d JOIN notice n INDEXED BY notice_to_user
                 ON n.organisation = d.organisation AND n.to_user = d.from_user
             WHERE d.organisation = ?1 AND n.done_at IS NULL AND n.body IS NOT NULL",
        )
        .bind(organisation.0)
        .bind(until.to_string())
        .fetch_all(&mut *self.ledger().reading().await?)
        .await?;
        Ok(found)
    }

    async fn follow(
        &self,
        organisation: &OrganisationRef,
        notices: &[Uuid],
    ) -> Result<(), LedgerFault> {
        let now = self.now();
        let keys = &self.ledger().keys;
        let mut writing = self.ledger().writing().await?;
        let by = system(organisation, now);
        let occasion = by.command;
        let mut turn = Turn::of(&mut writing, keys, self.inner.settings.rules, by).await?;
        for &id in notices {
            for command in [
                notice::Command::Cover(notice::Cover { id, delegation: None }),
                notice::Command::Follow(notice::Follow { id }),
            ] {
                // A notice that cannot be read keeps no other from being followed.
                turn.ask(&Command::Notice(command)).await?;
            }
        }
        turn.end("notice.day").await?;
        if turn.changed == 0 {
            return Ok(());
        }
        let entry = by_operator(organisation.id, "notice.day", now);
        let entry = audit::Entry { command: Some(occasion), ..entry };
        audit::append(&mut writing, keys, entry).await?;
        writing.commit().await?;
        self.inner.news.tell(organisation.id);
        Ok(())
    }
}

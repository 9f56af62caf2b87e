//! What the operator does on the command line: it works beside a serving process as well.

use std::collections::BTreeSet;
use std::path::Path;

use chrono::{DateTime, Utc};
use muster_domain::Command;
use muster_domain::iat::item::PartKind;
use muster_domain::iat::transfer_policy::{TransferPolicy, Waits};
use muster_domain::kept::{self, Kept};
use muster_domain::lease::Hours;
use muster_domain::noun::{By, Who};
use muster_domain::organisation::Organisation;
use muster_domain::policy::{Role, roles_conflict};
use muster_domain::words::{
    CommandId, DeviceId, OdsCode, OrganisationId, OrganisationRef, UserId, UserRef,
};
use muster_protocol::verdict::{Decision, NotTaken, Verdict};
use sqlx::SqliteConnection;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::act::Turn;
use crate::keys::{KeyFault, Keys};
use crate::ledger::parked::{self, Parked};
use crate::ledger::together::Together;
use crate::ledger::{self, Ledger, LedgerFault, accounts, audit, decisions, leases, line, log};
use crate::passwords::{self, PasswordFault};
use crate::{Device, Seat, Server, Settings};

/// Shorter passwords are not taken (NIST SP 800-63B).
const PASSWORD_LENGTH: usize = 12;

/// Why an administrator's command is not done.
#[derive(Debug, thiserror::Error)]
pub enum AdminFault {
    /// Two administrators are made once.
    #[error("this folder was made before: administrators are made once")]
    MadeBefore,
    /// The folder cannot be made.
    #[error("the folder cannot be made: {0}")]
    Folder(#[from] std::io::Error),
    /// Not an organisation here.
    #[error("no organisation here has this ODS code")]
    NoSuchOrganisation,
    /// The code is taken.
    #[error("an organisation with this ODS code is here already")]
    OrganisationExists,
    /// Not an account.
    #[error("no open account has this user name")]
    NoSuchAccount,
    /// The name is taken.
    #[error("this user name is taken")]
    UsernameTaken,
    /// A user name is needed.
    #[error("a user name is 1 to 64 letters, digits, dots, hyphens or at signs")]
    UsernameInvalid,
    /// No role at all.
    #[error("give at least one role")]
    NoRole,
    /// Clinical records and a say over employment do not meet in one account.
    #[error("these roles cannot be one person's: occupational health stands apart")]
    RolesConflict,
    /// The password is too short.
    #[error("a password has at least {PASSWORD_LENGTH} characters")]
    PasswordShort,
    /// No unit has that name or id.
    #[error("no unit of the organisation has this name")]
    NoSuchUnit,
    /// Several have it.
    #[error("several units have this name; give one's id: {}",
        .0.iter().map(Uuid::to_string).collect::<Vec<_>>().join(", "))]
    UnitsOfThatName(Vec<Uuid>),
    /// Nobody is above themselves.
    #[error("nobody reports to themselves")]
    OwnSupervisor,
    /// The rules say no.
    #[error("{0}")]
    Refused(muster_domain::Refusal),
    /// No such device.
    #[error("no device has this id")]
    NoSuchDevice,
    /// Nothing is in quarantine under this id.
    #[error("nothing in quarantine has this id")]
    NotQuarantined,
    /// Not all parts of a file were handed in.
    #[error("not all of this file was handed in")]
    FileIncomplete,
    /// Nothing is parked under this id.
    #[error("no parked command has this id")]
    NotParked,
    /// A password.
    #[error(transparent)]
    Password(#[from] PasswordFault),
    /// The ledger.
    #[error(transparent)]
    Ledger(#[from] LedgerFault),
}

impl From<sqlx::Error> for AdminFault {
    fn from(fault: sqlx::Error) -> Self {
        AdminFault::Ledger(fault.into())
    }
}

impl From<KeyFault> for AdminFault {
    fn from(fault: KeyFault) -> Self {
        AdminFault::Ledger(fault.into())
    }
}

/// A password that is shown once.
#[derive(Clone)]
pub struct OneTimePassword {
    /// Whose.
    pub username: String,
    /// The password.
    pub password: Zeroizing<String>,
}

impl std::fmt::Debug for OneTimePassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OneTimePassword").field("username", &self.username).finish_non_exhaustive()
    }
}

/// Somebody to be given an account.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// Their organisation's ODS code.
    pub organisation: OdsCode,
    /// The user name.
    pub username: String,
    /// Their name, as colleagues see it.
    pub name: String,
    /// Their roles.
    pub roles: BTreeSet<Role>,
}

impl Server {
    /// Makes the folder, its keys, the database and two administrators. Once: where any of it is
    /// there, nothing is done, unless a try before this was interrupted: then it begins again.
    pub async fn init(dir: &Path, settings: &Settings) -> Result<[OneTimePassword; 2], AdminFault> {
        let (file, keys, marker) =
            (crate::file_of(dir), crate::keys_of(dir), crate::being_made(dir));
        if marker.exists() {
            // An earlier try was interrupted. Nobody has its passwords, and nobody could open it.
            remove_half(&file, &keys)?;
        } else if file.exists() || keys.exists() {
            return Err(AdminFault::MadeBefore);
        }
        std::fs::create_dir_all(dir)?;
        std::fs::File::create(&marker)?.sync_all()?;
        Keys::make(&keys)?;
        make_private(&file)?;
        let ledger = Ledger::open(&file, Keys::open(&keys)?, true, Seat::Serving).await?;
        let made = two_administrators(&ledger, settings).await;
        ledger.close().await;
        let made = made?;
        std::fs::remove_file(&marker)?;
        Ok(made)
    }

    /// Adds an organisation, and makes it known to every other.
    pub async fn add_organisation(
        &self,
        ods_code: OdsCode,
        name: &str,
        automatic: BTreeSet<PartKind>,
    ) -> Result<OrganisationRef, AdminFault> {
        let now = self.now();
        let id = OrganisationId(Uuid::new_v4());
        let added = OrganisationRef { id, ods_code, name: name.trim().to_owned() };
        self.ledger().keys.add_organisation(id)?;
        let mut writing = self.ledger().writing().await?;
        let organisations = log::organisations(&mut writing).await?;
        let known = organisations.iter().any(|one| one.ods_code == added.ods_code)
            || log::operator(&mut writing).await?.ods_code == added.ods_code;
        if known {
            drop(writing);
            self.introduce().await?;
            return Err(AdminFault::OrganisationExists);
        }
        log::add_organisation(&mut writing, &added, false, now).await?;
        let policy = TransferPolicy { organisation: id, automatic, waits: Waits::default() };
        let mut kept = vec![Kept::TransferPolicy(policy)];
        kept.extend(organisations.iter().chain([&added]).map(|one| entry_in(id, one)));
        self.keep(&mut writing, &added, kept, "organisation.add", now).await?;
        writing.commit().await?;
        self.inner.news.tell(id);
        self.introduce().await?;
        Ok(added)
    }

    /// Tells each organisation of those that it does not know yet. No transaction is over two
    /// organisations, so adding one may be interrupted before every other has heard of it: that is
    /// made up for here, when the server starts and when it is added again.
    pub async fn introduce(&self) -> Result<(), AdminFault> {
        for one in self.organisations().await? {
            let now = self.now();
            let mut writing = self.ledger().writing().await?;
            let unknown = log::unknown_to(&mut writing, one.id).await?;
            if unknown.is_empty() {
                continue;
            }
            let kept = unknown.iter().map(|other| entry_in(one.id, other)).collect();
            self.keep(&mut writing, &one, kept, "organisation.introduce", now).await?;
            writing.commit().await?;
            self.inner.news.tell(one.id);
        }
        Ok(())
    }

    /// Keeps records in an organisation's log, in one transaction with its audit entry.
    pub(crate) async fn keep(
        &self,
        writing: &mut SqliteConnection,
        organisation: &OrganisationRef,
        kept: Vec<Kept>,
        what: &'static str,
        now: DateTime<Utc>,
    ) -> Result<(), LedgerFault> {
        let by = system(organisation, now);
        let command = by.command;
        let mut turn =
            Turn::of(writing, &self.ledger().keys, self.inner.settings.rules, by).await?;
        for kept in kept {
            turn.ask(&Command::Keep(kept::Command::Keep(kept))).await?;
        }
        turn.end(what).await?;
        let entry = by_operator(organisation.id, what, now);
        let entry = audit::Entry { command: Some(command), ..entry };
        audit::append(writing, &self.ledger().keys, entry).await
    }

    /// This folder was put back from a backup: its history is another from now on, so that every
    /// desk loads anew and offers again what the backup lacks. To be done before it is served.
    pub async fn restored(&self) -> Result<(), AdminFault> {
        let now = self.now();
        let mut writing = self.ledger().writing().await?;
        ledger::begin_another(&mut writing).await?;
        let operator = log::operator(&mut writing).await?;
        self.audit(&mut writing, operator.id, "history.restored", now).await?;
        Ok(writing.commit().await?)
    }

    /// The commands that could not be decided, oldest first.
    pub async fn parked(&self) -> Result<Vec<Parked>, LedgerFault> {
        parked::all(&mut *self.ledger().reading().await?).await
    }

    /// Lets a parked command be tried again when it is next sent: what kept it is mended.
    pub async fn retry_parked(&self, id: CommandId) -> Result<(), AdminFault> {
        let now = self.now();
        let mut writing = self.ledger().writing().await?;
        let parked = find_parked(&mut writing, id).await?;
        parked::let_go_on(&mut writing, id).await?;
        let entry = by_operator(parked.organisation, "parked.retry", now);
        let entry = audit::Entry { command: Some(id), ..entry };
        audit::append(&mut writing, &self.ledger().keys, entry).await?;
        Ok(writing.commit().await?)
    }

    /// Decides a parked command: it is not taken, and its author is told. They keep their text.
    pub async fn set_aside_parked(&self, id: CommandId) -> Result<(), AdminFault> {
        let now = self.now();
        let keys = &self.ledger().keys;
        let mut writing = self.ledger().writing().await?;
        let parked = find_parked(&mut writing, id).await?;
        let signed = parked::signed(&mut writing, keys, &parked).await?;
        let verdict = Verdict::Refused { reason: NotTaken::SetAside };
        let (organisation, device) = (parked.organisation, parked.device);
        let decision = Decision { id: signed.id, verdict, at: now };
        let mut all = Together::default();
        decisions::keep(&mut all, keys, organisation, device, &signed, &decision)?;
        all.run(&mut writing).await?;
        let entry = by_operator(organisation, "parked.set_aside", now);
        let entry = audit::Entry { command: Some(id), bytes_hash: Some(signed.hash()), ..entry };
        audit::append(&mut writing, keys, entry).await?;
        Ok(writing.commit().await?)
    }

    /// The organisations kept here.
    pub async fn organisations(&self) -> Result<Vec<OrganisationRef>, LedgerFault> {
        log::organisations(&mut *self.ledger().reading().await?).await
    }

    /// The organisation of that code.
    pub async fn organisation(&self, code: &OdsCode) -> Result<OrganisationRef, AdminFault> {
        let mut all = self.organisations().await?;
        all.retain(|one| one.ods_code == *code);
        all.pop().ok_or(AdminFault::NoSuchOrganisation)
    }

    /// Sets for how long an organisation's desks may be worked on without the server, by role. A
    /// desk learns of it when it next signs in.
    pub async fn set_lease(
        &self,
        code: &OdsCode,
        role: Role,
        hours: Hours,
    ) -> Result<(), AdminFault> {
        let organisation = self.organisation(code).await?.id;
        let now = self.now();
        let mut writing = self.ledger().writing().await?;
        leases::set(&mut writing, organisation, role, hours).await?;
        self.audit(&mut writing, organisation, "organisation.lease", now).await?;
        Ok(writing.commit().await?)
    }

    /// For how long each role may work without the server: what is set, or else the policy.
    pub async fn leases(&self, code: &OdsCode) -> Result<Vec<(Role, Hours)>, AdminFault> {
        let organisation = self.organisation(code).await?.id;
        let set = leases::of(&mut *self.ledger().reading().await?, organisation).await?;
        let keeping = Role::ALL.into_iter().filter(|role| role.team().is_some());
        let hours = |role: Role| set.get(&role).copied().unwrap_or(role.offline_hours());
        Ok(keeping.map(|role| (role, hours(role))).collect())
    }

    /// Adds an account; without a password one is made, to be shown once.
    pub async fn add_account(
        &self,
        user: NewUser,
        password: Option<Zeroizing<String>>,
    ) -> Result<(UserRef, Option<OneTimePassword>), AdminFault> {
        let organisation = self.organisation(&user.organisation).await?;
        if user.roles.is_empty() {
            return Err(AdminFault::NoRole);
        }
        if roles_conflict(&user.roles) {
            return Err(AdminFault::RolesConflict);
        }
        let plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '@');
        if !(1..=64).contains(&user.username.chars().count()) || !user.username.chars().all(plain) {
            return Err(AdminFault::UsernameInvalid);
        }
        let made = password.is_none();
        let password = password.unwrap_or_else(passwords::generate);
        if password.chars().count() < PASSWORD_LENGTH {
            return Err(AdminFault::PasswordShort);
        }
        let hash = passwords::hash(&password, self.inner.settings.argon)?;
        let now = self.now();
        let mut writing = self.ledger().writing().await?;
        if accounts::by_username(&mut writing, &user.username).await?.is_some() {
            return Err(AdminFault::UsernameTaken);
        }
        let id = UserId(Uuid::new_v4());
        let account = accounts::NewAccount {
            id,
            organisation: organisation.id,
            username: &user.username,
            name: user.name.trim(),
            password: &hash,
            roles: &user.roles,
        };
        accounts::add(&mut writing, &account, now).await?;
        self.audit(&mut writing, organisation.id, "account.add", now).await?;
        let changed = self.colleagues(&mut writing, organisation.id, Some(id)).await?;
        writing.commit().await?;
        if changed {
            self.inner.news.tell(organisation.id);
        }
        let shown = OneTimePassword { username: user.username, password };
        Ok((UserRef { id, name: user.name.trim().to_owned() }, made.then_some(shown)))
    }

    /// Gives somebody a role, or ends it, from now on.
    pub async fn set_role(&self, username: &str, role: Role, held: bool) -> Result<(), AdminFault> {
        let now = self.now();
        let mut writing = self.ledger().writing().await?;
        let account = open_account(&mut writing, username).await?;
        let mut roles = accounts::roles(&mut writing, account.id, now).await?;
        let changes = if held { roles.insert(role) } else { roles.remove(&role) };
        if held && roles_conflict(&roles) {
            return Err(AdminFault::RolesConflict);
        }
        if changes {
            accounts::set_role(&mut writing, account.id, role, held, now).await?;
            let what = if held { "account.role_given" } else { "account.role_ended" };
            let organisation = OrganisationId(account.organisation);
            self.audit(&mut writing, organisation, what, now).await?;
            self.colleagues(&mut writing, organisation, Some(UserId(account.id))).await?;
        }
        writing.commit().await?;
        self.inner.news.tell(OrganisationId(account.organisation));
        Ok(())
    }

    /// Makes somebody lead a unit, or no longer: their line is who reports into it or below it.
    pub async fn set_lead(
        &self,
        username: &str,
        unit: &str,
        leads: bool,
    ) -> Result<(), AdminFault> {
        let now = self.now();
        let mut writing = self.ledger().writing().await?;
        let account = open_account(&mut writing, username).await?;
        let organisation = OrganisationId(account.organisation);
        let units = line::units_called(&mut writing, organisation, unit).await?;
        let unit = match (units.as_slice(), Uuid::parse_str(unit.trim())) {
            ([one], _) => *one,
            ([], Ok(id)) => id,
            ([], Err(_)) => return Err(AdminFault::NoSuchUnit),
            _ => return Err(AdminFault::UnitsOfThatName(units)),
        };
        let seq = log::head(&mut writing, organisation).await? + 1;
        if line::set_lead(&mut writing, organisation, account.id, unit, leads, seq).await? {
            let command = CommandId(Uuid::now_v7());
            let what = if leads { "line.lead_given" } else { "line.lead_ended" };
            let entry = log::Entry { organisation, seq, at: now, command, kind: what, records: 0 };
            log::advance(&mut writing, &entry).await?;
            let entry = by_operator(organisation, what, now);
            let entry = audit::Entry { command: Some(command), ..entry };
            audit::append(&mut writing, &self.ledger().keys, entry).await?;
        }
        writing.commit().await?;
        self.inner.news.tell(organisation);
        Ok(())
    }

    /// Brings every organisation's lines up to a day: assignments begin and end by date alone.
    pub async fn settle_lines(&self) -> Result<(), LedgerFault> {
        let now = self.now();
        for organisation in self.organisations().await? {
            let mut writing = self.ledger().writing().await?;
            let seq = log::head(&mut writing, organisation.id).await? + 1;
            if line::settle(&mut writing, organisation.id, seq, now.date_naive()).await? {
                let command = CommandId(Uuid::now_v7());
                let entry = log::Entry {
                    organisation: organisation.id,
                    seq,
                    at: now,
                    command,
                    kind: "line.day",
                    records: 0,
                };
                log::advance(&mut writing, &entry).await?;
                let entry = by_operator(organisation.id, "line.day", now);
                let entry = audit::Entry { command: Some(command), ..entry };
                audit::append(&mut writing, &self.ledger().keys, entry).await?;
                writing.commit().await?;
                self.inner.news.tell(organisation.id);
            }
        }
        Ok(())
    }

    /// Closes an account, its devices and its tokens.
    pub async fn close_account(&self, username: &str) -> Result<(), AdminFault> {
        let now = self.now();
        let mut writing = self.ledger().writing().await?;
        let account = open_account(&mut writing, username).await?;
        accounts::close(&mut writing, account.id, now).await?;
        let organisation = OrganisationId(account.organisation);
        self.audit(&mut writing, organisation, "account.close", now).await?;
        // With whoever reported to them: they report to nobody until it is said to whom.
        self.colleagues(&mut writing, organisation, None).await?;
        writing.commit().await?;
        self.inner.news.tell(organisation);
        Ok(())
    }

    /// Every device.
    pub async fn devices(&self) -> Result<Vec<Device>, LedgerFault> {
        accounts::devices(&mut *self.ledger().reading().await?).await
    }

    /// Revokes a device.
    pub async fn revoke_device(&self, device: DeviceId) -> Result<(), AdminFault> {
        let now = self.now();
        let mut writing = self.ledger().writing().await?;
        let holder = accounts::holder(&mut writing, device, now).await?;
        let holder = holder.ok_or(AdminFault::NoSuchDevice)?;
        accounts::revoke(&mut writing, device, now).await?;
        let entry = audit::Entry {
            device: Some(device),
            ..by_operator(holder.organisation.id, "device.revoke", now)
        };
        audit::append(&mut writing, &self.ledger().keys, entry).await?;
        Ok(writing.commit().await?)
    }

    async fn audit(
        &self,
        writing: &mut SqliteConnection,
        organisation: OrganisationId,
        what: &str,
        now: DateTime<Utc>,
    ) -> Result<(), LedgerFault> {
        let entry = by_operator(organisation, what, now);
        audit::append(writing, &self.ledger().keys, entry).await
    }
}

/// Removes what an interrupted [`Server::init`] has left.
fn remove_half(file: &Path, keys: &Path) -> std::io::Result<()> {
    let gone = |done: std::io::Result<()>| match done {
        Err(fault) if fault.kind() != std::io::ErrorKind::NotFound => Err(fault),
        _ => Ok(()),
    };
    for end in ["-journal", "-wal", "-shm", ""] {
        let mut name = file.as_os_str().to_owned();
        name.push(end);
        gone(std::fs::remove_file(name))?;
    }
    gone(std::fs::remove_dir_all(keys))
}

/// Makes the database's file, for the server's own user alone; SQLite gives the files beside it
/// the same mode.
fn make_private(file: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file).map(|_| ())
}

/// Muster itself, in an organisation's log.
pub(crate) fn system(organisation: &OrganisationRef, now: DateTime<Utc>) -> By {
    By {
        who: Who::System { organisation: organisation.clone() },
        device: None,
        command: CommandId(Uuid::now_v7()),
        claimed_at: now,
        received_at: now,
        acting_for: None,
    }
}

/// An audit entry of something done on the command line.
pub(crate) fn by_operator(
    organisation: OrganisationId,
    what: &str,
    now: DateTime<Utc>,
) -> audit::Entry<'_> {
    audit::Entry {
        organisation,
        at: now,
        actor: None,
        device: None,
        what,
        outcome: "accepted",
        command: None,
        bytes_hash: None,
    }
}

fn entry_in(owner: OrganisationId, organisation: &OrganisationRef) -> Kept {
    Kept::Organisation(Organisation { organisation: owner, reference: organisation.clone() })
}

async fn find_parked(
    connection: &mut SqliteConnection,
    id: CommandId,
) -> Result<Parked, AdminFault> {
    let mut all = parked::all(connection).await?;
    all.retain(|parked| parked.id == id);
    all.pop().ok_or(AdminFault::NotParked)
}

pub(crate) async fn open_account(
    connection: &mut SqliteConnection,
    username: &str,
) -> Result<accounts::Account, AdminFault> {
    accounts::by_username(connection, username)
        .await?
        .filter(|account| account.closed_at.is_none())
        .ok_or(AdminFault::NoSuchAccount)
}

async fn two_administrators(
    ledger: &Ledger,
    settings: &Settings,
) -> Result<[OneTimePassword; 2], AdminFault> {
    let now = (settings.clock)();
    let made = ["admin-1", "admin-2"].map(|username| OneTimePassword {
        username: username.to_owned(),
        password: passwords::generate(),
    });
    // The operator is no trust: its code is none that the Organisation Data Service gives.
    let ods_code = OdsCode::parse("000").ok_or(LedgerFault::Unreadable("organisation"))?;
    let operator = OrganisationRef {
        id: OrganisationId(Uuid::new_v4()),
        ods_code,
        name: "Operator of this server".to_owned(),
    };
    ledger.keys.add_organisation(operator.id)?;
    let mut writing = ledger.writing().await?;
    ledger::begin(&mut writing, now).await?;
    log::add_organisation(&mut writing, &operator, true, now).await?;
    for one in &made {
        let hash = passwords::hash(&one.password, settings.argon)?;
        let account = accounts::NewAccount {
            id: UserId(Uuid::new_v4()),
            organisation: operator.id,
            username: &one.username,
            name: &one.username,
            password: &hash,
            roles: &BTreeSet::from([Role::SystemAdministrator]),
        };
        accounts::add(&mut writing, &account, now).await?;
        audit::append(&mut writing, &ledger.keys, by_operator(operator.id, "account.add", now))
            .await?;
    }
    writing.commit().await?;
    Ok(made)
}

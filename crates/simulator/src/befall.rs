//! What faults with a moment do to the world, how they end, and how everything is healed.

use chrono::TimeDelta;
use muster_domain::establishment::Unit;
use muster_domain::kept;
use muster_domain::kept::Kept;
use muster_domain::noun::NounKind;
use muster_domain::people::{Assignment, Pay};
use muster_domain::policy::{Role, roles_conflict};
use muster_domain::words::CommandId;
use muster_sync::{Input, Link};

use crate::bugs::Bug;
use crate::desk::Desk;
use crate::faults::{Fault, Planned};
use crate::files::{Blow, File, Files, Outbox, State};
use crate::journal::Did;
use crate::ledger::Grant;
use crate::world::{Event, World};

const YEAR: i64 = 366 * 24 * 3_600_000;

impl World {
    pub fn befall(&mut self, planned: Planned) {
        let desk = usize::try_from(planned.whom % self.desks.len() as u64).unwrap_or(0);
        let fault = planned.fault;
        let struck = match fault {
            Fault::PartitionUp
            | Fault::PartitionDown
            | Fault::PartitionBoth
            | Fault::Offline
            | Fault::Portal
            | Fault::Flapping
            | Fault::DiskFull
            | Fault::Asleep => self.lasts(fault, desk, planned.lasts),
            Fault::DeskKilled | Fault::PowerCut => {
                let runs = self.desks[desk].process.is_some();
                if runs {
                    self.desk_dies(desk, fault == Fault::PowerCut);
                }
                runs
            }
            Fault::DeskKilledDuringCommit => self.deal(desk, Blow::During),
            Fault::DeskKilledAfterCommit => self.deal(desk, Blow::After),
            Fault::TornWrite => self.deal(desk, Blow::Torn),
            Fault::CacheBroken => self.break_cache(desk),
            Fault::ServerKilled => {
                let up = self.server.up;
                if up {
                    self.server_dies(planned.lasts);
                }
                up
            }
            Fault::ServerKilledBeforeCommit => self.deal_server(Blow::During),
            Fault::ServerKilledAfterCommit => self.deal_server(Blow::After),
            Fault::BackupRestored => self.restore_backup(planned),
            Fault::ImageRestored => self.restore_image(planned, desk),
            Fault::DiskCloned => self.clone_disk(desk),
            Fault::ClockAhead => self.set_clock(desk, 3 * YEAR),
            Fault::ClockBehind => self.set_clock(desk, -3 * YEAR),
            Fault::ClockJumps => {
                let far = i64::try_from(self.chance.below(1_200_000)).unwrap_or(0);
                self.set_clock(desk, far - 600_000)
            }
            Fault::RoleGiven => self.give_role(desk),
            Fault::RoleTaken => self.take_role(desk),
            Fault::DeviceRevoked => self.revoke(desk),
            Fault::AccountClosed => self.close_account(desk),
            Fault::TokenEnded => {
                let user = self.desks[desk].files.profile.user.id;
                let before = self.server.ledger.tokens.len();
                self.server.end_tokens(user);
                self.server.ledger.tokens.len() < before
            }
            Fault::Upgraded => self.upgrade(planned, desk),
            Fault::RecordsLoaded => self.load_records(),
            Fault::PoisonCommand => self.poison(planned, desk),
            Fault::RecordRotted => self.rot(desk),
            Fault::LineMoved => self.move_line(),
            Fault::LeadChanged => self.change_lead(desk),
            _ => false,
        };
        if struck {
            self.line(&format!("{} (desk {desk})", fault.name()));
            // Those of the line and the disk count when something met them.
            let met_later = matches!(
                fault,
                Fault::PartitionUp
                    | Fault::PartitionDown
                    | Fault::PartitionBoth
                    | Fault::Portal
                    | Fault::DiskFull
                    | Fault::DeskKilledDuringCommit
                    | Fault::DeskKilledAfterCommit
                    | Fault::TornWrite
                    | Fault::ServerKilledBeforeCommit
                    | Fault::ServerKilledAfterCommit
            );
            if !met_later {
                self.strike(fault);
            }
        }
    }

    fn lasts(&mut self, fault: Fault, desk: usize, lasts: u64) -> bool {
        let line = &mut self.seats[desk].line;
        match fault {
            Fault::PartitionUp => line.deaf_server = true,
            Fault::PartitionDown => line.deaf_desk = true,
            Fault::PartitionBoth => (line.deaf_server, line.deaf_desk) = (true, true),
            Fault::Offline => line.offline = true,
            Fault::Portal => line.portal = true,
            Fault::Flapping => {
                line.flapping = true;
                line.offline = true;
                let whom = desk as u64;
                let after = lasts.saturating_sub(2_000);
                if after > 0 {
                    let again = Planned { fault, at: self.now + 4_000, lasts: after, whom };
                    self.post(4_000, Event::Strike(again));
                }
                self.post(2_000, Event::Over(fault, desk));
                return true;
            }
            Fault::DiskFull => self.desks[desk].disk.full = self.chance.between(20, 90),
            Fault::Asleep => self.seats[desk].asleep = true,
            _ => return false,
        }
        self.post(lasts, Event::Over(fault, desk));
        true
    }

    pub fn over(&mut self, fault: Fault, desk: usize) {
        let line = &mut self.seats[desk].line;
        match fault {
            Fault::PartitionUp => line.deaf_server = false,
            Fault::PartitionDown => line.deaf_desk = false,
            Fault::PartitionBoth => (line.deaf_server, line.deaf_desk) = (false, false),
            Fault::Offline | Fault::Flapping => line.offline = false,
            Fault::Portal => line.portal = false,
            Fault::DiskFull => self.desks[desk].disk.full = 0,
            Fault::Asleep => self.wake_up(desk),
            _ => {}
        }
    }

    fn deal(&mut self, desk: usize, blow: Blow) -> bool {
        let after = self.chance.below(8);
        let desk = &mut self.desks[desk];
        desk.disk.blow = desk.process.is_some().then_some((after, blow));
        desk.process.is_some()
    }

    fn deal_server(&mut self, blow: Blow) -> bool {
        self.server.disk.blow = self.server.up.then_some((self.chance.below(4), blow));
        self.server.up
    }

    /// A broken cache is put aside and begun anew: the outbox is another file.
    fn break_cache(&mut self, desk: usize) -> bool {
        if self.desks[desk].process.is_none() {
            return false;
        }
        self.desk_dies(desk, false);
        let files = &mut self.desks[desk].files;
        if files.oh.is_some() && self.chance.one_in(2) {
            files.oh = None;
        } else {
            files.main = File::default();
        }
        self.desks[desk].note_files();
        true
    }

    fn restore_backup(&mut self, planned: Planned) -> bool {
        let Some(mut backup) = self.backup.take() else {
            self.backup = Some(self.server.ledger.clone());
            let after = self.chance.between(10_000, 200_000);
            self.post(after, Event::Strike(planned));
            return false;
        };
        // Whoever restores it gives and takes again what was given and taken since.
        backup.accounts.clone_from(&self.server.ledger.accounts);
        backup.devices.clone_from(&self.server.ledger.devices);
        // Where the server is told of it, nobody goes on as if nothing had been.
        if self.chance.one_in(2) {
            backup.epoch = self.chance.id();
            backup.tokens.clear();
        }
        self.server.ledger = backup;
        self.journal.note(self.now, Did::Restored);
        self.server_dies(planned.lasts);
        true
    }

    fn restore_image(&mut self, planned: Planned, desk: usize) -> bool {
        let Some(image) = self.seats[desk].image.take() else {
            self.seats[desk].image = Some(self.desks[desk].files.image());
            let after = self.chance.between(10_000, 300_000);
            self.post(after, Event::Strike(Planned { whom: desk as u64, ..planned }));
            return false;
        };
        let kept = image.outbox.read().rows.iter().map(|row| row.envelope.id).collect();
        self.journal.note(self.now, Did::DiskReplaced { desk, kept });
        if self.desks[desk].process.is_some() {
            self.desk_dies(desk, false);
        }
        let call = self.desks[desk].files.call;
        self.desks[desk].files = Files { call, ..image };
        self.desks[desk].note_files();
        true
    }

    fn clone_disk(&mut self, from: usize) -> bool {
        let to = self.desks.len();
        let original = &self.desks[from];
        let mut desk = Desk::new(to, original.files.image(), original.key.clone());
        desk.clock = original.clock;
        // Another computer, and what was done to its disk so far.
        desk.boot = (0, self.now);
        desk.steps.clone_from(&original.steps);
        desk.note_files();
        self.journal.note(self.now, Did::Cloned { from, to });
        self.add_desk(desk);
        let after = self.chance.between(500, 20_000);
        self.post(after, Event::Open { desk: to });
        true
    }

    fn set_clock(&mut self, desk: usize, clock: i64) -> bool {
        self.desks[desk].clock = clock;
        true
    }

    fn set_role(&mut self, desk: usize, role: Role, given: bool) -> bool {
        let user = self.desks[desk].files.profile.user.id;
        let now = self.clock();
        let Some(account) = self.server.ledger.accounts.get_mut(&user) else { return false };
        if given {
            account.grants.push(Grant { role, from: now, to: None });
        } else {
            let open = |grant: &&mut Grant| grant.role == role && grant.to.is_none();
            account.grants.iter_mut().filter(open).for_each(|grant| grant.to = Some(now));
        }
        self.journal.note(self.now, Did::Role { user, role, given });
        true
    }

    fn give_role(&mut self, desk: usize) -> bool {
        let user = self.desks[desk].files.profile.user.id;
        let now = self.clock();
        let Some(account) = self.server.ledger.accounts.get(&user) else { return false };
        let held = account.roles(now);
        let free: Vec<Role> = Role::ALL
            .into_iter()
            .filter(|role| role.team().is_some() && !held.contains(role))
            .filter(|role| {
                let mut all = held.clone();
                all.insert(*role);
                !roles_conflict(&all)
            })
            .collect();
        match self.chance.pick(&free).copied() {
            Some(role) => self.set_role(desk, role, true),
            None => false,
        }
    }

    fn take_role(&mut self, desk: usize) -> bool {
        let user = self.desks[desk].files.profile.user.id;
        let now = self.clock();
        let Some(account) = self.server.ledger.accounts.get(&user) else { return false };
        let held: Vec<Role> = account.roles(now).into_iter().collect();
        match self.chance.pick(&held).copied() {
            // Mostly one of two: somebody without any role is another case.
            Some(role) if held.len() > 1 || self.chance.one_in(3) => {
                self.set_role(desk, role, false)
            }
            _ => false,
        }
    }

    fn revoke(&mut self, desk: usize) -> bool {
        let device = self.desks[desk].files.profile.device;
        let Some(row) = self.server.ledger.devices.get_mut(&device) else { return false };
        row.revoked = true;
        self.journal.note(self.now, Did::Revoked { device });
        true
    }

    fn close_account(&mut self, desk: usize) -> bool {
        let user = self.desks[desk].files.profile.user.id;
        let Some(account) = self.server.ledger.accounts.get_mut(&user) else { return false };
        account.closed = true;
        self.server.end_tokens(user);
        self.journal.note(self.now, Did::Closed { user });
        true
    }

    /// A new version makes its caches anew from the server; the outbox's format never changes.
    fn upgrade(&mut self, planned: Planned, desk: usize) -> bool {
        let here = &self.desks[desk];
        if here.process.is_none() || here.files.outbox.read().undecided().next().is_none() {
            let again = Planned { whom: desk as u64, ..planned };
            self.post(3_000, Event::Strike(again));
            return false;
        }
        self.desk_dies(desk, false);
        let files = &mut self.desks[desk].files;
        files.main = File::default();
        files.oh = None;
        if self.bugs.has(Bug::UpgradeBeginsAnew) {
            files.outbox = File::of(Outbox::default());
        }
        self.desks[desk].note_files();
        true
    }

    /// Somebody's pay changes on the server: what was previewed is no longer so.
    fn load_records(&mut self) -> bool {
        let logs: Vec<_> = self.server.ledger.logs.keys().copied().collect();
        let Some(organisation) = self.chance.pick(&logs).copied() else { return false };
        let Some(log) = self.server.ledger.logs.get(&organisation) else { return false };
        let bodies: Vec<_> = log
            .rows
            .iter()
            .filter(|((noun, _), _)| *noun == NounKind::Pay)
            .filter_map(|(_, row)| row.body.clone())
            .collect();
        let Some(body) = self.chance.pick(&bodies) else { return false };
        let Ok(mut pay) = serde_json::from_str::<Pay>(body) else { return false };
        pay.annual_salary = Some(3_000_000 + u32::try_from(self.chance.below(90)).unwrap_or(0));
        let command = CommandId(self.chance.id());
        let now = self.clock();
        let kept = vec![kept::Command::Keep(Kept::Pay(pay))];
        self.server.keep(organisation, kept, command, now);
        self.journal.note(self.now, Did::Loaded);
        self.tell_news();
        true
    }

    /// The rules break on something that waits at a desk, until an operator looks after it.
    fn poison(&mut self, planned: Planned, desk: usize) -> bool {
        let waiting: Vec<_> =
            self.desks[desk].files.outbox.read().undecided().map(|row| row.envelope.id).collect();
        let known = &self.server.ledger.decisions;
        let open: Vec<_> = waiting.into_iter().filter(|id| !known.contains_key(id)).collect();
        let Some(id) = self.chance.pick(&open).copied() else {
            if planned.lasts > 0 {
                let lasts = planned.lasts.saturating_sub(2_000);
                let again = Planned { lasts, whom: self.chance.dice(), ..planned };
                self.post(1_000, Event::Strike(again));
            }
            return false;
        };
        self.server.breaks_on.insert(id);
        // One in three is never looked after: it stays parked, for all to see.
        if !self.chance.one_in(3) {
            let after = self.chance.between(5_000, 300_000);
            self.post(after, Event::Operate { id });
        }
        true
    }

    /// An operator mends what a command broke, or sets the command aside.
    pub fn operate(&mut self, id: CommandId) {
        let now = self.clock();
        // Set aside once all is healed, it would still be on its way back to its desk when that is
        // looked at.
        if !self.healed && self.chance.one_in(3) && self.server.set_aside(id, now) {
            self.server.breaks_on.remove(&id);
            self.line(&format!("{id} is set aside"));
        } else {
            self.line(&format!("{id} is mended"));
            self.server.mend(id);
        }
    }

    /// A byte of a record on a desk is another.
    fn rot(&mut self, desk: usize) -> bool {
        let here = &mut self.desks[desk];
        if here.steps.is_some() {
            // What is written down is what was asked of the files, and this nobody asks.
            return false;
        }
        let keys: Vec<_> = here
            .files
            .main
            .read()
            .rows
            .iter()
            .filter(|(_, row)| !row.waiting)
            .map(|(key, _)| *key)
            .collect();
        let Some(key) = self.chance.pick(&keys).copied() else { return false };
        // In the file itself, whatever the program has open.
        let mut cache = here.files.main.read().clone();
        // A comparison is due again, as it is each day.
        cache.checked = false;
        if let Some(row) = cache.rows.get_mut(&key) {
            row.body = row.body.as_ref().map(|body| std::rc::Rc::from(body.replacen('a', "e", 1)));
        }
        here.files.main = File::of(cache);
        true
    }

    /// A ward moves to another division, or somebody to another ward.
    fn move_line(&mut self) -> bool {
        let logs: Vec<_> = self.server.ledger.logs.keys().copied().collect();
        let Some(organisation) = self.chance.pick(&logs).copied() else { return false };
        let Some(log) = self.server.ledger.logs.get(&organisation) else { return false };
        let bodies = |noun| {
            let of_noun = log.rows.iter().filter(move |((of, _), _)| *of == noun);
            of_noun.filter_map(|(_, row)| row.body.clone()).collect::<Vec<_>>()
        };
        let units: Vec<Unit> = bodies(NounKind::Unit)
            .iter()
            .filter_map(|body| serde_json::from_str(body).ok())
            .collect();
        let tops: Vec<_> =
            units.iter().filter(|unit| unit.parent.is_none()).map(|unit| unit.id).collect();
        let wards: Vec<_> = units.iter().filter(|unit| unit.parent.is_some()).cloned().collect();
        let posts = bodies(NounKind::Assignment);
        let kept = if self.chance.one_in(2) {
            let Some(mut ward) = self.chance.pick(&wards).cloned() else { return false };
            ward.parent = self.chance.pick(&tops).copied();
            Kept::Unit(ward)
        } else {
            let Some(body) = self.chance.pick(&posts) else { return false };
            let Ok(mut post) = serde_json::from_str::<Assignment>(body) else { return false };
            post.unit = self.chance.pick(&wards).map(|ward| ward.id);
            Kept::Assignment(post)
        };
        let (command, now) = (CommandId(self.chance.id()), self.clock());
        self.server.keep(organisation, vec![kept::Command::Keep(kept)], command, now);
        self.journal.note(self.now, Did::Loaded);
        self.tell_news();
        true
    }

    fn change_lead(&mut self, desk: usize) -> bool {
        let leading: Vec<_> = self
            .desks
            .iter()
            .map(|desk| &desk.files.profile)
            .filter(|profile| profile.roles.contains(&Role::LineManager))
            .map(|profile| (profile.user.id, profile.organisation.id))
            .collect();
        let Some((user, organisation)) = leading.get(desk % leading.len().max(1)).copied() else {
            return false;
        };
        let Some(log) = self.server.ledger.logs.get(&organisation) else { return false };
        let units: Vec<_> = log
            .rows
            .keys()
            .filter(|(noun, _)| *noun == NounKind::Unit)
            .map(|(_, id)| *id)
            .collect();
        let Some(unit) = self.chance.pick(&units).copied() else { return false };
        let leads = !log.lines.led_by(user).contains(&unit);
        let (command, now) = (CommandId(self.chance.id()), self.clock());
        let news = self.server.set_lead(organisation, (user, unit, leads), command, now);
        self.tell_news();
        news
    }

    /// All faults are over: computers run, lines carry, disks have room, the server is up.
    pub fn heal(&mut self) {
        self.line("everything is healed");
        self.healed = true;
        self.server.disk.blow = None;
        if !self.server.up {
            self.server_up();
        }
        for desk in 0..self.desks.len() {
            self.desks[desk].disk.full = 0;
            self.desks[desk].disk.blow = None;
            let line = &mut self.seats[desk].line;
            line.offline = false;
            line.deaf_server = false;
            line.deaf_desk = false;
            line.portal = false;
            self.wake_up(desk);
            self.reset_hanging(desk);
            if self.desks[desk].process.is_none() {
                self.post(10, Event::Open { desk });
            }
            let life = self.desks[desk].life;
            self.post(50, Event::Attend { desk, life });
            self.post(1_000, Event::TryAgain { desk });
        }
    }

    /// Whether the server would let this desk's person in.
    pub fn is_let_in(&self, desk: usize) -> bool {
        let profile = &self.desks[desk].files.profile;
        let ledger = &self.server.ledger;
        let open = |account: &crate::ledger::Account| {
            let roles = account.roles(self.clock() + TimeDelta::milliseconds(1));
            !account.closed && roles.iter().any(|role| role.team().is_some())
        };
        ledger.devices.get(&profile.device).is_some_and(|device| !device.revoked)
            && ledger.accounts.get(&profile.user.id).is_some_and(open)
    }

    /// Somebody who is asked to sign in again does; who is shown something parked tries again, and
    /// whoever wonders has what they hold compared.
    pub fn try_again(&mut self, desk: usize) {
        let Some(process) = self.desks[desk].process.as_ref() else { return self.come_back(desk) };
        let asked = process.engine.link() == Link::SignInAgain;
        let outbox = self.desks[desk].files.outbox.read();
        let parked = outbox.rows.iter().any(|row| row.state == State::Parked);
        let tries = self.desks[desk].is_at_work() && (asked || parked);
        if tries {
            if asked && self.is_let_in(desk) {
                self.journal.note(self.now, Did::AskedToSignIn);
            }
            self.at(desk, |desk, _| {
                desk.wake(Input::TryNow);
                Ok(())
            });
        }
        self.come_back(desk);
    }

    fn come_back(&mut self, desk: usize) {
        if self.healed && self.now < self.heal_at + 20_000 {
            self.post(4_000, Event::TryAgain { desk });
        }
    }
}

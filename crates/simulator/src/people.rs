//! What simulated people do at their desks, by what they see there: ask, answer, look through,
//! read, take note, and take back or amend what they asked before.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use muster_domain::Command;
use muster_domain::access::Access;
use muster_domain::iat::candidate::Candidate;
use muster_domain::iat::enquiry::{self, Enquiry};
use muster_domain::iat::history::RefusalReason;
use muster_domain::iat::item::{CompetenceItem, FieldItem, PartKind};
use muster_domain::iat::oh_enquiry::{self, OhEnquiry};
use muster_domain::iat::part::{self, Choice, Item, ItemChoice, Part};
use muster_domain::iat::transfer::{self, Consent, ConsentMeans, Request, Transfer};
use muster_domain::notifications::{Notice, notice};
use muster_domain::noun::{CacheFile, Record};
use muster_domain::occupational_health::{Immunisation, ImmunisationItem};
use muster_domain::policy::Role;
use muster_domain::recruitment::{Applicant, applicant};
use muster_sync::Input;
use uuid::Uuid;

use crate::files::State;
use crate::overlay::of;
use crate::world::{Event, World};

impl World {
    /// It is somebody's turn at a desk.
    pub fn person(&mut self, desk: usize) {
        if self.healed {
            return;
        }
        let next = self.chance.between(self.pace / 3, self.pace * 2);
        self.post(next, Event::Person { desk });
        if !self.desks[desk].is_at_work() || self.seats[desk].asleep {
            return;
        }
        match self.chance.below(20) {
            0 => {
                self.at(desk, |desk, _| {
                    desk.wake(Input::TryNow);
                    Ok(())
                });
            }
            1 => self.try_again(desk),
            2 | 3 => self.take_back(desk),
            4 | 5 => self.amend(desk),
            _ => {
                // Several things in a row now and then, as people do who have been away.
                for _ in 0..self.chance.between(1, 3) {
                    if let Some(command) = self.idea(desk) {
                        self.ask(desk, command);
                    }
                }
            }
        }
    }

    fn ask(&mut self, desk: usize, command: Command) {
        // The program may have died over what was asked just before.
        if !self.desks[desk].is_at_work() {
            return;
        }
        let word = command.verb();
        self.line(&format!("desk {desk}: {word}"));
        self.at(desk, |desk, around| desk.act(command, around));
    }

    fn take_back(&mut self, desk: usize) {
        let recent = self.open_to_change(desk);
        let Some(id) = self.chance.pick(&recent).copied() else { return };
        self.at(desk, |desk, around| desk.withdraw(id, around));
    }

    /// Asks for the same again, or for something else of the same kind, in its place.
    fn amend(&mut self, desk: usize) {
        let recent = self.open_to_change(desk);
        let Some(id) = self.chance.pick(&recent).copied() else { return };
        let outbox = self.desks[desk].files.outbox.read();
        let Some(queued) = outbox.get(id) else { return };
        let mut command = queued.envelope.command.clone();
        if let Command::Transfer(transfer::Command::Request(request)) = &mut command {
            request.last_name.push(' ');
        }
        self.at(desk, |desk, around| desk.amend(id, command, around));
    }

    fn open_to_change(&self, desk: usize) -> Vec<muster_domain::words::CommandId> {
        let outbox = self.desks[desk].files.outbox.read();
        let open = [State::Waiting, State::Sent, State::Refused];
        let may = |row: &&crate::files::Queued| open.contains(&row.state);
        outbox.rows.iter().filter(may).map(|row| row.envelope.id).collect()
    }

    fn seen<R: Record>(&self, desk: usize) -> Vec<R> {
        let file = self.desks[desk].files.cache(R::NOUN.file());
        let open = self.desks[desk].process.as_ref().is_some_and(|p| p.with_oh);
        let file = file.filter(|_| R::NOUN.file() == CacheFile::Main || open);
        let Some(file) = file else { return Vec::new() };
        of(file.read(), R::NOUN)
            .filter_map(|(_, row)| serde_json::from_str(row.body.as_deref()?).ok())
            .collect()
    }

    fn one<R: Record>(&mut self, desk: usize) -> Option<R> {
        let all = self.seen::<R>(desk);
        self.chance.pick(&all).cloned()
    }

    /// What somebody in one of their roles thinks of doing.
    fn idea(&mut self, desk: usize) -> Option<Command> {
        if self.chance.one_in(6) {
            return self.take_note(desk);
        }
        let roles: Vec<Role> = self.desks[desk].files.profile.roles.iter().copied().collect();
        match self.chance.pick(&roles)? {
            Role::RecruitmentOfficer => match self.chance.below(6) {
                0 => self.end_something(desk),
                1 | 2 => self.look_through::<FieldItem>(desk, Command::RecruitmentPart),
                _ => self.request(desk),
            },
            Role::HrOfficer => match self.chance.below(3) {
                0 => self.end_something(desk),
                1 => self.look_through::<FieldItem>(desk, Command::RecruitmentPart),
                _ => self.request(desk),
            },
            Role::IatApprover => self.approve(desk),
            Role::OhNurse => match self.chance.below(4) {
                0 => {
                    let id = self.one::<Immunisation>(desk)?.person.0;
                    let noun = muster_domain::noun::NounKind::Immunisation;
                    Some(Command::Access(Access { noun, id }))
                }
                1 | 2 => self.release_oh(desk),
                _ => self.look_through::<ImmunisationItem>(desk, Command::OhPart),
            },
            Role::LearningAdministrator => {
                self.look_through::<CompetenceItem>(desk, Command::LearningPart)
            }
            // Nobody in this morning has another role.
            _ => None,
        }
    }

    fn take_note(&mut self, desk: usize) -> Option<Command> {
        let id = self.one::<Notice>(desk)?.id;
        Some(Command::Notice(if self.chance.one_in(2) {
            notice::Command::Read(notice::Read { id })
        } else {
            notice::Command::Finish(notice::Finish { id })
        }))
    }

    fn request(&mut self, desk: usize) -> Option<Command> {
        let here = self.desks[desk].files.profile.organisation.id;
        let movers: Vec<_> =
            self.cast.movers.iter().filter(|mover| mover.asker == here).cloned().collect();
        let mover = self.chance.pick(&movers)?.clone();
        let wrong = self.chance.one_in(6);
        let given_on = NaiveDate::from_ymd_opt(2026, 11, 20)?;
        Some(Command::Transfer(transfer::Command::Request(Request {
            id: self.chance.id(),
            applicant: mover.applicant,
            source: mover.source,
            ni_number: mover.number.as_str().to_owned(),
            date_of_birth: mover.born,
            last_name: if wrong { "Nobody".to_owned() } else { mover.name.last },
            staff: transfer::StaffKind::General,
            occasion: transfer::Occasion::BeforeHire,
            consent: Consent { given_on, means: ConsentMeans::OfferAcceptance },
            reference: None,
        })))
    }

    fn end_something(&mut self, desk: usize) -> Option<Command> {
        let reason = "another post".to_owned();
        if self.chance.one_in(6) {
            let id = self.one::<Applicant>(desk)?.id;
            let withdraw = applicant::Withdraw { id, reason };
            return Some(Command::Applicant(applicant::Command::Withdraw(withdraw)));
        }
        let id = self.one::<Transfer>(desk)?.id;
        Some(Command::Transfer(transfer::Command::Withdraw(transfer::Withdraw { id, reason })))
    }

    fn approve(&mut self, desk: usize) -> Option<Command> {
        if self.chance.one_in(4) {
            let id = self.one::<Enquiry>(desk)?.id;
            let reason = RefusalReason::NotKnownHere;
            let refuse = enquiry::Refuse { id, reason, note: String::new() };
            return Some(Command::Enquiry(enquiry::Command::Refuse(refuse)));
        }
        let candidate = self.one::<Candidate>(desk)?;
        let all = [PartKind::Recruitment, PartKind::Learning, PartKind::OccupationalHealth];
        let parts: BTreeSet<_> = all.into_iter().filter(|_| !self.chance.one_in(4)).collect();
        Some(Command::Enquiry(enquiry::Command::Release(enquiry::Release {
            id: candidate.enquiry,
            person: candidate.person,
            parts,
            previewed: candidate.preview.digest,
        })))
    }

    fn release_oh(&mut self, desk: usize) -> Option<Command> {
        let enquiry = self.one::<OhEnquiry>(desk)?;
        let id = enquiry.id;
        Some(Command::OhEnquiry(if self.chance.one_in(4) {
            oh_enquiry::Command::Refuse(oh_enquiry::Refuse { id, note: "no".to_owned() })
        } else {
            let held = self.seen::<Immunisation>(desk);
            let held: Vec<_> = held.into_iter().filter(|i| i.person == enquiry.person).collect();
            let previewed = oh_enquiry::preview(&held).1;
            oh_enquiry::Command::Release(oh_enquiry::Release { id, previewed })
        }))
    }

    fn look_through<I: Item>(
        &mut self,
        desk: usize,
        command: impl Fn(part::Command<I>) -> Command,
    ) -> Option<Command> {
        let part = self.one::<Part<I>>(desk)?;
        let id: Uuid = part.id;
        let mut choices = Vec::new();
        for (item, of) in (0..).zip(&part.items) {
            // A part of it at a time, and now and then something that is decided.
            let chosen = if of.choice.is_none() { 2 } else { 40 };
            if self.chance.one_in(chosen) {
                let keep = self.chance.one_in(3);
                choices.push(ItemChoice {
                    item,
                    choice: if keep { Choice::Keep } else { Choice::Accept },
                });
            }
        }
        Some(command(part::Command::Decide(part::Decide { id, choices })))
    }
}

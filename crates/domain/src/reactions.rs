//! When this happens there, ask for that here: the only link between areas. Reactions run in the
//! transaction of their cause, on both sides where their target is held. Ids of what they make
//! come from the command's id, so that both sides name it alike.

use std::collections::BTreeSet;

use uuid::Uuid;

use crate::Command;
use crate::iat::candidate::{Candidate, EnquiryIdentity};
use crate::iat::item::PartKind;
use crate::iat::message::{Message, Says};
use crate::iat::part::{self, Part};
use crate::iat::{enquiry, oh_enquiry, reference, reference_part, transfer};
use crate::kept::{self, Kept};
use crate::notifications::{Notice, notice};
use crate::noun::{By, NounKind};
use crate::people::Person;
use crate::policy::Team;
use crate::recruitment::{Applicant, Document, applicant, document};
use crate::words::{OrganisationId, UserRef, derived};
use crate::world::{Held, Stop, World};

/// What follows from an event.
#[derive(Debug, Default)]
pub(crate) struct Reactions {
    /// What to ask for here.
    pub commands: Vec<Command>,
    /// What to tell another organisation.
    pub messages: Vec<(OrganisationId, Message)>,
}

impl Reactions {
    fn ask(&mut self, command: Command) {
        self.commands.push(command);
    }

    fn keep(&mut self, kept: Kept) {
        self.ask(Command::Keep(kept::Command::Keep(kept)));
    }

    fn drop(&mut self, noun: NounKind, id: Uuid) {
        self.ask(Command::Keep(kept::Command::Drop { noun, id }));
    }

    fn tell(&mut self, to: OrganisationId, transfer: Uuid, says: Says, by: &By) {
        self.messages.push((to, Message { transfer, from: by.organisation().clone(), says }));
    }

    fn raise(&mut self, say: Saying<'_>, by: &By) {
        let id =
            derived(by.command.0, &format!("notice:{}:{:?}:{:?}", say.about, say.team, say.kind));
        self.ask(Command::Notice(notice::Command::Raise(Box::new(Notice {
            id,
            organisation: by.organisation().id,
            team: say.team,
            to: say.to,
            kind: say.kind,
            about: say.about,
            subject: say.subject,
            other: say.other.to_owned(),
            raised_at: by.received_at,
            due_on: say
                .kind
                .needs_action()
                .then(|| by.received_at.date_naive() + chrono::Days::new(ACT_WITHIN_DAYS)),
            read_by: BTreeSet::new(),
            done: None,
        }))));
    }

    /// Settles what a team's worklist asks about a record.
    fn settle(&mut self, about: Uuid, teams: &[Team], world: &World, by: &By) -> Result<(), Stop> {
        if let Held::Known(notices) = world.find::<Notice>("about", about)? {
            let open = notices
                .iter()
                .filter(|n| n.done.is_none() && n.kind.needs_action() && teams.contains(&n.team));
            for notice in open {
                self.ask(Command::Notice(notice::Command::Settle(notice::Settle {
                    id: notice.id,
                    by: by.user().map(|user| user.name.clone()),
                })));
            }
        }
        Ok(())
    }
}

/// What a request should be answered in: our default, a setting later (no published figure was
/// found, domain.md section 14).
const ACT_WITHIN_DAYS: u64 = 5;

struct Saying<'a> {
    team: Team,
    to: Option<UserRef>,
    kind: notice::Kind,
    about: Uuid,
    subject: Option<String>,
    other: &'a str,
}

/// An applicant pulled out: what was asked for them ends. Where something else was agreed it goes
/// on: it is about the person, not about the post.
pub(crate) fn to_applicant(
    event: &applicant::Event,
    applicant: &Applicant,
    world: &World,
    _: &By,
) -> Result<Reactions, Stop> {
    let applicant::Event::Withdrawn { reason, .. } = event else { return Ok(Reactions::default()) };
    let mut reactions = Reactions::default();
    if let Held::Known(transfers) = world.find::<transfer::Transfer>("applicant", applicant.id)? {
        for open in transfers.iter().filter(|transfer| transfer.is_expecting()) {
            reactions.ask(Command::Transfer(transfer::Command::End(transfer::End {
                id: open.id,
                reason: reason.clone(),
            })));
        }
    }
    Ok(reactions)
}

/// Nothing follows from a document.
pub(crate) fn to_document(
    _: &document::Event,
    _: &Document,
    _: &World,
    _: &By,
) -> Result<Reactions, Stop> {
    Ok(Reactions::default())
}

/// The source hears of a request and of its end; the asker hears of a refusal.
pub(crate) fn to_transfer(
    event: &transfer::Event,
    transfer: &transfer::Transfer,
    _: &World,
    by: &By,
) -> Result<Reactions, Stop> {
    let mut reactions = Reactions::default();
    match event {
        transfer::Event::Requested(_, identity) => {
            let says = Says::Requested {
                asked_by: transfer.asked_by.clone(),
                post: transfer.post.clone(),
                start_on: transfer.start_on,
                staff: transfer.staff,
                consent: transfer.consent.clone(),
                reference: transfer.reference.as_ref().map(|wanted| wanted.asked.clone()),
                identity: (**identity).clone(),
            };
            reactions.tell(transfer.source.id, transfer.id, says, by);
        }
        transfer::Event::Withdrawn(..)
        | transfer::Event::OhCalledOff(_)
        | transfer::Event::ReferenceCalledOff(_) => {
            reactions.tell(transfer.source.id, transfer.id, Says::Ended, by);
        }
        transfer::Event::Answered(transfer::Said::Refused { .. }, _) => {
            reactions.raise(
                Saying {
                    team: Team::Recruitment,
                    to: Some(transfer.asked_by.clone()),
                    kind: notice::Kind::TransferRefused,
                    about: transfer.id,
                    subject: Some(transfer.name.shown()),
                    other: &transfer.source.name,
                },
                by,
            );
        }
        transfer::Event::Answered(transfer::Said::ReferenceDeclined { .. }, _) => {
            reactions.raise(
                Saying {
                    team: Team::Recruitment,
                    to: Some(transfer.asked_by.clone()),
                    kind: notice::Kind::ReferenceDeclined,
                    about: transfer.id,
                    subject: Some(transfer.name.shown()),
                    other: &transfer.source.name,
                },
                by,
            );
        }
        transfer::Event::Answered(..) | transfer::Event::PartDecided(..) => {}
    }
    Ok(reactions)
}

/// An enquiry brings its candidates and a notice; its end takes them away and tells the asker.
pub(crate) fn to_enquiry(
    event: &enquiry::Event,
    enquiry: &enquiry::Enquiry,
    world: &World,
    by: &By,
) -> Result<Reactions, Stop> {
    let mut reactions = Reactions::default();
    let asker = enquiry.asker.id;
    let saying = |kind| Saying {
        team: Team::Approvers,
        to: None,
        kind,
        about: enquiry.id,
        subject: None,
        other: &enquiry.asker.name,
    };
    match event {
        enquiry::Event::Opened(_, identity, candidates) => {
            // Released by itself in the same breath: nobody needs to see who it was about.
            if enquiry.stage != enquiry::Stage::AwaitingApproval {
                return Ok(reactions);
            }
            reactions.keep(Kept::EnquiryIdentity(EnquiryIdentity::from((
                enquiry,
                (**identity).clone(),
            ))));
            for candidate in candidates {
                reactions.keep(Kept::Candidate(candidate.clone()));
            }
            reactions.tell(asker, enquiry.id, Says::AwaitingApproval, by);
            reactions.raise(saying(notice::Kind::TransferToDecide), by);
        }
        enquiry::Event::Released { person, preview, parts, automatic, .. } => {
            forget_who(&mut reactions, enquiry.id, world)?;
            let says = Says::Released {
                fields: preview.fields.clone(),
                competences: preview.competences.clone(),
                parts: parts.clone(),
                automatic: *automatic,
            };
            reactions.tell(asker, enquiry.id, says, by);
            if *automatic {
                reactions.raise(saying(notice::Kind::ReleasedAutomatically), by);
            }
            reactions.settle(enquiry.id, &[Team::Approvers], world, by)?;
            // Who it is has been confirmed: a reference can be written.
            if let Some(asked) = &enquiry.reference {
                let open = reference::Open {
                    id: enquiry.id,
                    asker: enquiry.asker.clone(),
                    asked_by: enquiry.asked_by.clone(),
                    post: enquiry.post.clone(),
                    person: *person,
                    asked: asked.clone(),
                };
                reactions.ask(Command::Reference(reference::Command::Open(Box::new(open))));
            }
            if parts.contains(&PartKind::OccupationalHealth)
                && let Held::Known(Some(person)) = world.record::<Person>(person.0)?
            {
                let record = oh_enquiry::OhEnquiry {
                    id: enquiry.id,
                    organisation: enquiry.organisation,
                    asker: enquiry.asker.clone(),
                    asked_by: enquiry.asked_by.clone(),
                    person: person.id,
                    name: person.name,
                    consent: enquiry.consent.clone(),
                    stage: oh_enquiry::Stage::Waiting,
                };
                reactions.ask(Command::OhEnquiry(oh_enquiry::Command::Open(oh_enquiry::Open {
                    enquiry: record,
                    automatic: *automatic,
                })));
            }
        }
        enquiry::Event::Refused(reason, note, _) => {
            forget_who(&mut reactions, enquiry.id, world)?;
            let says = Says::Refused { reason: *reason, note: note.clone() };
            reactions.tell(asker, enquiry.id, says, by);
            reactions.settle(enquiry.id, &[Team::Approvers], world, by)?;
        }
        enquiry::Event::Ended(_) => {
            forget_who(&mut reactions, enquiry.id, world)?;
            reactions.settle(enquiry.id, &[Team::Approvers], world, by)?;
            reactions.raise(saying(notice::Kind::TransferEnded), by);
        }
        enquiry::Event::OhDone(_) | enquiry::Event::ReferenceDone(_) => {}
    }
    Ok(reactions)
}

/// The identity and the candidates are there only while the enquiry is pending.
fn forget_who(reactions: &mut Reactions, enquiry: Uuid, world: &World) -> Result<(), Stop> {
    if let Held::Known(Some(_)) = world.record::<EnquiryIdentity>(enquiry)? {
        reactions.drop(NounKind::EnquiryIdentity, enquiry);
    }
    if let Held::Known(candidates) = world.find::<Candidate>("enquiry", enquiry)? {
        for candidate in candidates {
            reactions.drop(NounKind::Candidate, candidate.id);
        }
    }
    Ok(())
}

/// Occupational health's own release goes to occupational health.
pub(crate) fn to_oh_enquiry(
    event: &oh_enquiry::Event,
    enquiry: &oh_enquiry::OhEnquiry,
    world: &World,
    by: &By,
) -> Result<Reactions, Stop> {
    let mut reactions = Reactions::default();
    let asker = enquiry.asker.id;
    let team = [Team::OccupationalHealth];
    let done = |released| {
        Command::Enquiry(enquiry::Command::OhDone(enquiry::OhDone { id: enquiry.id, released }))
    };
    match event {
        oh_enquiry::Event::Opened(_) => {
            if enquiry.stage == oh_enquiry::Stage::Waiting {
                let saying = Saying {
                    team: Team::OccupationalHealth,
                    to: None,
                    kind: notice::Kind::OhToRelease,
                    about: enquiry.id,
                    subject: Some(enquiry.name.shown()),
                    other: &enquiry.asker.name,
                };
                reactions.raise(saying, by);
            }
        }
        oh_enquiry::Event::Released(items) => {
            let says = Says::OhReleased { items: items.clone() };
            reactions.tell(asker, enquiry.id, says, by);
            reactions.ask(done(true));
            reactions.settle(enquiry.id, &team, world, by)?;
        }
        oh_enquiry::Event::Refused(_) => {
            reactions.tell(asker, enquiry.id, Says::OhNotReleased, by);
            reactions.ask(done(false));
            reactions.settle(enquiry.id, &team, world, by)?;
        }
        oh_enquiry::Event::Ended => reactions.settle(enquiry.id, &team, world, by)?,
    }
    Ok(reactions)
}

/// A reference is on the referees' worklist until it is given, declined or ended; the asker and the
/// approvers here hear what came of it.
pub(crate) fn to_reference(
    event: &reference::Event,
    reference: &reference::Reference,
    world: &World,
    by: &By,
) -> Result<Reactions, Stop> {
    let mut reactions = Reactions::default();
    let (id, asker, team) = (reference.id, reference.asker.id, [Team::Referees]);
    let saying = |kind| Saying {
        team: Team::Referees,
        to: None,
        kind,
        about: id,
        subject: Some(reference.name.shown()),
        other: &reference.asker.name,
    };
    let done = |questions, by| {
        let done = enquiry::ReferenceDone { id, questions, by };
        Command::Enquiry(enquiry::Command::ReferenceDone(done))
    };
    match event {
        reference::Event::Opened(_) => {
            reactions.raise(saying(notice::Kind::ReferenceToComplete), by);
        }
        reference::Event::Filled { .. } => {}
        reference::Event::Submitted(said) => {
            reactions.tell(asker, id, Says::ReferenceSubmitted { said: said.clone() }, by);
            let who = Some(said.completed.by.clone());
            reactions.ask(done(Some(said.questions()), who));
            reactions.settle(id, &team, world, by)?;
        }
        reference::Event::Declined { by: who, reason } => {
            reactions.tell(asker, id, Says::ReferenceDeclined { reason: reason.clone() }, by);
            reactions.ask(done(None, who.clone()));
            reactions.settle(id, &team, world, by)?;
        }
        reference::Event::Ended => {
            reactions.settle(id, &team, world, by)?;
            reactions.raise(saying(notice::Kind::ReferenceEnded), by);
        }
    }
    Ok(reactions)
}

/// Whoever asked hears that a reference arrived.
pub(crate) fn to_reference_part(
    reference_part::Event::Arrived(part): &reference_part::Event,
    _: &reference_part::ReferencePart,
    world: &World,
    by: &By,
) -> Result<Reactions, Stop> {
    let mut reactions = Reactions::default();
    let to = match world.record::<transfer::Transfer>(part.id)? {
        Held::Known(Some(transfer)) => Some(transfer.asked_by),
        _ => None,
    };
    let saying = Saying {
        team: Team::Recruitment,
        to,
        kind: notice::Kind::ReferenceArrived,
        about: part.id,
        subject: Some(part.name.shown()),
        other: &part.source.name,
    };
    reactions.raise(saying, by);
    Ok(reactions)
}

/// A part is on its team's worklist until it is decided; what was accepted is held from then on.
pub(crate) fn to_part<I: part::Item>(
    event: &part::Event<I>,
    part: &Part<I>,
    world: &World,
    by: &By,
) -> Result<Reactions, Stop> {
    let mut reactions = Reactions::default();
    let team = match I::PART {
        PartKind::Recruitment => Team::Recruitment,
        PartKind::Learning => Team::Learning,
        PartKind::OccupationalHealth => Team::OccupationalHealth,
    };
    match event {
        part::Event::Arrived(_) => {
            // Recruitment's part is for whoever asked; the other teams work from their queue.
            let to = match (I::PART, world.record::<transfer::Transfer>(part.id)?) {
                (PartKind::Recruitment, Held::Known(Some(transfer))) => Some(transfer.asked_by),
                _ => None,
            };
            reactions.raise(
                Saying {
                    team,
                    to,
                    kind: notice::Kind::PartToReview { part: I::PART },
                    about: part.id,
                    subject: Some(part.name.shown()),
                    other: &part.source.name,
                },
                by,
            );
        }
        part::Event::Decided { kept, finished, .. } => {
            for record in kept {
                reactions.keep(record.clone());
            }
            if let Some(finished) = finished {
                reactions.settle(part.id, &[team], world, by)?;
                reactions.ask(Command::Transfer(transfer::Command::PartDecided(
                    transfer::PartDecided { id: part.id, part: I::PART, by: finished.by.clone() },
                )));
            }
        }
    }
    Ok(reactions)
}

/// Nothing follows from a notice.
pub(crate) fn to_notice(
    _: &notice::Event,
    _: &Notice,
    _: &World,
    _: &By,
) -> Result<Reactions, Stop> {
    Ok(Reactions::default())
}

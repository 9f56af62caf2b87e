//! When this happens there, ask for that here: the only link between areas. Reactions run in the
//! transaction of their cause, on both sides where their target is held. Ids of what they make
//! come from the command's id, so that both sides name it alike.

use std::collections::BTreeSet;

use uuid::Uuid;

use crate::Command;
use crate::iat::candidate::{Candidate, EnquiryIdentity, Identity};
use crate::iat::history::{Entry, Happened};
use crate::iat::incident::{self, Incident, Side};
use crate::iat::item::{Field, PartKind};
use crate::iat::message::{Message, Says};
use crate::iat::part::{self, Part};
use crate::iat::{enquiry, learning_part, oh_enquiry, oh_part, recruitment_part};
use crate::iat::{reference, reference_part, transfer};
use crate::kept::{self, Kept};
use crate::notifications::{Delegation, KindSetting, Notice, delegation, kind_setting, notice};
use crate::noun::{By, NounKind, Record};
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
        self.ask(say.raise(id, by));
    }

    /// Settles what a team's worklist asks about a record.
    fn settle(&mut self, about: Uuid, teams: &[Team], world: &World, by: &By) -> Result<(), Stop> {
        self.settle_those(about, teams, notice::Kind::goes_with_the_decision, world, by)
    }

    /// Settles what a team's worklist says about a record in notices of these kinds.
    fn settle_those(
        &mut self,
        about: Uuid,
        teams: &[Team],
        which: impl Fn(notice::Kind) -> bool,
        world: &World,
        by: &By,
    ) -> Result<(), Stop> {
        if let Held::Known(notices) = world.find::<Notice>("about", about)? {
            let open = notices
                .iter()
                .filter(|n| n.done.is_none() && which(n.kind) && teams.contains(&n.team));
            for notice in open {
                self.ask(Command::Notice(notice::Command::Settle(notice::Settle {
                    id: notice.id,
                    by: by.user().map(|user| user.name.clone()),
                    for_whom: by.acting_for.as_ref().map(|whom| whom.name.clone()),
                })));
            }
        }
        Ok(())
    }
}

struct Saying<'a> {
    team: Team,
    to: Option<UserRef>,
    kind: notice::Kind,
    about: Uuid,
    subject: Option<String>,
    other: &'a str,
}

impl Saying<'_> {
    /// Raises a notice that says it.
    fn raise(self, id: Uuid, by: &By) -> Command {
        Command::Notice(notice::Command::Raise(Box::new(Notice {
            id,
            organisation: by.organisation().id,
            team: self.team,
            to: self.to,
            kind: self.kind,
            about: self.about,
            subject: self.subject,
            other: self.other.to_owned(),
            raised_at: by.received_at,
            // As its kind is set: the notice's own rule looks.
            due_on: None,
            read_by: BTreeSet::new(),
            done: None,
            holder: None,
            passed: vec![],
            delegate: None,
            shown_to: BTreeSet::new(),
            reminders: vec![],
            escalations: vec![],
        })))
    }
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

/// The source hears of a request, of its end and of what is said on the way; whoever asked hears
/// what came of it.
pub(crate) fn to_transfer(
    event: &transfer::Event,
    transfer: &transfer::Transfer,
    world: &World,
    by: &By,
) -> Result<Reactions, Stop> {
    let mut reactions = Reactions::default();
    let source = transfer.source.id;
    let saying = |kind| Saying {
        team: Team::Recruitment,
        to: Some(transfer.asked_by.clone()),
        kind,
        about: transfer.id,
        subject: Some(transfer.name.shown()),
        other: &transfer.source.name,
    };
    match event {
        transfer::Event::Requested(_, identity) => {
            let says = Says::Requested {
                asked_by: transfer.asked_by.clone(),
                post: transfer.post.clone(),
                start_on: transfer.start_on,
                staff: transfer.staff,
                occasion: transfer.occasion,
                consent: transfer.consent.clone(),
                reference: transfer.reference.as_ref().map(|wanted| wanted.asked.clone()),
                identity: (**identity).clone(),
            };
            reactions.tell(source, transfer.id, says, by);
        }
        transfer::Event::Withdrawn(..) => {
            reactions.tell(source, transfer.id, Says::Ended, by);
            reactions.settle(transfer.id, &[Team::Recruitment], world, by)?;
        }
        transfer::Event::OhCalledOff(_) | transfer::Event::ReferenceCalledOff(_) => {
            reactions.tell(source, transfer.id, Says::Ended, by);
        }
        transfer::Event::Replied(reply, correction, _) => {
            let says =
                Says::Replied { reply: (**reply).clone(), correction: (**correction).clone() };
            reactions.tell(source, transfer.id, says, by);
            reactions.settle(transfer.id, &[Team::Recruitment], world, by)?;
        }
        transfer::Event::ConsentWithdrawn(withdrawn, _) => {
            let says = Says::ConsentWithdrawn { by: withdrawn.by.clone() };
            reactions.tell(source, transfer.id, says, by);
            accept_no_more(&mut reactions, transfer, world, by)?;
        }
        transfer::Event::ConsentLost(..) => {
            accept_no_more(&mut reactions, transfer, world, by)?;
            reactions.raise(saying(notice::Kind::ConsentWithdrawn), by);
        }
        transfer::Event::NotTakenIn(_) => {
            reactions.tell(source, transfer.id, Says::NotTakenIn, by);
        }
        transfer::Event::Answered(said, ..) => match said {
            transfer::Said::MoreAsked { .. } => {
                reactions.raise(saying(notice::Kind::TransferToAnswer), by);
            }
            transfer::Said::Reminded { lapses_on } => {
                let kind = notice::Kind::TransferWaits { lapses_on: *lapses_on };
                reactions.raise(saying(kind), by);
            }
            transfer::Said::Refused { .. } => {
                reactions.settle(transfer.id, &[Team::Recruitment], world, by)?;
                reactions.raise(saying(notice::Kind::TransferRefused), by);
            }
            transfer::Said::Lapsed => {
                reactions.settle(transfer.id, &[Team::Recruitment], world, by)?;
                reactions.raise(saying(notice::Kind::TransferLapsed), by);
            }
            transfer::Said::Released { .. } => {
                reactions.settle(transfer.id, &[Team::Recruitment], world, by)?;
            }
            transfer::Said::Recalled { reason } => {
                recalled_here(&mut reactions, transfer, reason, world, by)?;
                reactions.raise(Saying { to: None, ..saying(notice::Kind::IncidentToClose) }, by);
            }
            transfer::Said::ReferenceDeclined { .. } => {
                reactions.raise(saying(notice::Kind::ReferenceDeclined), by);
            }
            _ => {}
        },
        transfer::Event::PartDecided(..) => {}
    }
    Ok(reactions)
}

/// Consent is gone: nobody answers for the person any more, and nothing of what came is accepted.
fn accept_no_more(
    reactions: &mut Reactions,
    transfer: &transfer::Transfer,
    world: &World,
    by: &By,
) -> Result<(), Stop> {
    let id = transfer.id;
    if transfer.stage == transfer::Stage::ConsentWithdrawn {
        return reactions.settle(id, &[Team::Recruitment], world, by);
    }
    let lose = part::LoseConsent { id };
    reactions.ask(Command::RecruitmentPart(recruitment_part::Command::LoseConsent(lose.clone())));
    reactions.ask(Command::LearningPart(learning_part::Command::LoseConsent(lose.clone())));
    reactions.ask(Command::OhPart(oh_part::Command::LoseConsent(lose)));
    take_reference_back(reactions, id, world, by)
}

/// A reference is read and nothing else: without consent, or of another person, it is here no more.
fn take_reference_back(
    reactions: &mut Reactions,
    id: Uuid,
    world: &World,
    by: &By,
) -> Result<(), Stop> {
    if let Held::Known(Some(_)) = world.record::<reference_part::ReferencePart>(id)? {
        reactions.drop(NounKind::ReferencePart, id);
        let is_it = |kind| kind == notice::Kind::ReferenceArrived;
        reactions.settle_those(id, &[Team::Recruitment], is_it, world, by)?;
    }
    Ok(())
}

/// The wrong person's record is recalled: an incident, and no part of it stays.
fn recalled_here(
    reactions: &mut Reactions,
    transfer: &transfer::Transfer,
    reason: &str,
    world: &World,
    by: &By,
) -> Result<(), Stop> {
    let id = transfer.id;
    let (fields, competences) = disclosed(&transfer.history);
    reactions.ask(Command::Incident(incident::Command::Open(Box::new(Incident {
        id,
        organisation: transfer.organisation,
        side: Side::Asker,
        other: transfer.source.clone(),
        applicant: Some(transfer.name.clone()),
        person: None,
        reason: reason.to_owned(),
        recalled_by: None,
        recalled_at: by.received_at,
        fields,
        competences,
        accepted: Vec::new(),
        accepted_parts: BTreeSet::new(),
        closed: None,
    }))));
    let recall = part::Recall { id, reason: reason.to_owned() };
    reactions.ask(Command::RecruitmentPart(recruitment_part::Command::Recall(recall.clone())));
    reactions.ask(Command::LearningPart(learning_part::Command::Recall(recall.clone())));
    reactions.ask(Command::OhPart(oh_part::Command::Recall(recall)));
    take_reference_back(reactions, id, world, by)
}

/// What a timeline says was disclosed.
fn disclosed(history: &[Entry]) -> (Vec<Field>, u32) {
    let released = history.iter().find_map(|entry| match &entry.what {
        Happened::Released { fields, competences, .. } => Some((fields.clone(), *competences)),
        _ => None,
    });
    released.unwrap_or_default()
}

/// An enquiry brings its candidates and a notice, and brings them anew when the asker corrects who
/// is meant; its end takes them away and tells the asker.
pub(crate) fn to_enquiry(
    event: &enquiry::Event,
    enquiry: &enquiry::Enquiry,
    world: &World,
    by: &By,
) -> Result<Reactions, Stop> {
    let mut reactions = Reactions::default();
    let (id, asker, team) = (enquiry.id, enquiry.asker.id, [Team::Approvers]);
    let saying = |kind| Saying {
        team: Team::Approvers,
        to: None,
        kind,
        about: id,
        subject: None,
        other: &enquiry.asker.name,
    };
    let still_open = enquiry.stage.is_open();
    match event {
        enquiry::Event::Opened(_, identity, candidates) => {
            // Released by itself in the same breath: nobody needs to see who it was about.
            if !still_open {
                return Ok(reactions);
            }
            remember_who(&mut reactions, enquiry, identity, candidates);
            reactions.tell(asker, id, Says::AwaitingApproval, by);
            reactions.raise(saying(notice::Kind::TransferToDecide), by);
        }
        enquiry::Event::MoreAsked(exchange, _) => {
            let says = Says::MoreAsked { question: exchange.question.clone() };
            reactions.tell(asker, id, says, by);
            reactions.settle(id, &team, world, by)?;
        }
        enquiry::Event::Replied { identity, candidates, .. } => {
            if !still_open {
                return Ok(reactions);
            }
            if let Held::Known(before) = world.find::<Candidate>("enquiry", id)? {
                let gone =
                    before.iter().filter(|old| candidates.iter().all(|new| new.id != old.id));
                gone.for_each(|old| reactions.drop(NounKind::Candidate, old.id));
            }
            remember_who(&mut reactions, enquiry, identity, candidates);
            reactions.raise(saying(notice::Kind::AnswerToDecide), by);
        }
        enquiry::Event::Released { person, preview, parts, automatic, .. } => {
            forget_who(&mut reactions, id, world)?;
            let says = Says::Released {
                fields: preview.fields.clone(),
                competences: preview.competences.clone(),
                parts: parts.clone(),
                automatic: *automatic,
            };
            reactions.tell(asker, id, says, by);
            if *automatic {
                reactions.raise(saying(notice::Kind::ReleasedAutomatically), by);
            }
            reactions.settle(id, &team, world, by)?;
            // Who it is has been confirmed: a reference can be written.
            if let Some(asked) = &enquiry.reference {
                let open = reference::Open {
                    id,
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
                    id,
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
            forget_who(&mut reactions, id, world)?;
            let says = Says::Refused { reason: *reason, note: note.clone() };
            reactions.tell(asker, id, says, by);
            reactions.settle(id, &team, world, by)?;
        }
        enquiry::Event::Ended(_) => {
            forget_who(&mut reactions, id, world)?;
            reactions.settle(id, &team, world, by)?;
            reactions.raise(saying(notice::Kind::TransferEnded), by);
        }
        enquiry::Event::ConsentWithdrawn(withdrawn, _) => {
            let says = Says::ConsentWithdrawnAtSource { by: withdrawn.by.clone() };
            reactions.tell(asker, id, says, by);
            send_no_more(&mut reactions, id, world, by)?;
        }
        enquiry::Event::ConsentLost(..) => {
            send_no_more(&mut reactions, id, world, by)?;
            reactions.raise(saying(notice::Kind::ConsentWithdrawn), by);
        }
        enquiry::Event::Reminded { lapses_on, .. } => {
            if enquiry.stage == enquiry::Stage::MoreAsked {
                reactions.tell(asker, id, Says::Reminded { lapses_on: *lapses_on }, by);
            } else {
                let kind = notice::Kind::TransferWaits { lapses_on: *lapses_on };
                reactions.raise(saying(kind), by);
            }
        }
        enquiry::Event::Lapsed(_) => {
            forget_who(&mut reactions, id, world)?;
            reactions.tell(asker, id, Says::Lapsed, by);
            reactions.settle(id, &team, world, by)?;
            reactions.raise(saying(notice::Kind::TransferLapsed), by);
        }
        enquiry::Event::Recalled(reason, entry) => {
            reactions.tell(asker, id, Says::Recalled { reason: reason.clone() }, by);
            recalled_there(&mut reactions, enquiry, reason, entry, world, by)?;
            reactions.raise(saying(notice::Kind::IncidentToClose), by);
        }
        enquiry::Event::NotTakenIn(_)
        | enquiry::Event::OhDone(_)
        | enquiry::Event::ReferenceDone(_) => {}
    }
    Ok(reactions)
}

/// Consent is gone: who it was about is forgotten, and what occupational health and whoever gives a
/// reference have yet to send stays.
fn send_no_more(reactions: &mut Reactions, id: Uuid, world: &World, by: &By) -> Result<(), Stop> {
    forget_who(reactions, id, world)?;
    reactions.settle(id, &[Team::Approvers], world, by)?;
    reactions.ask(Command::OhEnquiry(oh_enquiry::Command::End(oh_enquiry::End { id })));
    reactions.ask(Command::Reference(reference::Command::End(reference::End { id })));
    Ok(())
}

/// The wrong person's record is recalled: an incident, and neither occupational health nor whoever
/// gives a reference sends anything more.
fn recalled_there(
    reactions: &mut Reactions,
    enquiry: &enquiry::Enquiry,
    reason: &str,
    entry: &Entry,
    world: &World,
    by: &By,
) -> Result<(), Stop> {
    let id = enquiry.id;
    let (fields, competences) = disclosed(&enquiry.history);
    reactions.ask(Command::Incident(incident::Command::Open(Box::new(Incident {
        id,
        organisation: enquiry.organisation,
        side: Side::Source,
        other: enquiry.asker.clone(),
        applicant: None,
        person: enquiry.person,
        reason: reason.to_owned(),
        recalled_by: entry.who.clone(),
        recalled_at: entry.at,
        fields,
        competences,
        accepted: Vec::new(),
        accepted_parts: BTreeSet::new(),
        closed: None,
    }))));
    if let Held::Known(Some(oh)) = world.record::<oh_enquiry::OhEnquiry>(id)?
        && matches!(oh.stage, oh_enquiry::Stage::Released { .. })
    {
        let part = PartKind::OccupationalHealth;
        reactions.raise(
            Saying {
                team: Team::OccupationalHealth,
                to: None,
                kind: notice::Kind::PartRecalled { part },
                about: id,
                subject: Some(oh.name.shown()),
                other: &enquiry.asker.name,
            },
            by,
        );
    }
    reactions.ask(Command::OhEnquiry(oh_enquiry::Command::End(oh_enquiry::End { id })));
    reactions.ask(Command::Reference(reference::Command::End(reference::End { id })));
    Ok(())
}

/// The identity and the candidates are there while the enquiry is pending.
fn remember_who(
    reactions: &mut Reactions,
    enquiry: &enquiry::Enquiry,
    identity: &Identity,
    candidates: &[Candidate],
) {
    let asked = EnquiryIdentity::from((enquiry, identity.clone()));
    reactions.keep(Kept::EnquiryIdentity(asked));
    for candidate in candidates {
        reactions.keep(Kept::Candidate(candidate.clone()));
    }
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
        part::Event::ConsentLost => {}
        part::Event::Recalled { accepted, .. } => {
            reactions.settle(part.id, &[team], world, by)?;
            let undo = !accepted.is_empty();
            if undo {
                reactions.ask(Command::Incident(incident::Command::Accepted(incident::Accepted {
                    id: part.id,
                    part: I::PART,
                    fields: I::for_recruitment(accepted),
                })));
            }
            let kind = if undo {
                notice::Kind::PartToTakeOut { part: I::PART }
            } else {
                notice::Kind::PartRecalled { part: I::PART }
            };
            let subject = Some(part.name.shown());
            let (about, other) = (part.id, part.source.name.as_str());
            reactions.raise(Saying { team, to: None, kind, about, subject, other }, by);
        }
        part::Event::TakenOut { changes, .. } => {
            changes.iter().for_each(|change| reactions.ask(Command::Keep(change.clone())));
            reactions.settle(part.id, &[team], world, by)?;
        }
    }
    Ok(reactions)
}

/// Whoever a notice is escalated to hears of it, and no more than they may know; when it is done,
/// what they heard is off their list.
pub(crate) fn to_notice(
    event: &notice::Event,
    notice: &Notice,
    world: &World,
    by: &By,
) -> Result<Reactions, Stop> {
    let mut reactions = Reactions::default();
    match event {
        notice::Event::Escalated(notice::Escalation { to: Some(to), .. }, Some(team)) => {
            let within = notice.teams().has(*team);
            reactions.raise(
                Saying {
                    team: *team,
                    to: Some(to.clone()),
                    kind: notice::Kind::Escalated { what: notice.kind.name(), team: notice.team },
                    about: notice.id,
                    subject: notice.subject.clone().filter(|_| within),
                    other: if within { &notice.other } else { "" },
                },
                by,
            );
        }
        notice::Event::Ended(done) if notice.kind.needs_action() => {
            let told = world.find::<Notice>("about", notice.id)?;
            for escalated in told.known().into_iter().flatten().filter(|one| one.done.is_none()) {
                reactions.ask(Command::Notice(notice::Command::Settle(notice::Settle {
                    id: escalated.id,
                    by: done.by.clone(),
                    for_whom: done.for_whom.clone(),
                })));
            }
        }
        _ => {}
    }
    Ok(reactions)
}

/// The other of the two hears of it, and what waits for the one comes to the other or goes back.
pub(crate) fn to_delegation(
    event: &delegation::Event,
    delegation: &Delegation,
    world: &World,
    by: &By,
) -> Result<Reactions, Stop> {
    let mut reactions = Reactions::default();
    let (kind, to, other) = match event {
        delegation::Event::Made(_) => (notice::Kind::Delegated, &delegation.to, &delegation.from),
        delegation::Event::WasEnded(ended) if ended.by.id == delegation.from.id => {
            (notice::Kind::DelegationEnded, &delegation.to, &delegation.from)
        }
        delegation::Event::WasEnded(_) => {
            (notice::Kind::DelegationEnded, &delegation.from, &delegation.to)
        }
    };
    let saying = Saying {
        team: delegation.team,
        to: Some(to.clone()),
        kind,
        about: delegation.id,
        subject: Some(other.name.clone()),
        other: &by.organisation().name,
    };
    reactions.raise(saying, by);
    let mut waiting = BTreeSet::new();
    for column in ["to_user", "holder_user"] {
        let found = world.find::<Notice>(column, delegation.from.id)?;
        let open = found.known().into_iter().flatten().filter(|one| one.done.is_none());
        waiting.extend(open.map(|one| one.id));
    }
    for id in waiting {
        reactions.ask(Command::Notice(notice::Command::Cover(notice::Cover {
            id,
            delegation: Some(delegation.id),
        })));
    }
    Ok(reactions)
}

/// Nothing follows from how a kind is set: it holds for what is raised from then on.
pub(crate) fn to_kind_setting(
    _: &kind_setting::Event,
    _: &KindSetting,
    _: &World,
    _: &By,
) -> Result<Reactions, Stop> {
    Ok(Reactions::default())
}

/// A closed incident is off its team's worklist.
pub(crate) fn to_incident(
    event: &incident::Event,
    incident: &Incident,
    world: &World,
    by: &By,
) -> Result<Reactions, Stop> {
    let mut reactions = Reactions::default();
    if let incident::Event::Closed(_) = event {
        let is_it = |kind| kind == notice::Kind::IncidentToClose;
        reactions.settle_those(incident.id, &[incident.side.team()], is_it, world, by)?;
    }
    Ok(reactions)
}

/// What Muster does about a request that was just taken in: where as many were asked for as may be in
/// a day, the approvers of that organisation hear of it, once a day. For the server: no desk of whoever
/// asks holds that notice.
pub fn alert(command: &Command, asked: transfer::Asked, by: &By) -> Option<Command> {
    let (Command::Transfer(transfer::Command::Request(_)), Some(asker)) = (command, by.user())
    else {
        return None;
    };
    transfer::Budget::spent(asked)?;
    let day = by.received_at.date_naive();
    let organisation = by.organisation();
    let say = Saying {
        team: Team::Approvers,
        to: None,
        kind: notice::Kind::ManyRequests,
        about: organisation.id.0,
        subject: Some(asker.name.clone()),
        other: &organisation.name,
    };
    Some(say.raise(derived(organisation.id.0, &format!("many requests:{day}")), by))
}

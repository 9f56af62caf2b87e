//! Running a command: policy, facts, decision, what becomes of the record, and the reactions, all
//! on values. The desk and the server both call [`run`]; they differ only in how they answer what
//! it asks, and in what they do with the writes.

use std::collections::BTreeSet;

use crate::iat::{enquiry, incident, learning_part, message::Message, oh_enquiry, oh_part};
use crate::iat::{item, recruitment_part, reference, reference_part, transfer};
use crate::notifications::{Delegation, KindSetting, Notice, delegation};
use crate::noun::{By, Noun, NounKind};
use crate::occupational_health::ImmunisationItem;
use crate::reactions::{self, Reactions};
use crate::recruitment::{Applicant, Document};
use crate::words::OrganisationId;
use crate::world::{After, Held, Stop, World, Write};
use crate::{Command, kept, policy};

/// What a command comes to.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The records to write, in the order they were made. A record may be in it twice: the last
    /// one holds.
    pub writes: Vec<Write>,
    /// What other organisations are to be told. Only the server does.
    pub messages: Vec<(OrganisationId, Message)>,
    /// The nouns that a rule wanted to look at and this desk does not hold: what the server will
    /// check. Empty on the server.
    pub unchecked: BTreeSet<NounKind>,
}

/// Runs a command as far as what is loaded allows. On [`Stop::Ask`], answer and run again.
pub fn run(world: &mut World, command: &Command, by: &By) -> Result<Outcome, Stop> {
    world.rewind();
    policy::check(command, by)?;
    let mut outcome = Outcome::default();
    step(world, command, by, &mut outcome, true)?;
    Ok(outcome)
}

fn step(
    world: &mut World,
    command: &Command,
    by: &By,
    outcome: &mut Outcome,
    first: bool,
) -> Result<(), Stop> {
    let first = first.then_some(command);
    match command {
        Command::Applicant(c) => {
            take::<Applicant>(world, c, by, outcome, first, reactions::to_applicant)
        }
        Command::Document(c) => {
            take::<Document>(world, c, by, outcome, first, reactions::to_document)
        }
        Command::Transfer(c) => {
            take::<transfer::Transfer>(world, c, by, outcome, first, reactions::to_transfer)
        }
        Command::Enquiry(c) => {
            take::<enquiry::Enquiry>(world, c, by, outcome, first, reactions::to_enquiry)
        }
        Command::OhEnquiry(c) => {
            take::<oh_enquiry::OhEnquiry>(world, c, by, outcome, first, reactions::to_oh_enquiry)
        }
        Command::RecruitmentPart(c) => take::<recruitment_part::RecruitmentPart>(
            world,
            c,
            by,
            outcome,
            first,
            reactions::to_part::<item::FieldItem>,
        ),
        Command::LearningPart(c) => take::<learning_part::LearningPart>(
            world,
            c,
            by,
            outcome,
            first,
            reactions::to_part::<item::CompetenceItem>,
        ),
        Command::OhPart(c) => take::<oh_part::OhPart>(
            world,
            c,
            by,
            outcome,
            first,
            reactions::to_part::<ImmunisationItem>,
        ),
        Command::Incident(c) => {
            take::<incident::Incident>(world, c, by, outcome, first, reactions::to_incident)
        }
        Command::Reference(c) => {
            take::<reference::Reference>(world, c, by, outcome, first, reactions::to_reference)
        }
        Command::ReferencePart(c) => take::<reference_part::ReferencePart>(
            world,
            c,
            by,
            outcome,
            first,
            reactions::to_reference_part,
        ),
        Command::Notice(c) => take::<Notice>(world, c, by, outcome, first, reactions::to_notice),
        Command::Delegation(c) => {
            take::<Delegation>(world, c, by, outcome, first, reactions::to_delegation)
        }
        Command::KindSetting(c) => {
            take::<KindSetting>(world, c, by, outcome, first, reactions::to_kind_setting)
        }
        // Nothing comes of it but its place in the audit.
        Command::Access(_) => Ok(()),
        Command::Keep(kept::Command::Keep(kept)) => {
            if let Some(write) = kept.write(world)? {
                put(world, outcome, write);
            }
            Ok(())
        }
        Command::Keep(kept::Command::Drop { noun, id }) => {
            put(world, outcome, Write { noun: *noun, id: *id, after: None });
            Ok(())
        }
    }
}

type React<N> = fn(&<N as Noun>::Event, &N, &World, &By) -> Result<Reactions, Stop>;

fn take<N: Noun>(
    world: &mut World,
    command: &N::Command,
    by: &By,
    outcome: &mut Outcome,
    first: Option<&Command>,
    react: React<N>,
) -> Result<(), Stop> {
    let id = N::target(command);
    let record = world.record::<N>(id);
    if let Err(Stop::Ask(_)) = &record {
        // What else it looks at is wanted with it, as far as that can be told without it.
        let _ = N::facts(None, command, world, by);
        if first.is_some() {
            // Most commands settle what stands about their record on worklists.
            let _ = world.find::<Notice>("about", id);
        }
    }
    let Held::Known(record) = record? else {
        // A reaction to a record this desk does not hold is the server's to run; a command about
        // one is queued for the server to decide.
        if first.is_some() {
            outcome.unchecked.insert(N::NOUN);
        }
        return Ok(());
    };
    let acting;
    let by = match first {
        Some(command) => {
            acting = By { acting_for: delegation::acting_for(world, command, by)?, ..by.clone() };
            &acting
        }
        None => by,
    };
    let facts = N::facts(record.as_ref(), command, world, by)?;
    if first.is_some() {
        outcome.unchecked = world.not_held();
    }
    let events = match N::decide(record.as_ref(), command, &facts, by) {
        Ok(events) => events,
        Err(refusal) if first.is_some() => return Err(Stop::Refused(refusal.into())),
        // What a reaction asks may have become pointless: then nothing follows from it.
        Err(_) => return Ok(()),
    };
    if events.is_empty() {
        return Ok(());
    }
    let before = record.clone();
    let record = events.iter().fold(record, N::evolve);
    let after = record.as_ref().map(After::of);
    put(world, outcome, Write { noun: N::NOUN, id, after });
    let Some(record) = record.or(before) else { return Ok(()) };
    let onwards = by.onwards();
    let mut stopped = None;
    for event in &events {
        let reactions = match react(event, &record, world, by) {
            Ok(reactions) => reactions,
            // The others are looked at all the same, for what they want.
            Err(stop) => {
                stopped.get_or_insert(stop);
                continue;
            }
        };
        outcome.messages.extend(reactions.messages);
        for command in reactions.commands {
            if let Err(stop) = step(world, &command, &onwards, outcome, false) {
                stopped.get_or_insert(stop);
            }
        }
    }
    stopped.map_or(Ok(()), Err)
}

fn put(world: &mut World, outcome: &mut Outcome, write: Write) {
    world.write(write.noun, write.id, write.after.as_ref().map(|after| after.body.clone()));
    outcome.writes.push(write);
}

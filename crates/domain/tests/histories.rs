//! Random histories of two organisations: random people ask, decide, withdraw and look through,
//! while messages wait or arrive. Whatever happens, these hold.
//!
//! A failure names its seed. In every second history messages arrive in any order, which the
//! server never lets happen: nothing may leak even then.

#[allow(dead_code, reason = "shared with the stories beside the rules")]
#[path = "../src/spec/mod.rs"]
mod spec;

use std::collections::{BTreeMap, BTreeSet};

use muster_domain::Command;
use muster_domain::iat::candidate::{Candidate, Preview};
use muster_domain::iat::enquiry::{self, Enquiry};
use muster_domain::iat::exchange::Exchange;
use muster_domain::iat::history::RefusalReason;
use muster_domain::iat::item::{CompetenceItem, FieldItem, PartKind};
use muster_domain::iat::message::{Message, Says};
use muster_domain::iat::oh_enquiry::{self, OhEnquiry};
use muster_domain::iat::part::{self, Choice, Item, ItemChoice, Part};
use muster_domain::iat::recruitment_part::RecruitmentPart;
use muster_domain::iat::reference::{self, Reference};
use muster_domain::iat::reference_part::ReferencePart;
use muster_domain::iat::transfer::{self, Occasion, Request, StaffKind, Transfer};
use muster_domain::iat::transfer_policy::{TransferPolicy, Waits};
use muster_domain::kept::{self, Kept};
use muster_domain::notifications::Notice;
use muster_domain::noun::NounKind;
use muster_domain::occupational_health::{Immunisation, ImmunisationItem};
use muster_domain::organisation::Organisation;
use muster_domain::people::Pay;
use muster_domain::policy::Role;
use muster_domain::recruitment::{Applicant, applicant};
use muster_domain::words::{OrganisationId, PersonId, UserRef};
use spec::{Everything, Row, Story, asker, consent, day, employee, given, id, row, source, user};
use uuid::Uuid;

const SEEDS: u64 = 1_500;
const STEPS: usize = 30;

/// Xorshift: the same history for the same seed, everywhere.
struct Chance(u64);

impl Chance {
    fn of(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 16) % n as u64).unwrap()
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        if from.is_empty() { None } else { from.get(self.below(from.len())) }
    }

    fn parts(&mut self) -> BTreeSet<PartKind> {
        [PartKind::Recruitment, PartKind::Learning, PartKind::OccupationalHealth]
            .into_iter()
            .filter(|_| !self.one_in(3))
            .collect()
    }
}

/// One thing that was done, so that it can be done again.
#[derive(Clone)]
struct Act {
    here: bool,
    who: Option<(UserRef, Vec<Role>)>,
    command: Command,
    /// Whether it is weeks later: then what nobody answered is over.
    later: bool,
}

/// Two organisations, what waits between them, and what has left so far.
struct History {
    chance: Chance,
    in_order: bool,
    people: Vec<Everything>,
    /// The asker's records.
    here: Story,
    /// The source's.
    there: Story,
    mail: Vec<(OrganisationId, Message)>,
    done: Vec<Act>,
    released: BTreeMap<Uuid, Says>,
    oh_released: BTreeMap<Uuid, Vec<ImmunisationItem>>,
    given: BTreeMap<Uuid, reference::Submitted>,
    asked: u128,
}

/// A plain case, a namesake born the same day without a number on record, and two people who
/// share a number.
fn people() -> Vec<Everything> {
    let mut people = vec![
        employee(0x1000, "Megan", "Walsh", "AB123447C", "1990-05-17"),
        employee(0x2000, "Mair", "Walsh", "AB123448C", "1990-05-17"),
        employee(0x3000, "Gareth", "Moss", "AB777777A", "1971-01-30"),
        employee(0x4000, "Gwen", "Moss", "AB777777A", "1985-11-02"),
    ];
    people[1].number = None;
    people
}

fn start(chance: &mut Chance, people: &[Everything]) -> (Story, Story) {
    let applicants = (0..3u128).map(|n| {
        let id = id(0xA000 + n);
        row(&Applicant { id, person: PersonId(id), ..spec::applicant() })
    });
    let known = Organisation { organisation: asker().id, reference: source() };
    let automatic = if chance.one_in(2) { chance.parts() } else { BTreeSet::new() };
    let policy =
        row(&TransferPolicy { organisation: source().id, automatic, waits: Waits::default() });
    let rows: Vec<Row> = people.iter().flat_map(Everything::rows).chain([policy]).collect();
    (given(applicants.chain([row(&known)])), given(rows).at(source()))
}

impl History {
    fn new(seed: u64) -> Self {
        let (mut chance, people) = (Chance::of(seed), people());
        let (here, there) = start(&mut chance, &people);
        Self {
            chance,
            in_order: seed.is_multiple_of(2),
            people,
            here,
            there,
            mail: Vec::new(),
            done: Vec::new(),
            released: BTreeMap::new(),
            oh_released: BTreeMap::new(),
            given: BTreeMap::new(),
            asked: 0,
        }
        .begun()
    }

    /// Without a first request nothing follows.
    fn begun(mut self) -> Self {
        self.ask();
        self
    }

    fn step(&mut self) {
        match self.chance.below(18) {
            12 => self.ask_more(),
            13 => self.reply(),
            14 if self.chance.one_in(6) => self.lose_consent(),
            15 if self.chance.one_in(2) => self.recall(),
            16 if self.chance.one_in(2) => self.age(),
            0 => self.ask(),
            1 => self.pull_out(),
            2..=4 => self.approve(),
            5 => self.occupational_health(),
            6 => self.change_pay(),
            7 => {
                let part = self.some_part();
                self.look_through(part, Command::RecruitmentPart, Role::RecruitmentOfficer);
            }
            8 => {
                let part = self.some_part();
                self.look_through(part, Command::LearningPart, Role::LearningAdministrator);
            }
            9 => {
                let part = self.some_part();
                self.look_through(part, Command::OhPart, Role::OhNurse);
            }
            10 => self.refer(),
            _ => self.deliver(),
        }
    }

    /// One of four people, one of whom works for both organisations. Their role is what is needed:
    /// others are refused by policy, which the matrix's test sees to.
    fn somebody(&mut self, role: Role) -> Option<(UserRef, Vec<Role>)> {
        let names = ["Rhian Pryce", "Amir Patel", "Nia Okafor", "Both Sides"];
        self.chance.pick(&names).map(|name| (user(name), vec![role]))
    }

    fn ask(&mut self) {
        self.asked += 1;
        let meant = self.chance.pick(&self.people).unwrap().clone();
        let number = match self.chance.below(4) {
            0 => "AB000001A".to_owned(),
            _ => meant.number.map_or("AB123448C".to_owned(), |n| n.number.as_str().to_owned()),
        };
        let born = if self.chance.one_in(6) { day("1980-01-01") } else { meant.birth.on };
        let request = Request {
            id: id(0x7000 + self.asked),
            applicant: id(0xA000 + self.chance.below(3) as u128),
            source: source().id,
            ni_number: number,
            date_of_birth: born,
            last_name: meant.person.name.last,
            staff: StaffKind::General,
            occasion: Occasion::BeforeHire,
            consent: consent(),
            reference: self.chance.one_in(2).then(|| reference_asked(self.asked.is_multiple_of(3))),
        };
        let who = self.somebody(Role::RecruitmentOfficer);
        self.act(true, who, Command::Transfer(transfer::Command::Request(request)));
    }

    fn pull_out(&mut self) {
        let who = self.somebody(Role::HrOfficer);
        let reason = "another post".to_owned();
        let command = if self.chance.one_in(3) {
            let id = id(0xA000 + self.chance.below(3) as u128);
            Command::Applicant(applicant::Command::Withdraw(applicant::Withdraw { id, reason }))
        } else {
            let Some(transfer) = self.chance.pick(&self.here.all::<Transfer>()).cloned() else {
                return;
            };
            let withdraw = transfer::Withdraw { id: transfer.id, reason };
            Command::Transfer(transfer::Command::Withdraw(withdraw))
        };
        self.act(true, who, command);
    }

    fn approve(&mut self) {
        let who = self.somebody(Role::IatApprover);
        let candidates = self.there.all::<Candidate>();
        let command = match self.chance.pick(&candidates).cloned() {
            Some(candidate) if !self.chance.one_in(5) => {
                let previewed = match self.chance.below(5) {
                    0 => "something else".to_owned(),
                    _ => candidate.preview.digest,
                };
                let parts = self.chance.parts();
                let (id, person) = (candidate.enquiry, candidate.person);
                let release = enquiry::Release { id, person, parts, previewed };
                // The same again now and then, as by a second approver.
                if self.chance.one_in(4) {
                    let again = Command::Enquiry(enquiry::Command::Release(release.clone()));
                    self.act(false, who.clone(), again);
                }
                enquiry::Command::Release(release)
            }
            _ => {
                let enquiries = self.there.all::<Enquiry>();
                let Some(enquiry) = self.chance.pick(&enquiries) else { return };
                enquiry::Command::Refuse(enquiry::Refuse {
                    id: enquiry.id,
                    reason: RefusalReason::NotKnownHere,
                    note: String::new(),
                })
            }
        };
        self.act(false, who, Command::Enquiry(command));
    }

    fn ask_more(&mut self) {
        let mut enquiries = self.there.all::<Enquiry>();
        let anything = self.chance.one_in(5);
        enquiries.retain(|enquiry| anything || enquiry.stage.is_open());
        let Some(enquiry) = self.chance.pick(&enquiries) else { return };
        let question = "Who is meant?".to_owned();
        let ask = enquiry::AskMore { id: enquiry.id, question };
        let who = self.somebody(Role::IatApprover);
        self.act(false, who, Command::Enquiry(enquiry::Command::AskMore(ask)));
    }

    fn reply(&mut self) {
        let mut transfers = self.here.all::<Transfer>();
        let anything = self.chance.one_in(5);
        transfers.retain(|asked| anything || asked.stage == transfer::Stage::MoreAsked);
        let Some(transfer) = self.chance.pick(&transfers).cloned() else { return };
        let meant = self.chance.pick(&self.people).unwrap().clone();
        let corrects = !self.chance.one_in(3);
        let reply = transfer::Reply {
            id: transfer.id,
            text: "somebody".to_owned(),
            ni_number: meant.number.filter(|_| corrects).map(|n| n.number.as_str().to_owned()),
            date_of_birth: corrects.then_some(meant.birth.on),
            last_name: corrects.then_some(meant.person.name.last),
        };
        let who = self.somebody(Role::RecruitmentOfficer);
        self.act(true, who, Command::Transfer(transfer::Command::Reply(reply)));
    }

    /// The person tells one of the two organisations.
    fn lose_consent(&mut self) {
        let transfers = self.here.all::<Transfer>();
        let Some(id) = self.chance.pick(&transfers).map(|transfer| transfer.id) else { return };
        if self.chance.one_in(2) {
            let who = self.somebody(Role::HrOfficer);
            let lose = transfer::Command::WithdrawConsent(transfer::WithdrawConsent { id });
            self.act(true, who, Command::Transfer(lose));
        } else {
            let who = self.somebody(Role::IatApprover);
            let lose = enquiry::Command::WithdrawConsent(enquiry::WithdrawConsent { id });
            self.act(false, who, Command::Enquiry(lose));
        }
    }

    fn recall(&mut self) {
        let enquiries = self.there.all::<Enquiry>();
        let Some(id) = self.chance.pick(&enquiries).map(|enquiry| enquiry.id) else { return };
        let recall = enquiry::Recall { id, reason: "namesake".to_owned() };
        let who = self.somebody(Role::IatApprover);
        self.act(false, who, Command::Enquiry(enquiry::Command::Recall(recall)));
    }

    fn age(&mut self) {
        let enquiries = self.there.all::<Enquiry>();
        let Some(id) = self.chance.pick(&enquiries).map(|enquiry| enquiry.id) else { return };
        let command = Command::Enquiry(enquiry::Command::Age(enquiry::Age { id }));
        self.do_it(Act { here: false, who: None, command, later: true });
    }

    fn occupational_health(&mut self) {
        let who = self.somebody(Role::OhNurse);
        let enquiries = self.there.all::<OhEnquiry>();
        let Some(enquiry) = self.chance.pick(&enquiries).cloned() else { return };
        let command = if self.chance.one_in(4) {
            let note = "no".to_owned();
            oh_enquiry::Command::Refuse(oh_enquiry::Refuse { id: enquiry.id, note })
        } else {
            let previewed = oh_enquiry::preview(&immunisations(&self.there, enquiry.person)).1;
            oh_enquiry::Command::Release(oh_enquiry::Release { id: enquiry.id, previewed })
        };
        self.act(false, who, Command::OhEnquiry(command));
    }

    /// Human resources at the source work on a reference: some answers, all of them, or none.
    fn refer(&mut self) {
        let who = self.somebody(Role::HrOfficer);
        let references = self.there.all::<Reference>();
        let Some(found) = self.chance.pick(&references).cloned() else { return };
        let id = found.id;
        if self.chance.one_in(5) {
            let reason = "no".to_owned();
            let decline = reference::Command::Decline(reference::Decline { id, reason });
            return self.act(false, who, Command::Reference(decline));
        }
        // Now and then somebody tells of sickness before there is an offer.
        let told = found.lines.iter().any(|line| line.question.is_about_sickness())
            || self.chance.one_in(3);
        let lines = the_rest(told);
        let fill = reference::Fill { id, lines, supporting: None };
        self.act(false, who.clone(), Command::Reference(reference::Command::Fill(fill)));
        let previewed = match self.chance.below(5) {
            0 => "something else".to_owned(),
            _ => self.there.get::<Reference>(id).digest(),
        };
        let completed_as = "HR officer".to_owned();
        let submit = reference::Submit { id, completed_as, previewed };
        self.act(false, who, Command::Reference(reference::Command::Submit(submit)));
    }

    fn change_pay(&mut self) {
        let mut pay = self.chance.pick(&self.there.all::<Pay>()).unwrap().clone();
        pay.annual_salary = Some(3_000_000 + u32::try_from(self.chance.below(3)).unwrap());
        self.act(false, None, Command::Keep(kept::Command::Keep(Kept::Pay(pay))));
    }

    fn some_part<I: Item>(&mut self) -> Option<Part<I>> {
        self.chance.pick(&self.here.all::<Part<I>>()).cloned()
    }

    fn look_through<I>(
        &mut self,
        part: Option<Part<I>>,
        command: impl Fn(part::Command<I>) -> Command,
        role: Role,
    ) {
        let Some(part) = part else { return };
        let mut choices = Vec::new();
        for (item, of) in (0..).zip(&part.items) {
            // Most of what is open, and now and then something that is decided.
            let skipped =
                if of.choice.is_none() { self.chance.one_in(6) } else { !self.chance.one_in(40) };
            if !skipped {
                let choice = if self.chance.one_in(3) { Choice::Keep } else { Choice::Accept };
                choices.push(ItemChoice { item, choice });
            }
        }
        let who = self.somebody(role);
        self.act(true, who, command(part::Command::Decide(part::Decide { id: part.id, choices })));
    }

    fn deliver(&mut self) {
        if self.mail.is_empty() {
            return;
        }
        let next = if self.in_order { 0 } else { self.chance.below(self.mail.len()) };
        let (to, message) = self.mail.remove(next);
        for command in message.commands() {
            self.act(to == asker().id, None, command);
        }
    }

    /// Does it, and looks at what came of it.
    fn act(&mut self, here: bool, who: Option<(UserRef, Vec<Role>)>, command: Command) {
        self.do_it(Act { here, who, command, later: false });
    }

    fn do_it(&mut self, act: Act) {
        let here = act.here;
        self.done.push(act.clone());
        let before = if here { self.here.clone() } else { self.there.clone() };
        let then = carry_out(before.clone(), &act);
        let outcome = then.result.unwrap_or_default();
        for (_, message) in &outcome.messages {
            self.look_at(message, &before, &then.story, &act);
        }
        if here {
            if !outcome.writes.is_empty() {
                self.look_at_consent(&act, &then.story);
            }
            if act.who.is_none() {
                self.look_at_arrivals(&before, &then.story);
            }
            self.here = then.story;
        } else {
            if !outcome.writes.is_empty() {
                look_at_names(&then.story);
            }
            self.there = then.story;
        }
        self.mail.extend(outcome.messages);
    }

    /// What has just left the source.
    fn look_at(&mut self, message: &Message, before: &Story, after: &Story, act: &Act) {
        let id = message.transfer;
        let by = act.who.as_ref().map(|(user, _)| user.id);
        match &message.says {
            Says::Released { fields, competences, parts, automatic } => {
                let enquiry = after.get::<Enquiry>(id);
                let asked = self.here.get::<Transfer>(id);
                assert_eq!(enquiry.consent, asked.consent, "consent as the asker recorded it");
                assert!(enquiry.consent.given_on <= day("2026-11-24"));
                assert_eq!(enquiry.consent_withdrawn, None, "never without consent");
                assert!(!parts.is_empty());
                let preview = if *automatic {
                    let pending = before.find::<Enquiry>(id).map(|enquiry| enquiry.stage);
                    let expected = match &act.command {
                        Command::Enquiry(enquiry::Command::Open(_)) => None,
                        _ => Some(enquiry::Stage::MoreAsked),
                    };
                    assert_eq!(pending, expected, "on arrival, when corrected, or by a person");
                    let policy = before.get::<TransferPolicy>(source().id.0);
                    assert_eq!(*parts, policy.automatic);
                    previewed_without_a_policy(before, act)
                } else {
                    let pending = before.get::<Enquiry>(id).stage;
                    assert!(pending.is_open(), "it must be open");
                    let by = act.who.as_ref().map(|(user, _)| user).unwrap();
                    assert!(!enquiry.is_asked_by(by), "never by the asker");
                    let candidate = Candidate::id_of(id, enquiry.person.unwrap());
                    before.get::<Candidate>(candidate).preview
                };
                let chosen = |part| parts.contains(&part);
                let of_recruitment =
                    if chosen(PartKind::Recruitment) { preview.fields } else { vec![] };
                let of_learning =
                    if chosen(PartKind::Learning) { preview.competences } else { vec![] };
                assert_eq!((fields, competences), (&of_recruitment, &of_learning));
                assert!(self.released.insert(id, message.says.clone()).is_none(), "never twice");
            }
            Says::OhReleased { items } => {
                let enquiry = after.get::<OhEnquiry>(id);
                let consent = after.get::<Enquiry>(id).consent_withdrawn;
                assert_eq!(consent, None, "never without consent");
                if let Some(by) = by {
                    let pending = before.get::<OhEnquiry>(id).stage;
                    assert_eq!(pending, oh_enquiry::Stage::Waiting);
                    assert_ne!(by, enquiry.asked_by.id, "never by the asker");
                }
                let held = immunisations(before, enquiry.person);
                assert_eq!(*items, oh_enquiry::preview(&held).0, "as the nurse saw it");
                assert!(self.oh_released.insert(id, items.clone()).is_none(), "never twice");
            }
            Says::ReferenceSubmitted { said } => {
                let form = before.get::<Reference>(id);
                assert_eq!(form.stage, reference::Stage::ToComplete, "it must be open");
                assert!(by.is_some_and(|by| by != form.asked_by.id), "never by the asker");
                let asked = self.here.get::<Transfer>(id).reference.expect("it was asked for");
                assert_eq!(asked.asked, form.asked, "what was said when it was asked for");
                let sickness = said.lines.iter().any(|line| line.question.is_about_sickness());
                assert_eq!(sickness, form.asked.offered_on.is_some(), "only after an offer");
                let enquiry = after.get::<Enquiry>(id);
                assert!(matches!(enquiry.stage, enquiry::Stage::Released { .. }));
                assert_eq!(enquiry.consent_withdrawn, None, "nor without consent");
                assert!(self.given.insert(id, (**said).clone()).is_none(), "never twice");
            }
            _ => {}
        }
    }

    /// What has just arrived is what has left, and is taken in only while it is expected.
    fn look_at_arrivals(&self, before: &Story, after: &Story) {
        fn new<I: Item>(before: &Story, after: &Story) -> Vec<(Uuid, Vec<I>)> {
            let known = |id| before.records.contains_key(&(I::NOUN, id));
            let parts = after.all::<Part<I>>().into_iter().filter(|part| !known(part.id));
            parts.map(|p| (p.id, p.items.into_iter().map(|i| i.item).collect())).collect()
        }
        let expected = |id| {
            let transfer = after.get::<Transfer>(id);
            assert_eq!(transfer.stage, transfer::Stage::Released);
            assert_eq!(transfer.consent_withdrawn, None, "nothing comes without consent");
            match &self.released[&id] {
                Says::Released { fields, competences, parts, .. } => {
                    (fields.clone(), competences.clone(), parts.clone())
                }
                other => panic!("{other:?}"),
            }
        };
        for part in after.all::<ReferencePart>() {
            if before.find::<ReferencePart>(part.id).is_none() {
                assert_eq!(part.said, self.given[&part.id], "as it was given");
                let wanted = after.get::<Transfer>(part.id).reference.expect("it was asked for");
                assert_eq!(wanted.stage, reference::WantedStage::Arrived);
            }
        }
        for (id, arrived) in new::<FieldItem>(before, after) {
            let (fields, _, parts) = expected(id);
            assert!(parts.contains(&PartKind::Recruitment));
            assert_eq!(arrived, fields);
        }
        for (id, arrived) in new::<CompetenceItem>(before, after) {
            let (_, competences, parts) = expected(id);
            assert!(parts.contains(&PartKind::Learning));
            assert_eq!(arrived, competences);
        }
        for (id, arrived) in new::<ImmunisationItem>(before, after) {
            assert!(expected(id).2.contains(&PartKind::OccupationalHealth));
            assert_eq!(arrived, self.oh_released[&id]);
        }
    }

    /// Nothing is accepted without consent, nor of what was recalled.
    fn look_at_consent(&self, act: &Act, after: &Story) {
        let decided = match &act.command {
            Command::RecruitmentPart(part::Command::Decide(decide))
            | Command::LearningPart(part::Command::Decide(decide))
            | Command::OhPart(part::Command::Decide(decide)) => decide,
            _ => return,
        };
        if decided.choices.iter().any(|choice| choice.choice == Choice::Accept) {
            let transfer = after.get::<Transfer>(decided.id);
            assert_eq!(transfer.stage, transfer::Stage::Released);
            assert_eq!(transfer.consent_withdrawn, None);
        }
    }

    /// Once all mail has come, both sides say the same.
    fn look_at_the_end(&self) {
        for transfer in self.here.all::<Transfer>() {
            let enquiry = self.there.get::<Enquiry>(transfer.id).stage;
            let agree = match &transfer.stage {
                transfer::Stage::Requested => false,
                transfer::Stage::AwaitingApproval => enquiry == enquiry::Stage::AwaitingApproval,
                transfer::Stage::MoreAsked => enquiry == enquiry::Stage::MoreAsked,
                transfer::Stage::Released => matches!(enquiry, enquiry::Stage::Released { .. }),
                transfer::Stage::Recalled { .. } => {
                    matches!(enquiry, enquiry::Stage::Recalled { .. })
                }
                transfer::Stage::Lapsed => enquiry == enquiry::Stage::Lapsed,
                transfer::Stage::Refused { .. } => {
                    matches!(enquiry, enquiry::Stage::Refused { .. })
                }
                // It may have crossed a decision; it is not open any more.
                transfer::Stage::Withdrawn { .. } | transfer::Stage::ConsentWithdrawn => {
                    !enquiry.is_open()
                }
            };
            assert!(agree, "{:?} here, {enquiry:?} there", transfer.stage);
        }
    }

    /// Each notice is in a queue that its kind is raised for.
    fn look_at_notices(&self) {
        for notice in self.here.all::<Notice>().into_iter().chain(self.there.all::<Notice>()) {
            let kind = notice.kind.name();
            assert!(kind.raised_for().contains(&notice.team), "{kind:?} of {:?}", notice.team);
        }
    }

    /// No full number is in any record of the asker.
    fn look_for_numbers(&self) {
        for number in self.people.iter().filter_map(|everything| everything.number.as_ref()) {
            for ((noun, _), after) in &self.here.records {
                let full = after.body.contains(number.number.as_str());
                assert!(!full, "{} has a number in full", noun.name());
            }
        }
    }
}

/// What is said when a reference is asked for, with or without an offer.
fn reference_asked(offered: bool) -> reference::Asked {
    reference::Asked { consent: consent(), offered_on: offered.then(|| day("2026-11-18")) }
}

/// All that no record of a source holds.
fn the_rest(with_sickness: bool) -> Vec<reference::Answered> {
    use reference::{Answer, Question};
    let answer = |question| match question {
        Question::SicknessEpisodes | Question::SicknessDays => Some(Answer::Count { count: 1 }),
        Question::Warnings => Some(Answer::Warnings { warnings: vec![] }),
        Question::Investigations | Question::Safeguarding | Question::Referral => {
            Some(Answer::YesNo { yes: false, detail: String::new() })
        }
        _ => None,
    };
    Question::ALL
        .into_iter()
        .filter(|question| with_sickness || !question.is_about_sickness())
        .filter_map(|question| {
            Some(reference::Answered { question, answer: Some(answer(question)?) })
        })
        .collect()
}

fn carry_out(story: Story, act: &Act) -> spec::Then {
    let story = story.on(if act.later { "2026-12-22T09:00Z" } else { "2026-11-24T09:00Z" });
    let story = match act.who.clone() {
        Some((user, roles)) => story.by_user(user, &roles),
        None => story.by_muster(),
    };
    story.when(act.command.clone())
}

fn immunisations(story: &Story, person: PersonId) -> Vec<Immunisation> {
    story.all::<Immunisation>().into_iter().filter(|i| i.person == person).collect()
}

/// What an approver would have been shown, had a person had to decide.
fn previewed_without_a_policy(before: &Story, act: &Act) -> Preview {
    let story = before.clone().without(NounKind::TransferPolicy, source().id.0);
    let (_, id) = act.command.target();
    let shown = carry_out(story, act).happens().all::<Candidate>();
    let mut full = shown.into_iter().filter(|c| c.enquiry == id && c.matches_in_full());
    let only = full.next().unwrap();
    assert!(full.next().is_none(), "one person matches in full");
    only.preview
}

/// Nobody is named but while an enquiry is open.
fn look_at_names(there: &Story) {
    let open: BTreeSet<Uuid> = there
        .all::<Enquiry>()
        .into_iter()
        .filter(|enquiry| enquiry.stage.is_open())
        .map(|enquiry| enquiry.id)
        .collect();
    let identities = there.records.keys().filter(|(noun, _)| *noun == NounKind::EnquiryIdentity);
    assert_eq!(identities.map(|(_, id)| *id).collect::<BTreeSet<_>>(), open);
    assert!(there.all::<Candidate>().iter().all(|candidate| open.contains(&candidate.enquiry)));
}

/// What a number of histories came to: releases, those of occupational health, ended reviews;
/// answers to questions, withdrawn consents, recalls, requests that nobody answered; and references
/// that were given.
fn told(seeds: impl Iterator<Item = u64>) -> [usize; 8] {
    let mut counts = [0; 8];
    for seed in seeds {
        let told = std::panic::catch_unwind(|| {
            let mut history = History::new(seed);
            (0..STEPS).for_each(|_| history.step());
            while !history.mail.is_empty() {
                history.deliver();
            }
            if history.in_order {
                history.look_at_the_end();
            }
            history.look_for_numbers();
            history.look_at_notices();
            history
        });
        let history = told.unwrap_or_else(|fault| {
            eprintln!("in the history of seed {seed}");
            std::panic::resume_unwind(fault)
        });
        let parts = history.here.all::<RecruitmentPart>();
        counts[0] += history.released.len();
        counts[1] += history.oh_released.len();
        counts[2] += parts.iter().filter(|part| part.decided.is_some()).count();
        for transfer in history.here.all::<Transfer>() {
            let replied = |exchange: &&Exchange| exchange.reply.is_some();
            counts[3] += transfer.exchanges.iter().filter(replied).count();
            counts[4] += usize::from(transfer.consent_withdrawn.is_some());
            counts[5] += usize::from(matches!(transfer.stage, transfer::Stage::Recalled { .. }));
            counts[6] += usize::from(transfer.stage == transfer::Stage::Lapsed);
        }
        counts[7] += history.given.len();
    }
    counts
}

#[test]
fn whatever_happens_nothing_leaves_but_as_it_was_previewed_and_once() {
    let counts = std::thread::scope(|scope| {
        let halves = [(0..SEEDS / 2), (SEEDS / 2..SEEDS)];
        halves
            .map(|seeds| scope.spawn(|| told(seeds)))
            .map(|half| half.join().unwrap_or_else(|fault| std::panic::resume_unwind(fault)))
    });
    let told: [usize; 8] = std::array::from_fn(|n| counts[0][n] + counts[1][n]);
    // These histories do tell something.
    for (told, at_least) in told.into_iter().zip([500, 50, 15, 40, 40, 20, 20, 20]) {
        assert!(told > at_least, "{told} of {at_least}: {counts:?}");
    }
}

#[test]
fn the_same_commands_make_the_same_records() {
    for seed in 0..SEEDS / 10 {
        let mut history = History::new(seed);
        (0..STEPS).for_each(|_| history.step());
        let (here, there) = start(&mut Chance::of(seed), &people());
        let (here, there) = history.done.iter().fold((here, there), |(here, there), act| {
            if act.here {
                (carry_out(here, act).story, there)
            } else {
                (here, carry_out(there, act).story)
            }
        });
        assert_eq!(here.records, history.here.records, "seed {seed}");
        assert_eq!(there.records, history.there.records, "seed {seed}");
    }
}

//! The need-to-know matrix: pictured for review, written up for people, and held against a sample
//! of every record there is.

#[allow(dead_code, reason = "shared with the stories beside the rules")]
#[path = "../src/spec/mod.rs"]
mod spec;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

use muster_domain::Command;
use muster_domain::access::Access;
use muster_domain::establishment::{Position, Unit};
use muster_domain::iat::candidate::Correction;
use muster_domain::iat::candidate::{Candidate, EnquiryIdentity};
use muster_domain::iat::enquiry::{self, Enquiry};
use muster_domain::iat::exchange;
use muster_domain::iat::history::RefusalReason;
use muster_domain::iat::incident::{self, Incident, Side};
use muster_domain::iat::item::PartKind;
use muster_domain::iat::part::{self, Arrive, Command as PartCommand, Decide, Part};
use muster_domain::iat::transfer::{self, Transfer};
use muster_domain::iat::{oh_enquiry, oh_enquiry::OhEnquiry};
use muster_domain::kept::{self, Kept};

use muster_domain::notifications::kind_setting::{Days, KindName};
use muster_domain::notifications::{
    Colleague, Delegation, Notice, delegation, kind_setting, notice,
};
use muster_domain::noun::{CacheFile, NounKind, Record};
use muster_domain::organisation::Organisation;
use muster_domain::people::{Address, Equality, Phone, PhoneKind, Registration, Standing};
use muster_domain::policy::{self, Cell, Role, Row, Team, Teams};
use muster_domain::recruitment::{Document, Terms, applicant, document};
use muster_domain::words::{Fte, OrganisationId, PersonId, UserRef};
use spec::{TRANSFER, arrival, asker, day, given, id, identity, megan, name, source};
use uuid::Uuid;

const ROLES: [(Role, &str); 14] = [
    (Role::RecruitmentOfficer, "Recruiter"),
    (Role::OhNurse, "OH nurse"),
    (Role::LearningAdministrator, "Learning"),
    (Role::HrOfficer, "HR"),
    (Role::IatApprover, "Approver"),
    (Role::LineManager, "Manager"),
    (Role::FinanceOfficer, "Finance"),
    (Role::Director, "Director"),
    (Role::Interviewer, "Interviewer"),
    (Role::Referee, "Referee"),
    (Role::Trainer, "Trainer"),
    (Role::PayrollOfficer, "Payroll"),
    (Role::SystemAdministrator, "Administrator"),
    (Role::Auditor, "Auditor"),
];

fn letter(cell: Cell) -> &'static str {
    match cell {
        Cell::Full => "F",
        Cell::Cases => "C",
        Cell::Line => "L",
        Cell::Pending => "P",
        Cell::None => "–",
    }
}

/// What a row is about, in words.
fn words(row: Row) -> &'static str {
    match row {
        Row::Directory => "Organisations, units, posts, how notices are set",
        Row::NameAndPost => "Name, staff number, post",
        Row::NationalInsurance => "National Insurance number",
        Row::DateOfBirth => "Date of birth",
        Row::Address => "Address",
        Row::Phone => "Phone, email",
        Row::Equality => "Diversity and disability declaration",
        Row::Checks => "Professional registration, documents kept with an applicant",
        Row::PayAndService => "Salary, increment date, service history",
        Row::Training => "Statutory and mandatory training",
        Row::Immunisation => "Immunisation detail",
        Row::Recruitment => "Applicants and their offers",
        Row::TransferAsked => "Transfer: the asking side",
        Row::TransferEnquiry => "Transfer: the source's side, without who it is about",
        Row::TransferPending => "Transfer: who it is about and what would leave",
        Row::TransferOh => "Transfer: occupational health's part, on both sides",
        Row::ArrivedRecruitment => "Transfer: what arrived for recruitment",
        Row::ArrivedLearning => "Transfer: what arrived for learning",
        Row::Incidents => "Incident: a record released of the wrong person, each side's own",
        Row::Notices => "Notices on worklists, who works them, who stands in for whom",
    }
}

fn nouns_of(row: Row) -> String {
    let nouns: Vec<_> =
        NounKind::ALL.iter().filter(|noun| noun.row() == row).map(|noun| noun.name()).collect();
    nouns.join(", ")
}

fn text(text: &str) -> String {
    text.to_owned()
}

/// One command of every verb.
fn commands() -> Vec<Command> {
    let note = String::new();
    let user = UserRef { id: spec::user("Amir Patel").id, name: text("Amir Patel") };
    let answer = transfer::Said::AwaitingApproval;
    let oh = oh_enquiry(asker().id);
    fn of_a_part<I>(command: fn(PartCommand<I>) -> Command) -> [Command; 5] {
        [
            command(PartCommand::Arrive(Arrive { id: TRANSFER, source: source(), items: vec![] })),
            command(PartCommand::Decide(Decide { id: TRANSFER, choices: vec![] })),
            command(PartCommand::TakeOut(part::TakeOut { id: TRANSFER })),
            command(PartCommand::LoseConsent(part::LoseConsent { id: TRANSFER })),
            command(PartCommand::Recall(part::Recall { id: TRANSFER, reason: String::new() })),
        ]
    }
    let mut commands = vec![
        Command::Applicant(applicant::Command::Withdraw(applicant::Withdraw {
            id: TRANSFER,
            reason: note.clone(),
        })),
        Command::Applicant(applicant::Command::Change(applicant::Change {
            id: TRANSFER,
            post: None,
            start_on: None,
        })),
        Command::Applicant(applicant::Command::SayEarlierService(applicant::SayEarlierService {
            id: TRANSFER,
            none: true,
        })),
        Command::Document(document::Command::Add(spec::scan())),
        Command::Document(document::Command::Remove(document::Remove {
            id: TRANSFER,
            reason: note.clone(),
        })),
        Command::Transfer(transfer::Command::Request(spec::request())),
        Command::Transfer(transfer::Command::Withdraw(transfer::Withdraw {
            id: TRANSFER,
            reason: note.clone(),
        })),
        Command::Transfer(transfer::Command::Reply(transfer::Reply {
            id: TRANSFER,
            text: note.clone(),
            ni_number: None,
            date_of_birth: None,
            last_name: None,
        })),
        Command::Transfer(transfer::Command::WithdrawConsent(transfer::WithdrawConsent {
            id: TRANSFER,
        })),
        Command::Transfer(transfer::Command::Answer(transfer::Answer { id: TRANSFER, answer })),
        Command::Transfer(transfer::Command::PartDecided(transfer::PartDecided {
            id: TRANSFER,
            part: PartKind::Learning,
            by: user.clone(),
        })),
        Command::Transfer(transfer::Command::End(transfer::End {
            id: TRANSFER,
            reason: note.clone(),
        })),
        Command::Enquiry(arrival()),
        Command::Enquiry(enquiry::Command::Release(enquiry::Release {
            id: TRANSFER,
            person: PersonId(TRANSFER),
            parts: BTreeSet::new(),
            previewed: note.clone(),
        })),
        Command::Enquiry(enquiry::Command::Refuse(enquiry::Refuse {
            id: TRANSFER,
            reason: RefusalReason::Other,
            note: note.clone(),
        })),
        Command::Enquiry(enquiry::Command::AskMore(enquiry::AskMore {
            id: TRANSFER,
            question: note.clone(),
        })),
        Command::Enquiry(enquiry::Command::WithdrawConsent(enquiry::WithdrawConsent {
            id: TRANSFER,
        })),
        Command::Enquiry(enquiry::Command::Recall(enquiry::Recall {
            id: TRANSFER,
            reason: note.clone(),
        })),
        Command::Enquiry(enquiry::Command::Reply(Box::new(enquiry::Reply {
            id: TRANSFER,
            reply: exchange::Reply {
                text: note.clone(),
                corrected: vec![],
                by: user,
                at: spec::at("2026-11-24T09:00Z"),
            },
            correction: Correction::default(),
        }))),
        Command::Enquiry(enquiry::Command::LoseConsent(enquiry::LoseConsent {
            id: TRANSFER,
            by: None,
        })),
        Command::Enquiry(enquiry::Command::NotTakenIn(enquiry::NotTakenIn { id: TRANSFER })),
        Command::Enquiry(enquiry::Command::Age(enquiry::Age { id: TRANSFER })),
        Command::Incident(incident::Command::Close(incident::Close {
            id: TRANSFER,
            note: note.clone(),
        })),
        Command::Incident(incident::Command::Open(Box::new(an_incident(Side::Asker)))),
        Command::Incident(incident::Command::Accepted(incident::Accepted {
            id: TRANSFER,
            part: PartKind::Learning,
            fields: vec![],
        })),
        Command::Enquiry(enquiry::Command::End(enquiry::End { id: TRANSFER })),
        Command::Enquiry(enquiry::Command::OhDone(enquiry::OhDone {
            id: TRANSFER,
            released: true,
        })),
        Command::OhEnquiry(oh_enquiry::Command::Open(oh_enquiry::Open {
            enquiry: oh,
            automatic: false,
        })),
        Command::OhEnquiry(oh_enquiry::Command::Release(oh_enquiry::Release {
            id: TRANSFER,
            previewed: note.clone(),
        })),
        Command::OhEnquiry(oh_enquiry::Command::Refuse(oh_enquiry::Refuse { id: TRANSFER, note })),
        Command::OhEnquiry(oh_enquiry::Command::End(oh_enquiry::End { id: TRANSFER })),
        Command::Notice(notice::Command::Read(notice::Read { id: TRANSFER })),
        Command::Notice(notice::Command::Finish(notice::Finish { id: TRANSFER })),
        Command::Notice(notice::Command::Raise(Box::new(a_notice(asker().id, Team::Learning)))),
        Command::Notice(notice::Command::Settle(notice::Settle {
            id: TRANSFER,
            by: None,
            for_whom: None,
        })),
        Command::Notice(notice::Command::Claim(notice::Claim { id: TRANSFER })),
        Command::Notice(notice::Command::PutBack(notice::PutBack { id: TRANSFER })),
        Command::Notice(notice::Command::Pass(notice::Pass {
            id: TRANSFER,
            to: spec::user("Bethan Lloyd").id,
            note: String::new(),
        })),
        Command::Notice(notice::Command::Cover(notice::Cover { id: TRANSFER, delegation: None })),
        Command::Notice(notice::Command::Follow(notice::Follow { id: TRANSFER })),
        Command::Delegation(delegation::Command::Make(delegation::Make {
            id: TRANSFER,
            team: Team::Approvers,
            to: spec::user("Bethan Lloyd").id,
            first: day("2026-11-24"),
            last: day("2026-11-30"),
            kinds: BTreeSet::new(),
        })),
        Command::Delegation(delegation::Command::End(delegation::End { id: TRANSFER })),
        Command::KindSetting(kind_setting::Command::Set(kind_setting::Set {
            organisation: asker().id,
            kind: KindName::TransferEnded,
            on: true,
            words: None,
            days: Days::default(),
        })),
        Command::Access(Access { noun: NounKind::Immunisation, id: TRANSFER }),
        Command::Keep(kept::Command::Keep(Kept::Person(megan().person))),
        Command::Keep(kept::Command::Drop { noun: NounKind::Person, id: TRANSFER }),
    ];
    commands.extend(of_a_part(Command::RecruitmentPart));
    commands.extend(of_a_part(Command::LearningPart));
    commands.extend(of_a_part(Command::OhPart));
    commands
}

fn who_may(command: &Command) -> String {
    let roles: Vec<_> = policy::may_ask(command).iter().map(|role| role.name()).collect();
    if roles.is_empty() { text("(Muster itself)") } else { roles.join(", ") }
}

fn oh_enquiry(organisation: OrganisationId) -> OhEnquiry {
    OhEnquiry {
        id: TRANSFER,
        organisation,
        asker: asker(),
        asked_by: spec::user("Rhian Pryce"),
        person: megan().person.id,
        name: name("Megan", "Walsh"),
        consent: spec::consent(),
        stage: oh_enquiry::Stage::Waiting,
    }
}

fn an_incident(side: Side) -> Incident {
    Incident {
        id: TRANSFER,
        organisation: asker().id,
        side,
        other: source(),
        applicant: None,
        person: None,
        reason: text("namesake"),
        recalled_by: None,
        recalled_at: spec::at("2026-11-24T09:00Z"),
        fields: vec![],
        competences: 0,
        accepted: vec![],
        accepted_parts: BTreeSet::new(),
        closed: None,
    }
}

fn a_notice(organisation: OrganisationId, team: Team) -> Notice {
    Notice {
        id: id(1),
        organisation,
        team,
        to: None,
        kind: notice::Kind::TransferEnded,
        about: TRANSFER,
        subject: None,
        other: text("Birchwood Trust"),
        raised_at: spec::at("2026-11-24T09:00Z"),
        due_on: None,
        read_by: BTreeSet::new(),
        done: None,
        holder: None,
        passed: vec![],
        delegate: None,
        shown_to: BTreeSet::new(),
        reminders: vec![],
        escalations: vec![],
    }
}

/// Records of every noun, with the teams they are anchored to; of nouns whose anchors differ from
/// record to record, each kind.
fn samples() -> Vec<(NounKind, Teams)> {
    let mut samples = Vec::new();
    let mut take = |noun, teams| samples.push((noun, teams));
    fn of<R: Record>(record: &R) -> (NounKind, Teams) {
        (R::NOUN, record.teams())
    }
    // The two sides of a transfer, as it goes: what stories make is what there is.
    let asked = given(spec::asking_side()).by(Role::RecruitmentOfficer);
    let asked = asked.when(transfer::Command::Request(spec::request())).happens();
    let everything = megan().rows();
    let source_side = given(everything).and([spec::opted_in(&[])]).at(source());
    let source_side = source_side.when(arrival()).happens();
    for ((noun, _), after) in asked.records.iter().chain(&source_side.records) {
        take(*noun, after.teams);
    }
    assert!(
        asked.find::<Transfer>(TRANSFER).is_some() && !source_side.all::<Candidate>().is_empty()
    );
    assert!(source_side.find::<Enquiry>(TRANSFER).is_some());
    assert_eq!(source_side.get::<EnquiryIdentity>(TRANSFER).last_name, identity().last_name);
    let (organisation, person) = (source().id, megan().person.id);
    for standing in [Standing::Employee, Standing::Applicant] {
        let mut other = megan();
        other.person.standing = standing;
        other.birth.standing = standing;
        let lines = vec![text("1 High Street")];
        let (id, from) = (Uuid::nil(), day("2020-01-01"));
        let address =
            Address { id, organisation, person, standing, lines, postcode: None, from, to: None };
        let (kind, value) = (PhoneKind::Mobile, text("07700 900000"));
        let phone = Phone { id, organisation, person, standing, kind, value, from: None };
        for (noun, teams) in [of(&other.person), of(&other.birth), of(&address), of(&phone)] {
            take(noun, teams);
        }
    }
    fn a_part<I>(organisation: OrganisationId) -> Part<I> {
        Part {
            id: TRANSFER,
            organisation,
            applicant: spec::APPLICANT,
            person: spec::APPLICANT_PERSON,
            name: name("Megan", "Walsh"),
            source: source(),
            arrived_at: spec::at("2026-11-24T09:00Z"),
            items: vec![],
            decided: None,
            consent_withdrawn: false,
            recalled: None,
        }
    }
    use muster_domain::iat::item::{CompetenceItem, FieldItem};
    use muster_domain::occupational_health::ImmunisationItem;
    let unit =
        Unit { id: id(1), organisation, name: text("Ward 4"), parent: None, cost_centre: None };
    let position = Position {
        id: id(1),
        organisation,
        number: text("1234567"),
        title: text("Staff Nurse"),
        unit: None,
        staff_group: None,
        funded: Fte(100_000),
        hiring_status: text("Active"),
    };
    let equality = Equality {
        id: id(1),
        organisation,
        person,
        gender: None,
        ethnic_origin: None,
        nationality: None,
        marital_status: None,
        disability: None,
        as_of: None,
    };
    let registration = Registration {
        id: id(1),
        organisation,
        person,
        body: text("NMC"),
        number: text("18A1234E"),
        status: text("Registered"),
        expires_on: None,
    };
    let terms = Terms { applicant: spec::APPLICANT, organisation, fields: vec![] };
    let kept = given(spec::asking_side()).by(Role::RecruitmentOfficer);
    let kept = kept.when(document::Command::Add(spec::scan())).happens();
    let document = kept.get::<Document>(spec::scan().id);
    let known = Organisation { organisation, reference: asker() };
    let set = kind_setting::KindSetting {
        id: id(1),
        organisation,
        kind: KindName::TransferEnded,
        on: true,
        words: None,
        days: Days::default(),
    };
    for (noun, teams) in [
        of(&known),
        of(&set),
        of(&unit),
        of(&position),
        of(&equality),
        of(&registration),
        of(&terms),
        of(&document),
        of(&oh_enquiry(organisation)),
        of(&a_part::<FieldItem>(organisation)),
        of(&a_part::<CompetenceItem>(organisation)),
        of(&a_part::<ImmunisationItem>(organisation)),
        of(&an_incident(Side::Asker)),
        of(&an_incident(Side::Source)),
    ] {
        take(noun, teams);
    }
    for team in Team::ALL {
        let (from, to) = (spec::user("Amir Patel"), spec::user("Bethan Lloyd"));
        let delegation = Delegation {
            id: id(1),
            organisation,
            team,
            from,
            to: to.clone(),
            first: day("2026-11-24"),
            last: day("2026-11-30"),
            kinds: BTreeSet::new(),
            made_at: spec::at("2026-11-24T09:00Z"),
            ended: None,
        };
        for (noun, teams) in [
            of(&a_notice(organisation, team)),
            of(&Colleague::of(organisation, to, team, None)),
            of(&delegation),
        ] {
            take(noun, teams);
        }
    }
    samples
}

/// The teams a noun's sample records are anchored to, all together.
fn anchors() -> BTreeMap<NounKind, Teams> {
    let mut anchors = BTreeMap::new();
    for (noun, teams) in samples() {
        let all: &mut Teams = anchors.entry(noun).or_default();
        all.0 |= teams.0;
    }
    anchors
}

fn picture() -> String {
    let mut out = String::from(
        "The need-to-know matrix. F full, C the team's own cases, L the line, P while pending, – none.\n\n",
    );
    let mut line = |cells: &[&str]| {
        let row: String = cells[1..].iter().map(|cell| format!("{cell:<14}")).collect();
        writeln!(out, "{:<20}{}", cells[0], row.trim_end()).unwrap();
    };
    let roles: Vec<&str> = ROLES.iter().map(|(_, words)| *words).collect();
    line(&[&[""], roles.as_slice()].concat());
    for row in Row::ALL {
        let cells: Vec<&str> =
            ROLES.iter().map(|(role, _)| letter(policy::cell(*role, row))).collect();
        line(&[&[format!("{row:?}").as_str()], cells.as_slice()].concat());
    }
    out.push_str("\nNoun, its row, its file on a desk, the teams its records are anchored to\n");
    for (noun, teams) in anchors() {
        let file = if noun.file() == CacheFile::Main { "main" } else { "oh" };
        let teams: Vec<_> =
            Team::ALL.iter().filter(|t| teams.has(**t)).map(|t| format!("{t:?}")).collect();
        let row = format!("{:?}", noun.row());
        writeln!(out, "{:<18}{row:<20}{file:<6}{}", noun.name(), teams.join(" ")).unwrap();
    }
    out.push_str("\nWho may ask\n");
    for command in commands() {
        writeln!(out, "{:<26}{}", command.verb(), who_may(&command)).unwrap();
    }
    out
}

fn page() -> String {
    let mut out = String::from(include_str!("need-to-know/head.md"));
    let roles: Vec<_> = ROLES.iter().map(|(_, words)| *words).collect();
    write!(out, "\n| | {} |\n|---|{}\n", roles.join(" | "), "---|".repeat(ROLES.len())).unwrap();
    for row in Row::ALL {
        let cells: Vec<_> =
            ROLES.iter().map(|(role, _)| letter(policy::cell(*role, row))).collect();
        writeln!(out, "| {} | {} |", words(row), cells.join(" | ")).unwrap();
    }
    out.push_str("\n## What each row holds\n\n| Row | Records |\n|---|---|\n");
    for row in Row::ALL {
        writeln!(out, "| {} | {} |", words(row), nouns_of(row)).unwrap();
    }
    out.push_str(
        "\n## Who may ask for what\n\nWhat only Muster itself asks for follows from something a \
         person did, or from a load.\n\n| Asked | By |\n|---|---|\n",
    );
    for command in commands() {
        writeln!(out, "| `{}` | {} |", command.verb(), who_may(&command)).unwrap();
    }
    out.push_str(include_str!("need-to-know/foot.md"));
    out
}

#[track_caller]
fn golden(path: &str, now: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("MUSTER_WRITE_GOLDENS").is_some() {
        std::fs::write(path, now).unwrap();
        return;
    }
    let before = std::fs::read_to_string(&path).unwrap_or_default();
    let name = path.file_name().unwrap().display();
    assert!(before == now, "{name} is not what the code says; run `cargo xtask goldens`");
}

#[test]
fn the_picture_of_the_matrix_is_what_the_code_says() {
    golden("tests/policy.golden.txt", &picture());
}

#[test]
fn the_page_for_people_is_what_the_code_says() {
    golden("../../docs/need-to-know.md", &page());
}

#[test]
fn the_page_names_tests_that_there_are() {
    let sources = [
        include_str!("policy.rs"),
        include_str!("histories.rs"),
        include_str!("../src/policy.rs"),
        include_str!("../src/kept.rs"),
        include_str!("../src/iat/enquiry/tests.rs"),
        include_str!("../src/iat/both_sides.rs"),
        include_str!("../src/iat/oh_enquiry_tests.rs"),
        include_str!("../src/iat/part_tests.rs"),
        include_str!("../src/iat/transfer/budget.rs"),
        include_str!("../src/iat/transfer/tests.rs"),
    ]
    .concat();
    let foot = include_str!("need-to-know/foot.md");
    let named: Vec<_> =
        foot.split('`').skip(1).step_by(2).filter(|name| name.matches('_').count() > 3).collect();
    assert!(named.len() > 10);
    for name in named {
        assert!(sources.contains(&format!("fn {name}()")), "no test is called {name}");
    }
}

#[test]
fn every_noun_has_a_sample_and_every_verb_a_command() {
    let nouns: BTreeSet<_> = anchors().into_keys().collect();
    assert_eq!(nouns, NounKind::ALL.iter().copied().collect());
    let verbs: BTreeSet<_> = commands().iter().map(Command::verb).collect();
    assert_eq!(verbs.len(), commands().len(), "each verb once");
    let source = include_str!("../src/command.rs");
    let (_, source) = source.split_once("pub fn verb").unwrap();
    let (source, _) = source.split_once("pub enum Refusal").unwrap();
    let in_code: BTreeSet<_> =
        source.split('"').skip(1).step_by(2).filter(|word| word.contains('.')).collect();
    assert_eq!(verbs, in_code);
}

#[test]
fn a_record_is_anchored_to_teams_that_may_hold_it_and_to_no_other() {
    for (noun, teams) in samples() {
        assert_ne!(teams, Teams::NONE, "{noun:?} is held by nobody");
        for team in Team::ALL.into_iter().filter(|team| teams.has(*team)) {
            let mut roles = Role::ALL.into_iter().filter(|role| role.team() == Some(team));
            assert!(
                roles.any(|role| policy::may_hold(role, noun)),
                "{noun:?} is anchored to {team:?}, and none of its roles may hold it"
            );
        }
        let holders = Role::ALL.into_iter().filter(|role| policy::may_hold(*role, noun));
        let may = holders.filter_map(Role::team).fold(Teams::NONE, Teams::and);
        assert_eq!(teams.0 & !may.0, 0, "{noun:?}");
    }
}

#[test]
fn a_recruiter_holds_applicants_and_never_staff() {
    let both = [NounKind::Person, NounKind::Birth, NounKind::Address, NounKind::Phone];
    for noun in both {
        let anchored: BTreeSet<_> = samples()
            .into_iter()
            .filter(|(of, _)| *of == noun)
            .map(|(_, teams)| teams.has(Team::Recruitment))
            .collect();
        assert_eq!(anchored, [false, true].into(), "{noun:?}: the applicant's, not the employee's");
    }
    for noun in [NounKind::NiNumber, NounKind::Equality, NounKind::Pay, NounKind::Service] {
        assert!(!anchors()[&noun].has(Team::Recruitment), "{noun:?}");
    }
}

#[test]
fn only_the_nurse_holds_what_is_occupational_healths() {
    for (noun, teams) in samples().into_iter().filter(|(n, _)| n.file() != CacheFile::Main) {
        assert_eq!(teams, Teams::of(&[Team::OccupationalHealth]), "{noun:?}");
        for role in Role::ALL {
            assert_eq!(policy::may_hold(role, noun), role == Role::OhNurse, "{role:?} {noun:?}");
        }
    }
    let in_the_oh_file: Vec<_> =
        NounKind::ALL.iter().filter(|n| n.file() == CacheFile::OccupationalHealth).collect();
    let rows = [Row::Immunisation, Row::TransferOh];
    let of_oh: Vec<_> = NounKind::ALL.iter().filter(|n| rows.contains(&n.row())).collect();
    assert_eq!(in_the_oh_file, of_oh);
}

#[test]
fn every_role_is_refused_what_it_may_not_ask_before_anything_is_looked_at() {
    for command in commands() {
        for role in Role::ALL.into_iter().filter(|r| !policy::may_ask(&command).contains(r)) {
            let needed = policy::may_ask(&command).to_vec();
            let then = given([]).by(role).when(command.clone());
            assert!(then.asked.is_empty());
            then.refused(policy::Refusal::NotYourRole { needed });
        }
    }
}

#[test]
fn who_may_ask_for_something_may_hold_what_it_is_about() {
    // But for a reading, which is told of the record that was read.
    for command in commands().into_iter().filter(|c| !matches!(c, Command::Access(_))) {
        for role in policy::may_ask(&command) {
            let (noun, _) = command.target();
            assert!(policy::may_hold(*role, noun), "{role:?} {}", command.verb());
        }
    }
}

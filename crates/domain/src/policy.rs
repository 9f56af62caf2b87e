//! Who may hold what, and who may ask for what: one matrix, the only source for the server's
//! filter, the desk's scope, the documentation and the tests.
//!
//! Rows and cells are those of the need-to-know matrix (security.md section 4), in the roles that
//! exist today. A role holds a record when its cell for the noun's row says so **and** the record
//! is anchored to the role's team, a recruiter holds the birth date of an applicant and not of
//! staff; or, where the cell says `Line`, when it is about somebody who reports into a unit that
//! its holder leads.
//!
//! Finance, directors, interviewers, referees, trainers and payroll have no column in security.md:
//! each has what its work in Muster needs today and nothing that may be of use one day.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use crate::Command;
use crate::noun::{By, NounKind, Who};
use crate::words::derived;

/// A role somebody is given by two administrators.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Recruits: applicants, offers, transfers asked for.
    RecruitmentOfficer,
    /// Occupational-health nurse: clinical records.
    OhNurse,
    /// Learning and development administrator.
    LearningAdministrator,
    /// Human resources officer.
    HrOfficer,
    /// Approves, at the source, what a transfer releases.
    IatApprover,
    /// Leads units: knows who reports to them.
    LineManager,
    /// Keeps the establishment's budget: posts, not people.
    FinanceOfficer,
    /// Leads a division; approves what its managers ask for.
    Director,
    /// Sits on a panel.
    Interviewer,
    /// Gives references for who leaves.
    Referee,
    /// Gives courses.
    Trainer,
    /// Pays staff.
    PayrollOfficer,
    /// Keeps accounts and devices; holds no record and no cache.
    SystemAdministrator,
    /// Reads the audit; holds no record and no cache.
    Auditor,
}

impl Role {
    /// All of them, in the order of the matrix's columns.
    pub const ALL: [Role; 14] = [
        Role::RecruitmentOfficer,
        Role::OhNurse,
        Role::LearningAdministrator,
        Role::HrOfficer,
        Role::IatApprover,
        Role::LineManager,
        Role::FinanceOfficer,
        Role::Director,
        Role::Interviewer,
        Role::Referee,
        Role::Trainer,
        Role::PayrollOfficer,
        Role::SystemAdministrator,
        Role::Auditor,
    ];

    /// Those that give references, and do not only read them.
    pub const GIVING_REFERENCES: [Role; 2] = [Role::HrOfficer, Role::Referee];

    /// Those that keep a cache: the matrix's columns.
    pub const KEEPING: [Role; 12] = [
        Role::RecruitmentOfficer,
        Role::OhNurse,
        Role::LearningAdministrator,
        Role::HrOfficer,
        Role::IatApprover,
        Role::LineManager,
        Role::FinanceOfficer,
        Role::Director,
        Role::Interviewer,
        Role::Referee,
        Role::Trainer,
        Role::PayrollOfficer,
    ];

    /// The team whose anchors the role holds; none for roles that keep no cache.
    pub fn team(self) -> Option<Team> {
        match self {
            Role::RecruitmentOfficer => Some(Team::Recruitment),
            Role::OhNurse => Some(Team::OccupationalHealth),
            Role::LearningAdministrator => Some(Team::Learning),
            Role::HrOfficer => Some(Team::HumanResources),
            Role::IatApprover => Some(Team::Approvers),
            Role::LineManager => Some(Team::Managers),
            Role::FinanceOfficer => Some(Team::Finance),
            Role::Director => Some(Team::Directors),
            Role::Interviewer => Some(Team::Interviewers),
            Role::Referee => Some(Team::Referees),
            Role::Trainer => Some(Team::Trainers),
            Role::PayrollOfficer => Some(Team::Payroll),
            Role::SystemAdministrator | Role::Auditor => None,
        }
    }

    /// The role's name on the command line and on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Role::RecruitmentOfficer => "recruitment_officer",
            Role::OhNurse => "oh_nurse",
            Role::LearningAdministrator => "learning_administrator",
            Role::HrOfficer => "hr_officer",
            Role::IatApprover => "iat_approver",
            Role::LineManager => "line_manager",
            Role::FinanceOfficer => "finance_officer",
            Role::Director => "director",
            Role::Interviewer => "interviewer",
            Role::Referee => "referee",
            Role::Trainer => "trainer",
            Role::PayrollOfficer => "payroll_officer",
            Role::SystemAdministrator => "system_administrator",
            Role::Auditor => "auditor",
        }
    }

    /// The role of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}

/// A team that records are anchored to.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type,
)]
#[serde(rename_all = "snake_case")]
pub enum Team {
    /// Recruitment.
    Recruitment,
    /// Occupational health.
    OccupationalHealth,
    /// Learning and development.
    Learning,
    /// Human resources.
    HumanResources,
    /// Those who approve releases.
    Approvers,
    /// Those who lead units.
    Managers,
    /// Finance.
    Finance,
    /// Directors.
    Directors,
    /// Those who interview.
    Interviewers,
    /// Those who give references.
    Referees,
    /// Those who give courses.
    Trainers,
    /// Payroll.
    Payroll,
}

impl Team {
    /// All of them.
    pub const ALL: [Team; 12] = [
        Team::Recruitment,
        Team::OccupationalHealth,
        Team::Learning,
        Team::HumanResources,
        Team::Approvers,
        Team::Managers,
        Team::Finance,
        Team::Directors,
        Team::Interviewers,
        Team::Referees,
        Team::Trainers,
        Team::Payroll,
    ];

    /// The team's name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Team::Recruitment => "recruitment",
            Team::OccupationalHealth => "occupational_health",
            Team::Learning => "learning",
            Team::HumanResources => "human_resources",
            Team::Approvers => "approvers",
            Team::Managers => "managers",
            Team::Finance => "finance",
            Team::Directors => "directors",
            Team::Interviewers => "interviewers",
            Team::Referees => "referees",
            Team::Trainers => "trainers",
            Team::Payroll => "payroll",
        }
    }

    fn bit(self) -> u32 {
        1 << self as u32
    }
}

/// A set of teams: the team part of a record's anchors, one bit a team. The bits are kept in
/// databases: a team's bit never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Teams(pub u32);

impl Teams {
    /// No team.
    pub const NONE: Teams = Teams(0);
    /// Every team of the organisation.
    pub const EVERY: Teams = Teams((1 << Team::ALL.len()) - 1);

    /// These teams.
    pub fn of(teams: &[Team]) -> Teams {
        Teams(teams.iter().fold(0, |bits, team| bits | team.bit()))
    }

    /// These and one more.
    pub fn and(self, team: Team) -> Teams {
        Teams(self.0 | team.bit())
    }

    /// Whether a team is in the set.
    pub fn has(self, team: Team) -> bool {
        self.0 & team.bit() != 0
    }
}

/// A row of the matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Row {
    /// Organisations, units, posts: what everybody may know.
    Directory,
    /// Name, staff number, post.
    NameAndPost,
    /// National Insurance number.
    NationalInsurance,
    /// Date of birth.
    DateOfBirth,
    /// Address.
    Address,
    /// Phone and email.
    Phone,
    /// Diversity and disability declaration.
    Equality,
    /// Right to work, DBS, references, registration, the documents kept with an applicant.
    Checks,
    /// Salary, increment date, service history.
    PayAndService,
    /// Statutory and mandatory training.
    Training,
    /// Immunisation detail.
    Immunisation,
    /// Applicants and their offers.
    Recruitment,
    /// The asking side of a transfer.
    TransferAsked,
    /// The source's side, without who it is about.
    TransferEnquiry,
    /// Who an enquiry is about, and what would leave: while it is pending.
    TransferPending,
    /// The release of OH records, and what arrived for OH.
    TransferOh,
    /// A reference that is being given: the form and what it says.
    TransferReference,
    /// What arrived for recruitment.
    ArrivedRecruitment,
    /// What arrived for learning.
    ArrivedLearning,
    /// Records released of the wrong person, on each side for its own team.
    Incidents,
    /// Notices, each for its own team or person.
    Notices,
}

impl Row {
    /// All of them, in the order they are documented in.
    pub const ALL: [Row; 21] = [
        Row::Directory,
        Row::NameAndPost,
        Row::NationalInsurance,
        Row::DateOfBirth,
        Row::Address,
        Row::Phone,
        Row::Equality,
        Row::Checks,
        Row::PayAndService,
        Row::Training,
        Row::Immunisation,
        Row::Recruitment,
        Row::TransferAsked,
        Row::TransferEnquiry,
        Row::TransferPending,
        Row::TransferOh,
        Row::TransferReference,
        Row::ArrivedRecruitment,
        Row::ArrivedLearning,
        Row::Incidents,
        Row::Notices,
    ];
}

/// A cell of the matrix: how much of a row a role holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell {
    /// Everybody's in the organisation.
    Full,
    /// Those of the team's own cases: applicants, not staff.
    Cases,
    /// Those of people who report into a unit that the role's holder leads, as it is at present.
    Line,
    /// Only while an enquiry is pending.
    Pending,
    /// None: not on the device, in any form.
    None,
}

impl NounKind {
    /// The noun's row. A noun never spans two.
    pub fn row(self) -> Row {
        match self {
            NounKind::Organisation
            | NounKind::Unit
            | NounKind::Position
            | NounKind::KindSetting => Row::Directory,
            NounKind::Person | NounKind::Assignment => Row::NameAndPost,
            NounKind::NiNumber => Row::NationalInsurance,
            NounKind::Birth => Row::DateOfBirth,
            NounKind::Address => Row::Address,
            NounKind::Phone => Row::Phone,
            NounKind::Equality => Row::Equality,
            NounKind::Registration | NounKind::Document => Row::Checks,
            NounKind::Pay | NounKind::Service | NounKind::Terms => Row::PayAndService,
            NounKind::Competence => Row::Training,
            NounKind::Immunisation => Row::Immunisation,
            NounKind::Applicant => Row::Recruitment,
            NounKind::Transfer => Row::TransferAsked,
            NounKind::Enquiry | NounKind::TransferPolicy => Row::TransferEnquiry,
            NounKind::EnquiryIdentity | NounKind::Candidate => Row::TransferPending,
            NounKind::OhEnquiry | NounKind::OhPart => Row::TransferOh,
            NounKind::Reference => Row::TransferReference,
            NounKind::RecruitmentPart | NounKind::ReferencePart => Row::ArrivedRecruitment,
            NounKind::LearningPart => Row::ArrivedLearning,
            NounKind::Incident => Row::Incidents,
            NounKind::Notice | NounKind::Colleague | NounKind::Delegation => Row::Notices,
        }
    }
}

/// A line of the matrix: a cell for each role that keeps a cache, in the order of [`Role::ALL`].
#[rustfmt::skip]
fn cells(row: Row) -> [Cell; 12] {
    use Cell::{Cases as C, Full as F, Line as L, None as N, Pending as P};
    match row {
        //                         recruiter learning approver finance  interviewer trainer
        //                            |  nurse |  hr  |  manager | director |  referee |  payroll
        Row::Directory =>            [F,  F,  F,  F,  F,  F,  F,  F,  F,  F,  F,  F],
        Row::NameAndPost =>          [C,  F,  F,  F,  N,  L,  N,  L,  N,  N,  N,  F],
        Row::NationalInsurance =>    [N,  N,  N,  F,  N,  N,  N,  N,  N,  N,  N,  F],
        Row::DateOfBirth =>          [C,  F,  N,  F,  N,  N,  N,  N,  N,  N,  N,  F],
        Row::Address =>              [C,  F,  N,  F,  N,  N,  N,  N,  N,  N,  N,  F],
        Row::Phone =>                [C,  F,  N,  F,  N,  L,  N,  N,  N,  N,  N,  N],
        Row::Equality =>             [N,  N,  N,  F,  N,  N,  N,  N,  N,  N,  N,  N],
        Row::Checks =>               [C,  N,  N,  F,  N,  N,  N,  N,  N,  N,  N,  N],
        Row::PayAndService =>        [C,  N,  N,  F,  N,  N,  N,  N,  N,  N,  N,  F],
        Row::Training =>             [N,  N,  F,  F,  N,  L,  N,  N,  N,  N,  N,  N],
        Row::Immunisation =>         [N,  F,  N,  N,  N,  N,  N,  N,  N,  N,  N,  N],
        Row::Recruitment =>          [C,  N,  N,  F,  N,  N,  N,  N,  N,  N,  N,  N],
        Row::TransferAsked =>        [C,  N,  N,  F,  N,  N,  N,  N,  N,  N,  N,  N],
        Row::TransferEnquiry =>      [N,  N,  N,  N,  F,  N,  N,  N,  N,  N,  N,  N],
        Row::TransferPending =>      [N,  N,  N,  N,  P,  N,  N,  N,  N,  N,  N,  N],
        Row::TransferOh =>           [N,  F,  N,  N,  N,  N,  N,  N,  N,  N,  N,  N],
        Row::TransferReference =>    [N,  N,  N,  F,  F,  N,  N,  N,  N,  F,  N,  N],
        Row::ArrivedRecruitment =>   [C,  N,  N,  F,  N,  N,  N,  N,  N,  N,  N,  N],
        Row::ArrivedLearning =>      [N,  N,  F,  N,  N,  N,  N,  N,  N,  N,  N,  N],
        Row::Incidents =>            [C,  N,  N,  F,  F,  N,  N,  N,  N,  N,  N,  N],
        Row::Notices =>              [C,  C,  C,  C,  C,  C,  C,  C,  C,  C,  C,  C],
    }
}

/// The matrix itself: what a role holds of a row.
pub fn cell(role: Role, row: Row) -> Cell {
    cells(row).get(role as usize).copied().unwrap_or(Cell::None)
}

/// Whether a role may hold any record of a noun.
pub fn may_hold(role: Role, noun: NounKind) -> bool {
    cell(role, noun.row()) != Cell::None
}

/// What a set of roles entitles to by their teams: for each noun, the teams whose records come to
/// the desk.
pub fn scope(roles: &BTreeSet<Role>) -> Vec<(NounKind, Teams)> {
    NounKind::ALL
        .iter()
        .filter_map(|&noun| {
            let teams = roles
                .iter()
                .filter(|&&role| !matches!(cell(role, noun.row()), Cell::None | Cell::Line))
                .filter_map(|role| role.team())
                .fold(Teams::NONE, Teams::and);
            // The directory is everybody's: nothing of it goes or comes when somebody's team changes.
            let everybodys = noun.row() == Row::Directory && teams != Teams::NONE;
            let teams = if everybodys { Teams::EVERY } else { teams };
            (teams != Teams::NONE).then_some((noun, teams))
        })
        .collect()
}

/// What a set of roles entitles to by the units that their holder leads: the nouns whose records
/// come to the desk where they are about somebody who reports into one of these.
pub fn of_the_line(roles: &BTreeSet<Role>) -> Vec<NounKind> {
    let held = |noun: &&NounKind| roles.iter().any(|role| cell(*role, noun.row()) == Cell::Line);
    NounKind::ALL.iter().filter(held).copied().collect()
}

/// What of a noun somebody may hold: the records of these teams and, where it says so, those about
/// people of their line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holding {
    /// The noun.
    pub noun: NounKind,
    /// The teams.
    pub teams: Teams,
    /// Whether those of their line as well.
    pub line: bool,
}

impl Holding {
    /// Whether whoever has this may hold all that `other` is of the same noun.
    pub fn covers(&self, other: &Holding) -> bool {
        other.teams.0 & !self.teams.0 == 0 && (self.line || !other.line)
    }
}

/// What a set of roles entitles to, noun by noun.
pub fn holdings(roles: &BTreeSet<Role>) -> Vec<Holding> {
    let (by_team, line) = (scope(roles), of_the_line(roles));
    let holding = |noun: &NounKind| {
        let teams =
            by_team.iter().find(|(of, _)| of == noun).map_or(Teams::NONE, |(_, teams)| *teams);
        let line = line.contains(noun);
        (line || teams != Teams::NONE).then_some(Holding { noun: *noun, teams, line })
    };
    NounKind::ALL.iter().filter_map(holding).collect()
}

/// Stands for a list of holdings: a desk says it, so that the server can tell whether roles have
/// changed since the desk loaded.
pub fn holdings_id(holdings: &[Holding]) -> Uuid {
    let line =
        |holding: &Holding| format!("{}:{}:{}", holding.noun.name(), holding.teams.0, holding.line);
    derived(Uuid::nil(), &holdings.iter().map(line).collect::<Vec<_>>().join(" "))
}

/// Why a set of roles cannot be one person's. Clinical records and a say over somebody's
/// employment never meet in one account (security.md section 4, hard rule 1).
pub fn roles_conflict(roles: &BTreeSet<Role>) -> bool {
    roles.contains(&Role::OhNurse)
        && roles.iter().any(|role| {
            matches!(
                role,
                Role::RecruitmentOfficer
                    | Role::HrOfficer
                    | Role::IatApprover
                    | Role::LineManager
                    | Role::Director
                    | Role::Interviewer
                    | Role::Referee
                    | Role::SystemAdministrator
            )
        })
}

/// The roles that may ask for a command. An empty list: only Muster itself.
pub fn may_ask(command: &Command) -> &'static [Role] {
    use crate::iat::{enquiry, incident, learning_part, oh_enquiry, oh_part};
    use crate::iat::{recruitment_part, reference, reference_part, transfer};
    use crate::notifications::notice;
    match command {
        Command::Applicant(_)
        | Command::Document(_)
        | Command::Transfer(
            transfer::Command::Request(_)
            | transfer::Command::Withdraw(_)
            | transfer::Command::Reply(_)
            | transfer::Command::WithdrawConsent(_),
        )
        | Command::RecruitmentPart(
            recruitment_part::Command::Decide(_) | recruitment_part::Command::TakeOut(_),
        ) => &[Role::RecruitmentOfficer, Role::HrOfficer],
        Command::Enquiry(
            enquiry::Command::Release(_)
            | enquiry::Command::Refuse(_)
            | enquiry::Command::AskMore(_)
            | enquiry::Command::WithdrawConsent(_)
            | enquiry::Command::Recall(_),
        ) => &[Role::IatApprover],
        Command::OhEnquiry(oh_enquiry::Command::Release(_) | oh_enquiry::Command::Refuse(_))
        | Command::OhPart(oh_part::Command::Decide(_) | oh_part::Command::TakeOut(_))
        | Command::Access(_) => &[Role::OhNurse],
        Command::Reference(
            reference::Command::Fill(_)
            | reference::Command::Submit(_)
            | reference::Command::Decline(_),
        ) => &Role::GIVING_REFERENCES,
        Command::LearningPart(
            learning_part::Command::Decide(_) | learning_part::Command::TakeOut(_),
        ) => &[Role::LearningAdministrator],
        // Each side's incident is its own team's: the rule beside it looks at whose it is.
        Command::Incident(incident::Command::Close(_)) => {
            &[Role::RecruitmentOfficer, Role::HrOfficer, Role::IatApprover]
        }
        Command::Notice(
            notice::Command::Read(_)
            | notice::Command::Finish(_)
            | notice::Command::Claim(_)
            | notice::Command::PutBack(_)
            | notice::Command::Pass(_),
        )
        | Command::Delegation(_) => &Role::KEEPING,
        Command::Keep(_)
        | Command::Transfer(
            transfer::Command::Answer(_)
            | transfer::Command::PartDecided(_)
            | transfer::Command::End(_),
        )
        | Command::Enquiry(
            enquiry::Command::Open(_)
            | enquiry::Command::Reply(_)
            | enquiry::Command::LoseConsent(_)
            | enquiry::Command::End(_)
            | enquiry::Command::NotTakenIn(_)
            | enquiry::Command::Age(_)
            | enquiry::Command::OhDone(_)
            | enquiry::Command::ReferenceDone(_),
        )
        | Command::Incident(incident::Command::Open(_) | incident::Command::Accepted(_))
        | Command::OhEnquiry(oh_enquiry::Command::Open(_) | oh_enquiry::Command::End(_))
        | Command::Reference(reference::Command::Open(_) | reference::Command::End(_))
        | Command::ReferencePart(reference_part::Command::Arrive(_))
        | Command::RecruitmentPart(
            recruitment_part::Command::Arrive(_)
            | recruitment_part::Command::LoseConsent(_)
            | recruitment_part::Command::Recall(_),
        )
        | Command::LearningPart(
            learning_part::Command::Arrive(_)
            | learning_part::Command::LoseConsent(_)
            | learning_part::Command::Recall(_),
        )
        | Command::OhPart(
            oh_part::Command::Arrive(_)
            | oh_part::Command::LoseConsent(_)
            | oh_part::Command::Recall(_),
        )
        | Command::Notice(
            notice::Command::Raise(_)
            | notice::Command::Settle(_)
            | notice::Command::Cover(_)
            | notice::Command::Follow(_),
        )
        | Command::KindSetting(_) => &[],
    }
}

/// Why a person may not ask.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize, Type)]
#[serde(tag = "code", rename_all = "snake_case")]
#[serde(rename = "PolicyRefusal")]
pub enum Refusal {
    /// None of the person's present roles may ask for this.
    #[error("none of your roles may do this")]
    NotYourRole {
        /// The roles that may.
        needed: Vec<Role>,
    },
}

/// Checks `by` against [`may_ask`].
pub(crate) fn check(command: &Command, by: &By) -> Result<(), Refusal> {
    let allowed = may_ask(command);
    match &by.who {
        Who::System { .. } => Ok(()),
        Who::Person { roles, .. } if allowed.iter().any(|role| roles.contains(role)) => Ok(()),
        Who::Person { .. } => Err(Refusal::NotYourRole { needed: allowed.to_vec() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn conflict(roles: &[Role]) -> bool {
        roles_conflict(&roles.iter().copied().collect())
    }

    #[test]
    fn clinical_records_and_a_say_over_somebodys_post_never_meet_in_one_account() {
        for role in [
            Role::RecruitmentOfficer,
            Role::HrOfficer,
            Role::IatApprover,
            Role::LineManager,
            Role::Director,
            Role::Interviewer,
            Role::Referee,
            Role::SystemAdministrator,
        ] {
            assert!(conflict(&[Role::OhNurse, role]), "{role:?}");
            assert!(conflict(&[Role::LearningAdministrator, Role::OhNurse, role]), "{role:?}");
            assert!(!conflict(&[role]));
        }
        assert!(!conflict(&[Role::OhNurse]));
        assert!(!conflict(&[Role::OhNurse, Role::LearningAdministrator]));
        assert!(!conflict(&[Role::RecruitmentOfficer, Role::IatApprover]));
    }

    #[test]
    fn occupational_healths_records_come_to_the_nurses_desk_alone() {
        for role in Role::ALL {
            let scope = scope(&[role].into());
            let holds = |noun| scope.iter().any(|(held, _)| *held == noun);
            for noun in [NounKind::Immunisation, NounKind::OhEnquiry, NounKind::OhPart] {
                assert_eq!(holds(noun), role == Role::OhNurse, "{role:?} {noun:?}");
            }
        }
    }

    #[test]
    fn the_columns_of_the_matrix_are_the_roles_that_keep_a_cache() {
        for (n, role) in Role::KEEPING.into_iter().enumerate() {
            assert_eq!((role as usize, Role::ALL[n]), (n, role));
            assert!(role.team().is_some());
        }
        assert!(Role::ALL[Role::KEEPING.len()..].iter().all(|role| role.team().is_none()));
        assert_eq!(Team::ALL.map(|team| team as usize), std::array::from_fn(|n| n));
    }

    #[test]
    fn whoever_leads_units_holds_what_is_about_their_line_and_no_pay_and_no_birth_date() {
        let line = of_the_line(&[Role::LineManager].into());
        use NounKind as N;
        assert_eq!(line, [N::Person, N::Phone, N::Assignment, N::Competence]);
        let teams = scope(&[Role::LineManager].into());
        assert!(teams.iter().all(|(noun, _)| !line.contains(noun)));
        assert_eq!(of_the_line(&[Role::Director].into()), [N::Person, N::Assignment]);
        for role in Role::ALL {
            let leads = matches!(role, Role::LineManager | Role::Director);
            assert_eq!(!of_the_line(&[role].into()).is_empty(), leads, "{role:?}");
        }
    }

    #[test]
    fn payroll_pays_staff_and_knows_nothing_of_applicants_or_of_health() {
        let held = scope(&[Role::PayrollOfficer].into());
        let holds = |noun| held.iter().any(|(held, _)| *held == noun);
        assert!(holds(NounKind::Pay) && holds(NounKind::NiNumber));
        for noun in [NounKind::Applicant, NounKind::Immunisation, NounKind::Equality] {
            assert!(!holds(noun), "{noun:?}");
        }
    }

    #[test]
    fn an_administrator_and_an_auditor_keep_nothing() {
        assert!(scope(&[Role::SystemAdministrator, Role::Auditor].into()).is_empty());
        assert!(scope(&BTreeSet::new()).is_empty());
    }

    #[test]
    fn two_roles_hold_what_each_holds_and_no_more() {
        let both = scope(&[Role::RecruitmentOfficer, Role::LearningAdministrator].into());
        let teams = |noun| both.iter().find(|(held, _)| *held == noun).map(|(_, teams)| *teams);
        assert_eq!(teams(NounKind::Birth), Some(Teams::of(&[Team::Recruitment])));
        let both_teams = Teams::of(&[Team::Recruitment, Team::Learning]);
        assert_eq!(teams(NounKind::Person), Some(both_teams));
        assert_eq!(teams(NounKind::Pay), Some(Teams::of(&[Team::Recruitment])));
        assert_eq!(teams(NounKind::NiNumber), None);
    }

    #[test]
    fn roles_are_read_by_the_names_they_are_written_by() {
        for role in Role::ALL {
            assert_eq!(Role::from_name(role.name()), Some(role));
            if let Some(team) = role.team() {
                assert_eq!(serde_json::to_value(team).unwrap(), team.name());
            }
            assert_eq!(serde_json::to_value(role).unwrap(), role.name());
        }
        for noun in NounKind::ALL {
            assert_eq!(NounKind::from_name(noun.name()), Some(*noun));
            assert_eq!(serde_json::to_value(noun).unwrap(), noun.name());
        }
    }
}

//! The form of a factual reference: what is asked, what the source's own records answer, and what
//! somebody has to fill in because no record here does. Facts and no opinions (domain.md section 1,
//! "Reference request").

use chrono::{DateTime, Months, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use specta::Type;

use super::Refusal;
use crate::iat::candidate::{band, main_assignment, own_service, post};
use crate::iat::item::{Period, Post};
use crate::people::{Assignment, Pay, Person, Registration, Service};
use crate::words::{Fte, OrganisationRef, UserRef};

/// What a reference is asked to say, in the order it is shown in.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type,
)]
#[serde(rename_all = "snake_case")]
#[serde(rename = "ReferenceQuestion")]
pub enum Question {
    /// The staff number.
    EmployeeNumber,
    /// The employer with its ODS code.
    Employer,
    /// When the person was employed here.
    Employment,
    /// Posts held here: job titles with their dates.
    Posts,
    /// The staff group.
    StaffGroup,
    /// The pay band.
    PayBand,
    /// Permanent, fixed term…
    ContractType,
    /// Hours a week.
    HoursAWeek,
    /// Full-time equivalent.
    FullTimeEquivalent,
    /// The last working day.
    LastWorkingDay,
    /// Why the person leaves, or left.
    LeavingReason,
    /// Professional registrations.
    Registrations,
    /// Episodes of sickness in the last 24 months.
    SicknessEpisodes,
    /// Calendar days of sickness in the last 24 months.
    SicknessDays,
    /// Warnings that are live.
    Warnings,
    /// Whether an investigation is open.
    Investigations,
    /// Whether there is a safeguarding concern.
    Safeguarding,
    /// Whether the person was referred to a regulator or to the DBS.
    Referral,
}

impl Question {
    /// All of them.
    pub const ALL: [Question; 18] = [
        Question::EmployeeNumber,
        Question::Employer,
        Question::Employment,
        Question::Posts,
        Question::StaffGroup,
        Question::PayBand,
        Question::ContractType,
        Question::HoursAWeek,
        Question::FullTimeEquivalent,
        Question::LastWorkingDay,
        Question::LeavingReason,
        Question::Registrations,
        Question::SicknessEpisodes,
        Question::SicknessDays,
        Question::Warnings,
        Question::Investigations,
        Question::Safeguarding,
        Question::Referral,
    ];

    /// Whether it is about sickness, which nobody is told before there is a conditional offer
    /// (Equality Act 2010, section 60).
    pub fn is_about_sickness(self) -> bool {
        matches!(self, Question::SicknessEpisodes | Question::SicknessDays)
    }

    /// Whether a reference says nothing without it. The rest is for those of whom it is so: somebody
    /// still at work has no leaving reason, and not everybody is registered.
    pub fn must_be_answered(self) -> bool {
        matches!(
            self,
            Question::Employer
                | Question::Employment
                | Question::Posts
                | Question::SicknessEpisodes
                | Question::SicknessDays
                | Question::Warnings
                | Question::Investigations
                | Question::Safeguarding
                | Question::Referral
        )
    }

    /// Its name on the wire: the form's field.
    pub fn name(self) -> &'static str {
        match self {
            Question::EmployeeNumber => "employee_number",
            Question::Employer => "employer",
            Question::Employment => "employment",
            Question::Posts => "posts",
            Question::StaffGroup => "staff_group",
            Question::PayBand => "pay_band",
            Question::ContractType => "contract_type",
            Question::HoursAWeek => "hours_a_week",
            Question::FullTimeEquivalent => "full_time_equivalent",
            Question::LastWorkingDay => "last_working_day",
            Question::LeavingReason => "leaving_reason",
            Question::Registrations => "registrations",
            Question::SicknessEpisodes => "sickness_episodes",
            Question::SicknessDays => "sickness_days",
            Question::Warnings => "warnings",
            Question::Investigations => "investigations",
            Question::Safeguarding => "safeguarding",
            Question::Referral => "referral",
        }
    }

    /// Whether an answer is of the kind that the question asks for.
    fn takes(self, answer: &Answer) -> bool {
        match self {
            Question::EmployeeNumber
            | Question::Employer
            | Question::StaffGroup
            | Question::PayBand
            | Question::ContractType
            | Question::LeavingReason
            | Question::Registrations => matches!(answer, Answer::Text { .. }),
            Question::Employment => matches!(answer, Answer::Periods { .. }),
            Question::Posts => matches!(answer, Answer::Posts { .. }),
            Question::HoursAWeek => matches!(answer, Answer::Hours { .. }),
            Question::FullTimeEquivalent => matches!(answer, Answer::Fte { .. }),
            Question::LastWorkingDay => matches!(answer, Answer::Date { .. }),
            Question::SicknessEpisodes | Question::SicknessDays => {
                matches!(answer, Answer::Count { .. })
            }
            Question::Warnings => matches!(answer, Answer::Warnings { .. }),
            Question::Investigations | Question::Safeguarding | Question::Referral => {
                matches!(answer, Answer::YesNo { .. })
            }
        }
    }
}

/// An answer, typed so that each language can write it its own way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[serde(rename = "ReferenceAnswer")]
pub enum Answer {
    /// Words.
    Text {
        /// The words.
        text: String,
    },
    /// A day.
    Date {
        /// The day.
        date: NaiveDate,
    },
    /// Hours a week.
    Hours {
        /// In hundredths of an hour.
        hundredths: u32,
    },
    /// Full-time equivalent.
    Fte {
        /// In hundred-thousandths.
        fte: Fte,
    },
    /// Periods of employment.
    Periods {
        /// Each of them, oldest first.
        periods: Vec<Period>,
    },
    /// Posts.
    Posts {
        /// Each of them, oldest first.
        posts: Vec<Post>,
    },
    /// A number of something.
    Count {
        /// How many.
        count: u32,
    },
    /// Yes with what it is, or no.
    YesNo {
        /// Which.
        yes: bool,
        /// What it is, where it is yes.
        detail: String,
    },
    /// Warnings; an empty list says that there are none.
    Warnings {
        /// Each of them.
        warnings: Vec<Warning>,
    },
}

/// A warning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Warning {
    /// What kind it is.
    pub what: String,
    /// The day it was given.
    pub issued_on: NaiveDate,
    /// The day it ends.
    pub expires_on: NaiveDate,
    /// Whether it is about safeguarding: only such a one is told after it has ended.
    pub safeguarding: bool,
}

/// A line of the form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename = "ReferenceLine")]
pub struct Line {
    /// What is asked.
    pub question: Question,
    /// What the records here say; nothing where they do not hold it.
    pub original: Option<Answer>,
    /// The answer as it stands.
    pub answer: Option<Answer>,
    /// Who made it another than the records say, and when.
    pub amended: Option<Amended>,
}

/// Who changed an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Amended {
    /// Who.
    pub by: UserRef,
    /// When.
    pub at: DateTime<Utc>,
}

/// An answer that somebody gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename = "ReferenceAnswered")]
pub struct Answered {
    /// To what.
    pub question: Question,
    /// What; nothing takes an answer away.
    pub answer: Option<Answer>,
}

/// The source's own records of the person.
#[derive(Debug)]
pub struct OwnRecords {
    /// The person.
    pub person: Person,
    /// Posts.
    pub assignments: Vec<Assignment>,
    /// Pay.
    pub pay: Vec<Pay>,
    /// Service here and elsewhere.
    pub services: Vec<Service>,
    /// Registrations.
    pub registrations: Vec<Registration>,
}

impl OwnRecords {
    /// The form, filled in as far as the records go. Without an offer nothing of sickness is on it.
    pub fn form(&self, employer: &OrganisationRef, with_sickness: bool) -> Vec<Line> {
        Question::ALL
            .into_iter()
            .filter(|question| with_sickness || !question.is_about_sickness())
            .map(|question| {
                let original = self.answer(question, employer);
                Line { question, answer: original.clone(), original, amended: None }
            })
            .collect()
    }

    fn answer(&self, question: Question, employer: &OrganisationRef) -> Option<Answer> {
        let text = |text: &str| Some(Answer::Text { text: text.to_owned() });
        let main = main_assignment(&self.assignments);
        // `Nursing and Midwifery Registered|Staff Nurse`: the group stands before the role.
        let group = main.and_then(|a| a.job.split_once('|')).map(|(group, _)| group.trim());
        match question {
            Question::EmployeeNumber => text(self.person.employee_number.as_ref()?),
            Question::Employer => {
                text(&format!("{} ({})", employer.name, employer.ods_code.as_str()))
            }
            Question::Employment => {
                let own = own_service(&self.services)?;
                let period = Period { employer: employer.name.clone(), from: own.from, to: own.to };
                Some(Answer::Periods { periods: vec![period] })
            }
            Question::Posts => {
                let mut posts: Vec<Post> = self.assignments.iter().map(post).collect();
                posts.sort();
                (!posts.is_empty()).then_some(Answer::Posts { posts })
            }
            Question::StaffGroup => text(group?),
            Question::PayBand => {
                let of_main =
                    self.pay.iter().filter(|pay| Some(pay.assignment) == main.map(|a| a.id));
                text(band(&of_main.max_by_key(|pay| pay.id)?.grade))
            }
            Question::ContractType => text(main?.category.as_ref()?),
            Question::HoursAWeek => Some(Answer::Hours { hundredths: main?.hours? }),
            Question::FullTimeEquivalent => Some(Answer::Fte { fte: main?.fte }),
            Question::LastWorkingDay => Some(Answer::Date { date: main?.last_working_day? }),
            Question::LeavingReason => {
                text(own_service(&self.services)?.reason_for_leaving.as_ref()?)
            }
            Question::Registrations => {
                let mut all: Vec<String> = self
                    .registrations
                    .iter()
                    .map(|r| format!("{} {} ({})", r.body, r.number, r.status))
                    .collect();
                all.sort();
                if all.is_empty() { None } else { text(&all.join("; ")) }
            }
            // No load brings these here: whoever knows fills them in.
            Question::SicknessEpisodes
            | Question::SicknessDays
            | Question::Warnings
            | Question::Investigations
            | Question::Safeguarding
            | Question::Referral => None,
        }
    }
}

/// How long a form looks back: sickness over these months.
const SICKNESS_MONTHS: Months = Months::new(24);

/// From when sickness is told, on a form that was opened on a day.
pub fn sickness_from(opened_on: NaiveDate) -> NaiveDate {
    opened_on - SICKNESS_MONTHS
}

impl Answered {
    /// Whether the answer can be one, whoever gives it: of the right kind and not at odds with itself.
    pub(super) fn check(&self) -> Result<(), Refusal> {
        let question = self.question;
        let Some(answer) = &self.answer else { return Ok(()) };
        if !question.takes(answer) {
            return Err(Refusal::AnotherKind { question });
        }
        match answer {
            Answer::Text { text } if text.trim().is_empty() => {
                Err(Refusal::NotAnswered { question })
            }
            Answer::Periods { periods } => {
                let backwards = |p: &Period| p.to.is_some_and(|to| to < p.from);
                let left =
                    periods.is_empty() || periods.iter().any(|p| p.employer.trim().is_empty());
                if left {
                    Err(Refusal::NotAnswered { question })
                } else if periods.iter().any(backwards) {
                    Err(Refusal::EndsBeforeItBegins { question })
                } else {
                    Ok(())
                }
            }
            Answer::Posts { posts } => {
                let left =
                    posts.is_empty() || posts.iter().any(|post| post.title.trim().is_empty());
                if left {
                    Err(Refusal::NotAnswered { question })
                } else if posts.iter().any(|post| post.to.is_some_and(|to| to < post.from)) {
                    Err(Refusal::EndsBeforeItBegins { question })
                } else {
                    Ok(())
                }
            }
            Answer::YesNo { yes: true, detail } if detail.trim().is_empty() => {
                Err(Refusal::DetailMissing { question })
            }
            Answer::Warnings { warnings } => {
                if warnings.iter().any(|warning| warning.what.trim().is_empty()) {
                    Err(Refusal::DetailMissing { question })
                } else if warnings.iter().any(|w| w.expires_on < w.issued_on) {
                    Err(Refusal::EndsBeforeItBegins { question })
                } else {
                    Ok(())
                }
            }
            _ => Ok(()),
        }
    }
}

/// Whether a form may leave on a day: all that it must say is said, and nothing that it must not.
pub(super) fn may_leave(
    lines: &[Line],
    opened_on: NaiveDate,
    on: NaiveDate,
) -> Result<(), Refusal> {
    for line in lines {
        if line.answer.is_none() && line.question.must_be_answered() {
            return Err(Refusal::NotAnswered { question: line.question });
        }
        if let Some(Answer::Warnings { warnings }) = &line.answer
            && let Some(ended) = warnings.iter().find(|w| w.expires_on < on && !w.safeguarding)
        {
            return Err(Refusal::WarningExpired { what: ended.what.clone() });
        }
    }
    let count = |question| match lines.iter().find(|line| line.question == question)?.answer {
        Some(Answer::Count { count }) => Some(count),
        _ => None,
    };
    if let (Some(episodes), Some(days)) =
        (count(Question::SicknessEpisodes), count(Question::SicknessDays))
    {
        let most = (opened_on - sickness_from(opened_on)).num_days() + 1;
        if days < episodes || (episodes == 0 && days > 0) || i64::from(days) > most {
            return Err(Refusal::SicknessDoesNotAdd);
        }
    }
    Ok(())
}

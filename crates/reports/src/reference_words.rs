//! The words of a reference on paper. The same terms as on the screens (`ui/src/terms/reference.ts`).

use muster_domain::iat::reference::Question;

use crate::Language;
use crate::words::{both, of};

/// Words that are no question.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Words {
    Title,
    From,
    For,
    Employment,
    Sickness,
    Conduct,
    More,
    Completed,
    NotGiven,
    History,
    Withheld,
    Yes,
    No,
    NoWarnings,
    Present,
    Warning,
    AboutSafeguarding,
    Since,
    CompletedBy,
    CompletedOn,
    Supporting,
    Covered,
    NoGaps,
    Gap,
}

pub(crate) fn say(word: Words, language: Language) -> &'static str {
    let texts = match word {
        Words::Title => both("Factual reference", "Geirda ffeithiol"),
        Words::From => both("From {source} for {organisation}", "Gan {source} i {organisation}"),
        Words::For => both("About {name}", "Am {name}"),
        Words::Employment => both("Employment", "Cyflogaeth"),
        Words::Sickness => both("Sickness absence", "Absenoldeb salwch"),
        Words::Conduct => both("Conduct", "Ymddygiad"),
        Words::More => both("Supporting information", "Gwybodaeth ategol"),
        Words::Completed => both("Completed by", "Cwblhawyd gan"),
        Words::NotGiven => both("Not given", "Heb ei roi"),
        Words::History => both("Three years of history", "Tair blynedd o hanes"),
        Words::Withheld => both(
            "Withheld: no conditional offer had been made when the reference was asked for (Equality Act 2010, section 60)",
            "Wedi’i ddal yn ôl: nid oedd cynnig amodol wedi’i wneud pan ofynnwyd am y geirda (Deddf Cydraddoldeb 2010, adran 60)",
        ),
        Words::Yes => both("Yes", "Ydy"),
        Words::No => both("No", "Nac ydy"),
        Words::NoWarnings => both("None that is live", "Dim un sy’n fyw"),
        Words::Present => both("to the present", "hyd heddiw"),
        Words::Warning => both(
            "{what}, given {issued}, ends {expires}",
            "{what}, rhoddwyd {issued}, yn dod i ben {expires}",
        ),
        Words::AboutSafeguarding => both("about safeguarding", "ynghylch diogelu"),
        Words::Since => both("From {from} to {to}", "O {from} i {to}"),
        Words::CompletedBy => both("Name and post", "Enw a swydd"),
        Words::CompletedOn => both("Date", "Dyddiad"),
        Words::Supporting => both("From the referee", "Gan y canolwr"),
        Words::Covered => both("Covered", "Wedi’i gwmpasu"),
        Words::NoGaps => both("No gaps", "Dim bylchau"),
        Words::Gap => both("Gap: {from} to {to}", "Bwlch: {from} i {to}"),
    };
    of(texts, language)
}

pub(crate) fn asked(question: Question, language: Language) -> &'static str {
    let texts = match question {
        Question::EmployeeNumber => both("Employee number", "Rhif gweithiwr"),
        Question::Employer => both("Employer", "Cyflogwr"),
        Question::Employment => both("Employed", "Cyflogwyd"),
        Question::Posts => both("Posts held", "Swyddi a ddaliwyd"),
        Question::StaffGroup => both("Staff group", "Grŵp staff"),
        Question::PayBand => both("Pay band", "Band cyflog"),
        Question::ContractType => both("Type of contract", "Math o gontract"),
        Question::HoursAWeek => both("Hours a week", "Oriau’r wythnos"),
        Question::FullTimeEquivalent => both("Full-time equivalent", "Cyfwerth ag amser llawn"),
        Question::LastWorkingDay => both("Last working day", "Diwrnod gwaith olaf"),
        Question::LeavingReason => both("Reason for leaving", "Rheswm dros adael"),
        Question::Registrations => both("Professional registration", "Cofrestriad proffesiynol"),
        Question::SicknessEpisodes => both("Episodes", "Cyfnodau"),
        Question::SicknessDays => both("Calendar days", "Dyddiau calendr"),
        Question::Warnings => both("Live warnings", "Rhybuddion byw"),
        Question::Investigations => both("Open investigation", "Ymchwiliad agored"),
        Question::Safeguarding => both("Safeguarding concern", "Pryder diogelu"),
        Question::Referral => {
            both("Referral to a regulator or the DBS", "Atgyfeiriad at reoleiddiwr neu’r DBS")
        }
    };
    of(texts, language)
}

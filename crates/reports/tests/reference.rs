//! What a reference on paper says: the text is taken out of the PDF again.

use chrono::{DateTime, NaiveDate, Utc};
use muster_domain::iat::item::{Period, Post};
use muster_domain::iat::reference::{
    Answer, Answered, Completed, Cover, Question, Submitted, Warning,
};
use muster_domain::iat::reference_part::ReferencePart;
use muster_domain::words::{Fte, OdsCode, OrganisationId, OrganisationRef, PersonName};
use muster_reports::{Language, Printing, reference};
use uuid::Uuid;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn text(text: &str) -> Answer {
    Answer::Text { text: text.to_owned() }
}

fn answer(question: Question) -> Answer {
    let no = Answer::YesNo { yes: false, detail: String::new() };
    match question {
        Question::EmployeeNumber => text("20004096"),
        Question::Employer => text("Birchwood Trust (RBB)"),
        Question::Employment => Answer::Periods {
            periods: vec![Period {
                employer: "Birchwood Trust".to_owned(),
                from: day("2019-09-02"),
                to: Some(day("2026-12-31")),
            }],
        },
        Question::Posts => Answer::Posts {
            posts: vec![Post {
                title: "Consultant, Anaesthetics".to_owned(),
                from: day("2021-02-01"),
                to: None,
            }],
        },
        Question::StaffGroup => text("Medical and Dental"),
        Question::PayBand => text("YC72"),
        Question::ContractType => text("Permanent"),
        Question::HoursAWeek => Answer::Hours { hundredths: 3_750 },
        Question::FullTimeEquivalent => Answer::Fte { fte: Fte(80_000) },
        Question::LastWorkingDay => Answer::Date { date: day("2026-12-24") },
        Question::LeavingReason => text("Voluntary Resignation - Relocation"),
        Question::Registrations => text("GMC 7012345 (Registered)"),
        Question::SicknessEpisodes => Answer::Count { count: 3 },
        Question::SicknessDays => Answer::Count { count: 17 },
        Question::Warnings => Answer::Warnings {
            warnings: vec![Warning {
                what: "Final written warning".to_owned(),
                issued_on: day("2026-03-01"),
                expires_on: day("2027-02-28"),
                safeguarding: true,
            }],
        },
        Question::Investigations => Answer::YesNo { yes: true, detail: "Since May".to_owned() },
        Question::Safeguarding | Question::Referral => no,
    }
}

fn part(with_sickness: bool, supporting: &str) -> ReferencePart {
    let questions = Question::ALL.into_iter().filter(|q| with_sickness || !q.is_about_sickness());
    let said = |question| Answered { question, answer: Some(answer(question)) };
    ReferencePart {
        id: Uuid::from_u128(1),
        organisation: OrganisationId(Uuid::from_u128(2)),
        applicant: Uuid::from_u128(3),
        name: PersonName {
            title: Some("Dr".to_owned()),
            first: "Siân".to_owned(),
            last: "Ŵyn-Ŷates".to_owned(),
        },
        source: OrganisationRef {
            id: OrganisationId(Uuid::from_u128(4)),
            ods_code: OdsCode::parse("RBB").unwrap(),
            name: "Birchwood Trust".to_owned(),
        },
        arrived_at: at("2026-11-25T09:00:00Z"),
        said: Submitted {
            lines: questions.map(said).collect(),
            sickness_withheld: !with_sickness,
            sickness_from: day("2024-11-24"),
            as_at: at("2026-11-24T08:15:00Z"),
            supporting: supporting.to_owned(),
            completed: Completed {
                by: "Hugh Rees".to_owned(),
                completed_as: "HR officer".to_owned(),
                at: at("2026-11-24T16:45:00Z"),
            },
        },
    }
}

/// The text of a PDF, its white space as it comes: a line may be broken anywhere.
fn printed(part: &ReferencePart, language: Language) -> String {
    let cover = Cover::of(
        &[Period {
            employer: "Birchwood Trust".to_owned(),
            from: day("2025-01-01"),
            to: Some(day("2026-11-24")),
        }],
        day("2026-11-24"),
    );
    let printing = Printing {
        organisation: "Ashdown Trust",
        by: "Rhian Pryce",
        at: at("2026-11-26T10:05:00Z"),
        language,
    };
    let pdf = reference(part, &cover, &printing).unwrap();
    assert!(pdf.starts_with(b"%PDF-"));
    let text = pdf_extract::extract_text_from_mem(&pdf).unwrap();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn says(text: &str, all: &[&str]) {
    for each in all {
        assert!(text.contains(each), "no {each:?} in:\n{text}");
    }
}

#[test]
fn every_answer_is_on_the_paper_with_who_completed_and_who_printed_it() {
    let text = printed(&part(true, "Left us in good standing."), Language::English);
    says(
        &text,
        &[
            "Factual reference",
            "About Siân Ŵyn-Ŷates",
            "From Birchwood Trust for Ashdown Trust",
            "As at 24 November 2026, 08:15 UTC",
            "20004096",
            "Birchwood Trust (RBB)",
            "Birchwood Trust: 2 September 2019 – 31 December 2026",
            "Consultant, Anaesthetics: 1 February 2021 to the present",
            "Medical and Dental",
            "YC72",
            "Permanent",
            "37.5",
            "0.8",
            "24 December 2026",
            "Voluntary Resignation - Relocation",
            "GMC 7012345 (Registered)",
            "From 24 November 2024 to 24 November 2026",
            "Final written warning, given 1 March 2026, ends 28 February 2027",
            "(about safeguarding)",
            "Since May",
            "Left us in good standing.",
            "Gap: 25 November 2023 to 31 December 2024",
            "Hugh Rees",
            "HR officer",
            "24 November 2026, 16:45 UTC",
            "Printed by Rhian Pryce, 26 November 2026, 10:05 UTC",
            "Page 1 of",
        ],
    );
    let episodes = text.find("Episodes").unwrap();
    says(&text[episodes..], &["Episodes 3", "Calendar days 17"]);
}

#[test]
fn what_is_withheld_says_so_and_says_why() {
    let text = printed(&part(false, ""), Language::English);
    says(&text, &["Withheld: no conditional offer", "Equality Act 2010, section 60", "Not given"]);
    assert!(!text.contains("Episodes") && !text.contains("24 November 2024"));
}

#[test]
fn it_is_written_in_welsh_with_every_letter() {
    let text = printed(&part(true, "Dŵr, tŷ, môr"), Language::Welsh);
    says(
        &text,
        &["Geirda ffeithiol", "Grŵp staff", "24 Tachwedd 2026", "Tudalen 1 o", "Dŵr, tŷ, môr"],
    );
}

#[test]
fn a_long_text_goes_on_over_pages_that_are_numbered() {
    let long = "Supporting words that go on and on. ".repeat(400);
    let text = printed(&part(true, &long), Language::English);
    let pages = text.matches("Page ").count();
    assert!(pages >= 3, "{pages}");
    says(&text, &[&format!("Page {pages} of {pages}"), "HR officer"]);
    assert_eq!(text.matches("Printed by Rhian Pryce").count(), pages);
    let wordless = "x".repeat(3_000);
    let cut = printed(&part(true, &wordless), Language::English).replace(' ', "");
    assert!(cut.matches('x').count() >= 3_000);
}

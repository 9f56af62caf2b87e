//! A factual reference as it arrived, on paper.

use muster_domain::iat::item::{Period, Post};
use muster_domain::iat::reference::{Answer, Cover, Question, Submitted, Warning};
use muster_domain::iat::reference_part::ReferencePart;

use crate::page::{self, PdfFault};
use crate::reference_words::{Words, asked, say};
use crate::words::{self, day, moment};
use crate::{Language, Printing, Report, Section};

/// A reference that arrived, with what of three years is covered, as PDF.
pub fn reference(
    part: &ReferencePart,
    cover: &Cover,
    printing: &Printing<'_>,
) -> Result<Vec<u8>, PdfFault> {
    page::pdf(&report(part, cover, printing), printing.language)
}

fn report(part: &ReferencePart, cover: &Cover, printing: &Printing<'_>) -> Report {
    let language = printing.language;
    let said = &part.said;
    let employment = |q: &Question| !q.is_about_sickness() && !is_conduct(*q);
    let mut sickness = section(said, Words::Sickness, language, |q| q.is_about_sickness());
    if said.sickness_withheld {
        sickness.lines.push((String::new(), vec![say(Words::Withheld, language).to_owned()]));
    } else {
        let to = said.as_at.date_naive();
        let window = say(Words::Since, language)
            .replace("{from}", &day(said.sickness_from, language))
            .replace("{to}", &day(to, language));
        sickness.lines.insert(0, (String::new(), vec![window]));
    }
    let supporting = match said.supporting.as_str() {
        "" => say(Words::NotGiven, language).to_owned(),
        text => text.to_owned(),
    };
    let gap = |from, to| {
        let text = say(Words::Gap, language);
        text.replace("{from}", &day(from, language)).replace("{to}", &day(to, language))
    };
    let mut gaps: Vec<String> = cover.gaps.iter().map(|it| gap(it.from, it.to)).collect();
    if gaps.is_empty() {
        gaps.push(say(Words::NoGaps, language).to_owned());
    }
    let years = say(Words::Since, language)
        .replace("{from}", &day(cover.from, language))
        .replace("{to}", &day(cover.to, language));
    gaps.insert(0, years);
    let completed = &said.completed;
    let label = |word| say(word, language).to_owned();
    Report {
        title: label(Words::Title),
        under: vec![
            say(Words::For, language).replace("{name}", &part.name.shown()),
            say(Words::From, language)
                .replace("{source}", &part.source.name)
                .replace("{organisation}", printing.organisation),
            words::say(words::Words::AsAt, language).replace("{at}", &moment(said.as_at, language)),
        ],
        sections: vec![
            section(said, Words::Employment, language, employment),
            Section { heading: label(Words::History), lines: vec![(label(Words::Covered), gaps)] },
            sickness,
            section(said, Words::Conduct, language, |q| is_conduct(*q)),
            Section {
                heading: label(Words::More),
                lines: vec![(label(Words::Supporting), vec![supporting])],
            },
            Section {
                heading: label(Words::Completed),
                lines: vec![
                    (
                        label(Words::CompletedBy),
                        vec![completed.by.clone(), completed.completed_as.clone()],
                    ),
                    (label(Words::CompletedOn), vec![moment(completed.at, language)]),
                ],
            },
        ],
        foot: format!(
            "{} · {} · {}",
            printing.organisation,
            words::say(words::Words::AsAt, language).replace("{at}", &moment(said.as_at, language)),
            words::say(words::Words::Printed, language)
                .replace("{by}", printing.by)
                .replace("{at}", &moment(printing.at, language)),
        ),
    }
}

fn is_conduct(question: Question) -> bool {
    matches!(
        question,
        Question::Warnings | Question::Investigations | Question::Safeguarding | Question::Referral
    )
}

fn section(
    said: &Submitted,
    heading: Words,
    language: Language,
    of: impl Fn(&Question) -> bool,
) -> Section {
    let lines = said
        .lines
        .iter()
        .filter(|line| of(&line.question))
        .map(|line| {
            let answer = match &line.answer {
                Some(answer) => written(answer, language),
                None => vec![say(Words::NotGiven, language).to_owned()],
            };
            (asked(line.question, language).to_owned(), answer)
        })
        .collect();
    Section { heading: say(heading, language).to_owned(), lines }
}

fn written(answer: &Answer, language: Language) -> Vec<String> {
    let span = |from, to: Option<_>| match to {
        Some(to) => format!("{} – {}", day(from, language), day(to, language)),
        None => format!("{} {}", day(from, language), say(Words::Present, language)),
    };
    match answer {
        Answer::Text { text } => vec![text.clone()],
        Answer::Date { date } => vec![day(*date, language)],
        Answer::Hours { hundredths } => vec![decimal(*hundredths, 100)],
        Answer::Fte { fte } => vec![decimal(fte.0, 100_000)],
        Answer::Periods { periods } => periods
            .iter()
            .map(|Period { employer, from, to }| format!("{employer}: {}", span(*from, *to)))
            .collect(),
        Answer::Posts { posts } => posts
            .iter()
            .map(|Post { from, to, title }| format!("{title}: {}", span(*from, *to)))
            .collect(),
        Answer::Count { count } => vec![count.to_string()],
        Answer::YesNo { yes: true, detail } => {
            vec![say(Words::Yes, language).to_owned(), detail.clone()]
        }
        Answer::YesNo { yes: false, .. } => vec![say(Words::No, language).to_owned()],
        Answer::Warnings { warnings } if warnings.is_empty() => {
            vec![say(Words::NoWarnings, language).to_owned()]
        }
        Answer::Warnings { warnings } => {
            warnings.iter().map(|warning| warned(warning, language)).collect()
        }
    }
}

fn warned(warning: &Warning, language: Language) -> String {
    let text = say(Words::Warning, language)
        .replace("{issued}", &day(warning.issued_on, language))
        .replace("{expires}", &day(warning.expires_on, language))
        .replace("{what}", &warning.what);
    if warning.safeguarding {
        format!("{text} ({})", say(Words::AboutSafeguarding, language))
    } else {
        text
    }
}

/// A number of parts as a decimal, without zeros that say nothing: `37.5`.
fn decimal(parts: u32, whole: u32) -> String {
    let digits = whole.ilog10() as usize;
    let text = format!("{}.{:0digits$}", parts / whole, parts % whole);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

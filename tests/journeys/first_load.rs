//! Loading as an organisation does it, by the server's own command: the same file twice changes
//! nothing, a preview changes nothing, and a broken file names its row and is not taken at all.

use std::path::{Path, PathBuf};

use anyhow::Context;
use muster_testkit::centre::{Centre, Plan};
use muster_testkit::desk::Desk;

use crate::told::*;

/// What a load said it came to: added, changed, left.
fn counts(said: &str) -> anyhow::Result<[usize; 3]> {
    let line = said.lines().next().context("it said nothing")?;
    let (_, counts) = line.split_once(": ").context("the file's name comes first")?;
    let mut numbers = counts.split_whitespace().filter_map(|word| word.parse().ok());
    let mut next = || numbers.next().with_context(|| format!("{line} has three numbers"));
    Ok([next()?, next()?, next()?])
}

async fn load(centre: &Centre, code: &str, file: &Path, more: &[&str]) -> anyhow::Result<String> {
    let file = file.to_string_lossy();
    let mut line = vec!["load", "--organisation", code];
    line.extend(more);
    line.push(&file);
    centre.run(&line).await
}

/// What the server has of a trust: its audit and log grow with whatever is taken.
async fn state(centre: &Centre) -> anyhow::Result<String> {
    centre.run(&["audit", "verify"]).await
}

fn files(centre: &Centre, code: &str) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(centre.files(code))? {
        files.push(entry?.path());
    }
    files.sort();
    Ok(files)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_file_twice_and_a_preview_change_nothing() -> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let (_, source) = codes(&centre);
    let hr = Desk::sign_in(&centre.url(), centre.account("hr_officer", source)).await?;
    let held = hr.session().await?.held().await.unwrap();

    let all = files(&centre, source)?;
    assert!(all.len() >= 5, "{all:?}");
    for file in &all {
        let [added, changed, left] = counts(&load(&centre, source, file, &[]).await?)?;
        assert_eq!((added, changed), (0, 0), "{} the second time", file.display());
        assert!(left > 0 || file.ends_with("applicants.csv"), "{}", file.display());
    }

    // A file that would add something: the preview says so and leaves no trace; the load adds it.
    let before = state(&centre).await?;
    let number = &centre.pair.source.anybody().employee_number;
    let new = centre.files(source).join("new-competences.csv");
    let row = format!("{number},NHS|MAND|Chaperone Training - 3 Years|,{},,", yesterday());
    std::fs::write(&new, format!("{COMPETENCES}\n{row}\n"))?;
    for _ in 0..2 {
        let said = load(&centre, source, &new, &["--preview"]).await?;
        assert_eq!(counts(&said.replace("would be ", ""))?, [1, 0, 0], "{said}");
    }
    assert_eq!(state(&centre).await?, before, "a preview is not even in the audit");
    assert_eq!(counts(&load(&centre, source, &new, &[]).await?)?, [1, 0, 0]);
    assert_eq!(counts(&load(&centre, source, &new, &[]).await?)?, [0, 0, 1]);
    assert_ne!(state(&centre).await?, before, "a load is");

    // The desk that was there all the while hears of one competence more, and of nothing else.
    hr.until("the new competence is here", async |session| {
        let now = session.held().await.unwrap();
        let total = |held: &[muster_store::work::Holding]| held.iter().map(|h| h.records).sum();
        let (before, now): (u32, u32) = (total(&held), total(&now));
        assert!(now <= before + 1, "{now} records, {before} before");
        Ok((now == before + 1).then_some(()))
    })
    .await
}

const COMPETENCES: &str = "employee_number,competence,awarded_on,expires_on,evidence";

/// A file with one thing wrong, and what must be said of it.
struct Broken {
    what: &'static str,
    name: String,
    bytes: Vec<u8>,
    said: Vec<String>,
}

/// The trust's own Generic Outbound file, broken in the row of its second person. The first
/// person's name is another, so that half a load would show.
fn broken_outbound(centre: &Centre) -> anyhow::Result<Vec<Broken>> {
    let trust = &centre.pair.source;
    let text =
        std::fs::read_to_string(centre.files(trust.employer.ods_code).join(trust.file_name()))?;
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let people: Vec<usize> =
        lines.iter().enumerate().filter(|(_, l)| l.starts_with("PRA~")).map(|(n, _)| n).collect();
    let name = &trust.people[0].last_name;
    lines[people[0]] = lines[people[0]].replace(&format!("~{name}~"), "~Halfloaded~");
    let (at, last) = (people[1], lines.len());
    let row = at + 1;
    let with = |what, change: &dyn Fn(&mut Vec<String>), said: &[String]| {
        let mut lines = lines.clone();
        change(&mut lines);
        let bytes = (lines.join("\n") + "\n").into_bytes();
        Broken { what, name: trust.file_name(), bytes, said: said.to_vec() }
    };
    let fields: Vec<&str> = lines[at].split('~').collect();
    let date = format!("~{}~", fields[2]);
    let mut all = vec![
        with(
            "a column too many",
            &|lines| lines[at].push_str("~more"),
            &[format!("Line {row}"), "columns".to_owned()],
        ),
        with(
            "a date that is none",
            &|lines| lines[at] = lines[at].replacen(&date, "~20261341~", 1),
            &[format!("Line {row}"), "expected a date".to_owned(), "20261341".to_owned()],
        ),
        with(
            "a person twice",
            &|lines| {
                let again = lines[at].clone();
                lines.insert(at + 1, again);
                lines[last] = format!("TRL~{}", last - 1);
            },
            &[format!("Line {}", row + 1), format!("line {row}")],
        ),
        with(
            "no trailer",
            &|lines| lines.truncate(last - 1),
            &["Line".to_owned(), "expected the trailer".to_owned()],
        ),
        with("a header of another layout", &|lines| lines[0].push('9'), &["Line 1".to_owned()]),
    ];
    let mut bytes = (lines.join("\n") + "\n").into_bytes();
    let start: usize = lines[..at].iter().map(|line| line.len() + 1).sum();
    bytes[start + 12] = 0xE9;
    all.push(Broken {
        what: "Windows-1252",
        name: trust.file_name(),
        bytes,
        said: vec![format!("Line {row}"), "not UTF-8".to_owned()],
    });
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let bytes = [vec![0xFF, 0xFE], wide].concat();
    let said = vec!["UTF-16".to_owned()];
    all.push(Broken { what: "UTF-16", name: trust.file_name(), bytes, said });
    Ok(all)
}

/// A table of competences: a good new row, and then a bad one.
fn broken_table(centre: &Centre) -> Vec<Broken> {
    let number = &centre.pair.source.anybody().employee_number;
    let good = format!("{number},NHS|MAND|Chaperone Training - 3 Years|,{},,", yesterday());
    let with = |what, row: &[u8], said: &[&str]| Broken {
        what,
        name: "bad-competences.csv".to_owned(),
        bytes: [format!("{COMPETENCES}\n{good}\n").as_bytes(), row, b"\n"].concat(),
        said: said.iter().map(|said| (*said).to_owned()).collect(),
    };
    let second = "NHS|MAND|Lone Working - 3 Years|";
    vec![
        with("a row too short", format!("{number},{second}").as_bytes(), &["Line 3", "columns"]),
        with(
            "a date that is none",
            format!("{number},{second},31/11/2025,,").as_bytes(),
            &["Line 3", "awarded_on", "31/11/2025"],
        ),
        with("a row twice", good.as_bytes(), &["Line 3", "line 2"]),
        with(
            "nobody's number",
            format!("99999999,{second},2025-01-01,,").as_bytes(),
            &["Line 3", "employee_number"],
        ),
        with(
            "Windows-1252",
            &[format!("{number},{second},2025-01-01,,caf").as_bytes(), &[0xE9]].concat(),
            &["Line 3", "not UTF-8"],
        ),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broken_file_names_its_row_and_loads_nothing() -> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let (_, source) = codes(&centre);
    let folder = tempfile::tempdir()?;
    let before = state(&centre).await?;
    let mut broken = broken_outbound(&centre)?;
    broken.extend(broken_table(&centre));
    for Broken { what, name, bytes, said } in broken {
        let file = folder.path().join(&name);
        std::fs::write(&file, bytes)?;
        let refusal = match load(&centre, source, &file, &[]).await {
            Ok(said) => anyhow::bail!("{name} with {what} was taken: {said}"),
            Err(refusal) => refusal.to_string(),
        };
        assert!(refusal.contains("nothing was loaded"), "{name} with {what}: {refusal}");
        for words in said {
            assert!(refusal.contains(&words), "{name} with {what} does not say {words}: {refusal}");
        }
        assert_eq!(state(&centre).await?, before, "{name} with {what} left a trace");
    }

    // And nothing was half-loaded: the good files find everything as it was.
    for file in files(&centre, source)? {
        let [added, changed, _] = counts(&load(&centre, source, &file, &[]).await?)?;
        assert_eq!((added, changed), (0, 0), "{}", file.display());
    }
    let good = folder.path().join("good-competences.csv");
    let number = &centre.pair.source.anybody().employee_number;
    let row = format!("{number},NHS|MAND|Chaperone Training - 3 Years|,{},,", yesterday());
    std::fs::write(&good, format!("{COMPETENCES}\n{row}\n"))?;
    assert_eq!(
        counts(&load(&centre, source, &good, &[]).await?)?,
        [1, 0, 0],
        "the good row is new"
    );
    Ok(())
}

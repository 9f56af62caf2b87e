//! Every role at a desk of its own, asked everything that a desk can be asked, for everybody there
//! is, in lists, on pages, by search and by what it refuses. What comes out is what the matrix says
//! of that role, row by row: no more and no less.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use anyhow::{Context, ensure};
use muster_app::{Session, names};
use muster_domain::policy::{self, Cell, Role, Row};
use muster_store::people::person::People;
use muster_testkit::centre::{Account, Centre, Plan};
use muster_testkit::desk::Desk;
use muster_testkit::trust::{Applicant, Person};
use serde_json::{Value, json};
use sqlx::ConnectOptions;
use uuid::Uuid;

use crate::told::*;

const UNIT: &str = "SELECT unit FROM placed JOIN hosted USING (organisation)
    WHERE ods_code = 'R1A' GROUP BY unit ORDER BY count(*) DESC LIMIT 1";

/// What stands for a row in an answer: texts that nothing else says. Those about one member of
/// staff, by their staff number.
fn of_staff(person: &Person) -> Vec<(Row, String)> {
    let mut texts = vec![
        (Row::NameAndPost, person.employee_number.clone()),
        (Row::Address, person.address.street.clone()),
        (Row::Phone, person.email.clone()),
    ];
    texts.extend(person.ni_number.clone().map(|number| (Row::NationalInsurance, number)));
    texts.extend(person.registration.iter().map(|it| (Row::Checks, it.number.clone())));
    let awards = person.competences.iter().map(|award| award.competence.clone());
    texts.extend(awards.map(|award| (Row::Training, award)));
    let batches = person.immunisations.iter().filter(|line| line.batch.len() > 4);
    texts.extend(batches.map(|line| (Row::Immunisation, line.batch.clone())));
    texts
}

/// And about an applicant.
fn of_applicant(applicant: &Applicant) -> Vec<(Row, String)> {
    vec![
        (Row::Recruitment, applicant.applicant_number.clone()),
        (Row::Phone, applicant.email.clone()),
    ]
}

/// Everything that a desk answers to everything it can be asked about these records, as one text.
async fn everything_said(
    session: &Arc<Session>,
    ids: &[Uuid],
    typed: &[String],
) -> anyhow::Result<String> {
    let by_id = || ids.iter().map(|id| json!({ "id": id })).collect::<Vec<_>>();
    let questions: BTreeMap<&str, Vec<Value>> = [
        ("worklist", ["mine", "queue", "others", "done"].map(|tab| json!({ "tab": tab })).to_vec()),
        ("unread_notices", vec![json!({})]),
        ("open_work", vec![json!({})]),
        ("colleagues", vec![json!({})]),
        ("delegations", vec![json!({})]),
        ("kinds", vec![json!({})]),
        ("applicants", vec![json!({})]),
        ("sources", vec![json!({})]),
        ("starters", vec![json!({})]),
        (
            "recent",
            ids.iter()
                .map(|id| json!({ "people": [id], "transfers": [id], "enquiries": [id] }))
                .collect(),
        ),
        ("documents", ids.iter().map(|id| json!({ "applicant": id })).collect()),
        ("transfers", vec![json!({})]),
        ("transfer_page", by_id()),
        ("recruitment_review", by_id()),
        ("learning_review", by_id()),
        ("oh_review", by_id()),
        ("enquiries", vec![json!({})]),
        ("enquiry_page", by_id()),
        ("oh_enquiries", vec![json!({})]),
        ("oh_enquiry_page", by_id()),
        ("references", vec![json!({})]),
        ("reference_page", by_id()),
        ("reference_arrived", by_id()),
        ("people", typed.iter().map(|it| json!({ "starts_with": it })).collect()),
        ("person_page", by_id()),
        ("find", typed.iter().map(|it| json!({ "typed": it })).collect()),
    ]
    .into();
    let there: BTreeSet<&str> = names().into_iter().collect();
    let asked: BTreeSet<&str> = questions.keys().copied().collect();
    ensure!(asked == there, "a read that is not asked: {:?}", there.difference(&asked));
    let mut said = String::new();
    for (name, filters) in questions {
        for filter in filters {
            match session.read_by_name(name, filter).await {
                Ok(answer) => said.push_str(&answer.to_string()),
                Err(error) => said.push_str(&error.to_string()),
            }
        }
    }
    // What it refuses, and how.
    for id in ids {
        for command in [withdraw_applicant(*id), withdraw_transfer(*id), refuse(*id)] {
            if let Err(error) = session.act(command).await {
                said.push_str(&serde_json::to_string(&error)?);
            }
        }
    }
    Ok(said)
}

async fn account(centre: &Centre, role: Role) -> anyhow::Result<Account> {
    let username = role.name().replace('_', ".");
    let account = centre.add_account(&username, "Somebody", role.name(), "R1A").await?;
    if matches!(role, Role::LineManager | Role::Director) {
        let file = muster_sqlite::file(centre.data().join("muster.db"));
        let unit: String =
            sqlx::query_scalar(UNIT).fetch_one(&mut file.read_only(true).connect().await?).await?;
        centre.run(&["account", "lead", "--username", &username, "--unit", &unit]).await?;
    }
    Ok(account)
}

/// The staff numbers that a desk shows in its list of people.
async fn staff_shown(desk: &Desk) -> anyhow::Result<BTreeSet<String>> {
    let people = desk.read(&People { starts_with: String::new() }).await?.rows;
    Ok(people.into_iter().filter_map(|row| row.employee_number).collect())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_role_is_told_what_the_matrix_says_in_every_answer_and_nothing_else()
-> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let trust = &centre.pair.asking;
    let hr = Desk::sign_in(&centre.url(), centre.account("hr_officer", "R1A")).await?;
    let people = hr.read(&People { starts_with: String::new() }).await?.rows;
    let applicants = hr.read(&muster_store::recruitment::applicant::Applicants {}).await?;
    let mut ids: Vec<Uuid> = people.iter().map(|row| row.id.0).collect();
    ids.extend(applicants.iter().map(|row| row.id));
    let mut typed: Vec<String> = vec![String::new()];
    typed.extend(trust.people.iter().map(|person| person.employee_number.clone()));
    typed.extend(trust.people.iter().map(|person| person.last_name.clone()));
    typed.extend(trust.people.iter().filter_map(|person| person.ni_number.clone()));
    typed.extend(trust.applicants.iter().map(|one| one.applicant_number.clone()));
    drop(hr);

    for role in Role::KEEPING {
        let desk = Desk::sign_in(&centre.url(), &account(&centre, role).await?).await?;
        let team = staff_shown(&desk).await?;
        let said = everything_said(&desk.session().await?, &ids, &typed).await?;
        let mut rows: BTreeMap<Row, usize> = BTreeMap::new();
        for person in &trust.people {
            for (row, text) in of_staff(person).into_iter().filter(|(_, text)| said.contains(text))
            {
                *rows.entry(row).or_default() += 1;
                let held = policy::cell(role, row);
                let whose = team.contains(&person.employee_number);
                // An award and a street are of many: only that the role may hold such.
                let one = !matches!(row, Row::Training | Row::Address);
                let may = held == Cell::Full || (held == Cell::Line && (whose || !one));
                ensure!(may, "{}: {row:?} of staff is said: {text}", role.name());
            }
        }
        for applicant in &trust.applicants {
            for (row, text) in of_applicant(applicant) {
                let may = matches!(policy::cell(role, row), Cell::Full | Cell::Cases);
                if said.contains(&text) {
                    ensure!(may, "{}: {row:?} of an applicant is said: {text}", role.name());
                    *rows.entry(row).or_default() += 1;
                }
            }
        }
        // Whatever may be held is also said, but for National Insurance numbers: of these the end.
        for row in [
            Row::NameAndPost,
            Row::Address,
            Row::Phone,
            Row::Checks,
            Row::Training,
            Row::Immunisation,
            Row::Recruitment,
        ] {
            let may = match policy::cell(role, row) {
                Cell::Full | Cell::Line => true,
                Cell::Cases => matches!(row, Row::Phone | Row::Recruitment),
                Cell::Pending | Cell::None => false,
            };
            let found = rows.get(&row).copied().unwrap_or_default();
            ensure!(may == (found > 0), "{}: {row:?} is said {found} times", role.name());
        }
        ensure!(!rows.contains_key(&Row::NationalInsurance), "{} shows one whole", role.name());
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn roles_without_a_cache_have_no_desk() -> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    for role in [Role::SystemAdministrator, Role::Auditor] {
        let account = account(&centre, role).await?;
        let error = Desk::sign_in(&centre.url(), &account).await.err();
        let error = error.with_context(|| format!("{} has a desk", role.name()))?.to_string();
        assert!(!error.contains("R1A"), "{error}");
    }
    Ok(())
}

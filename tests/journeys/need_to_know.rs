//! Nobody's computer holds what its person need not know: each desk's files are opened after a
//! whole transfer, and every record in them is held against the matrix.

use muster_domain::establishment::{Position, Unit};
use muster_domain::iat::candidate::{Candidate, EnquiryIdentity};
use muster_domain::iat::enquiry::Enquiry;
use muster_domain::iat::incident::Incident;
use muster_domain::iat::item::{CompetenceItem, FieldItem};
use muster_domain::iat::oh_enquiry::OhEnquiry;
use muster_domain::iat::part::Part;
use muster_domain::iat::reference::Reference;
use muster_domain::iat::reference_part::ReferencePart;
use muster_domain::iat::transfer::Transfer;
use muster_domain::iat::transfer_policy::TransferPolicy;
use muster_domain::learning::Competence;
use muster_domain::notifications::{Colleague, Delegation, KindSetting, Notice};
use muster_domain::noun::{NounKind, Record};
use muster_domain::occupational_health::{Immunisation, ImmunisationItem};
use muster_domain::organisation::Organisation;
use muster_domain::people::{
    Address, Assignment, Birth, Equality, NiRecord, Pay, Person, Phone, Registration, Service,
    Standing,
};
use muster_domain::policy::{self, Role, Teams};
use muster_domain::recruitment::{Applicant, Document, Terms};
use muster_domain::words::OrganisationId;
use muster_testkit::canaries::Needles;
use muster_testkit::centre::{Centre, Plan};
use muster_testkit::desk::Desk;

use crate::opened::{Found, Opened, has};
use crate::told::*;
use crate::whole::{Everybody, enquiry_settled, journey};

/// A record's organisation and the teams that may hold it, by its noun.
fn anchors(found: &Found) -> anyhow::Result<(OrganisationId, Teams)> {
    macro_rules! by_noun {
        ($($noun:ident: $record:ty,)*) => {
            match found.noun { $(NounKind::$noun => {
                let record: $record = serde_json::from_str(&found.body)?;
                (record.organisation(), record.teams())
            })* }
        };
    }
    Ok(by_noun! {
        Organisation: Organisation, TransferPolicy: TransferPolicy, Unit: Unit,
        Position: Position, Person: Person, NiNumber: NiRecord, Birth: Birth, Address: Address,
        Phone: Phone, Equality: Equality, Assignment: Assignment, Pay: Pay,
        Registration: Registration, Service: Service, Competence: Competence,
        Immunisation: Immunisation, Applicant: Applicant, Terms: Terms, Document: Document,
        Transfer: Transfer,
        Enquiry: Enquiry, EnquiryIdentity: EnquiryIdentity, Candidate: Candidate,
        OhEnquiry: OhEnquiry, RecruitmentPart: Part<FieldItem>,
        LearningPart: Part<CompetenceItem>, OhPart: Part<ImmunisationItem>, Reference: Reference,
        ReferencePart: ReferencePart, Incident: Incident, Notice: Notice, Colleague: Colleague,
        Delegation: Delegation, KindSetting: KindSetting,
    })
}

/// What must not be on a desk, found on it. Empty is as it should be.
fn strangers(opened: &Opened, records: &[Found]) -> anyhow::Result<Vec<String>> {
    let mut strangers = Vec::new();
    for found in records {
        let (organisation, teams) = anchors(found)?;
        let may = opened.profile.roles.iter().any(|role| {
            policy::may_hold(*role, found.noun) && role.team().is_some_and(|team| teams.has(team))
        });
        if !may || organisation != opened.profile.organisation.id {
            strangers.push(format!("{}: {}", found.noun.name(), found.body));
        }
    }
    Ok(strangers)
}

fn count(records: &[Found], noun: NounKind) -> usize {
    records.iter().filter(|found| found.noun == noun).count()
}

/// How many of these texts stand anywhere in the decrypted bytes.
fn found(bytes: &[u8], texts: &[String]) -> usize {
    Needles::new(texts.iter().map(|text| text.clone().into_bytes())).among(bytes).len()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_record_on_every_desk_is_one_that_its_person_may_hold() -> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let desks = Everybody::sign_in(&centre).await?;
    journey(&centre, &desks).await?;

    // National Insurance numbers, and batches as an immunisation record has them.
    let people = || centre.pair.asking.people.iter().chain(&centre.pair.source.people);
    let typed = centre.pair.asking.applicants.iter().filter_map(|a| a.ni_number.clone());
    let numbers: Vec<String> = people().filter_map(|p| p.ni_number.clone()).chain(typed).collect();
    let batches: Vec<String> = people()
        .flat_map(|person| &person.immunisations)
        .filter(|line| !line.batch.is_empty())
        .map(|line| format!("\"{}\"", line.batch))
        .collect();
    let vaccines: Vec<String> = people()
        .flat_map(|person| &person.immunisations)
        .filter(|line| line.vaccine.len() > 6)
        .map(|line| line.vaccine.to_owned())
        .collect();
    assert!(!numbers.is_empty() && !batches.is_empty() && !vaccines.is_empty());

    for (who, desk) in desks.all() {
        let opened = Opened::after_work(desk).await?;
        let records = opened.records().await?;
        let bytes = opened.every_byte()?;
        let role = *opened.profile.roles.first().expect("everybody has a role");
        assert!(records.len() > 3, "{who} holds something");
        let strangers = strangers(&opened, &records)?;
        assert!(strangers.is_empty(), "{who} must not hold {strangers:#?}");

        // Only HR has a National Insurance number, in any page; only a nurse an immunisation.
        // The same search finds them where they belong.
        let (numbers, batches, vaccines) =
            (found(&bytes, &numbers), found(&bytes, &batches), found(&bytes, &vaccines));
        assert_eq!(numbers > 0, role == Role::HrOfficer, "{who}: {numbers} numbers");
        assert_eq!(batches > 0, role == Role::OhNurse, "{who}: {batches} batches");
        assert_eq!(vaccines > 0, role == Role::OhNurse, "{who}: {vaccines} vaccines");
        assert_eq!(opened.folder.join("oh.db").exists(), role == Role::OhNurse, "{who}");

        for noun in [NounKind::Pay, NounKind::Terms, NounKind::Service, NounKind::NiNumber] {
            assert!(role != Role::OhNurse || count(&records, noun) == 0, "{who} holds {noun:?}");
        }
        match role {
            Role::RecruitmentOfficer => only_applicants(&records)?,
            // Who it was about is gone with the decision, and so is what would have left.
            Role::IatApprover => {
                assert!(count(&records, NounKind::Enquiry) > 0);
                assert_eq!(count(&records, NounKind::EnquiryIdentity), 0);
                assert_eq!(count(&records, NounKind::Candidate), 0);
            }
            _ => {}
        }
    }
    Ok(())
}

/// A recruiter holds the names, births and addresses of applicants, and of nobody else.
fn only_applicants(records: &[Found]) -> anyhow::Result<()> {
    let mut people = 0;
    for found in records {
        let standing = match found.noun {
            NounKind::Person => serde_json::from_str::<Person>(&found.body)?.standing,
            NounKind::Birth => serde_json::from_str::<Birth>(&found.body)?.standing,
            NounKind::Address => serde_json::from_str::<Address>(&found.body)?.standing,
            NounKind::Phone => serde_json::from_str::<Phone>(&found.body)?.standing,
            _ => continue,
        };
        assert_eq!(standing, Standing::Applicant, "{}", found.body);
        people += 1;
    }
    assert!(people > 0, "a recruiter holds the applicants");
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_an_enquiry_is_pending_its_approver_holds_who_it_is_about_and_no_longer()
-> anyhow::Result<()> {
    let centre = Centre::start(Plan::default()).await?;
    let (asking, source) = codes(&centre);
    let desk = async |role, code| Desk::sign_in(&centre.url(), centre.account(role, code)).await;
    let recruiter = desk("recruitment_officer", asking).await?;
    let approver = desk("iat_approver", source).await?;
    let applicant = full_match(&centre, 0);
    let number = applicant.ni_number.clone().expect("a full match has a number");
    let asked = request_for(&recruiter, applicant).await?;
    let id = asked.id;
    recruiter.act(request(asked)).await?;
    enquiry_arrives(&approver, id).await?;

    // Pending: the number asked for is there, which also shows that the search can find it.
    let opened = Opened::after_work(&approver).await?;
    assert!(has(&opened.every_byte()?, number.as_bytes()));
    assert_eq!(count(&opened.records().await?, NounKind::EnquiryIdentity), 1);

    // Decided: it is gone, from the rows and from every page.
    let approver = approver.reopen().await?;
    approver.act(refuse(id)).await?;
    enquiry_settled(&approver, id).await?;
    let opened = Opened::after_work(&approver).await?;
    assert!(!has(&opened.every_byte()?, number.as_bytes()), "{number} is still in a page");
    assert_eq!(count(&opened.records().await?, NounKind::EnquiryIdentity), 0);
    Ok(())
}

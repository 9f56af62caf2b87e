//! The simulated trusts keep what they promise, and their files are taken without a fault.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::path::Path;
use std::time::Instant;

use chrono::{Datelike, NaiveDate};
use muster_interfaces::{
    applicants_csv, competences_csv, generic_outbound, immunisations_csv, is_ni_number,
    registrations_csv, service_csv,
};
use muster_testkit::trust::{
    CSTF_SUBJECTS, Case, Impossible, REFERENCE_DATE, StaffGroup, Trait, Trust, Written, pair,
};

fn trust(size: usize) -> Trust {
    Trust::new(7, "R0A", size).expect("a real trust")
}

/// Reads all files of a trust; each must have as many rows as the trust has records.
fn load(trust: &Trust, files: &Written) -> generic_outbound::Loaded {
    let open = |path: &Path| File::open(path).expect("it was written");
    let sum = |of: fn(&muster_testkit::trust::Person) -> usize| -> usize {
        trust.people.iter().map(of).sum()
    };
    let on = trust.on;
    let competences = competences_csv::load(open(&files.competences), on);
    assert_eq!(competences.expect("no fault").rows.len(), sum(|p| p.competences.len()));
    let immunisations = immunisations_csv::load(open(&files.immunisations), on);
    assert_eq!(immunisations.expect("no fault").rows.len(), sum(|p| p.immunisations.len()));
    let applicants = applicants_csv::load(open(&files.applicants), on);
    assert_eq!(applicants.expect("no fault").rows.len(), trust.applicants.len());
    let service = service_csv::load(open(&files.service), on);
    assert_eq!(service.expect("no fault").rows.len(), sum(|p| p.service.len()));
    let registrations = registrations_csv::load(open(&files.registrations), on);
    assert_eq!(
        registrations.expect("no fault").rows.len(),
        sum(|p| usize::from(p.registration.is_some()))
    );

    let name = files.generic_outbound.file_name().and_then(|name| name.to_str());
    let loaded = generic_outbound::load(name.expect("a name"), open(&files.generic_outbound))
        .expect("no fault");
    assert_eq!(loaded.people.len(), trust.people.len());
    assert_eq!(loaded.positions.len(), trust.structure.positions.len());
    assert_eq!(loaded.organisations.len(), trust.structure.organisations.len());
    assert_eq!(loaded.assignments.len(), sum(|p| p.posts.len() + p.past_posts.len()));
    loaded
}

#[test]
fn files_of_every_size_are_taken_and_say_what_was_made() {
    for size in [50, 3_000] {
        let directory = tempfile::tempdir().expect("a directory");
        let trust = trust(size);
        let files = trust.write(directory.path()).expect("written");
        let loaded = load(&trust, &files);
        let shared = trust.people_with(Trait::DuplicateNi).count() / 2;
        assert_eq!(loaded.warnings.items.len(), shared, "the only doubtful thing");
        for (made, read) in trust.people.iter().zip(&loaded.people) {
            let read = &read.row;
            assert_eq!(made.employee_number, read.employee_number);
            assert_eq!(made.last_name, read.last_name);
            assert_eq!(made.first_name, read.first_name);
            assert_eq!(made.previous_last_name, read.previous_last_name);
            assert_eq!(made.date_of_birth, read.date_of_birth);
            assert_eq!(made.ni_number, read.ni_number);
            assert_eq!(Some(made.hired), read.hire_date);
            assert_eq!(Some(made.nhs_start), read.nhs_start_date);
            assert_eq!(Some(made.continuous_12_months), read.csd_12_months);
            assert_eq!(Some(made.continuous_3_months), read.csd_3_months);
            assert_eq!(Some(made.nationality), read.nationality.as_deref());
        }
        for (made, read) in trust.structure.positions.iter().zip(&loaded.positions) {
            assert_eq!(Some(made.funded), read.row.budgeted_fte);
            assert_eq!(Some(made.title.as_str()), read.row.title());
            assert_eq!(made.training_post, read.row.deanery_post_number);
        }
        let posts = trust.people.iter().flat_map(|p| p.posts.iter().chain(&p.past_posts));
        for (made, read) in posts.zip(&loaded.assignments) {
            assert_eq!(Some(made.fte()), read.row.fte.map(u64::from));
            assert_eq!(Some(u64::from(made.salary) * 100), read.row.annual_salary);
            assert_eq!(made.to, read.row.to);
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_gives_others() {
    let bytes = |seed: u64| {
        let directory = tempfile::tempdir().expect("a directory");
        let trust = Trust::new(seed, "RJ1", 200).expect("a real trust");
        let files = trust.write(directory.path()).expect("written");
        [
            files.generic_outbound,
            files.competences,
            files.immunisations,
            files.applicants,
            files.service,
            files.registrations,
        ]
        .map(|file| fs::read(file).expect("it was written"))
    };
    let first = bytes(1);
    assert!(first == bytes(1));
    assert!(first.iter().zip(bytes(2)).all(|(one, two)| *one != two));
}

#[test]
fn only_real_trusts_of_possible_sizes_are_made() {
    assert_eq!(Trust::new(1, "ZZZ", 50).err(), Some(Impossible::NoSuchTrust("ZZZ".into())));
    for size in [49, 30_001] {
        assert_eq!(Trust::new(1, "R0A", size).err(), Some(Impossible::Size(size)));
    }
    assert_eq!(
        pair(1, ("R0A", 50), ("R0A", 50), REFERENCE_DATE).err(),
        Some(Impossible::SameTrust)
    );
}

#[test]
fn names_are_as_various_as_promised() {
    let trust = trust(3_000);
    let names: BTreeSet<&str> = trust.people.iter().map(|p| p.last_name.as_str()).collect();
    let origins: BTreeSet<&str> = trust.people.iter().map(|p| p.origin).collect();
    assert!(names.len() >= 900, "{}", names.len());
    assert!(origins.len() >= 30);
    let with = |test: fn(&str) -> bool| trust.people.iter().filter(|p| test(&p.last_name)).count();
    assert!(with(|name| name.contains('\'')) >= 15);
    assert!(with(|name| !name.is_ascii()) >= 60);
    assert!(with(|name| name.contains('-')) >= 90);
    assert_eq!(trust.people_with(Trait::OneName).count(), 10);
    assert!(trust.people_with(Trait::OneName).all(|p| p.first_name.is_none()));
    assert_eq!(trust.people_with(Trait::SixtyCharacters).count(), 3);
    assert!(trust.people_with(Trait::SixtyCharacters).all(|p| p.last_name.chars().count() == 60));
    assert_eq!(trust.people_with(Trait::ChangedName).count(), 176);
    for person in trust.people_with(Trait::ChangedName) {
        assert!(person.previous_last_name.as_ref().is_some_and(|old| *old != person.last_name));
    }
}

#[test]
fn identities_overlap_as_promised_and_nowhere_else() {
    for size in [50, 3_000] {
        let trust = trust(size);
        let mut births: BTreeMap<_, Vec<_>> = BTreeMap::new();
        let mut numbers: BTreeMap<_, usize> = BTreeMap::new();
        for person in &trust.people {
            births.entry((&person.last_name, person.date_of_birth)).or_default().push(person);
            if let Some(number) = &person.ni_number {
                assert!(is_ni_number(number));
                *numbers.entry(number).or_default() += 1;
            }
        }
        let sharing: usize = births.values().map(Vec::len).filter(|count| *count > 1).sum();
        assert_eq!(sharing, trust.people_with(Trait::SharesBirthAndName).count());
        assert_eq!(sharing, (size / 100).max(2));
        for twins in births.values().filter(|same| same.iter().any(|p| p.is(Trait::Twin))) {
            assert_eq!(twins.len(), 2);
            assert_eq!(twins[0].address, twins[1].address);
            assert_ne!(twins[0].first_name, twins[1].first_name);
            assert_ne!(twins[0].ni_number, twins[1].ni_number);
        }
        let duplicate: usize = numbers.values().filter(|count| **count > 1).sum();
        let missing = trust.people.iter().filter(|p| p.ni_number.is_none()).count();
        assert_eq!(duplicate, trust.people_with(Trait::DuplicateNi).count());
        assert_eq!(missing, trust.people_with(Trait::MissingNi).count());
        assert_eq!(duplicate + missing, (size / 500).max(3));
    }
}

#[test]
fn work_is_distributed_as_in_the_nhs() {
    let trust = trust(3_000);
    for (group, share) in StaffGroup::SHARES {
        let count = trust.people.iter().filter(|p| trust.staff_group(p) == group).count();
        assert_eq!(count, 30 * share as usize, "{group:?}");
    }
    let mut grades: BTreeMap<&str, usize> = BTreeMap::new();
    for person in &trust.people {
        *grades.entry(trust.position(&person.posts[0]).grade.code).or_default() += 1;
    }
    for (code, least, most) in [
        ("XR02", 450, 720),
        ("XR03", 390, 600),
        ("XR04", 200, 420),
        ("XR05", 480, 720),
        ("XR06", 330, 540),
        ("XR07", 210, 420),
        ("XR08", 60, 180),
        ("XR09", 10, 70),
        ("XR10", 1, 30),
        ("XR11", 1, 20),
        ("XR12", 1, 10),
        ("YM72", 100, 150),
    ] {
        let count = grades.get(code).copied().unwrap_or_default();
        assert!((least..=most).contains(&count), "{code}: {count}");
    }
    assert_eq!(trust.people_with(Trait::TwoPosts).count(), 120);
    assert!(trust.people_with(Trait::TwoPosts).all(|p| p.posts.len() == 2));
    assert_eq!(trust.people_with(Trait::BreakInService).count(), 150);
    for person in trust.people_with(Trait::BreakInService) {
        let end = person.past_posts[0].to.expect("it ended");
        assert!((person.hired - end).num_days() >= 60);
    }
    for person in &trust.people {
        let age = REFERENCE_DATE.years_since(person.date_of_birth).unwrap_or_default();
        assert!((18..=80).contains(&age));
        assert!(person.hired <= REFERENCE_DATE);
        assert!(person.nhs_start <= person.continuous_12_months);
        assert!(person.continuous_12_months <= person.continuous_3_months);
        assert!(person.continuous_3_months <= person.hired);
        assert!(person.nhs_start.year() >= person.date_of_birth.year() + 18);
    }
    let led = trust.people.iter().filter(|p| p.posts[0].supervisor.is_some()).count();
    assert!((2_900..3_000).contains(&led), "{led}");
}

#[test]
fn positions_hang_in_a_tree_with_cost_centres_and_vacancies() {
    let structure = trust(3_000).structure;
    let top: Vec<_> = structure.organisations.iter().filter(|o| o.parent.is_none()).collect();
    assert_eq!(top.len(), 1);
    let centres: BTreeSet<_> = structure.organisations.iter().map(|o| &o.cost_centre).collect();
    assert_eq!(centres.len(), structure.organisations.len());
    let kinds: BTreeSet<_> = structure.organisations.iter().map(|o| o.kind).collect();
    assert_eq!(
        kinds.into_iter().collect::<Vec<_>>(),
        ["Department", "Directorate", "Division", "Trust"]
    );
    let funded: u64 = structure.positions.iter().map(|p| p.funded).sum();
    let in_post: u64 = structure.positions.iter().map(|p| p.in_post).sum();
    let rate = 100.0 - in_post as f64 * 100.0 / funded as f64;
    assert!((5.0..10.0).contains(&rate), "{rate} % vacant");
    assert!(structure.positions.iter().any(|p| p.in_post == 0));
    assert!(structure.positions.iter().any(|p| p.in_post > p.funded), "some are over-established");
    assert!(structure.positions.iter().any(|p| p.epp));
    assert!(structure.positions.iter().any(|p| p.training_post.is_some()));
}

#[test]
fn each_employee_makes_about_33_records() {
    let trust = trust(3_000);
    let per_head = |count: usize| count as f64 / 3_000.0;
    let competences = per_head(trust.people.iter().map(|p| p.competences.len()).sum());
    assert!((20.5..23.5).contains(&competences), "{competences} competences");
    let service = per_head(trust.people.iter().map(|p| p.service.len()).sum());
    assert!((1.3..1.7).contains(&service), "{service} periods elsewhere");
    let records = per_head(trust.records());
    assert!((31.5..34.5).contains(&records), "{records} records");
}

#[test]
fn competences_expire_lapse_and_are_missing() {
    let trust = trust(3_000);
    let (mut held, mut lapsed, mut missing) = (0, 0, 0);
    let mut titles = BTreeSet::new();
    for person in &trust.people {
        let mut latest: BTreeMap<&str, Option<NaiveDate>> = BTreeMap::new();
        for award in person.competences.iter().filter(|a| a.competence.starts_with("NHS|")) {
            latest.insert(&award.competence, award.expires_on);
            titles.insert(&award.competence);
        }
        missing += CSTF_SUBJECTS - latest.len();
        let out = latest.values().filter(|expires| **expires <= Some(REFERENCE_DATE)).count();
        lapsed += out;
        held += latest.len() - out;
    }
    let all = (3_000 * CSTF_SUBJECTS) as f64 / 100.0;
    assert_eq!(CSTF_SUBJECTS, 11);
    assert!(titles.len() >= 16);
    assert!((80.0..95.0).contains(&(f64::from(held as u32) / all)), "{held} in date");
    assert!((3.0..12.0).contains(&(f64::from(lapsed as u32) / all)), "{lapsed} lapsed");
    assert!((2.0..8.0).contains(&(missing as f64 / all)), "{missing} missing");
}

#[test]
fn immunisations_have_gaps() {
    let trust = trust(3_000);
    let mut statuses: BTreeMap<&str, usize> = BTreeMap::new();
    for person in &trust.people {
        let clinical = trust.position(&person.posts[0]).role().clinical;
        assert!(clinical || person.immunisations.is_empty());
        for line in &person.immunisations {
            *statuses.entry(line.status).or_default() += 1;
            assert!(line.given_on <= REFERENCE_DATE && line.given_on > person.date_of_birth);
        }
    }
    assert!(statuses.len() == 4 && statuses.values().all(|count| *count >= 20), "{statuses:?}");
    let clinical = || trust.people.iter().filter(|p| trust.position(&p.posts[0]).role().clinical);
    let doses = |p: &&muster_testkit::trust::Person| {
        p.immunisations.iter().filter(|l| l.disease == "HEPB" && l.status == "given").count()
    };
    assert!(clinical().filter(|p| doses(p) == 0).count() >= 50);
    assert!(clinical().filter(|p| (1..3).contains(&doses(p))).count() >= 50);
    assert!(clinical().filter(|p| doses(p) >= 3).count() >= 1_000);
    let results: BTreeSet<&str> = clinical()
        .flat_map(|p| &p.immunisations)
        .filter(|l| l.vaccine == "anti-HBs")
        .map(|l| l.result.as_str())
        .collect();
    assert!(results.contains("<10 IU/L") && results.contains(">1000 IU/L"));
}

#[test]
fn a_pair_shares_people_in_every_way_a_search_can_end() {
    for sizes in [(50, 50), (400, 3_000)] {
        let pair = pair(3, ("R0A", sizes.0), ("R1C", sizes.1), REFERENCE_DATE).expect("two trusts");
        let found = |case: Case| {
            let applicant = pair.applicant(case);
            let with_number = pair
                .source
                .people
                .iter()
                .filter(|p| p.ni_number.is_some() && p.ni_number == applicant.ni_number)
                .count();
            let with_birth = pair
                .source
                .people
                .iter()
                .filter(|p| p.last_name == applicant.last_name)
                .filter(|p| p.date_of_birth == applicant.date_of_birth)
                .count();
            (with_number, with_birth)
        };
        assert_eq!(found(Case::FullMatch), (1, 1));
        assert_eq!(found(Case::NameChanged), (1, 0));
        assert_eq!(found(Case::DuplicateNi), (2, 1));
        assert_eq!(found(Case::MissingNi), (0, 1));
        assert_eq!(found(Case::Twin), (1, 2));
        assert_eq!(found(Case::Unknown), (0, 0));
        for applicant in &pair.asking.applicants {
            assert!(applicant.ni_number.as_deref().is_some_and(is_ni_number));
            assert_eq!(pair.at_source(applicant).is_none(), applicant.case == Case::Unknown);
            if let Some(person) = pair.at_source(applicant) {
                assert_eq!(person.date_of_birth, applicant.date_of_birth);
            }
        }
        let directory = tempfile::tempdir().expect("a directory");
        let files = pair.asking.write(directory.path()).expect("written");
        load(&pair.asking, &files);
    }
}

#[test]
fn two_trusts_share_no_number_by_chance() {
    let (one, two) = (trust(3_000), Trust::new(7, "R0B", 3_000).expect("a real trust"));
    let numbers = |trust: &Trust| -> BTreeSet<String> {
        let people = trust.people.iter();
        people
            .flat_map(|p| {
                let registration = p.registration.iter().map(|held| held.number.clone());
                p.ni_number.clone().into_iter().chain(registration)
            })
            .chain(trust.people.iter().map(|p| p.person_id.to_string()))
            .collect()
    };
    assert!(numbers(&one).is_disjoint(&numbers(&two)));
}

/// The largest trust: made, written and read, with the times said (`--nocapture`).
#[test]
fn thirty_thousand_employees_are_made_and_taken() {
    let directory = tempfile::tempdir().expect("a directory");
    let started = Instant::now();
    let trust = trust(30_000);
    let made = started.elapsed();
    let files = trust.write(directory.path()).expect("written");
    let written = started.elapsed();
    let name = trust.file_name();
    let file = File::open(&files.generic_outbound).expect("it was written");
    let read = generic_outbound::load(&name, file).expect("no fault");
    let parsed = started.elapsed();
    load(&trust, &files);
    println!(
        "30,000 employees, {} records: made {made:?}, written {:?}, Generic Outbound read {:?}, \
         all files read {:?}",
        trust.records(),
        written - made,
        parsed - written,
        started.elapsed() - parsed,
    );
    assert_eq!(read.people.len(), 30_000);
}

/// Every third line of a generated file, broken in one of six ways: the fault names that line, and
/// nothing of the file is handed over.
#[test]
fn a_broken_line_of_a_generated_file_is_named() {
    let directory = tempfile::tempdir().expect("a directory");
    let trust = trust(50);
    let files = trust.write(directory.path()).expect("written");
    let whole = fs::read(&files.generic_outbound).expect("it was written");
    let lines: Vec<&[u8]> = whole.split(|byte| *byte == b'\n').collect();
    let count = lines.len() - 1;
    for at in (1..count - 1).step_by(3) {
        let line = lines[at];
        let after = line.iter().position(|byte| *byte == b'~').expect("columns") + 1;
        let broken: Vec<u8> = match at / 3 % 6 {
            0 => line.iter().copied().chain([b'~']).collect(),
            1 => line[..after - 1].to_vec(),
            2 => line.iter().copied().chain([0xE9]).collect(),
            3 => [&line[..after], b"x", &line[after..]].concat(),
            4 => [b"Q".as_slice(), &line[1..]].concat(),
            _ => line.iter().copied().chain([0]).collect(),
        };
        let mut file = lines.clone();
        file[at] = &broken;
        let faults = generic_outbound::load(&trust.file_name(), file.join(&b'\n').as_slice())
            .expect_err("a line is broken");
        assert!(faults.items.iter().any(|fault| fault.line == at as u64 + 1), "{faults}");
    }
}

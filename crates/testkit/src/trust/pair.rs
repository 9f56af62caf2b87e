//! Two trusts that share people: employees of one are applicants of the other, in every way in
//! which a search at the source can end.

use chrono::{Datelike, NaiveDate, Weekday};

use super::chance::Chance;
use super::name;
use super::numbers::Numbers;
use super::origin::origins;
use super::{Applicant, AtSource, Case, Impossible, Person, Trait, Trust};

/// Two trusts that share people.
pub struct Pair {
    /// Where they applied.
    pub asking: Trust,
    /// Where they work.
    pub source: Trust,
}

impl Pair {
    /// The applicants whose search ends in this way.
    pub fn applicants(&self, case: Case) -> impl Iterator<Item = &Applicant> {
        self.asking.applicants.iter().filter(move |applicant| applicant.case == case)
    }

    /// The first of them: every pair has one of each.
    pub fn applicant(&self, case: Case) -> &Applicant {
        self.applicants(case).next().expect("every pair has somebody of each case")
    }

    /// Who an applicant is at the source.
    pub fn at_source(&self, applicant: &Applicant) -> Option<&Person> {
        let known = applicant.at_source.as_ref()?;
        self.source.employee(&known.employee_number)
    }

    /// So many people of the source whom the other trust takes as resident doctors in August, when
    /// they all change places.
    pub fn starters(&self, many: usize) -> Vec<Applicant> {
        let doctors = ["Foundation Doctor", "Specialty Registrar"];
        let year = self.asking.on.year() + 1;
        let august = NaiveDate::from_weekday_of_month_opt(year, 8, Weekday::Wed, 1);
        let mut starters = self.taken(self.stayers().take(many), |job| doctors.contains(&job));
        for starter in &mut starters {
            starter.title = "Dr";
            starter.post_title = "Resident Doctor".to_owned();
            starter.start_on = august.unwrap_or(starter.start_on);
        }
        starters
    }

    /// A consultant of the source whom the other trust takes as one.
    pub fn consultant(&self) -> Option<Applicant> {
        let is_one = |job: &str| job == "Consultant";
        let positions = &self.source.structure.positions;
        let them = self.stayers().filter(|person| {
            let post = person.posts.first().map(|post| &positions[post.position]);
            post.is_some_and(|post| is_one(post.role().job))
                && person.ni_number.is_some()
                && !person.immunisations.is_empty()
        });
        self.taken(them.take(1), is_one).pop()
    }

    /// Those of the source about whom nothing is special and who have not applied.
    fn stayers(&self) -> impl Iterator<Item = &Person> {
        self.source.people.iter().filter(|person| {
            let applied = |applicant: &Applicant| {
                applicant.at_source.as_ref().map(|it| &it.employee_number)
                    == Some(&person.employee_number)
            };
            person.traits.is_empty() && !self.asking.applicants.iter().any(applied)
        })
    }

    /// Them as applicants with an offer of one of these jobs, who are on no list yet.
    fn taken<'a>(
        &self,
        people: impl Iterator<Item = &'a Person>,
        jobs: impl Fn(&str) -> bool,
    ) -> Vec<Applicant> {
        let mut chance = Chance::new(0, 2_000 + self.source.employer.index);
        people
            .enumerate()
            .map(|(n, person)| {
                let applicant = person.applies();
                let mut taken = applicant.offered_as(&mut chance, &self.asking, n, &jobs);
                taken.applicant_number = format!("T-{n:03}");
                taken.case = Case::FullMatch;
                taken.ni_number = person.ni_number.clone();
                taken
            })
            .collect()
    }
}

/// Two trusts by ODS code and size, on one date: `asking` has offers accepted by one in a hundred
/// of the people of `source` (3 to 50), and by a few of each special kind.
pub fn pair(
    seed: u64,
    asking: (&str, usize),
    source: (&str, usize),
    on: NaiveDate,
) -> Result<Pair, Impossible> {
    if asking.0 == source.0 {
        return Err(Impossible::SameTrust);
    }
    let source = Trust::as_of(on, seed, source.0, source.1)?;
    let mut asking = Trust::as_of(on, seed, asking.0, asking.1)?;
    let mut chance = Chance::new(seed, 1_000 + source.employer.index);
    // A number that a recruiter types for somebody without one is nobody's at the source.
    let mut numbers = Numbers::new(&asking.employer);

    let many = (source.people.len() / 100).clamp(3, 50);
    let few = (many / 5).max(1);
    let mut plain: Vec<&Person> =
        source.people.iter().filter(|person| person.traits.is_empty()).collect();
    chance.shuffle(&mut plain);
    let mut plain = plain.into_iter();
    let mut movers: Vec<(Case, &Person)> = Vec::new();
    movers.extend(plain.by_ref().take(many).map(|person| (Case::FullMatch, person)));
    movers.extend(plain.take(few).map(|person| (Case::NameChanged, person)));
    for (case, what) in [
        (Case::DuplicateNi, Trait::DuplicateNi),
        (Case::MissingNi, Trait::MissingNi),
        (Case::Twin, Trait::Twin),
    ] {
        movers.extend(one_of_each(&source, what).take(few).map(|person| (case, person)));
    }
    for (case, person) in movers {
        let number = asking.applicants.len() + 1;
        let mut applicant = person.applies().offered(&mut chance, &asking, number);
        applicant.case = case;
        applicant.at_source = Some(AtSource {
            ods_code: source.employer.ods_code,
            employee_number: person.employee_number.clone(),
        });
        applicant.ni_number = person.ni_number.clone();
        if case == Case::MissingNi {
            applicant.ni_number = Some(unheld(&mut numbers, &mut chance, &asking));
        }
        if case == Case::NameChanged {
            let origin = origins().iter().find(|origin| origin.name == person.origin);
            let origin = origin.expect("everybody has an origin of the list");
            while applicant.last_name == person.last_name {
                applicant.last_name = name::last(&mut chance, origin);
            }
        }
        asking.applicants.push(applicant);
    }
    Ok(Pair { asking, source })
}

/// One of any two who share a number or a birth, so that no two of them apply.
fn one_of_each(source: &Trust, what: Trait) -> impl Iterator<Item = &Person> {
    let mut seen: Vec<(Option<&str>, &str, NaiveDate)> = Vec::new();
    source.people_with(what).filter(move |person| {
        let ni = person.ni_number.as_deref().filter(|_| what == Trait::DuplicateNi);
        let key = match ni {
            Some(ni) => (Some(ni), "", NaiveDate::MIN),
            None => (None, person.last_name.as_str(), person.date_of_birth),
        };
        let new = !seen.contains(&key);
        seen.push(key);
        new
    })
}

/// A number of the asking trust's share that nobody there has.
fn unheld(numbers: &mut Numbers, chance: &mut Chance, asking: &Trust) -> String {
    loop {
        let number = numbers.ni(chance);
        let held = asking.people.iter().map(|person| &person.ni_number);
        let typed = asking.applicants.iter().map(|applicant| &applicant.ni_number);
        if !held.chain(typed).any(|held| held.as_deref() == Some(number.as_str())) {
            return number;
        }
    }
}

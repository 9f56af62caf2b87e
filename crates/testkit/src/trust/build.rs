//! Makes a trust: its structure, then its people, then what is special about some of them, then
//! their work and all that follows from it.

use std::collections::{BTreeMap, HashSet};

use chrono::NaiveDate;

use super::Trust;
use super::chance::{Chance, quotas, shift};
use super::employer::Employer;
use super::name::{self, Form};
use super::numbers::Numbers;
use super::origin::{Origin, origins};
use super::person::{Person, Trait};
use super::place_names::town;
use super::post::{self, Post};
use super::staff::{ROLES, StaffGroup, roles_of};
use super::structure::Structure;
use super::{earlier, immunisation, learning, registration};

/// Who is special: disjoint, so that each is special in one way only.
struct Special {
    sharing: Vec<usize>,
    duplicates: Vec<usize>,
    missing: Vec<usize>,
    one_name: Vec<usize>,
    sixty: Vec<usize>,
    changed: Vec<usize>,
    two_posts: Vec<usize>,
    breaks: Vec<usize>,
}

impl Special {
    fn draw(chance: &mut Chance, people: usize) -> Self {
        let mut order: Vec<usize> = (0..people).collect();
        chance.shuffle(&mut order);
        let mut take = |count: usize| order.split_off(order.len() - count);
        // 0.2 % have no number or somebody else's; of each there is one even in the smallest.
        let doubtful = (people / 500).max(3);
        let missing = (doubtful / 3).max(1);
        Self {
            sharing: take((people / 200).max(1) * 2),
            duplicates: take((doubtful - missing) / 2 * 2),
            missing: take(missing),
            one_name: take((people / 300).max(1)),
            sixty: take((people / 1_000).max(1)),
            changed: take((people / 17).max(2)),
            two_posts: take((people / 25).max(2)),
            breaks: take((people / 20).max(2)),
        }
    }
}

pub(super) fn build(employer: Employer, on: NaiveDate, seed: u64, employees: usize) -> Trust {
    let mut chance = Chance::new(seed, employer.index + 1);
    let mut numbers = Numbers::new(&employer);
    let structure = Structure::new(&mut chance, &employer, employees);
    let special = Special::draw(&mut chance, employees);
    let people = people(&mut chance, &mut numbers, &employer, on, employees, &special);
    let mut trust = Trust { employer, on, structure, people, applicants: Vec::new() };

    let roles = roles(&mut chance, employees);
    for (at, role) in roles.into_iter().enumerate() {
        work(&mut chance, &mut trust, at, role, &special);
    }
    share(&mut chance, &mut trust.people, &special);
    keep_apart(&mut chance, &mut trust.people, &special.sharing);
    for person in &mut trust.people {
        follow(&mut chance, &mut numbers, &trust.structure, &employer, on, person);
    }
    trust.structure.fund(&mut chance);
    supervise(&mut chance, &mut trust);

    for number in 0..(employees / 50).max(5) {
        let home = (on, town(employer.index + 5));
        let stranger = Person::new(&mut chance, &mut numbers, home, Form::Usual);
        let mut applicant = stranger.applies().offered(&mut chance, &trust, number + 1);
        applicant.ni_number = stranger.ni_number;
        trust.applicants.push(applicant);
    }
    trust
}

/// The role of each, in the proportions of the NHS.
fn roles(chance: &mut Chance, people: usize) -> Vec<usize> {
    let mut all = Vec::with_capacity(people);
    let shares = StaffGroup::SHARES.map(|(_, share)| share);
    for ((group, _), count) in StaffGroup::SHARES.into_iter().zip(quotas(people, &shares)) {
        let roles = roles_of(group);
        let weights: Vec<u32> = roles.iter().map(|role| ROLES[*role].weight).collect();
        for (role, count) in roles.into_iter().zip(quotas(count, &weights)) {
            all.extend(std::iter::repeat_n(role, count));
        }
    }
    chance.shuffle(&mut all);
    all
}

fn people(
    chance: &mut Chance,
    numbers: &mut Numbers,
    employer: &Employer,
    on: NaiveDate,
    count: usize,
    special: &Special,
) -> Vec<Person> {
    let home = (on, town(employer.index));
    let forms: BTreeMap<usize, Form> = special
        .one_name
        .iter()
        .map(|at| (*at, Form::OneWord))
        .chain(special.sixty.iter().map(|at| (*at, Form::Sixty)))
        .collect();
    // Each trust has its own range of employee numbers.
    let mut number = 10_000_000 + employer.index as i64 * 300_000;
    (0..count)
        .map(|at| {
            let form = forms.get(&at).copied().unwrap_or(Form::Usual);
            let mut person = Person::new(chance, numbers, home, form);
            match form {
                Form::OneWord => person.traits.push(Trait::OneName),
                Form::Sixty => person.traits.push(Trait::SixtyCharacters),
                Form::Usual => {}
            }
            number += chance.between(1, 9);
            person.employee_number = number.to_string();
            person.email =
                format!("{number}@{}.nhs.example", employer.ods_code.to_ascii_lowercase());
            person
        })
        .collect()
}

/// Hires somebody into a role, old enough for it.
fn work(chance: &mut Chance, trust: &mut Trust, at: usize, role: usize, special: &Special) {
    let on = trust.on;
    let position = trust.structure.place(chance, role);
    let grade = trust.structure.positions[position].grade;
    let person = &mut trust.people[at];
    person.person_id = trust.structure.person_base() + at as u64;
    let came_back = special.breaks.contains(&at);
    let senior = grade.rank >= 70 || came_back;
    if senior && (on - person.date_of_birth).num_days() < 31 * 365 {
        person.date_of_birth = shift(person.date_of_birth, -4_745);
    }
    if ROLES[role].registration == Some("GMC") {
        person.title = "Dr";
    }
    let longest = if grade.code.starts_with("YT") { 900 } else { 16_000 };
    let tenure = chance.tenure().min(longest).max(3);
    person.hired = shift(on, -if came_back { tenure.min(2_000) } else { tenure });
    person.hired = person.hired.max(person.of_age());

    let mut hours = post::hours(chance, grade);
    let doubled = special.two_posts.contains(&at);
    if doubled {
        hours = hours.min(3_000);
    }
    let span = (person.hired, on);
    person.posts.push(Post::new(chance, (position, grade), hours, span));
    if doubled {
        person.traits.push(Trait::TwoPosts);
        let second = trust.structure.place(chance, role);
        let grade = trust.structure.positions[second].grade;
        person.posts.push(Post::new(chance, (second, grade), 750, span));
    }
    if came_back {
        person.traits.push(Trait::BreakInService);
        let to = shift(person.hired, -chance.between(60, 900));
        let from = shift(to, -chance.between(300, 1_500));
        let mut past = Post::new(chance, (position, grade), hours, (from, to));
        past.to = Some(to);
        (past.system_status, past.user_status) = ("TERM_ASSIGN", "Terminate");
        past.contract_end = None;
        person.past_posts.push(past);
    }
    let base = person.person_id + 1_000_000 + at as u64 * 3;
    let employee_number = person.employee_number.clone();
    for (post, which) in person.posts.iter_mut().chain(&mut person.past_posts).zip(1..) {
        post.assignment_id = base + which;
        post.number = match which {
            1 => employee_number.clone(),
            which => format!("{employee_number}-{which}"),
        };
    }
    for post in &person.posts {
        trust.structure.positions[post.position].in_post += post.fte();
    }
}

/// Numbers and names that people share or lack, or had before.
fn share(chance: &mut Chance, people: &mut [Person], special: &Special) {
    let pairs = special.sharing.len() / 2;
    for (at, pair) in special.sharing.chunks_exact(2).enumerate() {
        let first = people[pair[0]].clone();
        let second = &mut people[pair[1]];
        let origin = origin_of(&first);
        second.last_name.clone_from(&first.last_name);
        second.date_of_birth = first.date_of_birth;
        second.origin = first.origin;
        while second.first_name.is_none() || second.first_name == first.first_name {
            let given = name::given(origin, second.female);
            second.first_name = Some(chance.pick(given).to_owned());
        }
        second.hired = second.hired.max(second.of_age());
        for post in &mut second.posts {
            post.from = post.from.max(second.hired);
            post.in_grade_since = post.in_grade_since.max(second.hired);
        }
        if at < (pairs / 5).max(1) {
            second.address = first.address.clone();
            second.home_phone.clone_from(&first.home_phone);
            second.ethnic_category = first.ethnic_category;
            second.country_of_birth = first.country_of_birth;
            second.nationality = first.nationality;
            people[pair[0]].traits.push(Trait::Twin);
            people[pair[1]].traits.push(Trait::Twin);
        }
        people[pair[0]].traits.push(Trait::SharesBirthAndName);
        people[pair[1]].traits.push(Trait::SharesBirthAndName);
    }
    for pair in special.duplicates.chunks_exact(2) {
        people[pair[1]].ni_number = people[pair[0]].ni_number.clone();
        people[pair[0]].traits.push(Trait::DuplicateNi);
        people[pair[1]].traits.push(Trait::DuplicateNi);
    }
    for at in &special.missing {
        people[*at].ni_number = None;
        people[*at].traits.push(Trait::MissingNi);
    }
    for at in &special.changed {
        let origin = origin_of(&people[*at]);
        people[*at].rename(chance, origin);
    }
}

fn origin_of(person: &Person) -> &'static Origin {
    let known = origins().iter().find(|origin| origin.name == person.origin);
    known.expect("everybody has an origin of the list")
}

/// Nobody else shares date of birth and last name by chance.
fn keep_apart(chance: &mut Chance, people: &mut [Person], sharing: &[usize]) {
    let key = |person: &Person| (person.last_name.clone(), person.date_of_birth);
    let mut taken: HashSet<_> = sharing.iter().map(|at| key(&people[*at])).collect();
    for (at, person) in people.iter_mut().enumerate() {
        if sharing.contains(&at) {
            continue;
        }
        while !taken.insert(key(person)) {
            person.date_of_birth = shift(person.date_of_birth, -chance.between(1, 300));
        }
    }
}

/// Service, registration, competences and immunisations follow from birth, hire and role.
fn follow(
    chance: &mut Chance,
    numbers: &mut Numbers,
    structure: &Structure,
    employer: &Employer,
    on: NaiveDate,
    person: &mut Person,
) {
    let role = structure.positions[person.posts[0].position].role();
    let first = person.past_posts.first().map_or(person.hired, |post| post.from);
    earlier::before(chance, employer, person, first);
    person.registration = role
        .registration
        .map(|letters| registration::registration(chance, numbers, letters, person.of_age(), on));
    person.competences = learning::awards(chance, &employer.vpd(), role.clinical, person.hired, on);
    if role.clinical {
        person.immunisations =
            immunisation::chart(chance, person.date_of_birth, person.nhs_start, on);
    }
}

/// The highest in an organisation and below it leads it; doctors follow doctors where there are
/// any. One in a hundred has nobody, as records have it.
fn supervise(chance: &mut Chance, trust: &mut Trust) {
    let mut heads: BTreeMap<(usize, bool), (u32, usize)> = BTreeMap::new();
    let place = |trust: &Trust, at: usize| {
        let position = trust.position(&trust.people[at].posts[0]);
        let doctor = position.role().group == StaffGroup::MedicalAndDental;
        (position.organisation, doctor, position.grade.rank)
    };
    for at in 0..trust.people.len() {
        let (organisation, doctor, rank) = place(trust, at);
        for above in trust.structure.upwards(organisation) {
            let head = heads.entry((above, doctor)).or_insert((rank, at));
            if head.0 < rank {
                *head = (rank, at);
            }
        }
    }
    for at in 0..trust.people.len() {
        let (organisation, doctor, _) = place(trust, at);
        let mut chain = trust.structure.upwards(organisation).filter_map(|above| {
            let own = heads.get(&(above, doctor)).or_else(|| heads.get(&(above, !doctor)));
            own.map(|(_, head)| *head).filter(|head| *head != at)
        });
        let supervisor = chain.next().filter(|_| !chance.per_mille(10));
        drop(chain);
        for post in &mut trust.people[at].posts {
            post.supervisor = supervisor;
        }
    }
}

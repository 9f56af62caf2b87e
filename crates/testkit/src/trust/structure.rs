//! The trust's structure: sites, the tree of organisations down to the ward with their cost centres,
//! and positions with funded FTE.

use std::collections::BTreeMap;

use super::chance::{Chance, quotas};
use super::employer::Employer;
use super::place_names::{Town, town};
use super::staff::{Grade, ROLES, Role, StaffGroup};

/// What kind of department it is: this decides who works there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    Ward,
    Theatre,
    Emergency,
    Outpatients,
    Maternity,
    Community,
    Therapies,
    Imaging,
    Laboratory,
    Pharmacy,
    Psychology,
    Corporate,
    Estates,
}

/// Kind, division, directorate, share of a hundred departments, names.
const DEPARTMENTS: &[(Place, &str, &str, u32, &[&str])] = &[
    (
        Place::Ward,
        "Medicine",
        "Inpatient Care",
        34,
        &[
            "Acute Medicine",
            "Cardiology",
            "Respiratory",
            "Gastroenterology",
            "Stroke",
            "Care of the Elderly",
            "Renal",
            "Haematology",
            "Oncology",
            "Neurology",
            "General Surgery",
            "Trauma and Orthopaedics",
            "Urology",
            "Vascular",
            "Paediatrics",
        ],
    ),
    (
        Place::Theatre,
        "Surgery",
        "Theatres and Anaesthetics",
        6,
        &["Main Theatres", "Day Surgery", "Endoscopy"],
    ),
    (
        Place::Emergency,
        "Medicine",
        "Emergency Care",
        4,
        &["Emergency Department", "Urgent Treatment"],
    ),
    (
        Place::Outpatients,
        "Surgery",
        "Outpatients",
        8,
        &["Outpatients", "Ophthalmology", "Dermatology", "Rheumatology"],
    ),
    (
        Place::Maternity,
        "Women and Children",
        "Maternity",
        5,
        &["Delivery Suite", "Antenatal Clinic", "Community Midwifery"],
    ),
    (
        Place::Community,
        "Community",
        "Adult Community Services",
        10,
        &["District Nursing", "Out of Hours Nursing", "Rehabilitation", "Continuing Care"],
    ),
    (
        Place::Therapies,
        "Clinical Support",
        "Therapies",
        5,
        &["Physiotherapy", "Occupational Therapy", "Speech and Language", "Dietetics"],
    ),
    (Place::Imaging, "Clinical Support", "Imaging", 4, &["Radiology", "CT and MRI", "Ultrasound"]),
    (
        Place::Laboratory,
        "Clinical Support",
        "Pathology",
        4,
        &["Blood Sciences", "Microbiology", "Cellular Pathology"],
    ),
    (Place::Pharmacy, "Clinical Support", "Pharmacy", 2, &["Dispensary", "Aseptic Services"]),
    (
        Place::Psychology,
        "Community",
        "Psychological Services",
        2,
        &["Adult Psychology", "Clinical Health Psychology"],
    ),
    (
        Place::Corporate,
        "Corporate",
        "Corporate Services",
        12,
        &["Finance", "Workforce", "Informatics", "Governance", "Communications", "Medical Records"],
    ),
    (
        Place::Estates,
        "Estates and Facilities",
        "Facilities",
        4,
        &["Domestic Services", "Portering", "Maintenance"],
    ),
];

/// A site.
pub struct Location {
    /// Its id.
    pub location_id: u64,
    /// Its name, which starts with the VPD.
    pub code: String,
    /// Its street.
    pub street: String,
    /// Its postcode.
    pub postcode: String,
    /// Its ODS site code.
    pub site_code: String,
    pub(super) town: &'static Town,
}

/// An organisation of the tree.
pub struct Organisation {
    /// Its id.
    pub organisation_id: u64,
    /// Its name, which starts with the VPD.
    pub name: String,
    /// Trust, Division, Directorate or Department.
    pub kind: &'static str,
    /// The index of the organisation above it.
    pub parent: Option<usize>,
    /// Its cost centre.
    pub cost_centre: String,
    /// The cost centre in words.
    pub title: String,
    pub(super) location: usize,
    /// What its positions are for.
    pub(super) area: &'static str,
}

/// A position.
pub struct Position {
    /// Its id.
    pub position_id: u64,
    /// Seven digits.
    pub number: String,
    /// Its title.
    pub title: String,
    /// Its pay scale.
    pub grade: Grade,
    /// The index of its organisation.
    pub organisation: usize,
    /// Funded FTE in 1/100,000.
    pub funded: u64,
    /// FTE in post in 1/100,000.
    pub in_post: u64,
    /// The number of a training post.
    pub training_post: Option<String>,
    pub(super) role: usize,
    /// Whether its holder does exposure-prone procedures.
    pub epp: bool,
}

impl Position {
    /// What it is for.
    pub fn role(&self) -> &'static Role {
        &ROLES[self.role]
    }

    /// `number|title|occupation code|area of work|`
    pub fn name(&self, area: &str) -> String {
        format!("{}|{}|{}|{area}|", self.number, self.title, self.role().occupation)
    }

    /// The ledger's subjective code: staff group and pay scale.
    pub fn subjective(&self) -> String {
        format!("{}{:03}", self.role().group as usize + 1, self.grade.rank)
    }
}

/// The structure of one trust.
pub struct Structure {
    /// Its sites.
    pub locations: Vec<Location>,
    /// Its organisations, each after the one above it.
    pub organisations: Vec<Organisation>,
    /// Its positions.
    pub positions: Vec<Position>,
    departments: BTreeMap<Place, Vec<usize>>,
    by_key: BTreeMap<(usize, usize, Grade), usize>,
    /// Every id of the trust starts with its VPD, so no two trusts share one.
    base: u64,
    /// The first position number: each trust has its own range.
    numbers: usize,
    vpd: String,
    ods: &'static str,
}

impl Structure {
    pub(super) fn new(chance: &mut Chance, employer: &Employer, employees: usize) -> Self {
        let vpd = employer.vpd();
        let base = (100 + employer.index) * 10_000_000;
        let mut structure = Self {
            locations: Vec::new(),
            organisations: Vec::new(),
            positions: Vec::new(),
            departments: BTreeMap::new(),
            by_key: BTreeMap::new(),
            base,
            numbers: 1_000_000 + employer.index as usize * 40_000,
            vpd,
            ods: employer.ods_code,
        };
        structure.sites(chance, employer, 1 + employees / 4_000);
        let top = structure.organisation(0, employer.name, "Trust", None, "Trust Management");
        let departments = (employees / 26).max(DEPARTMENTS.len());
        let shares: Vec<u32> = DEPARTMENTS.iter().map(|row| row.3).collect();
        let mut divisions: BTreeMap<&str, usize> = BTreeMap::new();
        for (row, count) in DEPARTMENTS.iter().zip(quotas(departments, &shares)) {
            let (place, division, directorate, _, names) = row;
            let above = *divisions.entry(division).or_insert_with(|| {
                structure.organisation(0, division, "Division", Some(top), division)
            });
            let mut directorate_at = above;
            for at in 0..count.max(1) {
                if at % 10 == 0 {
                    let title = match at / 10 {
                        0 => (*directorate).to_owned(),
                        more => format!("{directorate} {}", more + 1),
                    };
                    let site = chance.index(structure.locations.len());
                    directorate_at = structure.organisation(
                        site,
                        &title,
                        "Directorate",
                        Some(above),
                        directorate,
                    );
                }
                let name = names[at % names.len()];
                let title = match (place, at / names.len()) {
                    (Place::Ward, _) => format!("Ward {} {name}", at + 1),
                    (_, 0) => name.to_owned(),
                    (_, more) => format!("{name} {}", more + 1),
                };
                let site = chance.index(structure.locations.len());
                let department =
                    structure.organisation(site, &title, "Department", Some(directorate_at), name);
                structure.departments.entry(*place).or_default().push(department);
            }
        }
        structure
    }

    fn sites(&mut self, chance: &mut Chance, employer: &Employer, count: usize) {
        for at in 0..count as u64 {
            let town = town(employer.index + at * 3);
            self.locations.push(Location {
                location_id: self.base + 100 + at,
                code: format!("{} {:02} {} Site", self.vpd, at + 1, town.name),
                street: format!("{} Hospital Road", chance.between(1, 90)),
                postcode: town.postcode(chance),
                site_code: format!("{}{:02}", employer.ods_code, at + 1),
                town,
            });
        }
    }

    fn organisation(
        &mut self,
        location: usize,
        title: &str,
        kind: &'static str,
        parent: Option<usize>,
        area: &'static str,
    ) -> usize {
        let at = self.organisations.len();
        let level = match kind {
            "Trust" => "L1",
            "Division" => "L2",
            "Directorate" => "L3",
            _ => "L4",
        };
        let cost_centre = format!("{}{:05}", ['A', 'B', 'C', 'D'][at % 4], 10_000 + at);
        self.organisations.push(Organisation {
            organisation_id: self.base + 1_000 + at as u64,
            name: format!("{} {level} {cost_centre} {title}", self.vpd),
            kind,
            parent,
            cost_centre,
            title: title.to_owned(),
            location,
            area,
        });
        at
    }

    /// The position of a role in one of the places where it works.
    pub(super) fn place(&mut self, chance: &mut Chance, role: usize) -> usize {
        let place = chance.pick(ROLES[role].places);
        let organisation = chance.pick(&self.departments[&place]);
        let (grade, _) = *chance.weighted(ROLES[role].grades, |(_, share)| *share);
        self.position(chance, organisation, role, grade)
    }

    fn position(
        &mut self,
        chance: &mut Chance,
        organisation: usize,
        role: usize,
        grade: Grade,
    ) -> usize {
        if let Some(known) = self.by_key.get(&(organisation, role, grade)) {
            return *known;
        }
        let at = self.positions.len();
        let Role { job, group, epp, .. } = ROLES[role];
        let title = if grade.agenda_for_change() && group != StaffGroup::AdministrativeAndClerical {
            format!("{job} {}", grade.label.trim_start_matches("Review Body "))
        } else {
            job.to_owned()
        };
        let site = self.organisations[organisation].location;
        let training_post = matches!(grade.code, "YT01" | "YT03").then(|| {
            let office = chance.pick(&["NTH", "EOE", "LDN", "KSS", "YHD", "WMD"]);
            let scheme = if grade.code == "YT01" { "FY1" } else { "STR" };
            format!(
                "{office}/{}/{:03}/{scheme}/{:03}",
                self.locations[site].site_code,
                role,
                at % 1_000
            )
        });
        self.positions.push(Position {
            position_id: self.base + 100_000 + at as u64,
            number: (self.numbers + at).to_string(),
            title,
            grade,
            organisation,
            funded: 0,
            in_post: 0,
            training_post,
            role,
            epp: epp && self.surgical(organisation),
        });
        self.by_key.insert((organisation, role, grade), at);
        at
    }

    fn surgical(&self, organisation: usize) -> bool {
        [Place::Theatre, Place::Emergency, Place::Maternity]
            .iter()
            .any(|place| self.departments[place].contains(&organisation))
    }

    /// Funds each position by who is in it: most a little more, some exactly, some less; and adds
    /// positions that nobody holds. England has about one vacancy in thirteen.
    pub(super) fn fund(&mut self, chance: &mut Chance) {
        const TENTH: u64 = 10_000;
        for position in &mut self.positions {
            let margin = match chance.below(10) {
                0 => 0,
                1 => -chance.between(20, 60),
                _ => chance.between(0, 150),
            };
            let exact = position.in_post as i64 * (1_000 + margin) / 1_000;
            position.funded = (exact as u64).div_ceil(TENTH) * TENTH;
        }
        for _ in 0..(self.positions.len() / 20).max(1) {
            let role = chance.index(ROLES.len());
            let at = self.place(chance, role);
            if self.positions[at].in_post == 0 {
                self.positions[at].funded = 100_000;
            }
        }
    }

    /// The organisation and all above it.
    pub(super) fn upwards(&self, organisation: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(Some(organisation), |at| self.organisations[*at].parent)
    }

    /// The code of the trust.
    pub(super) fn ods(&self) -> &'static str {
        self.ods
    }

    /// The first id of the people, of whom there are at most some 60,000.
    pub(super) fn person_base(&self) -> u64 {
        self.base + 1_000_000
    }
}

//! Writes a trust as the files of the first load. The layouts are written out here a second time,
//! on purpose, apart from the readers: so each proves the other.

use std::fmt::{Display, Write as _};
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::{Applicant, Location, Organisation, Person, Position, Post, Trust};

/// Where the files are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// `GO_<VPD>_WFM_GOF_<date>_00000001.DAT`
    pub generic_outbound: PathBuf,
    /// `competences.csv`
    pub competences: PathBuf,
    /// `immunisations.csv`
    pub immunisations: PathBuf,
    /// `applicants.csv`
    pub applicants: PathBuf,
    /// `service.csv`
    pub service: PathBuf,
    /// `registrations.csv`
    pub registrations: PathBuf,
}

impl Trust {
    /// The name of its Generic Outbound file.
    pub fn file_name(&self) -> String {
        let (vpd, on) = (self.employer.vpd(), self.on.format("%Y%m%d"));
        format!("GO_{vpd}_WFM_GOF_{on}_00000001.DAT")
    }

    /// Writes all files into a directory, over those of the same name.
    pub fn write(&self, directory: &Path) -> io::Result<Written> {
        std::fs::create_dir_all(directory)?;
        let generic_outbound = directory.join(self.file_name());
        let mut out = Outbound::new(BufWriter::new(File::create(&generic_outbound)?), self.on);
        self.generic_outbound(&mut out)?;
        out.out.flush()?;
        Ok(Written {
            generic_outbound,
            competences: self.competences(directory.join("competences.csv"))?,
            immunisations: self.immunisations(directory.join("immunisations.csv"))?,
            applicants: write_applicants(&directory.join("applicants.csv"), &self.applicants)?,
            service: self.service(directory.join("service.csv"))?,
            registrations: self.registrations(directory.join("registrations.csv"))?,
        })
    }

    fn generic_outbound(&self, out: &mut Outbound) -> io::Result<()> {
        let (vpd, day) = (self.employer.vpd(), self.on.format("%Y%m%d"));
        let name = self.file_name();
        writeln!(out.out, "HDR~{name}~{day} 020000~{vpd}~00000000~00000001~01")?;
        for location in &self.structure.locations {
            location_row(out, location)?;
        }
        for organisation in &self.structure.organisations {
            self.organisation_row(out, organisation)?;
        }
        for position in &self.structure.positions {
            self.position_row(out, position)?;
        }
        for (at, person) in self.people.iter().enumerate() {
            self.person_row(out, person)?;
            for (post, which) in person.posts.iter().chain(&person.past_posts).zip(0..) {
                self.assignment_row(out, person, post, which == 0)?;
            }
            self.contact_rows(out, person)?;
            for (post, which) in person.posts.iter().zip(1..) {
                let id = person.person_id + 5_000_000 + at as u64 * 3 + which;
                self.costing_row(out, person, post, id)?;
            }
            if person.person_id % 29 == 0 {
                vehicle_row(out, person)?;
            }
        }
        writeln!(out.out, "TRL~{}", out.count)
    }

    fn organisation_row(&self, out: &mut Outbound, o: &Organisation) -> io::Result<()> {
        let parent = o.parent.map(|at| self.structure.organisations[at].organisation_id);
        let top = parent.is_none();
        let row = out.row("ORA").value(o.organisation_id).value(&o.name).value(o.kind);
        let row = row.value("20200401").blank(1).value(1).value("20200401").blank(1);
        let row = row.value(&o.cost_centre).optional(parent);
        let row = row.optional(top.then_some(self.structure.ods()));
        let row = row.value(self.structure.locations[o.location].location_id);
        row.updated().value(&o.title).end()
    }

    fn position_row(&self, out: &mut Outbound, p: &Position) -> io::Result<()> {
        let organisation = &self.structure.organisations[p.organisation];
        let role = p.role();
        let site = &self.structure.locations[organisation.location].site_code;
        let row = out.row("POA").value(p.position_id).value("20200401").blank(1);
        let row = row.value(&p.number).value(p.name(organisation.area));
        let row = row.value(units(p.funded)).value(p.subjective()).value(role.group.name());
        let row = row.value(role.job).value(role.occupation).value(p.grade.full()).blank(1);
        let row = row.value(yes_no(role.clinical)).value(organisation.organisation_id);
        let row = row.value("Active").value("NONE").value(yes_no(role.clinical));
        let row = row.value(yes_no(p.epp)).optional(p.training_post.as_deref());
        let office = p.training_post.as_ref().and_then(|post| post.split('/').next());
        let row = row.optional(office).value(site).updated();
        row.value(format!("{} {}", role.group.name(), p.grade.label)).end()
    }

    fn person_row(&self, out: &mut Outbound, p: &Person) -> io::Result<()> {
        let last = p.service.first();
        let row = out.row("PRA").value(p.person_id).date(p.hired).blank(1);
        let row = row.value(&p.employee_number).value(p.title).value(&p.last_name);
        let row = row.optional(p.first_name.as_ref()).optional(p.middle_name.as_ref());
        let maiden = p.previous_last_name.as_ref().filter(|_| p.female);
        let row = row.optional(maiden).optional(p.preferred_name.as_ref());
        let row = row.optional(p.previous_last_name.as_ref());
        let row = row.value(if p.female { "F" } else { "M" }).date(p.date_of_birth);
        let row = row.optional(p.ni_number.as_ref()).value(p.person_id).date(p.hired).blank(2);
        let row = row.value(p.posts[0].category).value("No").blank(1).value(p.ethnic_category);
        let row = row.value(p.marital_status).value(p.country_of_birth);
        let row = row.optional(last.map(|service| service.employer.name));
        let row = row.optional(last.map(|_| "NHS Organisation"));
        let row = row.date(p.continuous_3_months).date(p.continuous_12_months).blank(4);
        let row = row.value("EMP").value("Employee").value(&p.email).date(p.nhs_start).blank(1);
        row.updated().value(p.disability).blank(1).value(p.nationality).blank(2).end()
    }

    fn assignment_row(
        &self,
        out: &mut Outbound,
        person: &Person,
        post: &Post,
        primary: bool,
    ) -> io::Result<()> {
        let position = self.position(post);
        let organisation = &self.structure.organisations[position.organisation];
        let head = post.supervisor.map(|at| &self.people[at]);
        let role = position.role();
        let weekly = if post.hours == post.full_time { "Full Time" } else { "Part Time" };
        let row = out.row("ASA").value(person.person_id).value(post.assignment_id);
        let row = row.date(post.from).optional(post.to.map(day)).date(post.from).value("E");
        let row = row.value(&post.number).value(post.system_status).value(post.user_status);
        let row = row.value(post.category).value(format!("{} Monthly", self.employer.vpd()));
        let row = row.value("Calendar Month");
        let row = row.value(self.structure.locations[organisation.location].location_id);
        let row = row.value(yes_no(position.grade.rank >= 70));
        let row = row.optional(head.map(|head| head.person_id));
        let row = row.optional(head.map(|head| head.posts[0].assignment_id));
        let row = row.optional(head.map(|head| head.posts[0].number.as_str()));
        let row = row.optional(head.map(|head| head.person_id));
        let row = row.value(weekly).value(post.category).value(yes_no(primary));
        let row = row.value(hundredths(post.hours)).value("W").value(hundredths(post.full_time));
        let row = row.value(units(post.fte())).blank(1).value(organisation.organisation_id);
        let row = row.value(position.position_id).value(position.name(organisation.area));
        let row = row.value(position.grade.full()).value(post.step).date(post.in_grade_since);
        let row = row.value(format!("{}.00", post.salary));
        let row = row.value(format!("{}|{}", role.group.name(), role.job)).blank(2).value("No");
        let row = row.blank(2).optional(post.contract_end.map(day)).blank(2);
        let row = row.value(yes_no(position.grade.agenda_for_change())).updated();
        let row = row.optional(post.to.map(day)).blank(1).value(yes_no(position.grade.rank >= 80));
        row.optional(post.to.map(day)).blank(1).end()
    }

    fn contact_rows(&self, out: &mut Outbound, p: &Person) -> io::Result<()> {
        let row = out.row("ADA").value(p.person_id).value(p.person_id + 3_000_000).value("Home");
        let row = row.date(p.hired).blank(1).value(&p.address.street).blank(2);
        let row = row.value(p.address.town.name).value(p.address.town.county);
        row.value(&p.address.postcode).value("GB").value("Yes").updated().end()?;
        for (kind, number, base) in
            [("Mobile", &p.mobile, 4_000_000), ("Home", &p.home_phone, 4_500_000)]
        {
            let Some(number) = number else { continue };
            let row = out.row("PHA").value(p.person_id).value(p.person_id + base).value(kind);
            let row = row.date(p.hired).blank(1).value(number);
            row.value(yes_no(kind == "Mobile" || p.mobile.is_none())).updated().end()?;
        }
        Ok(())
    }

    fn costing_row(
        &self,
        out: &mut Outbound,
        person: &Person,
        post: &Post,
        id: u64,
    ) -> io::Result<()> {
        let position = self.position(post);
        let organisation = &self.structure.organisations[position.organisation];
        let row = out.row("COA").value(person.person_id).value(post.assignment_id).value(id);
        let row = row.date(post.from).blank(1).value(self.employer.vpd()).value("N");
        let row = row.value(&organisation.cost_centre).value(position.subjective()).blank(4);
        row.value("100").updated().end()
    }

    fn competences(&self, path: PathBuf) -> io::Result<PathBuf> {
        let mut out = csv::Writer::from_path(&path)?;
        out.write_record([
            "employee_number",
            "competence",
            "awarded_on",
            "expires_on",
            "evidence",
        ])?;
        for person in &self.people {
            for award in &person.competences {
                let expires = award.expires_on.map(iso).unwrap_or_default();
                let number = person.employee_number.as_str();
                let awarded = iso(award.awarded_on);
                out.write_record([number, &award.competence, &awarded, &expires, award.evidence])?;
            }
        }
        out.flush().map(|()| path)
    }

    fn immunisations(&self, path: PathBuf) -> io::Result<PathBuf> {
        let mut out = csv::Writer::from_path(&path)?;
        out.write_record([
            "employee_number",
            "disease",
            "disease_snomed",
            "procedure_snomed",
            "vaccine",
            "given_on",
            "dose",
            "batch",
            "status",
            "result",
        ])?;
        for person in &self.people {
            for line in &person.immunisations {
                out.write_record([
                    person.employee_number.as_str(),
                    line.disease,
                    line.snomed,
                    line.procedure,
                    line.vaccine,
                    &iso(line.given_on),
                    line.dose,
                    &line.batch,
                    line.status,
                    &line.result,
                ])?;
            }
        }
        out.flush().map(|()| path)
    }

    fn service(&self, path: PathBuf) -> io::Result<PathBuf> {
        let mut out = csv::Writer::from_path(&path)?;
        out.write_record([
            "employee_number",
            "employer_ods",
            "employer_name",
            "from",
            "to",
            "reason_for_leaving",
            "continuous_12_months",
            "continuous_3_months",
        ])?;
        for person in &self.people {
            for service in &person.service {
                out.write_record([
                    person.employee_number.as_str(),
                    service.employer.ods_code,
                    service.employer.name,
                    &iso(service.from),
                    &iso(service.to),
                    service.reason,
                    yes_no(service.continuous_12_months),
                    yes_no(service.continuous_3_months),
                ])?;
            }
        }
        out.flush().map(|()| path)
    }

    fn registrations(&self, path: PathBuf) -> io::Result<PathBuf> {
        let mut out = csv::Writer::from_path(&path)?;
        out.write_record(["employee_number", "body", "number", "status", "expires_on"])?;
        for person in &self.people {
            if let Some(held) = &person.registration {
                let expires = iso(held.expires_on);
                let number = person.employee_number.as_str();
                out.write_record([number, held.body, &held.number, held.status, &expires])?;
            }
        }
        out.flush().map(|()| path)
    }
}

/// Writes applicants as the e-recruitment system sends them.
pub fn write_applicants(path: &Path, applicants: &[Applicant]) -> io::Result<PathBuf> {
    let mut out = csv::Writer::from_path(path)?;
    out.write_record([
        "applicant_number",
        "title",
        "first_names",
        "last_name",
        "date_of_birth",
        "email",
        "phone",
        "position_number",
        "post_title",
        "offer_accepted_on",
        "start_on",
        "band",
        "pay_step",
        "hours",
        "recruiter",
    ])?;
    for a in applicants {
        out.write_record([
            a.applicant_number.as_str(),
            a.title,
            &a.first_names,
            &a.last_name,
            &iso(a.date_of_birth),
            &a.email,
            &a.phone,
            &a.position_number,
            &a.post_title,
            &iso(a.offer_accepted_on),
            &iso(a.start_on),
            a.band,
            &a.pay_step.to_string(),
            &hundredths(a.hours),
            &a.recruiter,
        ])?;
    }
    out.flush().map(|()| path.to_owned())
}

fn location_row(out: &mut Outbound, l: &Location) -> io::Result<()> {
    let row = out.row("LCA").value(l.location_id).value(&l.code).value(&l.code).blank(1);
    let row = row.value(&l.street).blank(2).value(l.town.name).value(l.town.county);
    let row = row.value(&l.postcode).value("GB").blank(2).value("Yes").value(&l.site_code);
    row.blank(5).updated().end()
}

fn vehicle_row(out: &mut Outbound, p: &Person) -> io::Result<()> {
    let id = p.person_id;
    let row = out.row("VHA").value(id).value(p.posts[0].assignment_id).value(id + 7_000_000);
    let row = row.date(p.hired).blank(1);
    let row = row.value(format!("QX{:02} ZZ{}", id % 90, char::from(b'A' + (id % 26) as u8)));
    let row = row.value("Example").value("Hatchback").value("Own").blank(1).updated();
    row.value(1_200 + id % 5 * 100).value("Standard").value("Petrol").end()
}

fn yes_no(yes: bool) -> &'static str {
    if yes { "Yes" } else { "No" }
}

fn day(day: NaiveDate) -> String {
    day.format("%Y%m%d").to_string()
}

fn iso(day: NaiveDate) -> String {
    day.format("%Y-%m-%d").to_string()
}

/// 100,000 as `1`, 53,333 as `0.53333`.
fn units(value: u64) -> String {
    let text = format!("{}.{:05}", value / 100_000, value % 100_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// 3,750 as `37.5`.
fn hundredths(value: u64) -> String {
    let text = format!("{}.{:02}", value / 100, value % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The file as it grows, one row at a time.
struct Outbound {
    out: BufWriter<File>,
    line: String,
    count: u64,
    updated: String,
}

/// A row as it grows, one column at a time.
struct Row<'a>(&'a mut Outbound);

impl Outbound {
    fn new(out: BufWriter<File>, on: NaiveDate) -> Self {
        let before = on.pred_opt().unwrap_or(on);
        Self { out, line: String::new(), count: 0, updated: format!("{} 180000", day(before)) }
    }

    fn row(&mut self, code: &str) -> Row<'_> {
        self.line.clear();
        self.line.push_str(code);
        Row(self)
    }
}

impl Row<'_> {
    fn value(self, value: impl Display) -> Self {
        write!(self.0.line, "~{value}").expect("memory takes it");
        self
    }

    fn optional(self, value: Option<impl Display>) -> Self {
        match value {
            Some(value) => self.value(value),
            None => self.blank(1),
        }
    }

    fn date(self, day: NaiveDate) -> Self {
        self.value(day.format("%Y%m%d"))
    }

    fn blank(self, columns: usize) -> Self {
        self.0.line.extend(std::iter::repeat_n('~', columns));
        self
    }

    fn updated(self) -> Self {
        self.0.line.push('~');
        self.0.line.push_str(&self.0.updated);
        self
    }

    fn end(self) -> io::Result<()> {
        self.0.count += 1;
        self.0.line.push('\n');
        self.0.out.write_all(self.0.line.as_bytes())
    }
}

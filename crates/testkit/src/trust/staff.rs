//! Who works in a trust: staff groups in the proportions of the NHS, their roles, bands and pay.
//!
//! Grade codes: XR02 to XR12 and YM72 are as the source writes them; the other medical scales are
//! our own codes. Pay is about that of 2025/26 in England, good enough to test with.

use super::structure::Place;

/// A national staff group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StaffGroup {
    /// 01
    MedicalAndDental,
    /// 02
    Students,
    /// 03
    NursingAndMidwifery,
    /// 04
    AlliedHealthProfessionals,
    /// 05
    ScientificAndTechnical,
    /// 06
    HealthcareScientists,
    /// 07
    ClinicalServices,
    /// 08
    AdministrativeAndClerical,
    /// 09
    EstatesAndAncillary,
}

impl StaffGroup {
    /// All groups with their share of a hundred people.
    pub const SHARES: [(Self, u32); 9] = [
        (Self::MedicalAndDental, 10),
        (Self::Students, 1),
        (Self::NursingAndMidwifery, 27),
        (Self::AlliedHealthProfessionals, 8),
        (Self::ScientificAndTechnical, 4),
        (Self::HealthcareScientists, 3),
        (Self::ClinicalServices, 22),
        (Self::AdministrativeAndClerical, 19),
        (Self::EstatesAndAncillary, 6),
    ];

    /// Its name as files write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::MedicalAndDental => "Medical and Dental",
            Self::Students => "Students",
            Self::NursingAndMidwifery => "Nursing and Midwifery Registered",
            Self::AlliedHealthProfessionals => "Allied Health Professionals",
            Self::ScientificAndTechnical => "Add Prof Scientific and Technic",
            Self::HealthcareScientists => "Healthcare Scientists",
            Self::ClinicalServices => "Additional Clinical Services",
            Self::AdministrativeAndClerical => "Administrative and Clerical",
            Self::EstatesAndAncillary => "Estates and Ancillary",
        }
    }
}

/// A pay scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Grade {
    /// Its code.
    pub code: &'static str,
    /// Its name.
    pub label: &'static str,
    /// A year's full-time pay at each step, in pounds.
    pub(super) steps: &'static [u32],
    /// Who is above whom.
    pub(super) rank: u32,
}

impl Grade {
    /// As files write it: `NHS|XR05|Review Body Band 5`.
    pub fn full(&self) -> String {
        format!("NHS|{}|{}", self.code, self.label)
    }

    /// Whether it is on Agenda for Change.
    pub fn agenda_for_change(&self) -> bool {
        self.code.starts_with("XR")
    }
}

const fn grade(code: &'static str, label: &'static str, steps: &'static [u32], rank: u32) -> Grade {
    Grade { code, label, steps, rank }
}

const B2: Grade = grade("XR02", "Review Body Band 2", &[24_465], 20);
const B3: Grade = grade("XR03", "Review Body Band 3", &[24_937, 26_598], 30);
const B4: Grade = grade("XR04", "Review Body Band 4", &[27_485, 30_162], 40);
const B5: Grade = grade("XR05", "Review Body Band 5", &[31_049, 33_487, 37_796], 50);
const B6: Grade = grade("XR06", "Review Body Band 6", &[38_682, 40_823, 46_580], 60);
const B7: Grade = grade("XR07", "Review Body Band 7", &[47_810, 50_273, 54_710], 70);
const B8A: Grade = grade("XR08", "Review Body Band 8 - Range A", &[55_690, 62_682], 80);
const B8B: Grade = grade("XR09", "Review Body Band 8 - Range B", &[64_455, 74_896], 82);
const B8C: Grade = grade("XR10", "Review Body Band 8 - Range C", &[76_965, 88_682], 84);
const B8D: Grade = grade("XR11", "Review Body Band 8 - Range D", &[91_342, 105_337], 86);
const B9: Grade = grade("XR12", "Review Body Band 9", &[109_179, 125_637], 90);
const CONSULTANT: Grade = grade("YM72", "Consultant", &[109_725, 116_000, 126_000, 145_478], 75);
const SPECIALTY: Grade = grade("YS01", "Specialty Doctor", &[61_542, 75_000, 99_216], 65);
const REGISTRAR: Grade = grade("YT03", "Specialty Registrar", &[52_656, 65_048, 73_992], 55);
const FOUNDATION: Grade = grade("YT01", "Foundation Doctor", &[38_831, 44_439], 45);

/// A role that people are hired into.
pub struct Role {
    /// Its staff group.
    pub group: StaffGroup,
    /// The job role of the record.
    pub job: &'static str,
    /// The occupation code.
    pub occupation: &'static str,
    /// The letters of its registration: GMC, NMC, GPhC, or a profession of the HCPC.
    pub(super) registration: Option<&'static str>,
    /// Whether it touches patients or their samples.
    pub clinical: bool,
    /// Whether it does exposure-prone procedures in theatres, maternity and emergency.
    pub(super) epp: bool,
    /// Its weight within its group.
    pub(super) weight: u32,
    pub(super) grades: &'static [(Grade, u32)],
    pub(super) places: &'static [Place],
}

use Place::{
    Community, Corporate, Emergency, Estates, Imaging, Laboratory, Maternity, Outpatients,
    Pharmacy, Psychology, Theatre, Therapies, Ward,
};
use StaffGroup::{
    AdministrativeAndClerical as Admin, AlliedHealthProfessionals as Allied,
    ClinicalServices as Support, EstatesAndAncillary as Ancillary, HealthcareScientists as Science,
    MedicalAndDental as Medical, NursingAndMidwifery as Nursing,
    ScientificAndTechnical as Technical, Students,
};

const BEDSIDE: &[Place] = &[Ward, Ward, Ward, Theatre, Emergency, Outpatients, Maternity];
const MEDICAL: &[Place] = &[Ward, Ward, Theatre, Emergency, Outpatients, Maternity, Imaging];
const OFFICES: &[Place] =
    &[Corporate, Corporate, Corporate, Outpatients, Ward, Emergency, Community, Imaging];

macro_rules! roles {
    ($($group:ident $weight:literal $job:literal $occupation:literal $registration:expr, $clinical:literal $epp:literal, $places:expr, [$($grade:ident $share:literal),+];)+) => {
        &[$(Role {
            group: $group,
            job: $job,
            occupation: $occupation,
            registration: $registration,
            clinical: $clinical,
            epp: $epp,
            weight: $weight,
            grades: &[$(($grade, $share)),+],
            places: $places,
        }),+]
    };
}

/// Group, weight, job role, occupation code, registration, clinical, EPP, places, grades.
pub(super) const ROLES: &[Role] = roles![
    Medical 42 "Consultant" "021" Some("GMC"), true true, MEDICAL, [CONSULTANT 1];
    Medical 10 "Specialty Doctor" "022" Some("GMC"), true true, MEDICAL, [SPECIALTY 1];
    Medical 30 "Specialty Registrar" "030" Some("GMC"), true true, MEDICAL, [REGISTRAR 1];
    Medical 18 "Foundation Doctor" "040" Some("GMC"), true true, MEDICAL, [FOUNDATION 1];
    Students 1 "Student Nurse" "N9A" None, true false, &[Ward, Community], [B3 2, B4 1];
    Nursing 62 "Staff Nurse" "N6A" Some("NMC"), true false, BEDSIDE, [B5 100];
    Nursing 34 "Sister/Charge Nurse" "N6A" Some("NMC"), true false, BEDSIDE, [B6 66, B7 34];
    Nursing 12 "Community Nurse" "N6H" Some("NMC"), true false, &[Community], [B5 30, B6 50, B7 20];
    Nursing 12 "Midwife" "N2C" Some("NMC"), true true, &[Maternity], [B5 12, B6 70, B7 18];
    Nursing 18 "Specialist Nurse Practitioner" "N7B" Some("NMC"), true false, &[Outpatients, Ward], [B6 40, B7 60];
    Nursing 7 "Matron" "N0A" Some("NMC"), true false, BEDSIDE, [B8A 74, B8B 20, B8C 6];
    Allied 30 "Physiotherapist" "S1E" Some("PH"), true false, &[Therapies, Community], [B5 25, B6 42, B7 27, B8A 6];
    Allied 24 "Occupational Therapist" "S1C" Some("OT"), true false, &[Therapies, Community], [B5 25, B6 45, B7 25, B8A 5];
    Allied 22 "Radiographer - Diagnostic" "S1F" Some("RA"), true false, &[Imaging], [B5 22, B6 42, B7 30, B8A 6];
    Allied 9 "Speech and Language Therapist" "S1J" Some("SL"), true false, &[Therapies], [B5 15, B6 40, B7 38, B8A 7];
    Allied 7 "Dietitian" "S1B" Some("DT"), true false, &[Therapies], [B5 20, B6 50, B7 30];
    Allied 8 "Operating Department Practitioner" "S1R" Some("ODP"), true true, &[Theatre], [B5 55, B6 38, B7 7];
    Technical 40 "Pharmacist" "S4P" Some("GPhC"), true false, &[Pharmacy], [B6 25, B7 40, B8A 28, B8B 7];
    Technical 30 "Pharmacy Technician" "S5P" None, false false, &[Pharmacy], [B4 45, B5 40, B6 15];
    Technical 30 "Clinical Psychologist" "S2L" Some("PYL"), true false, &[Psychology], [B7 40, B8A 40, B8B 15, B8C 5];
    Science 60 "Biomedical Scientist" "U2A" Some("BS"), true false, &[Laboratory], [B5 24, B6 42, B7 24, B8A 10];
    Science 40 "Clinical Scientist" "U1B" Some("CS"), true false, &[Laboratory, Imaging], [B6 15, B7 45, B8A 25, B8B 10, B8C 4, B8D 1];
    Support 62 "Healthcare Assistant" "H1A" None, true false, BEDSIDE, [B2 58, B3 42];
    Support 14 "Healthcare Support Worker" "H1B" None, true false, &[Community, Therapies], [B2 25, B3 55, B4 20];
    Support 12 "Nursing Associate" "H2A" None, true false, &[Ward, Community], [B4 100];
    Support 12 "Phlebotomist" "H1P" None, true false, &[Laboratory, Outpatients], [B2 65, B3 35];
    Admin 52 "Clerical Worker" "G2D" None, false false, OFFICES, [B2 36, B3 40, B4 24];
    Admin 18 "Medical Secretary" "G2C" None, false false, &[Outpatients, Ward, Maternity], [B3 35, B4 65];
    Admin 20 "Officer" "G1D" None, false false, &[Corporate], [B5 45, B6 38, B7 17];
    Admin 12 "Manager" "G1A" None, false false, &[Corporate, Corporate, Ward, Community], [B7 30, B8A 38, B8B 18, B8C 8, B8D 4];
    Admin 1 "Senior Manager" "G0A" None, false false, &[Corporate], [B8D 3, B9 2];
    Ancillary 55 "Domestic Assistant" "H4A" None, false false, &[Estates], [B2 92, B3 8];
    Ancillary 30 "Porter" "H4C" None, false false, &[Estates], [B2 84, B3 12, B4 4];
    Ancillary 15 "Maintenance Craftsperson" "H5B" None, false false, &[Estates], [B3 20, B4 50, B5 20, B6 10];
];

/// The roles of a group with their weights.
pub(super) fn roles_of(group: StaffGroup) -> Vec<usize> {
    (0..ROLES.len()).filter(|at| ROLES[*at].group == group).collect()
}

//! `POA`: a position, funded with so much FTE, in an organisation.

use chrono::{NaiveDate, NaiveDateTime};

use crate::cell::Columns;

/// A position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    /// Its id at the source.
    pub position_id: u64,
    /// In force from.
    pub from: NaiveDate,
    /// In force to, that day included.
    pub to: Option<NaiveDate>,
    /// Its number.
    pub number: String,
    /// `number|title|occupation code|area of work|`
    pub name: String,
    /// Funded FTE in 1/100,000.
    pub budgeted_fte: Option<u64>,
    /// The ledger's subjective code.
    pub subjective_code: Option<String>,
    /// The staff group.
    pub staff_group: Option<String>,
    /// The job role.
    pub job_role: Option<String>,
    /// The occupation code, such as `N6A`.
    pub occupation_code: Option<String>,
    /// The pay scale, such as `NHS|XR05|Review Body Band 5`.
    pub payscale: Option<String>,
    /// The step on it.
    pub grade_step: Option<String>,
    /// Whether the post is regulated activity, as the source words it.
    pub isa_regulated_post: Option<String>,
    /// The organisation it is in.
    pub organisation_id: u64,
    /// Such as `Active`.
    pub hiring_status: Option<String>,
    /// Such as `NONE`.
    pub position_type: Option<String>,
    /// Whether its holder goes through occupational health.
    pub oh_processing_eligible: Option<bool>,
    /// Whether its holder does exposure-prone procedures.
    pub epp: Option<bool>,
    /// The number of the training post.
    pub deanery_post_number: Option<String>,
    /// The local office that manages the training post.
    pub managing_deanery_body: Option<String>,
    /// The ODS code of the workplace.
    pub workplace_org_code: Option<String>,
    /// When the source last changed it.
    pub last_update: Option<NaiveDateTime>,
    /// The subjective code in words.
    pub subjective_code_description: Option<String>,
}

impl Position {
    pub(super) fn read(mut c: Columns<'_>) -> Option<Self> {
        let row = Self {
            position_id: c.at("PositionId").required().id().unwrap_or_default(),
            from: c.at("EffectiveFrom").required().date().unwrap_or_default(),
            to: c.at("EffectiveTo").end_date(),
            number: c.at("PositionNumber").required().text(10).unwrap_or_default(),
            name: c.at("PositionName").required().text(240).unwrap_or_default(),
            budgeted_fte: c.at("BudgetedFTE").decimal(5, 9_999),
            subjective_code: c.at("SubjectiveCode").text(30),
            staff_group: c.at("JobStaffGroup").text(100),
            job_role: c.at("JobRole").text(100),
            occupation_code: c.at("OccupationCode").text(10),
            payscale: c.at("Payscale").text(100),
            grade_step: c.at("GradeStep").text(30),
            isa_regulated_post: c.at("ISARegulatedPost").text(60),
            organisation_id: c.at("OrganisationId").required().id().unwrap_or_default(),
            hiring_status: c.at("HiringStatus").text(30),
            position_type: c.at("PositionType").text(30),
            oh_processing_eligible: c.at("OHProcessingEligible").flag(),
            epp: c.at("EPPFlag").flag(),
            deanery_post_number: c.at("DeaneryPostNumber").text(30),
            managing_deanery_body: c.at("ManagingDeaneryBody").text(100),
            workplace_org_code: c.at("WorkplaceOrgCode").text(10),
            last_update: c.at("LastUpdate").timestamp(),
            subjective_code_description: c.at("SubjectiveCodeDescription").text(240),
        };
        c.period(("EffectiveFrom", Some(row.from)), ("EffectiveTo", row.to));
        c.finish(row)
    }

    /// The second part of the name, where the name has its four parts.
    pub fn title(&self) -> Option<&str> {
        self.part(1)
    }

    /// The fourth part of the name, where the name has its four parts.
    pub fn area_of_work(&self) -> Option<&str> {
        self.part(3)
    }

    fn part(&self, at: usize) -> Option<&str> {
        let parts: Vec<&str> = self.name.split('|').collect();
        (parts.len() == 5 && parts[4].is_empty()).then(|| parts[at])
    }
}

//! `COA`: what share of an assignment is charged to which account.

use chrono::{NaiveDate, NaiveDateTime};

use crate::cell::Columns;

/// A share of an assignment's cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Costing {
    /// Whose assignment it is.
    pub person_id: u64,
    /// The assignment.
    pub assignment_id: u64,
    /// Its id at the source.
    pub allocation_id: u64,
    /// In force from.
    pub from: NaiveDate,
    /// In force to, that day included.
    pub to: Option<NaiveDate>,
    /// The ledger's entity.
    pub entity: Option<String>,
    /// Whether charitable funds pay.
    pub charitable: Option<String>,
    /// The cost centre.
    pub cost_centre: Option<String>,
    /// The subjective code.
    pub subjective: Option<String>,
    /// The first analysis code.
    pub analysis_1: Option<String>,
    /// The second analysis code.
    pub analysis_2: Option<String>,
    /// The element.
    pub element: Option<String>,
    /// The share in 1/100 of a percent.
    pub percent_split: Option<u64>,
    /// When the source last changed it.
    pub last_update: Option<NaiveDateTime>,
}

impl Costing {
    pub(super) fn read(mut c: Columns<'_>) -> Option<Self> {
        let row = Self {
            person_id: c.at("PersonId").required().personal().id().unwrap_or_default(),
            assignment_id: c.at("AssignmentId").required().personal().id().unwrap_or_default(),
            allocation_id: c.at("AllocationId").required().personal().id().unwrap_or_default(),
            from: c.at("EffStart").required().date().unwrap_or_default(),
            to: c.at("EffEnd").end_date(),
            entity: c.at("Entity").text(30),
            charitable: c.at("CharitableIndicator").text(30),
            cost_centre: c.at("CostCentre").text(30),
            subjective: c.at("Subjective").text(30),
            analysis_1: c.at("Analysis1").text(30),
            analysis_2: c.at("Analysis2").text(30),
            element: {
                let element = c.at("Element").text(100);
                c.spare(1);
                element
            },
            percent_split: c.at("PercentSplit").decimal(2, 100),
            last_update: c.at("LastUpdate").timestamp(),
        };
        c.period(("EffStart", Some(row.from)), ("EffEnd", row.to));
        c.finish(row)
    }
}

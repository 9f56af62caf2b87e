//! `ORA`: an organisation, from the trust down to the ward, with its cost centre.

use chrono::{NaiveDate, NaiveDateTime};

use crate::cell::Columns;

/// An organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// Its id at the source.
    pub organisation_id: u64,
    /// Its name, which starts with the VPD.
    pub name: String,
    /// What it is, such as `Division`.
    pub kind: Option<String>,
    /// In force from.
    pub from: NaiveDate,
    /// In force to, that day included.
    pub to: Option<NaiveDate>,
    /// The version of the hierarchy that its parent is of.
    pub hierarchy_version_id: Option<u64>,
    /// That version is in force from.
    pub hierarchy_from: Option<NaiveDate>,
    /// That version is in force to.
    pub hierarchy_to: Option<NaiveDate>,
    /// The cost centre that its people are charged to.
    pub default_cost_centre: Option<String>,
    /// The organisation above it; none at the top.
    pub parent_organisation_id: Option<u64>,
    /// Its ODS code.
    pub nacs_code: Option<String>,
    /// Where it is.
    pub location_id: Option<u64>,
    /// When the source last changed it.
    pub last_update: Option<NaiveDateTime>,
    /// The cost centre in words.
    pub cost_centre_description: Option<String>,
}

impl Organisation {
    pub(super) fn read(mut c: Columns<'_>) -> Option<Self> {
        let row = Self {
            organisation_id: c.at("OrganisationId").required().id().unwrap_or_default(),
            name: c.at("OrganisationName").required().text(240).unwrap_or_default(),
            kind: c.at("OrganisationType").text(60),
            from: c.at("EffectiveFrom").required().date().unwrap_or_default(),
            to: c.at("EffectiveTo").end_date(),
            hierarchy_version_id: c.at("HierarchyVersionId").id(),
            hierarchy_from: c.at("HierarchyVersionFrom").date(),
            hierarchy_to: c.at("HierarchyVersionTo").end_date(),
            default_cost_centre: c.at("DefaultCostCentre").text(30),
            parent_organisation_id: c.at("ParentOrganisationId").id(),
            nacs_code: c.at("NacsCode").text(10),
            location_id: c.at("LocationId").id(),
            last_update: c.at("LastUpdate").timestamp(),
            cost_centre_description: c.at("CostCentreDescription").text(240),
        };
        c.period(("EffectiveFrom", Some(row.from)), ("EffectiveTo", row.to));
        c.finish(row)
    }
}

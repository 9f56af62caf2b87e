//! `LCA`: a place where people work.

use chrono::{NaiveDate, NaiveDateTime};

use crate::cell::Columns;

/// A place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// Its id at the source.
    pub location_id: u64,
    /// Its name, which starts with the VPD: `638 96 St Peter's Centre`.
    pub code: String,
    /// Its description.
    pub description: Option<String>,
    /// Since when it is out of use.
    pub inactive_from: Option<NaiveDate>,
    /// Up to three lines.
    pub lines: Vec<String>,
    /// Its town.
    pub town: Option<String>,
    /// Its county.
    pub county: Option<String>,
    /// Its postcode.
    pub postcode: Option<String>,
    /// Its country.
    pub country: Option<String>,
    /// Its telephone number.
    pub phone: Option<String>,
    /// Its fax number.
    pub fax: Option<String>,
    /// Whether payslips are delivered here.
    pub payslip_point: Option<String>,
    /// Its site's ODS code.
    pub site_code: Option<String>,
    /// Its address in Welsh: three lines, town, county.
    pub welsh: Vec<String>,
    /// When the source last changed it.
    pub last_update: Option<NaiveDateTime>,
}

impl Location {
    pub(super) fn read(mut c: Columns<'_>) -> Option<Self> {
        let row = Self {
            location_id: c.at("LocationId").required().id().unwrap_or_default(),
            code: c.at("LocationCode").required().text(240).unwrap_or_default(),
            description: c.at("Description").text(240),
            inactive_from: c.at("InactiveDate").date(),
            lines: ["Address1", "Address2", "Address3"]
                .into_iter()
                .filter_map(|name| c.at(name).text(240))
                .collect(),
            town: c.at("Town").text(100),
            county: c.at("County").text(100),
            postcode: c.at("Postcode").text(10),
            country: c.at("Country").text(100),
            phone: c.at("Phone").text(60),
            fax: c.at("Fax").text(60),
            payslip_point: c.at("PayslipPoint").text(30),
            site_code: c.at("SiteCode").text(10),
            welsh: ["WelshAddress1", "WelshAddress2", "WelshAddress3", "WelshTown", "WelshCounty"]
                .into_iter()
                .filter_map(|name| c.at(name).text(240))
                .collect(),
            last_update: c.at("LastUpdate").timestamp(),
        };
        c.finish(row)
    }
}

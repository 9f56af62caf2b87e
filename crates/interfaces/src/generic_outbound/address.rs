//! `ADA`: an address of a person. **This layout is ours**, as none is public: PersonId, AddressId,
//! type, EffStart, EffEnd, three lines, town, county, postcode, country, primary, LastUpdate.

use chrono::{NaiveDate, NaiveDateTime};

use crate::cell::Columns;

/// An address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// Whose it is.
    pub person_id: u64,
    /// Its id at the source.
    pub address_id: u64,
    /// Such as `Home`.
    pub kind: Option<String>,
    /// In force from.
    pub from: NaiveDate,
    /// In force to, that day included.
    pub to: Option<NaiveDate>,
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
    /// Whether it is the person's main address.
    pub primary: Option<bool>,
    /// When the source last changed it.
    pub last_update: Option<NaiveDateTime>,
}

impl Address {
    pub(super) fn read(mut c: Columns<'_>) -> Option<Self> {
        let row = Self {
            person_id: c.at("PersonId").required().personal().id().unwrap_or_default(),
            address_id: c.at("AddressId").required().personal().id().unwrap_or_default(),
            kind: c.at("AddressType").text(30),
            from: c.at("EffStart").required().date().unwrap_or_default(),
            to: c.at("EffEnd").end_date(),
            lines: ["Address1", "Address2", "Address3"]
                .into_iter()
                .filter_map(|name| c.at(name).personal().text(240))
                .collect(),
            town: c.at("Town").personal().text(100),
            county: c.at("County").personal().text(100),
            postcode: c.at("Postcode").personal().text(10),
            country: c.at("Country").personal().text(100),
            primary: c.at("Primary").flag(),
            last_update: c.at("LastUpdate").timestamp(),
        };
        c.period(("EffStart", Some(row.from)), ("EffEnd", row.to));
        c.finish(row)
    }
}

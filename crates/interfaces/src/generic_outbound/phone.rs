//! `PHA`: a phone number of a person. **This layout is ours**, as none is public: PersonId, PhoneId,
//! type, EffStart, EffEnd, number, primary, LastUpdate.

use chrono::{NaiveDate, NaiveDateTime};

use crate::cell::Columns;

/// A phone number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phone {
    /// Whose it is.
    pub person_id: u64,
    /// Its id at the source.
    pub phone_id: u64,
    /// Such as `Mobile`.
    pub kind: Option<String>,
    /// In force from.
    pub from: NaiveDate,
    /// In force to, that day included.
    pub to: Option<NaiveDate>,
    /// The number.
    pub number: String,
    /// Whether it is the person's main number.
    pub primary: Option<bool>,
    /// When the source last changed it.
    pub last_update: Option<NaiveDateTime>,
}

impl Phone {
    pub(super) fn read(mut c: Columns<'_>) -> Option<Self> {
        let row = Self {
            person_id: c.at("PersonId").required().personal().id().unwrap_or_default(),
            phone_id: c.at("PhoneId").required().personal().id().unwrap_or_default(),
            kind: c.at("PhoneType").text(30),
            from: c.at("EffStart").required().date().unwrap_or_default(),
            to: c.at("EffEnd").end_date(),
            number: c.at("PhoneNumber").required().personal().text(60).unwrap_or_default(),
            primary: c.at("Primary").flag(),
            last_update: c.at("LastUpdate").timestamp(),
        };
        c.period(("EffStart", Some(row.from)), ("EffEnd", row.to));
        c.finish(row)
    }
}

//! `VHA`: a vehicle that somebody uses for work.

use chrono::{NaiveDate, NaiveDateTime};

use crate::cell::Columns;

/// A vehicle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vehicle {
    /// Who uses it.
    pub person_id: u64,
    /// In which assignment.
    pub assignment_id: u64,
    /// Its id at the source.
    pub allocation_id: u64,
    /// In force from.
    pub from: NaiveDate,
    /// In force to, that day included.
    pub to: Option<NaiveDate>,
    /// Its number plate.
    pub registration: Option<String>,
    /// Its make.
    pub make: Option<String>,
    /// Its model.
    pub model: Option<String>,
    /// Whose it is.
    pub ownership: Option<String>,
    /// When it was first registered.
    pub first_registered: Option<NaiveDate>,
    /// When the source last changed it.
    pub last_update: Option<NaiveDateTime>,
    /// Its engine's size.
    pub engine_cc: Option<u64>,
    /// The table of mileage rates.
    pub rates_table: Option<String>,
    /// What it runs on.
    pub fuel: Option<String>,
}

impl Vehicle {
    pub(super) fn read(mut c: Columns<'_>) -> Option<Self> {
        let row = Self {
            person_id: c.at("PersonId").required().personal().id().unwrap_or_default(),
            assignment_id: c.at("AssignmentId").required().personal().id().unwrap_or_default(),
            allocation_id: c.at("AllocationId").required().personal().id().unwrap_or_default(),
            from: c.at("EffStart").required().date().unwrap_or_default(),
            to: c.at("EffEnd").end_date(),
            registration: c.at("Registration").personal().text(30),
            make: c.at("Make").personal().text(60),
            model: c.at("Model").personal().text(60),
            ownership: c.at("Ownership").text(60),
            first_registered: c.at("FirstRegistered").personal().date(),
            last_update: c.at("LastUpdate").timestamp(),
            engine_cc: c.at("EngineCC").decimal(0, 99_999),
            rates_table: c.at("RatesTable").text(100),
            fuel: c.at("FuelType").text(30),
        };
        c.period(("EffStart", Some(row.from)), ("EffEnd", row.to));
        c.finish(row)
    }
}

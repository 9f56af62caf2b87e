//! `PRA`: a person. Nearly all of it is personal: its faults show no value.

use chrono::{NaiveDate, NaiveDateTime};

use crate::cell::Columns;
use crate::value;

/// A person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Their id at the source.
    pub person_id: u64,
    /// This version is in force from.
    pub from: NaiveDate,
    /// This version is in force to, that day included.
    pub to: Option<NaiveDate>,
    /// Eight digits.
    pub employee_number: String,
    /// Their title.
    pub title: Option<String>,
    /// Their last name, or their only one.
    pub last_name: String,
    /// Their first name.
    pub first_name: Option<String>,
    /// Their middle names.
    pub middle_names: Option<String>,
    /// The last name they were born with.
    pub maiden_name: Option<String>,
    /// The name they go by.
    pub preferred_name: Option<String>,
    /// The last name before this one.
    pub previous_last_name: Option<String>,
    /// As the source words it.
    pub gender: Option<String>,
    /// Their date of birth.
    pub date_of_birth: NaiveDate,
    /// Their National Insurance number in capitals without spaces.
    pub ni_number: Option<String>,
    /// Their number across the source's employers.
    pub nhs_unique_id: Option<String>,
    /// When they were last hired here.
    pub hire_date: Option<NaiveDate>,
    /// When they leave or left.
    pub termination_date: Option<NaiveDate>,
    /// Why they leave or left.
    pub termination_reason: Option<String>,
    /// As the source words it.
    pub employee_status: Option<String>,
    /// Whether they opted out of the working time regulations.
    pub wtr_opt_out: Option<bool>,
    /// When they did.
    pub wtr_opt_out_date: Option<NaiveDate>,
    /// Their ethnic category.
    pub ethnic_origin: Option<String>,
    /// Their marital status.
    pub marital_status: Option<String>,
    /// The country they were born in.
    pub country_of_birth: Option<String>,
    /// Who employed them before.
    pub previous_employer: Option<String>,
    /// Of what kind that employer is.
    pub previous_employer_type: Option<String>,
    /// NHS service without a break of more than three months since.
    pub csd_3_months: Option<NaiveDate>,
    /// NHS service without a break of more than twelve months since.
    pub csd_12_months: Option<NaiveDate>,
    /// Their id in the NHS care records service.
    pub nhs_crs_uuid: Option<String>,
    /// Such as `EMP`.
    pub system_person_type: Option<String>,
    /// Such as `Employee`.
    pub user_person_type: Option<String>,
    /// Their address at work.
    pub office_email: Option<String>,
    /// When they first worked for the NHS.
    pub nhs_start_date: Option<NaiveDate>,
    /// When the source last changed it.
    pub last_update: Option<NaiveDateTime>,
    /// Whether they have a disability, as the source words it.
    pub disability: Option<String>,
    /// Their number in an earlier payroll.
    pub legacy_payroll_number: Option<String>,
    /// Their nationality.
    pub nationality: Option<String>,
}

impl Person {
    /// `on` stands in the header: dates of birth are judged by it.
    pub(super) fn read(mut c: Columns<'_>) -> Option<Self> {
        let row = Self {
            person_id: c.at("PersonId").required().personal().id().unwrap_or_default(),
            from: c.at("EffStart").required().date().unwrap_or_default(),
            to: c.at("EffEnd").end_date(),
            employee_number: c
                .at("EmployeeNumber")
                .required()
                .employee_number()
                .unwrap_or_default(),
            title: c.at("Title").personal().text(30),
            last_name: c.at("LastName").required().name(150).unwrap_or_default(),
            first_name: c.at("FirstName").name(150),
            middle_names: c.at("MiddleNames").name(150),
            maiden_name: c.at("MaidenName").name(150),
            preferred_name: c.at("PreferredName").name(150),
            previous_last_name: c.at("PreviousLastName").name(150),
            gender: c.at("Gender").personal().text(30),
            date_of_birth: c.at("DateOfBirth").required().birth(value::date).unwrap_or_default(),
            ni_number: c.at("NINumber").ni_number(),
            nhs_unique_id: c.at("NHSUniqueId").personal().text(30),
            hire_date: c.at("HireDate").personal().date(),
            termination_date: c.at("TerminationDate").personal().end_date(),
            termination_reason: c.at("TerminationReason").personal().text(150),
            employee_status: c.at("EmployeeStatus").personal().text(60),
            wtr_opt_out: c.at("WTROptOut").personal().flag(),
            wtr_opt_out_date: c.at("WTROptOutDate").personal().date(),
            ethnic_origin: c.at("EthnicOrigin").personal().text(100),
            marital_status: c.at("MaritalStatus").personal().text(60),
            country_of_birth: c.at("CountryOfBirth").personal().text(100),
            previous_employer: c.at("PreviousEmployer").personal().text(240),
            previous_employer_type: c.at("PreviousEmployerType").personal().text(100),
            csd_3_months: c.at("CSD3Months").personal().date(),
            csd_12_months: c.at("CSD12Months").personal().date(),
            nhs_crs_uuid: {
                let uuid = c.at("NHSCRSUUID").personal().text(60);
                c.spare(3);
                uuid
            },
            system_person_type: c.at("SystemPersonType").text(60),
            user_person_type: c.at("UserPersonType").text(60),
            office_email: c.at("OfficeEmail").personal().text(240),
            nhs_start_date: {
                let start = c.at("NHSStartDate").personal().date();
                c.spare(1);
                start
            },
            last_update: c.at("LastUpdate").timestamp(),
            disability: c.at("DisabilityFlag").personal().text(60),
            legacy_payroll_number: c.at("LegacyPayrollNumber").personal().text(30),
            nationality: c.at("Nationality").personal().text(100),
        };
        c.spare(2);
        c.period(("EffStart", Some(row.from)), ("EffEnd", row.to));
        c.period(("HireDate", row.hire_date), ("TerminationDate", row.termination_date));
        c.finish(row)
    }
}

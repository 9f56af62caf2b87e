//! `ASA`: an assignment of a person to a position, with hours, pay and supervisor.

use chrono::{NaiveDate, NaiveDateTime};

use crate::cell::Columns;

/// An assignment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// Whose it is.
    pub person_id: u64,
    /// Its id at the source.
    pub assignment_id: u64,
    /// This version is in force from.
    pub from: NaiveDate,
    /// This version is in force to, that day included.
    pub to: Option<NaiveDate>,
    /// The start of the first version.
    pub earliest_start: Option<NaiveDate>,
    /// `E` for an employee's.
    pub kind: Option<String>,
    /// The employee number; a second assignment has a suffix such as `-2`.
    pub number: String,
    /// Such as `ACTIVE_ASSIGN`.
    pub system_status: Option<String>,
    /// Such as `Maternity`.
    pub user_status: Option<String>,
    /// Such as `Permanent`.
    pub employee_status: Option<String>,
    /// The payroll.
    pub payroll: Option<String>,
    /// The payroll's period.
    pub period_type: Option<String>,
    /// Where they work.
    pub location_id: Option<u64>,
    /// Whether they supervise.
    pub supervisor_flag: Option<bool>,
    /// Who supervises them.
    pub supervisor_person_id: Option<u64>,
    /// In which assignment.
    pub supervisor_assignment_id: Option<u64>,
    /// With which number.
    pub supervisor_assignment_number: Option<String>,
    /// Who manages the department.
    pub department_manager_person_id: Option<u64>,
    /// Such as `Full Time`.
    pub employee_category: Option<String>,
    /// Such as `Permanent`.
    pub assignment_category: Option<String>,
    /// Whether it is the person's main assignment.
    pub primary: Option<bool>,
    /// Hours in 1/100.
    pub normal_hours: Option<u64>,
    /// Hours in which period, such as `W`.
    pub frequency: Option<String>,
    /// The hours of full time in the grade, in 1/100.
    pub grade_contract_hours: Option<u64>,
    /// Full-time equivalent in 1/100,000.
    pub fte: Option<u32>,
    /// The pattern of flexible work.
    pub flexible_pattern: Option<String>,
    /// The organisation it is in.
    pub organisation_id: u64,
    /// The position it fills.
    pub position_id: Option<u64>,
    /// That position's name.
    pub position_name: Option<String>,
    /// Such as `NHS|XR05|Review Body Band 5`.
    pub grade: Option<String>,
    /// The step in it.
    pub grade_step: Option<String>,
    /// In the grade since.
    pub start_in_grade: Option<NaiveDate>,
    /// A year's full-time pay in pence.
    pub annual_salary: Option<u64>,
    /// `staff group|role`
    pub job: Option<String>,
    /// The people group.
    pub people_group: Option<String>,
    /// The flag for time and attendance.
    pub t_and_a_flag: Option<String>,
    /// Whether they opted out of the night worker's protection.
    pub night_worker_opt_out: Option<bool>,
    /// The day on which they are expected to start.
    pub projected_hire: Option<NaiveDate>,
    /// The vacancy that they came by.
    pub vacancy_id: Option<String>,
    /// The end of a fixed term.
    pub contract_end: Option<NaiveDate>,
    /// The next pay step's date.
    pub increment_date: Option<NaiveDate>,
    /// The limit of part-time work.
    pub max_part_time: Option<String>,
    /// Whether it is on Agenda for Change terms.
    pub afc: Option<bool>,
    /// When the source last changed it.
    pub last_update: Option<NaiveDateTime>,
    /// The last day worked.
    pub last_working_day: Option<NaiveDate>,
    /// The spinal point.
    pub ksf_spinal_point: Option<String>,
    /// Whether they manage.
    pub manager: Option<bool>,
    /// Its end.
    pub assignment_end: Option<NaiveDate>,
}

impl Assignment {
    pub(super) fn read(mut c: Columns<'_>) -> Option<Self> {
        let row = Self {
            person_id: c.at("PersonId").required().personal().id().unwrap_or_default(),
            assignment_id: c.at("AssignmentId").required().personal().id().unwrap_or_default(),
            from: c.at("EffStart").required().date().unwrap_or_default(),
            to: c.at("EffEnd").end_date(),
            earliest_start: c.at("EarliestStart").personal().date(),
            kind: c.at("AssignmentType").text(10),
            number: c.at("AssignmentNumber").required().personal().text(30).unwrap_or_default(),
            system_status: c.at("SystemStatus").text(60),
            user_status: c.at("UserStatus").personal().text(100),
            employee_status: c.at("EmployeeStatus").personal().text(60),
            payroll: c.at("Payroll").text(100),
            period_type: c.at("PeriodType").text(60),
            location_id: c.at("LocationId").id(),
            supervisor_flag: c.at("SupervisorFlag").flag(),
            supervisor_person_id: c.at("SupervisorPersonId").personal().id(),
            supervisor_assignment_id: c.at("SupervisorAssignmentId").personal().id(),
            supervisor_assignment_number: c.at("SupervisorAssignmentNumber").personal().text(30),
            department_manager_person_id: c.at("DepartmentManagerPersonId").personal().id(),
            employee_category: c.at("EmployeeCategory").text(60),
            assignment_category: c.at("AssignmentCategory").text(60),
            primary: c.at("Primary").flag(),
            normal_hours: c.at("NormalHours").decimal(2, 168),
            frequency: c.at("Frequency").text(30),
            grade_contract_hours: c.at("GradeContractHours").decimal(2, 168),
            fte: c.at("FTE").fte(),
            flexible_pattern: c.at("FlexiblePattern").text(100),
            organisation_id: c.at("OrganisationId").required().id().unwrap_or_default(),
            position_id: c.at("PositionId").id(),
            position_name: c.at("PositionName").text(240),
            grade: c.at("Grade").text(100),
            grade_step: c.at("GradeStep").personal().text(30),
            start_in_grade: c.at("StartInGrade").personal().date(),
            annual_salary: c.at("AnnualSalary").personal().decimal(2, 999_999),
            job: c.at("Job").text(240),
            people_group: c.at("PeopleGroup").text(240),
            t_and_a_flag: c.at("TAndAFlag").text(60),
            night_worker_opt_out: c.at("NightWorkerOptOut").personal().flag(),
            projected_hire: c.at("ProjectedHireDate").personal().date(),
            vacancy_id: c.at("VacancyId").text(60),
            contract_end: c.at("ContractEndDate").personal().end_date(),
            increment_date: c.at("IncrementDate").personal().date(),
            max_part_time: c.at("MaxPartTime").text(30),
            afc: c.at("AfcFlag").flag(),
            last_update: c.at("LastUpdate").timestamp(),
            last_working_day: c.at("LastWorkingDay").personal().date(),
            ksf_spinal_point: c.at("KSFSpinalPoint").personal().text(30),
            manager: c.at("ManagerFlag").flag(),
            assignment_end: c.at("AssignmentEndDate").personal().end_date(),
        };
        c.spare(1);
        c.period(("EffStart", Some(row.from)), ("EffEnd", row.to));
        c.finish(row)
    }
}

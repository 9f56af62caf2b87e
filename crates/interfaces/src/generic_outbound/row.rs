//! The kinds of record, and a row of any of them.

use super::{
    Address, Assignment, Costing, Location, Organisation, Person, Phone, Position, Vehicle,
};

/// A kind of record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Record {
    /// `LC`: a place.
    Location,
    /// `OR`: an organisation, from the trust down to the ward.
    Organisation,
    /// `PO`: a position.
    Position,
    /// `PR`: a person.
    Person,
    /// `AS`: an assignment of a person to a position.
    Assignment,
    /// `AD`: an address of a person.
    Address,
    /// `PH`: a phone number of a person.
    Phone,
    /// `CO`: what an assignment is charged to.
    Costing,
    /// `VH`: a vehicle that an assignment uses.
    Vehicle,
}

impl Record {
    /// All kinds in the order of the file.
    pub const ALL: [Self; 9] = [
        Self::Location,
        Self::Organisation,
        Self::Position,
        Self::Person,
        Self::Assignment,
        Self::Address,
        Self::Phone,
        Self::Costing,
        Self::Vehicle,
    ];

    /// The first two letters of its code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Location => "LC",
            Self::Organisation => "OR",
            Self::Position => "PO",
            Self::Person => "PR",
            Self::Assignment => "AS",
            Self::Address => "AD",
            Self::Phone => "PH",
            Self::Costing => "CO",
            Self::Vehicle => "VH",
        }
    }

    /// The column with its id.
    pub(super) fn id_column(self) -> &'static str {
        match self {
            Self::Location => "LocationId",
            Self::Organisation => "OrganisationId",
            Self::Position => "PositionId",
            Self::Person => "PersonId",
            Self::Assignment => "AssignmentId",
            Self::Address => "AddressId",
            Self::Phone => "PhoneId",
            Self::Costing | Self::Vehicle => "AllocationId",
        }
    }

    /// Where in an added record its id stands, counted from 0 with the code.
    pub(super) fn id_at(self) -> usize {
        match self {
            Self::Location | Self::Organisation | Self::Position | Self::Person => 1,
            Self::Assignment | Self::Address | Self::Phone => 2,
            Self::Costing | Self::Vehicle => 3,
        }
    }

    /// How many columns an added record has, its code among them.
    pub fn columns(self) -> usize {
        match self {
            Self::Location => 22,
            Self::Organisation => 15,
            Self::Position => 24,
            Self::Person => 44,
            Self::Assignment => 50,
            Self::Address => 15,
            Self::Phone => 9,
            Self::Costing => 16,
            Self::Vehicle => 15,
        }
    }
}

/// One record of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// `LCA`
    Location(Location),
    /// `ORA`
    Organisation(Organisation),
    /// `POA`
    Position(Box<Position>),
    /// `PRA`
    Person(Box<Person>),
    /// `ASA`
    Assignment(Box<Assignment>),
    /// `ADA`
    Address(Address),
    /// `PHA`
    Phone(Phone),
    /// `COA`
    Costing(Costing),
    /// `VHA`
    Vehicle(Vehicle),
    /// `LCD`, `ORD` and so on: the record with this id is no more.
    Delete {
        /// Its kind.
        record: Record,
        /// Its id.
        id: u64,
    },
}

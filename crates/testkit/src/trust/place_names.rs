//! Where people live and trusts stand: towns with their postcode areas, streets; phone numbers from
//! the ranges that Ofcom keeps for drama, so that none can be anybody's.

use super::chance::Chance;

/// A town.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Town {
    pub(super) name: &'static str,
    pub(super) county: &'static str,
    area: &'static str,
}

const fn place(name: &'static str, county: &'static str, area: &'static str) -> Town {
    Town { name, county, area }
}

const TOWNS: &[Town] = &[
    place("Manchester", "Greater Manchester", "M"),
    place("Sunderland", "Tyne and Wear", "SR"),
    place("Poole", "Dorset", "BH"),
    place("Worcester", "Worcestershire", "WR"),
    place("Southampton", "Hampshire", "SO"),
    place("Derby", "Derbyshire", "DE"),
    place("Leicester", "Leicestershire", "LE"),
    place("Nottingham", "Nottinghamshire", "NG"),
    place("Lincoln", "Lincolnshire", "LN"),
    place("Leeds", "West Yorkshire", "LS"),
    place("Bradford", "West Yorkshire", "BD"),
    place("Sheffield", "South Yorkshire", "S"),
    place("York", "North Yorkshire", "YO"),
    place("Hull", "East Yorkshire", "HU"),
    place("Newcastle upon Tyne", "Tyne and Wear", "NE"),
    place("Carlisle", "Cumbria", "CA"),
    place("Preston", "Lancashire", "PR"),
    place("Bolton", "Greater Manchester", "BL"),
    place("Liverpool", "Merseyside", "L"),
    place("Chester", "Cheshire", "CH"),
    place("Stoke-on-Trent", "Staffordshire", "ST"),
    place("Wolverhampton", "West Midlands", "WV"),
    place("Birmingham", "West Midlands", "B"),
    place("Coventry", "West Midlands", "CV"),
    place("Northampton", "Northamptonshire", "NN"),
    place("Oxford", "Oxfordshire", "OX"),
    place("Reading", "Berkshire", "RG"),
    place("Swindon", "Wiltshire", "SN"),
    place("Gloucester", "Gloucestershire", "GL"),
    place("Bristol", "Bristol", "BS"),
    place("Bath", "Somerset", "BA"),
    place("Taunton", "Somerset", "TA"),
    place("Exeter", "Devon", "EX"),
    place("Plymouth", "Devon", "PL"),
    place("Truro", "Cornwall", "TR"),
    place("Brighton", "East Sussex", "BN"),
    place("Canterbury", "Kent", "CT"),
    place("Chelmsford", "Essex", "CM"),
    place("Ipswich", "Suffolk", "IP"),
    place("Norwich", "Norfolk", "NR"),
    place("Cambridge", "Cambridgeshire", "CB"),
    place("Luton", "Bedfordshire", "LU"),
    place("Croydon", "Greater London", "CR"),
    place("Harrow", "Greater London", "HA"),
];

const STREETS: &[&str] = &[
    "High Street",
    "Station Road",
    "Church Lane",
    "Victoria Road",
    "Mill Lane",
    "Park Avenue",
    "Queen's Road",
    "King Street",
    "Green Lane",
    "Manor Road",
    "The Avenue",
    "St John's Road",
    "Albert Road",
    "Chapel Street",
    "Grange Road",
    "Windsor Close",
    "Beech Grove",
    "Oak Drive",
    "Springfield Road",
    "Highfield Crescent",
    "Meadow View",
    "Orchard Way",
    "Kingsway",
    "Alexandra Terrace",
    "Cedar Court",
    "Elm Tree Walk",
    "Westfield Gardens",
    "Hillside",
];

/// A town by any number.
pub(super) fn town(number: u64) -> &'static Town {
    &TOWNS[(number % TOWNS.len() as u64) as usize]
}

impl Town {
    pub(super) fn postcode(&self, chance: &mut Chance) -> String {
        const INWARD: &[u8] = b"ABDEFGHJLNPQRSTUWXYZ";
        let (first, second) = (char::from(chance.pick(INWARD)), char::from(chance.pick(INWARD)));
        let (outward, sector) = (chance.between(1, 25), chance.between(0, 9));
        format!("{}{outward} {sector}{first}{second}", self.area)
    }
}

/// A house and its street.
pub(super) fn street(chance: &mut Chance) -> String {
    let house = chance.between(1, 199);
    format!("{house} {}", chance.pick(STREETS))
}

/// 07700 900000 to 900999.
pub(super) fn mobile(chance: &mut Chance) -> String {
    format!("07700 900{:03}", chance.below(1_000))
}

/// 01632 960000 to 960999.
pub(super) fn landline(chance: &mut Chance) -> String {
    format!("01632 960{:03}", chance.below(1_000))
}

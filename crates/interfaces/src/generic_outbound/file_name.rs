//! The name of a Generic Outbound file, which says whose it is, of when, and of what extent.

use chrono::NaiveDate;

use crate::value;

/// Whether a file holds everything or what has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Everything (`GOF`).
    Full,
    /// What has changed since the previous run (`GOC`).
    Changes,
}

/// The parts of a file's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileName {
    /// The employing authority, three digits.
    pub vpd: String,
    /// The subset that was asked for, such as `EXP`.
    pub subset: String,
    /// Everything, or changes.
    pub extent: Extent,
    /// The day of the extract.
    pub date: NaiveDate,
    /// The number of the file.
    pub sequence: u32,
}

impl FileName {
    /// The parts of a name such as `GO_431_EXP_GOF_20121113_00000001.DAT`.
    pub fn parse(name: &str) -> Option<Self> {
        let parts: Vec<&str> = name.strip_suffix(".DAT")?.split('_').collect();
        let ["GO", vpd, subset, extent, date, sequence] = parts[..] else { return None };
        let subset_fits = (1..=10).contains(&subset.len())
            && subset.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        if !value::is_vpd(vpd) || !subset_fits || sequence.len() != 8 || !value::digits(sequence) {
            return None;
        }
        Some(Self {
            vpd: vpd.to_owned(),
            subset: subset.to_owned(),
            extent: match extent {
                "GOF" => Extent::Full,
                "GOC" => Extent::Changes,
                _ => return None,
            },
            date: value::date(date)?,
            sequence: sequence.parse().ok()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_taken_apart() {
        let name = FileName::parse("GO_431_EXP_GOF_20121113_00000001.DAT").expect("a good name");
        assert_eq!((name.vpd.as_str(), name.subset.as_str()), ("431", "EXP"));
        assert_eq!((name.extent, name.sequence), (Extent::Full, 1));
        assert_eq!(Some(name.date), NaiveDate::from_ymd_opt(2012, 11, 13));
    }

    #[test]
    fn other_names_are_refused() {
        for bad in [
            "",
            "GO_431_EXP_GOF_20121113_00000001.dat",
            "GO_43_EXP_GOF_20121113_00000001.DAT",
            "GO_431_EXP_GOX_20121113_00000001.DAT",
            "GO_431_EXP_GOF_20121313_00000001.DAT",
            "GO_431_EXP_GOF_20121113_1.DAT",
            "GO_431__GOF_20121113_00000001.DAT",
            "GO_123_ASG_20090706_Full_31820181.DAT",
        ] {
            assert_eq!(FileName::parse(bad), None, "{bad}");
        }
    }
}

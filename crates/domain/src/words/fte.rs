//! Full-time equivalent, kept exactly as the National Workforce Data Set keeps it: five decimals
//! (`CONTRACTED_FTE decimal(15,5)`, domain.md section 5).

use serde::{Deserialize, Serialize};
use specta::Type;

/// A full-time equivalent in hundred-thousandths: 100,000 is one whole post.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize, Type,
)]
#[serde(transparent)]
pub struct Fte(pub u32);

impl Fte {
    /// Reads `0.8` or `1.00000`; `None` for more than five decimals or anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let (whole, part) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
        let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || part.len() > 5 || !digits(whole) || !digits(part) {
            return None;
        }
        let whole: u32 = whole.parse().ok()?;
        let part: u32 = format!("{part:0<5}").parse().ok()?;
        whole.checked_mul(100_000)?.checked_add(part).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_decimals_are_kept_exactly() {
        assert_eq!(Fte::parse("0.8"), Some(Fte(80_000)));
        assert_eq!(Fte::parse("1"), Some(Fte(100_000)));
        assert_eq!(Fte::parse("0.00001"), Some(Fte(1)));
        assert_eq!(Fte::parse("0.000001"), None);
        assert_eq!(Fte::parse("-1"), None);
    }
}

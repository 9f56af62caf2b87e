//! The formats of single values: numbers that people and organisations go by, dates, amounts.

use chrono::{Datelike, NaiveDate, NaiveDateTime};

/// Whether this is a National Insurance number by HMRC's rules: two letters (neither D, F, I, Q, U
/// or V, the second not O, not one of the seven prefixes never given), six digits, A to D.
pub fn is_ni_number(text: &str) -> bool {
    let bytes = text.as_bytes();
    let [first, second, digits @ .., suffix] = bytes else { return false };
    digits.len() == 6
        && digits.iter().all(u8::is_ascii_digit)
        && [first, second].iter().all(|letter| letter.is_ascii_uppercase())
        && !b"DFIQUV".contains(first)
        && !b"DFIQUVO".contains(second)
        && !matches!(&bytes[..2], b"BG" | b"GB" | b"KN" | b"NK" | b"NT" | b"TN" | b"ZZ")
        && (b'A'..=b'D').contains(suffix)
}

/// The number as it is kept: capitals, no spaces.
pub(crate) fn ni_number(text: &str) -> Option<String> {
    let plain: String =
        text.chars().filter(|c| *c != ' ').map(|c| c.to_ascii_uppercase()).collect();
    is_ni_number(&plain).then_some(plain)
}

/// A date written as `yyyyMMdd`.
pub(crate) fn date(text: &str) -> Option<NaiveDate> {
    if text.len() != 8 || !digits(text) {
        return None;
    }
    NaiveDate::from_ymd_opt(
        text[..4].parse().ok()?,
        text[4..6].parse().ok()?,
        text[6..].parse().ok()?,
    )
}

/// A date written as `yyyy-MM-dd`.
pub(crate) fn iso_date(text: &str) -> Option<NaiveDate> {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    text.parse().ok()
}

/// A point in time written as `yyyyMMdd HHmmss`.
pub(crate) fn timestamp(text: &str) -> Option<NaiveDateTime> {
    let (day, time) = text.split_once(' ')?;
    if time.len() != 6 || !digits(time) {
        return None;
    }
    date(day)?.and_hms_opt(
        time[..2].parse().ok()?,
        time[2..4].parse().ok()?,
        time[4..].parse().ok()?,
    )
}

/// A number with up to `places` decimals, from 0 to `max`, in units of its last place. Zeros that
/// say nothing may be left out or added, as databases do: `.8`, `37.50000`.
pub(crate) fn decimal(text: &str, places: u32, max: u64) -> Option<u64> {
    let (whole, part) = match text.split_once('.') {
        Some((whole, part)) if digits(part) => {
            (if whole.is_empty() { "0" } else { whole }, part.trim_end_matches('0'))
        }
        Some(_) => return None,
        None => (text, ""),
    };
    if !digits(whole) || whole.len() > 12 || part.len() > places as usize {
        return None;
    }
    let value = format!("{whole}{part:0<width$}", width = places as usize).parse().ok()?;
    (value <= max * 10_u64.pow(places)).then_some(value)
}

/// Whether somebody born on `born` can be at work on `on`: 14 to 100 years old.
pub(crate) fn is_working_age(born: NaiveDate, on: NaiveDate) -> bool {
    let had_birthday = (on.month(), on.day()) >= (born.month(), born.day());
    let years = on.year() - born.year() - i32::from(!had_birthday);
    (14..=100).contains(&years)
}

/// Whether this is a trust's ODS code: three capitals and digits.
pub(crate) fn is_ods_code(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
}

/// Whether this is a VPD: three digits.
pub(crate) fn is_vpd(text: &str) -> bool {
    text.len() == 3 && digits(text)
}

/// Whether there is at least one character, and all are digits.
pub(crate) fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// Whether a name looks like UTF-8 once read as Windows-1252: `Ã` or `Â`, then what the second byte
/// of an accented letter becomes.
pub(crate) fn looks_misread(name: &str) -> bool {
    let follows =
        |c: char| ('\u{80}'..='\u{BF}').contains(&c) || "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ".contains(c);
    name.chars().zip(name.chars().skip(1)).any(|(a, b)| "ÂÃÄÅ".contains(a) && follows(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).expect("a date of the test")
    }

    #[test]
    fn national_insurance_numbers_follow_the_rules() {
        for good in ["AA000000A", "CE123456D", "OA654321B", "ZY999999C"] {
            assert!(is_ni_number(good), "{good}");
        }
        for bad in [
            "",
            "AA00000A",
            "AA0000000A",
            "AA000000E",
            "AA00000AA",
            "QQ123456C",
            "AO123456C",
            "DA123456C",
            "AV123456C",
            "BG123456C",
            "GB123456C",
            "KN123456C",
            "NK123456C",
            "NT123456C",
            "TN123456C",
            "ZZ123456C",
            "aa000000A",
            "É1234567A",
        ] {
            assert!(!is_ni_number(bad), "{bad}");
        }
        assert_eq!(ni_number("ce 12 34 56 d").as_deref(), Some("CE123456D"));
    }

    #[test]
    fn dates_are_real_days_in_their_own_format() {
        assert_eq!(date("20280229"), Some(day(2028, 2, 29)));
        for bad in ["20270229", "2026-11-01", "2026111", "01112026", "20261301", "+2026111"] {
            assert_eq!(date(bad), None, "{bad}");
        }
        assert_eq!(iso_date("2026-11-01"), Some(day(2026, 11, 1)));
        for bad in ["20261101", "01-11-2026", "2026-1-1", "2026-02-30", "+2026-11-1"] {
            assert_eq!(iso_date(bad), None, "{bad}");
        }
        assert_eq!(timestamp("20261101 235959"), day(2026, 11, 1).and_hms_opt(23, 59, 59));
        for bad in ["20261101", "20261101 240000", "20261101T120000", "20261101 +10000"] {
            assert_eq!(timestamp(bad), None, "{bad}");
        }
    }

    #[test]
    fn amounts_keep_their_last_place() {
        assert_eq!(decimal("0.53333", 5, 2), Some(53_333));
        assert_eq!(decimal("1", 5, 2), Some(100_000));
        assert_eq!(decimal("1.5", 5, 2), Some(150_000));
        assert_eq!(decimal(".5", 5, 2), Some(50_000));
        assert_eq!(decimal("37.50000", 2, 168), Some(3_750));
        assert_eq!(decimal("1998", 0, 9_999), Some(1_998));
        for bad in ["2.00001", "0.123456", "-1", "1,5", ".", "1.", "", "1e3"] {
            assert_eq!(decimal(bad, 5, 2), None, "{bad}");
        }
    }

    #[test]
    fn working_age_counts_birthdays() {
        let on = day(2026, 11, 1);
        assert!(is_working_age(day(2012, 11, 1), on));
        assert!(!is_working_age(day(2012, 11, 2), on));
        assert!(is_working_age(day(1925, 11, 2), on));
        assert!(!is_working_age(day(1925, 11, 1), on));
        assert!(!is_working_age(day(2030, 1, 1), on));
    }

    #[test]
    fn a_misread_accent_is_seen_and_a_true_one_is_not() {
        for misread in ["ZoÃ«", "JosÃ©", "MÃ¼ller", "Å\u{81}ukasz", "WiÅ›niewski"] {
            assert!(looks_misread(misread), "{misread}");
        }
        for good in ["Zoë", "João", "SÃO", "Åse", "Łukasz", "ÂNGELA", "O’Neill", "Nguyễn"]
        {
            assert!(!looks_misread(good), "{good}");
        }
    }
}

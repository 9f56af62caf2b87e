//! A figure and its floor, as a line of a table and as a line of JSON.

use std::time::Duration;

use serde::Serialize;

/// What was measured.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figure {
    /// Its name.
    pub name: &'static str,
    /// `s`, `ms`, `MiB`.
    pub unit: &'static str,
    /// What it came to.
    pub value: f64,
    /// What the plainest way to the same end came to, where there is one.
    pub floor: Option<f64>,
    /// The one by the other.
    pub ratio: Option<f64>,
    /// How many records or commands it was measured with.
    pub rows: u64,
}

impl Figure {
    /// A figure beside its floor, if it has one.
    pub fn new(
        name: &'static str,
        unit: &'static str,
        value: f64,
        floor: Option<f64>,
        rows: u64,
    ) -> Self {
        let ratio = floor.filter(|floor| *floor > 0.0).map(|floor| value / floor);
        Self { name, unit, value, floor, ratio, rows }
    }

    /// A row of the table.
    pub fn line(&self) -> String {
        let number = |n: Option<f64>| n.map_or_else(|| "-".to_owned(), |n| format!("{n:.2}"));
        format!(
            "{:<24}{:>12} {:<4}{:>12}{:>9}{:>12}",
            self.name,
            number(Some(self.value)),
            self.unit,
            number(self.floor),
            number(self.ratio),
            self.rows
        )
    }

    /// The row above them all.
    pub fn heading() -> String {
        format!(
            "{:<24}{:>12} {:<4}{:>12}{:>9}{:>12}",
            "figure", "value", "", "floor", "ratio", "rows"
        )
    }
}

/// The value that this share of all is not above: the median for 0.5. 0 of nothing.
pub fn quantile(values: &[f64], share: f64) -> f64 {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    // Lists of a bench are short: the share of their length is exact.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
    let at = (share * values.len() as f64).ceil() as usize;
    values.get(at.saturating_sub(1)).copied().unwrap_or_default()
}

/// Milliseconds.
pub fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_values_that_were_measured() {
        let values: Vec<f64> = (1..=300).rev().map(f64::from).collect();
        assert_eq!(quantile(&values, 0.5), 150.0);
        assert_eq!(quantile(&values, 0.99), 297.0);
        assert_eq!(quantile(&[7.0], 0.99), 7.0);
        assert_eq!(quantile(&[], 0.5), 0.0);
    }

    #[test]
    fn a_figure_without_a_floor_has_no_ratio() {
        let figure = Figure::new("resident", "MiB", 120.0, None, 1);
        assert_eq!(figure.ratio, None);
        assert!(figure.line().ends_with("           -        -           1"));
    }
}

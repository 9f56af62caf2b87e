//! The window by keyboard alone: keys go wherever the focus is, and only Tab and the keys of the
//! keyboard map move it. What cannot be reached that way is not reached.

use anyhow::{Context, bail};
use fantoccini::actions::{InputSource, KeyAction, KeyActions};

use crate::window::Window;

/// WebDriver's names of the keys that write nothing.
pub mod key {
    /// Moves on.
    pub const TAB: char = '\u{e004}';
    /// Presses what has the focus.
    pub const ENTER: char = '\u{e007}';
    /// Held with another.
    pub const CONTROL: char = '\u{e009}';
    /// Held with another.
    pub const ALT: char = '\u{e00a}';
    /// The next of a group.
    pub const RIGHT: char = '\u{e014}';
    /// The next row.
    pub const DOWN: char = '\u{e015}';
    /// Syncs.
    pub const F5: char = '\u{e035}';
}

/// No screen has more stops than this; whoever has pressed Tab so often is going in circles.
const STOPS: usize = 120;

/// What has the focus: its tag, what it is called, the group it is in, and whether it is chosen.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct Focus {
    /// `button`, `input`, `tr`, …
    pub tag: String,
    /// `radio`, `checkbox`, `text`, …; empty for what is no field.
    pub kind: String,
    /// Its label, else what it says.
    pub name: String,
    /// The legend of its group.
    pub group: String,
    /// Whether it, or another of its radios, is chosen.
    pub chosen: bool,
}

const FOCUS: &str = r#"
const it = document.activeElement ?? document.body;
const said = (element) => (element?.innerText ?? '').replace(/\s+/g, ' ').trim();
return {
  tag: it.tagName.toLowerCase(),
  kind: it.getAttribute('type') ?? '',
  name: it.labels?.length ? said(it.labels[0]) : (it.getAttribute('aria-label') ?? said(it)),
  group: said(it.closest('fieldset')?.querySelector('legend')),
  chosen: it.type === 'radio'
    ? [...document.querySelectorAll('input[type=radio]')].some((its) => its.name === it.name && its.checked)
    : it.checked === true,
};"#;

impl Window {
    /// What has the focus.
    pub async fn focus(&self) -> anyhow::Result<Focus> {
        let found = self.client().execute(FOCUS, vec![]).await?;
        serde_json::from_value(found).context("the focus is not told")
    }

    /// Presses one key after another.
    pub async fn type_keys(&self, keys: &str) -> anyhow::Result<()> {
        let mut strokes = KeyActions::new("keyboard".to_owned());
        for value in keys.chars() {
            strokes = strokes.then(KeyAction::Down { value }).then(KeyAction::Up { value });
        }
        self.client().perform_actions(strokes).await.context("pressing keys")
    }

    /// Presses a key while another is held.
    pub async fn chord(&self, held: char, value: char) -> anyhow::Result<()> {
        let strokes = KeyActions::new("keyboard".to_owned())
            .then(KeyAction::Down { value: held })
            .then(KeyAction::Down { value })
            .then(KeyAction::Up { value })
            .then(KeyAction::Up { value: held });
        self.client().perform_actions(strokes).await.context("pressing a chord")
    }

    /// Presses Tab until the focus is where it is wanted, and says what that is.
    pub async fn tab_until(
        &self,
        what: &str,
        wanted: impl Fn(&Focus) -> bool,
    ) -> anyhow::Result<Focus> {
        let mut seen = Vec::new();
        for _ in 0..STOPS {
            let focus = self.focus().await?;
            if wanted(&focus) {
                return Ok(focus);
            }
            seen.push(format!("{} {:?}", focus.tag, focus.name));
            self.type_keys(&key::TAB.to_string()).await?;
        }
        bail!("Tab does not reach {what}; it stops at\n{}", seen.join("\n"))
    }

    /// Tabs to what is called that, and begins so.
    pub async fn tab_to(&self, name: &str) -> anyhow::Result<Focus> {
        self.tab_until(&format!("{name:?}"), |focus| focus.name.starts_with(name)).await
    }

    /// Tabs to a button or link and presses it.
    pub async fn press_by_key(&self, name: &str) -> anyhow::Result<()> {
        self.tab_until(&format!("the button {name:?}"), |focus| {
            matches!(focus.tag.as_str(), "button" | "a") && focus.name.starts_with(name)
        })
        .await?;
        self.type_keys(&key::ENTER.to_string()).await
    }

    /// Tabs to a field and types into it.
    pub async fn type_into(&self, name: &str, text: &str) -> anyhow::Result<()> {
        self.tab_until(&format!("the field {name:?}"), |focus| {
            matches!(focus.tag.as_str(), "input" | "select" | "textarea")
                && focus.name.starts_with(name)
        })
        .await?;
        self.type_keys(text).await
    }

    /// Tabs to the three boxes of a date and types them.
    pub async fn type_date(&self, legend: &str, date: chrono::NaiveDate) -> anyhow::Result<()> {
        use chrono::Datelike;
        let parts = [date.day().to_string(), date.month().to_string(), date.year().to_string()];
        for (name, text) in ["Day", "Month", "Year"].into_iter().zip(parts) {
            self.tab_until(&format!("{name} of {legend:?}"), |focus| {
                focus.name == name && focus.group.starts_with(legend)
            })
            .await?;
            self.type_keys(&text).await?;
        }
        Ok(())
    }

    /// Tabs to the list, goes down to the row that says this, and opens it.
    pub async fn open_row_by_key(&self, text: &str) -> anyhow::Result<()> {
        let mut row = self.tab_until("the rows of the list", |focus| focus.tag == "tr").await?;
        for _ in 0..STOPS {
            if row.name.contains(text) {
                return self.type_keys(&key::ENTER.to_string()).await;
            }
            self.type_keys(&key::DOWN.to_string()).await?;
            row = self.focus().await?;
        }
        bail!("no row says {text:?}; the last says {:?}", row.name)
    }
}

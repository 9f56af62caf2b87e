//! The real window on a computer, driven as a person drives it: by what it shows and by keys.
//! WebKit's own driver starts the app and speaks WebDriver; a wait ends when what it waits for is
//! there, and fails with what the window showed instead.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, anyhow, bail};
use fantoccini::elements::Element;
use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::process::Child;

use crate::binary;
use crate::computer::Computer;

/// How long anything may take to appear on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// The window.
pub struct Window {
    client: Client,
    driver: Child,
}

/// What opens a window, so that it can be opened again.
#[derive(Debug, Clone)]
pub struct Opening {
    /// The app.
    pub app: PathBuf,
    /// The server the organisation has set.
    pub server: String,
}

impl Opening {
    /// This workspace's desk, for a server.
    pub fn of(server: impl Into<String>) -> Self {
        Self { app: binary("muster"), server: server.into() }
    }
}

impl Window {
    /// Opens the app on a computer.
    pub async fn open(computer: &Computer, opening: &Opening) -> anyhow::Result<Self> {
        let port = free_port().await?;
        let mut driver = computer.command("WebKitWebDriver");
        let driver = driver
            .args(["--host=127.0.0.1", &format!("--port={port}")])
            .env("MUSTER_HOME", computer.desk())
            .env("MUSTER_SERVER", &opening.server)
            .env("MUSTER_COMPUTER", "WARD-07")
            // What tauri-driver sets: the web view lets itself be driven.
            .env("TAURI_AUTOMATION", "true")
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            // No graphics card under a virtual display.
            .env("WEBKIT_DISABLE_COMPOSITING_MODE", "1")
            .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
            .env("LIBGL_ALWAYS_SOFTWARE", "1")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .context("WebKitWebDriver could not be started")?;
        let mut capabilities = Capabilities::new();
        capabilities.insert(
            "webkitgtk:browserOptions".to_owned(),
            json!({ "binary": opening.app, "args": [] }),
        );
        let address = format!("http://127.0.0.1:{port}");
        let started = Instant::now();
        let client = loop {
            let mut builder = ClientBuilder::new(HttpConnector::new());
            match builder.capabilities(capabilities.clone()).connect(&address).await {
                Ok(client) => break client,
                // The driver listens a moment after it starts.
                Err(error) if started.elapsed() > PATIENCE => {
                    return Err(error).context("the window did not open");
                }
                Err(_) => tokio::task::yield_now().await,
            }
        };
        Ok(Self { client, driver })
    }

    /// The WebDriver client, for what has no word here.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Waits until the window shows a text, anywhere.
    pub async fn shows(&self, text: &str) -> anyhow::Result<()> {
        self.until(&format!("shows {text:?}"), |shown| shown.contains(text)).await
    }

    /// Waits until the window shows a text so many times, no more and no less.
    pub async fn shows_times(&self, text: &str, times: usize) -> anyhow::Result<()> {
        let what = format!("shows {text:?} {times} times");
        self.until(&what, |shown| shown.matches(text).count() == times).await
    }

    /// Waits until a list shows its row of that place, the first being 1, with what it says.
    pub async fn shows_row(&self, place: usize) -> anyhow::Result<()> {
        let path = format!("//tr[@data-row='{}' and not(@aria-busy)]", place.saturating_sub(1));
        self.find(&path, &format!("row {place}")).await.map(|_| ())
    }

    /// Waits until the window no longer shows a text.
    pub async fn shows_no_more(&self, text: &str) -> anyhow::Result<()> {
        self.until(&format!("no longer shows {text:?}"), |shown| !shown.contains(text)).await
    }

    async fn until(&self, what: &str, holds: impl Fn(&str) -> bool) -> anyhow::Result<()> {
        let started = Instant::now();
        loop {
            let shown = self.text().await.unwrap_or_default();
            if holds(&shown) {
                return Ok(());
            }
            if started.elapsed() > PATIENCE {
                bail!("waited in vain until the window {what}; it shows:\n{shown}");
            }
            self.a_frame().await?;
        }
    }

    /// From now on the window notes when a text appears once more.
    pub async fn note_when_it_shows(&self, text: &str) -> anyhow::Result<()> {
        let script = "const count = () => document.body.innerText.split(arguments[0]).length - 1;
            window.showed = [];
            const before = count();
            new MutationObserver(() => {
                while (window.showed.length < count() - before) window.showed.push(Date.now());
            }).observe(document.body, { childList: true, subtree: true, characterData: true });";
        let script = script.replace("arguments[0]", &json!(text).to_string());
        self.client.execute(&script, vec![]).await?;
        Ok(())
    }

    /// When each appeared, in milliseconds of the computer's clock.
    pub async fn when_it_showed(&self) -> anyhow::Result<Vec<i64>> {
        let noted = self.client.execute("return window.showed", vec![]).await?;
        serde_json::from_value(noted).context("the window noted nothing")
    }

    /// Everything the window shows as text.
    pub async fn text(&self) -> anyhow::Result<String> {
        let text = self.client.execute("return document.body.innerText", vec![]).await?;
        Ok(text.as_str().unwrap_or_default().replace('\u{a0}', " "))
    }

    /// Waits until the window has drawn once more: the pace at which anything can change in it.
    async fn a_frame(&self) -> anyhow::Result<()> {
        self.client
            .execute_async(
                "const done = arguments[0]; requestAnimationFrame(() => done(null));",
                vec![],
            )
            .await?;
        Ok(())
    }

    /// Presses a button or follows a link, by the words on it.
    pub async fn press(&self, words: &str) -> anyhow::Result<()> {
        let quoted = xpath_text(words);
        let path = format!(
            "//*[self::button or self::a or @role='tab' or @role='row' or self::summary]\
             [normalize-space(.)={quoted} or @aria-label={quoted} or starts-with(normalize-space(.), {quoted})]"
        );
        self.click(&path, words).await
    }

    /// Types into the field with that label, in place of what is there.
    pub async fn fill(&self, label: &str, text: &str) -> anyhow::Result<()> {
        let field = self.field(label).await?;
        field.clear().await?;
        field.send_keys(text).await.with_context(|| format!("typing into {label:?}"))
    }

    /// Types the three boxes of a date.
    pub async fn fill_date(&self, legend: &str, date: chrono::NaiveDate) -> anyhow::Result<()> {
        use chrono::Datelike;
        let quoted = xpath_text(legend);
        for (n, value) in
            [date.day().to_string(), date.month().to_string(), date.year().to_string()]
                .iter()
                .enumerate()
        {
            let path = format!(
                "(//fieldset[.//legend[starts-with(normalize-space(.), {quoted})]]//input)[{}]",
                n + 1
            );
            let field = self.find(&path, legend).await?;
            field.clear().await?;
            field.send_keys(value).await?;
        }
        Ok(())
    }

    /// Chooses a radio or ticks a box by its label.
    pub async fn choose(&self, label: &str) -> anyhow::Result<()> {
        let quoted = xpath_text(label);
        let path = format!("//label[starts-with(normalize-space(.), {quoted})]");
        self.click(&path, label).await
    }

    /// Picks an option of a list box by its words.
    pub async fn pick(&self, label: &str, option: &str) -> anyhow::Result<()> {
        let list = self.field(label).await?;
        let picked = list.select_by_label(option).await;
        picked.with_context(|| format!("picking {option:?} of {label:?}"))
    }

    /// Clicks what an XPath finds: a radio or a box whose label says too much to be named.
    pub async fn tick(&self, path: &str) -> anyhow::Result<()> {
        self.script("arguments[0].click()", self.present(path).await?).await
    }

    /// Ticks the first that an XPath finds unticked; `false` when none is.
    pub async fn tick_next(&self, path: &str) -> anyhow::Result<bool> {
        for found in self.client.find_all(Locator::XPath(path)).await? {
            if !found.is_selected().await? {
                self.script("arguments[0].click()", found).await?;
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Opens the first row of the list that says this.
    pub async fn open_row(&self, text: &str) -> anyhow::Result<()> {
        let quoted = xpath_text(text);
        let path =
            format!("(//tbody/tr[contains(normalize-space(.), {quoted})]/th[@scope='row'])[1]");
        self.click(&path, text).await
    }

    /// Presses a button of the dialog that is open.
    pub async fn press_in_dialog(&self, words: &str) -> anyhow::Result<()> {
        let quoted = xpath_text(words);
        let path = format!(
            "//*[@role='dialog' or @role='alertdialog']\
             //button[starts-with(normalize-space(.), {quoted})]"
        );
        self.click(&path, words).await
    }

    /// Clicks what an XPath finds. The driver gives no words to what went wrong, only its kind.
    async fn click(&self, path: &str, what: &str) -> anyhow::Result<()> {
        let clicked = self.find(path, what).await?.click().await;
        clicked.map_err(|error| anyhow!("{what:?} cannot be clicked: {error:?}"))
    }

    /// Waits until an XPath finds something, seen or not: native radios are drawn by their labels.
    async fn present(&self, path: &str) -> anyhow::Result<Element> {
        let started = Instant::now();
        loop {
            if let Ok(found) = self.client.find(Locator::XPath(path)).await {
                return Ok(found);
            }
            if started.elapsed() > PATIENCE {
                let shown = self.text().await.unwrap_or_default();
                bail!("nothing is at {path}; the window shows:\n{shown}");
            }
            self.a_frame().await?;
        }
    }

    async fn script(&self, script: &str, element: Element) -> anyhow::Result<()> {
        self.client.execute(script, vec![serde_json::to_value(element)?]).await?;
        Ok(())
    }

    /// The field with that label.
    pub async fn field(&self, label: &str) -> anyhow::Result<Element> {
        let quoted = xpath_text(label);
        let path = format!(
            "//*[self::input or self::select or self::textarea]\
             [@id=//label[starts-with(normalize-space(.), {quoted})]/@for or @aria-label={quoted}]"
        );
        self.find(&path, label).await
    }

    /// Waits for what an XPath finds.
    pub async fn find(&self, path: &str, what: &str) -> anyhow::Result<Element> {
        let started = Instant::now();
        loop {
            if let Ok(found) = self.client.find(Locator::XPath(path)).await
                && found.is_displayed().await.unwrap_or(false)
            {
                return Ok(found);
            }
            if started.elapsed() > PATIENCE {
                let shown = self.text().await.unwrap_or_default();
                bail!("there is no {what:?} in the window; it shows:\n{shown}");
            }
            self.a_frame().await?;
        }
    }

    /// Presses keys wherever the focus is.
    pub async fn keys(&self, keys: &str) -> anyhow::Result<()> {
        let focused = self.client.active_element().await?;
        focused.send_keys(keys).await?;
        Ok(())
    }

    /// Keeps a picture of the window.
    pub async fn picture(&self, path: &Path) -> anyhow::Result<()> {
        let png = self.client.screenshot().await?;
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(path, png)?;
        Ok(())
    }

    /// Ends the app as a power cut does: `kill -9`, nothing is written any more.
    pub async fn kill(mut self) -> anyhow::Result<()> {
        let group = self.driver.id().context("the driver has ended already")?;
        let killed = tokio::process::Command::new("kill")
            .args(["-9", "--", &format!("-{group}")])
            .status()
            .await?;
        anyhow::ensure!(killed.success(), "the app could not be killed");
        self.driver.wait().await?;
        Ok(())
    }

    /// Closes the window as a person does.
    pub async fn close(mut self) -> anyhow::Result<()> {
        self.client.clone().close().await?;
        self.driver.kill().await?;
        Ok(())
    }
}

async fn free_port() -> std::io::Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0").await?.local_addr()?.port())
}

/// A text as XPath writes it, whatever quotes are in it.
fn xpath_text(text: &str) -> String {
    if text.contains('\'') { format!("\"{text}\"") } else { format!("'{text}'") }
}

//! Notifications of the desktop: that there is news to act on, and how much, never what or about whom.
//! They are raised here, so that the window needs no leave to raise any.

use muster_app::{Announcement, App};
use muster_domain::noun::NounKind;
use tauri::{AppHandle, Manager};
use tokio::sync::broadcast::error::RecvError;

/// The person's setting: `off`, or the language of what is said.
const SETTING: &str = "desktop_notices";

/// Notifies of news until the app ends: of what came for this person to act on while the window is
/// not in front.
pub fn of_news(handle: AppHandle) {
    let mut heard = handle.state::<App>().announcer().listen();
    tauri::async_runtime::spawn(async move {
        // Nobody is told of what was there when they came.
        let mut known = None;
        loop {
            match heard.recv().await {
                Ok(Announcement::SessionChanged) => known = None,
                Ok(Announcement::Changed { nouns }) if nouns.contains(&NounKind::Notice) => {}
                Ok(_) => continue,
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return,
            }
            let Some(session) = handle.state::<App>().session().await else { continue };
            let Ok(now) = session.unread_work().await else { continue };
            let before = known.replace(now).unwrap_or(now);
            let setting = session.setting(SETTING).await.ok().flatten();
            if now <= before || setting.as_deref() == Some("off") || in_front(&handle) {
                continue;
            }
            show(text(now - before, setting.as_deref() == Some("cy"))).await;
        }
    });
}

fn in_front(handle: &AppHandle) -> bool {
    handle.webview_windows().values().any(|window| window.is_focused().unwrap_or(false))
}

async fn show(text: String) {
    let shown = tauri::async_runtime::spawn_blocking(move || {
        notify_rust::Notification::new().appname("Muster").summary(&text).show().map(|_| ())
    });
    // Where the desktop shows none, the count in the header says it.
    if let Ok(Err(error)) = shown.await {
        tracing::info!(%error, "the desktop shows no notifications");
    }
}

fn text(news: u32, welsh: bool) -> String {
    match (news, welsh) {
        (1, false) => "1 new request for you in Muster".to_owned(),
        (n, false) => format!("{n} new requests for you in Muster"),
        (2, true) => "2 gais newydd i chi yn Muster".to_owned(),
        (n @ (3 | 6), true) => format!("{n} chais newydd i chi yn Muster"),
        (n, true) => format!("{n} cais newydd i chi yn Muster"),
    }
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn it_says_how_much_and_nothing_else() {
        assert_eq!(text(1, false), "1 new request for you in Muster");
        assert_eq!(text(2, false), "2 new requests for you in Muster");
        assert_eq!(text(2, true), "2 gais newydd i chi yn Muster");
        assert_eq!(text(3, true), "3 chais newydd i chi yn Muster");
        assert_eq!(text(5, true), "5 cais newydd i chi yn Muster");
    }
}

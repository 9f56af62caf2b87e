//! The shell: a window over [`muster_app`]. It carries values and decides nothing: one write, a
//! line for each read, and the announcements passed on as events.

mod act;
mod events;
mod files;
mod native;
mod notify;
mod reads;

pub use act::Acted;
pub use files::{SavedCopy, ShownDocument};
pub use native::About;

use muster_app::App;
use tauri::Manager;
use tauri_specta::{collect_commands, collect_events};

/// Opens the window and runs until it is closed.
pub fn run() {
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("MUSTER_LOG")
                .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn")),
        )
        .with_writer(std::io::stderr)
        .init();
    let bindings = bindings::<tauri::Wry>();
    let handler = bindings.invoke_handler();
    let built = tauri::Builder::default()
        .setup(move |app| {
            bindings.mount_events(app);
            let home = native::home(app.handle())?;
            let desk = App::new(home);
            tauri::async_runtime::spawn(desk.keep_attending());
            app.manage(desk);
            app.manage(files::Downloads::of(app.handle()));
            events::pass_on(app.handle().clone());
            notify::of_news(app.handle().clone());
            Ok(())
        })
        .invoke_handler(handler)
        .build(tauri::generate_context!());
    match built {
        Ok(app) => app.run(|handle, event| {
            // SQLCipher clears itself away when the process ends: by then no file may be open.
            if let tauri::RunEvent::Exit = event {
                tauri::async_runtime::block_on(handle.state::<App>().lock());
            }
        }),
        Err(error) => {
            tracing::error!(%error, "the window could not be opened");
            std::process::exit(1);
        }
    }
}

/// Everything the window may call and hear, typed. The same list makes the TypeScript.
pub fn bindings<R: tauri::Runtime>() -> tauri_specta::Builder<R> {
    tauri_specta::Builder::<R>::new()
        // What is written and what is read are one shape: an absent value is `null` on both ways.
        .disable_serde_phases()
        .commands(collect_commands![
            act::act,
            act::act_many,
            act::amend,
            act::withdraw,
            files::add_document,
            files::open_document,
            files::save_document,
            files::print_reference,
            native::about,
            native::people_here,
            native::session,
            native::sign_in,
            native::unlock,
            native::lock,
            native::removed,
            native::unopenable,
            native::take_note,
            native::sync_status,
            native::sync_now,
            native::keep_draft,
            native::draft,
            native::drop_draft,
            native::setting,
            native::keep_setting,
            reads::notifications::worklist,
            reads::notifications::unread_notices,
            reads::notifications::open_work,
            reads::notifications::colleagues,
            reads::notifications::delegations,
            reads::notifications::kinds,
            reads::recruitment::applicants,
            reads::recruitment::sources,
            reads::recruitment::starters,
            reads::recruitment::documents,
            reads::iat::transfers,
            reads::iat::transfer_page,
            reads::iat::recruitment_review,
            reads::iat::learning_review,
            reads::iat::oh_review,
            reads::iat::enquiries,
            reads::iat::enquiry_page,
            reads::iat::oh_enquiries,
            reads::iat::oh_enquiry_page,
            reads::iat::references,
            reads::iat::reference_page,
            reads::iat::reference_arrived,
            reads::people::people,
            reads::people::person_page,
            reads::search::find,
            reads::search::recent,
            reads::work::waiting,
            reads::work::attention,
            reads::work::history,
            reads::work::held,
        ])
        .events(collect_events![events::Announced])
        .constant("madeOf", reads::made_of())
        .constant("holders", reads::holders())
        .constant("teams", reads::teams())
        .constant("largestFile", muster_domain::recruitment::document::LARGEST)
}

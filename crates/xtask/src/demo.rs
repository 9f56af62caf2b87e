//! The demo, and the package opened as a person would open it.

use crate::needs::{self, Asked, Need};
use crate::run::{program, root, run as run_program, target};

/// Builds everything and hands over to the demo itself, which walks the main job or leaves a desk
/// open.
pub fn run(asked: Asked, walk: bool, employees: usize) -> anyhow::Result<()> {
    needs::ensure(asked, &[Need::Build, Need::Windows, Need::Modules])?;
    crate::test::pages()?;
    run_program(&mut program(&["cargo", "build", "--workspace", "--bins"]))?;
    let mut demo = std::process::Command::new(target().join("debug/muster-demo"));
    demo.current_dir(root()).args(["--employees", &employees.to_string()]);
    if walk || std::env::var_os("DISPLAY").is_none() {
        demo.arg("--walk");
    }
    run_program(&mut demo)
}

/// Makes the `.deb`, unpacks it into a temporary folder, and opens what is in it.
pub fn package() -> anyhow::Result<()> {
    let tauri = root().join("ui/node_modules/.bin/tauri");
    let mut build = std::process::Command::new(tauri);
    build.current_dir(root()).args(["build", "--debug", "--bundles", "deb"]);
    run_program(&mut build)?;
    run_program(
        std::process::Command::new(target().join("debug/muster-demo"))
            .current_dir(root())
            .args(["--package"])
            .arg(target().join("debug/bundle/deb")),
    )
}

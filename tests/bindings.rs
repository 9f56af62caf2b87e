//! Writes the TypeScript that the window is built against, and fails if it changed: whoever
//! changes a command or an answer sees in review what the window will see.

use std::path::Path;

#[test]
fn the_windows_types_are_those_of_the_code() {
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/src/bindings/index.ts");
    let folder = tempfile::tempdir().unwrap();
    let fresh = folder.path().join("index.ts");
    muster::bindings::<tauri::Wry>()
        .export(specta_typescript::Typescript::default(), &fresh)
        .unwrap();
    let text = std::fs::read_to_string(&fresh).unwrap();
    if std::env::var_os("MUSTER_WRITE_GOLDENS").is_some() {
        std::fs::create_dir_all(committed.parent().unwrap()).unwrap();
        std::fs::write(&committed, &text).unwrap();
    }
    let known = std::fs::read_to_string(&committed).unwrap_or_default();
    assert!(
        known == text,
        "ui/src/bindings/index.ts is not what the code says; run `cargo xtask goldens`"
    );
}

//! `docs/failure-cases.md` names tests, and wrong code that they were seen to fail with: each must be
//! there, and each of the fifty cases must have its row.

use std::collections::BTreeSet;
use std::path::Path;

/// The names of all tests under a folder.
fn tests_in(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && path.file_name().is_none_or(|name| name != "target") {
            tests_in(&path, found);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            let functions = text.split("fn ").skip(1);
            found.extend(functions.filter_map(|rest| rest.split('(').next()).map(str::to_owned));
        }
    }
}

#[test]
fn every_test_that_the_table_names_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let table = std::fs::read_to_string(root.join("docs/failure-cases.md")).unwrap();
    let bugs = std::fs::read_to_string(root.join("tests/planted/bugs.toml")).unwrap();
    let mut there = BTreeSet::new();
    tests_in(&root.join("tests"), &mut there);
    tests_in(&root.join("crates"), &mut there);
    let mut cases = 0;
    for row in table.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| |")) {
        cases += 1;
        assert!(row.starts_with(&format!("| {cases} |")), "case {cases} has no row: {row}");
        for named in row.split('`').skip(1).step_by(2) {
            // Bugs have hyphens, tests do not.
            let planted = bugs.contains(&format!("name = \"{named}\""));
            let is_there = if named.contains('-') { planted } else { there.contains(named) };
            assert!(is_there, "case {cases}: there is no {named}");
        }
    }
    assert_eq!(cases, 50);
}

//! A trust of 30,000 people, loaded and fetched. Run with `--release --run-ignored only`; it
//! prints what it took.

use std::time::{Duration, Instant};

use muster_domain::policy::Role;
use muster_protocol::page;
use muster_testkit::trust::Trust;
use reqwest::Method;

use crate::desk::Desk;
use crate::house::{House, code};

/// Fetches everything a desk holds, without reading the pages more than a cursor needs.
async fn fetch(desk: &Desk) -> (u64, usize) {
    let (mut rows, mut bytes) = (0, 0);
    for (noun, _) in desk.scope().await.nouns {
        let mut after = String::new();
        loop {
            let path = format!("/v1/records?noun={}{after}", noun.name());
            let response = desk.request(Method::GET, &path).send().await.unwrap();
            let body = response.bytes().await.unwrap();
            bytes += body.len();
            let records: muster_protocol::change::Records = page::decode(&body).unwrap();
            rows += records.page.len() as u64;
            match records.page.ids.last() {
                Some(last) if records.more => after = format!("&after={last}"),
                _ => break,
            }
        }
    }
    (rows, bytes)
}

async fn follow(desk: &Desk) -> u64 {
    let (mut rows, mut seq) = (0, 0);
    loop {
        let changes = desk.changes(seq).await;
        rows += changes.pages.iter().map(|page| page.len() as u64).sum::<u64>();
        seq = changes.seq;
        if seq == changes.head {
            return rows;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "minutes, and only a release build says anything"]
async fn thirty_thousand_people() {
    let house = House::new().await;
    let files = tempfile::tempdir().unwrap();
    let trust = Trust::new(1, "R0A", 30_000).unwrap();
    trust.write(files.path()).unwrap();
    let mut names: Vec<_> =
        std::fs::read_dir(files.path()).unwrap().map(|file| file.unwrap().path()).collect();
    names.sort();
    for round in ["first load", "the same again"] {
        let mut all = 0;
        let mut took = Duration::ZERO;
        for path in &names {
            let begun = Instant::now();
            let loaded = house.server.load(&code("R0A"), path, false).await.unwrap();
            let total = loaded.total();
            all += total.added + total.changed + total.left;
            took += begun.elapsed();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            println!("{round}: {name}: {total:?} in {:?}", begun.elapsed());
            assert!(round == "first load" || total.added + total.changed == 0);
        }
        println!("{round}: {all} records in {took:?}");
    }
    let size = std::fs::metadata(house.file()).unwrap().len() / 1024 / 1024;
    println!("the file: {size} MiB");
    for role in [Role::HrOfficer, Role::OhNurse, Role::RecruitmentOfficer] {
        let desk = house.desk(&house.alder, role.name(), &[role]).await;
        let begun = Instant::now();
        let scope = desk.scope().await;
        println!("{}: scope in {:?}", role.name(), begun.elapsed());
        let begun = Instant::now();
        let (rows, bytes) = fetch(&desk).await;
        println!("{}: {rows} records, {bytes} bytes in {:?}", role.name(), begun.elapsed());
        assert_eq!(rows, scope.nouns.iter().map(|(_, count)| count).sum::<u64>());
        let begun = Instant::now();
        let rows = follow(&desk).await;
        println!("{}: {rows} records by the feed in {:?}", role.name(), begun.elapsed());
    }
}

//! The schema as a file beside the migrations, so that a review sees what they come to.

use crate::house::House;

#[tokio::test]
async fn the_dump_is_what_the_migrations_make() {
    let house = House::new().await;
    let database = house.database().await;
    let statements: Vec<String> = sqlx::query_scalar(
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE '\\_sqlx%' ESCAPE '\\'
         AND name NOT LIKE 'sqlite%' ORDER BY tbl_name, type DESC, name",
    )
    .fetch_all(&database)
    .await
    .unwrap();
    let dump: String = statements.iter().map(|sql| format!("{sql};\n")).collect();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../migrations/server-sqlite.schema.sql");
    if std::env::var_os("MUSTER_WRITE_SCHEMA").is_some() {
        std::fs::write(path, &dump).unwrap();
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    assert_eq!(kept, dump, "run with MUSTER_WRITE_SCHEMA=1 and look at the difference");
}

#[tokio::test]
async fn every_question_of_the_rules_is_answered_by_an_index() {
    let house = House::new().await;
    let database = house.database().await;
    let asked = [
        ("pay", "person"),
        ("immunisation", "person"),
        ("ni_number", "number"),
        ("birth", "birth_on"),
        ("transfer", "applicant"),
        ("transfer", "asked_on"),
        ("document", "applicant"),
        ("candidate", "enquiry"),
        ("notice", "about"),
    ];
    for (table, column) in asked {
        let sql = format!(
            "EXPLAIN QUERY PLAN SELECT id, body FROM {table} INDEXED BY {table}_{column}
             WHERE organisation = x'00' AND {column} = 'x' AND body IS NOT NULL"
        );
        let plan: Vec<(i64, i64, i64, String)> =
            sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(&database).await.unwrap();
        let plan = &plan[0].3;
        assert!(plan.contains(&format!("(organisation=? AND {column}=?)")), "{plan}");
    }
}

//! How a person has set up this computer: saved views of lists, their columns and order, what is
//! notified. Kept beside the outbox, so that it outlives every cache. The window's own JSON: nothing
//! here reads it, and it goes nowhere.

use crate::Error;
use crate::outbox::Outbox;

impl Outbox {
    /// What was kept under a name.
    pub async fn setting(&self, name: &str) -> Result<Option<String>, Error> {
        Ok(sqlx::query_scalar("SELECT value FROM setting WHERE name = ?")
            .bind(name)
            .fetch_optional(self.reader())
            .await?)
    }

    /// Keeps something under a name.
    pub async fn keep_setting(&self, name: &str, value: &str) -> Result<(), Error> {
        sqlx::query(
            "INSERT INTO setting (name, value) VALUES (?, ?)
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        )
        .bind(name)
        .bind(value)
        .execute(self.writer())
        .await?;
        Ok(())
    }
}

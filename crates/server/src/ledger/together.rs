//! Statements that are sent together: each by itself is a wait for the thread that owns the
//! connection, and a command's writes are a dozen.

use sqlx::sqlite::SqliteArguments;
use sqlx::{Arguments, AssertSqlSafe, Encode, Sqlite, SqliteConnection, Type};

use super::LedgerFault;

/// Statements, with their values in the order of their question marks.
#[derive(Default)]
pub(crate) struct Together {
    sql: String,
    values: SqliteArguments,
}

impl Together {
    /// Adds a statement; its values follow.
    pub fn add(&mut self, sql: &str) -> &mut Self {
        if !self.sql.is_empty() {
            self.sql.push(';');
        }
        self.sql.push_str(sql);
        self
    }

    /// Binds the next value.
    pub fn bind<'q, T>(&mut self, value: T) -> Result<&mut Self, LedgerFault>
    where
        T: Encode<'q, Sqlite> + Type<Sqlite>,
    {
        self.values.add(value).map_err(sqlx::Error::Encode)?;
        Ok(self)
    }

    /// Runs them, in order. Nothing is left to run afterwards.
    pub async fn run(&mut self, connection: &mut SqliteConnection) -> Result<(), LedgerFault> {
        let Self { sql, values } = std::mem::take(self);
        if !sql.is_empty() {
            sqlx::query_with(AssertSqlSafe(sql), values).execute(connection).await?;
        }
        Ok(())
    }
}

//! What the source asked about a request, and what the asker said to it: on the record of both
//! organisations. It is free text: the forms ask for no number and no birth date in it, and what
//! is corrected of the identity is named here and never shown.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use specta::Type;

use super::candidate::IdentityField;
use crate::noun::By;
use crate::words::UserRef;

/// A question, and what was said to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Exchange {
    /// What the source wants to know.
    pub question: String,
    /// When it was asked.
    pub asked_at: DateTime<Utc>,
    /// The answer, once there is one.
    pub reply: Option<Reply>,
}

/// What the asker said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename = "ExchangeReply")]
pub struct Reply {
    /// The words.
    pub text: String,
    /// What of the identity was corrected.
    pub corrected: Vec<IdentityField>,
    /// Who said it.
    pub by: UserRef,
    /// When.
    pub at: DateTime<Utc>,
}

impl Exchange {
    /// A question that was just asked.
    pub fn begin(question: &str, by: &By) -> Self {
        Self { question: question.to_owned(), asked_at: by.received_at, reply: None }
    }
}

/// Puts the answer to the question that waits for one.
pub fn put_reply(exchanges: &mut [Exchange], reply: &Reply) {
    if let Some(open) = exchanges.last_mut().filter(|exchange| exchange.reply.is_none()) {
        open.reply = Some(reply.clone());
    }
}

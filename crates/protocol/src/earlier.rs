//! Envelopes of earlier formats. What was signed never changes: an envelope that waited while its
//! desk was brought up to date, or whose desk was not, is verified as it was signed and read here as
//! what it means today. A format is never taken out while a desk may still hold one of it.
//!
//! Format 1 did not say for which kind of staff a transfer was asked for. Format 2 did not say
//! whether before the hire or after it, and asked for no reference with it.

use serde_json::Value;

use crate::envelope::{Envelope, EnvelopeFault, FORMAT};

/// Reads an envelope of this format.
pub(crate) fn read(format: u32, bytes: &[u8]) -> Result<Envelope, EnvelopeFault> {
    let unreadable = |_| EnvelopeFault::Unreadable;
    match format {
        FORMAT => serde_json::from_slice(bytes).map_err(unreadable),
        1 | 2 => {
            let mut envelope: Value = serde_json::from_slice(bytes).map_err(unreadable)?;
            if format == 1 {
                since_1(&mut envelope);
            }
            since_2(&mut envelope);
            serde_json::from_value(envelope).map_err(unreadable)
        }
        _ => Err(EnvelopeFault::Version),
    }
}

/// What format 2 says more.
fn since_1(envelope: &mut Value) {
    if let Some(request) = transfer_request(envelope) {
        request.insert("staff".to_owned(), "not_said".into());
    }
}

/// What format 3 says more.
fn since_2(envelope: &mut Value) {
    if let Some(request) = transfer_request(envelope) {
        request.insert("occasion".to_owned(), "before_hire".into());
        request.insert("reference".to_owned(), Value::Null);
    }
}

/// The command, where it asks for a transfer.
fn transfer_request(envelope: &mut Value) -> Option<&mut serde_json::Map<String, Value>> {
    let command = &mut envelope["command"];
    let asks = command["noun"] == "transfer" && command["command"]["do"] == "request";
    if asks { command["command"].as_object_mut() } else { None }
}

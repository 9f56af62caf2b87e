//! Pages of a first load, kept while nothing of their noun changes: desks of one role load the same
//! pages, and on the morning after an update all of them do.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use axum::body::Bytes;
use muster_domain::noun::NounKind;
use muster_domain::policy::Teams;
use muster_domain::words::OrganisationId;
use uuid::Uuid;

/// Bytes of pages that are kept; a trust of 30,000 has some 60 MB of them.
const KEPT: usize = 128 * 1024 * 1024;

/// Which page: whose, of what, and after which record.
pub(crate) type Key = (OrganisationId, NounKind, Teams, Uuid);

/// The pages.
#[derive(Default)]
pub(crate) struct Pages(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    pages: HashMap<Key, (i64, Bytes)>,
    length: usize,
}

impl Pages {
    /// The page, if its noun is still at that number of the log.
    pub fn of(&self, key: &Key, version: i64) -> Option<Bytes> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (of, page) = kept.pages.get(key)?;
        (*of == version).then(|| page.clone())
    }

    /// Keeps a page. When there is no more room all of them go: they are quickly made again.
    pub fn keep(&self, key: Key, version: i64, page: Bytes) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.length + page.len() > KEPT {
            *kept = Kept::default();
        }
        kept.length += page.len();
        if let Some((_, old)) = kept.pages.insert(key, (version, page)) {
            kept.length -= old.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_kept_while_nothing_of_its_noun_changes_and_there_is_room() {
        let pages = Pages::default();
        let key = |n| {
            let organisation = OrganisationId(Uuid::nil());
            (organisation, NounKind::Person, Teams(1), Uuid::from_u128(n))
        };
        pages.keep(key(1), 7, Bytes::from_static(b"page"));
        assert_eq!(pages.of(&key(1), 7).unwrap(), "page");
        assert_eq!(pages.of(&key(1), 8), None);
        assert_eq!(pages.of(&key(2), 7), None);
        for n in 2..200 {
            pages.keep(key(n), 7, Bytes::from(vec![0; 1024 * 1024]));
        }
        assert_eq!(pages.of(&key(1), 7), None);
        assert!(pages.0.lock().unwrap().length <= KEPT);
        assert!(pages.of(&key(199), 7).is_some());
    }
}

//! A story of both organisations: what one tells the other waits, until it is delivered.

use muster_domain::Refusal;
use muster_domain::iat::message::Message;
use muster_domain::policy::Role;
use muster_domain::words::{OrganisationId, UserRef};

use super::{Asked, Row, Story, Then, asker, asking_side, given, source};

/// The asker, the source, and what waits between them.
#[derive(Debug, Clone)]
pub struct Both {
    /// The asker's records.
    pub here: Story,
    /// The source's.
    pub there: Story,
    mail: Vec<(OrganisationId, Message)>,
}

/// The asker knows its applicant and the source; the source holds these.
pub fn both(there: impl IntoIterator<Item = Row>) -> Both {
    Both { here: given(asking_side()), there: given(there).at(source()), mail: Vec::new() }
}

impl Both {
    /// It is that time, on both sides.
    pub fn on(self, when: &str) -> Self {
        Self { here: self.here.on(when), there: self.there.on(when), ..self }
    }

    /// Somebody with that role at the asker does that.
    #[track_caller]
    pub fn here(self, role: Role, command: impl Asked) -> Self {
        let then = self.here.clone().by(role).when(command);
        self.goes_on_here(then)
    }

    /// That person at the source does that.
    #[track_caller]
    pub fn there_by(self, user: UserRef, roles: &[Role], command: impl Asked) -> Self {
        let then = self.there.clone().by_user(user, roles).when(command);
        self.goes_on_there(then)
    }

    /// Somebody with that role at the source does that.
    #[track_caller]
    pub fn there(self, role: Role, command: impl Asked) -> Self {
        let then = self.there.clone().by(role).when(command);
        self.goes_on_there(then)
    }

    /// Muster itself does that at the source.
    #[track_caller]
    pub fn muster_there(self, command: impl Asked) -> Self {
        let then = self.there.clone().by_muster().when(command);
        self.goes_on_there(then)
    }

    /// Somebody with that role at the asker is refused that.
    #[track_caller]
    pub fn refused_here(self, role: Role, command: impl Asked, why: impl Into<Refusal>) -> Self {
        let here = self.here.clone().by(role).when(command).refused(why);
        Self { here, ..self }
    }

    /// Somebody with that role at the source is refused that.
    #[track_caller]
    pub fn refused_there(self, role: Role, command: impl Asked, why: impl Into<Refusal>) -> Self {
        let there = self.there.clone().by(role).when(command).refused(why);
        Self { there, ..self }
    }

    /// Everything that waits arrives, in order, and what follows from it.
    #[track_caller]
    pub fn delivered(mut self) -> Self {
        while !self.mail.is_empty() {
            let (to, message) = self.mail.remove(0);
            let here = to == asker().id;
            let story = if here { self.here.clone() } else { self.there.clone() };
            let (story, mail) = story.hears(message);
            if here {
                self.here = story;
            } else {
                self.there = story;
            }
            self.mail.extend(mail);
        }
        self
    }

    #[track_caller]
    fn goes_on_here(mut self, then: Then) -> Self {
        self.mail.extend(then.result.as_ref().map(|o| o.messages.clone()).unwrap_or_default());
        Self { here: then.happens(), ..self }
    }

    #[track_caller]
    fn goes_on_there(mut self, then: Then) -> Self {
        self.mail.extend(then.result.as_ref().map(|o| o.messages.clone()).unwrap_or_default());
        Self { there: then.happens(), ..self }
    }
}

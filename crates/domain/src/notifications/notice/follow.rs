//! What a date alone brings about: somebody stands in or no longer does, a reminder before and after
//! the day on which a notice is due, and the way up the hierarchy when nobody has acted. A job of the
//! server asks for it every day; the time is the server's.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use super::{Event, Facts, Notice, setting};
use crate::notifications::colleague::{self, Colleague};
use crate::notifications::kind_setting::Days;
use crate::noun::By;
use crate::policy::Team;
use crate::words::{UserId, UserRef};
use crate::world::{Stop, World};

/// Look who stands in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cover {
    /// The notice.
    pub id: Uuid,
    /// The delegation that was made or ended just now.
    pub delegation: Option<Uuid>,
}

/// Look whether it is to be reminded of or escalated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Follow {
    /// The notice.
    pub id: Uuid,
}

/// When a reminder comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
#[serde(rename = "NoticeReminderWhen")]
pub enum ReminderWhen {
    /// Before it is due.
    Before,
    /// After it was.
    After,
}

/// It was reminded of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename = "NoticeReminder")]
pub struct Reminder {
    /// Before or after.
    pub when: ReminderWhen,
    /// When.
    pub at: DateTime<Utc>,
}

/// It went up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename = "NoticeEscalation")]
pub struct Escalation {
    /// To whom; nobody, where nobody is set who may hear of it.
    pub to: Option<UserRef>,
    /// Whose supervisor that is; the queue's, if nobody had it.
    pub over: Option<UserRef>,
    /// For so many days it was overdue.
    pub overdue: u16,
    /// When.
    pub at: DateTime<Utc>,
}

/// Who would hear of it next: the supervisor of whoever heard last, or of whoever has it, or whoever
/// most of the queue report to; each once. Of what is occupational health's nobody outside it hears.
pub(super) fn facts(notice: &Notice, world: &World) -> Result<Facts, Stop> {
    let (_, days) = setting(world, notice)?;
    let supervisor = match last(notice) {
        Some(user) => supervisor_of(&records_of(world, user.id)?),
        None => {
            let mut queue = Vec::new();
            for team in colleague::working(notice.team) {
                let of_it = world.find::<Colleague>("team", team.name())?;
                queue.extend(of_it.known().cloned().unwrap_or_default());
            }
            supervisor_of(&queue)
        }
    };
    let heard = |user: &UserRef| {
        notice.escalations.iter().any(|one| one.to.as_ref().is_some_and(|to| to.id == user.id))
    };
    let next = match supervisor.filter(|user| !heard(user)) {
        Some(user) => {
            let teams: Vec<Team> = records_of(world, user.id)?.iter().map(|one| one.team).collect();
            let works_it = |team: &&Team| colleague::working(notice.team).contains(team);
            let within = teams.iter().find(works_it);
            let outside = teams.first().filter(|_| notice.team != Team::OccupationalHealth);
            within.or(outside).map(|team| (user, *team))
        }
        None => None,
    };
    Ok(Facts::Follow { days, next })
}

/// Whoever heard of it last, or has it.
fn last(notice: &Notice) -> Option<&UserRef> {
    notice.escalations.last().and_then(|one| one.to.as_ref()).or_else(|| notice.whose())
}

fn records_of(world: &World, user: UserId) -> Result<Vec<Colleague>, Stop> {
    Ok(world.find::<Colleague>("of_user", user)?.known().cloned().unwrap_or_default())
}

/// Whoever most of these people report to; of equals the first by name.
fn supervisor_of(people: &[Colleague]) -> Option<UserRef> {
    let mut named: BTreeMap<(&str, UserId), usize> = BTreeMap::new();
    for supervisor in people.iter().filter_map(|one| one.supervisor.as_ref()) {
        *named.entry((supervisor.name.as_str(), supervisor.id)).or_default() += 1;
    }
    let most = named.values().max().copied()?;
    let ((name, id), _) = named.into_iter().find(|(_, times)| *times == most)?;
    Some(UserRef { id, name: name.to_owned() })
}

impl Notice {
    /// Who stands in, if that has changed.
    pub(super) fn cover(&self, delegate: Option<&UserRef>) -> Vec<Event> {
        let same = self.delegate.as_ref().map(|one| one.id) == delegate.map(|one| one.id);
        if same || self.done.is_some() { vec![] } else { vec![Event::Covered(delegate.cloned())] }
    }

    /// What the day brings.
    pub(super) fn follow(&self, days: Days, next: Option<&(UserRef, Team)>, by: &By) -> Vec<Event> {
        let Some(due) = self.due_on.filter(|_| self.done.is_none() && self.kind.needs_action())
        else {
            return vec![];
        };
        let at = by.received_at;
        let overdue = (at.date_naive() - due).num_days();
        let mut events = Vec::new();
        let mut remind = |when| {
            if !self.reminders.iter().any(|reminder| reminder.when == when) {
                events.push(Event::Reminded(Reminder { when, at }));
            }
        };
        if days.remind_before.is_some_and(|n| -i64::from(n) <= overdue && overdue <= 0) {
            remind(ReminderWhen::Before);
        }
        if days.remind_after.is_some_and(|n| overdue >= i64::from(n)) {
            remind(ReminderWhen::After);
        }
        let steps = days.escalate_after.map_or(0, |n| overdue / i64::from(n.max(1)));
        let so_far = i64::try_from(self.escalations.len()).unwrap_or(i64::MAX);
        let at_the_top = self.escalations.last().is_some_and(|one| one.to.is_none());
        if steps > so_far && !at_the_top {
            let escalation = Escalation {
                to: next.map(|(user, _)| user.clone()),
                over: last(self).cloned(),
                overdue: u16::try_from(overdue).unwrap_or(u16::MAX),
                at,
            };
            events.push(Event::Escalated(escalation, next.map(|(_, team)| *team)));
        }
        events
    }
}

//! What lies between a desk and the server: requests and answers as messages that are lost, come
//! twice, late or mangled; lines that carry one way or not at all; portals; connections refused
//! at once or only after silence; and the stream of news.

use std::rc::Rc;

use muster_sync::Trouble;

use crate::faults::Fault;
use crate::wire::{Answer, Question};
use crate::world::{Event, World};

/// A connection that is not made in this time is none.
const CONNECT: u64 = 5_000;
/// An answer that has not come in this time does not come.
const ANSWER: u64 = 30_000;
/// The server says something on the stream at least this often.
const KEEP_ALIVE: u64 = 15_000;
/// A stream on which nothing was heard for this long has ended.
const SILENCE: u64 = 40_000;
/// Nothing is on its way for longer than this once the network has healed.
const AFTER_HEALING: u64 = 2_000;

/// A desk's line.
#[derive(Debug, Clone, Default)]
pub(crate) struct Line {
    /// No network: connections are refused at once.
    pub offline: bool,
    pub deaf_server: bool,
    pub deaf_desk: bool,
    pub portal: bool,
    pub flapping: bool,
    /// Requests whose end nobody would hear of until the time is up.
    pub hanging: Vec<(u64, u64)>,
    /// The last request that arrived, of which life.
    arrived: (u64, u64),
}

impl Line {
    pub fn hears(&self) -> bool {
        !self.offline && !self.deaf_desk
    }
}

impl World {
    /// Whether a fault strikes this message.
    fn strikes(&mut self, fault: Fault) -> bool {
        if self.healed {
            return false;
        }
        let Some(often) = self.plan.on_the_way.get(&fault).copied() else { return false };
        let strikes = self.chance.below(1_000) < often;
        if strikes {
            self.strike(fault);
        }
        strikes
    }

    /// How long a message takes.
    fn way(&mut self) -> u64 {
        let slow = self.strikes(Fault::Delayed);
        let way =
            if slow { self.chance.between(2_000, 25_000) } else { self.chance.between(3, 90) };
        // Once all is well, nothing that is on its way takes long.
        let longest = self.heal_at.saturating_sub(self.now) + AFTER_HEALING;
        way.min(longest.max(90))
    }

    fn at_desk_after(
        &mut self,
        after: u64,
        to: (usize, u64, u64),
        answer: Result<Rc<Answer>, Trouble>,
    ) {
        let (desk, life, request) = to;
        self.post(after, Event::AtDesk { desk, life, request, answer });
    }

    /// Nobody answers: only time tells.
    fn hang(&mut self, (desk, life, request): (usize, u64, u64)) {
        self.seats[desk].line.hanging.push((life, request));
    }

    /// A desk asks the server something.
    pub fn send(&mut self, desk: usize, life: u64, request: u64, question: Question) {
        let to = (desk, life, request);
        self.line(&format!("desk {desk}: asks {} {request}", question.name()));
        self.at_desk_after(ANSWER, to, Err(Trouble::NoAnswer));
        let line = self.seats[desk].line.clone();
        if line.offline {
            self.at_desk_after(2, to, Err(Trouble::Offline));
            return;
        }
        if line.portal {
            self.strike(Fault::Portal);
            let way = self.way();
            if matches!(question, Question::Listen { .. }) {
                // The page is a stream that ends.
                self.at_desk_after(way, to, Ok(Rc::new(Answer::Listening(0))));
                let trouble = None;
                self.post(way + 1, Event::Ended { desk, life, stream: 0, trouble });
            } else {
                self.at_desk_after(way, to, Err(Trouble::NoAnswer));
            }
            return;
        }
        let whole = !line.deaf_server && !line.deaf_desk;
        if !whole && self.chance.one_in(2) {
            // A new connection cannot be made where one of the two does not hear.
            self.strike_line(desk);
            self.at_desk_after(CONNECT, to, Err(Trouble::Offline));
            return;
        }
        if line.deaf_server || self.strikes(Fault::RequestLost) {
            if line.deaf_server {
                self.strike_line(desk);
            }
            self.hang(to);
            return;
        }
        if !self.server.up {
            self.at_desk_after(3, to, Err(Trouble::Offline));
            return;
        }
        let question = Rc::new(question);
        let way = self.way();
        let event =
            |ghost| Event::AtServer { desk, life, request, question: question.clone(), ghost };
        self.post(way, event(false));
        if self.strikes(Fault::RequestTwice) {
            let again = self.way();
            self.post(way + again, event(true));
        }
        if self.strikes(Fault::LateDuplicate) {
            let late = self.chance.between(10_000, 400_000);
            self.post(late.min(self.heal_at + 20_000 - self.now), event(true));
        }
    }

    /// Which of the line's faults it was.
    fn strike_line(&mut self, desk: usize) {
        let line = &self.seats[desk].line;
        let fault = match (line.deaf_server, line.deaf_desk) {
            (true, true) => Fault::PartitionBoth,
            (true, false) => Fault::PartitionUp,
            _ => Fault::PartitionDown,
        };
        self.strike(fault);
    }

    /// A request arrives.
    pub fn at_server(
        &mut self,
        desk: usize,
        life: u64,
        request: u64,
        question: &Question,
        ghost: bool,
    ) {
        let to = (desk, life, request);
        if !self.server.up {
            if !ghost {
                self.at_desk_after(3, to, Err(Trouble::NoAnswer));
            }
            return;
        }
        if !ghost {
            let (of, last) = self.seats[desk].line.arrived;
            if of == life && request < last {
                self.strike(Fault::Overtaken);
            } else {
                self.seats[desk].line.arrived = (life, request);
            }
        }
        if !ghost && self.strikes(Fault::ServerBroken) {
            self.at_desk_after(5, to, Err(Trouble::NoAnswer));
            return;
        }
        let now = self.clock();
        let answered = self.server.answer(question, (desk, life), now, &mut self.chance);
        self.tell_news();
        if matches!(question, Question::Push { .. }) {
            let after = self.chance.between(1, 300);
            self.post(after, Event::Deliver { life: self.server.life });
        }
        let answer = match answered {
            Ok(answer) => Rc::new(answer),
            Err(_) => {
                self.server_struck();
                let back = self.chance.between(500, 20_000);
                self.server_dies(back);
                if !ghost && self.seats[desk].line.hears() {
                    self.at_desk_after(20, to, Err(Trouble::NoAnswer));
                }
                return;
            }
        };
        self.line(&format!("server: {} of desk {desk}: {}", question.name(), answer.name()));
        if ghost {
            if let Answer::Listening(stream) = &*answer {
                self.server.listeners.remove(stream);
            }
            return;
        }
        self.answer_goes_out(to, answer);
    }

    fn answer_goes_out(&mut self, to: (usize, u64, u64), answer: Rc<Answer>) {
        let (desk, life, _) = to;
        let line = &self.seats[desk].line;
        let lost_on_the_line = !line.hears();
        if lost_on_the_line && line.deaf_desk {
            self.strike_line(desk);
        }
        if lost_on_the_line || self.strikes(Fault::AnswerLost) {
            if let Answer::Listening(stream) = &*answer
                && let Some(listener) = self.server.listeners.get_mut(stream)
            {
                listener.cut = true;
            }
            self.hang(to);
            return;
        }
        let way = self.way();
        if self.strikes(Fault::ConnectionReset) || self.strikes(Fault::AnswerGarbled) {
            if let Answer::Listening(stream) = &*answer {
                self.server.listeners.remove(stream);
            }
            self.at_desk_after(way, to, Err(Trouble::NoAnswer));
            return;
        }
        if let Answer::Listening(stream) = &*answer {
            let stream = *stream;
            let life_of_server = self.server.life;
            self.post(KEEP_ALIVE, Event::KeepAlive { life: life_of_server, stream, n: 1 });
            self.post(way + SILENCE, Event::Silence { desk, life, stream });
        }
        self.at_desk_after(way, to, Ok(answer));
    }

    /// The server says something on a stream: news, or that it is alive.
    pub fn say(&mut self, stream: u64, news: bool) {
        let Some(listener) = self.server.listeners.get(&stream).cloned() else { return };
        let dies = !listener.cut && self.strikes(Fault::NewsLost);
        let carried = self.seats[listener.desk].line.hears();
        if dies || !carried {
            if let Some(listener) = self.server.listeners.get_mut(&stream) {
                listener.cut = true;
            }
            return;
        }
        if !listener.cut {
            let way = self.chance.between(3, 90);
            let (desk, life) = (listener.desk, listener.life);
            self.post(way, Event::Heard { desk, life, stream, news });
        }
    }

    pub fn keep_alive(&mut self, life: u64, stream: u64, n: u64) {
        if life != self.server.life {
            return;
        }
        let Some(listener) = self.server.listeners.get(&stream).cloned() else { return };
        let gone = self.desks[listener.desk].life != listener.life;
        // Every second time it looks whether the device may still listen.
        if gone || (n.is_multiple_of(2) && !self.server.may_listen(listener.token, self.clock())) {
            self.server.listeners.remove(&stream);
            if !listener.cut && self.seats[listener.desk].line.hears() {
                let (desk, life) = (listener.desk, listener.life);
                self.post(10, Event::Ended { desk, life, stream, trouble: None });
            }
            return;
        }
        self.say(stream, false);
        self.post(KEEP_ALIVE, Event::KeepAlive { life, stream, n: n + 1 });
    }

    pub fn silence(&mut self, desk: usize, life: u64, stream: u64) {
        let here = &self.desks[desk];
        let process = here.process.as_ref().filter(|_| here.life == life);
        let Some((of, heard)) = process.and_then(|process| process.stream) else { return };
        if of != stream {
            return;
        }
        let silent = self.now - heard;
        if silent >= SILENCE {
            let trouble = Some(Trouble::Offline);
            self.post(0, Event::Ended { desk, life, stream, trouble });
        } else {
            self.post(SILENCE - silent, Event::Silence { desk, life, stream });
        }
    }

    /// All is well again: what hung meets somebody, who knows nothing of it and says so.
    pub fn reset_hanging(&mut self, desk: usize) {
        for (life, request) in std::mem::take(&mut self.seats[desk].line.hanging) {
            let after = self.chance.below(AFTER_HEALING);
            self.at_desk_after(after, (desk, life, request), Err(Trouble::NoAnswer));
        }
    }
}

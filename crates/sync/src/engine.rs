//! What a desk does next about the server: sign in, load, send, fetch, listen, wait.
//!
//! Sending, fetching, listening and sending parts of files are independent: a queue that cannot be sent does not keep
//! changes from coming, and the other way round. Whatever fails is tried again after a pause that
//! grows, with full jitter; whatever is asked twice is answered once, because commands carry ids
//! and changes carry numbers. The engine never gives up and never forgets that something waits.
//!
//! Offline it knocks with the one question that needs nothing from the outbox, and the rest follows
//! the answer: to make a batch ready, with the disk and the keys that takes, for a network that is not
//! there would cost whoever works meanwhile.

use serde::{Deserialize, Serialize};
use specta::Type;

/// The first pause after a failure, in milliseconds; it doubles with each.
const FIRST_PAUSE_MS: u64 = 500;
/// The longest pause: a healed network is noticed within it.
const LONGEST_PAUSE_MS: u64 = 20_000;
/// How often to look for news when nobody tells: the stream is a hint and may have died silently.
const POLL_MS: u64 = 60_000;

/// What the desk knows of the server, from its real answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Link {
    /// Nothing was tried yet.
    Unknown,
    /// The last request was answered.
    Online,
    /// No connection could be made.
    Offline,
    /// A connection was made, and what came back was no answer.
    NoAnswer,
    /// The server wants the person to sign in again.
    SignInAgain,
    /// It answers, and takes what is sent. What is new it says in words that this program is too
    /// old for.
    TooOld,
}

/// Why a request was not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// No connection.
    Offline,
    /// A connection, and silence, an error or rubbish.
    NoAnswer,
    /// The token has expired: the device can sign in by its key.
    TokenExpired,
    /// The device or the person is no longer let in.
    NotLetIn,
    /// The server says that the device was revoked, or the person's account closed.
    Revoked,
    /// The cursor is of another epoch, or ahead of the log: what is held is in doubt.
    CursorUnknown,
    /// The person's roles have changed: some of what is held must go, some may have to come.
    OtherHoldings,
    /// The server speaks a newer version than this program.
    TooOld,
}

/// Something happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input {
    /// The files are open.
    Opened {
        /// Whether anything waits to be sent.
        waiting: bool,
        /// Whether parts of files wait to be sent.
        files: bool,
        /// Whether the first load has not finished.
        load: bool,
    },
    /// A command was saved.
    Saved,
    /// Parts of a file are to be sent: before its command, which was saved, or once more.
    FileSaved,
    /// The person asks to try now.
    TryNow,
    /// The pause is over.
    Woken,
    /// The server has news.
    News,
    /// The stream of news has ended.
    Deaf,
    /// Signed in.
    SignedIn,
    /// Everything of the first load has arrived.
    Loaded,
    /// A batch was decided.
    Sent {
        /// Whether more waits.
        more: bool,
    },
    /// The server has the parts of all files that waited.
    Uploaded,
    /// A page of the feed was taken in.
    Fetched {
        /// Whether the log goes on after it.
        more: bool,
    },
    /// What is held is to be compared with the server.
    CheckDue,
    /// It was compared.
    Checked {
        /// The log had moved on meanwhile: fetch, and compare again.
        again: bool,
    },
    /// What was under way failed.
    Failed(Activity, Trouble),
}

/// What can be under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activity {
    /// Signing in.
    SignIn,
    /// The first load.
    Load,
    /// Sending.
    Send,
    /// Sending the parts of files.
    Upload,
    /// Fetching.
    Fetch,
    /// Listening for news.
    Listen,
    /// Comparing what is held with the server.
    Check,
}

/// What to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Begin it; its end comes back as an input.
    Begin(Activity),
    /// Wake the engine after so many milliseconds. It replaces any earlier wake.
    WakeAfter(u64),
    /// Forget how far this desk is, and doubt what it holds: a load follows, which compares.
    StartOver,
    /// The server says that the device is revoked: find out whether that is so.
    Leave,
}

/// The engine's state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Engine {
    link: Link,
    open: bool,
    signed_in: bool,
    signing_in: bool,
    needs_load: bool,
    loading: bool,
    to_send: bool,
    sending: bool,
    to_upload: bool,
    uploading: bool,
    upload_pausing: bool,
    upload_failures: u32,
    to_fetch: bool,
    fetching: bool,
    knocking: bool,
    to_check: bool,
    checking: bool,
    listening: bool,
    deaf: bool,
    pausing: bool,
    too_old: bool,
    resting: bool,
    failures: u32,
}

impl Default for Engine {
    fn default() -> Self {
        Self {
            link: Link::Unknown,
            open: false,
            signed_in: false,
            signing_in: false,
            needs_load: false,
            loading: false,
            to_send: false,
            sending: false,
            to_upload: false,
            uploading: false,
            upload_pausing: false,
            upload_failures: 0,
            to_fetch: false,
            fetching: false,
            knocking: false,
            to_check: false,
            checking: false,
            listening: false,
            deaf: false,
            pausing: false,
            too_old: false,
            resting: false,
            failures: 0,
        }
    }
}

impl Engine {
    /// What the desk knows of the server.
    pub fn link(&self) -> Link {
        if self.too_old && self.link == Link::Online { Link::TooOld } else { self.link }
    }

    /// Whether a batch is on its way.
    pub fn is_sending(&self) -> bool {
        self.sending
    }

    /// Whether changes are on their way.
    pub fn is_fetching(&self) -> bool {
        self.fetching
    }

    /// Takes in what happened, and says what to do. `dice` is any random number.
    pub fn handle(&mut self, input: Input, dice: u64) -> Vec<Effect> {
        let mut effects = Vec::new();
        match input {
            Input::Opened { waiting, files, load } => {
                self.open = true;
                self.needs_load = load;
                self.to_send = waiting;
                self.to_upload = files;
                self.to_fetch = true;
            }
            Input::Saved => self.to_send = true,
            Input::FileSaved => self.to_upload = true,
            Input::TryNow => {
                self.to_fetch = true;
                self.pausing = false;
                self.upload_pausing = false;
                self.resting = false;
                self.deaf = false;
                self.failures = 0;
                if self.link == Link::SignInAgain {
                    self.signed_in = false;
                    self.link = Link::Unknown;
                }
            }
            Input::Woken => {
                self.pausing = false;
                self.upload_pausing = false;
                self.resting = false;
                self.deaf = false;
                self.to_fetch = true;
            }
            Input::News => self.to_fetch = true,
            // What happened while deaf was not heard. A stream that ends as soon as it begins, as
            // behind a portal, is not asked for again at once.
            Input::Deaf => {
                self.listening = false;
                self.deaf = true;
                self.to_fetch = true;
                effects.push(Effect::WakeAfter(FIRST_PAUSE_MS / 2 + dice % FIRST_PAUSE_MS));
            }
            Input::SignedIn => {
                self.signing_in = false;
                self.signed_in = true;
                self.answered();
            }
            Input::Loaded => {
                self.loading = false;
                self.needs_load = false;
                self.too_old = false;
                self.to_fetch = true;
                self.answered();
            }
            Input::Sent { more } => {
                self.sending = false;
                self.to_send |= more;
                // The decisions are in the feed.
                self.to_fetch = true;
                self.answered();
            }
            Input::Uploaded => {
                self.uploading = false;
                self.upload_failures = 0;
                // Their commands have waited for this.
                self.to_send = true;
                self.answered();
            }
            Input::Fetched { more } => {
                self.fetching = false;
                self.knocking = false;
                self.too_old = false;
                self.to_fetch |= more;
                self.answered();
                let pause = if self.deaf { FIRST_PAUSE_MS } else { POLL_MS };
                effects.push(Effect::WakeAfter(pause / 2 + dice % pause));
            }
            Input::CheckDue => self.to_check = true,
            Input::Checked { again } => {
                self.checking = false;
                self.to_check |= again;
                self.to_fetch |= again;
                self.answered();
            }
            Input::Failed(activity, trouble) => {
                self.ended(activity);
                // Where nothing can even be handed in, nobody there understands this program.
                let sends = matches!(activity, Activity::SignIn | Activity::Send);
                let trouble = match trouble {
                    Trouble::TooOld if sends => Trouble::NoAnswer,
                    other => other,
                };
                if activity == Activity::Upload && trouble == Trouble::NoAnswer {
                    self.upload_failed(dice, &mut effects);
                } else {
                    self.failed(trouble, dice, &mut effects);
                }
            }
        }
        self.next(&mut effects);
        effects
    }

    fn answered(&mut self) {
        self.link = Link::Online;
        self.failures = 0;
        self.pausing = false;
        // The server answers something: whether it takes files as well is tried again.
        self.upload_pausing = false;
    }

    fn ended(&mut self, activity: Activity) {
        match activity {
            Activity::SignIn => self.signing_in = false,
            Activity::Load => self.loading = false,
            Activity::Send => {
                self.sending = false;
                self.to_send = true;
            }
            Activity::Upload => {
                self.uploading = false;
                self.to_upload = true;
            }
            Activity::Fetch => {
                self.fetching = false;
                self.knocking = false;
                self.to_fetch = true;
            }
            Activity::Listen => self.listening = false,
            Activity::Check => {
                self.checking = false;
                self.to_check = true;
            }
        }
    }

    /// A file that does not get through, over a slow line or past a proxy that takes nothing so long,
    /// keeps nothing else from coming and going: it has a pause of its own.
    fn upload_failed(&mut self, dice: u64, effects: &mut Vec<Effect>) {
        self.upload_failures = self.upload_failures.saturating_add(1);
        if self.pausing {
            // The wake that is planned is for this as well.
            return;
        }
        let most = (FIRST_PAUSE_MS << self.upload_failures.min(16)).min(LONGEST_PAUSE_MS);
        self.upload_pausing = true;
        effects.push(Effect::WakeAfter(FIRST_PAUSE_MS / 2 + dice % most));
    }

    fn failed(&mut self, trouble: Trouble, dice: u64, effects: &mut Vec<Effect>) {
        match trouble {
            Trouble::TooOld => {
                // Somebody has to bring this program up to date. Meanwhile what is saved is sent as
                // ever, and now and then it is looked whether the server can be understood again.
                self.too_old = true;
                self.resting = true;
                self.answered();
                effects.push(Effect::WakeAfter(POLL_MS / 2 + dice % POLL_MS));
                return;
            }
            Trouble::Offline => self.link = Link::Offline,
            Trouble::NoAnswer => self.link = Link::NoAnswer,
            Trouble::TokenExpired => self.signed_in = false,
            Trouble::NotLetIn => {
                self.signed_in = false;
                self.link = Link::SignInAgain;
            }
            Trouble::Revoked => {
                self.signed_in = false;
                self.link = Link::SignInAgain;
                effects.push(Effect::Leave);
            }
            Trouble::OtherHoldings => {
                // Whoever signs in hears which roles they have; then it is loaded by these.
                self.signed_in = false;
                self.needs_load = true;
            }
            Trouble::CursorUnknown => {
                if !self.needs_load {
                    self.needs_load = true;
                    effects.push(Effect::StartOver);
                }
            }
        }
        // What was under way together fails together: that is one failure. And a server that
        // answers, be it no, is back: what it asks for does not wait as long as it was away.
        let answers = matches!(
            trouble,
            Trouble::TokenExpired | Trouble::CursorUnknown | Trouble::OtherHoldings
        );
        if answers && matches!(self.link, Link::Offline | Link::NoAnswer) {
            self.link = Link::Online;
            self.failures = 0;
            self.pausing = false;
        }
        if !self.pausing {
            self.failures = self.failures.saturating_add(1);
        }
        let most = (FIRST_PAUSE_MS << self.failures.min(16)).min(LONGEST_PAUSE_MS);
        // Full jitter, but never at once: a server that comes back is not met by all at a time.
        let pause = FIRST_PAUSE_MS / 2 + dice % most;
        self.pausing = true;
        effects.push(Effect::WakeAfter(pause));
    }

    fn next(&mut self, effects: &mut Vec<Effect>) {
        if !self.open || self.pausing || self.link == Link::SignInAgain {
            return;
        }
        if !self.signed_in {
            if !self.signing_in {
                self.signing_in = true;
                effects.push(Effect::Begin(Activity::SignIn));
            }
            return;
        }
        if self.link == Link::Offline && self.to_fetch && !self.needs_load && !self.fetching {
            self.knocking = true;
        }
        if self.to_send && !self.sending && !self.knocking {
            self.to_send = false;
            self.sending = true;
            effects.push(Effect::Begin(Activity::Send));
        }
        if self.resting {
            return;
        }
        if self.to_upload && !self.uploading && !self.upload_pausing && !self.knocking {
            self.to_upload = false;
            self.uploading = true;
            effects.push(Effect::Begin(Activity::Upload));
        }
        if self.needs_load {
            if !self.loading && !self.fetching {
                self.loading = true;
                effects.push(Effect::Begin(Activity::Load));
            }
        } else if self.to_fetch && !self.fetching {
            self.to_fetch = false;
            self.fetching = true;
            effects.push(Effect::Begin(Activity::Fetch));
        }
        // Only when nothing else is to be done: a desk is of use before it is compared.
        let idle = !self.needs_load && !self.sending && !self.fetching;
        if self.to_check && !self.checking && idle {
            self.to_check = false;
            self.checking = true;
            effects.push(Effect::Begin(Activity::Check));
        }
        if !self.listening && !self.deaf {
            self.listening = true;
            effects.push(Effect::Begin(Activity::Listen));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Effect::{Begin, WakeAfter};

    fn ready() -> Engine {
        let mut engine = Engine::default();
        engine.handle(Input::Opened { waiting: false, files: false, load: false }, 0);
        engine.handle(Input::SignedIn, 0);
        engine.handle(Input::Fetched { more: false }, 0);
        engine
    }

    #[test]
    fn a_desk_that_opens_signs_in_then_sends_fetches_and_listens() {
        let mut engine = Engine::default();
        let effects = engine.handle(Input::Opened { waiting: true, files: false, load: false }, 0);
        assert_eq!(effects, [Begin(Activity::SignIn)]);
        let effects = engine.handle(Input::SignedIn, 0);
        assert_eq!(
            effects,
            [Begin(Activity::Send), Begin(Activity::Fetch), Begin(Activity::Listen)]
        );
    }

    #[test]
    fn what_is_saved_offline_is_sent_when_the_server_answers_again_and_not_before() {
        let mut engine = ready();
        engine.handle(Input::Saved, 0);
        let effects = engine.handle(Input::Failed(Activity::Send, Trouble::Offline), 7);
        assert!(matches!(effects[..], [WakeAfter(_)]), "{effects:?}");
        assert_eq!(engine.link(), Link::Offline);
        assert_eq!(engine.handle(Input::Saved, 0), []);
        let effects = engine.handle(Input::Woken, 0);
        assert_eq!(effects, [Begin(Activity::Fetch)], "it is asked whether the server is back");
        assert_eq!(engine.handle(Input::Saved, 0), [], "and nothing is made ready meanwhile");
        engine.handle(Input::Failed(Activity::Fetch, Trouble::Offline), 7);
        assert_eq!(engine.handle(Input::TryNow, 0), [Begin(Activity::Fetch)]);
        let effects = engine.handle(Input::Fetched { more: true }, 0);
        assert!(effects.contains(&Begin(Activity::Send)), "{effects:?}");
    }

    #[test]
    fn what_is_asked_already_when_the_network_goes_is_no_knock() {
        let mut engine = ready();
        engine.handle(Input::News, 0);
        engine.handle(Input::Saved, 0);
        engine.handle(Input::Failed(Activity::Send, Trouble::Offline), 7);
        // The changes that were asked for may be silent for long: nothing waits for them.
        let effects = engine.handle(Input::Woken, 0);
        assert_eq!(effects, [Begin(Activity::Send)]);
    }

    #[test]
    fn who_has_to_load_knocks_with_what_waits() {
        let mut engine = ready();
        engine.handle(Input::Saved, 0);
        engine.handle(Input::News, 0);
        engine.handle(Input::Failed(Activity::Fetch, Trouble::CursorUnknown), 7);
        engine.handle(Input::Failed(Activity::Send, Trouble::Offline), 7);
        // A load is long: what waits is sent beside it.
        let effects = engine.handle(Input::Woken, 0);
        for activity in [Activity::Send, Activity::Load] {
            assert!(effects.contains(&Begin(activity)), "{effects:?}");
        }
    }

    #[test]
    fn a_program_too_old_for_what_is_new_still_sends_and_looks_again_now_and_then() {
        let mut engine = ready();
        engine.handle(Input::News, 0);
        let effects = engine.handle(Input::Failed(Activity::Fetch, Trouble::TooOld), 0);
        assert!(matches!(effects[..], [WakeAfter(_)]), "{effects:?}");
        assert_eq!(engine.link(), Link::TooOld);
        assert_eq!(engine.handle(Input::News, 0), [], "nothing is asked for at once again");
        assert_eq!(engine.handle(Input::Saved, 0), [Begin(Activity::Send)]);
        assert_eq!(engine.handle(Input::Sent { more: false }, 0), []);
        assert_eq!(engine.link(), Link::TooOld);
        assert_eq!(engine.handle(Input::Woken, 0), [Begin(Activity::Fetch)]);
        engine.handle(Input::Fetched { more: false }, 0);
        assert_eq!(engine.link(), Link::Online, "it was brought up to date, or the server back");
    }

    #[test]
    fn a_failed_send_does_not_keep_changes_from_coming() {
        let mut engine = ready();
        engine.handle(Input::Saved, 0);
        // The batch is under way and never answers; news is fetched all the same.
        let effects = engine.handle(Input::News, 0);
        assert_eq!(effects, [Begin(Activity::Fetch)]);
    }

    #[test]
    fn a_file_is_sent_beside_the_rest_and_its_command_after_it() {
        let mut engine = ready();
        assert_eq!(engine.handle(Input::FileSaved, 0), [Begin(Activity::Upload)]);
        // While it is on its way everything else comes and goes.
        assert_eq!(engine.handle(Input::Saved, 0), [Begin(Activity::Send)]);
        assert_eq!(engine.handle(Input::News, 0), [Begin(Activity::Fetch)]);
        engine.handle(Input::Sent { more: false }, 0);
        // Another is added meanwhile: it is next.
        assert_eq!(engine.handle(Input::FileSaved, 0), []);
        let effects = engine.handle(Input::Uploaded, 0);
        assert_eq!(effects, [Begin(Activity::Send), Begin(Activity::Upload)]);
    }

    #[test]
    fn a_file_that_does_not_get_through_keeps_nothing_else_from_coming_and_going() {
        let mut engine = ready();
        engine.handle(Input::FileSaved, 0);
        let effects = engine.handle(Input::Failed(Activity::Upload, Trouble::NoAnswer), 7);
        assert!(matches!(effects[..], [WakeAfter(_)]), "{effects:?}");
        assert_eq!(engine.link(), Link::Online);
        assert_eq!(engine.handle(Input::Saved, 0), [Begin(Activity::Send)]);
        assert!(engine.handle(Input::Woken, 0).contains(&Begin(Activity::Upload)));
    }

    #[test]
    fn a_file_that_meets_no_network_waits_for_one_like_everything() {
        let mut engine = ready();
        engine.handle(Input::FileSaved, 0);
        engine.handle(Input::Failed(Activity::Upload, Trouble::Offline), 7);
        assert_eq!(engine.link(), Link::Offline);
        assert_eq!(engine.handle(Input::Saved, 0), []);
        assert_eq!(engine.handle(Input::Woken, 0), [Begin(Activity::Fetch)]);
        let effects = engine.handle(Input::Fetched { more: false }, 0);
        for activity in [Activity::Send, Activity::Upload] {
            assert!(effects.contains(&Begin(activity)), "{effects:?}");
        }
    }

    #[test]
    fn who_has_other_roles_signs_in_again_and_loads_by_them_and_nothing_is_begun_anew() {
        let mut engine = ready();
        engine.handle(Input::News, 0);
        let effects = engine.handle(Input::Failed(Activity::Fetch, Trouble::OtherHoldings), 0);
        assert!(matches!(effects[..], [WakeAfter(_)]), "{effects:?}");
        assert_eq!(engine.handle(Input::Woken, 0), [Begin(Activity::SignIn)]);
        let effects = engine.handle(Input::SignedIn, 0);
        assert!(effects.contains(&Begin(Activity::Load)), "{effects:?}");
    }

    #[test]
    fn an_expired_token_is_renewed_without_the_person() {
        let mut engine = ready();
        engine.handle(Input::News, 0);
        engine.handle(Input::Failed(Activity::Fetch, Trouble::TokenExpired), 0);
        let effects = engine.handle(Input::Woken, 0);
        assert_eq!(effects, [Begin(Activity::SignIn)]);
    }

    #[test]
    fn who_is_not_let_in_is_asked_to_sign_in_and_nothing_is_tried_meanwhile() {
        let mut engine = ready();
        engine.handle(Input::News, 0);
        engine.handle(Input::Failed(Activity::Fetch, Trouble::NotLetIn), 0);
        assert_eq!(engine.handle(Input::Woken, 0), []);
        assert_eq!(engine.link(), Link::SignInAgain);
        assert_eq!(engine.handle(Input::TryNow, 0), [Begin(Activity::SignIn)]);
    }

    #[test]
    fn a_revoked_desk_is_told_and_asks_no_more_by_itself() {
        let mut engine = ready();
        engine.handle(Input::News, 0);
        let effects = engine.handle(Input::Failed(Activity::Fetch, Trouble::Revoked), 0);
        assert_eq!(effects[0], Effect::Leave);
        assert_eq!(engine.handle(Input::Woken, 0), []);
        assert_eq!(engine.link(), Link::SignInAgain);
    }

    #[test]
    fn a_restored_server_is_loaded_anew_while_the_queue_is_kept() {
        let mut engine = ready();
        engine.handle(Input::News, 0);
        let effects = engine.handle(Input::Failed(Activity::Fetch, Trouble::CursorUnknown), 0);
        assert_eq!(effects[0], Effect::StartOver);
        let effects = engine.handle(Input::Woken, 0);
        assert!(effects.contains(&Begin(Activity::Load)), "{effects:?}");
    }

    #[test]
    fn what_is_held_is_compared_when_nothing_else_is_to_be_done() {
        let mut engine = ready();
        engine.handle(Input::News, 0);
        assert_eq!(engine.handle(Input::CheckDue, 0), [], "changes are on their way");
        let effects = engine.handle(Input::Fetched { more: false }, 0);
        assert!(effects.contains(&Begin(Activity::Check)), "{effects:?}");
        let effects = engine.handle(Input::Checked { again: true }, 0);
        assert_eq!(effects, [Begin(Activity::Fetch)], "the log has moved on: fetch first");
        let effects = engine.handle(Input::Fetched { more: false }, 0);
        assert!(effects.contains(&Begin(Activity::Check)), "{effects:?}");
        assert_eq!(engine.handle(Input::Checked { again: false }, 0), []);
    }

    #[test]
    fn a_stream_that_ends_at_once_is_not_asked_for_again_at_once() {
        let mut engine = ready();
        let effects = engine.handle(Input::Deaf, 7);
        assert_eq!(effects, [WakeAfter(FIRST_PAUSE_MS / 2 + 7), Begin(Activity::Fetch)]);
        let effects = engine.handle(Input::Fetched { more: false }, 7);
        assert_eq!(effects, [WakeAfter(FIRST_PAUSE_MS / 2 + 7)]);
        assert!(engine.handle(Input::Woken, 0).contains(&Begin(Activity::Listen)));
    }

    /// Whatever fails in whatever order: once answers come again, everything that waits is sent.
    #[test]
    fn no_order_of_failures_leaves_the_engine_stuck() {
        let troubles =
            [Trouble::Offline, Trouble::NoAnswer, Trouble::TokenExpired, Trouble::CursorUnknown];
        for seed in 0..2_000_u64 {
            let mut random = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
            let mut dice = || {
                random ^= random << 13;
                random ^= random >> 7;
                random ^= random << 17;
                random
            };
            let mut engine = Engine::default();
            let mut under_way: Vec<Activity> = Vec::new();
            let mut woken_after = None;
            let (mut sent, mut uploaded) = (false, false);
            let mut take = |effects: Vec<Effect>, under_way: &mut Vec<Activity>| {
                for effect in effects {
                    match effect {
                        Begin(activity) => {
                            assert!(!under_way.contains(&activity), "begun twice: {activity:?}");
                            under_way.push(activity);
                        }
                        WakeAfter(ms) => woken_after = Some(ms),
                        Effect::StartOver | Effect::Leave => {}
                    }
                }
                woken_after.is_some()
            };
            let load = dice() % 2 == 0;
            let opened = Input::Opened { waiting: true, files: true, load };
            take(engine.handle(opened, dice()), &mut under_way);
            for step in 0..400 {
                let healed = step > 200;
                if step == 201 {
                    take(engine.handle(Input::FileSaved, dice()), &mut under_way);
                }
                if under_way.is_empty() || dice() % 5 == 0 {
                    let input = match dice() % 8 {
                        0 | 1 => Input::CheckDue,
                        2 => Input::FileSaved,
                        _ => Input::Woken,
                    };
                    take(engine.handle(input, dice()), &mut under_way);
                    continue;
                }
                let activity = under_way.swap_remove((dice() as usize) % under_way.len());
                let input = if !healed && dice() % 2 == 0 {
                    Input::Failed(activity, troubles[(dice() as usize) % troubles.len()])
                } else {
                    match activity {
                        Activity::SignIn => Input::SignedIn,
                        Activity::Load => Input::Loaded,
                        Activity::Send => {
                            sent |= healed;
                            Input::Sent { more: !healed }
                        }
                        Activity::Upload => {
                            uploaded |= healed;
                            Input::Uploaded
                        }
                        Activity::Fetch => Input::Fetched { more: false },
                        Activity::Listen => Input::Deaf,
                        Activity::Check => Input::Checked { again: dice() % 2 == 0 },
                    }
                };
                take(engine.handle(input, dice()), &mut under_way);
            }
            assert!(sent, "seed {seed}: what waited was never sent after healing");
            assert!(uploaded, "seed {seed}: a file was never sent after healing");
        }
    }
}

//! The life of a request as a table: every state of a transfer and of an enquiry, every command,
//! every role, and what comes of it. The table is a golden file: a change of the rules is seen in
//! review as a changed line.

#[allow(dead_code, reason = "shared with the stories beside the rules")]
#[path = "../src/spec/mod.rs"]
mod spec;

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;

use muster_domain::Command;
use muster_domain::iat::candidate::{Candidate, Correction};
use muster_domain::iat::enquiry::{self, Enquiry};
use muster_domain::iat::exchange;
use muster_domain::iat::history::RefusalReason;
use muster_domain::iat::item::PartKind;
use muster_domain::iat::transfer::{self, Said, Transfer};
use muster_domain::policy::{Refusal, Role};
use muster_domain::world::Stop;
use spec::{Both, TRANSFER, Then, at, both, day, megan, request, user_of};

fn transfer(command: transfer::Command) -> Command {
    Command::Transfer(command)
}

fn enquiry(command: enquiry::Command) -> Command {
    Command::Enquiry(command)
}

fn ask_more() -> Command {
    let question = "Which ward?".to_owned();
    enquiry(enquiry::Command::AskMore(enquiry::AskMore { id: TRANSFER, question }))
}

fn recall() -> Command {
    let reason = "namesake".to_owned();
    enquiry(enquiry::Command::Recall(enquiry::Recall { id: TRANSFER, reason }))
}

fn refuse() -> Command {
    let (reason, note) = (RefusalReason::NotKnownHere, String::new());
    enquiry(enquiry::Command::Refuse(enquiry::Refuse { id: TRANSFER, reason, note }))
}

fn age() -> Command {
    enquiry(enquiry::Command::Age(enquiry::Age { id: TRANSFER }))
}

fn withdraw() -> Command {
    let reason = "mistyped".to_owned();
    transfer(transfer::Command::Withdraw(transfer::Withdraw { id: TRANSFER, reason }))
}

fn lose_here() -> Command {
    let lose = transfer::WithdrawConsent { id: TRANSFER };
    transfer(transfer::Command::WithdrawConsent(lose))
}

fn lose_there() -> Command {
    let lose = enquiry::WithdrawConsent { id: TRANSFER };
    enquiry(enquiry::Command::WithdrawConsent(lose))
}

/// As whoever sees the candidate would release.
fn release(both: &Both) -> Command {
    let candidate = both.there.all::<Candidate>().into_iter().next();
    enquiry(enquiry::Command::Release(enquiry::Release {
        id: TRANSFER,
        person: megan().person.id,
        parts: [PartKind::Recruitment, PartKind::OccupationalHealth].into(),
        previewed: candidate.map(|c| c.preview.digest).unwrap_or_default(),
    }))
}

/// With a reference, so that all there is may come.
fn asked() -> Both {
    let mut with = request();
    with.reference = Some(spec::reference_asked());
    let ask = transfer(transfer::Command::Request(with));
    both(megan().rows()).here(Role::RecruitmentOfficer, ask)
}

/// Both sides in each state, by what led there.
fn states() -> Vec<(&'static str, Both)> {
    let waiting = || asked().delivered();
    let by_approver = |command: Command| waiting().there(Role::IatApprover, command).delivered();
    let released = || {
        let both = waiting();
        let release = release(&both);
        both.there(Role::IatApprover, release).delivered()
    };
    let by_recruiter =
        |both: Both, command| both.here(Role::RecruitmentOfficer, command).delivered();
    let lapsed = waiting().on("2026-12-22T03:00Z").muster_there(age()).delivered();
    vec![
        ("nothing asked", both(megan().rows())),
        ("requested", asked()),
        ("awaiting approval", waiting()),
        ("more asked", by_approver(ask_more())),
        ("released", released()),
        ("released, consent withdrawn", by_recruiter(released(), lose_here())),
        ("refused", by_approver(refuse())),
        ("withdrawn", by_recruiter(waiting(), withdraw())),
        ("consent withdrawn", by_recruiter(waiting(), lose_here())),
        ("lapsed", lapsed.on("2026-11-24T09:00Z")),
        ("recalled", released().there(Role::IatApprover, recall()).delivered()),
    ]
}

fn reply() -> transfer::Reply {
    transfer::Reply {
        id: TRANSFER,
        text: "Ward 4".to_owned(),
        ni_number: None,
        date_of_birth: None,
        last_name: None,
    }
}

/// Every command of a transfer, each answer of the source for itself.
fn of_transfer() -> Vec<(&'static str, Command)> {
    let said = [
        ("answer: awaiting approval", Said::AwaitingApproval),
        ("answer: more asked", Said::MoreAsked { question: "Which ward?".to_owned() }),
        ("answer: reminded", Said::Reminded { lapses_on: day("2026-12-22") }),
        (
            "answer: released",
            Said::Released {
                fields: vec![],
                competences: 0,
                parts: [PartKind::Recruitment].into(),
                automatic: false,
            },
        ),
        (
            "answer: refused",
            Said::Refused { reason: RefusalReason::NotKnownHere, note: String::new() },
        ),
        ("answer: lapsed", Said::Lapsed),
        ("answer: consent withdrawn", Said::ConsentWithdrawn { by: None }),
        ("answer: recalled", Said::Recalled { reason: "namesake".to_owned() }),
        ("answer: oh released", Said::OhReleased),
        ("answer: oh not released", Said::OhNotReleased),
        (
            "answer: reference given",
            Said::ReferenceSubmitted { questions: vec![], by: "Hugh Rees".to_owned() },
        ),
        ("answer: no reference", Said::ReferenceDeclined { reason: "none is kept".to_owned() }),
    ];
    let answer =
        |answer| transfer(transfer::Command::Answer(transfer::Answer { id: TRANSFER, answer }));
    let mut commands = vec![
        ("request", transfer(transfer::Command::Request(request()))),
        ("withdraw", withdraw()),
        ("reply", transfer(transfer::Command::Reply(reply()))),
        ("withdraw consent", lose_here()),
        (
            "end",
            transfer(transfer::Command::End(transfer::End {
                id: TRANSFER,
                reason: "another post".to_owned(),
            })),
        ),
        (
            "part decided",
            transfer(transfer::Command::PartDecided(transfer::PartDecided {
                id: TRANSFER,
                part: PartKind::Recruitment,
                by: user_of(Role::RecruitmentOfficer),
            })),
        ),
    ];
    commands.extend(said.map(|(name, said)| (name, answer(said))));
    // Without a wildcard: a new command must be added above as well.
    for (_, command) in &commands {
        let Command::Transfer(command) = command else { panic!("another noun's") };
        match command {
            transfer::Command::Request(_)
            | transfer::Command::Withdraw(_)
            | transfer::Command::Reply(_)
            | transfer::Command::WithdrawConsent(_)
            | transfer::Command::Answer(_)
            | transfer::Command::PartDecided(_)
            | transfer::Command::End(_) => {}
        }
    }
    commands
}

/// Every command of an enquiry.
fn of_enquiry(both: &Both) -> Vec<(&'static str, Command)> {
    let commands = vec![
        ("open", Command::Enquiry(spec::arrival())),
        ("release", release(both)),
        ("refuse", refuse()),
        ("ask more", ask_more()),
        ("withdraw consent", lose_there()),
        ("recall", recall()),
        (
            "reply",
            enquiry(enquiry::Command::Reply(Box::new(enquiry::Reply {
                id: TRANSFER,
                reply: exchange::Reply {
                    text: "Ward 4".to_owned(),
                    corrected: vec![],
                    by: user_of(Role::RecruitmentOfficer),
                    at: at("2026-11-24T09:00Z"),
                },
                correction: Correction::default(),
            }))),
        ),
        (
            "lose consent",
            enquiry(enquiry::Command::LoseConsent(enquiry::LoseConsent { id: TRANSFER, by: None })),
        ),
        ("end", enquiry(enquiry::Command::End(enquiry::End { id: TRANSFER }))),
        (
            "not taken in",
            enquiry(enquiry::Command::NotTakenIn(enquiry::NotTakenIn { id: TRANSFER })),
        ),
        ("age, a day", age()),
        (
            "oh done",
            enquiry(enquiry::Command::OhDone(enquiry::OhDone { id: TRANSFER, released: true })),
        ),
        (
            "reference done",
            enquiry(enquiry::Command::ReferenceDone(enquiry::ReferenceDone {
                id: TRANSFER,
                questions: None,
                by: None,
            })),
        ),
    ];
    // Without a wildcard: a new command must be added above as well.
    for (_, command) in &commands {
        let Command::Enquiry(command) = command else { panic!("another noun's") };
        match command {
            enquiry::Command::Open(_)
            | enquiry::Command::Release(_)
            | enquiry::Command::Refuse(_)
            | enquiry::Command::AskMore(_)
            | enquiry::Command::WithdrawConsent(_)
            | enquiry::Command::Recall(_)
            | enquiry::Command::Reply(_)
            | enquiry::Command::LoseConsent(_)
            | enquiry::Command::End(_)
            | enquiry::Command::NotTakenIn(_)
            | enquiry::Command::Age(_)
            | enquiry::Command::OhDone(_)
            | enquiry::Command::ReferenceDone(_) => {}
        }
    }
    commands
}

/// What a command comes to: the state after it, or the code of the refusal.
fn outcome(then: &Then, stage: &str) -> String {
    match &then.result {
        Ok(outcome) if outcome.writes.is_empty() => "nothing changes".to_owned(),
        Ok(_) => format!("-> {stage}"),
        Err(Stop::Refused(refusal)) => {
            let json = serde_json::to_value(refusal).unwrap();
            format!(
                "{}.{}",
                json["noun"].as_str().unwrap(),
                json["reason"]["code"].as_str().unwrap()
            )
        }
        Err(other) => panic!("{other:?}"),
    }
}

fn kind<T: serde::Serialize>(stage: Option<T>) -> String {
    let json = stage.map(|stage| serde_json::to_value(stage).unwrap());
    json.map_or("none".to_owned(), |json| json["kind"].as_str().unwrap().to_owned())
}

/// A line a command: what comes of it for those who may ask, role by role where they differ, and
/// who is refused by policy.
fn line(out: &mut String, name: &str, command: &Command, act: impl Fn(Option<Role>) -> String) {
    let needed = muster_domain::policy::may_ask(command);
    let by_policy = |role: &Role| !needed.contains(role);
    let code = {
        let refusal = Refusal::NotYourRole { needed: needed.to_vec() };
        let json = serde_json::to_value(muster_domain::Refusal::from(refusal)).unwrap();
        format!("{}.{}", json["noun"].as_str().unwrap(), json["reason"]["code"].as_str().unwrap())
    };
    for role in Role::ALL {
        let came = act(Some(role));
        if by_policy(&role) {
            assert_eq!(came, code, "{name} by {}", role.name());
        } else {
            writeln!(out, "  {name:<27}{:<22}{came}", role.name()).unwrap();
        }
    }
    if needed.is_empty() {
        writeln!(out, "  {name:<27}{:<22}{}", "(Muster itself)", act(None)).unwrap();
    }
}

fn table() -> String {
    let mut out = String::from(
        "The life of a request: each state, each command, and what comes of it for every role that may
ask. Every other role is refused with policy.not_your_role; the test has tried each of them.
An arrow is the state afterwards; a word with a dot is the noun and the code of the refusal.\n",
    );
    for (name, both) in states() {
        let stage = kind(both.here.find::<Transfer>(TRANSFER).map(|t| t.stage));
        writeln!(out, "\ntransfer, {name} ({stage})").unwrap();
        for (verb, command) in of_transfer() {
            line(&mut out, verb, &command, |role| {
                let story = both.here.clone();
                let story = role.map_or_else(|| story.clone().by_muster(), |r| story.clone().by(r));
                let then = story.when(command.clone());
                let after = kind(then.story.find::<Transfer>(TRANSFER).map(|t| t.stage));
                outcome(&then, &after)
            });
        }
    }
    for (name, both) in states() {
        let stage = kind(both.there.find::<Enquiry>(TRANSFER).map(|e| e.stage));
        writeln!(out, "\nenquiry, {name} ({stage})").unwrap();
        for (verb, command) in of_enquiry(&both) {
            line(&mut out, verb, &command, |role| {
                let story = both.there.clone();
                let story = role.map_or_else(|| story.clone().by_muster(), |r| story.clone().by(r));
                let then = story.when(command.clone());
                let after = kind(then.story.find::<Enquiry>(TRANSFER).map(|e| e.stage));
                outcome(&then, &after)
            });
        }
    }
    out
}

#[test]
fn the_golden_table_of_a_requests_life_is_what_the_rules_say() {
    let now = table();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/life.golden.txt");
    if std::env::var_os("MUSTER_WRITE_GOLDENS").is_some() {
        std::fs::write(path, now).unwrap();
        return;
    }
    let before = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(before == now, "life.golden.txt is not what the code says; run `cargo xtask goldens`");
}

/// Where both sides have heard of all there is, they are in the same state.
#[test]
fn both_sides_of_each_state_tell_the_same() {
    let pairs: BTreeSet<(String, String)> = states()
        .into_iter()
        .skip(1)
        .map(|(_, both)| {
            let both = both.delivered();
            let stage = kind(Some(both.here.get::<Transfer>(TRANSFER).stage));
            (stage, kind(Some(both.there.get::<Enquiry>(TRANSFER).stage)))
        })
        .collect();
    for (here, there) in pairs {
        let ended = here == "withdrawn" && there == "ended";
        assert!(here == there || ended, "{here} here, {there} there");
    }
}

//! What the model says of a desk's files, real files say as well: each call that a run made is made
//! again through `muster-store` on SQLCipher files, and after each the records, the commands, the
//! cursor and what is still to come are compared with the model's.
//!
//! A process that died in the middle of a call is played by the files: those whose commit it had not
//! come to are put back to what they were before the call, and all are opened again. A power cut and
//! a disk that is put back are copies of earlier files.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use chrono::{DateTime, Utc};
use muster_domain::noun::NounKind;
use muster_simulator::calls::{Call, DeskTrace, Kept, Said, Seen, Stamp, Step};
use muster_simulator::record;
use muster_store::checksum::{self, Checked};
use muster_store::key::{FileKey, Keys};
use muster_store::outbox::{Outbox, Sealed, State};
use muster_store::overlay::{self, Deciding, Queue, Settled};
use muster_store::{Cache, Error, Reader, entitled, receive, records};

const FILES: [&str; 3] = ["outbox.db", "main.db", "oh.db"];
const EVERY_STATE: [State; 7] = [
    State::Waiting,
    State::Sent,
    State::Parked,
    State::Accepted,
    State::Refused,
    State::Withdrawn,
    State::Superseded,
];

/// Real files, and the copies of them that a later step goes back to.
struct Files {
    folder: tempfile::TempDir,
    keys: Keys,
    outbox_key: FileKey,
    open: Option<(Outbox, Cache)>,
    with_oh: bool,
    /// Which commit each file is of, and where a copy of it is.
    copies: BTreeMap<(usize, Stamp), PathBuf>,
}

impl Files {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            keys: Keys::random(),
            outbox_key: FileKey::random(),
            open: None,
            with_oh: false,
            copies: BTreeMap::new(),
        }
    }

    async fn open(&mut self, with_oh: bool) {
        self.close().await;
        let path = self.folder.path();
        let outbox = Outbox::open(path, &self.outbox_key).await.unwrap();
        let cache = Cache::open(path, &self.keys, with_oh).await.unwrap();
        self.with_oh = with_oh;
        self.open = Some((outbox, cache));
    }

    async fn close(&mut self) {
        if let Some((outbox, cache)) = self.open.take() {
            cache.close().await;
            outbox.close().await;
        }
    }

    fn path(&self, file: usize) -> PathBuf {
        self.folder.path().join(FILES[file])
    }

    /// A copy of a closed file.
    fn copy(&self, file: usize, name: &str) -> PathBuf {
        let copy = self.folder.path().join(format!("{}-{name}", FILES[file]));
        put(&self.path(file), &copy);
        copy
    }
}

/// Puts a database in another's place, its write-ahead log with it. One that is not there leaves
/// nothing.
fn put(from: &Path, to: &Path) {
    for end in ["", "-wal", "-shm"] {
        let name = |path: &Path| PathBuf::from(format!("{}{end}", path.display()));
        let _ = std::fs::remove_file(name(to));
        if end != "-shm" && name(from).exists() {
            std::fs::copy(name(from), name(to)).unwrap();
        }
    }
}

fn moment() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_510_800, 0).unwrap()
}

/// How many commits of a file a whole call makes at most.
fn whole(call: &Call) -> [usize; 3] {
    match call {
        Call::Begin(_) => [0, 2, 1],
        Call::Finish => [0, 2, 2],
        _ => [1, 1, 1],
    }
}

/// What a trace came to.
#[derive(Default)]
struct Sum {
    traces: usize,
    steps: usize,
    cut: usize,
    calls: BTreeMap<&'static str, usize>,
}

/// Plays one desk's files. A step between two commits of one file cannot be played: there the trace
/// ends.
async fn play(trace: &DeskTrace, sum: &mut Sum, what: &str) {
    let mut files = Files::new();
    let wanted: BTreeSet<(usize, Stamp)> = trace
        .steps
        .iter()
        .filter_map(|step| match step.call {
            Call::Put { outbox, main, oh } => Some([(0, outbox), (1, main), (2, oh)]),
            _ => None,
        })
        .flatten()
        .filter(|(_, stamp)| stamp.call != 0)
        .collect();
    let (mut laying, mut roles) = (Laying::Whole, BTreeSet::new());
    for (n, step) in trace.steps.iter().enumerate() {
        let number = n + 1;
        let what = format!("{what}, call {number}: {:?}", word(&step.call));
        *sum.calls.entry(word(&step.call)).or_default() += 1;
        if let Call::Put { outbox, main, oh } = step.call {
            files.close().await;
            for (file, stamp) in [(0, outbox), (1, main), (2, oh)] {
                if stamp.call == 0 {
                    put(Path::new("/nothing"), &files.path(file));
                } else if let Some(copy) = files.copies.get(&(file, stamp)) {
                    put(copy, &files.path(file));
                } else {
                    sum.cut += 1;
                    return;
                }
            }
            continue;
        }
        let died = step.said.is_none();
        let before: Option<[PathBuf; 3]> = if died {
            let with_oh = files.with_oh;
            files.close().await;
            let copies = [0, 1, 2].map(|file| files.copy(file, "before"));
            files.open(with_oh).await;
            lay_again(&files, trace, step).await;
            Some(copies)
        } else {
            None
        };
        let said = make(&mut files, trace, step).await;
        if let Some(before) = before {
            let with_oh = files.with_oh;
            files.close().await;
            for (file, before) in before.iter().enumerate() {
                match step.commits[file] {
                    0 => put(before, &files.path(file)),
                    made if made < whole(&step.call)[file] => {
                        sum.cut += 1;
                        return;
                    }
                    _ => {}
                }
            }
            files.open(with_oh).await;
            lay_again(&files, trace, step).await;
            laying = Laying::Partly;
        } else {
            laying = match step.call {
                Call::Begin(_) | Call::Anew(..) => Laying::Partly,
                Call::Rebase | Call::Finish => Laying::Whole,
                Call::Act { ref envelope, .. } if envelope.amends.is_some() => Laying::Partly,
                _ if step.roles != roles => Laying::Partly,
                _ => laying,
            };
            roles.clone_from(&step.roles);
            if laying == Laying::Partly && !says_the_same(step, &said) {
                sum.cut += 1;
                return;
            }
            assert!(says_the_same(step, &said), "{what}: {said:?}, the model {:?}", step.said);
        }
        sum.steps += 1;
        let [outbox, main, oh] = step.commits;
        if outbox > 0 {
            compare_commands(&files, &step.seen, &what).await;
        }
        if main + oh > 0 || died {
            compare_records(&files, &step.seen, laying, &what).await;
        }
        let made: Vec<(usize, Stamp)> = (0..3)
            .map(|file| (file, Stamp { call: number, commit: step.commits[file] }))
            .filter(|of| wanted.contains(of))
            .collect();
        if !made.is_empty() {
            let with_oh = files.with_oh;
            files.close().await;
            for (file, stamp) in made {
                let copy = files.copy(file, &number.to_string());
                files.copies.insert((file, stamp), copy);
            }
            files.open(with_oh).await;
            lay_again(&files, trace, step).await;
        }
    }
    files.close().await;
}

fn word(call: &Call) -> &'static str {
    match call {
        Call::Open { .. } => "open",
        Call::Put { .. } => "killed, or files put back",
        Call::Act { .. } => "act",
        Call::Rebase => "rebase",
        Call::Settle(_) => "settle",
        Call::Refused(..) => "refused",
        Call::Withdraw(_) => "withdraw",
        Call::MarkSent(_) => "mark sent",
        Call::MarkUnsent(_) => "mark unsent",
        Call::Decided(_) => "decided",
        Call::TryParkedAgain => "try parked again",
        Call::OfferAgain(_) => "offer again",
        Call::HandIn(_) => "hand in",
        Call::Begin(_) => "begin",
        Call::Anew(..) => "anew",
        Call::Believe => "believe",
        Call::TakePage(_) => "take page",
        Call::Finish => "finish",
        Call::TakeChanges(_) => "take changes",
        Call::Doubt => "doubt",
        Call::Checked => "checked",
        Call::ReceiptGiven => "receipt given",
    }
}

fn fallen(settled: Result<Settled, Error>) -> Result<Said, Error> {
    Ok(Said::Commands(settled?.fallen.into_iter().map(|fallen| fallen.id).collect()))
}

/// What every opened file begins with: what commands looked at is not in it. Where the trace goes on with
/// files that were closed only to be copied, this makes no difference to what is laid over.
async fn lay_again(files: &Files, trace: &DeskTrace, step: &Step) {
    let (outbox, cache) = files.open.as_ref().unwrap();
    let queue = Queue { outbox, key: &files.keys.person };
    overlay::rebase(cache, &reader(trace, step), queue).await.unwrap();
}

fn reader(trace: &DeskTrace, step: &Step) -> Reader {
    Reader {
        user: trace.user.clone(),
        organisation: trace.organisation.clone(),
        roles: step.roles.clone(),
    }
}

/// Makes a call on the real files.
async fn make(files: &mut Files, trace: &DeskTrace, step: &Step) -> Said {
    if let Call::Open { with_oh } = step.call {
        files.open(with_oh).await;
        return Said::Nothing;
    }
    let (person, server) = (files.keys.person.clone(), files.keys.person.public_key());
    let (outbox, cache) = files.open.as_ref().unwrap();
    let queue = Queue { outbox, key: &person };
    let reader = reader(trace, step);
    let done = async {
        Ok::<_, Error>(match &step.call {
            Call::Open { .. } | Call::Put { .. } => Said::Nothing,
            Call::Act { signed, envelope } => {
                let key = person.public_key();
                let save = outbox.save(envelope, Sealed::new(signed, &key, &server)?);
                let deciding = Deciding::begin(cache, &reader, envelope).await?;
                Said::Ruled(match deciding.decide(queue, envelope).await? {
                    Ok(decided) => {
                        save.await?;
                        decided.lay().await?.show().await?;
                        None
                    }
                    Err(refusal) => Some(refusal),
                })
            }
            Call::Rebase => fallen(overlay::rebase(cache, &reader, queue).await)?,
            Call::Settle(ids) => fallen(overlay::settle(cache, &reader, queue, ids).await)?,
            Call::Refused(id, reason) => {
                outbox.refused(*id, reason, &person.public_key(), moment()).await?;
                Said::Nothing
            }
            Call::Withdraw(id) => Said::Whether(outbox.withdraw(*id, moment()).await?),
            Call::MarkSent(ids) => Said::Commands(outbox.mark_sent(ids).await?),
            Call::MarkUnsent(ids) => {
                outbox.mark_unsent(ids).await?;
                Said::Nothing
            }
            Call::Decided(decisions) => {
                let decisions: Vec<_> = decisions.iter().collect();
                outbox.decided(&decisions, &person.public_key()).await?;
                Said::Nothing
            }
            Call::TryParkedAgain => Said::Whether(outbox.try_parked_again().await?),
            Call::OfferAgain(ids) => {
                outbox.offer_again(ids).await?;
                Said::Nothing
            }
            Call::HandIn(nouns) => {
                outbox.hand_in(nouns, moment()).await?;
                Said::Nothing
            }
            Call::Begin(scope) => {
                receive::begin(cache, scope).await?;
                Said::Nothing
            }
            Call::Anew(noun, total) => {
                receive::anew(cache, *noun, *total).await?;
                Said::Nothing
            }
            Call::Believe => {
                receive::believe(cache).await?;
                Said::Nothing
            }
            Call::TakePage(records) => {
                receive::take_page(cache, records).await?;
                Said::Nothing
            }
            Call::Finish => fallen(receive::finish(cache, &reader, queue).await)?,
            Call::TakeChanges(changes) => {
                fallen(receive::take_changes(cache, &reader, changes, queue, moment()).await)?
            }
            Call::Doubt => {
                receive::doubt(cache).await?;
                Said::Nothing
            }
            Call::Checked => {
                checksum::remember(cache, &Checked { at: moment(), repaired: 0 }).await?;
                Said::Nothing
            }
            Call::ReceiptGiven => {
                entitled::receipt_given(cache).await?;
                Said::Nothing
            }
        })
    };
    done.await.unwrap()
}

fn says_the_same(step: &Step, said: &Said) -> bool {
    match (Some(said), &step.said) {
        // In which order they fell makes no difference.
        (Some(Said::Commands(said)), Some(Said::Commands(expected))) => {
            let sorted = |ids: &[_]| ids.iter().copied().collect::<BTreeSet<_>>();
            sorted(said) == sorted(expected)
        }
        (said, expected) => said == expected.as_ref(),
    }
}

/// How much of what waits is laid over the records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Laying {
    /// All of it.
    Whole,
    /// A load has taken records away and what lay on them with it, the person's roles have changed,
    /// or a command was amended and what came after it is run on top of the new one: it is laid anew,
    /// in order, when the files are next opened or a load ends. The model does so at once: until then
    /// the server's records are compared, without what lies on them. So they are after a call that was
    /// cut off: here it is laid anew at once, and in the model when that is due.
    Partly,
}

/// Compares what the outbox shows with what the model's did.
async fn compare_commands(files: &Files, seen: &Seen, what: &str) {
    let (outbox, _) = files.open.as_ref().unwrap();
    let mut commands = BTreeMap::new();
    for queued in outbox.list(&EVERY_STATE, u32::MAX, &files.keys.person).await.unwrap() {
        commands.insert(queued.n, (queued.envelope.id, queued.state, queued.seq));
        let needs = matches!(queued.state, State::Refused | State::Parked);
        assert!(!needs || queued.answer.is_some(), "{what}: {} has no reason", queued.envelope.id);
    }
    let name = |state| serde_json::to_value(state).unwrap().as_str().unwrap().to_owned();
    let handed: BTreeSet<_> =
        outbox.handed_in(u32::MAX).await.unwrap().into_iter().map(|(id, ..)| id).collect();
    let real: Vec<_> =
        commands.into_values().map(|(id, state, seq)| (id, name(state), seq)).collect();
    let model: Vec<_> = seen
        .commands
        .iter()
        .filter(|(id, state, _)| {
            assert_eq!(*state == "handed_in", handed.contains(id), "{what}: {id}");
            *state != "handed_in"
        })
        .map(|(id, state, seq)| (*id, (*state).to_owned(), *seq))
        .collect();
    let readings: BTreeSet<_> = real.iter().map(|(id, ..)| *id).collect();
    // Readings are in nobody's list.
    let listed: Vec<_> = model.into_iter().filter(|(id, ..)| readings.contains(id)).collect();
    assert_eq!(real, listed, "{what}");
}

/// Compares what the caches show with what the model's did.
async fn compare_records(files: &Files, seen: &Seen, laying: Laying, what: &str) {
    let (_, cache) = files.open.as_ref().unwrap();
    let cursor = cache.cursor().await.unwrap().map(|at| (at.epoch, at.seq, at.mark));
    assert_eq!(cursor, seen.cursor, "{what}");
    let arriving = cache.arriving().await.unwrap();
    let arriving: BTreeMap<_, _> =
        arriving.into_iter().filter(|a| !a.complete).map(|a| (a.noun, a.after)).collect();
    assert_eq!(arriving, seen.arriving, "{what}");
    assert_eq!(receive::is_doubted(cache).await.unwrap(), seen.doubted, "{what}");
    let mut found: BTreeMap<_, Kept> = BTreeMap::new();
    for &noun in NounKind::ALL {
        let Some(file) = cache.file(noun) else { continue };
        for (id, body, server, waiting) in records::everything(file, noun).await.unwrap() {
            found.insert((noun, id), (body.map(Rc::from), server.map(Rc::from), waiting));
        }
    }
    if laying == Laying::Partly {
        let servers = |all: &BTreeMap<_, Kept>| -> BTreeMap<_, Rc<str>> {
            let body =
                |(body, server, waiting): &Kept| if *waiting { server } else { body }.clone();
            all.iter().filter_map(|(key, kept)| Some((*key, body(kept)?))).collect()
        };
        assert_eq!(servers(&found), servers(&seen.records), "{what}");
        return;
    }
    for (key, kept) in &seen.records {
        assert_eq!(found.get(key), Some(kept), "{what}: {key:?}");
    }
    assert_eq!(found.len(), seen.records.len(), "{what}: more than the model has");
}

async fn play_all(seeds: std::ops::Range<u64>) {
    let mut sum = Sum::default();
    for seed in seeds {
        for (n, trace) in record(seed).iter().enumerate() {
            sum.traces += 1;
            play(trace, &mut sum, &format!("seed {seed}, desk {n}")).await;
        }
    }
    println!(
        "{} traces, {} calls compared, {} traces cut short\n{:?}",
        sum.traces, sum.steps, sum.cut, sum.calls
    );
    assert!(sum.traces >= 50, "{} traces", sum.traces);
    assert!(sum.cut * 5 < sum.traces, "{} of {} traces were cut", sum.cut, sum.traces);
}

/// 200 desks' runs and some more, in four parts to be played side by side.
macro_rules! parts {
    ($($name:ident: $seeds:expr,)*) => {$(
        #[tokio::test]
        async fn $name() {
            play_all($seeds).await;
        }
    )*};
}

parts! {
    real_files_say_what_the_model_says_after_each_call_1: 0..7,
    real_files_say_what_the_model_says_after_each_call_2: 7..14,
    real_files_say_what_the_model_says_after_each_call_3: 14..21,
    real_files_say_what_the_model_says_after_each_call_4: 21..28,
}

//! The kill sweep: a scripted session of the real desk and the real server, in which one call on
//! Muster's files fails, or is the last before the program is killed. Each point is one such call.
//! Afterwards everything is opened again and must be as it was promised: nothing acknowledged is
//! lost, nothing is there twice, no file is damaged, and what waits is sent.

pub mod check;
pub mod place;
pub mod planted;
pub mod points;
pub mod promises;
pub mod report;
pub mod steps;
pub mod strace;

use std::collections::VecDeque;
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use anyhow::Context;

use place::Place;
use planted::Planted;
use points::Point;
use report::Report;
use strace::Traced;

/// How many places are swept side by side: a point waits for the disk and for other processes as
/// long as it computes.
const SIDE_BY_SIDE: u16 = 3;

/// How long one point may take in all, on a busy machine.
const A_POINT: Duration = Duration::from_secs(120);

/// Where so many points have failed, the rest is not struck: whoever looks has enough to look at.
const MOST_FAILED: usize = 10;

/// A sweep, prepared: its places, and every point there is.
pub struct Sweep {
    places: Vec<Place>,
    points: Vec<Point>,
    begun: Instant,
}

impl Sweep {
    /// Prepares one. It wants a session bus with an unlocked keyring.
    pub async fn prepare() -> anyhow::Result<Self> {
        let begun = Instant::now();
        let preparing = (0..SIDE_BY_SIDE).map(|n| async move {
            let mut place = Place::prepare(free_port(n)?).await?;
            steps::prepare(&mut place).await?;
            anyhow::Ok(place)
        });
        let places = futures_util::future::try_join_all(preparing).await?;
        let points = points::all(&places[0]).await?;
        let took = begun.elapsed().as_secs_f64();
        println!("{} points; prepared in {took:.0} s", points.len());
        Ok(Self { places, points, begun })
    }

    /// Every point whose words hold this.
    pub fn points(&self, holding: &str) -> Vec<Point> {
        let holds = |point: &&Point| point.in_words(&self.places[0]).contains(holding);
        self.points.iter().filter(holds).copied().collect()
    }

    /// Strikes at these points, with a fault planted at each or none.
    pub async fn strike(
        self,
        points: Vec<Point>,
        planted: Option<Planted>,
    ) -> anyhow::Result<(Self, Report)> {
        let left = Arc::new(Mutex::new(VecDeque::from(points)));
        let mut at_work = tokio::task::JoinSet::new();
        let Self { places, points, begun } = self;
        for place in places {
            let left = left.clone();
            at_work.spawn(async move {
                let mut report = Report::default();
                loop {
                    let next = left.lock().unwrap_or_else(|lock| lock.into_inner()).pop_front();
                    let Some(point) = next else { return (place, report) };
                    strike(&place, point, planted, &mut report).await;
                    if planted.is_none() && report.failed >= MOST_FAILED {
                        left.lock().unwrap_or_else(|lock| lock.into_inner()).clear();
                    }
                }
            });
        }
        let (mut places, mut report) = (Vec::new(), Report::default());
        while let Some(done) = at_work.join_next().await {
            let (place, part) = done?;
            places.push(place);
            report.join(part);
        }
        report.took = begun.elapsed();
        Ok((Self { places, points, begun }, report))
    }
}

/// Strikes at a point, and reports what was wrong afterwards. That something could not be looked at
/// is wrong as well.
async fn strike(place: &Place, point: Point, planted: Option<Planted>, report: &mut Report) {
    let words = point.in_words(place);
    let mut struck = false;
    let looked = async {
        let Point { step, group, stroke } = point;
        let files = step.groups(place).swap_remove(group).files;
        step.begin(place)?;
        let mut traced = Traced::new(&steps::program(step), &files, Some(stroke), place.log());
        let mut ended = steps::run(step, place, &mut traced).await?;
        struck = traced.struck(ended.status)?;
        if let Some(planted) = planted
            && !planted.plant(place, &mut ended.promises).await?
        {
            return Ok(Vec::new());
        }
        check::check(step, place, Some(stroke.fault), ended).await
    };
    // Whatever hangs is as wrong as what is lost, and must not hold up the rest.
    let looked = match tokio::time::timeout(A_POINT, looked).await {
        Ok(looked) => looked,
        Err(_) => Err(anyhow::anyhow!("it hangs: {}", at_work(place).await)),
    };
    let wrong = looked.unwrap_or_else(|error: anyhow::Error| vec![format!("{error:#}")]);
    let wrong = wrong.into_iter().map(|line| format!("{words}: {line}")).collect();
    report.add(point, struck, wrong);
}

/// The programs that are still at work in a place.
async fn at_work(place: &Place) -> String {
    let mut ps = tokio::process::Command::new("ps");
    let out = ps.args(["-eo", "pid,ppid,etimes,stat,args"]).output().await;
    let out = out.map(|out| out.stdout).unwrap_or_default();
    let lines = String::from_utf8_lossy(&out);
    let here = [place.scratch().to_path_buf(), place.centre.data()];
    let is_here = |line: &&str| here.iter().any(|path| line.contains(&*path.to_string_lossy()));
    lines.lines().filter(is_here).collect::<Vec<_>>().join("; ")
}

/// A port below those that the system gives to others: nothing else takes it while the server is
/// down.
fn free_port(n: u16) -> anyhow::Result<u16> {
    let first = 20_000 + u16::try_from(std::process::id() % 3_000)? * SIDE_BY_SIDE + n;
    let free = |port: &u16| TcpListener::bind(("127.0.0.1", *port)).is_ok();
    (first..32_000).step_by(SIDE_BY_SIDE.into()).find(free).context("no port is free")
}

//! Somebody at work in a real window, on a computer and behind a network of their own, and the steps
//! that several journeys take.

use std::path::PathBuf;

use muster_testkit::centre::{Account, Centre};
use muster_testkit::computer::Computer;
use muster_testkit::journey::{self, Album};
use muster_testkit::keyboard::key::F5;
use muster_testkit::network::Network;
use muster_testkit::trust::Case;
use muster_testkit::window::{Opening, Window};

/// Where pictures of the journeys go, a folder for each. Without it none are kept.
const PICTURES: &str = "MUSTER_PICTURES";

/// Somebody at work.
pub struct AtWork {
    pub window: Window,
    network: Network,
    /// The files and the keyring live as long as the window.
    _computer: Computer,
}

impl AtWork {
    /// Signs somebody in on a new computer.
    pub async fn sign_in(centre: &Centre, account: &Account) -> anyhow::Result<Self> {
        let computer = Computer::start(None).await?;
        let network = Network::to(centre.address()).await?;
        let window = Window::open(&computer, &Opening::of(network.url())).await?;
        journey::sign_in(&window, account).await?;
        Ok(Self { window, network, _computer: computer })
    }

    /// Their network goes, and their window says so.
    pub async fn goes_offline(&mut self) -> anyhow::Result<()> {
        self.window.shows("Nothing waiting to send").await?;
        self.network.cut().await;
        self.window.shows("Offline").await
    }

    /// Their network comes back, and they press the key that syncs; returns when everything that
    /// waited has been answered.
    pub async fn comes_back(&mut self) -> anyhow::Result<()> {
        self.network.heal().await?;
        self.window.type_keys(&F5.to_string()).await?;
        self.window.shows("Online").await?;
        self.window.shows("Nothing waiting to send").await
    }

    /// They close the window.
    pub async fn goes_home(self) -> anyhow::Result<()> {
        self.window.close().await
    }
}

/// The album of a journey.
pub fn album(journey: &str) -> Album {
    let folder = std::env::var_os(PICTURES).map(|folder| PathBuf::from(folder).join(journey));
    Album::new(folder.as_deref())
}

/// The codes of the trust that asks and of the one that is asked.
pub fn codes(centre: &Centre) -> (&'static str, &'static str) {
    (centre.pair.asking.employer.ods_code, centre.pair.source.employer.ods_code)
}

/// A second approver of the trust that is asked.
pub async fn second_approver(centre: &Centre) -> anyhow::Result<Account> {
    let (_, source) = codes(centre);
    centre.add_account("second-approver", "Bethan Lloyd", "iat_approver", source).await
}

/// A recruiter who has asked for a record; their window shows that it is with the approver.
pub async fn recruiter_asks(centre: &Centre) -> anyhow::Result<AtWork> {
    let (asking, _) = codes(centre);
    let recruiter = AtWork::sign_in(centre, centre.account("recruitment_officer", asking)).await?;
    let applicant = centre.applicant(Case::FullMatch, 0);
    journey::ask_for(&recruiter.window, applicant, centre.pair.source.employer.name).await?;
    recruiter.window.shows("With their approver").await?;
    Ok(recruiter)
}

/// An approver opens the enquiry that waits for a decision.
pub async fn opens_the_enquiry(window: &Window) -> anyhow::Result<()> {
    window.press("Enquiries").await?;
    window.open_row("Waits for your decision").await?;
    window.shows("Who is meant").await
}

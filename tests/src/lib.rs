//! A world to test in: a real backend on loopback and as many devices as a test needs, each with a database
//! of its own. Nothing sleeps: a test says when a device syncs.

pub mod acts;
pub mod bad_link;
mod clock;
pub mod crash;
pub mod fill;
mod keyring;
pub mod network;
/// A PostgreSQL server, as the backend's contract has it.
#[path = "../../backend/tests/contract/server.rs"]
pub mod postgres;

use std::{collections::BTreeSet, net::SocketAddr, path::PathBuf, sync::Arc};

use airside_backend::{Account, Config as BackendConfig, Running};
use airside_core::{Config, Desk, keys::MemoryKeyring, sync};
use airside_shared::{
    Fault,
    access::Role,
    devices::DeviceKind,
    entity::Entity,
    flights::{Flight, FlightStatus},
    ids::{PassengerId, TripId},
    ipc::{SignInArgs, Status},
    trips::Trip,
};
use airside_world::WorldSpec;
use bad_link::BadLink;
use clock::Around;
pub use clock::{TODAY, WorldClock};
pub use keyring::FileKeyring;
use tempfile::TempDir;

/// Airport of all tests.
pub const STATION: &str = "JFK";

/// A backend with a small demo world, and its folders.
pub struct World {
    folder: TempDir,
    backend: Option<Running>,
    /// The time of everything in this world.
    pub clock: WorldClock,
    addr: SocketAddr,
    /// What the backend was filled with.
    pub entities: Vec<Entity>,
    people: Vec<Account>,
    desks: usize,
    /// How devices reach the backend, if not directly.
    by: Option<String>,
}

/// One device of the world.
pub struct Device {
    pub desk: Arc<Desk>,
    keyring: MemoryKeyring,
    config: Config,
    clock: WorldClock,
}

impl World {
    /// A world with about `passengers` people.
    pub async fn new(passengers: usize) -> anyhow::Result<Self> {
        let made = airside_world::demo(&WorldSpec { seed: 7, today: TODAY, passengers: Some(passengers) });
        let people = made.people.into_iter().map(account).collect::<Vec<_>>();
        let folder = tempfile::tempdir()?;
        let mut world = Self {
            addr: SocketAddr::from(([127, 0, 0, 1], 0)),
            folder,
            backend: None,
            clock: WorldClock::default(),
            entities: made.entities,
            people,
            desks: 0,
            by: None,
        };
        world.network_up().await?;
        let backend = world.backend();
        // The PINs of so many people would take longer than most tests; a person who is changed has a real one.
        let here = world.people.iter().filter(|p| p.station == STATION).cloned();
        backend.enrol_simulated(here.collect()).await?;
        backend.load(world.entities.clone()).await?;
        Ok(world)
    }

    pub fn backend(&self) -> &Running {
        self.backend.as_ref().expect("the backend runs")
    }

    /// Stops the backend: connections are refused from now on.
    pub async fn network_down(&mut self) -> anyhow::Result<()> {
        match self.backend.take() {
            Some(running) => running.stop().await,
            None => Ok(()),
        }
    }

    /// Starts the backend again, on the same address and the same database.
    pub async fn network_up(&mut self) -> anyhow::Result<()> {
        let config = BackendConfig {
            listen: self.addr,
            data: self.folder.path().join("backend"),
            jobs_by_itself: false,
            ..BackendConfig::default()
        };
        let running = airside_backend::start_with(config, Arc::new(self.clock.clone())).await?;
        self.addr = running.addr;
        self.backend = Some(running);
        Ok(())
    }

    /// Puts a link, good for now, between the backend and the devices that are made from now on.
    pub async fn behind_a_link(&mut self, seed: u64) -> anyhow::Result<BadLink> {
        let link = BadLink::before(vec![self.addr], seed).await?;
        self.by = Some(link.url());
        Ok(link)
    }

    /// A new device that nobody has signed in on.
    pub fn device(&mut self, kind: DeviceKind) -> Device {
        self.desks += 1;
        let data = self.folder.path().join(format!("device-{}", self.desks));
        let config = Config {
            prints: data.join("prints"),
            data,
            backend: self.by.clone().unwrap_or_else(|| format!("http://{}", self.addr)),
            kind,
            station: STATION.into(),
        };
        Device::start(config, MemoryKeyring::default(), self.clock.clone(), 0)
    }

    /// A desk with a check-in agent at work and the station's day on it.
    pub async fn desk(&mut self) -> anyhow::Result<Device> {
        let device = self.device(DeviceKind::Desk);
        device.sign_in(self, Role::CheckIn).await?;
        device.sync().await?;
        Ok(device)
    }

    /// Badge and PIN of somebody with that role at the station.
    pub fn badge(&self, role: Role) -> SignInArgs {
        let of_role = self.people.iter().find(|p| p.role == role && p.station == STATION);
        let person = of_role.expect("the demo world has somebody of every role");
        SignInArgs { badge: person.badge.clone(), pin: person.pin.clone() }
    }

    /// Changes the account of whoever has that role at the station; [`World::badge`] goes on telling the old one.
    pub async fn change(&self, role: Role, change: impl FnOnce(&mut Account)) -> anyhow::Result<()> {
        let of_role = self.people.iter().find(|p| p.role == role && p.station == STATION);
        let mut person = of_role.expect("the demo world has somebody of every role").clone();
        change(&mut person);
        self.backend().enrol(vec![person]).await
    }

    /// A passenger of a cancelled flight from the station today.
    pub fn stranded(&self, nth: usize) -> (PassengerId, TripId, Flight) {
        let today = self.entities.iter().filter_map(|e| match e {
            Entity::Trip(trip) => Some(trip),
            _ => None,
        });
        let found = today.filter_map(|trip| self.cancelled(trip).map(|f| (trip.passenger, trip.id, f)));
        found.into_iter().nth(nth).expect("a blizzard strands people")
    }

    /// Puts so many people on one cancelled flight from the station today, a seat each, and has the backend know it.
    pub async fn crowd(&mut self, people: usize) -> anyhow::Result<Flight> {
        let (_, _, flight) = self.stranded(0);
        let mut aboard = BTreeSet::new();
        let trips = self.entities.iter_mut().filter_map(|e| match e {
            Entity::Trip(trip) if aboard.insert(trip.passenger) => Some(trip),
            _ => None,
        });
        let mut crowded = 0;
        for (nth, trip) in trips.take(people).enumerate() {
            trip.segments.truncate(1);
            let segment = &mut trip.segments[0];
            segment.flight = flight.id;
            segment.designator = flight.designator();
            segment.date = flight.date;
            (segment.from, segment.to) = (flight.from.clone(), flight.to.clone());
            segment.seat = Some(format!("{}{}", nth / 6 + 1, char::from(b'A' + (nth % 6) as u8)));
            crowded += 1;
        }
        anyhow::ensure!(crowded == people, "the world has only {crowded} trips");
        self.backend().load(self.entities.clone()).await?;
        Ok(flight)
    }

    fn cancelled(&self, trip: &Trip) -> Option<Flight> {
        let first = trip.segments.first().filter(|s| s.from == STATION)?;
        let flight = self.flight(first.flight)?;
        (flight.status == FlightStatus::Cancelled && flight.date == TODAY).then(|| flight.clone())
    }

    pub fn flight(&self, id: airside_shared::ids::FlightId) -> Option<&Flight> {
        self.entities.iter().find_map(|e| match e {
            Entity::Flight(flight) if flight.id == id => Some(flight),
            _ => None,
        })
    }
}

impl Device {
    fn start(config: Config, keyring: MemoryKeyring, clock: WorldClock, ahead: i64) -> Self {
        let around = Arc::new(Around { clock: clock.clone(), ahead });
        Self { desk: Desk::new(config.clone(), &keyring, around), keyring, config, clock }
    }

    /// The same device with a clock that is wrong by so many minutes.
    pub fn with_clock_off(self, minutes: i64) -> Self {
        Self::start(self.config, self.keyring, self.clock, minutes)
    }

    pub async fn sign_in(&self, world: &World, role: Role) -> Result<Status, Fault> {
        self.desk.sign_in(world.badge(role)).await
    }

    /// Pushes and pulls until there is nothing more to say.
    pub async fn sync(&self) -> Result<(), Fault> {
        sync::once(&self.desk).await
    }

    /// The program ends without a word, and starts again on the same files.
    pub fn restart(self) -> Self {
        Self::start(self.config, self.keyring, self.clock, 0)
    }

    pub fn folder(&self) -> PathBuf {
        self.config.data.clone()
    }

    pub fn config(&self) -> Config {
        self.config.clone()
    }

    pub fn keyring(&self) -> MemoryKeyring {
        self.keyring.clone()
    }
}

fn account(it: airside_world::Account) -> Account {
    Account { user: it.user, badge: it.badge, name: it.name, pin: it.pin, role: it.role, station: it.station }
}

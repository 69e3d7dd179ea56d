//! A small world: two flights from New York to Los Angeles and one on from there, and who is on them.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU32, Ordering},
    },
};

use airside_backend::{Account, Config, Running, Surroundings, start_with};
use airside_gateway_simulator as simulator;
use airside_shared::{
    access::Role,
    entity::Entity,
    flights::{Flight, FlightStatus},
    ids::{FlightId, PassengerId, ProductId, TripId, Uuid},
    money::{Currency, Money},
    passengers::Passenger,
    sales::{Product, Trolley},
    sync::Scope,
    timeline::TimelineEntry,
    trips::{Cabin, Segment, SegmentStatus, Trip},
};
use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use serde_json::json;
use tempfile::TempDir;

use crate::{postgres, server::Server};

pub const PIN: &str = "482913";
/// What the airline's systems say to be let in with events.
pub const EVENTS: &str = "of-the-operations-centre";
pub const OLD: u128 = 0xF1;
pub const NEW: u128 = 0xF2;
pub const ONWARD: u128 = 0xF3;
pub const COFFEE: u128 = 0xC0;

pub struct World {
    pub backend: Running,
    config: Config,
    clock: Morning,
    _data: TempDir,
    server: Option<Arc<Server>>,
}

impl World {
    pub async fn on_sqlite() -> Self {
        Self::with(None, None).await
    }

    pub async fn on_postgresql() -> Option<Self> {
        let server = tokio::task::spawn_blocking(Server::shared).await.unwrap()?;
        Some(Self::with(Some(new_database(&server)), Some(server)).await)
    }

    async fn with(database: Option<String>, server: Option<Arc<Server>>) -> Self {
        let data = tempfile::tempdir().unwrap();
        let listen = "127.0.0.1:0".parse().unwrap();
        let config = Config { listen, data: data.path().to_owned(), database, ..Config::default() };
        let config = Config { jobs_by_itself: false, events_token: Some(EVENTS.into()), ..config };
        let clock = Morning::default();
        let backend = begin(config.clone(), &clock).await.unwrap();
        backend.enrol_simulated(people()).await.unwrap();
        backend.load(things()).await.unwrap();
        Self { backend, config, clock, _data: data, server }
    }

    pub fn config(&self) -> Config {
        self.config.clone()
    }

    pub fn clock(&self) -> Morning {
        self.clock.clone()
    }

    /// A store of the same engine in which there is nothing at all.
    pub async fn empty(&self) -> Empty {
        let data = tempfile::tempdir().unwrap();
        let database = self.server.as_ref().map(|server| new_database(server));
        let listen = "127.0.0.1:0".parse().unwrap();
        let config = Config {
            listen,
            data: data.path().to_owned(),
            database,
            jobs_by_itself: false,
            ..Config::default()
        };
        Empty { config, clock: self.clock.clone(), data, server: self.server.clone() }
    }

    /// The same, writing to passengers when it is told to.
    pub async fn with_senders(mut self, mail: Option<String>, sms: Option<String>) -> Self {
        (self.config.mail, self.config.sms) = (mail, sms);
        self.config.mail_from = Some("Airside <notices@airline.example>".into());
        (self.config.notices_key, self.config.notices_patience_ms) = (Some("let me in".into()), 1_500);
        self.restarted().await
    }

    /// The same, hearing this message bus, or none.
    pub async fn with_bus(mut self, url: Option<String>) -> Self {
        self.config.nats = url;
        self.restarted().await
    }

    /// The same, backing up to this place when it is told to.
    pub async fn with_backups(mut self, to: String, options: BTreeMap<String, String>) -> Self {
        (self.config.backup_to, self.config.backup_options) = (Some(to), options);
        self.restarted().await
    }

    /// Stops the backend and starts it again on the same store.
    pub async fn restarted(self) -> Self {
        let Self { backend, config, clock, _data, server } = self;
        backend.stop().await.unwrap();
        let backend = begin(config.clone(), &clock).await.unwrap();
        Self { backend, config, clock, _data, server }
    }

    /// Stops the backend, lets something else happen to its store, and starts it again. Given the folder and the
    /// address of the database.
    pub async fn meanwhile(self, what: impl FnOnce(&Path, Option<&str>) + Send + 'static) -> Self {
        let Self { backend, config, clock, _data, server } = self;
        backend.stop().await.unwrap();
        let (folder, database) = (config.data.clone(), config.database.clone());
        tokio::task::spawn_blocking(move || what(&folder, database.as_deref())).await.unwrap();
        let backend = begin(config.clone(), &clock).await.unwrap();
        Self { backend, config, clock, _data, server }
    }

    /// The same, charging cards at a processor when it is told to.
    pub async fn with_gateway(mut self, url: String, key: String, secret: String) -> Self {
        self.config.gateway = Some(url);
        self.config.gateway_key = Some(key);
        self.config.gateway_secret = Some(secret);
        (self.config.gateway_patience_ms, self.config.gateway_by_itself) = (400, false);
        self.restarted().await
    }

    /// The same, with a programme that takes miles, whose notices are signed with that.
    pub async fn with_programme(mut self, secret: &str) -> (Self, simulator::Running) {
        let listen = "127.0.0.1:0".parse().unwrap();
        let config = simulator::Config { listen, secret: secret.into(), ..simulator::Config::default() };
        let key = config.key.clone();
        let programme = simulator::start(config).await.unwrap();
        self.config.programme = Some(programme.url());
        self.config.programme_key = Some(key);
        self.config.programme_secret = Some(secret.to_owned());
        (self.restarted().await, programme)
    }

    /// By the backend's clock.
    pub fn now(&self) -> jiff::Timestamp {
        jiff::Timestamp::from_second(now().as_second() + self.clock.0.load(Ordering::Relaxed)).unwrap()
    }

    /// Lets time pass.
    pub fn later(&self, seconds: i64) {
        self.clock.0.fetch_add(seconds, Ordering::Relaxed);
    }

    /// Runs statements in the database, as somebody would who has it; what it says if it refuses.
    pub async fn in_database(&self, sql: &str) -> Result<(), String> {
        if let Some(url) = &self.config.database {
            return postgres::run(url, sql).await;
        }
        let database = rusqlite::Connection::open(self.config.data.join("airside.db")).unwrap();
        database.execute_batch("PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 10000").unwrap();
        database.execute_batch(sql).map_err(|e| e.to_string())
    }

    /// Another backend on the same store.
    pub async fn beside(&self) -> Self {
        let backend = begin(self.config.clone(), &self.clock).await.unwrap();
        let _data = tempfile::tempdir().unwrap();
        let clock = self.clock.clone();
        Self { backend, config: self.config.clone(), clock, _data, server: self.server.clone() }
    }

    /// The address of the database.
    pub fn database(&self) -> &str {
        self.config.database.as_deref().unwrap_or_default()
    }

    /// Whether these bytes can be read by whoever has the database.
    pub async fn database_holds(&self, bytes: &[u8]) -> bool {
        if let Some(url) = &self.config.database {
            return postgres::holds(url, bytes).await;
        }
        let files = std::fs::read_dir(&self.config.data).unwrap().map(|file| file.unwrap().path());
        files.into_iter().any(|file| {
            let content = std::fs::read(file).unwrap();
            content.windows(bytes.len()).any(|window| window == bytes)
        })
    }

    /// What becomes of a backend on the same store whose configuration has this key.
    pub async fn starts_with_key(self, key: &str) -> anyhow::Result<()> {
        self.backend.stop().await?;
        let config = Config { storage_key: Some(key.to_owned()), ..self.config };
        begin(config, &self.clock).await?.stop().await
    }

    /// Gives a person another part.
    pub async fn promote(&self, badge: &str, role: Role) {
        self.backend.enrol(vec![account(badge, role)]).await.unwrap();
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.backend.addr)
    }

    /// Whether the kept sums of all scopes of this world are those of their rows.
    pub async fn sums_agree(&self) -> bool {
        for scope in [station(), board(), on(OLD), on(NEW), on(ONWARD), Scope::Catalogue] {
            if !self.backend.audit_scope(scope).await.unwrap() {
                return false;
            }
        }
        true
    }
}

/// A store with nothing in it.
pub struct Empty {
    config: Config,
    clock: Morning,
    data: TempDir,
    server: Option<Arc<Server>>,
}

impl Empty {
    pub fn config(&self) -> Config {
        self.config.clone()
    }

    /// A backend on it, with the people and things of a world beside what is there by now.
    pub async fn begun(self) -> World {
        let backend = begin(self.config.clone(), &self.clock).await.unwrap();
        backend.enrol_simulated(people()).await.unwrap();
        backend.put(things()).await.unwrap();
        let Self { config, clock, data: _data, server } = self;
        World { backend, config, clock, _data, server }
    }
}

/// The address of an empty database.
fn new_database(server: &Server) -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    server.database(&format!("world_{}", NEXT.fetch_add(1, Ordering::Relaxed)))
}

fn people() -> Vec<Account> {
    let people = [
        ("CK1", Role::CheckIn),
        ("CB1", Role::CabinCrew),
        ("MK1", Role::Marketing),
        ("SV1", Role::Supervisor),
        ("SE1", Role::Security),
        ("SV2", Role::Supervisor),
        ("FN1", Role::Finance),
        ("CA1", Role::CustomerAffairs),
    ];
    people.into_iter().map(|(badge, role)| account(badge, role)).collect()
}

fn things() -> Vec<Entity> {
    let mut things = vec![flight(OLD, "JFK", "LAX"), flight(NEW, "JFK", "LAX"), flight(ONWARD, "LAX", "SFO")];
    things.push(product());
    things.push(trolley());
    things.extend((1..=3).flat_map(booking));
    things
}

fn account(badge: &str, role: Role) -> Account {
    Account {
        user: airside_shared::ids::derived("user", &[badge.as_bytes()]),
        badge: badge.into(),
        name: format!("Test {badge}"),
        pin: PIN.into(),
        role,
        station: "JFK".into(),
    }
}

/// Half past eight at JFK on the day of the world, whatever the hour of the test.
pub fn now() -> Timestamp {
    "2026-02-08T13:30:00Z".parse().unwrap()
}

/// That moment, and the seconds that passed since.
#[derive(Clone, Default)]
pub struct Morning(Arc<AtomicI64>);

impl Surroundings for Morning {
    fn now(&self) -> Timestamp {
        now() + SignedDuration::from_secs(self.0.load(Ordering::Relaxed))
    }
}

async fn begin(config: Config, clock: &Morning) -> anyhow::Result<Running> {
    start_with(config, Arc::new(clock.clone())).await
}

pub fn today() -> Date {
    now().to_zoned(TimeZone::get("America/New_York").unwrap()).date()
}

pub fn station() -> Scope {
    Scope::Station { station: "JFK".into(), day: today() }
}

pub fn board() -> Scope {
    Scope::Board { station: "JFK".into(), day: today() }
}

pub fn on(flight: u128) -> Scope {
    Scope::Flight(flight_id(flight))
}

pub fn flight_id(flight: u128) -> FlightId {
    Uuid::from_u128(flight).into()
}

pub fn passenger_id(number: u128) -> PassengerId {
    Uuid::from_u128(0xA000 + number).into()
}

pub fn trip_id(number: u128) -> TripId {
    Uuid::from_u128(0xB000 + number).into()
}

pub fn flight(id: u128, from: &str, to: &str) -> Entity {
    let now = now();
    Flight {
        id: flight_id(id),
        carrier: "DL".into(),
        number: id.to_string(),
        date: today(),
        from: from.into(),
        to: to.into(),
        scheduled_departure: now + SignedDuration::from_hours(3),
        scheduled_arrival: now + SignedDuration::from_hours(9),
        departure: None,
        arrival: None,
        status: FlightStatus::Scheduled,
        disruption: None,
        gate: None,
        aircraft: "A321".into(),
        registration: None,
        seats: 190,
        booked: 3,
        licence: "OTHER".into(),
        international: false,
        rest: Default::default(),
    }
    .into()
}

fn product() -> Entity {
    let id: ProductId = Uuid::from_u128(COFFEE).into();
    let prices = vec![Money::new(400, Currency::USD)];
    let (allergens, rest) = (Vec::new(), Default::default());
    Product {
        id,
        sku: "COF".into(),
        name: "Coffee".into(),
        names: Default::default(),
        category: "hot_drinks".into(),
        prices,
        allergens,
        adults_only: false,
        rest,
    }
    .into()
}

fn trolley() -> Entity {
    let stock = BTreeMap::from([(ProductId(Uuid::from_u128(COFFEE)), 20)]);
    Trolley::loaded_with(flight_id(OLD), stock).into()
}

/// A passenger, their trip, a line of their history.
fn booking(number: u128) -> Vec<Entity> {
    let name = json!({ "given": "Test", "surname": format!("Passenger{number}") });
    let passenger: Passenger =
        serde_json::from_value(json!({ "id": passenger_id(number), "name": name })).unwrap();
    let line: TimelineEntry = serde_json::from_value(json!({
        "id": Uuid::from_u128(0xE000 + number), "passenger": passenger_id(number), "at": now(),
        "kind": "call", "summary": "Asked for a window seat", "place": "phone", "by": "Test CC1",
    }))
    .unwrap();
    let trip = Trip {
        id: trip_id(number),
        passenger: passenger_id(number),
        pnr: format!("TEST{number:02}"),
        party: 1,
        segments: vec![segment(OLD, "JFK", "LAX"), segment(ONWARD, "LAX", "SFO")],
        requests: Vec::new(),
        fare: None,
        rest: Default::default(),
    };
    vec![passenger.into(), line.into(), trip.into()]
}

fn segment(flight: u128, from: &str, to: &str) -> Segment {
    Segment {
        flight: flight_id(flight),
        designator: format!("DL {flight}"),
        date: today(),
        from: from.into(),
        to: to.into(),
        ticket: "0062345678901".into(),
        coupon: 1,
        cabin: Cabin::Economy,
        seat: None,
        sequence: None,
        status: SegmentStatus::Booked,
        bags: Vec::new(),
    }
}

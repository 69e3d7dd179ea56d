//! Configuration: what is built in, then a file, then the environment; the command line last.

use std::{
    collections::BTreeMap,
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
};

use figment::{
    Figment,
    providers::{Env, Format, Serialized, Toml},
};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Config {
    pub listen: SocketAddr,
    /// The folder of the embedded database.
    pub data: PathBuf,
    /// `postgres://…`; without it the database is a file in `data`.
    pub database: Option<String>,
    /// 32 bytes in hexadecimal that photos are encrypted with, the same for all backends of one database; without
    /// it a key is kept in `storage.key` in `data`.
    pub storage_key: Option<String>,
    /// `https://…` of the payment processor; without it nobody is charged and the books say what is owed.
    pub gateway: Option<String>,
    /// What this backend says to be answered by the processor.
    pub gateway_key: Option<String>,
    /// What the processor signs its notices with.
    pub gateway_secret: Option<String>,
    /// `https://…` of the airline's programme, which takes miles from its members; without it nobody's miles are taken.
    pub programme: Option<String>,
    /// What this backend says to be answered by the programme.
    pub programme_key: Option<String>,
    /// What the programme signs its notices with.
    pub programme_secret: Option<String>,
    /// How long an answer of either is waited for.
    pub gateway_patience_ms: u64,
    /// Ask them as soon as something is due, not only when told to.
    pub gateway_by_itself: bool,
    /// What the airline's systems say to be let in with events of flights; without it only people send them.
    pub events_token: Option<String>,
    /// `nats://user:password@host:4222` or `tls://…`, from which events of flights come too; without it nothing is heard
    /// from NATS.
    pub nats: Option<String>,
    /// A `.creds` file to be let in there.
    pub nats_credentials: Option<PathBuf>,
    /// The JetStream stream and its subject; both are made where they are not there.
    pub nats_stream: String,
    pub nats_subject: String,
    /// Do jobs as soon as they are due, not only when told to.
    pub jobs_by_itself: bool,
    /// How long a job that was begun is left to whoever began it; after that it is taken for lost.
    pub job_lease_seconds: u32,
    /// How often payments, books and audit logs are backed up, such as `6h`; without it only when told to.
    pub backup_every: Option<SignedDuration>,
    /// A folder, or `s3://bucket/prefix`.
    pub backup_to: Option<String>,
    /// A file with the key that backups are sealed to; without it the airline's recovery key.
    pub backup_key: Option<PathBuf>,
    /// Days after which a backup is deleted, if it was verified.
    pub backup_keep_days: u32,
    /// How the bucket is reached: `aws_endpoint`, `aws_region` and the like, over the environment's `AWS_…`.
    pub backup_options: BTreeMap<String, String>,
    /// `smtp://user:password@host:587?tls=required` of the mail server; without it nothing is e-mailed.
    pub mail: Option<String>,
    /// The airline's own address, `Airside <notices@example.org>`.
    pub mail_from: Option<String>,
    /// `https://…` of whoever takes messages to phones: POST of `{id, to, text}`.
    pub sms: Option<String>,
    /// The same to devices; `to` is the passenger's id.
    pub push: Option<String>,
    /// What this backend says to be let in by both, and what is said by whoever tells it that a notice came back.
    pub notices_key: Option<String>,
    /// How long whoever takes a notice is waited for.
    pub notices_patience_ms: u64,
    /// Fill the store with the demo world of today.
    pub demo: bool,
    /// Passengers of the demo world; the generator's own number when left out.
    pub demo_passengers: Option<usize>,
    pub demo_seed: u64,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8790)),
            data: PathBuf::from("airside-data"),
            database: None,
            storage_key: None,
            gateway: None,
            gateway_key: None,
            gateway_secret: None,
            programme: None,
            programme_key: None,
            programme_secret: None,
            gateway_patience_ms: 10_000,
            gateway_by_itself: true,
            events_token: None,
            nats: None,
            nats_credentials: None,
            nats_stream: "AIRSIDE".into(),
            nats_subject: "airside.flight-events".into(),
            jobs_by_itself: true,
            job_lease_seconds: 60,
            backup_every: None,
            backup_to: None,
            backup_key: None,
            backup_keep_days: 35,
            backup_options: BTreeMap::new(),
            mail: None,
            mail_from: None,
            sms: None,
            push: None,
            notices_key: None,
            notices_patience_ms: 20_000,
            demo: false,
            demo_passengers: None,
            demo_seed: 1,
        }
    }
}

impl Config {
    /// Reads `airside-backend.toml` of the working folder and `AIRSIDE_BACKEND_*`.
    pub fn read() -> anyhow::Result<Self> {
        let figment = Figment::from(Serialized::defaults(Self::default()))
            .merge(Toml::file("airside-backend.toml"))
            .merge(Env::prefixed("AIRSIDE_BACKEND_"));
        Ok(figment.extract()?)
    }
}

//! Requests and replies. Bodies are JSON, compressed with zstd when they say so.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::{Checksum, Entry, Orders, Report, Scope, Standing};
use crate::{
    audit::Record,
    devices::DeviceKind,
    entity::Kind,
    ids::{DeviceId, OpId, Uuid},
    intents::{Actor, Rejection},
};

/// A watch (long poll) is answered after this long at the latest.
pub const WATCH_SECONDS: u64 = 25;

/// `POST /v1/sign-in`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct SignInRequest {
    pub badge: String,
    pub pin: String,
    pub device: DeviceId,
    pub device_kind: DeviceKind,
    pub station: String,
    /// Ed25519 public key of the device, hexadecimal.
    pub device_key: String,
    /// The database key sealed to the airline's recovery key, base64-free hexadecimal; sent by a device
    /// that is locked and has no key wrap for this person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub escrow: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct SignInReply {
    /// For the `Authorization: Bearer` header.
    pub token: String,
    pub actor: Actor,
    /// Most urgent first. A scope of a newer backend that this program does not know is left out.
    #[serde(deserialize_with = "known")]
    pub scopes: Vec<Scope>,
    /// X25519 public key to seal the database key to, hexadecimal.
    pub recovery_key: String,
    /// The database key, opened from `escrow`, hexadecimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub database_key: Option<String>,
    pub limits: Limits,
    /// The backend's version, as in its `/health`.
    pub version: String,
    /// The day that the station works on, as its clock has it.
    pub today: jiff::civil::Date,
    /// The backend's clock, so that a device whose own is wrong can say so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<jiff::Timestamp>,
    /// Hours from now that this person may unlock the device without us; then rights are asked for again.
    #[serde(default = "offline_hours")]
    pub offline_hours: i64,
    /// How far we have heard of this device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<Standing>,
    /// The airline's Ed25519 public key, hexadecimal, which vouches for allowances and for the devices that sign
    /// vouchers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub airline_key: Option<String>,
}

fn known<'de, D: serde::Deserializer<'de>>(names: D) -> Result<Vec<Scope>, D::Error> {
    let names = Vec::<String>::deserialize(names)?;
    Ok(names.iter().filter_map(|name| name.parse().ok()).collect())
}

/// Of a backend that does not say.
fn offline_hours() -> i64 {
    DeviceKind::Desk.offline_hours()
}

/// What the backend takes at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Limits {
    pub batch_entries: u32,
    pub batch_bytes: u32,
    pub page_rows: u32,
    pub attachment_bytes: u64,
    pub chunk_bytes: u32,
    /// The newest form of an entry's hash that the backend can check: an older one says nothing.
    #[serde(default)]
    pub hash_form: u8,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            batch_entries: 500,
            batch_bytes: 1 << 20,
            page_rows: 50_000,
            attachment_bytes: 10 << 20,
            chunk_bytes: 256 << 10,
            hash_form: Entry::HASH_FORM,
        }
    }
}

/// `POST /v1/push`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct PushRequest {
    pub device: DeviceId,
    /// In the order of `seq`; an entry that was answered `blocked` may come again.
    pub entries: Vec<Entry>,
    /// Refused entries that a person has settled (discarded, replaced): they block nothing any more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resolved: Vec<OpId>,
    /// How the device is. Programs before this field say nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<Report>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct PushReply {
    pub results: Vec<EntryResult>,
    /// Every entry up to this `seq` has a stored result; always advances.
    pub processed_through: u64,
    pub limits: Limits,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct EntryResult {
    pub op: OpId,
    pub seq: u64,
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// The backend's own answer for one entry; nothing else settles it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    Applied {
        /// The change sequence of its effects.
        seq_after: u64,
    },
    Rejected(Rejection),
    Blocked {
        by: OpId,
    },
}

/// `POST /v1/pull`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct PullRequest {
    pub device: DeviceId,
    pub scopes: Vec<PullScope>,
    /// Bytes of bodies that the reply should have at most, about: few on a bad line, many on a good one. Programs
    /// before this field say nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u32>,
    /// The names of the kinds of rows that the program knows: others are left out of its pages, sums and totals, until
    /// a newer program asks and finds that its sums differ. Programs before this field say nothing, and get all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<Report>,
}

impl PullRequest {
    /// Kinds of which the program that asks has never heard.
    pub fn unknown(&self) -> Vec<Kind> {
        let unknown = |kind: &&Kind| !self.kinds.is_empty() && !self.kinds.iter().any(|it| it == kind.name());
        Kind::ALL.iter().filter(unknown).copied().collect()
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct PullScope {
    pub id: Scope,
    pub after: u64,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct PullReply {
    pub pages: Vec<ScopePage>,
    #[serde(default, skip_serializing_if = "Orders::is_empty")]
    pub orders: Orders,
}

/// The next rows of one scope, in the order of `seq`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ScopePage {
    pub scope: Scope,
    pub rows: Vec<Row>,
    /// Ask for what comes after this next time.
    pub through: u64,
    /// Nothing more for now; then `checksum` is that of the scope at `through`.
    pub complete: bool,
    /// Rows that the scope holds now: the whole of a progress bar.
    pub total: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checksum: Option<Checksum>,
    /// The device may no longer hold this scope.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub withdrawn: bool,
}

/// One row of a scope. Without a body it left the scope.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Row {
    pub kind: Kind,
    pub id: Uuid,
    pub version: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = Option<Object>))]
    pub body: Option<Box<RawValue>>,
}

/// `POST /v1/audit`: records of the device's chain, in order.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct AuditPush {
    pub device: DeviceId,
    pub records: Vec<Record>,
}

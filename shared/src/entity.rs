//! The things that are synced. Each has one home module, one [`Kind`], one body in JSON; fields that this
//! version does not know are kept in `rest` and written back, so an old app never trims a new one's data.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    Fault,
    cases::Case,
    claims::ClaimFile,
    compensation::Overruling,
    devices::Allowance,
    flights::Flight,
    passengers::Passenger,
    policies::Policy,
    refunds::Refund,
    sales::{DeniedCard, Order, Product, Sale, Trolley},
    timeline::TimelineEntry,
    trips::Trip,
    vouchers::{Claim, Issuer, Voucher, VoucherStanding},
};

/// Fields written by a newer version.
pub type Rest = BTreeMap<String, Value>;

macro_rules! entities {
    ($($kind:ident($body:ty) = $name:literal),+ $(,)?) => {
        /// What kind of thing a row is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
        #[serde(rename_all = "snake_case")]
        pub enum Kind { $($kind),+ }

        impl Kind {
            pub const ALL: &[Self] = &[$(Self::$kind),+];

            /// The name in the protocol and in both databases.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$kind => $name),+ }
            }

            /// The kind of that name.
            pub fn of(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$kind),)+ _ => None }
            }
        }

        /// One thing, whole.
        // A box for the largest would be one more thing to write wherever it is matched.
        #[allow(clippy::large_enum_variant)]
        #[derive(Clone, Debug, PartialEq)]
        pub enum Entity { $($kind($body)),+ }

        impl Entity {
            pub fn kind(&self) -> Kind {
                match self { $(Self::$kind(_) => Kind::$kind),+ }
            }

            pub fn id(&self) -> Uuid {
                match self { $(Self::$kind(it) => it.id.0),+ }
            }

            /// The body as it is stored and sent.
            pub fn body(&self) -> String {
                let text = match self { $(Self::$kind(it) => serde_json::to_string(it)),+ };
                text.expect("entities have string keys only")
            }

            /// Reads a stored body.
            pub fn read(kind: Kind, body: &str) -> Result<Self, Fault> {
                match kind { $(Kind::$kind => serde_json::from_str(body).map(Self::$kind)),+ }
                    .map_err(|e| Fault::new("unreadable_row", format!("A {} could not be read: {e}", kind.name())))
            }
        }

        $(
            impl From<$body> for Entity {
                fn from(it: $body) -> Self { Self::$kind(it) }
            }

            impl Stored for $body {
                const KIND: Kind = Kind::$kind;
                fn of(entity: &Entity) -> Option<&Self> {
                    match entity { Entity::$kind(it) => Some(it), _ => None }
                }
            }
        )+
    };
}

/// A body that has a kind.
pub trait Stored: Sized + Clone + Serialize + for<'de> Deserialize<'de> {
    const KIND: Kind;
    fn of(entity: &Entity) -> Option<&Self>;
}

entities! {
    Flight(Flight) = "flight",
    Passenger(Passenger) = "passenger",
    Trip(Trip) = "trip",
    Timeline(TimelineEntry) = "timeline",
    Case(Case) = "case",
    Voucher(Voucher) = "voucher",
    Claim(Claim) = "claim",
    Allowance(Allowance) = "allowance",
    Product(Product) = "product",
    Trolley(Trolley) = "trolley",
    Order(Order) = "order",
    Sale(Sale) = "sale",
    Overruling(Overruling) = "overruling",
    VoucherStanding(VoucherStanding) = "voucher_standing",
    Issuer(Issuer) = "issuer",
    Refund(Refund) = "refund",
    ClaimFile(ClaimFile) = "claim_file",
    Policy(Policy) = "policy",
    DeniedCard(DeniedCard) = "denied_card",
}

/// Which thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Ref {
    pub kind: Kind,
    pub id: Uuid,
}

impl Ref {
    pub fn new(kind: Kind, id: impl Into<Uuid>) -> Self {
        Self { kind, id: id.into() }
    }
}

impl Entity {
    pub fn reference(&self) -> Ref {
        Ref { kind: self.kind(), id: self.id() }
    }
}

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{FlightRow, Paper};
use crate::{
    ids::{FlightId, PassengerId, TripId, VoucherId},
    money::Money,
    passengers::Tier,
    trips::Cabin,
    vouchers::VoucherKind,
};

/// What is asked about a whole flight, with the facts that a person knows and that hold for everybody on it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FlightDueArgs {
    pub flight: FlightId,
    /// Answers to [`FlightDue::questions`], by the names of the facts.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub known: BTreeMap<String, Value>,
    /// The voucher that is to be given to all of them.
    pub gives: VoucherKind,
}

impl FlightDueArgs {
    /// With nothing that only a person knows.
    pub fn of(flight: FlightId, gives: VoucherKind) -> Self {
        Self { flight, known: BTreeMap::new(), gives }
    }
}

/// What everybody on a flight is due, decided in one go.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FlightDue {
    pub flight: FlightRow,
    /// Everybody on the flight, by seat.
    pub people: Vec<PersonDue>,
    /// What the laws give all of them together, verdicts of people included; a sum for each currency.
    pub due: Vec<Money>,
    /// Facts that a law cannot do without for somebody, each once.
    pub questions: Vec<String>,
    /// What this device may still issue; none without an allowance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowance: Option<AllowanceLeft>,
    /// What may be given to somebody on the flight, or was.
    pub kinds: Vec<VoucherKind>,
    /// Vouchers that this device has issued for the flight: they can be printed together.
    pub printable: u32,
    /// All people of the flight are on this device.
    pub ready: bool,
}

/// What a device may still issue.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct AllowanceLeft {
    pub money: Money,
    pub count: u32,
}

/// What one person of a flight is due.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PersonDue {
    pub passenger: PassengerId,
    pub trip: TripId,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat: Option<String>,
    pub cabin: Cabin,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<Tier>,
    pub pnr: String,
    /// The law that gives most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub law: Option<String>,
    /// Money, by law or by a person's verdict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Money>,
    /// May have the price back instead of another flight.
    pub refund: bool,
    /// Codes: `meals`, `hotel`.
    pub care: Vec<String>,
    /// The voucher that may be issued now, of the kind that is to be given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer: Option<Money>,
    /// What it takes of the device's allowance; none where that has nothing for its currency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub takes: Option<Money>,
    /// What a person has to look at.
    pub exceptions: Vec<DueException>,
}

impl PersonDue {
    /// Whether they get the voucher with the others unless somebody says otherwise.
    pub fn goes_along(&self) -> bool {
        let apart = |it: &DueException| {
            matches!(it, DueException::MinorAlone { .. } | DueException::NeedsApproval { .. })
        };
        self.offer.is_some() && !self.exceptions.iter().any(apart)
    }
}

/// Why somebody is not simply one of many.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum DueException {
    /// A law cannot be decided without this.
    MissingFact { field: String },
    /// Under age, and nobody of age is on the booking: somebody has to look after them.
    MinorAlone {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        age: Option<u8>,
    },
    /// The voucher was issued before.
    AlreadyClaimed {
        /// None where another desk issued it to somebody whose vouchers are not here.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        number: Option<String>,
    },
    /// The same passenger is on the flight with another booking, and gets one voucher.
    BookedTwice,
    /// The voucher is more than this device may issue.
    NeedsApproval { code: String },
    /// A person decided otherwise than the rules.
    Overruled,
    /// The rules could not decide.
    Undecided { code: String },
}

/// Issues the voucher that is to be given to these people of a flight: to all of them, or to none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IssueFlightVouchersArgs {
    pub of: FlightDueArgs,
    pub people: Vec<TripId>,
}

/// What was issued.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FlightVouchers {
    pub vouchers: Vec<VoucherId>,
    /// A sum for each currency.
    pub total: Vec<Money>,
}

/// The vouchers that this device has issued for a flight, as one print job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FlightVouchersArgs {
    pub flight: FlightId,
    pub paper: Paper,
    /// These alone; all of them if none is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub vouchers: Vec<VoucherId>,
    /// For whoever has not said which language they read.
    pub language: String,
}

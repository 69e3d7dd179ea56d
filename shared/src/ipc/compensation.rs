use serde::{Deserialize, Serialize};

use super::{Clock, FlightRow, SaveState};
use crate::{
    ids::{FlightId, TripId, VoucherId},
    money::Money,
    vouchers::{VoucherKind, VoucherStatus},
};

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct AssessArgs {
    pub trip: TripId,
    pub flight: FlightId,
}

/// What is due, law by law, and what the airline offers of its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Assessment {
    pub flight: FlightRow,
    pub passenger_name: String,
    pub regimes: Vec<RegimeView>,
    /// The regime whose outcome is the passenger's best.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub best: Option<String>,
    /// The meal voucher that may be issued now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meal: Option<MealOffer>,
    /// Already issued for this flight.
    pub issued: Vec<VoucherRow>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RegimeView {
    /// `EU261`, `US_260`.
    pub regime: String,
    pub applies: bool,
    /// `250.00 EUR`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<String>,
    /// Codes: `meals`, `hotel`, `communication`.
    pub care: Vec<String>,
    pub refund: bool,
    pub clauses: Vec<Clause>,
}

/// One rule, whether it fired, and the fact that decided it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Clause {
    pub rule: String,
    pub fired: bool,
    pub because: String,
    pub citation: String,
}

/// What the airline's own policy gives.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MealOffer {
    pub amount: Money,
    pub policy: String,
    pub because: Vec<Clause>,
    /// Left of the device's allowance.
    pub allowance_left: Money,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VoucherRow {
    pub id: VoucherId,
    pub number: String,
    pub kind: VoucherKind,
    pub amount: Money,
    pub status: VoucherStatus,
    pub flight: FlightId,
    pub designator: String,
    pub issued: Clock,
    pub issued_by: String,
    pub expires: Clock,
    pub because: Vec<String>,
    pub state: SaveState,
}

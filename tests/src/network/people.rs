//! What people do at the devices, and what they remember of it: the ledger that devices and backend are
//! compared with is theirs.

use airside_shared::{
    Fault,
    cases::{Category, Priority},
    devices::DeviceKind,
    ids::{PassengerId, TripId},
    ipc::{AssessArgs, OpenCaseArgs, OrderLine, PhotoUpload, RecordSaleArgs, SetPreferenceArgs, TenderArgs},
    money::{Currency, Money},
};
use airside_sim::{Airport, Chance};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};

use super::{
    ledger::{Deed, What},
    station::Device,
};

/// What everything costs in the simulated airport, in minor units.
const PRICES: [(Currency, i64); 2] = [(Currency::USD, 350), (Currency::EUR, 300)];

/// Somebody does something; nothing when it cannot be done (a voucher that somebody else has issued).
pub fn act(device: &Device, airport: &Airport, chance: &Chance) -> Result<(), Fault> {
    let (trip, passenger) = airport.trips[chance.below(airport.trips.len() as u64) as usize];
    let deed = match (device.kind, chance.below(100)) {
        (DeviceKind::Tablet, 0..=59) => Some(sell(device, airport, chance)?),
        (_, 0..=39) => Some(prefer(device, passenger, chance)?),
        (_, 40..=69) => Some(open_case(device, passenger, chance)?),
        _ => issue(device, airport, trip)?,
    };
    device.deeds().extend(deed);
    Ok(())
}

fn prefer(device: &Device, passenger: PassengerId, chance: &Chance) -> Result<Deed, Fault> {
    let value = chance.pick(&["window", "aisle", "front"]).copied().unwrap_or_default();
    let args = SetPreferenceArgs { passenger, name: "seat".into(), value: value.into() };
    Ok(Deed { op: device.desk.set_preference(args)?.op, what: What::Preference })
}

/// Its text is like no other, so that a lost or doubled one is seen.
fn open_case(device: &Device, passenger: PassengerId, chance: &Chance) -> Result<Deed, Fault> {
    let text = format!("{}, the {}th of today", device.name, device.deeds().len());
    let photos = if chance.happens(60) { vec![photo(chance)] } else { Vec::new() };
    let args = OpenCaseArgs {
        passenger: Some(passenger),
        trip: None,
        flight: None,
        category: Category::Disruption,
        priority: Priority::Normal,
        text: text.clone(),
        photos,
    };
    Ok(Deed { op: device.desk.open_case(args)?.op, what: What::Case(text) })
}

/// A picture by its first bytes, in more than one piece.
fn photo(chance: &Chance) -> PhotoUpload {
    let mut bytes = vec![0; 300_000];
    chance.fill(&mut bytes);
    bytes[..4].copy_from_slice(&[0x89, b'P', b'N', b'G']);
    PhotoUpload { name: "photo.png".into(), content: BASE64.encode(bytes) }
}

/// For a passenger of the cancelled flight; the amount is that of the offer.
fn issue(device: &Device, airport: &Airport, trip: TripId) -> Result<Option<Deed>, Fault> {
    let args = AssessArgs { trip, flight: airport.flights[0] };
    let offer = match device.desk.assess(args) {
        Ok(assessment) => assessment.meal,
        // They are on another flight.
        Err(_) => None,
    };
    let Some(offer) = offer.filter(|offer| offer.amount.minor <= offer.allowance_left.minor) else {
        return Ok(None);
    };
    match device.desk.issue_meal_voucher(args) {
        Ok(saved) => Ok(Some(Deed { op: saved.op, what: What::Voucher(offer.amount) })),
        // News of somebody else's came in between, or the device has been offline for a day.
        Err(fault)
            if matches!(
                &*fault.code,
                "nothing_due" | "already_issued" | "allowance_expired" | "over_limit"
            ) =>
        {
            Ok(None)
        }
        Err(fault) => Err(fault),
    }
}

fn sell(device: &Device, airport: &Airport, chance: &Chance) -> Result<Deed, Fault> {
    let (currency, price) = PRICES[chance.below(2) as usize];
    let quantity = chance.range(1, 3) as i64;
    let mut cash = chance.happens(500);
    let in_cash = TenderArgs::Cash { given: 2_000, notes: None };
    let mut args = RecordSaleArgs {
        miles: None,
        vouchers: Vec::new(),
        flight: airport.flights[1],
        seat: None,
        passenger: None,
        lines: vec![OrderLine { product: airport.products[chance.below(3) as usize], quantity }],
        currency,
        tender: if cash { in_cash.clone() } else { TenderArgs::Card },
    };
    let mut saved = device.desk.record_sale(args.clone());
    // The airline has not heard of this device's cards for a day.
    let no_more = |fault: &Fault| matches!(&*fault.code, "cards_not_forwarded" | "denied_cards_unheard");
    if saved.as_ref().is_err_and(no_more) {
        (cash, args.tender) = (true, in_cash);
        saved = device.desk.record_sale(args);
    }
    let total = Money::new(price * quantity, currency);
    Ok(Deed { op: saved?.op, what: What::Sale { total, by_card: !cash } })
}

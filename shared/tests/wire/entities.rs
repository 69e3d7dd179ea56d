//! A sample of each thing that is synced, with every field that it can have.

use std::collections::BTreeMap;

use airside_shared::{
    Language,
    access::Role,
    cases::{Case, CaseStatus, Category, Note, Priority},
    compensation::{Decided, Decision, Outcome, Overruling, Regime, Verdict},
    devices::Allowance,
    entity::{Entity, Kind, Ref, Rest},
    flights::{Disruption, Flight, FlightStatus},
    ids::ProductId,
    money::{Currency, Money},
    passengers::{Consent, Contacts, Loyalty, Passenger, PersonName, Preference, Tier, TravelDocument},
    refunds::{
        Approval, Limits, Means, Origin, Refund, RefundReason, RefundRequest, RefundState, Refused, Set,
        refund_id,
    },
    sales::{
        ByMiles, ByVoucher, CardCount, CardSum, CashCount, Closing, Count, DeniedCard, Order, OrderState,
        Paid, Part, Product, Sale, StockCount, Takings, Trolley, Voided, denied_card_id,
    },
    timeline::{TimelineEntry, TimelineKind},
    trips::{Cabin, Segment, SegmentStatus, Trip},
    vouchers::{
        Agreement, Claim, Issuer, Loss, LossReason, Redemption, Review, Revocation, Voucher, VoucherKind,
        VoucherStanding, VoucherStatus,
    },
};
use serde_json::{Value, json};

use crate::{
    at,
    claims::{claim_file, policy},
    day, id,
    intents::{basis, card, facts, lines, photo, subject},
    usd,
};

/// What a newer version wrote is kept and written back.
pub fn rest() -> Rest {
    Rest::from([("of_a_newer_version".into(), json!({ "kept": true }))])
}

fn flight() -> Flight {
    Flight {
        id: id(15),
        carrier: "DL".into(),
        number: "123".into(),
        date: day(),
        from: "JFK".into(),
        to: "CDG".into(),
        scheduled_departure: at(),
        scheduled_arrival: at(),
        departure: Some(at()),
        arrival: Some(at()),
        status: FlightStatus::Cancelled,
        disruption: Some(Disruption { cause: "weather".into(), announced: at(), text: "Snow".into() }),
        gate: Some("B24".into()),
        aircraft: "A321".into(),
        registration: Some("N301DN".into()),
        seats: 190,
        booked: 180,
        licence: "OTHER".into(),
        international: true,
        rest: rest(),
    }
}

/// What people decided; the decisions themselves are in the evaluator's own tests.
fn overruling() -> Overruling {
    let nothing = Decision { regimes: Vec::new(), best: None, together: Vec::new() };
    let verdict = Verdict {
        outcome: Outcome::Amount { amount: usd(20_000) },
        amount: Some(usd(20_000)),
        reason: "The crew said so.".into(),
        by: "Agent One".into(),
        role: Role::Supervisor,
        station: "JFK".into(),
        at: at(),
        decided: Decided {
            facts: facts(),
            tables: "ab".repeat(32),
            versions: [(Regime::Eu261, "eu261-2005".to_owned())].into(),
            decision: nothing.clone(),
        },
        instead: Some(nothing),
    };
    let back = Verdict { outcome: Outcome::AsDecided, amount: None, instead: None, ..verdict.clone() };
    Overruling {
        id: id(22),
        passenger: id(10),
        trip: id(14),
        flight: id(15),
        verdicts: vec![verdict, back],
        rest: rest(),
    }
}

fn passenger() -> Passenger {
    let preference = Preference { value: "aisle".into(), at: at(), by: "Agent One".into() };
    Passenger {
        id: id(10),
        name: PersonName {
            title: Some("MS".into()),
            given: "Mei".into(),
            surname: "Chen".into(),
            native: Some("陳美".into()),
        },
        gender: Some("F".into()),
        born: Some("1984-02-29".parse().unwrap()),
        nationality: Some("TWN".into()),
        documents: vec![TravelDocument {
            kind: "passport".into(),
            number: "L898902C3".into(),
            issuer: "TWN".into(),
            expires: day(),
        }],
        contacts: Contacts {
            email: Some("mei@example.com".into()),
            phone: Some("+1 212 555 0100".into()),
            address: Some("1 Example Street".into()),
        },
        loyalty: Some(Loyalty { programme: "DL".into(), number: "9012345678".into(), tier: Tier::Gold }),
        preferences: BTreeMap::from([("seat".into(), preference)]),
        consents: BTreeMap::from([("marketing".into(), Consent { given: false, at: at() })]),
        rest: rest(),
    }
}

fn trip() -> Trip {
    Trip {
        id: id(14),
        passenger: id(10),
        pnr: "ABC123".into(),
        party: 2,
        segments: vec![Segment {
            flight: id(15),
            designator: "DL 123".into(),
            date: day(),
            from: "JFK".into(),
            to: "CDG".into(),
            ticket: "0062345678901".into(),
            coupon: 1,
            cabin: Cabin::PremiumEconomy,
            seat: Some("12A".into()),
            sequence: Some(45),
            status: SegmentStatus::CheckedIn,
            bags: vec!["0006123456".into()],
        }],
        requests: vec!["WCHR".into()],
        fare: Some(usd(64_000)),
        rest: rest(),
    }
}

fn case() -> Case {
    Case {
        id: id(12),
        reference: "JFK-7Q2M9".into(),
        passenger: Some(id(10)),
        trip: Some(id(14)),
        flight: Some(id(15)),
        category: Category::BaggageDelayed,
        priority: Priority::High,
        status: CaseStatus::InProgress,
        notes: vec![Note {
            id: id(13),
            at: at(),
            by: "Agent One".into(),
            text: "The bag stayed behind.".into(),
        }],
        photos: vec![photo()],
        station: "JFK".into(),
        opened_at: at(),
        opened_by: "Agent One".into(),
        due_at: at(),
        rest: rest(),
    }
}

fn voucher() -> Voucher {
    Voucher {
        id: id(2),
        number: "MV-7Q2M9-4T".into(),
        kind: VoucherKind::TravelCredit,
        amount: usd(1_500),
        passenger: id(10),
        trip: id(14),
        flight: id(15),
        claim: id(19),
        allowance: id(3),
        issued_at: at(),
        issued_by: "Agent One".into(),
        device: id(4),
        station: "JFK".into(),
        expires_at: at(),
        code: "AV1:ABC".into(),
        copy: 1,
        status: VoucherStatus::Issued,
        agreement: Some(agreement()),
        basis: basis(),
        rest: rest(),
    }
}

fn agreement() -> Agreement {
    Agreement {
        passenger: id(10),
        at: at(),
        language: "en".into(),
        words: "I take credit in the place of money.".into(),
        instead_of: usd(1_200),
    }
}

fn standing() -> VoucherStanding {
    let reviewed = Some(Review { at: at(), by: "Agent One".into(), note: "Two tills".into() });
    VoucherStanding {
        id: id(22),
        voucher: id(2),
        number: "MV-7Q2M9-4T".into(),
        kind: VoucherKind::TravelCredit,
        amount: usd(1_500),
        passenger: Some(id(10)),
        copy: 1,
        redemptions: vec![Redemption {
            id: id(21),
            amount: usd(1_500),
            supplier: "TICKETS".into(),
            at: at(),
            by: "Agent One".into(),
            device: id(4),
            station: "JFK".into(),
            copy: 1,
            loss: Some(Loss { why: LossReason::UsedUp, amount: usd(300), reviewed }),
            given_back: Some(at()),
        }],
        revoked: Some(Revocation { at: at(), by: "Agent One".into(), reason: "By mistake".into() }),
        expired: Some(at()),
        rest: rest(),
    }
}

fn issuer() -> Issuer {
    Issuer {
        id: id(23),
        device: id(4),
        key: "cd".repeat(32),
        since: at(),
        withdrawn: Some(at()),
        signature: "ef".repeat(64),
        rest: rest(),
    }
}

fn allowance() -> Allowance {
    Allowance {
        id: id(3),
        device: id(4),
        device_key: "cd".repeat(32),
        total: usd(50_000),
        each: usd(5_000),
        each_of: BTreeMap::from([(VoucherKind::Hotel, usd(18_000))]),
        counts: BTreeMap::from([(Currency::EUR, 1_150_000)]),
        count: 50,
        spent: usd(1_500),
        spent_count: 1,
        expires_at: at(),
        signature: "ef".repeat(64),
        rest: rest(),
    }
}

fn by_voucher() -> Paid {
    let (number, code) = ("GV-7Q2M9".into(), "AV1:CODE".into());
    Paid::Voucher(ByVoucher { voucher: id(24), number, code, taken: usd(150) })
}

fn by_miles() -> Paid {
    Paid::Miles(ByMiles { member: "AS1234".into(), miles: 180, table: "miles/v1".into() })
}

fn order() -> Order {
    Order {
        id: id(16),
        number: "S-7Q2M9".into(),
        flight: id(15),
        seat: Some("12A".into()),
        passenger: Some(id(10)),
        lines: lines(),
        total: usd(800),
        beside: vec![
            Part { amount: usd(100), paid: by_voucher() },
            Part { amount: usd(100), paid: by_miles() },
        ],
        card: usd(500),
        state: OrderState::Failed { code: "card_declined".into(), at: at() },
        placed_at: at(),
        placed_by: "Agent One".into(),
        device: id(4),
        rest: rest(),
    }
}

fn sale() -> Sale {
    Sale {
        id: id(16),
        number: "S-7Q2M9".into(),
        flight: id(15),
        trolley: id(17),
        seat: Some("12A".into()),
        passenger: Some(id(10)),
        lines: lines(),
        total: usd(800),
        tender: card(),
        voided: Some(Voided { at: at(), by: "Agent One".into(), reason: "Wrong drink".into() }),
        sold_at: at(),
        sold_by: "Agent One".into(),
        device: id(4),
        rest: rest(),
    }
}

fn trolley(stock: BTreeMap<ProductId, i64>) -> Trolley {
    let units = Count { expected: 10, counted: 9 };
    let minor = Count { expected: 700, counted: 650 };
    Trolley {
        id: id(17),
        flight: id(15),
        loaded: stock.clone(),
        on_hand: stock,
        takings: Takings {
            cash: [(Currency::USD, 650)].into(),
            cards: [(Currency::USD, CardSum { sales: 1, minor: 800 })].into(),
        },
        closings: vec![Closing {
            id: id(23),
            at: at(),
            by: "Agent One".into(),
            device: id(4),
            stock: vec![StockCount { product: id(20), units }],
            cash: vec![CashCount { currency: Currency::USD, minor }],
            cards: vec![CardCount { currency: Currency::USD, sales: 1, minor }],
            note: "A coin fell.".into(),
        }],
        rest: rest(),
    }
}

fn refund() -> Refund {
    let set = |minor| Set { value: usd(minor), from: Origin::Station("JFK".into()) };
    let request = RefundRequest {
        id: id(22),
        amount: usd(400),
        tax: Some(usd(67)),
        to: Means::Miles,
        miles: Some(720),
        reason: RefundReason::Faulty,
        note: "It was cold.".into(),
        user: id(1),
        by: "Agent One".into(),
        station: "JFK".into(),
        at: at(),
        limits: Limits {
            most: set(20_000),
            two_above: set(5_000),
            within_days: Set { value: 3, from: Origin::Product("hot_drinks".into()) },
            to_voucher: Set { value: true, from: Origin::Default },
        },
        state: RefundState::Failed,
        approvals: vec![Approval { user: id(23), by: "Agent Two".into(), role: Role::Supervisor, at: at() }],
        refused: Some(Refused { by: "Agent Two".into(), at: at(), reason: "It was warm.".into() }),
        ended_at: Some(at()),
        voucher: Some(id(2)),
        failure: Some("card_closed".into()),
    };
    Refund {
        id: refund_id(subject()),
        subject: subject(),
        number: "S-7Q2M9".into(),
        flight: id(15),
        passenger: Some(id(10)),
        paid: usd(800),
        requests: vec![request],
        rest: rest(),
    }
}

fn samples() -> Vec<Entity> {
    let stock = BTreeMap::from([(id(20), 12)]);
    vec![
        flight().into(),
        passenger().into(),
        trip().into(),
        TimelineEntry {
            id: id(11),
            passenger: id(10),
            at: at(),
            kind: TimelineKind::Complaint,
            summary: "JFK-7Q2M9: The bag stayed behind.".into(),
            place: "JFK".into(),
            by: "Agent One".into(),
            link: Some(Ref::new(Kind::Case, id::<airside_shared::ids::CaseId>(12))),
            rest: rest(),
        }
        .into(),
        case().into(),
        voucher().into(),
        Claim {
            id: id(19),
            passenger: id(10),
            flight: id(15),
            kind: VoucherKind::Meal,
            law: "AIRLINE_CARE".into(),
            voucher: id(2),
            file: Some(id(24)),
            rest: rest(),
        }
        .into(),
        allowance().into(),
        Product {
            id: id(20),
            sku: "COF".into(),
            name: "Coffee".into(),
            names: [(Language::Ar, "قهوة".into())].into(),
            category: "hot_drinks".into(),
            prices: vec![usd(400), Money::new(350, Currency::EUR)],
            allergens: vec!["milk".into()],
            adults_only: false,
            rest: rest(),
        }
        .into(),
        trolley(stock).into(),
        order().into(),
        sale().into(),
        overruling().into(),
        standing().into(),
        issuer().into(),
        refund().into(),
        claim_file().into(),
        policy().into(),
        denied_card().into(),
    ]
}

fn denied_card() -> DeniedCard {
    DeniedCard { id: denied_card_id("abcdefgh"), since: at(), code: "stolen_card".into(), rest: rest() }
}

#[test]
fn each_thing_is_stored_and_sent_as_it_was() {
    let samples = samples();
    let kinds: Vec<Kind> = samples.iter().map(Entity::kind).collect();
    assert_eq!(kinds, Kind::ALL, "a sample of each");
    let forms: BTreeMap<&str, Value> = samples
        .iter()
        .map(|entity| {
            let body = entity.body();
            assert_eq!(&Entity::read(entity.kind(), &body).unwrap(), entity, "it can be read back whole");
            (entity.kind().name(), serde_json::from_str(&body).unwrap())
        })
        .collect();
    insta::assert_json_snapshot!("entities", forms);
}

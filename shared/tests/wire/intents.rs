//! A sample of each intent.

use std::collections::BTreeMap;

use airside_shared::{
    cases::{AddNote, Category, OpenCase, Photo, Priority},
    claims::{
        AnswerClaim, ApproveClaim, ChooseSettlement, ClaimMeans, ClaimReason, OpenClaim, PayClaim,
        RefuseClaim,
    },
    compensation::{Arg, Outcome, OverruleDecision, Regime, Said, Sum},
    intents::{Intent, Rule},
    money::{Currency, Money},
    passengers::SetPreference,
    policies::{ApprovePolicy, DraftPolicy, WithdrawPolicy},
    refunds::{ApproveRefund, Means, RefundReason, RefuseRefund, RequestRefund, Subject, refund_id},
    sales::{
        ByCard, ByMiles, ByVoucher, CashRate, CloseTrolley, FailOrder, InCash, Paid, Part, PlaceOrder,
        RecordSale, SaleLine, Tender, VoidSale,
    },
    trips::Rebook,
    vouchers::{
        Agreement, Basis, IssueVoucher, RedeemVoucher, ReissueVoucher, ReviewLoss, RevokeVoucher, VoucherKind,
    },
};
use serde_json::json;

use crate::{at, id, usd};

pub fn photo() -> Photo {
    Photo { sha256: "ab".repeat(32), media_type: "image/jpeg".into(), bytes: 120_000 }
}

pub fn lines() -> Vec<SaleLine> {
    vec![SaleLine { product: id(20), name: "Coffee".into(), quantity: 2, unit: usd(400), tax_rate: 1_000 }]
}

pub fn card() -> Tender {
    Tender::Card(ByCard { token: "tok_abc".into(), brand: "Visa".into(), last4: "4242".into(), par: None })
}

pub fn basis() -> Basis {
    let said = Said { key: "cause".into(), args: [("cause".into(), Arg::term("cause", "weather"))].into() };
    Basis {
        law: "AIRLINE_CARE".into(),
        policy: "2026-01".into(),
        because: vec!["Cancelled.".into()],
        said: vec![said],
    }
}

pub fn preference() -> SetPreference {
    SetPreference {
        passenger: id(10),
        name: "seat".into(),
        value: "aisle".into(),
        at: at(),
        timeline: id(11),
    }
}

pub fn facts() -> serde_json::Map<String, serde_json::Value> {
    [("event".to_owned(), json!("cancellation")), ("arrival_delay_min".to_owned(), json!(185))]
        .into_iter()
        .collect()
}

fn issue() -> IssueVoucher {
    IssueVoucher {
        voucher: id(2),
        number: "MV-7Q2M9-4T".into(),
        timeline: id(11),
        kind: VoucherKind::Meal,
        amount: usd(1_500),
        passenger: id(10),
        trip: id(14),
        flight: id(15),
        allowance: id(3),
        at: at(),
        expires_at: at(),
        code: "AV1:ABC".into(),
        basis: basis(),
        agreement: None,
    }
}

pub fn subject() -> Subject {
    Subject::Sale { sale: id(16) }
}

fn samples() -> Vec<Intent> {
    vec![
        preference().into(),
        OpenCase {
            case: id(12),
            note: id(13),
            timeline: id(11),
            passenger: Some(id(10)),
            trip: Some(id(14)),
            flight: Some(id(15)),
            category: Category::BaggageDelayed,
            priority: Priority::High,
            text: "The bag stayed behind.".into(),
            photos: vec![photo()],
            at: at(),
        }
        .into(),
        AddNote { case: id(12), note: id(13), text: "Called back.".into(), at: at() }.into(),
        issue().into(),
        PlaceOrder {
            beside: vec![Part { amount: usd(300), paid: Paid::Miles(miles()) }],
            sale: id(16),
            number: "S-7Q2M9".into(),
            flight: id(15),
            seat: Some("12A".into()),
            passenger: Some(id(10)),
            lines: lines(),
            card: usd(500),
            at: at(),
        }
        .into(),
        FailOrder { sale: id(16), code: "card_declined".into(), at: at() }.into(),
        RecordSale {
            sale: id(16),
            number: "S-7Q2M9".into(),
            flight: id(15),
            seat: Some("12A".into()),
            passenger: Some(id(10)),
            lines: lines(),
            tender: card(),
            at: at(),
            timeline: id(11),
        }
        .into(),
        VoidSale {
            vouchers: Vec::new(),
            sale: id(16),
            trolley: id(17),
            reason: "Wrong drink".into(),
            at: at(),
        }
        .into(),
        Rebook { trip: id(14), passenger: id(10), from: id(15), to: id(18), at: at(), timeline: id(11) }
            .into(),
        OverruleDecision {
            passenger: id(10),
            trip: id(14),
            flight: id(15),
            facts: facts(),
            tables: "ab".repeat(32),
            saw: Sum { regime: Some(Regime::Eu261), amount: None },
            after: 1,
            outcome: Outcome::Cause { cause: "technical".into() },
            reason: "The crew said so.".into(),
            beside: vec![id(16)],
            timeline: id(11),
            at: at(),
        }
        .into(),
        RedeemVoucher {
            redemption: id(21),
            voucher: id(2),
            number: "MV-7Q2M9-4T".into(),
            code: "AV1:ABC".into(),
            amount: usd(1_500),
            supplier: "JFK-TERRACE".into(),
            at: at(),
            timeline: id(11),
        }
        .into(),
        RevokeVoucher { voucher: id(2), reason: "By mistake".into(), at: at(), timeline: id(11) }.into(),
        ReissueVoucher {
            voucher: id(2),
            allowance: id(3),
            code: "AV1:ABC".into(),
            at: at(),
            timeline: id(11),
        }
        .into(),
        ReviewLoss { voucher: id(2), redemption: id(21), note: "Two tills".into(), at: at() }.into(),
        RequestRefund {
            subject: subject(),
            request: id(22),
            flight: id(15),
            passenger: Some(id(10)),
            products: vec![id(20)],
            voucher: Some(id(2)),
            amount: usd(400),
            to: Means::Voucher,
            reason: RefundReason::Other,
            note: "It was cold.".into(),
            after: 0,
            at: at(),
        }
        .into(),
        ApproveRefund {
            refund: refund_id(subject()),
            subject: subject(),
            request: id(22),
            instead_of: Some(id(2)),
            issue: Some(Box::new(issue())),
            at: at(),
        }
        .into(),
        RefuseRefund {
            refund: refund_id(subject()),
            request: id(22),
            reason: "It was warm.".into(),
            at: at(),
        }
        .into(),
        CloseTrolley {
            closing: id(23),
            flight: id(15),
            stock: BTreeMap::from([(id(20), 9)]),
            cash: vec![usd(650)],
            cards: vec![usd(800)],
            note: "A coin fell.".into(),
            at: at(),
        }
        .into(),
        OpenClaim {
            passenger: id(10),
            trip: id(14),
            flight: id(15),
            reason: ClaimReason::DeniedBoarding,
            answers: [("alternate_declined".to_owned(), true.into())].into(),
            beside: vec![id(16)],
            at: at(),
        }
        .into(),
        AnswerClaim {
            file: id(24),
            answers: [("proven_loss".to_owned(), "300.00 EUR".into())].into(),
            at: at(),
        }
        .into(),
        ApproveClaim { file: id(24), amount: usd(60_000), at: at() }.into(),
        RefuseClaim { file: id(24), reason: "Paid by the other carrier.".into(), at: at() }.into(),
        ChooseSettlement {
            file: id(24),
            passenger: id(10),
            means: ClaimMeans::Voucher,
            amount: usd(60_000),
            agreement: Some(Agreement {
                passenger: id(10),
                at: at(),
                language: "en".into(),
                words: "I take credit instead of money.".into(),
                instead_of: usd(60_000),
            }),
            terms: Some("AIRLINE-VOUCHERS/2026.11.1".into()),
            at: at(),
        }
        .into(),
        PayClaim { file: id(24), claim: id(19), amount: usd(60_000), timeline: id(11), at: at() }.into(),
        DraftPolicy {
            table: "eu261".into(),
            after: 0,
            from: "2026-12-01".parse().unwrap(),
            citation: "Regulation (EU) 2026/1".into(),
            terms: json!({ "rights": { "bands": [{ "id": "A", "amount": 250 }] } }),
            at: at(),
        }
        .into(),
        ApprovePolicy { table: "eu261".into(), number: 1, at: at() }.into(),
        WithdrawPolicy { table: "eu261".into(), number: 1, reason: "A slip.".into(), at: at() }.into(),
    ]
}

#[test]
fn each_intent_is_queued_as_it_was() {
    let samples = samples();
    let kinds: Vec<&str> = samples.iter().map(Intent::kind).collect();
    assert_eq!(kinds, Intent::KINDS, "a sample of each");
    let forms: BTreeMap<String, _> = samples
        .iter()
        .map(|intent| {
            let (kind, version, payload) = (intent.kind(), intent.version(), intent.payload());
            assert_eq!(&Intent::read(kind, version, &payload).unwrap(), intent, "it can be read back");
            let lanes = (intent.lane(), intent.also());
            (format!("{kind} v{version}"), json!({ "payload": payload, "lanes": lanes }))
        })
        .collect();
    insta::assert_json_snapshot!("intents", forms);
}

fn miles() -> ByMiles {
    ByMiles { member: "AS1234".into(), miles: 1_440, table: "miles/v1".into() }
}

#[test]
fn each_way_of_paying_is_queued_as_it_was() {
    let cash = Tender::Cash(InCash { given: usd(1_000), change: usd(200), rate: None });
    let (table, [notes, price]) = ("cash-rates/v1".into(), [Currency::EUR, Currency::USD]);
    let rate = Some(CashRate { table, notes, price, millionths: 1_050_000 });
    let notes = Tender::Cash(InCash { given: Money::new(2_000, Currency::EUR), change: usd(1_300), rate });
    let by_card = ByCard { token: "tok_abc".into(), brand: "Visa".into(), last4: "4242".into(), par: None };
    let part = |minor, paid| Part { amount: usd(minor), paid };
    let in_cash = InCash { given: usd(500), change: usd(0), rate: None };
    let split = Tender::Split { parts: vec![part(500, Paid::Cash(in_cash)), part(300, Paid::Card(by_card))] };
    let (number, code) = ("GV-7Q2M9".to_owned(), "AV1:CODE".to_owned());
    let voucher = Paid::Voucher(ByVoucher { voucher: id(24), number, code, taken: usd(1_500) });
    let voucher = Tender::Split { parts: vec![part(800, voucher)] };
    let miles = Tender::Split { parts: vec![part(800, Paid::Miles(miles()))] };
    insta::assert_json_snapshot!(
        "tenders",
        [card(), cash, notes, split, voucher, miles].map(|tender| crate::wire(&tender))
    );
}

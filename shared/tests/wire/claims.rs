//! Samples of claims and of tables of rules.

use airside_shared::{
    access::Role,
    claims::{
        Calculation, Choice, ClaimAct, ClaimApproval, ClaimEnd, ClaimFile, ClaimLimits, ClaimMeans,
        ClaimOpened, ClaimReason, ClaimSettlement, ClaimState, ClaimStep, Matter, claim_file_id,
    },
    compensation::Regime,
    policies::{Policy, PolicyVersion, SignedOff, TakenBack, policy_id},
    refunds::{Approval, Origin, Refused, Set},
    vouchers::Agreement,
};
use serde_json::json;

use crate::{at, day, entities::rest, id, intents::basis, usd};

pub fn claim_file() -> ClaimFile {
    let set = |minor| Some(Set { value: usd(minor), from: Origin::Default });
    let approval = ClaimApproval {
        asked_at: at(),
        due_at: at(),
        limits: ClaimLimits {
            automatic: set(40_000),
            two_above: set(100_000),
            hours: Set { value: 4, from: Origin::Station("JFK".into()) },
        },
        needs: 1,
        said_yes: vec![Approval { user: id(23), by: "Agent Two".into(), role: Role::Supervisor, at: at() }],
        refused: Some(Refused {
            by: "Agent Two".into(),
            at: at(),
            reason: "Paid by the other carrier.".into(),
        }),
        escalated_at: Some(at()),
    };
    let agreement = Agreement {
        passenger: id(10),
        at: at(),
        language: "en".into(),
        words: "I take credit instead of money.".into(),
        instead_of: usd(60_000),
    };
    ClaimFile {
        id: claim_file_id(id(10), id(15), Matter::Journey),
        passenger: id(10),
        trip: id(14),
        flight: id(15),
        station: "JFK".into(),
        date: day(),
        reason: ClaimReason::DeniedBoarding,
        answers: [("alternate_declined".to_owned(), true.into())].into(),
        said_by: vec![id(1)],
        opened: ClaimOpened {
            at: at(),
            event: Some("OPS-1".into()),
            user: Some(id(1)),
            by: "Agent One".into(),
        },
        state: ClaimState::Settled,
        calculation: Some(Calculation {
            at: at(),
            amount: Some(usd(60_000)),
            law: Some("EU261".into()),
            policy: "EU261/2005.1".into(),
            because: basis().said,
            lacks: Some("cause".into()),
            flag: Some("DISTANCE_BAND_STRADDLE".into()),
            verdict: Some("Agent Two".into()),
            arrives: Some(at()),
            facts: [("event".to_owned(), "denied_boarding".into())].into_iter().collect(),
            versions: [(Regime::Eu261, "EU261/2005.1".to_owned())].into(),
        }),
        approval: Some(approval),
        choice: Some(Choice {
            means: ClaimMeans::Voucher,
            at: at(),
            by: "Agent One".into(),
            station: "JFK".into(),
            agreement: Some(agreement),
            terms: Some("AIRLINE-VOUCHERS/2026.11.1".into()),
        }),
        settlement: Some(ClaimSettlement {
            means: ClaimMeans::Voucher,
            amount: usd(75_000),
            at: at(),
            by: "Agent One".into(),
            station: "JFK".into(),
            voucher: Some(id(2)),
            miles: Some(54_000),
            credited: Some(at()),
        }),
        ended: Some(ClaimEnd::Settled),
        offer_told: true,
        steps: vec![ClaimStep {
            act: ClaimAct::Opened,
            at: at(),
            by: "Agent One".into(),
            why: "OPS-1".into(),
        }],
        rest: rest(),
    }
}

/// Drafted, approved, and taken back before its day.
pub fn policy() -> Policy {
    let version = PolicyVersion {
        number: 1,
        from: "2026-12-01".parse().unwrap(),
        citation: "Regulation (EU) 2026/1".into(),
        terms: json!({ "rights": { "bands": [{ "id": "A", "amount": 250 }] } }),
        drafted: SignedOff { user: id(1), by: "Agent One".into(), at: at() },
        approved: Some(SignedOff { user: id(23), by: "Agent Two".into(), at: at() }),
        withdrawn: Some(TakenBack { by: "Agent One".into(), at: at(), reason: "A slip.".into() }),
    };
    Policy { id: policy_id("eu261"), table: "eu261".into(), versions: vec![version], rest: rest() }
}

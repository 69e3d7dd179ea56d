//! Claims from their opening to what settles them, and the tables by which they are worked out.

use airside_core::Desk;
use airside_shared::{
    claims::{Answers, ClaimMeans, ClaimReason, ClaimState, Matter},
    ipc::{
        AgreementArgs, AnswerClaimArgs, ApprovePolicyArgs, ChooseSettlementArgs, ClaimArgs, ClaimRow,
        DraftPolicyArgs, Instead, OpenClaimArgs, PolicyArgs, RefuseClaimArgs,
    },
};

use super::{Done, segment, trip};
use crate::{machine::Machine, world::Airport};

/// Takes a claim one step further, whichever that is; or opens one.
pub fn claim(machine: &Machine, desk: &Desk, airport: &Airport) -> Done {
    let chance = &machine.sim.chance;
    let waiting = |row: &ClaimRow| {
        use ClaimState::{AwaitingApproval, Chosen, Escalated, Offered};
        matches!(row.stands, AwaitingApproval | Escalated | Offered)
            || row.stands == Chosen && row.chosen == Some(ClaimMeans::Cash)
            || row.lacks.is_some()
    };
    let rows: Vec<ClaimRow> = desk.claims()?.rows.into_iter().filter(waiting).collect();
    match chance.pick(&rows) {
        Some(row) if chance.happens(850) => further(machine, desk, row),
        _ => open(machine, desk, airport),
    }
}

fn further(machine: &Machine, desk: &Desk, row: &ClaimRow) -> Done {
    let chance = &machine.sim.chance;
    if row.lacks.as_deref() == Some("proven_loss") {
        return desk.answer_claim(AnswerClaimArgs { claim: row.id, answers: loss(machine) }).map(Some);
    }
    let (claim, Some(amount)) = (row.id, row.due) else { return Ok(None) };
    match row.stands {
        ClaimState::Offered => choose(machine, desk, row),
        ClaimState::Chosen => desk.pay_claim(ClaimArgs { claim, amount }).map(Some),
        _ if chance.happens(100) => {
            let reason = "Paid by the other carrier".into();
            desk.refuse_claim(RefuseClaimArgs { claim, reason }).map(Some)
        }
        _ => desk.approve_claim(ClaimArgs { claim, amount }).map(Some),
    }
}

fn choose(machine: &Machine, desk: &Desk, row: &ClaimRow) -> Done {
    let (Some(due), Some(credit)) = (row.due, row.credit) else { return Ok(None) };
    let (means, given) = match (machine.sim.chance.below(3), row.miles) {
        (0, _) => (ClaimMeans::Cash, None),
        (1, Some(miles)) => (ClaimMeans::Miles, Some(Instead::Miles(miles))),
        _ => (ClaimMeans::Voucher, Some(Instead::Credit(credit))),
    };
    let agree = |given| desk.agreement_text(&AgreementArgs { instead_of: due, given, language: "en".into() });
    let agreed = given.map(agree).transpose()?;
    desk.choose_settlement(ChooseSettlementArgs { claim: row.id, means, amount: due, agreed }).map(Some)
}

fn open(machine: &Machine, desk: &Desk, airport: &Airport) -> Done {
    let trip = trip(machine, airport).0;
    let Some(on) = segment(machine, trip)? else { return Ok(None) };
    let chance = &machine.sim.chance;
    let reason = match chance.below(10) {
        0 | 1 => ClaimReason::DeniedBoarding,
        2 => ClaimReason::BaggageDelay,
        3 => ClaimReason::BaggageLoss,
        _ => ClaimReason::Disruption,
    };
    // Some have their receipts with them.
    let said = reason.matter() == Matter::Bags && chance.happens(500);
    let answers = if said { loss(machine) } else { Answers::new() };
    desk.open_claim(OpenClaimArgs { trip, flight: on.flight, reason, answers }).map(Some)
}

fn loss(machine: &Machine) -> Answers {
    let worth = format!("{}.00 EUR", machine.sim.chance.range(20, 3_000));
    [("proven_loss".to_owned(), worth.into()), ("loss_admitted".to_owned(), true.into())].into()
}

/// Changes what European law gives for a long flight, or approves what somebody else changed.
pub fn rule(machine: &Machine, desk: &Desk) -> Done {
    const TABLE: &str = "eu261";
    let chance = &machine.sim.chance;
    let page = desk.policy(&PolicyArgs { table: TABLE.into() })?;
    if let Some(draft) = page.draft {
        let args = ApprovePolicyArgs { table: TABLE.into(), number: draft.number };
        return desk.approve_policy(args).map(Some);
    }
    let mut terms = page.terms;
    let Some(amount) = terms.pointer_mut("/rights/bands/2/amount") else { return Ok(None) };
    *amount = chance.range(500, 900).into();
    let from = machine.sim.now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let citation = format!("Regulation (EU) 2026/{}", chance.range(1, 99));
    desk.draft_policy(DraftPolicyArgs { table: TABLE.into(), from, citation, terms }).map(Some)
}

//! 3: every applied entry has its effects exactly once, every other none. Versions count the writes of a
//! thing, so they are compared with the writes that the settled entries account for.

use std::collections::BTreeMap;

use airside_backend::inspect::Look;
use airside_shared::{
    entity::{Entity, Kind, Ref},
    ids::{TimelineId, VoucherId},
    intents::Intent,
    policies::policy_id,
    sales::trolley_id,
    sync::{Entry, EntryState},
    vouchers::standing_id,
};

use super::{Seen, Verdict, holds};

/// `writes` are those of anybody but the entries.
pub fn each_once(mut writes: BTreeMap<Ref, u64>, seen: &[Seen], look: &Look) -> Verdict {
    let given = |kind| matches!(kind, Kind::Allowance | Kind::Issuer);
    for kept in look.things.values().filter(|kept| given(kept.entity.kind())) {
        writes.insert(kept.entity.reference(), 1);
    }
    by_itself(&mut writes, look);
    for one in seen {
        for (queued, _) in one.entries.iter().filter(|(q, _)| q.state == EntryState::Applied) {
            for row in written(&queued.entry, look) {
                *writes.entry(row).or_default() += 1;
            }
        }
    }
    for (row, kept) in &look.things {
        let expected = writes.remove(row);
        holds(3, expected == Some(kept.version), || {
            let (kind, version) = (row.kind.name(), kept.version);
            format!("{kind} {} was written {version} times, entries account for {expected:?}", row.id)
        })?;
    }
    holds(3, writes.is_empty(), || format!("these were to be written and are not there: {writes:?}"))
}

/// What the backend's jobs write: each of their steps is in the claim, and what settled it was written once.
fn by_itself(writes: &mut BTreeMap<Ref, u64>, look: &Look) {
    for kept in look.things.values() {
        let Entity::ClaimFile(file) = &kept.entity else { continue };
        let steps = file.steps.iter().filter(|step| step.by.is_empty()).count();
        if steps > 0 {
            *writes.entry(kept.entity.reference()).or_default() += steps as u64;
        }
        let Some(settled) = file.settlement.as_ref().filter(|it| it.by.is_empty()) else { continue };
        let claim = file.claim().map(|id| Ref::new(Kind::Claim, id));
        let voucher = settled.voucher.map(|id| Ref::new(Kind::Voucher, id));
        let told = look.things.values().filter(|it| {
            matches!(&it.entity, Entity::Timeline(line) if line.by == "Airside" && line.link == voucher.or(Some(kept.entity.reference())))
        });
        for row in claim.into_iter().chain(voucher).chain(told.map(|it| it.entity.reference())) {
            *writes.entry(row).or_default() += 1;
        }
    }
}

/// What an applied entry writes.
fn written(entry: &Entry, look: &Look) -> Vec<Ref> {
    let of = |kind, id: airside_shared::ids::Uuid| Ref::new(kind, id);
    match Intent::read(&entry.kind, entry.version, &entry.payload) {
        Ok(Intent::SetPreference(it)) => {
            vec![of(Kind::Passenger, it.passenger.0), of(Kind::Timeline, it.timeline.0)]
        }
        Ok(Intent::OpenCase(it)) => {
            let told = it.passenger.map(|_| of(Kind::Timeline, it.timeline.0));
            told.into_iter().chain([of(Kind::Case, it.case.0)]).collect()
        }
        Ok(Intent::AddNote(it)) => vec![of(Kind::Case, it.case.0)],
        Ok(Intent::IssueVoucher(it)) => {
            let claim = airside_shared::vouchers::claim_id(it.passenger, it.flight, it.kind, &it.basis.law);
            vec![
                of(Kind::Voucher, it.voucher.0),
                of(Kind::Timeline, it.timeline.0),
                of(Kind::Claim, claim.0),
                of(Kind::Allowance, it.allowance.0),
            ]
        }
        Ok(Intent::RecordSale(it)) => {
            let told = it.passenger.map(|_| of(Kind::Timeline, it.timeline.0));
            let sold = [of(Kind::Sale, it.sale.0), of(Kind::Trolley, trolley_id(it.flight).0)];
            told.into_iter().chain(sold).collect()
        }
        Ok(Intent::VoidSale(it)) => vec![of(Kind::Sale, it.sale.0), of(Kind::Trolley, it.trolley.0)],
        Ok(Intent::Rebook(it)) => vec![of(Kind::Trip, it.trip.0), of(Kind::Timeline, it.timeline.0)],
        Ok(Intent::OverruleDecision(it)) => {
            vec![of(Kind::Overruling, it.id().0), of(Kind::Timeline, it.timeline.0)]
        }
        // A voucher that the backend never heard of is good by its signature; then only its standing is kept.
        Ok(Intent::RedeemVoucher(it)) => {
            let known = look.things.contains_key(&of(Kind::Timeline, it.timeline.0));
            let all = touched(it.voucher, it.timeline);
            if known { all } else { vec![all[0]] }
        }
        Ok(Intent::RevokeVoucher(it)) => touched(it.voucher, it.timeline),
        Ok(Intent::ReissueVoucher(it)) => touched(it.voucher, it.timeline),
        Ok(Intent::ReviewLoss(it)) => vec![of(Kind::VoucherStanding, standing_id(it.voucher).0)],
        Ok(Intent::RequestRefund(it)) => vec![of(Kind::Refund, it.id().0)],
        // The people of the simulation grant none to a voucher or instead of one.
        Ok(Intent::ApproveRefund(it)) => vec![of(Kind::Refund, it.refund.0)],
        Ok(Intent::RefuseRefund(it)) => vec![of(Kind::Refund, it.refund.0)],
        Ok(Intent::CloseTrolley(it)) => vec![of(Kind::Trolley, trolley_id(it.flight).0)],
        Ok(Intent::OpenClaim(it)) => vec![of(Kind::ClaimFile, it.id().0)],
        Ok(Intent::ApproveClaim(it)) => vec![of(Kind::ClaimFile, it.file.0)],
        Ok(Intent::RefuseClaim(it)) => vec![of(Kind::ClaimFile, it.file.0)],
        Ok(Intent::ChooseSettlement(it)) => vec![of(Kind::ClaimFile, it.file.0)],
        Ok(Intent::PayClaim(it)) => {
            vec![
                of(Kind::ClaimFile, it.file.0),
                of(Kind::Claim, it.claim.0),
                of(Kind::Timeline, it.timeline.0),
            ]
        }
        Ok(Intent::DraftPolicy(it)) => vec![of(Kind::Policy, it.id().0)],
        Ok(Intent::ApprovePolicy(it)) => vec![of(Kind::Policy, policy_id(&it.table).0)],
        Ok(Intent::WithdrawPolicy(it)) => vec![of(Kind::Policy, policy_id(&it.table).0)],
        Err(_) => Vec::new(),
    }
}

/// What happens to a voucher that is known.
fn touched(voucher: VoucherId, told: TimelineId) -> Vec<Ref> {
    let standing = Ref::new(Kind::VoucherStanding, standing_id(voucher));
    vec![standing, Ref::new(Kind::Voucher, voucher), Ref::new(Kind::Timeline, told)]
}

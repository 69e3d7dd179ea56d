//! 3: every applied entry has its effects exactly once, every other none. Versions count the writes of a
//! thing, so they are compared with the writes that the settled entries account for.

use std::collections::{BTreeMap, BTreeSet};

use airside_backend::inspect::Look;
use airside_shared::{
    entity::{Entity, Kind, Ref},
    ids::{TimelineId, VoucherId},
    intents::Intent,
    policies::policy_id,
    sales::trolley_id,
    sync::EntryState,
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
    let applied: Vec<Intent> = seen
        .iter()
        .flat_map(|one| one.entries.iter().filter(|(q, _)| q.state == EntryState::Applied))
        .filter_map(|(q, _)| Intent::read(&q.entry.kind, q.entry.version, &q.entry.payload).ok())
        .collect();
    let unheard: BTreeSet<VoucherId> = applied.iter().filter_map(|it| taken_in_unheard(it, look)).collect();
    for row in applied.into_iter().flat_map(|intent| written(intent, &unheard, look)) {
        *writes.entry(row).or_default() += 1;
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

/// A voucher that was taken in before the backend had heard of it. It is good by its signature; then only its standing
/// is kept, and whoever issued it finds that.
fn taken_in_unheard(intent: &Intent, look: &Look) -> Option<VoucherId> {
    let Intent::RedeemVoucher(it) = intent else { return None };
    (!look.things.contains_key(&Ref::new(Kind::Timeline, it.timeline))).then_some(it.voucher)
}

/// What an applied entry writes.
fn written(intent: Intent, unheard: &BTreeSet<VoucherId>, look: &Look) -> Vec<Ref> {
    if let Some(voucher) = taken_in_unheard(&intent, look) {
        return vec![Ref::new(Kind::VoucherStanding, standing_id(voucher))];
    }
    let of = |kind, id: airside_shared::ids::Uuid| Ref::new(kind, id);
    match intent {
        Intent::SetPreference(it) => {
            vec![of(Kind::Passenger, it.passenger.0), of(Kind::Timeline, it.timeline.0)]
        }
        Intent::OpenCase(it) => {
            let told = it.passenger.map(|_| of(Kind::Timeline, it.timeline.0));
            told.into_iter().chain([of(Kind::Case, it.case.0)]).collect()
        }
        Intent::AddNote(it) => vec![of(Kind::Case, it.case.0)],
        Intent::IssueVoucher(it) => {
            let claim = airside_shared::vouchers::claim_id(it.passenger, it.flight, it.kind, &it.basis.law);
            let standing =
                unheard.contains(&it.voucher).then(|| of(Kind::VoucherStanding, standing_id(it.voucher).0));
            let issued = [
                of(Kind::Voucher, it.voucher.0),
                of(Kind::Timeline, it.timeline.0),
                of(Kind::Claim, claim.0),
                of(Kind::Allowance, it.allowance.0),
            ];
            issued.into_iter().chain(standing).collect()
        }
        Intent::PlaceOrder(it) => vec![of(Kind::Order, it.sale.0)],
        Intent::FailOrder(it) => vec![of(Kind::Order, it.sale.0)],
        Intent::RecordSale(it) => {
            let told = it.passenger.map(|_| of(Kind::Timeline, it.timeline.0));
            let sold = [of(Kind::Sale, it.sale.0), of(Kind::Trolley, trolley_id(it.flight).0)];
            let order = Some(of(Kind::Order, it.sale.0)).filter(|it| look.things.contains_key(it));
            told.into_iter().chain(sold).chain(order).collect()
        }
        Intent::VoidSale(it) => vec![of(Kind::Sale, it.sale.0), of(Kind::Trolley, it.trolley.0)],
        Intent::Rebook(it) => vec![of(Kind::Trip, it.trip.0), of(Kind::Timeline, it.timeline.0)],
        Intent::OverruleDecision(it) => {
            vec![of(Kind::Overruling, it.id().0), of(Kind::Timeline, it.timeline.0)]
        }
        Intent::RedeemVoucher(it) => touched(it.voucher, it.timeline),
        Intent::RevokeVoucher(it) => touched(it.voucher, it.timeline),
        Intent::ReissueVoucher(it) => touched(it.voucher, it.timeline),
        Intent::ReviewLoss(it) => vec![of(Kind::VoucherStanding, standing_id(it.voucher).0)],
        Intent::RequestRefund(it) => vec![of(Kind::Refund, it.id().0)],
        // The people of the simulation grant none to a voucher or instead of one.
        Intent::ApproveRefund(it) => vec![of(Kind::Refund, it.refund.0)],
        Intent::RefuseRefund(it) => vec![of(Kind::Refund, it.refund.0)],
        Intent::CloseTrolley(it) => vec![of(Kind::Trolley, trolley_id(it.flight).0)],
        Intent::OpenClaim(it) => vec![of(Kind::ClaimFile, it.id().0)],
        Intent::ApproveClaim(it) => vec![of(Kind::ClaimFile, it.file.0)],
        Intent::RefuseClaim(it) => vec![of(Kind::ClaimFile, it.file.0)],
        Intent::ChooseSettlement(it) => vec![of(Kind::ClaimFile, it.file.0)],
        Intent::PayClaim(it) => {
            vec![
                of(Kind::ClaimFile, it.file.0),
                of(Kind::Claim, it.claim.0),
                of(Kind::Timeline, it.timeline.0),
            ]
        }
        Intent::DraftPolicy(it) => vec![of(Kind::Policy, it.id().0)],
        Intent::ApprovePolicy(it) => vec![of(Kind::Policy, policy_id(&it.table).0)],
        Intent::WithdrawPolicy(it) => vec![of(Kind::Policy, policy_id(&it.table).0)],
    }
}

/// What happens to a voucher that is known.
fn touched(voucher: VoucherId, told: TimelineId) -> Vec<Ref> {
    let standing = Ref::new(Kind::VoucherStanding, standing_id(voucher));
    vec![standing, Ref::new(Kind::Voucher, voucher), Ref::new(Kind::Timeline, told)]
}

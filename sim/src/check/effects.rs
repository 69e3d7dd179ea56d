//! 3: every applied entry has its effects exactly once, every other none. Versions count the writes of a
//! thing, so they are compared with the writes that the settled entries account for.

use std::collections::{BTreeMap, BTreeSet};

use airside_backend::inspect::Look;
use airside_shared::{
    entity::{Entity, Kind, Ref},
    ids::{TimelineId, VoucherId},
    intents::Intent,
    policies::policy_id,
    sales::{given_back_of, trolley_id},
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
    let unheard: BTreeSet<VoucherId> = applied.iter().flat_map(|it| taken_in_unheard(it, look)).collect();
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
fn taken_in_unheard(intent: &Intent, look: &Look) -> Vec<VoucherId> {
    let all = match intent {
        Intent::RedeemVoucher(it) => vec![it.clone()],
        Intent::RecordSale(it) => it.tender.redemptions(it.sale, it.at),
        _ => Vec::new(),
    };
    all.into_iter().filter(|it| !told(look, it.timeline)).map(|it| it.voucher).collect()
}

fn told(look: &Look, line: TimelineId) -> bool {
    look.things.contains_key(&Ref::new(Kind::Timeline, line))
}

/// What an applied entry writes.
fn written(intent: Intent, unheard: &BTreeSet<VoucherId>, look: &Look) -> Vec<Ref> {
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
            let vouchers = it.tender.redemptions(it.sale, it.at);
            let vouchers = vouchers.into_iter().flat_map(|it| touched(it.voucher, it.timeline, look));
            told.into_iter().chain(sold).chain(order).chain(vouchers).collect()
        }
        Intent::VoidSale(it) => {
            let sold = [of(Kind::Sale, it.sale.0), of(Kind::Trolley, it.trolley.0)];
            let back = |voucher| touched(voucher, given_back_of(it.sale, voucher), look);
            sold.into_iter().chain(it.vouchers.into_iter().flat_map(back)).collect()
        }
        Intent::Rebook(it) => vec![of(Kind::Trip, it.trip.0), of(Kind::Timeline, it.timeline.0)],
        Intent::OverruleDecision(it) => {
            vec![of(Kind::Overruling, it.id().0), of(Kind::Timeline, it.timeline.0)]
        }
        Intent::RedeemVoucher(it) => touched(it.voucher, it.timeline, look),
        Intent::RevokeVoucher(it) => touched(it.voucher, it.timeline, look),
        Intent::ReissueVoucher(it) => touched(it.voucher, it.timeline, look),
        Intent::ReviewLoss(it) => vec![of(Kind::VoucherStanding, standing_id(it.voucher).0)],
        Intent::RequestRefund(it) => vec![of(Kind::Refund, it.id().0)],
        // The people of the simulation grant none to a voucher or instead of one.
        Intent::ApproveRefund(it) => vec![of(Kind::Refund, it.refund.0)],
        Intent::RefuseRefund(it) => vec![of(Kind::Refund, it.refund.0)],
        Intent::CloseTrolley(it) => vec![of(Kind::Trolley, trolley_id(it.flight).0)],
        Intent::OpenClaim(it) => vec![of(Kind::ClaimFile, it.id().0)],
        Intent::AnswerClaim(it) => vec![of(Kind::ClaimFile, it.file.0)],
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

/// What happens to a voucher; where it is not told to its holder, it was not known.
fn touched(voucher: VoucherId, line: TimelineId, look: &Look) -> Vec<Ref> {
    let standing = Ref::new(Kind::VoucherStanding, standing_id(voucher));
    let known = [Ref::new(Kind::Voucher, voucher), Ref::new(Kind::Timeline, line)];
    std::iter::once(standing).chain(known.into_iter().filter(|_| told(look, line))).collect()
}

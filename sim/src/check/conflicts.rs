//! Which kinds of conflict there were. Counted where they are found, not where they are provoked.

use std::collections::BTreeMap;

use airside_backend::inspect::Look;
use airside_shared::{
    claims::{ClaimAct, ClaimMeans},
    entity::{Entity, Kind, Stored},
    intents::Intent,
    sales::{Tender, Trolley},
    sync::{Entry, EntryState},
};

use super::Seen;
use crate::{story::World, tally::Sometimes};

pub fn count(world: &World, seen: &[Seen], look: &Look) {
    let note = |what| world.sim.note(what);
    let trolleys = look.things.values().filter_map(|kept| Trolley::of(&kept.entity));
    trolleys.filter(|it| it.on_hand.values().any(|left| *left < 0)).for_each(|_| note(Sometimes::Oversold));
    money(&note, look);
    for one in seen {
        for (queued, _) in &one.entries {
            let it = &queued.entry;
            let reason = queued.reason.as_ref().map(|r| &*r.code);
            match (&*it.kind, reason) {
                ("issue_voucher", Some("already_issued")) => note(Sometimes::ClaimPaidTwice),
                ("issue_voucher", Some("passenger_rebooked")) => note(Sometimes::RebookedVoucher),
                (_, Some("claim_decided" | "claim_chosen_already" | "claim_settled_already")) => {
                    note(Sometimes::ClaimRefusedTwice)
                }
                (_, Some("not_permitted")) => note(Sometimes::NotPermitted),
                _ => {}
            }
            let behind = queued.blocked_by.and_then(|by| one.entry(by));
            if let (EntryState::Blocked, Some(by)) = (queued.state, behind) {
                let same_lane = by.entry.lane == it.lane || it.also.contains(&by.entry.lane);
                note(if same_lane { Sometimes::LaneBlocked } else { Sometimes::DependentBlocked });
            }
        }
    }
    let all = seen.iter().flat_map(|one| one.entries.iter().map(|(q, _)| q));
    let applied = all.filter(|q| q.state == EntryState::Applied).map(|q| &q.entry);
    same_preference(applied).into_iter().for_each(|()| note(Sometimes::SamePreference));
}

/// What became of claims, vouchers, refunds, counts and tables.
fn money(note: &impl Fn(Sometimes), look: &Look) {
    for kept in look.things.values() {
        match &kept.entity {
            Entity::ClaimFile(file) => {
                let by_hand = file.settlement.as_ref().map(|it| it.means == ClaimMeans::Cash);
                by_hand.into_iter().for_each(|by_hand| match by_hand {
                    true => note(Sometimes::ClaimPaidInCash),
                    false => note(Sometimes::ClaimSettledByItself),
                });
                let granted = file.steps.iter().filter(|step| step.act == ClaimAct::Approved);
                granted.for_each(|_| note(Sometimes::ClaimGranted));
            }
            Entity::VoucherStanding(standing) => {
                for redemption in &standing.redemptions {
                    note(Sometimes::Redeemed);
                    redemption.loss.iter().for_each(|_| note(Sometimes::RedeemedTwice));
                    redemption.given_back.iter().for_each(|_| note(Sometimes::VoucherGivenBack));
                }
            }
            Entity::Refund(refund) => {
                let granted = refund.requests.iter().filter(|it| !it.approvals.is_empty());
                granted.for_each(|_| note(Sometimes::RefundGranted));
            }
            Entity::Sale(sale) => {
                sale.tender.vouchers().for_each(|_| note(Sometimes::PaidByVoucher));
                sale.tender.by_miles(sale.total).iter().for_each(|_| note(Sometimes::PaidWithMiles));
                match &sale.tender {
                    Tender::Split { parts } if parts.len() > 1 => note(Sometimes::PaidInParts),
                    Tender::Cash(cash) if cash.rate.is_some() => note(Sometimes::NotesExchanged),
                    _ => {}
                }
            }
            Entity::Trolley(trolley) => trolley.closings.iter().for_each(|closing| {
                note(Sometimes::TrolleyCounted);
                // Whoever counts here never finds more than there should be.
                if closing.stock.iter().any(|line| line.units.difference() > 0) {
                    note(Sometimes::CountMadeUp);
                }
            }),
            Entity::Policy(policy) => {
                let approved = policy.versions.iter().filter(|it| it.approved.is_some());
                approved.for_each(|_| note(Sometimes::RulesChanged));
            }
            _ => {}
        }
    }
}

/// Pairs of entries of two devices over one preference, made on the same version of the passenger.
fn same_preference<'a>(applied: impl Iterator<Item = &'a Entry>) -> Vec<()> {
    let mut made: BTreeMap<(String, String, u64), Vec<&Entry>> = BTreeMap::new();
    for entry in applied {
        let Ok(Intent::SetPreference(it)) = Intent::read(&entry.kind, entry.version, &entry.payload) else {
            continue;
        };
        let base = entry.base.iter().find(|b| b.row.kind == Kind::Passenger).map_or(0, |b| b.version);
        made.entry((it.passenger.to_string(), it.name, base)).or_default().push(entry);
    }
    let two = |all: &Vec<&Entry>| all.iter().any(|e| e.device != all[0].device);
    made.values().filter(|all| two(all)).map(|_| ()).collect()
}

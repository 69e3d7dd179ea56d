//! A voucher that pays for an order or a part of it: taken in by the act that records the sale, given back by the one
//! that voids it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Paid, Sale, Tender};
use crate::{
    Fault,
    entity::{Entity, Ref},
    ids::{RedemptionId, SaleId, TimelineId, VoucherId, derived},
    intents::{Context, Rejection, Rule, State},
    money::Money,
    policies::Table,
    vouchers::{self, RedeemVoucher, Voucher, VoucherKind, VoucherStanding, VoucherTerms, standing_id},
};

/// Who takes vouchers in on board, in the airline's terms of vouchers.
pub const ON_BOARD: &str = "ONBOARD";

/// The voucher, and what is taken off it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ByVoucher {
    pub voucher: VoucherId,
    pub number: String,
    /// Whoever has it could take in what is left: an act carries it, a sale does not keep it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// More than the part that it pays for where it is redeemed whole: no change is given.
    pub taken: Money,
}

/// The taking in of a voucher by a sale.
pub fn redemption_of(sale: SaleId, voucher: VoucherId) -> RedemptionId {
    derived("redemption", &[sale.0.as_bytes(), voucher.0.as_bytes()])
}

impl ByVoucher {
    /// So much of what is `due` as one pays on which `left` is left, and what is taken off it: all of it if it goes only
    /// whole. One that goes in parts pays no more than `most` at once, where there is a limit.
    pub fn parts_of(left: Money, most: Option<Money>, due: Money, partial: bool) -> (Money, Money) {
        let left = most.filter(|most| partial && most.minor < left.minor).unwrap_or(left);
        let pays = if left.minor < due.minor { left } else { due };
        (pays, if partial { pays } else { left })
    }

    pub(super) fn check(&self, pays: Money) -> Result<(), Fault> {
        if self.taken.currency != pays.currency {
            let message = format!("The voucher is in {}: price the order in it.", self.taken.currency);
            return Err(Fault::of("voucher", "currency_mismatch", message));
        }
        if self.taken.minor < pays.minor {
            let message = format!("{} is taken off the voucher: take the rest otherwise.", self.taken);
            return Err(Fault::of("voucher", "voucher_not_enough", message));
        }
        Ok(())
    }

    fn redeem(&self, sale: SaleId, at: Timestamp) -> RedeemVoucher {
        let redemption = redemption_of(sale, self.voucher);
        RedeemVoucher {
            redemption,
            voucher: self.voucher,
            number: self.number.clone(),
            code: self.code.clone(),
            amount: self.taken,
            supplier: ON_BOARD.into(),
            at,
            timeline: derived("timeline", &[redemption.0.as_bytes()]),
        }
    }

    fn taken_in(&self, pays: Money, act: &RedeemVoucher, state: &State, ctx: &Context) -> Decided {
        let kind = VoucherKind::of(&vouchers::code::claimed(&self.code)?.kind)?;
        let terms = Table::<VoucherTerms>::of(state, vouchers::day(act.at))?;
        if self.taken != pays && terms.of(kind)?.partial {
            let message = "This kind goes in parts: take off it what it pays for.";
            return Err(Fault::of("voucher", "voucher_not_enough", message).into());
        }
        act.decide(state, ctx)
    }
}

type Decided = Result<Vec<Entity>, Rejection>;

impl Tender {
    /// What vouchers pay for, and which.
    pub fn vouchers(&self) -> impl Iterator<Item = (Money, &ByVoucher)> {
        let parts = match self {
            Self::Split { parts } => parts.as_slice(),
            Self::Card(_) | Self::Cash(_) => &[],
        };
        parts.iter().filter_map(|part| match &part.paid {
            Paid::Voucher(voucher) => Some((part.amount, voucher)),
            Paid::Card(_) | Paid::Cash(_) | Paid::Miles(_) => None,
        })
    }

    /// The taking in of each voucher.
    pub fn redemptions(&self, sale: SaleId, at: Timestamp) -> Vec<RedeemVoucher> {
        self.vouchers().map(|(_, it)| it.redeem(sale, at)).collect()
    }

    /// What is kept of it: without the codes of vouchers.
    pub(super) fn kept(&self) -> Self {
        let mut kept = self.clone();
        if let Self::Split { parts } = &mut kept {
            for part in parts {
                if let Paid::Voucher(voucher) = &mut part.paid {
                    voucher.code.clear();
                }
            }
        }
        kept
    }

    /// What taking in its vouchers looks at.
    pub(super) fn voucher_reads(&self, sale: SaleId, at: Timestamp) -> Vec<Ref> {
        self.redemptions(sale, at).iter().flat_map(RedeemVoucher::reads).collect()
    }

    /// What comes of taking them in, and who is told.
    pub(super) fn take_in(&self, sale: SaleId, at: Timestamp, state: &State, ctx: &Context) -> Decided {
        let each = self.vouchers().map(|(pays, it)| it.taken_in(pays, &it.redeem(sale, at), state, ctx));
        Ok(each.collect::<Result<Vec<_>, _>>()?.concat())
    }
}

/// Where it is told that a void gave back what a voucher had paid.
pub fn given_back_of(sale: SaleId, voucher: VoucherId) -> TimelineId {
    derived("timeline", &[redemption_of(sale, voucher).0.as_bytes(), b"given back"])
}

/// What the vouchers of a sale are again when it is voided.
pub(super) fn give_back(sale: &Sale, at: Timestamp, state: &State, ctx: &Context) -> Decided {
    let mut all = Vec::new();
    for (_, it) in sale.tender.vouchers() {
        let mut standing: VoucherStanding = state.need(standing_id(it.voucher))?;
        standing.give_back(redemption_of(sale.id, it.voucher), at);
        if let Some(mut voucher) = state.get::<Voucher>(it.voucher) {
            voucher.status = standing.status();
            let (taken, kind, number) = (it.taken, voucher.kind.name(), &voucher.number);
            let summary =
                format!("{taken} given back to {kind} voucher {number}: {} was voided", sale.number);
            let told = voucher.told(given_back_of(sale.id, it.voucher), at, summary, ctx);
            all.extend([voucher.into(), told.into()]);
        }
        all.push(standing.into());
    }
    Ok(all)
}

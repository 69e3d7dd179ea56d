//! Vouchers that are shown at a till, money that is asked back, and the count at the end of a flight.

use airside_core::{Desk, store::rows};
use airside_shared::{
    Fault,
    ids::FlightId,
    ipc::OrderLine,
    ipc::RevokeVoucherArgs,
    ipc::{
        ApproveRefundArgs, CloseTrolleyArgs, FlightArgs, OrderArgs, RedeemArgs, RefundOfferArgs,
        RefuseRefundArgs, RequestRefundArgs, TerminalArgs, TestCard,
    },
    money::{Currency, Money},
    refunds::{Means, Refund, RefundReason, RefundState, Subject},
    sales::{Sale, Trolley},
    vouchers::{Voucher, VoucherKind},
};

use super::Done;
use crate::{machine::Machine, tally::Sometimes, world::Airport};

/// What the terminal makes of the next card.
pub fn card(machine: &Machine, desk: &Desk) {
    let card = match machine.sim.chance.below(10) {
        0 | 1 => TestCard::Declined,
        2 | 3 => TestCard::Silent,
        4 | 5 => TestCard::Same,
        _ => TestCard::Good,
    };
    desk.set_terminal(TerminalArgs { card });
}

/// Goes after an order of which nobody knows whether it was paid.
pub fn order(machine: &Machine, desk: &Desk, airport: &Airport) -> Done {
    let pages =
        airport.flights[..2].iter().filter_map(|flight| desk.trolley(FlightArgs { flight: *flight }).ok());
    let open: Vec<_> =
        pages.flat_map(|page| page.orders).filter(|it| it.here && it.failed.is_none()).collect();
    let Some(order) = machine.sim.chance.pick(&open).map(|it| OrderArgs { order: it.id }) else {
        return Ok(None);
    };
    if machine.sim.chance.happens(300) {
        let saved = desk.give_up_order(order)?;
        machine.sim.note(Sometimes::OrderGivenUp);
        return Ok(Some(saved));
    }
    desk.set_terminal(TerminalArgs { card: TestCard::Good });
    let saved = desk.ask_terminal(order)?;
    machine.sim.note(Sometimes::OrderResumed);
    Ok(Some(saved))
}

/// Takes in, all of it or a part, a voucher that the person at the till may have seen before.
pub fn redeem(machine: &Machine, desk: &Desk) -> Done {
    let chance = &machine.sim.chance;
    let vouchers: Vec<Voucher> = machine.store.read(rows::all)?;
    let Some(voucher) = chance.pick(&vouchers) else { return Ok(None) };
    let minor = if chance.happens(700) { voucher.amount.minor } else { voucher.amount.minor / 2 };
    let args = RedeemArgs {
        code: voucher.code.clone(),
        amount: Money::new(minor, voucher.amount.currency),
        supplier: "JFK-TERRACE".into(),
        pnr: None,
    };
    desk.redeem_voucher(args).map(Some)
}

/// Codes of vouchers that are shown to the crew, one or two.
pub fn vouchers(machine: &Machine) -> Result<Vec<String>, Fault> {
    let chance = &machine.sim.chance;
    let all: Vec<Voucher> = machine.store.read(rows::all)?;
    let good: Vec<_> = all.into_iter().filter(|it| it.kind == VoucherKind::Goodwill).collect();
    let some = (0..chance.range(1, 2)).filter_map(|_| chance.pick(&good));
    Ok(some.map(|it| it.code.clone()).collect())
}

/// As many miles as the crew would say that an order costs.
pub fn miles(
    desk: &Desk,
    flight: FlightId,
    line: OrderLine,
    currency: Currency,
) -> Result<Option<i64>, Fault> {
    let page = desk.trolley(FlightArgs { flight })?;
    let unit =
        page.items.iter().find(|it| it.product.id == line.product).and_then(|it| it.product.price(currency));
    let price = page.miles.iter().find(|it| it.currency == currency);
    let Some((unit, price)) = unit.zip(price) else { return Ok(None) };
    Ok(Some(price.pays(unit.times(line.quantity)?)?.1))
}

pub fn revoke(machine: &Machine, desk: &Desk) -> Done {
    let vouchers: Vec<Voucher> = machine.store.read(rows::all)?;
    let Some(voucher) = machine.sim.chance.pick(&vouchers) else { return Ok(None) };
    desk.revoke_voucher(RevokeVoucherArgs { voucher: voucher.id, reason: "Issued by mistake".into() })
        .map(Some)
}

/// Asks money back, or decides about what somebody asked back.
pub fn refund(machine: &Machine, desk: &Desk) -> Done {
    let chance = &machine.sim.chance;
    let all: Vec<Refund> = machine.store.read(rows::all)?;
    let open: Vec<_> = all
        .iter()
        .flat_map(|refund| refund.requests.iter().map(move |it| (refund.id, it)))
        .filter(|(_, it)| it.state == RefundState::Requested)
        .collect();
    match chance.pick(&open) {
        Some((refund, request)) if chance.happens(700) => {
            let (refund, request) = (*refund, request.id);
            if chance.happens(200) {
                let reason = "It was eaten".into();
                return desk.refuse_refund(RefuseRefundArgs { refund, request, reason }).map(Some);
            }
            desk.approve_refund(ApproveRefundArgs { refund, request }).map(Some)
        }
        _ => ask_back(machine, desk),
    }
}

fn ask_back(machine: &Machine, desk: &Desk) -> Done {
    let chance = &machine.sim.chance;
    let sales: Vec<Sale> = machine.store.read(rows::all)?;
    let Some(sale) = chance.pick(&sales) else { return Ok(None) };
    let offer = desk.refund_offer(RefundOfferArgs { sale: sale.id })?;
    // A voucher that is given instead is the tests' of refunds.
    let Some(to) = offer.means.into_iter().find(|means| *means != Means::Voucher) else { return Ok(None) };
    let minor = if chance.happens(500) { offer.left.minor } else { sale.total.minor };
    let args = RequestRefundArgs {
        subject: Subject::Sale { sale: sale.id },
        amount: Money::new(minor, sale.total.currency),
        to,
        reason: RefundReason::Faulty,
        note: String::new(),
    };
    desk.request_refund(args).map(Some)
}

/// Counts a trolley and its bag; now and then something is missing.
pub fn count(machine: &Machine, desk: &Desk) -> Done {
    let chance = &machine.sim.chance;
    let trolleys: Vec<Trolley> = machine.store.read(rows::all)?;
    let Some(trolley) = chance.pick(&trolleys) else { return Ok(None) };
    let less = |there: i64, by: u64| (there - chance.below(by) as i64).max(there.min(0));
    let money = |of, minor| Money::new(minor, of);
    let takings = &trolley.takings;
    let args = CloseTrolleyArgs {
        flight: trolley.flight,
        stock: trolley.on_hand.iter().map(|(product, left)| (*product, less(*left, 2).max(0))).collect(),
        cash: takings.cash.iter().map(|(of, minor)| money(*of, less(*minor, 200))).collect(),
        cards: takings.cards.iter().map(|(of, sum)| money(*of, less(sum.minor, 1))).collect(),
        note: "Counted twice".into(),
    };
    desk.close_trolley(args).map(Some)
}

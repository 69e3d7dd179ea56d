//! Money that moves with a thing: what is stored is booked in the same transaction, and what has to go through the
//! processor is a row before anybody asks it.

use airside_shared::{
    Fault,
    entity::{Entity, Kind},
    ids::{OpId, PaymentId},
    ledger::occurrences,
    payments::{Order, PaymentState, Way, of_request, of_sale, of_void},
    refunds::{Refund, RefundRequest, RefundState, Subject},
    sales::{Charge, Sale},
};
use jiff::Timestamp;

use crate::{
    refusal::Result,
    store::{
        Tx,
        entities::{self, Held},
        ledger::{self, Source},
        payments::{self, Payment},
    },
};

/// The kinds of things that move money.
pub const KINDS: [Kind; 6] =
    [Kind::Sale, Kind::Trolley, Kind::Voucher, Kind::VoucherStanding, Kind::Refund, Kind::ClaimFile];

/// Whether a change can be booked. What cannot is refused before anything is stored.
pub fn bookable(before: Option<&Entity>, after: &Entity) -> Result<(), Fault> {
    occurrences(before, after).into_iter().try_for_each(|it| it.what.posting().map(drop))
}

/// Books what a change means, and has the processor asked for what it has to do.
pub async fn follow(tx: &mut dyn Tx, old: Option<&Held>, new: &Held, op: Option<OpId>) -> Result<()> {
    let before = old.map(|held| &held.entity);
    book(tx, before, new, op).await?;
    match &new.entity {
        Entity::Sale(sale) => {
            let was = match before {
                Some(Entity::Sale(was)) => Some(was),
                _ => None,
            };
            of_charges(tx, was, sale).await
        }
        Entity::Refund(refund) => {
            let was = match before {
                Some(Entity::Refund(was)) => Some(was),
                _ => None,
            };
            give_back(tx, was, refund).await
        }
        _ => Ok(()),
    }
}

/// Answers whether there was anything to book.
async fn book(tx: &mut dyn Tx, before: Option<&Entity>, new: &Held, op: Option<OpId>) -> Result<bool> {
    let row = new.entity.reference();
    let mut any = false;
    for (nth, it) in occurrences(before, &new.entity).into_iter().enumerate() {
        let Some(posting) = it.what.posting()? else { continue };
        let source =
            Source { kind: row.kind.name(), id: row.id, version: new.version as i64, nth: nth as i64, op };
        ledger::post(tx, source, it.what.name(), &posting, it.at).await?;
        any = true;
    }
    Ok(any)
}

/// What a card or miles pay of a sale is charged; of one that is voided it is charged no more, or given back.
async fn of_charges(tx: &mut dyn Tx, was: Option<&Sale>, sale: &Sale) -> Result<()> {
    for it in sale.tender.charges(sale.total) {
        match (was, &sale.voided) {
            (None, None) => {
                let order = order(sale, &it, of_sale(sale.id, it.through));
                let wanted = Payment::wanted(order, it.through, Way::Charge, sale.id.0, sale.sold_at);
                payments::insert(tx, &wanted).await?;
            }
            (Some(Sale { voided: None, .. }), Some(voided)) => take_back(tx, sale, &it, voided.at).await?,
            _ => {}
        }
    }
    Ok(())
}

fn order(sale: &Sale, it: &Charge, payment: PaymentId) -> Order {
    let charge = of_sale(sale.id, it.through);
    Order { payment, amount: it.amount, token: it.token.clone(), miles: it.miles, charge }
}

async fn take_back(tx: &mut dyn Tx, sale: &Sale, it: &Charge, at: Timestamp) -> Result<()> {
    let Some(mut known) = payments::get(tx, of_sale(sale.id, it.through)).await? else { return Ok(()) };
    match known.state {
        PaymentState::Wanted => {
            known.state = PaymentState::Cancelled;
            payments::update(tx, &known, true, at).await
        }
        PaymentState::Declined | PaymentState::Cancelled => Ok(()),
        // It was charged, or may be: whatever comes of it goes back.
        _ => {
            let order = order(sale, it, of_void(sale.id, it.through));
            payments::insert(tx, &Payment::wanted(order, it.through, Way::Return, sale.id.0, at)).await
        }
    }
}

/// A refund to a card or to a member that was granted is sent there.
async fn give_back(tx: &mut dyn Tx, was: Option<&Refund>, refund: &Refund) -> Result<()> {
    let Subject::Sale { sale } = refund.subject else { return Ok(()) };
    let before = |it: &RefundRequest| was.and_then(|was| was.request(it.id)).map(|it| it.state);
    let granted = refund
        .requests
        .iter()
        .filter(|it| it.state == RefundState::Approved && before(it) != Some(it.state))
        .filter_map(|it| it.to.through().map(|through| (it, through)));
    for (it, through) in granted {
        let (payment, charge) = (of_request(it.id), of_sale(sale, through));
        let order = Order { payment, amount: it.amount, token: String::new(), miles: it.miles, charge };
        let at = it.decided_at().unwrap_or(it.at);
        payments::insert(tx, &Payment::wanted(order, through, Way::Refund, refund.id.0, at)).await?;
    }
    Ok(())
}

/// Books what was there before there were books, and what was loaded beside them. What is booked already stays.
pub async fn open_books(tx: &mut dyn Tx) -> Result<usize> {
    let mut booked = 0;
    for kind in KINDS {
        for held in entities::all_of(tx, kind).await? {
            if !ledger::knows(tx, kind.name(), held.entity.id()).await? {
                booked += usize::from(book(tx, None, &held, None).await?);
            }
        }
    }
    Ok(booked)
}

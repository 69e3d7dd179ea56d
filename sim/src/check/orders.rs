//! 9: what a terminal charged is sold once, or its order says that it is not known.

use std::{collections::BTreeMap, fs};

use airside_backend::inspect::Look;
use airside_shared::{
    entity::{Entity, Kind, Ref},
    ids::SaleId,
    intents::Intent,
    sales::{ByCard, Order, OrderState, total_of},
    sync::EntryState,
};
use serde_json::Value;

use super::{Seen, Verdict, holds};

/// At the backend: an order is paid if, and only if, its sale is there.
pub fn settled_alike(look: &Look) -> Verdict {
    for kept in look.things.values() {
        let Entity::Order(order) = &kept.entity else { continue };
        let sold = look.things.contains_key(&Ref::new(Kind::Sale, order.id));
        let right = sold == (order.state == OrderState::Paid);
        holds(9, right, || format!("order {} is {:?}, and sold: {sold}", order.number, order.state))?;
    }
    Ok(())
}

/// At the device, whose terminal remembers what it did.
pub fn charged_once(seen: &Seen) -> Verdict {
    let Some(desk) = &seen.subject.desk else { return Ok(()) };
    let memory = fs::read(desk.config.data.join("demo-terminal.json")).unwrap_or_default();
    let slips: BTreeMap<SaleId, Value> = serde_json::from_slice(&memory).unwrap_or_default();
    let charged =
        |order: &SaleId| slips.get(order).and_then(|slip| slip.get("charged")?.get("token")?.as_str());
    let sold = sold(seen);
    for (order, sales) in &sold {
        for (card, _) in sales.iter().filter(|(_, state)| *state != EntryState::Superseded) {
            let right = charged(order) == Some(card.token.as_str());
            holds(9, right, || format!("{}: the sale of order {order} was not charged so", seen.name()))?;
        }
    }
    for order in slips.keys().filter(|order| charged(order).is_some() && !sold.contains_key(order)) {
        let row = seen.rows.iter().find(|it| it.row == Ref::new(Kind::Order, *order));
        let open = row.is_none_or(|it| serde_json::from_str(&it.body).is_ok_and(|it: Order| it.is_open()));
        holds(9, open, || format!("{}: order {order} was charged, is over, and was not sold", seen.name()))?;
    }
    Ok(())
}

/// The sales by card in a device's queue.
fn sold(seen: &Seen) -> BTreeMap<SaleId, Vec<(ByCard, EntryState)>> {
    let mut sold: BTreeMap<SaleId, Vec<_>> = BTreeMap::new();
    for (queued, _) in &seen.entries {
        let it = &queued.entry;
        let Ok(Intent::RecordSale(sale)) = Intent::read(&it.kind, it.version, &it.payload) else { continue };
        let Some((_, card)) = total_of(&sale.lines).ok().and_then(|total| sale.tender.by_card(total)) else {
            continue;
        };
        sold.entry(sale.sale).or_default().push((card, queued.state));
    }
    sold
}

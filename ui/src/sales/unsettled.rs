//! Orders of which nobody knows whether they were paid, and those that came to nothing.

use airside_shared::ipc::{AskTerminal, GiveUpOrder, OrderArgs, OrderRow};
use leptos::prelude::*;

use super::{
    history::items,
    tender::CardTerminal,
    till::{Done, Till, use_till},
    words,
};
use crate::i18n::use_i18n;
use crate::loaded::act;
use crate::widgets::{Button, ButtonKind, Card, Chip, Code, Glyph, Icon, Section, StateBadge, Tone};
use crate::{t, t_string};

/// What the terminal of this device has to be asked about, before anything else is taken.
pub fn unsettled(till: Till) -> Memo<Option<OrderRow>> {
    let waits = |it: &&OrderRow| it.here && it.failed.is_none();
    Memo::new(move |_| till.orders.with(|all| all.iter().find(waits).cloned()))
}

/// In the place of the order: was this one paid? What is under way is the caller's, because the card goes with the order
/// before the answer is here.
#[component]
pub fn AskCard(order: OrderRow, asking: RwSignal<bool>, giving_up: RwSignal<bool>) -> impl IntoView {
    let (i18n, till) = (use_i18n(), use_till());
    let OrderRow { id, number, total, card, .. } = order;
    let args = OrderArgs { order: id };
    let ask = move |()| {
        act::<AskTerminal>(args, asking, move |reply| match reply {
            Ok(saved) => {
                let number = saved.reference.unwrap_or_default();
                till.fault.set(None);
                till.done.set(Some(Done { sale: id, number, total, change: None }));
            }
            Err(wrong) => till.fault.set(Some(wrong)),
        });
    };
    let give_up = move |()| act::<GiveUpOrder>(args, giving_up, move |reply| till.fault.set(reply.err()));
    let said = move || match till.fault.get() {
        Some(fault) => words::fault(i18n, &fault),
        None => t_string!(i18n, sales.unsettled.detail, amount = words::money(i18n, card)),
    };
    let (shown, title) = (number.clone(), t!(i18n, sales.unsettled.title));
    view! {
        <div class="receipt" role="status" data-test="unsettled" data-number=number>
            <span class="receipt__mark receipt__mark--open"><Glyph icon=Icon::Alert /></span>
            <h2 class="receipt__title">{title}</h2>
            <bdi class="receipt__sum">{move || words::money(i18n, total)}</bdi>
            <Code text=shown />
            <p class="receipt__words">{said}</p>
        </div>
        <div class="order__foot">
            <Button kind=ButtonKind::Primary icon=Icon::Card wide=true busy=asking attr:data-test="ask-terminal"
                on_press=ask>
                {t!(i18n, sales.unsettled.ask)}
            </Button>
            <Button wide=true busy=giving_up attr:data-test="give-up-order" on_press=give_up>
                {t!(i18n, sales.unsettled.give_up)}
            </Button>
            <Show when=move || till.terminal.get().demo>
                <CardTerminal />
            </Show>
        </div>
    }
}

/// Beneath the sales: orders that are none.
#[component]
pub fn NotSold() -> impl IntoView {
    let (i18n, till) = (use_i18n(), use_till());
    view! {
        <Show when=move || !till.orders.with(Vec::is_empty)>
            <Section title=t!(i18n, sales.unsettled.not_sold)>
                <Card flush=true>
                    <ul class="list">
                        <For each=move || till.orders.get() key=|row| (row.id, row.failed.is_some(), row.state as u8) let(row)>
                            <Row row />
                        </For>
                    </ul>
                </Card>
            </Section>
        </Show>
    }
}

#[component]
fn Row(row: OrderRow) -> impl IntoView {
    let (i18n, till) = (use_i18n(), use_till());
    let (number, lines, total) = (row.number.clone(), row.lines, row.total);
    let shown = number.clone();
    let (tone, why) = match row.failed {
        Some(code) => (Tone::Neutral, words::failed(&code)),
        None => (Tone::Warning, crate::i18n::key::sales::unsettled::unknown),
    };
    let state = words::badge(row.state);
    view! {
        <li class="sold__row" data-test="order-row" data-number=number>
            <span class="sold__words">
                <span class="sold__first">
                    <Code text=shown />
                    <bdi class="sold__sum">{move || words::money(i18n, total)}</bdi>
                    <Chip tone icon=Icon::Card>{move || i18n.text(why)}</Chip>
                    <StateBadge state />
                </span>
                <bdi class="sold__items">{move || items(i18n, till, &lines)}</bdi>
                <span class="sold__facts">
                    <bdi>{words::time(&row.at)}</bdi>
                    {row.seat.map(|seat| view! { <span>{t!(i18n, sales.seat_of, seat = seat.as_str())}</span> })}
                    <bdi>{row.by}</bdi>
                </span>
            </span>
        </li>
    }
}

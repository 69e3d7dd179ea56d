use leptos::prelude::*;

use super::{order, till::use_till};
use crate::i18n::use_i18n;
use crate::t;
use crate::widgets::{Avatar, Button, ButtonKind, Field, FieldIds, Icon, Pick};

/// Seats that are offered while one is being typed.
const OFFERED: usize = 4;

/// Whose order it is. Without a seat the sale belongs to nobody, and that is fine.
#[component]
pub fn SeatField() -> impl IntoView {
    let i18n = use_i18n();
    let till = use_till();
    let ids = FieldIds::new();
    let control = ids.control.clone();
    let described = format!("{}-said", ids.control);
    let said = described.clone();
    let offered = Memo::new(move |_| {
        let typed = till.seat.get().trim().to_uppercase();
        if typed.is_empty() || till.passenger().is_some() {
            return Vec::new();
        }
        let people = till.manifest.get().and_then(Result::ok).map(|m| m.people).unwrap_or_default();
        let seats = people.into_iter().filter_map(|row| row.seat);
        seats.filter(|seat| seat.starts_with(&typed)).take(OFFERED).collect::<Vec<_>>()
    });
    let note = move || {
        if till.seat.with(|seat| seat.trim().is_empty()) {
            return t!(i18n, sales.seat_hint)();
        }
        match till.manifest.get() {
            Some(Err(_)) => t!(i18n, sales.seat_no_list)(),
            Some(Ok(_)) if till.passenger().is_none() && offered.with(Vec::is_empty) => {
                t!(i18n, sales.seat_unknown)()
            }
            _ => "",
        }
    };
    view! {
        <div class="seat">
            <Usual />
            <Field label=t!(i18n, sales.seat) ids optional=Some(t!(i18n, shell.optional).into())>
                <input class="input input--code" id=control data-test="seat" dir="ltr" autocomplete="off"
                    spellcheck="false" maxlength="5" aria-describedby=described
                    prop:value=move || till.seat.get()
                    on:input=move |event| till.seat.set(event_target_value(&event)) />
            </Field>
            <div class="line">
                <For each=move || offered.get() key=|seat| seat.clone() let(seat)>
                    {
                        let own = seat.clone();
                        view! {
                            <Pick on_press=move |()| till.seat.set(own.clone())>
                                <bdi dir="ltr">{seat}</bdi>
                            </Pick>
                        }
                    }
                </For>
            </div>
            <p class="field__hint" id=said>{note}</p>
        </div>
    }
}

/// The passenger of the seat, and what they usually drink.
#[component]
fn Usual() -> impl IntoView {
    let i18n = use_i18n();
    let till = use_till();
    let person = Memo::new(move |_| till.passenger());
    let product = Memo::new(move |_| {
        let drink = person.get()?.drink?;
        till.items.with(|items| order::usual(&drink, items).cloned())
    });
    move || {
        person.get().map(|row| {
            let name = row.name.clone();
            let drink = row.drink.map(|drink| {
                view! { <span class="seat__usual">{t!(i18n, sales.usual, drink = drink.as_str())}</span> }
            });
            view! {
                <div class="seat__person" data-test="seat-passenger">
                    <Avatar name />
                    <span class="seat__words">
                        <bdi class="seat__name">{row.name}</bdi>
                        {drink}
                    </span>
                    {move || product.get().map(|item| {
                        let name = i18n.product(&item.product);
                        view! {
                            <Button kind=ButtonKind::Secondary icon=Icon::Plus attr:data-test="add-usual"
                                on_press=move |()| till.change(&item, 1)>
                                {t!(i18n, sales.add_usual, product = name.as_str())}
                            </Button>
                        }
                    })}
                </div>
            }
        })
    }
}

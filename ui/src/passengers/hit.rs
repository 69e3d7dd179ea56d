use airside_shared::ipc::Hit;
use leptos::prelude::*;
use leptos::text_prop::TextProp;

use crate::i18n::{Key, key, use_i18n};
use crate::widgets::{Avatar, Card, Chip, Code, Tone, walk_rows};
use crate::words;

fn matched(code: &str) -> Option<Key> {
    use key::passengers::matched as m;
    Some(match code {
        "pnr" => m::pnr,
        "e_ticket" => m::e_ticket,
        "loyalty" => m::loyalty,
        "passport" => m::passport,
        "bag_tag" => m::bag_tag,
        "seat" => m::seat,
        "similar" => m::similar,
        _ => return None,
    })
}

/// People who were found, to be walked with the arrow keys.
#[component]
pub fn HitList(
    #[prop(into)] label: TextProp,
    #[prop(into)] hits: Signal<Vec<Hit>>,
    /// Which one the arrow keys of a search box have chosen.
    #[prop(optional, into)]
    chosen: Option<Signal<usize>>,
) -> impl IntoView {
    let is_chosen = move |at: usize| chosen.is_some_and(|chosen| chosen.get() == at);
    // A row that the next key finds again is moved and not drawn anew.
    view! {
        <Card flush=true>
            <div class="list hits" role="list" aria-label=move || label.get() on:keydown=walk_rows data-test="hits">
                <ForEnumerate each=move || hits.get() key=Hit::clone let(at, hit)>
                    <div role="listitem" class="list__item">
                        <HitRow hit chosen=Signal::derive(move || is_chosen(at.get())) />
                    </div>
                </ForEnumerate>
            </div>
        </Card>
    }
}

/// A person who was found: enough to be sure that it is the one at the desk.
#[component]
pub fn HitRow(
    hit: Hit,
    /// The choice of the arrow keys.
    #[prop(optional, into)]
    chosen: Signal<bool>,
) -> impl IntoView {
    let i18n = use_i18n();
    let Hit { passenger, name, native, tier, pnr, designator, route, seat, requests, matched: by, today } =
        hit;
    let why = matched(&by);
    let flight = designator.map(|designator| format!("{designator} {}", route.unwrap_or_default()));
    view! {
        <a
            class="hit"
            data-row=""
            data-test="hit"
            href=format!("/passengers/{passenger}")
            aria-current=move || chosen.get().then_some("true")
        >
            <Avatar name=name.clone() />
            <span class="hit__words">
                <span class="hit__name">
                    <bdi>{name}</bdi>
                    {native.map(|native| view! { <bdi class="hit__native">{native}</bdi> })}
                    {tier.map(|tier| {
                        view! {
                            <Chip tone=Signal::stored(words::tier_tone(tier))>
                                {move || i18n.text(words::tier(tier))}
                            </Chip>
                        }
                    })}
                    {requests
                        .into_iter()
                        .map(|code| view! { <Chip tone=Tone::Info icon=words::request_icon(&code)>{code}</Chip> })
                        .collect_view()}
                </span>
                <span class="hit__trip">
                    {flight.map(|flight| view! { <bdi dir="ltr">{flight}</bdi> })}
                    {seat.map(|seat| view! { <Code text=seat /> })}
                    {pnr.map(|pnr| view! { <Code text=pnr /> })}
                    {(!today).then(|| {
                        view! { <span>{move || i18n.text(key::passengers::not_today)}</span> }
                    })}
                </span>
            </span>
            {why.map(|why| view! { <span class="hit__why">{move || i18n.text(why)}</span> })}
        </a>
    }
}

use airside_shared::{
    Fault,
    ipc::{Compared, EntryCard, Fix, QueueRow},
};
use leptos::prelude::*;
use leptos::text_prop::TextProp;

use super::{
    now::live_now,
    row::EntryRow,
    settle::{Settling, WaysOut},
    words,
};
use crate::i18n::{Key, key, money, use_i18n};
use crate::widgets::{Card, Column, Glyph, List, Table, TableRow};
use crate::{t, t_string};

/// A refused entry, told in the order in which a person asks: what did I do, why not, what is true now, what
/// waits for me; and beside it the ways out.
#[component]
pub fn Refusal(card: EntryCard, settling: Settling) -> impl IntoView {
    let i18n = use_i18n();
    let EntryCard { row, compare, behind, can_resend, fix } = card;
    let compared = !compare.is_empty();
    let (did, reason, passenger) = (row.clone(), row.reason.clone(), row.passenger);
    let now = fix.clone();
    view! {
        <div class="refusal" data-test="refusal">
            <ol class="refusal__story">
                <Step title=t!(i18n, attention.did)><Did row=did /></Step>
                {reason.map(|fault| view! { <Step title=t!(i18n, attention.why) alarm=true><Why fault /></Step> })}
                {(compared || now.is_some()).then(|| view! {
                    <Step title=t!(i18n, attention.now)>
                        {compared.then(|| view! { <Compare compare /> })}
                        {now.map(|fix| view! { <p>{move || instead(i18n, &fix)}</p> })}
                    </Step>
                })}
                <Step title=t!(i18n, attention.behind)><Behind behind /></Step>
            </ol>
            <WaysOut row can_resend fix passenger settling />
        </div>
    }
}

/// What would be right now, in a sentence.
pub fn instead(i18n: crate::i18n::I18n, fix: &Fix) -> String {
    match fix {
        Fix::MealOnNewFlight { flight, amount } => {
            let amount = money(i18n.locale.get(), amount.minor, amount.currency.code());
            t_string!(i18n, attention.meal_there, flight = flight.designator.as_str(), amount = amount)
        }
        Fix::NoMealOnNewFlight { flight } => {
            t_string!(i18n, attention.no_meal_there, flight = flight.designator.as_str())
        }
    }
}

#[component]
pub fn Step(
    #[prop(into)] title: TextProp,
    #[prop(optional)] alarm: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <li class="refusal__step" class:refusal__step--alarm=alarm>
            <h3 class="refusal__title">{move || title.get()}</h3>
            {children()}
        </li>
    }
}

#[component]
fn Did(row: QueueRow) -> impl IntoView {
    let i18n = use_i18n();
    let (icon, kind) = (words::icon(&row.kind), row.kind);
    let (made, by) = (words::time(&row.made), row.actor);
    view! {
        <p class="refusal__did">
            <Glyph icon />
            <span>{move || words::kind(i18n, &kind)}</span>
            <bdi>{row.about}</bdi>
        </p>
        <p class="field__hint">{move || t_string!(i18n, attention.by, name = by.as_str(), time = made.as_str())}</p>
    }
}

#[component]
pub fn Why(
    fault: Fault,
    /// What whoever did it can do; it is not said to others.
    #[prop(default = true)]
    advise: bool,
) -> impl IntoView {
    let i18n = use_i18n();
    let (code, title, advice) = (fault.code.to_string(), fault.clone(), fault);
    let shown = code.clone();
    view! {
        <div class="refusal__why" data-test="entry-reason" data-code=code>
            <p><strong>{move || words::fault(i18n, &title).0}</strong></p>
            {advise.then(|| view! { <p dir="auto">{move || words::fault(i18n, &advice).1}</p> })}
            <p class="field__hint">{t!(i18n, queue.entry.code, code = shown.as_str())}</p>
        </div>
    }
}

#[component]
pub fn Compare(
    compare: Vec<Compared>,
    /// Whose the first side is.
    #[prop(default = key::queue::entry::mine)]
    mine: Key,
) -> impl IntoView {
    let i18n = use_i18n();
    let columns = vec![
        Column::new(t!(i18n, queue.entry.compare_label)),
        Column::new(move || i18n.text(mine)),
        Column::new(t!(i18n, queue.entry.server)),
    ];
    let side = move |text: String, other: bool| match text.is_empty() {
        true => view! { <span class="entry__none">{t!(i18n, queue.entry.nothing)}</span> }.into_any(),
        false if other => view! { <strong><bdi>{text}</bdi></strong> }.into_any(),
        false => view! { <bdi>{text}</bdi> }.into_any(),
    };
    let told = compare.into_iter().filter(|line| !(line.mine.is_empty() && line.server.is_empty()));
    let lines = told.map(|line| {
        let Compared { label, mine, server } = line;
        let other = mine != server;
        view! {
            <TableRow>
                <td>{move || words::label(i18n, &label)}</td>
                <td>{side(mine, false)}</td>
                <td>{side(server, other)}</td>
            </TableRow>
        }
    });
    let lines = lines.collect_view();
    view! {
        <div data-test="entry-compare">
            <Card flush=true>
                <Table caption=t!(i18n, queue.entry.compare) columns>{lines}</Table>
            </Card>
        </div>
    }
}

#[component]
fn Behind(behind: Vec<QueueRow>) -> impl IntoView {
    let i18n = use_i18n();
    let now = live_now();
    let count = behind.len();
    let told = move || match count {
        0 => t!(i18n, queue.entry.behind_none)().to_owned(),
        _ => t_string!(i18n, queue.entry.behind_detail, count = count),
    };
    let rows = behind.into_iter().map(|row| {
        view! { <div role="listitem" class="list__item"><EntryRow row now /></div> }
    });
    let rows = rows.collect_view();
    view! {
        <p>{told}</p>
        {(count > 0).then(|| view! {
            <Card flush=true><List label=t!(i18n, queue.entry.behind)>{rows}</List></Card>
        })}
    }
}

//! One refused entry of another device, told in the order in which a supervisor asks, with the ways to settle it.

use std::collections::HashSet;

use airside_shared::{
    Fault,
    devices::{Concern, called},
    ids::OpId,
    ipc::{RefusedPage, RefusedRow, SettleRefused, SettleRefusedArgs},
    sync::Settle,
};
use leptos::prelude::*;

use super::{
    refusal::{Compare, Step, Why},
    settle::{Failed, Way},
    words,
};
use crate::fault::fault_words;
use crate::fleet;
use crate::i18n::{I18n, key, use_i18n};
use crate::loaded::{Loaded, act};
use crate::widgets::{
    Button, ButtonKind, Card, Chip, Dialog, Glyph, Icon, LinkButton, List, ListRow, Notice, TextInput,
    Toasts, Tone, use_toasts,
};
use crate::{t, t_string};

/// What is being settled. It belongs to the page, because a card goes as soon as it is settled.
#[derive(Clone, Copy)]
pub struct Settled {
    busy: RwSignal<bool>,
    fault: RwSignal<Option<(OpId, Fault)>>,
    /// Done here in the supervisor's name, and not at the backend yet.
    done: RwSignal<HashSet<OpId>>,
    page: Loaded<RefusedPage>,
    toasts: Toasts,
}

impl Settled {
    pub fn new(page: Loaded<RefusedPage>) -> Self {
        let (busy, fault, done) = (RwSignal::new(false), RwSignal::new(None), RwSignal::new(HashSet::new()));
        Self { busy, fault, done, page, toasts: use_toasts() }
    }

    fn go(self, i18n: I18n, op: OpId, settle: Settle) {
        let applies = matches!(settle, Settle::Apply { .. });
        self.fault.set(None);
        act::<SettleRefused>(SettleRefusedArgs { op, settle }, self.busy, move |reply| match reply {
            Ok(_) => {
                if applies {
                    self.done.update(|done| {
                        done.insert(op);
                    });
                }
                let told = if applies { key::station::applied } else { key::station::discarded };
                self.toasts.say(Tone::Positive, i18n.text(told));
                self.page.again();
            }
            Err(fault) => {
                // Somebody was quicker: the list says who.
                if fault.code == "settled_already" {
                    self.page.again();
                }
                self.fault.set(Some((op, fault)));
            }
        });
    }
}

/// What was done, by whom and where, why not, what is true now, what waits; and beside it the ways out.
#[component]
pub fn Told(op: OpId, page: Loaded<RefusedPage>, settled: Settled) -> impl IntoView {
    // How its device is moves at every look; the card must not be drawn again for that, with a dialog open.
    let row = Memo::new(move |_| {
        let found = page.value.with(|page| page.as_ref()?.rows.iter().find(|row| row.op == op).cloned());
        found.map(|row| RefusedRow { from: None, ..row })
    });
    let behind = Memo::new(move |_| {
        let of = |page: &RefusedPage| -> Vec<RefusedRow> {
            page.rows.iter().filter(|row| row.behind == Some(op) && row.settled.is_none()).cloned().collect()
        };
        page.value.with(|page| page.as_ref().map(of)).unwrap_or_default()
    });
    move || {
        row.get().map(|row| {
            let kind = row.kind.clone();
            view! {
                <Card>
                    <div class="refusal" data-test="station-entry" data-kind=kind>
                        <Story row=row.clone() page behind />
                        <Ways row settled />
                    </div>
                </Card>
            }
        })
    }
}

#[component]
fn Story(row: RefusedRow, page: Loaded<RefusedPage>, behind: Memo<Vec<RefusedRow>>) -> impl IntoView {
    let i18n = use_i18n();
    let (reason, compare) = (row.reason.clone(), row.compare.clone());
    view! {
        <ol class="refusal__story">
            <Step title=t!(i18n, attention.did)><Did row page /></Step>
            {reason.map(|fault| view! { <Step title=t!(i18n, attention.why) alarm=true><Why fault advise=false /></Step> })}
            {(!compare.is_empty()).then(|| view! {
                <Step title=t!(i18n, station.now)><Compare compare mine=key::station::theirs /></Step>
            })}
            <Step title=t!(i18n, attention.behind)><Behind behind /></Step>
        </ol>
    }
}

#[component]
fn Did(row: RefusedRow, page: Loaded<RefusedPage>) -> impl IntoView {
    let i18n = use_i18n();
    let RefusedRow { op, device, kind, about, actor, made, .. } = row;
    let (icon, made) = (words::icon(&kind), words::time(&made));
    let from = Memo::new(move |_| {
        page.value.with(|page| page.as_ref()?.rows.iter().find(|row| row.op == op)?.from.clone())
    });
    let device = move || match from.get() {
        Some(from) => fleet::name(i18n, &from),
        None => called(device),
    };
    let by = move || {
        t_string!(i18n, station.by_on, name = actor.as_str(), device = device(), time = made.as_str())
    };
    let gone = move || {
        let now = page.value.with(|page| page.as_ref().and_then(|it| it.now))?;
        let all = from.get()?.concerns(now, "");
        let told = |it: &Concern| {
            matches!(it, Concern::Lost(_) | Concern::Silent(_) | Concern::NotWiped | Concern::Wiped)
        };
        all.into_iter().find(told)
    };
    let state = move || {
        gone().map(|it| {
            let (tone, sign) = (fleet::tone(it.weight()), fleet::sign(it));
            view! { <Chip tone icon=sign>{move || fleet::concern(i18n, it)}</Chip> }
        })
    };
    view! {
        <p class="refusal__did">
            <Glyph icon />
            <span>{move || words::kind(i18n, &kind)}</span>
            <bdi>{about}</bdi>
        </p>
        <p class="field__hint" data-test="station-by">{by} " " {state}</p>
    }
}

#[component]
fn Behind(behind: Memo<Vec<RefusedRow>>) -> impl IntoView {
    let i18n = use_i18n();
    let count = Memo::new(move |_| behind.with(Vec::len));
    let any = move || count.get() > 0;
    let told = move || match count.get() {
        0 => t!(i18n, queue.entry.behind_none)().to_owned(),
        count => t_string!(i18n, queue.entry.behind_detail, count = count),
    };
    let row = move |row: RefusedRow| {
        let (icon, kind, made) = (words::icon(&row.kind), row.kind, words::time(&row.made));
        view! {
            <ListRow start=move || view! { <Glyph icon /> }
                title=move || {
                    let kind = kind.clone();
                    view! { <span>{move || words::kind(i18n, &kind)}</span> }
                }
                detail=move || view! { <bdi>{made.clone()}</bdi> } />
        }
    };
    view! {
        <p>{told}</p>
        <Show when=any>
            <Card flush=true>
                <List label=t!(i18n, queue.entry.behind)>
                    {move || behind.get().into_iter().map(row).collect_view()}
                </List>
            </Card>
        </Show>
    }
}

#[component]
fn Ways(row: RefusedRow, settled: Settled) -> impl IntoView {
    let i18n = use_i18n();
    let op = row.op;
    let asking = RwSignal::new(false);
    let done = move || settled.done.with(|done| done.contains(&op));
    let failed = move || {
        let fault = settled.fault.get().filter(|(of, _)| *of == op && !asking.get());
        fault.map(|(_, fault)| view! { <Failed fault i18n /> })
    };
    let not_again = row.not_again.clone();
    let cannot = not_again.is_some();
    let apply_hint = move || match &not_again {
        Some(fault) => t_string!(i18n, station.cannot_apply, reason = words::fault(i18n, fault).0),
        None => t!(i18n, station.apply_detail)().to_owned(),
    };
    let passenger = row.passenger;
    let looked_up = passenger.map(|id| {
        view! {
            <Way hint=t!(i18n, station.open_passenger_detail)>
                <LinkButton icon=Icon::Person href=format!("/passengers/{id}") attr:data-test="station-passenger">
                    {t!(i18n, attention.open_passenger)}
                </LinkButton>
            </Way>
        }
    });
    view! {
        <section class="ways" aria-label=t!(i18n, station.choose)>
            <h3 class="refusal__title">{t!(i18n, station.choose)}</h3>
            {failed}
            {move || done().then(|| view! { <Notice tone=Tone::Info>{t!(i18n, station.waits)}</Notice> })}
            <Way hint=apply_hint>
                <Button icon=Icon::Check wide=true busy=settled.busy
                    disabled=Signal::derive(move || cannot || done()) attr:data-test="station-apply"
                    on_press=move |()| settled.go(i18n, op, Settle::Apply { payload: None })>
                    {t!(i18n, station.apply)}
                </Button>
            </Way>
            {looked_up}
            <Way hint=t!(i18n, station.discard_detail)>
                <Button icon=Icon::Trash wide=true busy=settled.busy disabled=Signal::derive(done)
                    attr:data-test="station-discard" on_press=move |()| asking.set(true)>
                    {t!(i18n, station.discard)}
                </Button>
            </Way>
        </section>
        <Discard row settled asking />
    }
}

/// Asks why, and says what is lost.
#[component]
fn Discard(row: RefusedRow, settled: Settled, asking: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let reason = RwSignal::new(String::new());
    let (op, lost, about) = (row.op, words::lost(&row.kind), row.about);
    let error = Signal::derive(move || {
        let fault = settled.fault.get().filter(|(of, _)| *of == op);
        fault.map(|(_, fault)| fault_words(i18n, &fault))
    });
    let too_short = Signal::derive(move || reason.with(|reason| reason.trim().chars().count() < 3));
    let confirm =
        move |()| settled.go(i18n, op, Settle::Discard { reason: reason.get_untracked().trim().to_owned() });
    let actions = move || {
        view! {
            <Button on_press=move |()| asking.set(false)>{t!(i18n, station.keep)}</Button>
            <Button kind=ButtonKind::Danger icon=Icon::Trash busy=settled.busy disabled=too_short
                attr:data-test="station-discard-confirm" on_press=confirm>
                {t!(i18n, station.discard)}
            </Button>
        }
    };
    view! {
        <Dialog open=asking title=t!(i18n, station.discard_of) actions>
            <div class="stack">
                <p><bdi>{about.clone()}</bdi></p>
                <p>{move || i18n.text(lost)}</p>
                <div data-test="station-reason">
                    <TextInput label=t!(i18n, station.reason) hint=t!(i18n, station.reason_hint) value=reason
                        error=error autofocus=true max_length=200 />
                </div>
            </div>
        </Dialog>
    }
}

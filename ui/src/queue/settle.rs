use airside_shared::{
    Fault,
    ids::{OpId, PassengerId},
    ipc::{Call, DiscardEntry, EntryArgs, Fix, FixEntry, HandOverEntry, QueueRow, ResendEntry, Saved},
};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::text_prop::TextProp;
use leptos_router::hooks::use_navigate;

use super::words;
use crate::i18n::{I18n, money, use_i18n};
use crate::ipc::call;
use crate::widgets::{Button, ButtonKind, Dialog, Icon, LinkButton, Notice, Toasts, Tone, use_toasts};
use crate::{t, t_string};

/// One way out at a time; afterwards the person is back at the list, with a word about what happened. It belongs
/// to the page, because the card is drawn anew as soon as the entry is settled.
#[derive(Clone, Copy)]
pub struct Settling {
    busy: RwSignal<bool>,
    fault: RwSignal<Option<Fault>>,
    gone: Callback<()>,
    toasts: Toasts,
}

impl Settling {
    /// Goes `to` a page when it is done.
    pub fn then(to: &'static str) -> Self {
        let navigate = use_navigate();
        let gone = Callback::new(move |()| navigate(to, Default::default()));
        Self { busy: RwSignal::new(false), fault: RwSignal::new(None), gone, toasts: use_toasts() }
    }

    fn go<C>(self, op: OpId, told: impl FnOnce(Saved) -> String + 'static)
    where
        C: Call<Args = EntryArgs, Reply = Saved> + 'static,
    {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.fault.set(None);
        spawn_local(async move {
            let answer = call::<C>(&EntryArgs { op }).await;
            let _ = self.busy.try_set(false);
            match answer {
                Ok(saved) => {
                    self.toasts.say(Tone::Positive, told(saved));
                    let _ = self.gone.try_run(());
                }
                Err(failed) => drop(self.fault.try_set(Some(failed))),
            }
        });
    }
}

/// What the desk would do, send again, open the passenger, hand over, discard: each says what it will do before it
/// is pressed.
#[component]
pub fn WaysOut(
    row: QueueRow,
    can_resend: bool,
    fix: Option<Fix>,
    passenger: Option<PassengerId>,
    settling: Settling,
) -> impl IntoView {
    let i18n = use_i18n();
    let (op, Settling { busy, fault, .. }) = (row.op, settling);
    let asking = RwSignal::new(false);
    let failed = move || fault.get().map(|fault| view! { <Failed fault i18n /> });
    let resend =
        move |()| settling.go::<ResendEntry>(op, move |_| t_string!(i18n, queue.entry.resent).to_owned());
    let hand_over = move |()| {
        settling.go::<HandOverEntry>(op, move |saved| {
            let reference = saved.reference.unwrap_or_default();
            t_string!(i18n, queue.entry.handed_over, reference = reference)
        });
    };
    let fixes = fix.filter(|fix| matches!(fix, Fix::MealOnNewFlight { .. }));
    let offered = fixes.map(|fix| view! { <DoInstead op fix settling /> });
    let looked_up = passenger.map(|id| {
        view! {
            <Way hint=t!(i18n, attention.open_passenger_detail)>
                <LinkButton icon=Icon::Person href=format!("/passengers/{id}") attr:data-test="entry-passenger">
                    {t!(i18n, attention.open_passenger)}
                </LinkButton>
            </Way>
        }
    });
    let again = move || match can_resend {
        true => t!(i18n, queue.entry.resend_detail)(),
        false => t!(i18n, queue.entry.cannot_resend)(),
    };
    view! {
        <section class="ways" aria-label=t!(i18n, queue.entry.ways)>
            <h3 class="refusal__title">{t!(i18n, attention.choose)}</h3>
            {failed}
            {offered}
            <Way hint=again>
                <Button icon=Icon::Send wide=true busy disabled=!can_resend attr:data-test="entry-resend"
                    on_press=resend>
                    {t!(i18n, queue.entry.resend)}
                </Button>
            </Way>
            {looked_up}
            <Way hint=t!(i18n, queue.entry.handover_detail)>
                <Button icon=Icon::People wide=true busy attr:data-test="entry-handover" on_press=hand_over>
                    {t!(i18n, queue.entry.handover)}
                </Button>
            </Way>
            <Way hint=t!(i18n, queue.entry.discard_detail)>
                <Button icon=Icon::Trash wide=true busy attr:data-test="entry-discard"
                    on_press=move |()| asking.set(true)>
                    {t!(i18n, queue.entry.discard)}
                </Button>
            </Way>
        </section>
        <Discard row settling asking />
    }
}

/// One way out and what it does.
#[component]
pub fn Way(#[prop(into)] hint: TextProp, children: Children) -> impl IntoView {
    view! {
        <div class="ways__one">
            {children()}
            <p class="field__hint">{move || hint.get()}</p>
        </div>
    }
}

/// The act that is right now, in the place of the refused one.
#[component]
fn DoInstead(op: OpId, fix: Fix, settling: Settling) -> impl IntoView {
    let i18n = use_i18n();
    let go = move |()| {
        settling.go::<FixEntry>(op, move |saved| {
            t_string!(i18n, attention.fixed, number = saved.reference.unwrap_or_default())
        });
    };
    let words = move || match &fix {
        Fix::MealOnNewFlight { flight, amount } => {
            let amount = money(i18n.locale.get(), amount.minor, amount.currency.code());
            t_string!(i18n, attention.issue_there, flight = flight.designator.as_str(), amount = amount)
        }
        Fix::NoMealOnNewFlight { .. } => String::new(),
    };
    view! {
        <Way hint=t!(i18n, attention.fix_detail)>
            <Button kind=ButtonKind::Primary icon=Icon::Check wide=true busy=settling.busy
                attr:data-test="entry-fix" on_press=go>
                {words}
            </Button>
        </Way>
    }
}

#[component]
pub fn Failed(fault: Fault, i18n: I18n) -> impl IntoView {
    let (code, advice) = (fault.code.to_string(), fault);
    view! {
        <div data-test="entry-fault" data-code=code>
            <Notice tone=Tone::Critical title=t!(i18n, queue.entry.failed)>
                <span dir="auto">{move || words::fault(i18n, &advice).1}</span>
            </Notice>
        </div>
    }
}

/// Asks once more, and says what is lost.
#[component]
fn Discard(row: QueueRow, settling: Settling, asking: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let lost = words::lost(&row.kind);
    let confirm = move |()| {
        asking.set(false);
        settling.go::<DiscardEntry>(row.op, move |_| t_string!(i18n, queue.entry.discarded).to_owned());
    };
    let about = row.about;
    view! {
        <Dialog open=asking title=t!(i18n, queue.entry.discard_of)
            actions=move || view! {
                <Button on_press=move |()| asking.set(false)>{t!(i18n, queue.entry.keep)}</Button>
                <Button kind=ButtonKind::Danger icon=Icon::Trash attr:data-test="entry-discard-confirm"
                    on_press=confirm>
                    {t!(i18n, queue.entry.discard)}
                </Button>
            }>
            <div class="stack stack--tight">
                <p><bdi>{about.clone()}</bdi></p>
                <p>{move || i18n.text(lost)}</p>
            </div>
        </Dialog>
    }
}

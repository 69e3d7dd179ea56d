use airside_shared::{
    ids::{FlightId, Uuid, VoucherId},
    ipc::{
        AssessWith, Call, DocumentArgs, FlightVouchersArgs, LetterArgs, Paper, Preview,
        PreviewFlightVouchers, PreviewLetter, PreviewVoucher, SaveFlightVouchers, SaveLetter, SaveVoucher,
        SavedFile,
    },
};
use leptos::prelude::*;

use crate::fault::{FaultNotice, fault_words};
use crate::i18n::{Locale, key, use_i18n};
use crate::loaded::{act, load};
use crate::widgets::{Button, ButtonKind, Dialog, Icon, Skeleton, Tone, use_toasts};
use crate::{t, t_string};

/// A voucher's page as it will be printed.
#[component]
pub fn VoucherDocument(open: RwSignal<bool>, id: Uuid, number: String) -> impl IntoView {
    let i18n = use_i18n();
    let args = move |paper, language| DocumentArgs { id, paper, language };
    let title = move || t_string!(i18n, compensation.document, number = number.clone());
    document::<PreviewVoucher, SaveVoucher>(open, title, args)
}

/// The letter that explains the decision, to be handed to the passenger.
#[component]
pub fn LetterDocument(open: RwSignal<bool>, of: Memo<Option<AssessWith>>) -> impl IntoView {
    let i18n = use_i18n();
    let title = move || i18n.text(key::compensation::letter).to_owned();
    view! {
        {move || {
            of.get().map(|of| {
                let args = move |paper, language| LetterArgs { of: of.clone(), paper, language };
                document::<PreviewLetter, SaveLetter>(open, title, args)
            })
        }}
    }
}

/// The first page of the vouchers of a flight; all of them, or those that were named.
#[component]
pub fn FlightVouchersDocument(
    open: RwSignal<bool>,
    flight: FlightId,
    vouchers: RwSignal<Vec<VoucherId>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let args =
        move |paper, language| FlightVouchersArgs { flight, vouchers: vouchers.get(), paper, language };
    let title = move || i18n.text(key::compensation::all_vouchers).to_owned();
    document::<PreviewFlightVouchers, SaveFlightVouchers>(open, title, args)
}

/// The page as it will be printed, on the chosen paper and in the chosen language; saved as a PDF.
fn document<P, S>(
    open: RwSignal<bool>,
    title: impl Fn() -> String + Send + Sync + 'static,
    make: impl Fn(Paper, String) -> P::Args + Clone + Send + Sync + 'static,
) -> impl IntoView
where
    P: Call<Reply = Preview> + 'static,
    S: Call<Args = P::Args, Reply = SavedFile> + 'static,
    P::Args: 'static,
{
    let (i18n, toasts) = (use_i18n(), use_toasts());
    let paper = RwSignal::new(Paper::A4);
    let language = RwSignal::new(i18n.locale.get_untracked());
    let busy = RwSignal::new(false);
    let make = StoredValue::new(make);
    let args = move || make.with_value(|make| make(paper.get(), language.get().tag().to_owned()));
    let page = load::<P>(move || open.get().then(args));
    let save = move |()| {
        act::<S>(untrack(args), busy, move |reply| match reply {
            Ok(file) => {
                toasts.say(Tone::Positive, t_string!(i18n, compensation.saved_as, path = file.name()));
            }
            Err(fault) => toasts.say(Tone::Critical, fault_words(i18n, &fault)),
        });
    };
    let actions = move || {
        view! {
            <Button on_press=move |()| open.set(false)>{t!(i18n, shell.close)}</Button>
            <Button
                kind=ButtonKind::Primary
                icon=Icon::Download
                busy
                on_press=save
                attr:data-test="voucher-save"
            >
                {t!(i18n, compensation.save_pdf)}
            </Button>
        }
    };
    view! {
        <Dialog open title actions wide=true>
            <div class="stack">
                <Choices paper language />
                {move || page.fault.get().map(|fault| view! { <FaultNotice fault on_retry=move |()| page.again() /> })}
                <div class="sheet" aria-live="polite">
                    {move || match page.value.get() {
                        Some(page) => view! { <Sheet page /> }.into_any(),
                        None => view! { <Skeleton rows=6 /> }.into_any(),
                    }}
                </div>
            </div>
        </Dialog>
    }
}

#[component]
fn Sheet(page: Preview) -> impl IntoView {
    let roll = page.width_mm < 100;
    let source = format!("data:image/png;base64,{}", page.png);
    view! {
        <img
            class="sheet__page"
            class:sheet__page--roll=roll
            data-test="voucher-page"
            src=source
            alt=page.title
        />
    }
}

#[component]
fn Choices(paper: RwSignal<Paper>, language: RwSignal<Locale>) -> impl IntoView {
    let i18n = use_i18n();
    let sheet = move |this: Paper, words: crate::i18n::Key, test: &'static str| {
        view! {
            <button
                type="button"
                class="pick"
                data-test=test
                aria-pressed=move || (paper.get() == this).to_string()
                on:click=move |_| paper.set(this)
            >
                {move || i18n.text(words)}
            </button>
        }
    };
    let tongue = move |locale: Locale| {
        view! {
            <button
                type="button"
                class="pick"
                lang=locale.tag()
                data-test=format!("document-{}", locale.tag())
                aria-pressed=move || (language.get() == locale).to_string()
                on:click=move |_| language.set(locale)
            >
                {locale.own_name()}
            </button>
        }
    };
    use crate::i18n::key::compensation as words;
    view! {
        <div class="line">
            <div class="line" role="group" aria-label=t!(i18n, compensation.paper)>
                {sheet(Paper::A4, words::a4, "paper-a4")}
                {sheet(Paper::Roll80, words::roll, "paper-roll")}
            </div>
            <div class="line" role="group" aria-label=t!(i18n, shell.language)>
                {Locale::ALL.into_iter().map(tongue).collect_view()}
            </div>
        </div>
    }
}

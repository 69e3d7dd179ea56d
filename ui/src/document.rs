//! A document on paper, looked at before it is saved: vouchers, letters, receipts, counts.

use airside_shared::ipc::{Call, Paper, Preview, SavedFile};
use leptos::prelude::*;

use crate::fault::{FaultNotice, fault_words};
use crate::i18n::{Locale, use_i18n};
use crate::loaded::{act, load};
use crate::widgets::{Button, ButtonKind, Dialog, Icon, Skeleton, Tone, use_toasts};
use crate::{t, t_string};

/// The page as it will be printed, on the chosen paper and in the chosen language; saved as a PDF. `first` is the
/// paper that is usual for it.
pub fn document<P, S>(
    open: RwSignal<bool>,
    first: Paper,
    title: impl Fn() -> String + Send + Sync + 'static,
    make: impl Fn(Paper, String) -> P::Args + Clone + Send + Sync + 'static,
) -> impl IntoView
where
    P: Call<Reply = Preview> + 'static,
    S: Call<Args = P::Args, Reply = SavedFile> + 'static,
    P::Args: 'static,
{
    let (i18n, toasts) = (use_i18n(), use_toasts());
    let paper = RwSignal::new(first);
    let language = RwSignal::new(i18n.locale.get_untracked());
    let busy = RwSignal::new(false);
    let make = StoredValue::new(make);
    let args = move || make.with_value(|make| make(paper.get(), language.get().tag().to_owned()));
    let page = load::<P>(move || open.get().then(args));
    let save = move |()| {
        act::<S>(untrack(args), busy, move |reply| match reply {
            Ok(file) => {
                toasts.say(Tone::Positive, t_string!(i18n, document.saved_as, path = file.name()));
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
                attr:data-test="document-save"
            >
                {t!(i18n, document.save_pdf)}
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
            data-test="document-page"
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
    use crate::i18n::key::document as words;
    view! {
        <div class="line">
            <div class="line" role="group" aria-label=t!(i18n, document.paper)>
                {sheet(Paper::A4, words::a4, "paper-a4")}
                {sheet(Paper::Roll80, words::roll, "paper-roll")}
            </div>
            <div class="line" role="group" aria-label=t!(i18n, shell.language)>
                {Locale::ALL.into_iter().map(tongue).collect_view()}
            </div>
        </div>
    }
}

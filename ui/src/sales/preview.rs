use airside_shared::{
    Fault,
    ids::SaleId,
    ipc::{self, DocumentArgs, Paper, PreviewReceipt, SaveReceipt},
};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::words;
use crate::i18n::{Key, Locale, key, use_i18n};
use crate::ipc::call;
use crate::widgets::{Button, ButtonKind, Dialog, Icon, Notice, Skeleton, Tone, use_toasts};
use crate::{t, t_string};

/// A receipt as it will be printed, in the passenger's language and on the paper that is there.
#[component]
pub fn Preview(open: RwSignal<bool>, sale: Signal<Option<(SaleId, String)>>) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let (paper, busy) = (RwSignal::new(Paper::Roll80), RwSignal::new(false));
    let language = RwSignal::new(i18n.locale.get_untracked());
    let fault = RwSignal::new(None::<Fault>);
    let document = move || {
        let language = language.get().tag().to_owned();
        sale.get().map(|(sale, _)| DocumentArgs { id: sale.into(), paper: paper.get(), language })
    };
    let page = LocalResource::new(move || {
        let wanted = open.get().then(document).flatten();
        async move {
            match wanted {
                Some(args) => Some(call::<PreviewReceipt>(&args).await),
                None => None,
            }
        }
    });
    let save = move |()| {
        let Some(args) = untrack(document) else { return };
        busy.set(true);
        fault.set(None);
        spawn_local(async move {
            let answer = call::<SaveReceipt>(&args).await;
            let _ = busy.try_set(false);
            match answer {
                Ok(file) => toasts.say(Tone::Positive, t_string!(i18n, sales.saved_pdf, path = file.name())),
                Err(failed) => drop(fault.try_set(Some(failed))),
            }
        });
    };
    let title = move || {
        let number = sale.get().map(|(_, number)| number).unwrap_or_default();
        t_string!(i18n, sales.receipt_of, number = number)
    };
    view! {
        <Dialog open wide=true title
            actions=move || view! {
                <Button kind=ButtonKind::Primary icon=Icon::Download busy attr:data-test="receipt-save"
                    on_press=save>
                    {t!(i18n, sales.save_pdf)}
                </Button>
            }>
            <div class="stack">
                <Choices paper language />
                {move || fault.get().map(|fault| view! {
                    <Notice tone=Tone::Critical>{move || words::fault(i18n, &fault)}</Notice>
                })}
                {move || view! { <Page page=page.get().flatten() /> }}
            </div>
        </Dialog>
    }
}

#[component]
fn Page(page: Option<Result<ipc::Preview, Fault>>) -> impl IntoView {
    let i18n = use_i18n();
    match page {
        None => view! {
            <p class="unseen" role="status">{t!(i18n, sales.preparing)}</p>
            <Skeleton rows=6 />
        }
        .into_any(),
        Some(Err(fault)) => view! {
            <Notice tone=Tone::Critical title=t!(i18n, sales.no_preview)>
                {move || words::fault(i18n, &fault)}
            </Notice>
        }
        .into_any(),
        Some(Ok(page)) => view! {
            <div class="paper" data-test="receipt-page">
                <img class="paper__page" alt=t!(i18n, sales.page_alt)
                    src=format!("data:image/png;base64,{}", page.png)
                    style:aspect-ratio=format!("{} / {}", page.width_mm, page.height_mm) />
            </div>
        }
        .into_any(),
    }
}

#[component]
fn Choices(paper: RwSignal<Paper>, language: RwSignal<Locale>) -> impl IntoView {
    let i18n = use_i18n();
    let papers = [(Paper::Roll80, key::sales::paper_roll), (Paper::A4, key::sales::paper_a4)];
    let option = move |(own, words): (Paper, Key)| {
        view! {
            <button type="button" class="segment" aria-pressed=move || (paper.get() == own).to_string()
                on:click=move |_| paper.set(own)>
                {move || i18n.text(words)}
            </button>
        }
    };
    let tongue = move |own: Locale| {
        view! {
            <button type="button" class="segment" lang=own.tag()
                aria-pressed=move || (language.get() == own).to_string()
                on:click=move |_| language.set(own)>
                {own.own_name()}
            </button>
        }
    };
    view! {
        <div class="line">
            <div class="segments" role="group" aria-label=t!(i18n, sales.paper)>
                {papers.map(option).collect_view()}
            </div>
            <div class="segments" role="group" aria-label=t!(i18n, sales.document_language)>
                {Locale::ALL.map(tongue).collect_view()}
            </div>
        </div>
    }
}

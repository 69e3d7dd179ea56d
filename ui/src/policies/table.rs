use airside_shared::ipc::{GetPolicy, PolicyArgs, PolicyPage};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    edit::Edit,
    review::{Editing, Review},
    sheets::Sheets,
    versions::{Versions, WithdrawDialog},
    words,
};
use crate::desk::use_desk;
use crate::i18n::use_i18n;
use crate::loaded::{Until, load};
use crate::widgets::{Button, ButtonKind, Icon, LinkButton, Notice, PageHead, Tone};
use crate::{t, t_string};

/// `/policies/:table`: one table: what decides, what is drafted, every version.
#[component]
pub fn PolicyTablePage() -> impl IntoView {
    let (desk, i18n) = (use_desk(), use_i18n());
    let params = use_params_map();
    let table = Memo::new(move |_| params.with(|it| it.get("table")).unwrap_or_default());
    let tick = desk.tick(&["policy", "queue"]);
    let loaded = load::<GetPolicy>(move || {
        tick.track();
        let table = table.get();
        (!table.is_empty()).then_some(PolicyArgs { table })
    });
    let (edit, withdrawing) = (Edit::new(), RwSignal::new(None::<u32>));
    let show = move || loaded.value.with_untracked(|page| page.iter().for_each(|page| edit.follow(page)));
    Effect::new(move |_| {
        loaded.value.track();
        show();
    });
    Effect::new(move |before: Option<String>| {
        let table = table.get();
        if before.is_some_and(|before| before != table) {
            edit.on.set(false);
        }
        table
    });
    let discard = Callback::new(move |()| {
        edit.on.set(false);
        show();
    });
    let page = Memo::new(move |_| loaded.value.get());
    let may_not = Memo::new(move |_| page.with(|page| page.as_ref().and_then(|page| page.may_not.clone())));
    let actions = move || {
        view! {
            <Show when=move || !edit.on.get()>
                <Button kind=ButtonKind::Primary icon=Icon::Edit attr:data-test="policy-edit"
                    disabled=Signal::derive(move || may_not.with(Option::is_some))
                    on_press=move |()| edit.on.set(true)>
                    {t!(i18n, policies.edit)}
                </Button>
            </Show>
            <LinkButton href="/policies" icon=Icon::ArrowLeft>{t!(i18n, policies.back)}</LinkButton>
        }
    };
    let lead = move || page.get().map(|page| view! { <Lead page /> });
    let offline = move || {
        may_not.get().map(|fault| {
            view! { <Notice tone=Tone::Warning>{move || words::fault(i18n, &fault)}</Notice> }
        })
    };
    let draft = Memo::new(move |_| page.with(|page| page.as_ref().and_then(|page| page.draft.clone())));
    let review = move || {
        draft.get().filter(|_| !edit.on.get()).map(|draft| view! { <Review draft table edit withdrawing /> })
    };
    let versions = move || {
        let rows = page.with(|page| page.as_ref().map(|page| page.versions.clone()).unwrap_or_default());
        view! { <Versions rows withdrawing /> }
    };
    view! {
        <div class="page" data-test="policy-table" data-editing=move || edit.on.get().to_string()>
            <PageHead title=move || words::table(i18n, &table.get()) lead actions />
            <Until of=loaded rows=10>
                {offline}
                {review}
                <Show when=move || edit.on.get()><Editing table edit discard /></Show>
                <Sheets edit />
                {versions}
            </Until>
            <WithdrawDialog table withdrawing />
        </div>
    }
}

/// The law, and since when what is in force decides.
#[component]
fn Lead(page: PolicyPage) -> impl IntoView {
    let i18n = use_i18n();
    let since = page.in_force.from.map(|day| day.to_string());
    let since = move || match &since {
        Some(day) => {
            let day = words::day(i18n, day);
            t_string!(i18n, policies.in_force_since, day = day)
        }
        None => t_string!(i18n, policies.in_force).to_owned(),
    };
    view! { <bdi>{page.instrument}</bdi> " · " <span data-test="policy-in-force">{since}</span> " · " <bdi>{page.in_force.name}</bdi> }
}

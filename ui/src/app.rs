//! What is there from the first moment: look, language, commands, toasts, and the ways to the pages.

use leptos::prelude::*;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::path;

use crate::i18n::{Locale, provide_i18n, use_i18n};
use crate::shell::{Mark, provide_commands};
use crate::t;
use crate::theme::{Device, provide_look};
use crate::widgets::{EmptyState, Icon, LinkButton, provide_toasts};

/// The root of the window. Each feature adds its routes here.
#[component]
pub fn App() -> impl IntoView {
    provide_look(Device::Desk);
    provide_i18n(Locale::En);
    provide_toasts();
    provide_commands();
    #[cfg(feature = "gallery")]
    if window().location().pathname().is_ok_and(|path| path == "/gallery") {
        return view! { <Router><crate::gallery::Gallery /></Router> }.into_any();
    }
    view! {
        <Router>
            <Routes fallback=NoPage>
                <Route path=path!("/") view=Start />
            </Routes>
        </Router>
    }
    .into_any()
}

/// What stands until the shell has said who is here.
#[component]
fn Start() -> impl IntoView {
    view! {
        <main class="start">
            <Mark />
        </main>
    }
}

/// An address that leads nowhere.
#[component]
fn NoPage() -> impl IntoView {
    let i18n = use_i18n();
    let home = move || view! { <LinkButton href="/">{t!(i18n, shell.to_start)}</LinkButton> };
    view! {
        <EmptyState
            icon=Icon::Plane
            title=t!(i18n, shell.no_page)
            detail=t!(i18n, shell.no_page_detail)
            action=home
        />
    }
}

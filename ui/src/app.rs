//! What is there from the first moment: look, language, commands, toasts, the desk; and the ways to the pages.

use airside_shared::{
    devices::DeviceKind,
    ipc::{Gate, Status},
};
use leptos::prelude::*;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::path;

use crate::board::{BoardPage, FlightsPage, ManifestPage};
use crate::cases::{CasePage, CasesPage, provide_drafts};
use crate::claims::ClaimsPage;
use crate::clock::provide_now;
use crate::compensation::{DuePage, FlightDuePage};
use crate::desk::{provide_desk, use_desk};
use crate::fleet::{DevicePage, FleetPage};
use crate::i18n::{Locale, provide_i18n, use_i18n};
use crate::kiosk::Attract;
use crate::passengers::{FindPage, PassengerPage, ScanPage};
use crate::policies::{PoliciesPage, PolicyTablePage};
use crate::queue::{AttentionPage, EntryPage, QueuePage, StationPage, SyncPage};
use crate::refunds::RefundsPage;
use crate::sales::TrolleyPage;
use crate::session::{Closed, SignIn, Work, remember_locale, remembered_locale};
use crate::shell::{Mark, provide_commands};
use crate::t;
use crate::theme::{Device, provide_look, use_look};
use crate::vouchers::RedeemPage;
use crate::widgets::{EmptyState, Icon, LinkButton, provide_toasts};

/// The root of the window.
#[component]
pub fn App() -> impl IntoView {
    provide_look(Device::Desk);
    let i18n = provide_i18n(remembered_locale().unwrap_or(Locale::En));
    remember_locale(i18n);
    provide_toasts();
    provide_commands();
    #[cfg(feature = "gallery")]
    if window().location().pathname().is_ok_and(|path| path == "/gallery") {
        return view! { <Router><crate::gallery::Gallery /></Router> }.into_any();
    }
    provide_desk();
    provide_now();
    provide_drafts();
    view! { <Router><Stage /></Router> }.into_any()
}

/// What the window shows as a whole. It changes only with the gate, so that nothing on a page is lost when the
/// queue or the network moves.
#[derive(Clone, PartialEq)]
enum Standing {
    Starting,
    Closed,
    Locked,
    /// A kiosk in its own part.
    Kiosk,
    Open(String),
}

fn standing(status: Option<&Status>) -> Standing {
    let Some(status) = status else { return Standing::Starting };
    match &status.gate {
        Gate::Closed { .. } => Standing::Closed,
        Gate::Locked { .. } => Standing::Locked,
        Gate::Open { .. } if status.device == DeviceKind::Kiosk => Standing::Kiosk,
        Gate::Open { actor, .. } => Standing::Open(actor.user.to_string()),
    }
}

#[component]
fn Stage() -> impl IntoView {
    let (desk, look) = (use_desk(), use_look());
    let device = Memo::new(move |_| desk.status.with(|status| status.as_ref().map(|status| status.device)));
    Effect::new(move |_| {
        if let Some(kind) = device.get() {
            look.device.set(match kind {
                DeviceKind::Desk => Device::Desk,
                DeviceKind::Tablet => Device::Tablet,
                DeviceKind::Kiosk => Device::Kiosk,
            });
        }
    });
    let standing = Memo::new(move |_| desk.status.with(|status| standing(status.as_ref())));
    move || match standing.get() {
        Standing::Starting => view! { <Start /> }.into_any(),
        Standing::Closed => view! { <Closed /> }.into_any(),
        Standing::Locked => view! { <SignIn /> }.into_any(),
        Standing::Kiosk => view! { <Attract /> }.into_any(),
        Standing::Open(_) => view! { <Work><Pages /></Work> }.into_any(),
    }
}

#[component]
fn Pages() -> impl IntoView {
    view! {
        <Routes fallback=NoPage>
            <Route path=path!("/") view=BoardPage />
            <Route path=path!("/find") view=FindPage />
            <Route path=path!("/scan") view=ScanPage />
            <Route path=path!("/passengers/:id") view=PassengerPage />
            <Route path=path!("/passengers/:id/due") view=DuePage />
            <Route path=path!("/cases") view=CasesPage />
            <Route path=path!("/cases/:id") view=CasePage />
            <Route path=path!("/flights") view=FlightsPage />
            <Route path=path!("/flights/:flight") view=ManifestPage />
            <Route path=path!("/flights/:flight/due") view=FlightDuePage />
            <Route path=path!("/queue") view=QueuePage />
            <Route path=path!("/queue/:op") view=EntryPage />
            <Route path=path!("/attention") view=AttentionPage />
            <Route path=path!("/attention/station") view=StationPage />
            <Route path=path!("/sync") view=SyncPage />
            <Route path=path!("/refunds") view=RefundsPage />
            <Route path=path!("/claims") view=ClaimsPage />
            <Route path=path!("/policies") view=PoliciesPage />
            <Route path=path!("/policies/:table") view=PolicyTablePage />
            <Route path=path!("/fleet") view=FleetPage />
            <Route path=path!("/fleet/:device") view=DevicePage />
            <Route path=path!("/flights/:flight/trolley") view=TrolleyPage />
            <Route path=path!("/redeem") view=RedeemPage />
        </Routes>
    }
}

/// What stands until the desk has said where it is.
#[component]
fn Start() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <main class="start">
            <Mark />
            <p class="unseen" role="status">{t!(i18n, session.starting)}</p>
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

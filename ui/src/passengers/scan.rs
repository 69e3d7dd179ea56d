use leptos::prelude::*;

use super::hit::HitList;
use crate::fault::FaultNotice;
use crate::i18n::{Key, key, use_i18n};
use crate::session::use_scanned;
use crate::t;
use crate::widgets::{ButtonKind, Card, EmptyState, Icon, LinkButton, PageHead};

fn kind_words(kind: &str) -> Option<Key> {
    use key::passengers::scanned as s;
    Some(match kind {
        "boarding_pass" => s::boarding_pass,
        "travel_document" => s::travel_document,
        "bag_tag" => s::bag_tag,
        "e_ticket" => s::e_ticket,
        "pnr" => s::pnr,
        "voucher" => s::voucher,
        "loyalty" => s::loyalty,
        "irregularity" => s::irregularity,
        _ => return None,
    })
}

/// A scan that did not lead to one person: what it was, who it may be, or what to do.
#[component]
pub fn ScanPage() -> impl IntoView {
    let i18n = use_i18n();
    let scanned = use_scanned().0;
    let title = move || {
        let kind = scanned.with(|scan| scan.as_ref().and_then(|scan| scan.kind.clone()));
        i18n.text(kind.as_deref().and_then(kind_words).unwrap_or(key::passengers::scan_title))
    };
    let search = move || {
        view! {
            <LinkButton kind=ButtonKind::Primary icon=Icon::Search href="/find" key="F3">
                {t!(i18n, session.nav_find)}
            </LinkButton>
        }
    };
    let hits = move || scanned.with(|scan| scan.as_ref().map(|s| s.hits.clone()).unwrap_or_default());
    let fault = move || scanned.with(|scan| scan.as_ref().and_then(|scan| scan.fault.clone()));
    view! {
        <div class="page" data-test="scan">
            <PageHead title actions=search />
            {move || fault().map(|fault| view! { <FaultNotice fault /> })}
            <Show
                when=move || !hits().is_empty()
                fallback=move || {
                    view! {
                        <Card>
                            <EmptyState
                                icon=Icon::Scan
                                title=t!(i18n, passengers.scan_nobody)
                                detail=t!(i18n, passengers.start_detail)
                            />
                        </Card>
                    }
                }
            >
                <HitList label=t!(i18n, passengers.results) hits=Signal::derive(hits) />
            </Show>
        </div>
    }
}

use leptos::prelude::*;

use super::language::Languages;
use crate::i18n::{Key, key, use_i18n};
use crate::t;
use crate::widgets::{Button, Glyph, Icon, PageHead};

/// What can be done at this screen today, and no more than that.
#[component]
pub fn Menu(reset: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let offer = move |icon: Icon, title: Key, detail: Key| {
        view! {
            <li class="kiosk-offer">
                <span class="kiosk-offer__icon"><Glyph icon /></span>
                <span class="kiosk-offer__words">
                    <strong class="kiosk-offer__title">{move || i18n.text(title)}</strong>
                    <span>{move || i18n.text(detail)}</span>
                </span>
            </li>
        }
    };
    view! {
        <div class="kiosk-page" data-test="kiosk-menu">
            <PageHead title=t!(i18n, kiosk.menu_title) lead=move || t!(i18n, kiosk.menu_lead) />
            <ul class="kiosk-offers">
                {offer(Icon::Scan, key::kiosk::scan, key::kiosk::scan_detail)}
                {offer(Icon::People, key::kiosk::host, key::kiosk::host_detail)}
            </ul>
            <Languages on_choose=|()| () />
            <Button wide=true icon=Icon::Close attr:data-test="kiosk-reset" on_press=reset>
                {t!(i18n, kiosk.start_over)}
            </Button>
        </div>
    }
}

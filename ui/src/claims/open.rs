use airside_shared::{
    Fault,
    access::Permission,
    claims::ClaimReason,
    ipc::{AssessWith, OpenClaim, OpenClaimArgs},
};
use leptos::prelude::*;

use super::words;
use crate::cases::{name_of, value_of};
use crate::desk::use_desk;
use crate::i18n::{key, use_i18n};
use crate::loaded::act;
use crate::widgets::{Button, ButtonKind, Dialog, Icon, Notice, RadioCard, RadioCards, Tone, use_toasts};
use crate::{t, t_string};

/// Opens a claim by hand, for somebody whom no event has opened one for.
#[component]
pub fn OpenClaimButton(of: Memo<Option<AssessWith>>) -> impl IntoView {
    let (i18n, toasts, desk) = (use_i18n(), use_toasts(), use_desk());
    let (open, busy) = (RwSignal::new(false), RwSignal::new(false));
    let (reason, fault) = (RwSignal::new(name_of(ClaimReason::Disruption)), RwSignal::new(None::<Fault>));
    let may = Memo::new(move |_| desk.grant(Permission::CaseWrite).allowed);
    let go = move |()| {
        let Some(AssessWith { trip, flight, .. }) = of.get_untracked() else { return };
        let Some(reason) = value_of(&reason.get_untracked()) else { return };
        fault.set(None);
        act::<OpenClaim>(OpenClaimArgs { trip, flight, reason }, busy, move |answer| match answer {
            Ok(_) => {
                open.set(false);
                toasts.say(Tone::Positive, t_string!(i18n, claims.opened).to_owned());
            }
            Err(failed) => fault.set(Some(failed)),
        });
    };
    let cards = vec![
        RadioCard::new(name_of(ClaimReason::Disruption), move || i18n.text(key::claims::reason::disruption)),
        RadioCard::new(name_of(ClaimReason::DeniedBoarding), move || {
            i18n.text(key::claims::reason::denied_boarding)
        }),
    ];
    view! {
        <Show when=move || may.get()>
            <Button icon=Icon::Case on_press=move |()| open.set(true) attr:data-test="open-claim">
                {t!(i18n, claims.open)}
            </Button>
        </Show>
        <Dialog open title=t!(i18n, claims.open)
            actions=move || view! {
                <Button on_press=move |()| open.set(false)>{t!(i18n, claims.keep)}</Button>
                <Button kind=ButtonKind::Primary icon=Icon::Case busy attr:data-test="open-claim-go" on_press=go>
                    {t!(i18n, claims.open)}
                </Button>
            }>
            <div class="stack">
                <RadioCards label=t!(i18n, claims.reason_label) value=reason cards=cards.clone() />
                {move || fault.get().map(|failed| view! {
                    <Notice tone=Tone::Critical>{move || words::fault(i18n, &failed)}</Notice>
                })}
            </div>
        </Dialog>
    }
}

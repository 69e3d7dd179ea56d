use airside_shared::{
    Fault,
    access::Permission,
    ipc::{AssessWith, OpenClaim, OpenClaimArgs},
};
use leptos::prelude::*;

use super::words;
use crate::desk::use_desk;
use crate::i18n::use_i18n;
use crate::loaded::act;
use crate::widgets::{Button, Icon, Notice, Tone, use_toasts};
use crate::{t, t_string};

/// Opens a claim for what happened, with what the passenger said of it, for somebody whom no event has opened one for.
#[component]
pub fn OpenClaimButton(of: Memo<Option<AssessWith>>) -> impl IntoView {
    let (i18n, toasts, desk) = (use_i18n(), use_toasts(), use_desk());
    let (busy, fault) = (RwSignal::new(false), RwSignal::new(None::<Fault>));
    let may = Memo::new(move |_| desk.grant(Permission::CaseWrite).allowed);
    // What was refused was refused for what was asked then.
    Effect::new(move |_| {
        of.track();
        fault.set(None);
    });
    let go = move |()| {
        let Some(AssessWith { trip, flight, about, known }) = of.get_untracked() else { return };
        fault.set(None);
        let args = OpenClaimArgs { trip, flight, reason: about, answers: known };
        act::<OpenClaim>(args, busy, move |answer| match answer {
            Ok(_) => toasts.say(Tone::Positive, t_string!(i18n, claims.opened).to_owned()),
            Err(failed) => fault.set(Some(failed)),
        });
    };
    view! {
        <Show when=move || may.get()>
            <Button icon=Icon::Case busy on_press=go attr:data-test="open-claim">
                {t!(i18n, claims.open)}
            </Button>
        </Show>
        {move || fault.get().map(|failed| {
            let code = failed.code.to_string();
            view! {
                <div data-test="open-claim-fault" data-code=code>
                    <Notice tone=Tone::Critical>{move || words::fault(i18n, &failed)}</Notice>
                </div>
            }
        })}
    }
}

use airside_shared::ids::DeviceId;
use leptos::prelude::*;

use super::{
    state::{Fleet, Line},
    words,
};
use crate::i18n::{duration, use_i18n};
use crate::widgets::{Chip, Glyph, Icon, Tone};
use crate::{t, t_string};

/// Concerns that fit a row.
const TOLD: usize = 3;

/// One device: which, what there is to see to, and its figures under the columns' names. It follows what is said of
/// the device, so that a person who is on it is not thrown off by the next answer.
#[component]
pub fn DeviceRow(id: DeviceId, fleet: Fleet) -> impl IntoView {
    let i18n = use_i18n();
    let line = fleet.one(id);
    let own = move || fleet.own.get() == Some(id);
    let with =
        move |read: &dyn Fn(&Line) -> String| line.with(|it| it.as_ref().map(read).unwrap_or_default());
    let kind = Memo::new(move |_| line.with(|it| it.as_ref().map(|it| it.device.kind)));
    let weight = move || with(&|it| format!("{:?}", it.weight()).to_lowercase());
    view! {
        <a class="row row--opens fleet-row" data-row="" data-test="fleet-device" data-device=id.to_string()
            data-weight=weight href=format!("/fleet/{id}")>
            <span class="row__start">
                {move || kind.get().map(|kind| view! { <Glyph icon=words::icon(kind) /> })}
            </span>
            <span class="row__words">
                <span class="row__title">
                    <bdi>{move || with(&|it| words::name(i18n, &it.device))}</bdi>
                    <bdi class="quiet">{move || with(&|it| it.device.station.clone())}</bdi>
                    {move || own().then(|| view! { <Chip tone=Tone::Accent>{t!(i18n, fleet.own)}</Chip> })}
                </span>
                <Concerns line />
            </span>
            <Cells line fleet />
            <span class="row__go"><Glyph icon=Icon::ChevronRight /></span>
        </a>
    }
}

#[component]
fn Concerns(line: Memo<Option<Line>>) -> impl IntoView {
    let i18n = use_i18n();
    let concerns =
        Memo::new(move |_| line.with(|it| it.as_ref().map(|it| it.concerns.clone()).unwrap_or_default()));
    let chips = move || {
        let all = concerns.get();
        let more = all.len().saturating_sub(TOLD);
        let chip = |concern| {
            let tone = words::tone(airside_shared::devices::Concern::weight(concern));
            view! { <Chip tone icon=words::sign(concern)>{move || words::concern(i18n, concern)}</Chip> }
        };
        let told = all.iter().copied().take(TOLD).map(chip).collect_view();
        let rest = (more > 0).then(|| view! { <span>{t!(i18n, fleet.more, count = more)}</span> });
        let fine = all.is_empty().then(|| view! { <span>{t!(i18n, fleet.fine)}</span> });
        view! { {told} {rest} {fine} }
    };
    view! { <span class="row__detail fleet-row__concerns">{chips}</span> }
}

#[component]
fn Cells(line: Memo<Option<Line>>, fleet: Fleet) -> impl IntoView {
    let i18n = use_i18n();
    let with =
        move |read: &dyn Fn(&Line) -> String| line.with(|it| it.as_ref().map(read).unwrap_or_default());
    let now = fleet.now;
    let contact =
        move || with(&|it| words::ago(i18n, now.get(), it.device.last_contact.map(|at| at.as_millisecond())));
    let queue = move || {
        with(&|it| match it.device.report.as_ref().map(|report| report.waiting) {
            Some(0) => t_string!(i18n, fleet.nothing_waits).to_owned(),
            Some(count) => t_string!(i18n, fleet.waits, count = count),
            None => t_string!(i18n, fleet.not_said).to_owned(),
        })
    };
    let since = move || {
        let oldest = line.with(|it| {
            let report = it.as_ref()?.device.report.as_ref().filter(|report| report.waiting > 0)?;
            report.oldest.map(|at| at.as_millisecond())
        });
        oldest.map(|at| {
            t_string!(i18n, fleet.since, age = duration(i18n.locale.get(), (now.get() - at).max(0)))
        })
    };
    let clock = move || with(&|it| words::clock(i18n, it.device.drift));
    let program =
        move || with(&|it| it.device.report.as_ref().map(|it| it.app_version.clone()).unwrap_or_default());
    let form = move || {
        let form = line.with(|it| it.as_ref()?.device.report.as_ref()?.schema);
        form.map(|form| t_string!(i18n, fleet.form, number = form.to_string()))
    };
    view! {
        <span class="fleet-row__cells">
            <span class="fleet-row__cell" data-test="fleet-contact">
                <span class="unseen">{t!(i18n, fleet.column.contact)}": "</span>
                {contact}
            </span>
            <span class="fleet-row__cell" data-test="fleet-queue">
                <span class="unseen">{t!(i18n, fleet.column.queue)}": "</span>
                {queue} <span class="fleet-row__under">{since}</span>
            </span>
            <span class="fleet-row__cell fleet-row__cell--more">
                <span class="unseen">{t!(i18n, fleet.column.clock)}": "</span>
                {clock}
            </span>
            <span class="fleet-row__cell fleet-row__cell--more">
                <span class="unseen">{t!(i18n, fleet.column.version)}": "</span>
                <bdi>{program}</bdi> <span class="fleet-row__under">{form}</span>
            </span>
        </span>
    }
}

//! What a device said of itself, and how its withdrawal went, as facts.

use airside_shared::sync::{Report, Revoked, Withdraw};
use leptos::prelude::*;

use super::{
    state::{Fleet, Line},
    words,
};
use crate::desk::use_desk;
use crate::i18n::{bytes, number, use_i18n};
use crate::t;
use crate::widgets::{Card, Code, Fact, Facts, LocalTime, Section, TimeStyle};

/// An instant with its day, on this station's wall.
#[component]
pub fn Moment(#[prop(into)] at: Signal<i64>) -> impl IntoView {
    let desk = use_desk();
    let zone = Signal::derive(move || {
        desk.status.with(|status| status.as_ref().map(|it| it.zone.name.clone()).unwrap_or_default())
    });
    view! { <LocalTime at zone style=TimeStyle::DayAndTime /> }
}

#[component]
pub fn Said(line: Memo<Option<Line>>, fleet: Fleet) -> impl IntoView {
    let i18n = use_i18n();
    let contact =
        Memo::new(move |_| line.with(|it| it.as_ref()?.device.last_contact.map(|at| at.as_millisecond())));
    let report = Memo::new(move |_| line.with(|it| it.as_ref().and_then(|it| it.device.report.clone())));
    let refused = Memo::new(move |_| line.with(|it| it.as_ref().map_or(0, |it| it.device.refused)));
    let drift = Memo::new(move |_| line.with(|it| it.as_ref().and_then(|it| it.device.drift)));
    let id = Signal::derive(move || {
        line.with(|it| it.as_ref().map(|it| it.device.device.to_string()).unwrap_or_default())
    });
    let count = move |count: i64| number(i18n.locale.get(), count);
    let ago = move || words::ago(i18n, fleet.now.get(), contact.get());
    view! {
        <Section title=t!(i18n, fleet.device.said) note=ago>
            <Card>
                <div data-test="device-facts">
                    <Facts>
                        <Fact name=t!(i18n, fleet.device.last_contact)>
                            {move || match contact.get() {
                                Some(at) => view! { <Moment at=Signal::stored(at) /> }.into_any(),
                                None => t!(i18n, fleet.never)().into_any(),
                            }}
                        </Fact>
                        <Fact name=t!(i18n, fleet.device.refused)>{move || count(refused.get().into())}</Fact>
                        <Fact name=t!(i18n, fleet.device.clock)>{move || words::clock(i18n, drift.get())}</Fact>
                        {move || match report.get() {
                            Some(report) => view! { <Reported report /> }.into_any(),
                            None => view! { <p class="quiet">{t!(i18n, fleet.device.never_said)}</p> }.into_any(),
                        }}
                        <Fact name=t!(i18n, fleet.device.id)><Code text=id /></Fact>
                    </Facts>
                </div>
            </Card>
        </Section>
    }
}

#[component]
fn Reported(report: Report) -> impl IntoView {
    let i18n = use_i18n();
    let count = move |count: i64| move || number(i18n.locale.get(), count);
    let maybe = move |it: Option<u32>| {
        move || match it {
            Some(it) => number(i18n.locale.get(), it.into()),
            None => t!(i18n, fleet.not_said)().to_owned(),
        }
    };
    let free = report.free_disk;
    let free = move || match free {
        Some(free) => bytes(i18n.locale.get(), free),
        None => t!(i18n, fleet.not_said)().to_owned(),
    };
    let oldest = report.oldest.filter(|_| report.waiting > 0).map(|at| {
        view! {
            <Fact name=t!(i18n, fleet.device.oldest)><Moment at=Signal::stored(at.as_millisecond()) /></Fact>
        }
    });
    view! {
        <Fact name=t!(i18n, fleet.device.waiting)>{count(report.waiting.into())}</Fact>
        {oldest}
        <Fact name=t!(i18n, fleet.device.attention)>{count(report.attention.into())}</Fact>
        <Fact name=t!(i18n, fleet.device.photos)>{maybe(report.photos)}</Fact>
        <Fact name=t!(i18n, fleet.device.records)>{maybe(report.records)}</Fact>
        <Fact name=t!(i18n, fleet.device.program)><Code text=report.app_version /></Fact>
        <Fact name=t!(i18n, fleet.device.schema)>{maybe(report.schema)}</Fact>
        <Fact name=t!(i18n, fleet.device.protocol)>{count(report.protocol.into())}</Fact>
        <Fact name=t!(i18n, fleet.device.heals)>{count(report.heals.into())}</Fact>
        <Fact name=t!(i18n, fleet.device.free)><bdi>{free}</bdi></Fact>
    }
}

#[component]
pub fn Withdrawal(revoked: Revoked) -> impl IntoView {
    let i18n = use_i18n();
    let Revoked { how, by, at, reason, wiped_at, destroyed } = revoked;
    let how = move || match how {
        Withdraw::FlushThenWipe => t!(i18n, fleet.withdraw.flush_then_wipe)(),
        Withdraw::WipeNow => t!(i18n, fleet.withdraw.wipe_now)(),
    };
    let reason = match reason.is_empty() {
        true => t!(i18n, fleet.not_said)().to_owned(),
        false => reason,
    };
    let gone = match wiped_at {
        Some(at) => view! { <Moment at=Signal::stored(at.as_millisecond()) /> }.into_any(),
        None => t!(i18n, fleet.device.not_yet).into_any(),
    };
    let destroyed = wiped_at.map(|_| {
        let words = move || match destroyed {
            Some(count) => number(i18n.locale.get(), count.into()),
            None => t!(i18n, fleet.device.not_seen)().to_owned(),
        };
        view! { <Fact name=t!(i18n, fleet.device.destroyed)>{words}</Fact> }
    });
    view! {
        <Section title=t!(i18n, fleet.device.withdrawal)>
            <Card>
                <div data-test="device-withdrawal">
                    <Facts>
                        <Fact name=t!(i18n, fleet.device.how)>{how}</Fact>
                        <Fact name=t!(i18n, fleet.device.by)><bdi>{by}</bdi></Fact>
                        <Fact name=t!(i18n, fleet.device.at)><Moment at=Signal::stored(at.as_millisecond()) /></Fact>
                        <Fact name=t!(i18n, fleet.device.why)><bdi>{reason}</bdi></Fact>
                        <Fact name=t!(i18n, fleet.device.wiped_at)>{gone}</Fact>
                        {destroyed}
                    </Facts>
                </div>
            </Card>
        </Section>
    }
}

//! How the last rounds went, and what this device holds.

use airside_shared::ipc::{Round, ScopeRow};
use leptos::prelude::*;

use crate::clock::ClockTime;
use crate::i18n::{I18n, bytes, number, use_i18n};
use crate::session::scope_words;
use crate::widgets::{Card, Chip, Column, EmptyState, Icon, Section, Table, TableRow, Tone};
use crate::{t, t_string};

/// Rounds that moved something or failed, newest first.
#[component]
pub fn Rounds(rounds: Memo<Vec<Round>>) -> impl IntoView {
    let i18n = use_i18n();
    let nothing = move || {
        view! { <EmptyState icon=Icon::History title=t!(i18n, sync.no_rounds) detail=t!(i18n, sync.no_rounds_detail) /> }
    };
    view! {
        <Section title=t!(i18n, sync.rounds)>
            <Card flush=true>
                <Show when=move || rounds.with(|rounds| !rounds.is_empty()) fallback=nothing>
                    <Table
                        caption=t!(i18n, sync.rounds)
                        columns=vec![
                            Column::new(t!(i18n, sync.at)),
                            Column::new(t!(i18n, sync.sent)),
                            Column::new(t!(i18n, sync.received)),
                            Column::new(t!(i18n, sync.took)),
                            Column::new(t!(i18n, sync.speed)),
                            Column::new(t!(i18n, sync.outcome)),
                        ]
                    >
                        {move || rounds.get().into_iter().map(|round| line(i18n, round)).collect_view()}
                    </Table>
                </Show>
            </Card>
        </Section>
    }
}

fn line(i18n: I18n, round: Round) -> impl IntoView {
    let Round { at, millis, sent, sent_bytes, received, received_bytes, fault, times } = round;
    let moved = move |count: u64, size: u64| match count {
        0 => "–".to_owned(),
        _ => {
            let locale = i18n.locale.get();
            format!("{} · {}", number(locale, count as i64), bytes(locale, size))
        }
    };
    let speed = move || match speed(sent_bytes + received_bytes, millis) {
        Some(speed) => t_string!(i18n, sync.per_second, size = bytes(i18n.locale.get(), speed)),
        None => "–".to_owned(),
    };
    let outcome = match fault {
        None => view! { <Chip tone=Tone::Positive icon=Icon::Check>{t!(i18n, sync.done)}</Chip> }.into_any(),
        Some(code) => {
            let words = move || match code.as_str() {
                "offline" => t!(i18n, sync.unreachable)().to_owned(),
                "sign_in_needed" => t!(i18n, sync.sign_in_needed)().to_owned(),
                code => code.replace('_', " "),
            };
            let often = move || (times > 1).then(|| t_string!(i18n, sync.times, count = times));
            view! { <Chip tone=Tone::Warning icon=Icon::CloudOff>{words}</Chip> " " <span class="quiet">{often}</span> }
                .into_any()
        }
    };
    view! {
        <TableRow attr:data-test="sync-round">
            <td><ClockTime clock=at /></td>
            <td><bdi>{move || moved(sent.into(), sent_bytes)}</bdi></td>
            <td><bdi>{move || moved(received, received_bytes)}</bdi></td>
            <td><bdi>{move || t_string!(i18n, sync.millis, count = millis)}</bdi></td>
            <td><bdi>{speed}</bdi></td>
            <td>{outcome}</td>
        </TableRow>
    }
}

/// Bytes a second, if anything moved and time passed.
fn speed(size: u64, millis: u64) -> Option<u64> {
    (size > 0 && millis > 0).then(|| size.saturating_mul(1_000) / millis)
}

/// Scopes, most urgent first.
#[component]
pub fn Held(scopes: Memo<Vec<ScopeRow>>) -> impl IntoView {
    let i18n = use_i18n();
    let row = move |scope: ScopeRow| {
        let ScopeRow { scope, rows, total, bytes: size, complete } = scope;
        let state = match complete {
            true => {
                view! { <Chip tone=Tone::Positive icon=Icon::Check>{t!(i18n, sync.whole)}</Chip> }.into_any()
            }
            false => view! {
                <Chip tone=Tone::Info icon=Icon::Download>
                    {move || t_string!(i18n, sync.of, total = number(i18n.locale.get(), total as i64))}
                </Chip>
            }
            .into_any(),
        };
        view! {
            <TableRow attr:data-test="sync-scope">
                <td>{move || scope_words(i18n, &scope)}</td>
                <td class="figures"><bdi>{move || number(i18n.locale.get(), rows as i64)}</bdi></td>
                <td class="figures"><bdi>{move || bytes(i18n.locale.get(), size)}</bdi></td>
                <td>{state}</td>
            </TableRow>
        }
    };
    view! {
        <Section title=t!(i18n, sync.held)>
            <Card flush=true>
                <Table
                    caption=t!(i18n, sync.held)
                    columns=vec![
                        Column::new(t!(i18n, sync.what)),
                        Column::new(t!(i18n, sync.rows)),
                        Column::new(t!(i18n, sync.size)),
                        Column::new(t!(i18n, sync.state)),
                    ]
                >
                    {move || scopes.get().into_iter().map(row).collect_view()}
                </Table>
            </Card>
        </Section>
    }
}

#[cfg(test)]
mod tests {
    use super::speed;

    #[test]
    fn a_round_that_took_no_time_or_moved_nothing_has_no_speed() {
        assert_eq!((speed(5_000, 500), speed(0, 500), speed(5_000, 0)), (Some(10_000), None, None));
    }
}

use airside_shared::ipc::ManifestRow;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use crate::i18n::use_i18n;
use crate::widgets::{
    Card, Chip, Code, Column, EmptyState, Icon, SearchBox, Section, Table, TableRow, Tone, Toolbar,
};
use crate::{t, words};

fn matches(row: &ManifestRow, text: &str) -> bool {
    let has = |value: &str| value.to_lowercase().contains(text);
    text.is_empty()
        || has(&row.name)
        || has(&row.pnr)
        || row.seat.as_deref().is_some_and(|seat| seat.to_lowercase() == text)
        || row.requests.iter().any(|request| has(request))
}

/// The people of a flight by seat; each leads to the passenger.
#[component]
pub fn People(people: Memo<Vec<ManifestRow>>) -> impl IntoView {
    let i18n = use_i18n();
    let navigate = use_navigate();
    let text = RwSignal::new(String::new());
    let shown = Memo::new(move |_| {
        let text = text.get().trim().to_lowercase();
        people.with(|all| all.iter().filter(|row| matches(row, &text)).cloned().collect::<Vec<_>>())
    });
    let open = Callback::new(move |row: ManifestRow| {
        navigate(&format!("/passengers/{}", row.passenger), Default::default());
    });
    let empty = move || {
        view! {
            <EmptyState
                icon=Icon::People
                title=t!(i18n, board.nobody)
                detail=t!(i18n, board.nobody_detail)
            />
        }
    };
    view! {
        <Section title=t!(i18n, board.on_board) note=move || shown.with(Vec::len).to_string()>
            <Toolbar label=t!(i18n, board.filter)>
                <SearchBox
                    label=t!(i18n, board.find_on_board)
                    placeholder=t!(i18n, board.find_on_board_hint)
                    value=text
                    attr:data-test="manifest-filter"
                />
            </Toolbar>
            <Card flush=true>
                <Show when=move || shown.with(|shown| !shown.is_empty()) fallback=empty>
                    <Table
                        caption=t!(i18n, board.on_board)
                        columns=vec![
                            Column::new(t!(i18n, board.seat)),
                            Column::new(t!(i18n, board.name)),
                            Column::new(t!(i18n, board.requests)),
                            Column::new(t!(i18n, board.pnr)),
                            Column::new(t!(i18n, board.connection)),
                            Column::new(t!(i18n, board.drink)),
                        ]
                    >
                        {move || shown.get().into_iter().map(|row| person(row, open)).collect_view()}
                    </Table>
                </Show>
            </Card>
        </Section>
    }
}

fn person(row: ManifestRow, open: Callback<ManifestRow>) -> impl IntoView {
    let i18n = use_i18n();
    let whole = row.clone();
    let ManifestRow { name, seat, cabin, tier, requests, pnr, connects, drink, .. } = row;
    view! {
        <TableRow on_open=move |()| open.run(whole.clone()) attr:data-test="manifest-person">
            <td>
                <Code text=Signal::stored(seat.unwrap_or_else(|| "–".to_owned())) />
                <span class="quiet">" "{move || i18n.text(words::cabin(cabin))}</span>
            </td>
            <td>
                <bdi>{name}</bdi>
                " "
                {tier.map(|tier| {
                    view! {
                        <Chip tone=Signal::stored(words::tier_tone(tier))>
                            {move || i18n.text(words::tier(tier))}
                        </Chip>
                    }
                })}
            </td>
            <td>
                <span class="chips">
                    {requests
                        .into_iter()
                        .map(|request| {
                            view! { <Chip tone=Tone::Info icon=words::request_icon(&request)>{request}</Chip> }
                        })
                        .collect_view()}
                </span>
            </td>
            <td><Code text=Signal::stored(pnr) /></td>
            <td>{connects.then(|| view! { <Chip tone=Tone::Warning>{t!(i18n, board.connects)}</Chip> })}</td>
            <td>{drink}</td>
        </TableRow>
    }
}

use airside_shared::{
    compensation::words::term,
    ids::FlightId,
    ipc::{DueException, PersonDue},
};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use super::{flight_choice::Choice, verdicts::due_words};
use crate::i18n::{I18n, key, use_i18n};
use crate::widgets::{
    Card, Chip, Code, Column, EmptyState, Glyph, Icon, SearchBox, Section, Table, TableRow, Tone, Toolbar,
};
use crate::{t, t_string, words};

/// Why somebody has to be looked at.
fn exception_words(i18n: I18n, exception: &DueException) -> (String, Tone, Icon) {
    match exception {
        DueException::MissingFact { field } => {
            (term("question", field, i18n.locale.get().language()), Tone::Info, Icon::Info)
        }
        DueException::MinorAlone { age: Some(age) } => {
            let words = t_string!(i18n, compensation.exception.minor_of, count = u32::from(*age));
            (words, Tone::Warning, Icon::Baby)
        }
        DueException::MinorAlone { age: None } => {
            (i18n.text(key::compensation::exception::minor).to_owned(), Tone::Warning, Icon::Baby)
        }
        DueException::AlreadyClaimed { number: Some(number) } => {
            let words = t_string!(i18n, compensation.exception.issued_as, number = number.as_str());
            (words, Tone::Neutral, Icon::Voucher)
        }
        DueException::AlreadyClaimed { number: None } => (
            i18n.text(key::compensation::exception::issued_elsewhere).to_owned(),
            Tone::Neutral,
            Icon::Voucher,
        ),
        DueException::BookedTwice => {
            (i18n.text(key::compensation::exception::booked_twice).to_owned(), Tone::Warning, Icon::Ticket)
        }
        DueException::NeedsApproval { .. } => {
            (i18n.text(key::compensation::exception::needs_approval).to_owned(), Tone::Warning, Icon::Lock)
        }
        DueException::Overruled => {
            (i18n.text(key::compensation::overruled).to_owned(), Tone::Accent, Icon::Person)
        }
        DueException::Undecided { .. } => {
            (i18n.text(key::compensation::exception::undecided).to_owned(), Tone::Critical, Icon::Alert)
        }
    }
}

fn matches(person: &PersonDue, text: &str) -> bool {
    let has = |value: &str| value.to_lowercase().contains(text);
    text.is_empty()
        || has(&person.name)
        || has(&person.pnr)
        || person.seat.as_deref().is_some_and(|seat| seat.to_lowercase() == text)
}

/// Everybody with what they are due; whoever somebody has to look at can be had alone.
#[component]
pub fn FlightPeople(flight: FlightId, choice: Choice) -> impl IntoView {
    let i18n = use_i18n();
    let navigate = use_navigate();
    let (text, apart) = (RwSignal::new(String::new()), RwSignal::new(false));
    let shown = Memo::new(move |_| {
        let (text, apart) = (text.get().trim().to_lowercase(), apart.get());
        let fits = |it: &&PersonDue| matches(it, &text) && (!apart || !it.exceptions.is_empty());
        choice.people.with(|all| all.iter().filter(fits).cloned().collect::<Vec<_>>())
    });
    let exceptional =
        Memo::new(move |_| choice.people.with(|all| all.iter().filter(|p| !p.exceptions.is_empty()).count()));
    let open = Callback::new(move |person: PersonDue| {
        let PersonDue { passenger, trip, .. } = person;
        navigate(&format!("/passengers/{passenger}/due?trip={trip}&flight={flight}"), Default::default());
    });
    let empty = move || {
        view! { <EmptyState icon=Icon::People title=t!(i18n, board.nobody) detail=t!(i18n, board.nobody_detail) /> }
    };
    let columns = move || {
        vec![
            Column::new(t!(i18n, compensation.voucher)),
            Column::new(t!(i18n, board.seat)),
            Column::new(t!(i18n, board.name)),
            Column::figures(t!(i18n, compensation.law)),
            Column::new(t!(i18n, compensation.look_at)),
        ]
    };
    view! {
        <Section title=t!(i18n, compensation.each) note=move || shown.with(Vec::len).to_string()>
            <Toolbar label=t!(i18n, board.filter)>
                <button
                    type="button"
                    class="pick"
                    data-test="filter-exceptions"
                    aria-pressed=move || apart.get().to_string()
                    on:click=move |_| apart.update(|apart| *apart = !*apart)
                >
                    {move || t_string!(i18n, compensation.exceptions, count = exceptional.get())}
                </button>
                <SearchBox
                    label=t!(i18n, board.find_on_board)
                    placeholder=t!(i18n, board.find_on_board_hint)
                    value=text
                    attr:data-test="flight-due-filter"
                />
            </Toolbar>
            <Card flush=true>
                <Show when=move || shown.with(|shown| !shown.is_empty()) fallback=empty>
                    <Table caption=t!(i18n, compensation.each) columns=columns()>
                        {move || {
                            shown
                                .get()
                                .into_iter()
                                .map(|person| view! { <Person person choice open /> })
                                .collect_view()
                        }}
                    </Table>
                </Show>
            </Card>
        </Section>
    }
}

#[component]
fn Person(person: PersonDue, choice: Choice, open: Callback<PersonDue>) -> impl IntoView {
    let i18n = use_i18n();
    let whole = person.clone();
    let PersonDue { name, seat, cabin, tier, due, law, refund, exceptions, .. } = person.clone();
    let law = StoredValue::new(law);
    let by = move || law.get_value().map(|law| term("regime", &law, i18n.locale.get().language()));
    let given = move || match due {
        None if refund => i18n.text(key::compensation::refund_due).to_owned(),
        due => due_words(i18n, due),
    };
    let chips = move || {
        let chip = |exception: &DueException| {
            let (words, tone, icon) = exception_words(i18n, exception);
            view! { <Chip tone icon>{words}</Chip> }
        };
        exceptions.iter().map(chip).collect_view()
    };
    view! {
        <TableRow on_open=move |()| open.run(whole.clone()) attr:data-test="flight-due-person">
            <td on:click=|event| event.stop_propagation()>
                <Given person choice />
            </td>
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
            <td class="figures">
                <bdi>{given}</bdi>
                <div class="quiet due-law">{by}</div>
            </td>
            <td><span class="chips">{chips}</span></td>
        </TableRow>
    }
}

/// The voucher that this person will get, and the way to take them out or in.
#[component]
fn Given(person: PersonDue, choice: Choice) -> impl IntoView {
    let i18n = use_i18n();
    let Some(amount) = person.offer else { return view! { <span class="quiet">"–"</span> }.into_any() };
    let (trip, name) = (person.trip, person.name.clone());
    let along = Memo::new(move |_| choice.has(&person));
    view! {
        <label class="tick">
            <input
                type="checkbox"
                class="tick__input"
                data-test="goes-along"
                prop:checked=move || along.get()
                on:change=move |_| choice.turn(trip)
            />
            <span class="tick__box" aria-hidden="true"><Glyph icon=Icon::Check /></span>
            <span>
                <span class="unseen">{name}" "</span>
                <bdi>{move || due_words(i18n, Some(amount))}</bdi>
            </span>
        </label>
    }
    .into_any()
}

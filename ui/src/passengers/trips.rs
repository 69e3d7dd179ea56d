use airside_shared::{
    ids::{FlightId, PassengerId, TripId},
    ipc::{Hit, SegmentView, TripView},
    trips::SegmentStatus,
};
use leptos::prelude::*;

use super::actions::due_href;
use super::hit::HitList;
use crate::board::FlightLine;
use crate::i18n::use_i18n;
use crate::widgets::{Card, Code, EmptyState, Fact, Facts, Icon, LinkButton, Section, StateBadge};
use crate::{t, t_string, words};

/// The first segment for which something may be due.
pub(super) fn assessable(trips: &[TripView]) -> Option<(TripId, FlightId)> {
    let segments = trips.iter().flat_map(|trip| trip.segments.iter().map(move |s| (trip.trip, s)));
    let mut due = segments.filter(|(_, s)| s.assessable && s.segment.status != SegmentStatus::Rebooked);
    due.next().map(|(trip, s)| (trip, s.segment.flight))
}

/// The segment that the passenger would be moved off: a disrupted one first, else the next to be flown.
pub(super) fn movable(trips: &[TripView]) -> Option<(TripId, FlightId)> {
    let open = |s: &SegmentView| {
        matches!(s.segment.status, SegmentStatus::Booked | SegmentStatus::CheckedIn) && s.flight.is_some()
    };
    let segments = || trips.iter().flat_map(|trip| trip.segments.iter().map(move |s| (trip.trip, s)));
    let disrupted = segments().find(|(_, s)| open(s) && s.assessable);
    disrupted.or_else(|| segments().find(|(_, s)| open(s))).map(|(trip, s)| (trip, s.segment.flight))
}

/// The journeys: each segment as a flight, and what belongs to it.
#[component]
pub fn Trips(
    id: Memo<Option<PassengerId>>,
    trips: Memo<Vec<TripView>>,
    party: Memo<Vec<Hit>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let empty = move || {
        view! {
            <Card>
                <EmptyState
                    icon=Icon::Plane
                    title=t!(i18n, passengers.no_trip)
                    detail=t!(i18n, passengers.no_trip_detail)
                />
            </Card>
        }
    };
    view! {
        <Section title=t!(i18n, passengers.trips)>
            <Show when=move || trips.with(|trips| !trips.is_empty()) fallback=empty>
                {move || trips.get().into_iter().map(|trip| view! { <Trip id trip /> }).collect_view()}
            </Show>
        </Section>
        <Show when=move || party.with(|party| !party.is_empty())>
            <Section title=t!(i18n, passengers.party) note=move || party.with(Vec::len).to_string()>
                <HitList label=t!(i18n, passengers.party) hits=party />
            </Section>
        </Show>
    }
}

#[component]
fn Trip(id: Memo<Option<PassengerId>>, trip: TripView) -> impl IntoView {
    let i18n = use_i18n();
    let TripView { trip, pnr, party, segments, state, .. } = trip;
    view! {
        <Card flush=true>
            <div class="trip" data-test="trip">
                <div class="trip__head">
                    <Code text=Signal::stored(pnr) />
                    <span class="quiet">
                        {move || t_string!(i18n, passengers.people, count = u32::from(party))}
                    </span>
                    <StateBadge state=Signal::stored(words::saving(state)) />
                </div>
                {segments.into_iter().map(|segment| view! { <Leg id trip segment /> }).collect_view()}
            </div>
        </Card>
    }
}

#[component]
fn Leg(id: Memo<Option<PassengerId>>, trip: TripId, segment: SegmentView) -> impl IntoView {
    let i18n = use_i18n();
    let SegmentView { segment, cabin, flight, assessable, claimable } = segment;
    let on = segment.flight;
    let cause = flight.as_ref().and_then(|flight| flight.cause.clone());
    let status = segment.status;
    let line = match flight {
        Some(flight) => {
            let href = format!("/flights/{}", flight.id);
            view! { <FlightLine flight href=href /> }.into_any()
        }
        None => {
            let words = format!("{} {}–{}", segment.designator, segment.from, segment.to);
            let day = segment.date.to_string();
            view! { <p class="trip__away"><bdi dir="ltr">{words}</bdi>" "<bdi>{day}</bdi></p> }.into_any()
        }
    };
    let bags = segment.bags;
    view! {
        <div class="trip__segment">
            {line}
            <div class="trip__facts">
                <Facts>
                    <Fact name=t!(i18n, passengers.seat)>
                        <Code text=Signal::stored(segment.seat.unwrap_or_else(|| "–".to_owned())) />
                    </Fact>
                    <Fact name=t!(i18n, passengers.cabin_name)>
                        {move || i18n.text(words::cabin(cabin))}
                    </Fact>
                    <Fact name=t!(i18n, passengers.segment_name)>
                        {move || i18n.text(words::segment(status))}
                    </Fact>
                    <Fact name=t!(i18n, passengers.ticket)>
                        <Code text=Signal::stored(segment.ticket) />
                    </Fact>
                    {(!bags.is_empty())
                        .then(|| {
                            view! {
                                <Fact name=t!(i18n, passengers.bags)>
                                    <Code text=Signal::stored(bags.join(" · ")) />
                                </Fact>
                            }
                        })}
                    {cause
                        .map(|cause| {
                            view! {
                                <Fact name=t!(i18n, passengers.cause)>
                                    {move || i18n.text(words::cause(&cause))}
                                </Fact>
                            }
                        })}
                </Facts>
            </div>
            {move || {
                id.get()
                    .filter(|_| assessable || claimable)
                    .map(|id| {
                        view! {
                            <div class="trip__actions">
                                <LinkButton icon=Icon::Wallet href=due_href(id, trip, on)>
                                    {t!(i18n, compensation.title)}
                                </LinkButton>
                            </div>
                        }
                    })
            }}
        </div>
    }
}

//! A board of the day, as a feature page would make it of the widgets.

use airside_shared::ipc::FlightRow;
use leptos::prelude::*;
use serde_json::json;

use super::{MINUTE, NEW_YORK, NOW};
use crate::board::FlightLine;
use crate::widgets::*;

/// A flight of this morning; times are JFK's.
fn flight(number: &str, to: &str, departs: &str, late: Option<&str>, status: &str) -> FlightRow {
    let at = |time: &str| json!({ "at": format!("2026-02-08T{time}:00-05:00"), "local": format!("2026-02-08T{time}:00"), "zone": "EST" });
    let row = json!({
        "id": "00000000-0000-0000-0000-000000000001", "carrier": "B6", "designator": format!("B6 {number}"),
        "from": "JFK", "to": to, "city": to, "scheduled": at(departs), "expected": late.map(at), "arrives": at("18:10"),
        "status": status, "past": false, "delay": if late.is_some() { 195 } else { 0 }, "gate": "21",
        "aircraft": "A320", "seats": 150, "booked": 148,
    });
    serde_json::from_value(row).expect("a flight as the desk sends it")
}

fn strip(flight: FlightRow, people: &'static str) -> impl IntoView {
    view! {
        <div role="listitem">
            <FlightLine flight href="/flights/1">
                <Glyph icon=Icon::People />
                <span class="figures">{people}</span>
            </FlightLine>
        </div>
    }
}

#[component]
pub fn Board() -> impl IntoView {
    let lead = move || {
        view! { <LocalTime at=NOW zone=NEW_YORK style=TimeStyle::DayAndTime /> " · 214 departures" }
    };
    let actions = move || {
        view! {
            <Button icon=Icon::Ban key="F8">"Cancelled flight"</Button>
            <Button kind=ButtonKind::Primary icon=Icon::Search key="F2">"Find passenger"</Button>
        }
    };
    view! {
        <PageHead title="Today at JFK" lead actions />
        <div class="tiles">
            <Stat label="Departures" value="214" note="38 gone" icon=Icon::TakeOff />
            <Stat label="Cancelled" value="61" note="4,212 people" tone=Tone::Critical icon=Icon::Ban />
            <Stat label="Later than 3 h" value="27" note="EU 261: 3 flights" tone=Tone::Warning icon=Icon::Clock />
            <Stat label="Open cases" value="7" note="2 due within the hour" icon=Icon::Case />
        </div>
        <Section title="Next departures" note="12">
            <Card flush=true>
                <div class="list" role="list" on:keydown=walk_rows>
                    {strip(flight("1103", "LAX", "09:20", None, "boarding"), "148 / 150")}
                    {strip(flight("915", "SFO", "09:45", Some("13:00"), "delayed"), "150 / 150")}
                    {strip(flight("61", "FLL", "10:00", None, "cancelled"), "137 / 150")}
                    {strip(flight("703", "SJU", "10:15", None, "scheduled"), "96 / 150")}
                </div>
            </Card>
        </Section>
        <div class="columns">
            <Section title="Needs attention" note="2">
                <Card flush=true>
                    <List label="Needs attention">
                        <ListRow
                            start=|| view! { <Avatar name=String::from("Zoë O’Brien-Núñez") /> }
                            title=|| view! { <bdi>"Zoë O’Brien-Núñez"</bdi> <Chip tone=Tone::Accent>"Gold"</Chip> }
                            detail=|| view! { <span>"Delayed bag"</span> <Code text=String::from("JFKB610234") /> }
                            end=|| view! { <StateBadge state=SaveState::NeedsAttention /> }
                            href="/cases/1"
                        />
                        <ListRow
                            start=|| view! { <Avatar name=String::from("محمد الفهد") /> }
                            title=|| view! { <bdi>"محمد الفهد"</bdi> }
                            detail=|| view! { <span>"Meal voucher"</span> <Money minor=1_500 currency=String::from("USD") /> }
                            end=|| view! { <StateBadge state=SaveState::Waiting /> }
                            href="/cases/2"
                        />
                        <ListRow
                            start=|| view! { <Avatar name=String::from("王 小明") /> }
                            title=|| view! { <bdi>"王 小明"</bdi> }
                            detail=|| view! { <span>"Seat preference"</span> }
                            end=|| view! { <StateBadge state=SaveState::SavedHere /> }
                            href="/cases/3"
                        />
                    </List>
                </Card>
            </Section>
            <Section title="History">
                <Card>
                    <Timeline label="History">
                        <TimelineEntry icon=Icon::Ban tone=Tone::Critical
                            title=|| "Flight B6 61 cancelled"
                            at=|| view! { <LocalTime at=NOW zone=NEW_YORK /> }>
                            "Snow. Told by the gate agent."
                        </TimelineEntry>
                        <TimelineEntry icon=Icon::Meal tone=Tone::Positive
                            title=|| view! { "Meal voucher " <Money minor=1_500 currency=String::from("USD") /> }
                            at=|| view! { <LocalTime at=NOW - 40 * MINUTE zone=NEW_YORK /> } />
                        <TimelineEntry icon=Icon::Chat
                            title=|| "Asked for a seat by the window"
                            at=|| view! { <LocalTime at=NOW - 3_000 * MINUTE zone=NEW_YORK style=TimeStyle::Day /> } />
                    </Timeline>
                </Card>
            </Section>
        </div>
    }
}

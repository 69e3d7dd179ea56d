//! A board of the day, as a feature page would make it of the widgets.

use leptos::prelude::*;

use super::{MINUTE, NEW_YORK, NOW};
use crate::widgets::*;

fn flight(number: &str, to: &str, to_zone: &str, departs: i64, late: Option<i64>, gate: &str) -> Flight {
    let departs = NOW + departs * MINUTE;
    Flight {
        airline: "B6".into(),
        number: number.into(),
        origin: "JFK".into(),
        destination: to.into(),
        departs,
        departs_zone: NEW_YORK.into(),
        arrives: departs + 330 * MINUTE,
        arrives_zone: to_zone.into(),
        expected: late.map(|late| departs + late * MINUTE),
        gate: (!gate.is_empty()).then(|| gate.to_owned()),
    }
}

fn strip(flight: Flight, status: &'static str, tone: Tone, people: &'static str) -> impl IntoView {
    view! {
        <div role="listitem">
            <FlightStrip flight status=status tone=tone gate_label="Gate" href="/flights/1">
                <Glyph icon=Icon::People />
                <span class="figures">{people}</span>
            </FlightStrip>
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
                    {strip(flight("1103", "LAX", "America/Los_Angeles", 20, None, "21"), "Boarding", Tone::Positive, "148 / 150")}
                    {strip(flight("915", "SFO", "America/Los_Angeles", 45, Some(195), "18"), "Delayed 3 h 15", Tone::Warning, "150 / 150")}
                    {strip(flight("61", "FLL", "America/New_York", 60, None, ""), "Cancelled", Tone::Critical, "137 / 150")}
                    {strip(flight("703", "SJU", "America/Puerto_Rico", 75, None, "5"), "On time", Tone::Neutral, "96 / 150")}
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

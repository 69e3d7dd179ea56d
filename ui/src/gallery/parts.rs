//! The widgets by themselves.

use leptos::prelude::*;

use super::{MINUTE, NEW_YORK, NOW};
use crate::widgets::*;

#[component]
pub fn Parts() -> impl IntoView {
    let tab = RwSignal::new("trip");
    let toasts = use_toasts();
    let items = Signal::stored((1..=10_000).map(|n| (n, format!("Passenger {n}"))).collect::<Vec<_>>());
    view! {
        <PageHead title="Widgets" />
        <Section title="Buttons">
            <div class="line">
                <Button kind=ButtonKind::Primary icon=Icon::Meal key="F6">"Issue voucher"</Button>
                <Button icon=Icon::Printer>"Print"</Button>
                <Button kind=ButtonKind::Quiet>"Cancel"</Button>
                <Button kind=ButtonKind::Danger icon=Icon::Trash>"Void sale"</Button>
                <Button kind=ButtonKind::Primary busy=true>"Saving"</Button>
                <Button disabled=true>"Not allowed"</Button>
                <IconButton icon=Icon::Pin label="Pin" on_press=|()| () />
                <IconButton icon=Icon::Star label="Favourite" pressed=Signal::stored(true) on_press=|()| () />
                <Button on_press=move |()| toasts.say(Tone::Positive, "Saved on this device")>"Toast"</Button>
                <Button on_press=move |()| toasts.say_with_undo("Seat preference changed", Callback::new(|()| ()))>"Undo toast"</Button>
                <Button on_press=move |()| toasts.say(Tone::Critical, "The printer does not answer. Check its cable, then print again.")>"Failure"</Button>
            </div>
        </Section>
        <Section title="States and chips">
            <div class="line">
                <StateBadge state=SaveState::SavedHere />
                <StateBadge state=SaveState::Waiting />
                <StateBadge state=SaveState::Sent />
                <StateBadge state=SaveState::NeedsAttention />
                <Chip icon=Icon::Award tone=Tone::Accent>"Gold"</Chip>
                <Chip icon=Icon::Accessibility tone=Tone::Info>"WCHR"</Chip>
                <Chip icon=Icon::Hourglass tone=Tone::Warning>"Tight connection 38 min"</Chip>
                <Chip>"Economy"</Chip>
            </div>
            <Notice tone=Tone::Warning title="This device was last synchronised 42 min ago">
                "Seats may have changed. You can go on: what you do is saved here and sent later."
            </Notice>
            <Notice tone=Tone::Critical title="The backend refused this voucher">
                "The passenger was rebooked meanwhile. Compare both, then choose."
            </Notice>
        </Section>
        <div class="columns">
            <Section title="Table">
                <Card flush=true>
                    <Table caption="Sales" columns=vec![Column::new("Item"), Column::figures("Left"), Column::figures("Price")]>
                        <TableRow on_open=|()| ()>
                            <td>"Sparkling water"</td><td class="figures">"24"</td>
                            <td class="figures"><Money minor=350 currency=String::from("USD") /></td>
                        </TableRow>
                        <TableRow on_open=|()| ()>
                            <td>"Cheese plate"</td><td class="figures">"6"</td>
                            <td class="figures"><Money minor=1_250 currency=String::from("EUR") /></td>
                        </TableRow>
                        <TableRow on_open=|()| ()>
                            <td>"Headphones"</td><td class="figures">"1,204"</td>
                            <td class="figures"><Money minor=4_900 currency=String::from("KWD") /></td>
                        </TableRow>
                    </Table>
                </Card>
            </Section>
            <Section title="Tabs and facts">
                <Tabs label="Passenger" active=tab tabs=vec![
                    Tab::new("trip", "Trip"), Tab::new("cases", "Cases").count(Signal::stored(2)), Tab::new("history", "History")] />
                <TabPanel id="trip" active=tab>
                    <Facts>
                        <Fact name="Booking"><Code text=String::from("K7QX2M") /></Fact>
                        <Fact name="Seat"><Code text=String::from("14C") /></Fact>
                        <Fact name="Departs"><LocalTime at=NOW zone=NEW_YORK style=TimeStyle::DayAndTime /></Fact>
                        <Fact name="Passport">"•••• 4471"</Fact>
                    </Facts>
                </TabPanel>
                <TabPanel id="cases" active=tab>
                    <Card flush=true><Skeleton rows=2 /></Card>
                </TabPanel>
                <TabPanel id="history" active=tab>
                    <EmptyState icon=Icon::History title="No history yet" detail="Calls, visits and purchases appear here." />
                </TabPanel>
            </Section>
            <Section title="Loading and empty">
                <Progress label="Today’s flights and their passengers"
                    advance=Advance { rows: 18_240, total: 31_900, bytes: 4_213_000 } />
                <Card flush=true><Skeleton rows=2 /></Card>
                <Card>
                    <EmptyState icon=Icon::Case title="No open cases" detail="A case opened here or on another desk appears at once."
                        action=|| view! { <Button icon=Icon::Plus key="F4">"Open a case"</Button> } />
                </Card>
            </Section>
            <Section title="Ten thousand rows">
                <div class="gallery-list">
                    <VirtualList label="Passengers" items row_height=3.25 key=|item: &(i32, String)| item.0
                        row=|(_, name): (i32, String)| {
                            let shown = name.clone();
                            view! { <ListRow start=move || view! { <Avatar name=shown.clone() /> } title=move || name.clone() on_open=|()| () /> }.into_any()
                        } />
                </div>
            </Section>
        </div>
        <Section title="Icons">
            <div class="swatches">{Icon::ALL.iter().map(|icon| view! { <Glyph icon=*icon title=format!("{icon:?}") /> }).collect_view()}</div>
        </Section>
        <p>"Age " <Age since=NOW - 42 * MINUTE now=NOW /></p>
    }
}

#[component]
pub fn Forms() -> impl IntoView {
    let (name, note) = (RwSignal::new("García".to_owned()), RwSignal::new(String::new()));
    let (ticket, query) = (RwSignal::new("2792135551234".to_owned()), RwSignal::new(String::new()));
    let (kind, priority) = (RwSignal::new("bag".to_owned()), RwSignal::new("high".to_owned()));
    let (agreed, on) = (RwSignal::new(true), RwSignal::new(true));
    let wrong = Signal::stored(Some("The check digit does not fit. Type the 13 digits again.".to_owned()));
    let options = Signal::stored(vec![
        ("low".to_owned(), "Low".to_owned()),
        ("high".to_owned(), "High".to_owned()),
        ("urgent".to_owned(), "Urgent".to_owned()),
    ]);
    view! {
        <PageHead title="Log a case" actions=|| view! {
            <Button kind=ButtonKind::Quiet key="Esc">"Cancel"</Button>
            <Button kind=ButtonKind::Primary key="Ctrl+Enter">"Save case"</Button>
        } />
        <Toolbar label="Find">
            <SearchBox label="Find a passenger" value=query large=true placeholder="Name, PNR, ticket, passport, bag tag" key="F2" />
        </Toolbar>
        <div class="columns">
            <Card>
                <div class="stack">
                    <RadioCards label="What happened" value=kind cards=vec![
                        RadioCard::new("bag", "Baggage").detail("Delayed, damaged, missing").icon(Icon::Bag),
                        RadioCard::new("flight", "Flight").detail("Late, cancelled, missed").icon(Icon::Plane),
                        RadioCard::new("service", "Service").detail("Staff, seat, food").icon(Icon::Chat),
                        RadioCard::new("thanks", "Compliment").icon(Icon::Star),
                    ] />
                    <TextArea label="Note" value=note placeholder="What the passenger said" hint="In their words; they may ask to see it." />
                </div>
            </Card>
            <Card>
                <div class="stack">
                    <TextInput label="Family name" value=name />
                    <TextInput label="E-ticket" value=ticket code=true input_mode="numeric" error=wrong />
                    <Select label="Priority" value=priority options />
                    <TextInput label="Phone" value=RwSignal::new(String::new()) optional="optional" kind="tel" placeholder="+1 212 555 0100" hint="With the country’s code." />
                    <Checkbox label="Agrees to be told by email" checked=agreed />
                    <Switch label="Photo of the bag" hint="Taken with this device" on=on on_change=move |v| on.set(v) />
                </div>
            </Card>
        </div>
    }
}

#[component]
pub fn RailSample() -> impl IntoView {
    view! {
        <Section title="Zoë O’Brien-Núñez">
            <div class="line">
                <Chip tone=Tone::Accent icon=Icon::Award>"Gold"</Chip>
                <Chip tone=Tone::Info icon=Icon::Birthday>"Birthday"</Chip>
            </div>
            <div class="stack stack--tight">
                <Button kind=ButtonKind::Primary wide=true icon=Icon::Meal key="F6">"Meal voucher"</Button>
                <Button wide=true icon=Icon::Case key="F4">"Open a case"</Button>
                <Button wide=true icon=Icon::Edit>"Seat preference"</Button>
            </div>
        </Section>
    }
}

#[component]
pub fn PinSample() -> impl IntoView {
    let error = RwSignal::new(Some("That PIN is not right. 4 tries left.".to_owned()));
    view! {
        <Card>
            <PinPad label="PIN of Maya Okafor" error=error on_done=move |_| error.set(Some("Not right.".into())) />
        </Card>
    }
}

#[component]
pub fn DialogSample(drawer: bool) -> impl IntoView {
    let open = RwSignal::new(false);
    set_timeout(move || open.set(true), std::time::Duration::from_millis(50));
    let body = move || view! { <p>"The sale of two items for US$8.50 will be reversed on the card."</p> };
    let actions = move || {
        view! {
            <Button on_press=move |()| open.set(false)>"Keep it"</Button>
            <Button kind=ButtonKind::Danger on_press=move |()| open.set(false)>"Void sale"</Button>
        }
    };
    if drawer {
        view! { <Drawer open title="Sale 1204" actions=actions>{body()}</Drawer> }.into_any()
    } else {
        view! { <Dialog open title="Void this sale?" actions=actions>{body()}</Dialog> }.into_any()
    }
}

#[component]
pub fn KioskSample() -> impl IntoView {
    view! {
        <PageHead title="Good afternoon" lead=|| "Scan your boarding pass, or choose what you need." />
        <RadioCards label="What do you need?" value=RwSignal::new(String::new()) cards=vec![
            RadioCard::new("bag", "My bag is late").icon(Icon::Bag),
            RadioCard::new("flight", "My flight is cancelled").icon(Icon::Ban),
            RadioCard::new("lounge", "Enter the lounge").icon(Icon::Lounge),
            RadioCard::new("case", "Follow my case").icon(Icon::Case),
        ] />
        <Button kind=ButtonKind::Primary wide=true>"Continue"</Button>
    }
}

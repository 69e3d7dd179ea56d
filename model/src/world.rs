//! Two devices, one backend and a network that does as it likes, as a model that stateright explores.

use stateright::{Model, Property};

use crate::{
    Bound, Flaw,
    acts::{Op, Ops, Script},
    backend::{Backend, Push},
    device::{Device, Exchange, Held, State},
    properties,
};

pub const DEVICES: u8 = 2;

/// The protocol, perhaps with a flaw, within a bound.
#[derive(Clone, Debug)]
pub struct Protocol {
    pub bound: Bound,
    pub flaw: Option<Flaw>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct World {
    pub script: Script,
    pub backend: Backend,
    pub devices: [Device; DEVICES as usize],
    /// Requests that are still under way although nobody waits for them: late ones, and copies.
    pub stale: Vec<Push>,
    /// What the people were told is saved.
    pub made: Ops,
    /// Crashes, timeouts and lost replies that may still happen.
    pub faults: u8,
    /// Copies that the network may still make.
    pub copies: u8,
    /// Replies taken in, where a bound on them is asked for.
    pub exchanges: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// A person does the next thing.
    Act(Op),
    /// A person gives a refused entry up.
    Discard(u8, Op),
    Push(u8),
    Pull(u8),
    /// The request arrives, is committed, and its reply is under way.
    Arrive(u8),
    /// As before, and a copy of the request stays under way.
    ArriveTwice(u8),
    /// The backend answered and crashed before its commit: only with the flaw of that name.
    LoseCommit(u8),
    /// A late request arrives, whose device has long gone on.
    ArriveLate(usize),
    /// The reply is taken in.
    Take(u8),
    /// The device crashes, or gives up waiting; its request may still arrive. Where it arrives next, that is a
    /// reply lost between the backend's commit and the device.
    Fail(u8),
}

impl Protocol {
    pub fn new(bound: Bound, flaw: Option<Flaw>) -> Self {
        Self { bound, flaw }
    }

    /// The act that a device's person does next, if the device lets them.
    fn next_act(&self, world: &World, device: u8) -> Option<Op> {
        let op = world.script.of(device).find(|op| !world.made.contains(*op))?;
        world.script.decide(&world.devices[usize::from(device)].shown, op).map(|_| op)
    }

    fn actions_of(&self, world: &World, at: u8, actions: &mut Vec<Action>) {
        let device = &world.devices[usize::from(at)];
        actions.extend(self.next_act(world, at).map(Action::Act));
        for op in world.script.of(at) {
            if device.entry(op).is_some_and(|entry| entry.state == State::Rejected) {
                actions.push(Action::Discard(at, op));
            }
        }
        match &device.exchange {
            None => self.next_request(world, at, actions),
            Some(Exchange::Push { reply: None, .. }) => {
                actions.push(Action::Arrive(at));
                if world.copies > 0 {
                    actions.push(Action::ArriveTwice(at));
                }
                if world.faults > 0 && self.flaw == Some(Flaw::ReplyBeforeCommit) {
                    actions.push(Action::LoseCommit(at));
                }
            }
            Some(Exchange::Pull { reply: None, .. }) => actions.push(Action::Arrive(at)),
            Some(_) => actions.push(Action::Take(at)),
        }
        if world.faults > 0 && (device.exchange.is_some() || !device.staged.is_empty()) {
            actions.push(Action::Fail(at));
        }
    }

    /// `driver.rs`, and more: any order of pushing and pulling, since downloads never wait for the queue. Only a
    /// pull that has begun is finished first.
    fn next_request(&self, world: &World, at: u8, actions: &mut Vec<Action>) {
        let device = &world.devices[usize::from(at)];
        let sends = !device.to_send().is_empty() || !device.unreported().is_empty();
        if sends && device.staged.is_empty() {
            actions.push(Action::Push(at));
        }
        if device.behind(world.backend.seq()) {
            actions.push(Action::Pull(at));
        }
    }

    fn arrive(&self, world: &mut World, at: u8) {
        let Some(exchange) = &mut world.devices[usize::from(at)].exchange else { return };
        match exchange {
            Exchange::Push { request, reply } => {
                *reply = world.backend.push(&world.script, *request, self.flaw);
            }
            Exchange::Pull { asked, reply } => *reply = Some(world.backend.pull(*asked)),
        }
    }

    fn take(&self, world: &mut World, at: u8) {
        let device = &mut world.devices[usize::from(at)];
        match device.exchange.take() {
            Some(Exchange::Push { request, reply: Some(reply) }) => {
                device.settle(&world.script, request, &reply, self.flaw);
            }
            Some(Exchange::Pull { reply: Some(pages), .. }) => device.take(&world.script, pages, self.flaw),
            other => device.exchange = other,
        }
        if self.bound.count_exchanges {
            world.exchanges += 1;
        }
    }

    /// A request that nobody waits for stays under way.
    fn fail(world: &mut World, at: u8) {
        let device = &mut world.devices[usize::from(at)];
        if let Some(Exchange::Push { request, reply: None }) = device.exchange {
            keep(&mut world.stale, request);
        }
        device.fail();
        world.faults -= 1;
    }
}

fn keep(stale: &mut Vec<Push>, request: Push) {
    // In an order of their own, so that worlds that differ in nothing else are one.
    let at = stale.partition_point(|other| *other < request);
    stale.insert(at, request);
}

impl Model for Protocol {
    type State = World;
    type Action = Action;

    fn init_states(&self) -> Vec<World> {
        let scripts = self.bound.scripts.iter();
        let worlds = scripts.flat_map(|script| self.bound.loaded.iter().map(move |loaded| (script, *loaded)));
        worlds
            .map(|(script, complete)| World {
                script: *script,
                backend: Backend::default(),
                devices: std::array::from_fn(|_| Device {
                    held: [Held { through: 0, complete }; 2],
                    ..Device::default()
                }),
                stale: Vec::new(),
                made: Ops::default(),
                faults: self.bound.faults,
                copies: self.bound.copies,
                exchanges: 0,
            })
            .collect()
    }

    fn actions(&self, world: &World, actions: &mut Vec<Action>) {
        (0..DEVICES).for_each(|device| self.actions_of(world, device, actions));
        actions.extend((0..world.stale.len()).map(Action::ArriveLate));
    }

    fn next_state(&self, last: &World, action: Action) -> Option<World> {
        let mut world = last.clone();
        match action {
            Action::Act(op) => {
                let device = usize::from(world.script.owner(op));
                world.devices[device].act(&last.script, op);
                world.made.insert(op);
            }
            Action::Discard(at, op) => world.devices[usize::from(at)].discard(op, self.flaw),
            Action::Push(at) => {
                world.devices[usize::from(at)].next_push(at, self.bound.batch);
            }
            Action::Pull(at) => world.devices[usize::from(at)].next_pull(),
            Action::Arrive(at) => self.arrive(&mut world, at),
            Action::ArriveTwice(at) => {
                if let Some(Exchange::Push { request, .. }) = world.devices[usize::from(at)].exchange {
                    keep(&mut world.stale, request);
                    world.copies -= 1;
                }
                self.arrive(&mut world, at);
            }
            Action::LoseCommit(at) => {
                self.arrive(&mut world, at);
                world.backend = last.backend.clone();
                world.faults -= 1;
            }
            Action::ArriveLate(at) => {
                let request = world.stale.remove(at);
                world.backend.push(&last.script, request, self.flaw);
            }
            Action::Take(at) => self.take(&mut world, at),
            Action::Fail(at) => Self::fail(&mut world, at),
        }
        (world != *last).then_some(world)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        properties::all()
    }
}

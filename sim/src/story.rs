//! One seed: a small airport, some devices, storms with people at work, and quiet points between them at
//! which everything must be right.

use std::{
    collections::BTreeSet,
    path::Path,
    sync::{Arc, Mutex, atomic::Ordering},
};

use airside_backend::Account;
use airside_core::store::scopes;
use airside_shared::{access::Role, devices::DeviceKind, ipc::Link, sync::Scope};
use anyhow::Context;
use jiff::tz::TimeZone;

use crate::{
    check::{self, Broken},
    clockwork::at_once,
    faults,
    machine::Machine,
    people,
    sim::{Sim, Weather},
    tally::{Sometimes, Tally},
    world::{Airport, STATION},
};

/// Seconds in which every queue must have drained once the network is well.
const BOUND: u64 = 600;

pub struct World {
    pub sim: Arc<Sim>,
    pub airport: Airport,
    pub machines: Vec<Arc<Machine>>,
    staff: Mutex<Vec<Account>>,
}

/// What came of a seed.
#[derive(Debug)]
pub struct Outcome {
    pub seed: u64,
    pub tally: Tally,
    /// Simulated seconds.
    pub seconds: f64,
    /// What happened, as one number.
    pub fingerprint: u64,
    pub failed: Option<Failure>,
}

/// An invariant that did not hold, and the last of what happened before.
#[derive(Debug)]
pub struct Failure {
    pub broken: Broken,
    pub trace: Vec<String>,
}

/// Plays one seed; `aloud` prints everything that happens.
pub fn play(seed: u64, folder: &Path, aloud: bool) -> anyhow::Result<Outcome> {
    let sim = Sim::new(seed, aloud)?;
    let world = World::new(sim.clone(), &folder.join(format!("seed-{seed}")))?;
    let broken = sim.time.run(world.play())?;
    world.machines.iter().for_each(|machine| machine.stop());
    let failed = broken.map(|broken| Failure { broken, trace: sim.trace() });
    let seconds = sim.time.now().as_secs_f64();
    Ok(Outcome { seed, tally: sim.tally(), seconds, fingerprint: sim.fingerprint(), failed })
}

impl World {
    fn new(sim: Arc<Sim>, folder: &Path) -> anyhow::Result<Self> {
        let zone = TimeZone::get("America/New_York").context("the zone is built in")?;
        let day = sim.now().to_zoned(zone).date();
        let airport = Airport::new(day, sim.chance.range(8, 18));
        let inside = sim.server.inside().context("the backend runs")?;
        at_once(inside.load(airport.entities.clone()))?;
        at_once(inside.enrol_simulated(airport.staff.clone()))?;
        let kinds =
            [DeviceKind::Desk, DeviceKind::Tablet, DeviceKind::Desk, DeviceKind::Kiosk, DeviceKind::Tablet];
        let count = sim.chance.range(2, kinds.len() as u64) as usize;
        let machines = kinds.into_iter().take(count).enumerate().map(|(nth, kind)| {
            Ok(Arc::new(Machine::new(&sim, &format!("{kind:?}-{nth}").to_lowercase(), kind, folder)?))
        });
        let machines = machines.collect::<anyhow::Result<Vec<_>>>()?;
        let staff = Mutex::new(airport.staff.clone());
        Ok(Self { sim, airport, machines, staff })
    }

    pub fn staff(&self) -> Vec<Account> {
        self.staff.lock().unwrap_or_else(|e| e.into_inner()).clone()
    }

    pub fn set_staff(&self, staff: Vec<Account>) {
        *self.staff.lock().unwrap_or_else(|e| e.into_inner()) = staff;
    }

    async fn play(&self) -> anyhow::Result<Option<Broken>> {
        self.begin()?;
        for _ in 0..self.sim.chance.range(1, 3) {
            if let Some(broken) = self.storm().await? {
                return Ok(Some(broken));
            }
            if let Some(broken) = self.quiet().await? {
                return Ok(Some(broken));
            }
        }
        Ok(None)
    }

    /// Everybody comes to work, while all is well.
    fn begin(&self) -> anyhow::Result<()> {
        let staff = self.staff();
        for (nth, machine) in self.machines.iter().enumerate() {
            let role = match machine.kind {
                DeviceKind::Desk if nth > 0 => Role::Supervisor,
                DeviceKind::Desk => Role::CheckIn,
                DeviceKind::Tablet => Role::CabinCrew,
                DeviceKind::Kiosk => Role::Kiosk,
            };
            let fit: Vec<_> = staff.iter().filter(|a| a.role == role).collect();
            machine.start(fit[nth % fit.len()])?;
        }
        Ok(())
    }

    async fn storm(&self) -> anyhow::Result<Option<Broken>> {
        let chance = &self.sim.chance;
        let bad = chance.range(0, 100);
        self.sim.set_weather(Weather {
            drop: bad,
            cut: bad / 2,
            double: bad,
            delay: bad / 2,
            death: bad / 4,
            disk: bad / 4,
        });
        let mut held = BTreeSet::new();
        for _ in 0..chance.range(20, 70) {
            self.sim.sleep(chance.range(100, 12_000)).await;
            self.tend().await?;
            if chance.happens(400) {
                self.sim.work();
            }
            self.follow_scopes(&mut held);
            let Some(machine) = chance.pick(&self.machines) else { break };
            let other = chance.pick(&self.machines).filter(|other| other.name != machine.name);
            if let Some(other) = other.filter(|_| chance.happens(120)) {
                faults::partition(machine);
                people::quarrel(machine, other, &self.airport);
            } else if chance.happens(820) {
                people::act(machine, &self.airport);
            } else {
                faults::strike(self);
            }
            if chance.happens(250) {
                let broken = check::in_the_storm(self, machine)?;
                self.sim.note(Sometimes::SpotCheck);
                if broken.is_some() {
                    return Ok(broken);
                }
            }
        }
        Ok(None)
    }

    /// Scopes that a device held and no longer does.
    fn follow_scopes(&self, before: &mut BTreeSet<(usize, String)>) {
        let mut now = BTreeSet::new();
        for (nth, machine) in self.machines.iter().enumerate() {
            for held in machine.store.read(scopes::list).unwrap_or_default() {
                now.insert((nth, held.scope.to_string()));
            }
        }
        for (nth, scope) in &*before {
            if !now.contains(&(*nth, scope.clone())) {
                self.sim.note(Sometimes::ScopeWithdrawn);
                self.sim.tell(|| format!("{}: {scope} is withdrawn", self.machines[*nth].name));
            }
        }
        *before = now;
    }

    /// Dead devices start again some time, people sign in again, crew take flights on board.
    async fn tend(&self) -> anyhow::Result<()> {
        let chance = &self.sim.chance;
        for machine in &self.machines {
            if machine.dead() {
                machine.stop();
                if chance.happens(300) {
                    self.restart(machine)?;
                }
                continue;
            }
            if needs_sign_in(machine) && chance.happens(300) {
                self.sim.note(Sometimes::SignedInAgain);
                machine.sign_in();
            }
            if machine.kind == DeviceKind::Tablet && chance.happens(40) {
                let scope = Scope::Flight(self.airport.flights[chance.below(2) as usize]);
                // A device that dies of it asks again another time.
                let _ = machine.store.write(|tx| scopes::add(tx, &scope));
            }
        }
        Ok(())
    }

    fn restart(&self, machine: &Machine) -> anyhow::Result<()> {
        let staff = self.staff();
        let badge = machine.person().map(|p| p.badge);
        let kiosk = machine.kind == DeviceKind::Kiosk;
        let fit: Vec<_> = staff.iter().filter(|a| (a.role == Role::Kiosk) == kiosk).collect();
        let person = fit.iter().find(|a| Some(&a.badge) == badge.as_ref()).or(fit.first());
        machine.start(person.context("somebody can work here")?)?;
        Ok(())
    }

    /// All faults end; after a bounded time nothing may be on its way any more.
    async fn quiet(&self) -> anyhow::Result<Option<Broken>> {
        self.sim.tell(|| format!("the storm over {STATION} is over"));
        self.sim.set_weather(Weather::default());
        self.sim.server.start()?;
        for machine in &self.machines {
            machine.radio.cut_off.store(false, Ordering::Relaxed);
            machine.doom(0);
            if machine.dead() || machine.desk().is_none() {
                machine.stop();
                self.restart(machine)?;
            }
        }
        let mut waiting = String::new();
        for second in 0..BOUND {
            self.sim.sleep(1_000).await;
            if second % 5 != 4 {
                continue;
            }
            self.tend_in_quiet();
            if self.sim.work() {
                waiting = "the backend had something to do".into();
                continue;
            }
            match check::waiting(self)? {
                None => {
                    self.sim.note(Sometimes::QuietPoint);
                    let broken = check::at_rest(self)?;
                    let healed = self.machines.iter().filter(|m| m.damaged.swap(false, Ordering::Relaxed));
                    healed.for_each(|_| self.sim.note(Sometimes::ScopeHealed));
                    return Ok(broken);
                }
                Some(still) => waiting = still,
            }
        }
        Ok(Some(Broken { invariant: 7, what: format!("after {BOUND} s of good network: {waiting}") }))
    }

    fn tend_in_quiet(&self) {
        for machine in &self.machines {
            if needs_sign_in(machine) {
                machine.sign_in();
            }
            // A partition that had not ended yet may not begin anew.
            machine.radio.cut_off.store(false, Ordering::Relaxed);
        }
    }
}

/// The screen asks for it, or nobody's sign-in has ever reached the backend from here.
fn needs_sign_in(machine: &Machine) -> bool {
    let link = machine.desk().map(|desk| desk.sync_status().link);
    // What crew took on board says nothing about a sign-in.
    let given = |held: Vec<scopes::Held>| held.iter().any(|held| !matches!(held.scope, Scope::Flight(_)));
    let known = machine.store.read(scopes::list).is_ok_and(given);
    matches!(link, Some(Link::SignInNeeded | Link::Unknown)) || !known
}

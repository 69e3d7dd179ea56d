//! Seats of one flight, given from the front so that a party sits together, with the empty ones between.

use airside_shared::trips::Cabin;

use crate::{dice::Dice, fleet::Layout};

pub struct Seating {
    premium: Vec<(Cabin, String)>,
    economy: Vec<(Cabin, String)>,
    /// People who still come.
    people: usize,
    /// Places in the front cabins that are still to be given, of all people.
    front: usize,
}

impl Seating {
    /// `kept` seats at the back of economy belong to people who come from another flight.
    pub fn new(layout: &Layout, people: u16, kept: u16) -> Self {
        let seats = layout.plan().into_iter().map(|s| (s.cabin, s.name));
        let (mut economy, mut premium): (Vec<_>, Vec<_>) =
            seats.partition(|(cabin, _)| *cabin == Cabin::Economy);
        economy.truncate(economy.len() - usize::from(kept));
        let people = usize::from(people);
        let share = premium.len() * people / (premium.len() + economy.len()).max(1);
        let front = share.max(people.saturating_sub(economy.len())).min(premium.len());
        economy.reverse();
        premium.reverse();
        Self { premium, economy, people, front }
    }

    /// Where a party sits: the front cabins fill in proportion, mostly with people who travel alone or as two.
    pub fn cabin(&self, size: u8, dice: &mut Dice) -> Cabin {
        let size = usize::from(size);
        let must = self.people.saturating_sub(self.front) < size || self.economy.len() < size;
        let share = self.front * 1400 / self.people.max(1);
        let front = must || (size <= 2 && self.front >= size && dice.chance(share));
        if front { Cabin::Business } else { Cabin::Economy }
    }

    /// The next seat of that part of the aircraft, or of the other where it is full.
    pub fn next(&mut self, cabin: Cabin, dice: &mut Dice) -> (Cabin, String) {
        let in_front = (cabin != Cabin::Economy && !self.premium.is_empty()) || self.economy.is_empty();
        let behind = self.people.saturating_sub(self.front);
        let (seats, people) =
            if in_front { (&mut self.premium, self.front) } else { (&mut self.economy, behind) };
        while seats.len() > people.max(1) && dice.chance((seats.len() - people) * 1000 / seats.len()) {
            seats.pop();
        }
        self.people = self.people.saturating_sub(1);
        self.front -= usize::from(in_front).min(self.front);
        seats.pop().expect("no more people than seats are on a list")
    }
}

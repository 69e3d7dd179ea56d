//! What people do, and the rule that runs on the device and on the backend alike.

/// An act, by its place in the script. Ops of one device are numbered in the order of its queue.
pub type Op = u8;
/// How many acts a world has.
pub const OPS: usize = 3;

/// A row, by number.
pub type RowId = u8;
pub const ROWS: usize = 3;
pub const A: RowId = 0;
pub const B: RowId = 1;
pub const C: RowId = 2;

/// A and B are in the first scope, C in the second.
pub const SCOPES: usize = 2;

pub const fn scope_of(row: RowId) -> usize {
    (row == C) as usize
}

/// The value of a row is what was done to it, in order. So an effect that is lost, doubled or out of order
/// can be seen in the row itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Row([u8; OPS]);

impl Row {
    pub fn ops(&self) -> impl DoubleEndedIterator<Item = Op> + '_ {
        self.0.iter().filter(|mark| **mark != 0).map(|mark| mark - 1)
    }

    pub fn holds(&self, op: Op) -> bool {
        self.ops().any(|it| it == op)
    }

    /// A row that is full keeps what it holds: only a doubled effect gets there, and that is found anyhow.
    pub fn push(&mut self, op: Op) {
        if let Some(free) = self.0.iter_mut().find(|mark| **mark == 0) {
            *free = op + 1;
        }
    }
}

pub type Rows = [Row; ROWS];

/// The kinds of acts that there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Appends to a row: never refused.
    Note(RowId),
    /// Takes what is free: refused where it is taken. Two devices collide in it.
    Take(RowId),
    /// Gives back what is taken.
    Free(RowId),
    /// Changes A, its own lane, and B, a further lane.
    Pair,
    /// As `Note`, but the backend refuses it: a right that the device did not know to be gone.
    Barred(RowId),
    /// As `Pair`, and the backend refuses it.
    BarredPair,
}

impl Kind {
    pub const ALL: [Self; 8] = [
        Self::Take(A),
        Self::Free(A),
        Self::Note(A),
        Self::Note(B),
        Self::Note(C),
        Self::Pair,
        Self::Barred(A),
        Self::BarredPair,
    ];

    /// The rows that it reads and changes, which are its lanes too. The first is its own lane.
    pub const fn rows(self) -> &'static [RowId] {
        match self {
            Self::Note(A) | Self::Take(A) | Self::Free(A) | Self::Barred(A) => &[A],
            Self::Note(B) | Self::Take(B) | Self::Free(B) | Self::Barred(B) => &[B],
            Self::Note(_) | Self::Take(_) | Self::Free(_) | Self::Barred(_) => &[C],
            Self::Pair | Self::BarredPair => &[A, B],
        }
    }

    pub const fn barred(self) -> bool {
        matches!(self, Self::Barred(_) | Self::BarredPair)
    }

    pub fn shares_a_lane_with(self, other: Self) -> bool {
        self.rows().iter().any(|row| other.rows().contains(row))
    }
}

/// Who does what: the acts of a world, in the order of each device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Script {
    pub kinds: [Kind; OPS],
    pub owners: [u8; OPS],
}

impl Script {
    pub fn kind(&self, op: Op) -> Kind {
        self.kinds[usize::from(op)]
    }

    pub fn owner(&self, op: Op) -> u8 {
        self.owners[usize::from(op)]
    }

    pub fn of(&self, device: u8) -> impl Iterator<Item = Op> + '_ {
        (0..OPS as Op).filter(move |op| self.owner(*op) == device)
    }

    /// The number of an entry in its device's queue, from 1.
    pub fn seq(&self, op: Op) -> u8 {
        self.of(self.owner(op)).filter(|it| *it <= op).count() as u8
    }

    /// The rule: the rows after the act, or nothing if it is refused.
    pub fn decide(&self, rows: &Rows, op: Op) -> Option<Rows> {
        let kind = self.kind(op);
        match kind {
            Kind::Take(row) if self.taken(rows, row) => return None,
            Kind::Free(row) if !self.taken(rows, row) => return None,
            _ => {}
        }
        let mut after = *rows;
        for row in kind.rows() {
            after[usize::from(*row)].push(op);
        }
        Some(after)
    }

    fn taken(&self, rows: &Rows, row: RowId) -> bool {
        let last = rows[usize::from(row)].ops().rev().map(|op| self.kind(op));
        last.filter(|kind| matches!(kind, Kind::Take(_) | Kind::Free(_)))
            .map(|kind| matches!(kind, Kind::Take(_)))
            .next()
            .unwrap_or(false)
    }
}

/// A set of acts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ops(u8);

impl Ops {
    pub fn insert(&mut self, op: Op) {
        self.0 |= 1 << op;
    }

    pub fn contains(self, op: Op) -> bool {
        self.0 & (1 << op) != 0
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// In the order of the queue.
    pub fn iter(self) -> impl Iterator<Item = Op> {
        (0..OPS as Op).filter(move |op| self.contains(*op))
    }
}

impl FromIterator<Op> for Ops {
    fn from_iter<I: IntoIterator<Item = Op>>(ops: I) -> Self {
        let mut set = Self::default();
        ops.into_iter().for_each(|op| set.insert(op));
        set
    }
}

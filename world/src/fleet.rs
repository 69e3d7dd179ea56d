//! Which aircraft flies, and where its seats are.

use airside_shared::trips::Cabin;

/// Rows of one cabin that have the same letters.
struct Block(Cabin, u16, u16, &'static str);

pub struct Layout {
    pub aircraft: &'static str,
    blocks: &'static [Block],
}

pub struct Seat {
    pub cabin: Cabin,
    pub name: String,
}

use Cabin::{Business, Economy, First, PremiumEconomy};

const FLEET: &[Layout] = &[
    Layout { aircraft: "E145", blocks: &[Block(Economy, 1, 16, "ABC"), Block(Economy, 17, 17, "BC")] },
    Layout { aircraft: "CRJ2", blocks: &[Block(Economy, 1, 12, "ABCD"), Block(Economy, 13, 13, "AB")] },
    Layout { aircraft: "CRJ7", blocks: &[Block(First, 1, 3, "ACD"), Block(Economy, 5, 18, "ABCD")] },
    Layout { aircraft: "CRJ9", blocks: &[Block(First, 1, 4, "ACD"), Block(Economy, 5, 20, "ABCD")] },
    Layout { aircraft: "E190", blocks: &[Block(Economy, 1, 25, "ACDF")] },
    Layout { aircraft: "B712", blocks: &[Block(Business, 1, 3, "ACDF"), Block(Economy, 5, 25, "ACDEF")] },
    Layout { aircraft: "A319", blocks: &[Block(First, 1, 3, "ACDF"), Block(Economy, 4, 21, "ABCDEF")] },
    Layout { aircraft: "B737", blocks: &[Block(Economy, 1, 23, "ABCDEF"), Block(Economy, 24, 24, "ABCDE")] },
    Layout { aircraft: "MD88", blocks: &[Block(First, 1, 4, "ABDE"), Block(Economy, 5, 31, "ABCDE")] },
    Layout { aircraft: "A320", blocks: &[Block(Economy, 1, 25, "ABCDEF")] },
    Layout { aircraft: "B738", blocks: &[Block(First, 1, 4, "ABEF"), Block(Economy, 7, 30, "ABCDEF")] },
    Layout { aircraft: "B752", blocks: &[Block(First, 1, 6, "ABEF"), Block(Economy, 7, 32, "ABCDEF")] },
    Layout {
        aircraft: "B763",
        blocks: &[Block(Business, 1, 5, "ABDFHJ"), Block(Economy, 15, 41, "ABDEFHJ")],
    },
    Layout {
        aircraft: "A332",
        blocks: &[Block(Business, 1, 3, "ABDEGH"), Block(Economy, 11, 44, "ABCDEFGH")],
    },
    Layout {
        aircraft: "A333",
        blocks: &[Block(Business, 1, 7, "ACDGHK"), Block(Economy, 11, 41, "ACDEFGHK")],
    },
    Layout {
        aircraft: "B744",
        blocks: &[
            Block(First, 1, 3, "AEFK"),
            Block(Business, 6, 12, "ABDEFGJK"),
            Block(PremiumEconomy, 16, 19, "ABDEFGJK"),
            Block(Economy, 25, 49, "ABCDEFGHJK"),
        ],
    },
    Layout {
        aircraft: "B77W",
        blocks: &[
            Block(Business, 1, 7, "ACDGHK"),
            Block(PremiumEconomy, 10, 13, "ACDEFGHK"),
            Block(Economy, 18, 46, "ABCDEFGHJK"),
        ],
    },
    Layout {
        aircraft: "A388",
        blocks: &[
            Block(First, 1, 4, "AEFK"),
            Block(Business, 6, 24, "ADGK"),
            Block(Economy, 43, 82, "ABCDEFGHJK"),
        ],
    },
];

impl Layout {
    pub fn of(aircraft: &str) -> &'static Self {
        FLEET.iter().find(|l| l.aircraft == aircraft).expect("every aircraft of the schedule has a layout")
    }

    pub fn seats(&self) -> u16 {
        self.blocks.iter().map(|b| (b.2 - b.1 + 1) * b.3.len() as u16).sum()
    }

    /// The name of one seat; `pick` is any number.
    pub fn seat(&self, pick: usize) -> String {
        let mut left = pick % usize::from(self.seats());
        for Block(_, first, last, letters) in self.blocks {
            let seats = usize::from(last - first + 1) * letters.len();
            if left < seats {
                let row = usize::from(*first) + left / letters.len();
                return format!("{row}{}", &letters[left % letters.len()..][..1]);
            }
            left -= seats;
        }
        unreachable!("the blocks have as many seats as the layout")
    }

    /// Every seat, from the front.
    pub fn plan(&self) -> Vec<Seat> {
        let rows = self.blocks.iter().flat_map(|b| (b.1..=b.2).map(move |row| (b, row)));
        rows.flat_map(|(b, row)| b.3.chars().map(move |c| Seat { cabin: b.0, name: format!("{row}{c}") }))
            .collect()
    }
}

/// The type that a carrier usually puts on a flight of that length; `pick` is any number, for the mix.
pub fn aircraft(carrier: &str, miles: u32, pick: usize) -> &'static str {
    let one_of = |types: &[&'static str]| types[pick % types.len()];
    match carrier {
        "EV" => "E145",
        "9E" => one_of(&["CRJ2", "CRJ9", "CRJ9"]),
        "MQ" => one_of(&["E145", "CRJ7"]),
        "OO" | "YV" => "CRJ7",
        "B6" if miles < 1_100 => one_of(&["E190", "E190", "A320"]),
        "B6" | "VX" => "A320",
        "WN" => "B737",
        "FL" => "B712",
        "F9" => "A319",
        "HA" => "A332",
        "DL" | "UA" | "AA" if miles > 4_000 => "B763",
        "DL" if miles < 800 => one_of(&["MD88", "A319"]),
        "US" if miles < 700 => one_of(&["A319", "E190"]),
        "UA" if miles < 1_200 => one_of(&["B738", "A319", "A319"]),
        "DL" | "UA" | "AA" if miles > 2_200 => one_of(&["B752", "B738"]),
        _ => "B738",
    }
}

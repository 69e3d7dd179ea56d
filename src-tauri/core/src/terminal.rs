//! The stand-in for a card terminal. It says that it is one, charges nothing, and can be told to decline or to fall
//! silent, so that what follows can be seen and practised. As a terminal does, it remembers what it did for which order:
//! in a file, because it is another machine than the desk and does not forget when that dies.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    sync::Mutex,
};

use airside_shared::{
    ids::SaleId,
    ipc::{Terminal, TerminalArgs, TestCard},
    sales::ByCard,
};
use serde::{Deserialize, Serialize};

use crate::desk::{Desk, lock};

/// Orders that it remembers.
const MOST: usize = 500;

/// What a terminal says of an order.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Answer {
    Charged(ByCard),
    Declined,
    /// It was never asked, or has given the money back.
    NotCharged,
    /// It says nothing.
    Nothing,
}

/// What it did for an order.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Slip {
    Charged { token: String, par: Option<String> },
    Declined,
    Reversed,
}

/// The stand-in.
#[derive(Debug)]
pub(crate) struct DemoTerminal {
    file: PathBuf,
    /// What it makes of the next card.
    card: Mutex<TestCard>,
}

impl DemoTerminal {
    pub fn beside(data: &Path) -> Self {
        Self { file: data.join("demo-terminal.json"), card: Mutex::default() }
    }

    pub fn view(&self) -> Terminal {
        Terminal { demo: true, card: *lock(&self.card) }
    }

    /// By what the card in front of it is known again. This charges nothing.
    pub fn read(&self, order: SaleId) -> Option<String> {
        match *lock(&self.card) {
            TestCard::Good | TestCard::Declined => Some(demo(order.0.as_bytes())),
            TestCard::Same => Some(demo(&[])),
            TestCard::Silent => None,
        }
    }

    /// Charges the card in front of it for an order, once.
    pub fn charge(&self, order: SaleId, random: [u8; 8]) -> Answer {
        let mut slips = self.slips();
        let par = self.read(order);
        let slip = match *lock(&self.card) {
            TestCard::Declined => Slip::Declined,
            TestCard::Good | TestCard::Same | TestCard::Silent => Slip::Charged { token: demo(&random), par },
        };
        slips.entry(order).or_insert(slip);
        match self.keep(slips) {
            Ok(()) => self.asked(order),
            Err(error) => {
                tracing::warn!(%error, "the demo terminal cannot remember, so it charges nothing");
                Answer::Nothing
            }
        }
    }

    /// What it did for an order. This charges nothing.
    pub fn asked(&self, order: SaleId) -> Answer {
        if *lock(&self.card) == TestCard::Silent {
            return Answer::Nothing;
        }
        match self.slips().remove(&order) {
            Some(Slip::Charged { token, par }) => {
                Answer::Charged(ByCard { token, brand: "Demo card".into(), last4: "4242".into(), par })
            }
            Some(Slip::Declined) => Answer::Declined,
            Some(Slip::Reversed) | None => Answer::NotCharged,
        }
    }

    /// Gives back what it charged for an order, and charges it no more.
    pub fn reverse(&self, order: SaleId) {
        let mut slips = self.slips();
        slips.insert(order, Slip::Reversed);
        if let Err(error) = self.keep(slips) {
            tracing::warn!(%error, "the demo terminal could not be told to give back");
        }
    }

    fn slips(&self) -> BTreeMap<SaleId, Slip> {
        fs::read(&self.file).ok().and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default()
    }

    fn keep(&self, mut slips: BTreeMap<SaleId, Slip>) -> io::Result<()> {
        while slips.len() > MOST {
            slips.pop_first();
        }
        let fresh = self.file.with_extension("json.new");
        fs::write(&fresh, serde_json::to_vec(&slips)?)?;
        fs::rename(fresh, &self.file)
    }
}

impl Desk {
    /// Tells the stand-in how to answer from now on.
    pub fn set_terminal(&self, args: TerminalArgs) -> Terminal {
        *lock(&self.terminal.card) = args.card;
        self.terminal.view()
    }
}

/// Letters alone: with digits in it, one in some thousands would pass for the number of a card and be refused.
fn demo(bytes: &[u8]) -> String {
    let letter = |nibble: u8| char::from(b'a' + nibble);
    "demo_".chars().chain(bytes.iter().flat_map(|byte| [letter(byte >> 4), letter(byte & 15)])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_charged_once_and_what_became_of_it_is_known_after_a_start() {
        let folder = tempfile::tempdir().unwrap();
        let order: SaleId = uuid::Uuid::from_u128(1).into();
        let terminal = DemoTerminal::beside(folder.path());
        assert_eq!(terminal.asked(order), Answer::NotCharged);
        let charged = terminal.charge(order, [1; 8]);
        assert!(matches!(charged, Answer::Charged(_)));
        let again = DemoTerminal::beside(folder.path());
        assert_eq!(again.charge(order, [2; 8]), charged);
        again.reverse(order);
        assert_eq!(
            (again.asked(order), again.charge(order, [3; 8])),
            (Answer::NotCharged, Answer::NotCharged)
        );
    }

    #[test]
    fn a_silent_terminal_has_charged_and_says_so_when_it_speaks_again() {
        let folder = tempfile::tempdir().unwrap();
        let order: SaleId = uuid::Uuid::from_u128(1).into();
        let terminal = DemoTerminal::beside(folder.path());
        *lock(&terminal.card) = TestCard::Silent;
        assert_eq!(
            (terminal.charge(order, [1; 8]), terminal.asked(order)),
            (Answer::Nothing, Answer::Nothing)
        );
        *lock(&terminal.card) = TestCard::Declined;
        assert!(matches!(terminal.asked(order), Answer::Charged(_)));
    }

    #[test]
    fn no_token_can_be_taken_for_a_card_number() {
        // As hexadecimal digits this was one: 4111 1111 1111 1111.
        assert_eq!(demo(&[0x41, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11]), "demo_ebbbbbbbbbbbbbbb");
        let every = (0..=255).map(|byte| demo(&[byte; 8]));
        assert!(every.into_iter().all(|token| !token.contains(|c: char| c.is_ascii_digit())));
    }
}

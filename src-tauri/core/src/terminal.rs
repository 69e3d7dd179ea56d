//! The stand-in for a card terminal. It says that it is one, charges nothing, and can be told to decline, so
//! that what follows a declined card can be seen and practised.

use std::sync::atomic::{AtomicBool, Ordering};

use airside_shared::{
    Fault,
    ipc::{Terminal, TerminalArgs},
    sales::ByCard,
};

use crate::desk::Desk;

/// What the stand-in was told.
#[derive(Debug, Default)]
pub(crate) struct DemoTerminal {
    declines: AtomicBool,
}

impl DemoTerminal {
    pub fn view(&self) -> Terminal {
        Terminal { demo: true, declines: self.declines.load(Ordering::Relaxed) }
    }
}

impl Desk {
    /// Tells the stand-in how to answer from now on.
    pub fn set_terminal(&self, args: TerminalArgs) -> Terminal {
        self.terminal.declines.store(args.declines, Ordering::Relaxed);
        self.terminal.view()
    }

    /// Has a card charged: answers with a token as a terminal would, or with why not.
    pub(crate) fn charge_card(&self) -> Result<ByCard, Fault> {
        if self.terminal.view().declines {
            return Err(Fault::of(
                "tender",
                "card_declined",
                "The card was declined and nothing was taken: ask for another card, or take cash.",
            ));
        }
        Ok(ByCard { token: token(self.around.bytes()), brand: "Demo card".into(), last4: "4242".into() })
    }
}

/// Letters alone: with digits in it, one in some thousands would pass for the number of a card and be refused.
fn token(random: [u8; 8]) -> String {
    let letter = |nibble: u8| char::from(b'a' + nibble);
    "demo_".chars().chain(random.iter().flat_map(|byte| [letter(byte >> 4), letter(byte & 15)])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_token_can_be_taken_for_a_card_number() {
        // As hexadecimal digits this was one: 4111 1111 1111 1111.
        assert_eq!(token([0x41, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11]), "demo_ebbbbbbbbbbbbbbb");
        let every = (0..=255).map(|byte| token([byte; 8]));
        assert!(every.into_iter().all(|token| !token.contains(|c: char| c.is_ascii_digit())));
    }
}

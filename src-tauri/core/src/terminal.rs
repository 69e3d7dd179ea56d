//! The stand-in for a card terminal. It says that it is one, charges nothing, and can be told to decline, so
//! that what follows a declined card can be seen and practised.

use std::sync::atomic::{AtomicBool, Ordering};

use airside_shared::{
    Fault,
    ipc::{Terminal, TerminalArgs},
    sales::Tender,
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
    pub(crate) fn charge_card(&self) -> Result<Tender, Fault> {
        if self.terminal.view().declines {
            return Err(Fault::of(
                "tender",
                "card_declined",
                "The card was declined and nothing was taken: ask for another card, or take cash.",
            ));
        }
        let token = format!("demo_{}", hex::encode(self.around.bytes::<8>()));
        Ok(Tender::Card { token, brand: "Demo card".into(), last4: "4242".into() })
    }
}

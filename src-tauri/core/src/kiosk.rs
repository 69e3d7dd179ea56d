//! A kiosk is enrolled once, by somebody who may, and from then on starts by itself in its own part. Its key is
//! wrapped under the device's secret alone: nobody stands there to type a PIN, and what it holds is what hangs
//! on the wall of the hall anyway (flights of the day, products), never a passenger.

use std::sync::Arc;

use airside_shared::{Fault, access::Role, devices::DeviceKind, intents::Actor};

use jiff::Timestamp;

use crate::{
    desk::{Desk, lock},
    keys::DatabaseKey,
};

impl Desk {
    /// Opens an enrolled kiosk. A device that is none, or not yet, stays as it is.
    pub(crate) fn start_unattended(self: &Arc<Self>) {
        if self.config.kind != DeviceKind::Kiosk {
            return;
        }
        let opened = match &*lock(&self.ring) {
            Ok(ring) => ring.open_unattended(),
            Err(_) => return,
        };
        let begun = opened.and_then(|found| match found {
            Some((actor, key)) => {
                // Without an end: what a kiosk holds is public, and the window stops showing what is old.
                self.open_store(key, None).and_then(|_| self.begin(actor, Timestamp::MAX))
            }
            None => Ok(()),
        });
        if let Err(fault) = begun {
            tracing::error!(code = %fault.code, "the kiosk does not start by itself");
        }
    }

    /// Keeps the key for every later start. Only ever for the part of a kiosk.
    pub(crate) fn leave_unattended(&self, actor: &Actor, key: &DatabaseKey) -> Result<(), Fault> {
        if actor.role != Role::Kiosk {
            let message = "The airline's system does not know kiosks yet: update it, then set this one up.";
            return Err(Fault::new("backend_too_old", message));
        }
        let mut ring = lock(&self.ring);
        ring.as_mut().map_err(|fault| fault.clone())?.leave_unattended(actor, key, &*self.around)
    }
}

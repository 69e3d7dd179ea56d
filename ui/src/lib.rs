//! Airside's window: Leptos, rendered in the web view, talking to the shell by typed calls.
//!
//! * [`app`] – the root: contexts and routes.
//! * [`widgets`] – the parts pages are made of; they know no feature.
//! * [`shell`] – the frame round the pages: bars, palette, keys, scan capture.
//! * [`i18n`] – the words, typed from `assets/locales`, and figures by locale.
//! * [`ipc`] – the one way to the desk: typed calls, and the event that says what changed.
//! * [`desk`] – what every page knows: where the desk stands, who is at work, what changed last.
//! * [`loaded`] – what a page asked the desk for: on its way, here, or failed.
//! * [`document`] – a page as it will be printed, before it is saved.
//! * [`fault`], [`words`], [`clock`] – failures, values and instants as a person reads them.
//! * [`theme`] – light, dark, night; desk, tablet, kiosk.
//! * one module for each feature, with its pages, state, parts and style.

pub mod app;
pub mod board;
pub mod cases;
pub mod claims;
pub mod clock;
pub mod compensation;
pub mod desk;
pub mod document;
pub mod fault;
pub mod fleet;
pub mod i18n;
pub mod ipc;
pub mod kiosk;
pub mod loaded;
pub mod passengers;
pub mod policies;
pub mod queue;
pub mod ready;
pub mod reason;
pub mod refunds;
pub mod sales;
pub mod session;
pub mod shell;
pub mod theme;
pub mod vouchers;
pub mod widgets;
pub mod words;

#[cfg(feature = "gallery")]
pub mod gallery;

//! Airside's window: Leptos, rendered in the web view, talking to the shell by typed calls.
//!
//! * [`app`] – the root: contexts and routes.
//! * [`widgets`] – the parts pages are made of; they know no feature.
//! * [`shell`] – the frame round the pages: bars, palette, keys, scan capture.
//! * [`i18n`] – the words, typed from `assets/locales`, and figures by locale.
//! * [`ipc`] – the one way to the desk: typed calls, and the event that says what changed.
//! * [`desk`] – what every page knows: where the desk stands, who is at work, what changed last.
//! * [`theme`] – light, dark, night; desk, tablet, kiosk.
//! * one module for each feature, with its pages, state, parts and style.

pub mod app;
pub mod desk;
pub mod i18n;
pub mod ipc;
pub mod kiosk;
pub mod queue;
pub mod sales;
pub mod shell;
pub mod theme;
pub mod widgets;

#[cfg(feature = "gallery")]
pub mod gallery;

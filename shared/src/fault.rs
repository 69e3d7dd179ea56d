//! The one form in which anything that went wrong crosses a boundary.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// What went wrong, for a program (`code`), for a person (`message`: what to do next) and for the form
/// that is still open (`field`). Nobody branches on the message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[error("{message} ({code})")]
pub struct Fault {
    /// Stable, `snake_case`.
    pub code: Cow<'static, str>,
    /// One or two sentences in English; the window shows its own words for codes that it knows.
    pub message: String,
    /// The name of the argument that is to blame.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
}

impl Fault {
    /// A fault that no single field is to blame for.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code: Cow::Borrowed(code), message: message.into(), field: None }
    }

    /// A fault of one field.
    pub fn of(field: &str, code: &'static str, message: impl Into<String>) -> Self {
        Self { field: Some(field.to_owned()), ..Self::new(code, message) }
    }
}

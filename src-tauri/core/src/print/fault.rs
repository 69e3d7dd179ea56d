//! What went wrong while printing, in the form in which it reaches a person.

use std::borrow::Cow;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub code: Cow<'static, str>,
    pub message: String,
}

impl Fault {
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code: Cow::Borrowed(code), message: message.into() }
    }
}

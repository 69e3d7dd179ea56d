//! What a passenger is told: by which way, if they agreed to it, and what became of it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Language, ids::PassengerId, passengers::Passenger};

/// A way to a passenger. What it is called is what its preference is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    Email,
    Sms,
    Push,
}

impl Channel {
    /// In the order in which they are taken where the passenger prefers none.
    pub const ALL: [Self; 3] = [Self::Email, Self::Sms, Self::Push];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Sms => "sms",
            Self::Push => "push",
        }
    }

    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.name() == name)
    }

    /// The purpose to which the passenger has to have agreed.
    pub const fn purpose(self) -> &'static str {
        match self {
            Self::Email => "email_notices",
            Self::Sms => "sms_notices",
            Self::Push => "push_notices",
        }
    }
}

/// Where a notice stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum NoticeState {
    Due,
    Sent,
    /// It could not be sent: somebody has to look.
    Failed,
    /// Whoever keeps the passenger's letter box would not take it.
    Bounced,
    /// It must not be sent, or there is nowhere to send it.
    Withheld,
}

impl NoticeState {
    pub const ALL: [Self; 5] = [Self::Due, Self::Sent, Self::Failed, Self::Bounced, Self::Withheld];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Due => "due",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Bounced => "bounced",
            Self::Withheld => "withheld",
        }
    }

    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// By which way, and where to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    pub channel: Channel,
    pub to: String,
}

/// The way to a passenger: the one that they prefer, else the first that they agreed to. Why there is none:
/// `no_consent`, `no_address`.
pub fn route(passenger: &Passenger) -> Result<Route, &'static str> {
    let preferred = passenger.preferences.get(PREFERENCE).and_then(|it| Channel::of(&it.value));
    let ways = preferred.map_or_else(|| Channel::ALL.to_vec(), |it| vec![it]);
    let agreed = |way: &Channel| passenger.consents.get(way.purpose()).is_some_and(|it| it.given);
    let agreed: Vec<Channel> = ways.into_iter().filter(agreed).collect();
    if agreed.is_empty() {
        return Err("no_consent");
    }
    let route = |channel| Some(Route { channel, to: address(passenger, channel)? });
    agreed.into_iter().find_map(route).ok_or("no_address")
}

/// The preference that names a channel.
pub const PREFERENCE: &str = "channel";

fn address(passenger: &Passenger, channel: Channel) -> Option<String> {
    let address = match channel {
        Channel::Email => passenger.contacts.email.clone(),
        Channel::Sms => passenger.contacts.phone.clone(),
        // Whoever sends to devices knows which are this passenger's.
        Channel::Push => Some(passenger.id.to_string()),
    };
    address.filter(|it| !it.trim().is_empty())
}

/// The language that they are written to in.
pub fn language(passenger: &Passenger) -> Language {
    passenger.preferences.get("language").map_or_else(Language::default, |it| Language::of(&it.value))
}

/// A notice as it is shown; where it went stays with the passenger's contacts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct NoticeView {
    pub key: String,
    pub passenger: PassengerId,
    /// None where it was withheld before a way was chosen.
    pub channel: Option<Channel>,
    pub template: String,
    pub language: Language,
    pub state: NoticeState,
    pub attempts: u32,
    /// What was said by whoever took it or did not: a code, or their words.
    pub said: String,
    #[cfg_attr(feature = "schema", schema(value_type = String))]
    pub created_at: Timestamp,
    #[cfg_attr(feature = "schema", schema(value_type = Option<String>))]
    pub sent_at: Option<Timestamp>,
}

/// The answer to `GET /v1/notices`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct NoticesReply {
    pub notices: Vec<NoticeView>,
}

/// What stands in the passenger's history: `Receipt S-7Q2M9 e-mailed`.
pub fn summary(
    template: &str,
    number: &str,
    channel: Option<Channel>,
    state: NoticeState,
    said: &str,
) -> String {
    let what = match template {
        "receipt" => "Receipt",
        "voucher" => "Voucher",
        "claim_offered" => "Offer for claim",
        "claim_refused" => "Refusal of claim",
        "claim_settled" => "Letter about claim",
        _ => "Notice",
    };
    let way = match channel {
        Some(Channel::Sms) => "sent by SMS",
        Some(Channel::Push) => "sent to the phone",
        Some(Channel::Email) | None => "e-mailed",
    };
    let why = match said {
        "no_consent" => "no consent",
        "no_address" => "no address",
        "bad_address" => "the address is not one",
        other => other,
    };
    match state {
        NoticeState::Sent => format!("{what} {number} {way}"),
        NoticeState::Due => format!("{what} {number} is being sent"),
        NoticeState::Withheld => format!("{what} {number} withheld: {why}"),
        NoticeState::Bounced => format!("{what} {number} bounced: {why}"),
        NoticeState::Failed => format!("{what} {number} not {way}: {why}"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn passenger(more: serde_json::Value) -> Passenger {
        let mut it =
            json!({ "id": "00000000-0000-0000-0000-00000000a001", "name": { "surname": "Eriksson" } });
        it.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        serde_json::from_value(it).unwrap()
    }

    fn yes(purposes: &[&str]) -> serde_json::Value {
        let given = json!({ "given": true, "at": "2026-02-08T13:30:00Z" });
        purposes
            .iter()
            .map(|purpose| ((*purpose).to_owned(), given.clone()))
            .collect::<serde_json::Map<_, _>>()
            .into()
    }

    #[test]
    fn nobody_is_written_to_who_did_not_agree() {
        let contacts = json!({ "email": "a@example.org", "phone": "+46700000000" });
        let nothing = passenger(json!({ "contacts": contacts }));
        assert_eq!(route(&nothing), Err("no_consent"));
        let offers = passenger(json!({ "contacts": contacts, "consents": yes(&["email_offers"]) }));
        assert_eq!(route(&offers), Err("no_consent"), "offers are another purpose");
        let by_sms = passenger(json!({ "contacts": contacts, "consents": yes(&["sms_notices"]) }));
        assert_eq!(route(&by_sms), Ok(Route { channel: Channel::Sms, to: "+46700000000".into() }));
    }

    #[test]
    fn the_way_that_is_preferred_is_taken_or_none() {
        let contacts = json!({ "email": "a@example.org", "phone": "+46700000000" });
        let prefers = json!({ "channel": { "value": "sms", "at": "2026-02-08T13:30:00Z", "by": "x" } });
        let both = yes(&["email_notices", "sms_notices"]);
        let it = passenger(json!({ "contacts": contacts, "preferences": prefers, "consents": both }));
        assert_eq!(route(&it).unwrap().channel, Channel::Sms);
        let it = passenger(
            json!({ "contacts": contacts, "preferences": prefers, "consents": yes(&["email_notices"]) }),
        );
        assert_eq!(route(&it), Err("no_consent"));
        let it = passenger(json!({ "contacts": { "email": " " }, "consents": yes(&["email_notices"]) }));
        assert_eq!(route(&it), Err("no_address"));
    }

    #[test]
    fn the_history_says_what_became_of_it() {
        let said = |state, why| summary("receipt", "S-1", Some(Channel::Email), state, why);
        assert_eq!(said(NoticeState::Sent, ""), "Receipt S-1 e-mailed");
        assert_eq!(said(NoticeState::Withheld, "no_consent"), "Receipt S-1 withheld: no consent");
        assert_eq!(said(NoticeState::Bounced, "550 no such user"), "Receipt S-1 bounced: 550 no such user");
    }
}

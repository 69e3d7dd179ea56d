//! The description of the protocol. The shapes of bodies are derived from the types that are sent; those that
//! travel inside an entry's payload or a row's body are listed too.

use airside_shared::{
    cases, claims, compensation, devices, flights, passengers, policies, refunds, sales, timeline, trips,
    vouchers,
};
use axum::Json;
use utoipa::{
    Modify, OpenApi,
    openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
};

#[derive(OpenApi)]
#[openapi(
    info(title = "Airside backend", description = "What desks, tablets and kiosks sync with. Every error is a Fault."),
    paths(
        crate::session::sign_in,
        crate::push::push,
        crate::pull::pull,
        crate::watch::watch,
        crate::audit::append,
        crate::attachments::put,
        crate::attachments::get,
        crate::attachments::state,
        crate::refused::list,
        crate::refused::discard,
        crate::fleet::list,
        crate::vouchers::statement,
        crate::revoke::revoke,
        crate::revoke::flush,
        crate::revoke::wiped,
        crate::flight_events::post,
        crate::notices::list,
        crate::notices::bounced,
        crate::payments::get,
        crate::payments::notice,
        crate::books::trial_balance,
        crate::books::reconcile,
        crate::books::refunds,
        crate::policies::trial,
        crate::health::health,
        crate::health::metrics,
    ),
    components(schemas(
        cases::OpenCase,
        cases::AddNote,
        passengers::SetPreference,
        vouchers::IssueVoucher,
        sales::PlaceOrder,
        sales::FailOrder,
        sales::RecordSale,
        sales::VoidSale,
        trips::Rebook,
        compensation::OverruleDecision,
        vouchers::RedeemVoucher,
        vouchers::RevokeVoucher,
        vouchers::ReissueVoucher,
        vouchers::ReviewLoss,
        refunds::RequestRefund,
        refunds::ApproveRefund,
        refunds::RefuseRefund,
        sales::CloseTrolley,
        claims::OpenClaim,
        claims::ApproveClaim,
        claims::RefuseClaim,
        claims::ChooseSettlement,
        claims::PayClaim,
        policies::DraftPolicy,
        policies::ApprovePolicy,
        policies::WithdrawPolicy,
        flights::Flight,
        passengers::Passenger,
        trips::Trip,
        timeline::TimelineEntry,
        cases::Case,
        vouchers::Voucher,
        vouchers::Claim,
        devices::Allowance,
        sales::Product,
        sales::Trolley,
        sales::Order,
        sales::Sale,
        compensation::Overruling,
        vouchers::VoucherStanding,
        vouchers::Issuer,
        refunds::Refund,
        claims::ClaimFile,
        policies::Policy,
    )),
    modifiers(&Token)
)]
struct Description;

struct Token;

impl Modify for Token {
    fn modify(&self, description: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        let components = description.components.get_or_insert_with(Default::default);
        components.add_security_scheme("token", SecurityScheme::Http(scheme));
        let badge = HttpBuilder::new().scheme(HttpAuthScheme::Basic).build();
        components.add_security_scheme("badge", SecurityScheme::Http(badge));
    }
}

/// The specification as JSON.
pub fn spec() -> anyhow::Result<String> {
    Ok(Description::openapi().to_pretty_json()? + "\n")
}

pub async fn openapi() -> Json<utoipa::openapi::OpenApi> {
    Json(Description::openapi())
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    #[test]
    fn the_committed_description_is_the_present_one() {
        let committed = include_str!("../openapi.json");
        // Both whole would be thousands of lines.
        assert!(super::spec().unwrap() == committed, "run `airside-backend openapi > backend/openapi.json`");
    }

    /// Every `$ref` of a value, and whether a JSON body has none.
    fn refs(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(fields) => {
                found.extend(fields.get("$ref").and_then(Value::as_str).map(str::to_owned));
                fields.values().for_each(|value| refs(value, found));
            }
            Value::Array(values) => values.iter().for_each(|value| refs(value, found)),
            _ => {}
        }
    }

    #[test]
    fn every_json_body_has_a_shape_that_is_described() {
        let spec: Value = serde_json::from_str(&super::spec().unwrap()).unwrap();
        let (mut named, mut bodies) = (Vec::new(), 0);
        refs(&spec, &mut named);
        for name in named {
            assert!(spec.pointer(name.trim_start_matches('#')).is_some(), "{name} is not described");
        }
        for operation in
            spec["paths"].as_object().unwrap().values().flat_map(|p| p.as_object().unwrap().values())
        {
            let answers = operation["responses"].as_object().unwrap().values();
            for body in answers.chain([&operation["requestBody"]]) {
                let schema = &body["content"]["application/json"]["schema"];
                if !schema.is_null() {
                    assert!(schema["$ref"].is_string(), "{}: {schema}", operation["operationId"]);
                    bodies += 1;
                }
            }
        }
        assert!(bodies > 10, "{bodies}");
    }
}

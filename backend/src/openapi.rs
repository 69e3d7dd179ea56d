//! The description of the protocol. The shapes of bodies are those of `airside_shared::sync`, where each
//! has its snapshot; this names them.

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
        crate::health::health,
        crate::health::metrics,
    ),
    modifiers(&Token)
)]
struct Description;

struct Token;

impl Modify for Token {
    fn modify(&self, description: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        let components = description.components.get_or_insert_with(Default::default);
        components.add_security_scheme("token", SecurityScheme::Http(scheme));
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
    #[test]
    fn the_committed_description_is_the_present_one() {
        let committed = include_str!("../openapi.json");
        assert_eq!(super::spec().unwrap(), committed, "run `airside-backend openapi > backend/openapi.json`");
    }
}

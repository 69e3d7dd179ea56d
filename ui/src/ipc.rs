//! The one way from the window to the desk. Names, arguments and replies are declared once, in
//! `airside_shared::ipc`; a call is `call::<SearchPassengers>(&args).await`.

use std::borrow::Cow;

use airside_shared::{
    Fault,
    ipc::{CHANGED, Call, Changed},
};
use serde::Serialize;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["window", "__TAURI_INTERNALS__"], js_name = invoke, catch)]
    async fn invoke(command: &str, args: JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = ["window", "__TAURI_INTERNALS__"], js_name = transformCallback)]
    fn transform_callback(callback: &Closure<dyn FnMut(JsValue)>, once: bool) -> JsValue;
}

#[derive(Serialize)]
struct Envelope<'a, T> {
    args: &'a T,
}

/// Asks the desk.
///
/// # Errors
/// The desk's own fault; `window_failed` when the answer cannot be read.
pub async fn call<C: Call>(args: &C::Args) -> Result<C::Reply, Fault> {
    let text = serde_json::to_string(&Envelope { args }).map_err(broken)?;
    let args = js_sys::JSON::parse(&text).map_err(|_| broken("arguments"))?;
    match invoke(C::NAME, args).await {
        Ok(reply) => serde_json::from_str(&text_of(&reply)).map_err(broken),
        Err(fault) => Err(serde_json::from_str(&text_of(&fault)).unwrap_or_else(|_| Fault {
            code: Cow::Borrowed("window_failed"),
            message: fault.as_string().unwrap_or_default(),
            field: None,
        })),
    }
}

/// Calls `heard` whenever something changed, for as long as the window lives.
pub async fn on_changed(heard: impl Fn(Changed) + 'static) -> Result<(), Fault> {
    let callback = Closure::new(move |event: JsValue| {
        let payload = js_sys::Reflect::get(&event, &"payload".into()).unwrap_or_default();
        if let Ok(changed) = serde_json::from_str(&text_of(&payload)) {
            heard(changed);
        }
    });
    let handler = transform_callback(&callback, false);
    callback.forget();
    let args = js_sys::Object::new();
    let target = js_sys::Object::new();
    let set = |object: &js_sys::Object, name: &str, value: &JsValue| {
        js_sys::Reflect::set(object, &name.into(), value).map(|_| ()).map_err(|_| broken("listener"))
    };
    set(&target, "kind", &"Any".into())?;
    set(&args, "event", &CHANGED.into())?;
    set(&args, "target", &target)?;
    set(&args, "handler", &handler)?;
    invoke("plugin:event|listen", args.into()).await.map(|_| ()).map_err(|_| broken("listener"))
}

/// `undefined` is what a command without a reply gives.
fn text_of(value: &JsValue) -> String {
    js_sys::JSON::stringify(value).ok().and_then(|t| t.as_string()).unwrap_or_else(|| "null".into())
}

fn broken(why: impl std::fmt::Display) -> Fault {
    Fault::new("window_failed", format!("The window and the desk did not understand each other: {why}"))
}

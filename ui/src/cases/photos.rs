use airside_shared::ipc::PhotoUpload;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, FileReader, HtmlInputElement};

use crate::i18n::use_i18n;
use crate::t;
use crate::widgets::{Field, FieldIds, Icon, IconButton};

/// A photo that is to go with a case: its name, and its content as a `data:` address, which the window can show.
#[derive(Clone, Debug, PartialEq)]
pub struct Chosen {
    pub name: String,
    pub address: String,
}

impl Chosen {
    /// As the desk takes it.
    pub fn upload(self) -> PhotoUpload {
        let content = self.address.split_once(',').map(|(_, content)| content.to_owned());
        PhotoUpload { name: self.name, content: content.unwrap_or_default() }
    }
}

async fn read(file: File) -> Option<Chosen> {
    let reader = FileReader::new().ok()?;
    let done = js_sys::Promise::new(&mut |resolve, reject| {
        reader.set_onload(Some(&resolve));
        reader.set_onerror(Some(&reject));
    });
    reader.read_as_data_url(&file).ok()?;
    JsFuture::from(done).await.ok()?;
    Some(Chosen { name: file.name(), address: reader.result().ok()?.as_string()? })
}

/// Photos from the disk or the camera, each with a small picture and a way to take it out again.
#[component]
pub fn Photos(chosen: RwSignal<Vec<Chosen>>, #[prop(into)] error: Signal<Option<String>>) -> impl IntoView {
    let i18n = use_i18n();
    let ids = FieldIds::new();
    let control = ids.control.clone();
    let failed = RwSignal::new(false);
    let take = move |event: web_sys::Event| {
        let Some(input) = event.target().and_then(|t| t.dyn_into::<HtmlInputElement>().ok()) else { return };
        let files = input.files();
        let count = files.as_ref().map_or(0, web_sys::FileList::length);
        let files: Vec<File> = (0..count).filter_map(|at| files.as_ref()?.get(at)).collect();
        failed.set(false);
        spawn_local(async move {
            for file in files {
                match read(file).await {
                    Some(photo) => {
                        let _ = chosen.try_update(|chosen| chosen.push(photo));
                    }
                    None => {
                        let _ = failed.try_set(true);
                    }
                }
            }
            // The same file may be chosen again after it was taken out.
            input.set_value("");
        });
    };
    let wrong = Signal::derive(move || {
        let unreadable = || i18n.text(crate::i18n::key::session::fault::photo_unreadable).to_owned();
        failed.get().then(unreadable).or_else(|| error.get())
    });
    view! {
        <Field
            label=t!(i18n, cases.photos)
            ids
            hint=Some(t!(i18n, cases.photos_hint).into())
            error=wrong
        >
            <input
                class="input input--file"
                id=control
                type="file"
                accept="image/png,image/jpeg"
                multiple
                data-test="case-photo"
                on:change=take
            />
        </Field>
        <div class="photos">
            {move || {
                chosen
                    .get()
                    .into_iter()
                    .enumerate()
                    .map(|(at, photo)| {
                        let out = move |()| {
                            chosen.update(|chosen| {
                                if at < chosen.len() {
                                    chosen.remove(at);
                                }
                            });
                        };
                        view! {
                            <figure class="photo" data-test="case-thumbnail">
                                <img src=photo.address alt=photo.name />
                                <IconButton
                                    icon=Icon::Close
                                    label=t!(i18n, cases.photo_out)
                                    on_press=out
                                />
                            </figure>
                        }
                    })
                    .collect_view()
            }}
        </div>
    }
}

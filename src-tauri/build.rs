//! Permits to the window exactly the commands that `airside_shared::ipc` declares.

fn main() {
    let manifest = tauri_build::AppManifest::new().commands(airside_shared::ipc::COMMANDS);
    let attributes = tauri_build::Attributes::new()
        .app_manifest(manifest)
        .capabilities_path_pattern("./src-tauri/capabilities/**/*");
    if let Err(error) = tauri_build::try_build(attributes) {
        panic!("{error:#}");
    }
}

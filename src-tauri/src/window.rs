//! The one window, in the shape of its device.

use std::sync::Once;

use airside_shared::devices::DeviceKind;
use tauri::{App, WebviewUrl, WebviewWindowBuilder, window::Color};

/// What the first frame is painted with, so that nothing flashes white before the page has its theme.
const GROUND: Color = Color(16, 18, 22, 255);

/// The remembered theme is set before the first paint, so that a dark cabin sees no light page.
const FIRST_THEME: &str = "{
    const theme = localStorage.getItem('airside.theme');
    if (theme) document.documentElement.dataset.theme = theme;
}";

/// Said once on standard output, when the page runs and asks for the first time: whoever started the program can
/// tell a window that is up from one that stays empty.
pub fn is_up() {
    static SAID: Once = Once::new();
    SAID.call_once(|| println!("the window is up"));
}

pub fn open(app: &App, kind: DeviceKind) -> tauri::Result<()> {
    let builder = WebviewWindowBuilder::new(app, "main", WebviewUrl::default())
        .title("Airside")
        .background_color(GROUND)
        .initialization_script(FIRST_THEME)
        .resizable(true);
    let builder = match kind {
        DeviceKind::Desk => builder.inner_size(1280.0, 800.0).min_inner_size(960.0, 640.0),
        DeviceKind::Tablet => builder.inner_size(1180.0, 820.0).min_inner_size(820.0, 640.0),
        DeviceKind::Kiosk => builder.inner_size(1080.0, 1920.0).fullscreen(true).decorations(false),
    };
    builder.build().map(|_| ())
}

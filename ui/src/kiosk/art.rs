use leptos::prelude::*;

/// Distances of the runway's lights from the horizon, in the drawing's units; they grow as they come nearer.
const LIGHTS: [f64; 9] = [18.0, 44.0, 80.0, 128.0, 192.0, 276.0, 386.0, 530.0, 718.0];
const HORIZON: f64 = 1_060.0;

/// Dawn over a runway, with the fin of the mark in front of it. Drawn here: nothing is loaded.
#[component]
pub fn Dawn() -> impl IntoView {
    let lights = LIGHTS.iter().flat_map(|depth| {
        let (y, spread, size) = (HORIZON + depth, 60.0 + depth * 0.62, 2.0 + depth / 60.0);
        [540.0 - spread, 540.0 + spread].map(|x| view! { <circle class="dawn__light" cx=x cy=y r=size /> })
    });
    let marks = LIGHTS.windows(2).step_by(2).map(|pair| {
        let (top, foot) = (HORIZON + pair[0], HORIZON + pair[1]);
        let (narrow, wide) = (1.5 + pair[0] / 42.0, 1.5 + pair[1] / 42.0);
        let points = format!(
            "{},{top} {},{top} {},{foot} {},{foot}",
            540.0 - narrow,
            540.0 + narrow,
            540.0 + wide,
            540.0 - wide
        );
        view! { <polygon class="dawn__mark" points=points /> }
    });
    view! {
        <svg class="dawn" viewBox="0 0 1080 1920" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
            <defs>
                <linearGradient id="dawn-sky" x1="0" y1="0" x2="0" y2="1">
                    <stop class="dawn__sky-0" offset="0" />
                    <stop class="dawn__sky-1" offset="0.45" />
                    <stop class="dawn__sky-2" offset="0.8" />
                    <stop class="dawn__sky-3" offset="1" />
                </linearGradient>
                <radialGradient id="dawn-sun">
                    <stop class="dawn__sun-0" offset="0" />
                    <stop class="dawn__sun-1" offset="1" />
                </radialGradient>
            </defs>
            <rect width="1080" height=HORIZON fill="url(#dawn-sky)" />
            <circle cx="540" cy=HORIZON r="430" fill="url(#dawn-sun)" />
            <circle class="dawn__disc" cx="540" cy=HORIZON r="120" />
            <rect class="dawn__ground" y=HORIZON width="1080" height="860" />
            <polygon class="dawn__runway" points="486,1060 594,1060 1130,1920 -50,1920" />
            {marks.collect_view()}
            {lights.collect_view()}
            <path
                class="dawn__fin"
                transform="translate(118 636) scale(20)"
                d="M8.5 21 16.6 8.3c.5-.8 1.3-1.3 2.3-1.3H23l-4.4 14Z"
            />
        </svg>
    }
}

//! What the app weighs and how it starts, where it was built. `cargo xtask bench` says where, by `AIRSIDE_APP` and
//! `AIRSIDE_WINDOW`.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::figures::{Line, thousands};

const WASM: (&str, &str) = ("window's wasm, gzipped", "≤ 600 kB");
const DEB: (&str, &str) = (".deb", "≤ 25 MB");
const START: (&str, &str) = ("start to a usable page", "≤ 1.5 s");
const MEMORY: (&str, &str) = ("memory", "≤ 250 MB");

/// The window's code and the package.
pub fn sizes() -> Vec<Line> {
    vec![wasm().unwrap_or_else(|why| missing(WASM, &why)), deb().unwrap_or_else(|why| missing(DEB, &why))]
}

fn missing((measure, reach): (&str, &str), why: &str) -> Line {
    Line::not_measured(measure, reach, why)
}

fn wasm() -> Result<Line, String> {
    let dist = env::var_os("AIRSIDE_WINDOW").map(PathBuf::from).ok_or("AIRSIDE_WINDOW is not set")?;
    let file = of_extension(&dist, "wasm").ok_or("there is no wasm in AIRSIDE_WINDOW")?;
    let zipped = Command::new("gzip")
        .args(["--best", "--stdout"])
        .stdin(fs::File::open(&file).map_err(|e| e.to_string())?)
        .stderr(Stdio::inherit())
        .output()
        .map_err(|e| format!("gzip: {e}"))?;
    let kb = zipped.stdout.len().div_ceil(1_000);
    Ok(Line::new(WASM.0, WASM.1, format!("{} kB", thousands(kb)), zipped.status.success() && kb <= 600))
}

fn deb() -> Result<Line, String> {
    let app = env::var_os("AIRSIDE_APP").map(PathBuf::from).ok_or("AIRSIDE_APP is not set")?;
    let bundle = app.parent().unwrap_or(Path::new(".")).join("bundle/deb");
    let file = of_extension(&bundle, "deb").ok_or("there is none; `cargo xtask package` makes it")?;
    let bytes = fs::metadata(&file).map_err(|e| e.to_string())?.len();
    let mb = bytes as f64 / 1e6;
    Ok(Line::new(DEB.0, DEB.1, format!("{mb:.1} MB"), mb <= 25.0))
}

/// Start and memory, on whatever screen there is. The page is there when the program and its web view, which
/// were busy, come to rest.
pub fn start() -> Vec<Line> {
    let app = env::var_os("AIRSIDE_APP").map(PathBuf::from).ok_or("AIRSIDE_APP is not set");
    let screen =
        ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| env::var_os(name).is_some_and(|v| !v.is_empty()));
    let opened = app.and_then(|app| if screen { Ok(app) } else { Err("there is no screen") });
    match opened.map_err(str::to_owned).and_then(|app| open(&app)) {
        Err(why) => vec![missing(START, &why), missing(MEMORY, &why)],
        Ok((start, bytes)) => {
            let (seconds, mb) = (start.as_secs_f64(), bytes as f64 / 1e6);
            let measured = format!("{seconds:.2} s until the sign-in page is at rest");
            vec![
                Line::new(START.0, START.1, measured, seconds <= 1.5),
                Line::new(MEMORY.0, MEMORY.1, format!("{mb:.0} MB, web view included (PSS)"), mb <= 250.0),
            ]
        }
    }
}

/// Opens the app on an empty device; answers after how long it was at rest, and how much memory it has then. An
/// empty window is soon at rest too: the app says on its output when the page has come to life.
fn open(app: &Path) -> Result<(Duration, u64), String> {
    let data = tempfile::tempdir().map_err(|e| e.to_string())?;
    let said = data.path().join("said");
    let output = fs::File::create(&said).map_err(|e| e.to_string())?;
    let start = Instant::now();
    let mut child = Command::new(app)
        .env("AIRSIDE_DATA", data.path())
        .stdout(output)
        .spawn()
        .map_err(|e| format!("{}: {e}", app.display()))?;
    let alive = || fs::metadata(&said).is_ok_and(|it| it.len() > 0);
    let found = at_rest(&mut child, start, alive).map(|took| (took, proportional_memory(&tree(child.id()))));
    // It holds nothing that has to be saved; it may be gone already.
    let _ = child.kill().and_then(|()| child.wait());
    found
}

fn at_rest(child: &mut Child, start: Instant, alive: impl Fn() -> bool) -> Result<Duration, String> {
    let (mut spent, mut since) = (0, start.elapsed());
    while start.elapsed() < Duration::from_secs(20) {
        thread::sleep(Duration::from_millis(20));
        if let Some(status) = child.try_wait().map_err(|e| e.to_string())? {
            return Err(format!("the app ended with {status}"));
        }
        let processes = tree(child.id());
        let now = processes.iter().map(|id| ticks(*id)).sum::<u64>();
        // A blinking caret now and then takes a tick.
        if now > spent + 1 || !alive() {
            (spent, since) = (now, start.elapsed());
        } else if processes.len() > 2 && start.elapsed() - since > Duration::from_millis(400) {
            return Ok(since);
        }
    }
    Err("the app did not come to rest within 20 s".into())
}

/// A process and all that it started.
fn tree(root: u32) -> Vec<u32> {
    let all = fs::read_dir("/proc").into_iter().flatten().flatten();
    let ids = all.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let parents: Vec<(u32, u32)> = ids.filter_map(|id| Some((id, stat(id)?.get(1)?.parse().ok()?))).collect();
    let mut tree = vec![root];
    let mut at = 0;
    while let Some(parent) = tree.get(at).copied() {
        tree.extend(parents.iter().filter(|(_, of)| *of == parent).map(|(id, _)| *id));
        at += 1;
    }
    tree
}

/// The fields of `/proc/<id>/stat` after the name, which may hold spaces.
fn stat(id: u32) -> Option<Vec<String>> {
    let text = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    Some(text.rsplit_once(") ")?.1.split(' ').map(str::to_owned).collect())
}

/// Processor time, in hundredths of a second.
fn ticks(id: u32) -> u64 {
    let fields = stat(id).unwrap_or_default();
    fields.iter().skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum()
}

/// What is shared between processes counted once.
fn proportional_memory(processes: &[u32]) -> u64 {
    let of = |id: &u32| {
        let text = fs::read_to_string(format!("/proc/{id}/smaps_rollup")).ok()?;
        let line = text.lines().find_map(|line| line.strip_prefix("Pss:"))?.to_owned();
        line.split_whitespace().next()?.parse::<u64>().ok()
    };
    processes.iter().filter_map(of).sum::<u64>() * 1_024
}

/// The newest file in a folder whose name ends so.
fn of_extension(folder: &Path, extension: &str) -> Option<PathBuf> {
    let files = fs::read_dir(folder).ok()?.filter_map(|entry| Some(entry.ok()?.path()));
    let wanted = files.filter(|path| path.extension().is_some_and(|found| found == extension));
    wanted.max_by_key(|path| fs::metadata(path).and_then(|m| m.modified()).ok())
}

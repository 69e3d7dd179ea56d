//! Who is measured: programs that take the same acts on the same command line.

use std::{
    env,
    ffi::OsString,
    fs,
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};

use super::child::Child;

/// How long one act may take.
const PATIENCE: Duration = Duration::from_secs(300);
const UP: Duration = Duration::from_secs(30);

pub struct Peer {
    pub name: &'static str,
    /// What it does so that a write survives the power.
    pub durable: &'static str,
    /// Whether its client still has its rows when it is started again.
    pub keeps: bool,
    program: PathBuf,
    first: Vec<OsString>,
    /// What is there when it is installed.
    sign: PathBuf,
}

/// Airside first: the others are compared with it.
pub fn all() -> Result<Vec<Peer>> {
    let folder = env::var_os("AIRSIDE_PEERS")
        .map(PathBuf::from)
        .context("`cargo xtask bench --peers` sets AIRSIDE_PEERS")?;
    let own = env::current_exe()?;
    let script = |name: &'static str, durable, keeps, file: &str, more: &[&str], sign: &str| Peer {
        name,
        durable,
        keeps,
        program: "node".into(),
        first: [folder.join(file).into_os_string()]
            .into_iter()
            .chain(more.iter().map(OsString::from))
            .collect(),
        sign: folder.join("node_modules").join(sign),
    };
    let airside = Peer {
        name: "Airside",
        durable: "synchronous=FULL, encrypted",
        keeps: true,
        program: own.clone(),
        first: vec!["airside".into()],
        sign: own,
    };
    let anki = Peer {
        name: "Anki",
        durable: "synchronous=FULL, in plain",
        keeps: true,
        program: folder.join("python/bin/python"),
        first: vec![folder.join("anki_sync.py").into_os_string()],
        sign: folder.join("python/bin/python"),
    };
    Ok(vec![
        airside,
        script("PouchDB", "LevelDB without fsync, in plain", true, "pouchdb.mjs", &[], "pouchdb"),
        anki,
        script("RxDB, in memory", "none: memory only", false, "rxdb.mjs", &["--storage", "memory"], "rxdb"),
        script("RxDB, Deno KV", "SQLite as Deno KV sets it, in plain", true, "rxdb.mjs", &[], "@deno/kv"),
    ])
}

/// What an act is told, beside its own name.
#[derive(Clone, Copy, Default)]
pub struct Told<'a> {
    pub data: Option<&'a Path>,
    pub server: Option<&'a Path>,
    pub url: Option<&'a str>,
    pub port: Option<u16>,
    pub rows: Option<&'a Path>,
    pub count: usize,
    pub from: usize,
}

impl Peer {
    pub fn installed(&self) -> bool {
        self.sign.exists()
    }

    /// Starts an act; what it complains of is kept in `folder`.
    pub fn start(&self, act: &str, folder: &Path, told: &Told) -> Result<Child> {
        let mut command = Command::new(&self.program);
        command.args(&self.first).arg(act).current_dir(folder);
        let paths = [("--data", told.data), ("--server", told.server), ("--rows", told.rows)];
        for (flag, path) in paths.into_iter().filter_map(|(flag, path)| Some((flag, path?))) {
            command.arg(flag).arg(path);
        }
        if let Some(url) = told.url {
            command.args(["--url", url]);
        }
        if let Some(port) = told.port {
            command.args(["--port", &port.to_string()]);
        }
        command.args(["--count", &told.count.to_string(), "--from", &told.from.to_string()]);
        // A server serves for as long as all that is asked of it may take.
        let patience = if act == "serve" { 100 * PATIENCE } else { PATIENCE };
        Child::start(command, &folder.join(format!("{act}.log")), patience)
    }

    pub fn run(&self, act: &str, folder: &Path, told: &Told) -> Result<()> {
        self.start(act, folder, told)?.finish().with_context(|| act.to_owned())
    }
}

/// A peer's server with rows on it, in a folder of its own.
pub struct Served<'a> {
    pub peer: &'a Peer,
    pub folder: PathBuf,
    pub addr: SocketAddr,
    rows: &'a Path,
    _server: Child,
}

impl<'a> Served<'a> {
    pub fn with(peer: &'a Peer, folder: PathBuf, rows: &'a Path, count: usize) -> Result<Self> {
        fs::create_dir_all(folder.join("server"))?;
        // Given up at once for the server to take: nobody else is likely to in between.
        let addr = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let data = folder.join("server");
        let told = Told { data: Some(&data), port: Some(addr.port()), ..Told::default() };
        let mut server = peer.start("serve", &folder, &told)?;
        let start = Instant::now();
        while TcpStream::connect(addr).is_err() {
            ensure!(start.elapsed() < UP, "its server did not start");
            server.still_runs().context("its server")?;
            thread::sleep(Duration::from_millis(50));
        }
        let served = Self { peer, folder, addr, rows, _server: server };
        served.feed("fill", count)?;
        Ok(served)
    }

    /// The first `count` rows get a new number.
    pub fn change(&self, count: usize) -> Result<()> {
        self.feed("change", count)
    }

    fn feed(&self, act: &str, count: usize) -> Result<()> {
        let (data, server, url) = (self.folder.join("feeder"), self.folder.join("server"), self.url());
        let told = Told {
            data: Some(&data),
            server: Some(&server),
            url: Some(&url),
            rows: Some(self.rows),
            count,
            ..Told::default()
        };
        self.peer.run(act, &self.folder, &told)
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }
}

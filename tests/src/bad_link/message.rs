//! As much of HTTP/1.1 as a link must understand: where a request ends, and where the body of an answer begins.

use std::io;

use tokio::{io::AsyncReadExt, net::TcpStream};

/// Requests larger than this are not ours.
const LARGEST: usize = 32 << 20;
const CLOSE: &str = "connection: close\r\n";
const BLANK_LINE: &[u8] = b"\r\n\r\n";

/// A whole request, which asks the backend to end the connection after its answer.
#[derive(Clone, Debug)]
pub struct Request {
    pub bytes: Vec<u8>,
    body: usize,
    waits: bool,
}

impl Request {
    pub async fn read(client: &mut TcpStream) -> io::Result<Self> {
        let mut bytes = Vec::with_capacity(4 << 10);
        let body = loop {
            if let Some(body) = body_begins(&bytes) {
                break body;
            }
            more(client, &mut bytes).await?;
        };
        let head = String::from_utf8_lossy(&bytes[..body]).into_owned();
        let end = body + content_length(&head);
        while bytes.len() < end {
            more(client, &mut bytes).await?;
        }
        let first_line = head.find("\r\n").map_or(0, |at| at + 2);
        drop(bytes.splice(first_line..first_line, CLOSE.bytes()));
        Ok(Self { body: end - body, waits: head.contains(" /v1/watch"), bytes })
    }

    pub fn has_body(&self) -> bool {
        self.body > 0
    }

    /// A long poll: it is answered when there is news.
    pub fn waits(&self) -> bool {
        self.waits
    }
}

/// Where the body of a message begins, if its head is whole.
pub fn body_begins(bytes: &[u8]) -> Option<usize> {
    bytes.windows(BLANK_LINE.len()).position(|window| window == BLANK_LINE).map(|at| at + BLANK_LINE.len())
}

fn content_length(head: &str) -> usize {
    let fields = head.lines().filter_map(|line| line.split_once(':'));
    let length = fields.filter(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    length.filter_map(|(_, value)| value.trim().parse().ok()).next().unwrap_or_default()
}

async fn more(client: &mut TcpStream, bytes: &mut Vec<u8>) -> io::Result<()> {
    match client.read_buf(bytes).await? {
        0 => Err(io::ErrorKind::UnexpectedEof.into()),
        _ if bytes.len() > LARGEST => Err(io::Error::other("the request is too large")),
        _ => Ok(()),
    }
}

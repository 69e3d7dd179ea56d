"""Anki's collection and its own sync server. A row is a note: its number, and the JSON of the row."""

import argparse
import json
import os
import time
import uuid
from datetime import datetime, timezone

from anki.collection import AddNoteRequest, Collection
from anki.decks import DeckId
from anki.sync import SyncOutput

USER, PASSWORD = "peer", "peer"
DECK = DeckId(1)
BULK = 10_000
WORDS = (
    "asked about the delay of her bag and was told to wait at gate for a meal voucher seat by window with his"
).split()


def say(**line):
    print(json.dumps(line), flush=True)


def collection(folder):
    os.makedirs(folder, exist_ok=True)
    return Collection(os.path.join(folder, "collection.anki2"))


def rows(options):
    with open(options.rows) as lines:
        for _, line in zip(range(options.count), lines):
            yield line.strip()


def note(col, name, body):
    note = col.new_note(col.models.by_name("Basic"))
    note["Front"], note["Back"] = name, body
    return note


def written(number):
    """A row as a person would add it: about as large as those of the first load, and no two alike."""
    words = (WORDS[(number * 7919 + at * at * 31 + at * number) % len(WORDS)] for at in range(50))
    return {
        "id": str(uuid.uuid4()),
        "passenger": str(uuid.uuid4()),
        "at": datetime.now(timezone.utc).isoformat(),
        "kind": "visit",
        "summary": f"write {number}: {' '.join(words)}",
        "place": "JFK",
        "by": "check-in",
        "write": number,
    }


def login(col, options):
    return col.sync_login(USER, PASSWORD, options.url)


def sync(col, auth):
    """A sync of changes; where the collections have nothing in common, the server's whole collection."""
    wanted = col.sync_collection(auth, False).required
    if wanted in (SyncOutput.FULL_DOWNLOAD, SyncOutput.FULL_SYNC):
        whole(col, auth, upload=False)
    elif wanted == SyncOutput.FULL_UPLOAD:
        raise SystemExit("the server asks for a full upload")


def whole(col, auth, upload):
    col.close_for_full_sync()
    col.full_upload_or_download(auth=auth, server_usn=None, upload=upload)
    col.reopen(after_full_sync=True)


def tally(col):
    found = {"rows": 0, "sum": 0, "writes": []}
    for (fields,) in col.db.execute("select flds from notes"):
        row = json.loads(fields.split("\x1f", 1)[1])
        if "write" in row:
            found["writes"].append(row["write"])
        else:
            found["rows"] += 1
            found["sum"] += row["no"]
    return found


def serve(options):
    os.environ |= {
        "SYNC_HOST": "127.0.0.1",
        "SYNC_PORT": str(options.port),
        "SYNC_BASE": options.data,
        "SYNC_USER1": f"{USER}:{PASSWORD}",
        "MAX_SYNC_PAYLOAD_MEGS": "1000",
    }
    from anki.syncserver import run_sync_server

    run_sync_server()


def fill(options):
    col = collection(options.data)
    requests = [AddNoteRequest(note(col, str(json.loads(r)["no"]), r), DECK) for r in rows(options)]
    for at in range(0, len(requests), BULK):
        col.add_notes(requests[at : at + BULK])
    whole(col, login(col, options), upload=True)
    col.close()


def change(options):
    """On the collection that the server was filled from, as a second device would."""
    col = collection(options.data)
    changed = []
    for row in map(json.loads, rows(options)):
        (found,) = col.db.list("select id from notes where sfld = ?", row["no"])
        it = col.get_note(found)
        row["no"] += 1_000_000
        it["Back"] = json.dumps(row)
        changed.append(it)
    col.update_notes(changed)
    sync(col, login(col, options))
    col.close()


def load(options):
    col = collection(options.data)
    auth = login(col, options)
    say(started=True)
    start = time.perf_counter()
    sync(col, auth)
    say(seconds=time.perf_counter() - start)
    say(**tally(col))
    col.close()


def drain(options):
    col = collection(options.data)
    auth = login(col, options)
    say(started=True)
    for number in range(getattr(options, "from"), getattr(options, "from") + options.count):
        body = written(number)
        col.add_note(note(col, f"write {number}", json.dumps(body)), DECK)
        say(saved=number)
    start = time.perf_counter()
    sync(col, auth)
    say(seconds=time.perf_counter() - start)
    col.close()


def server_tally(options):
    col = collection(options.data)
    sync(col, login(col, options))
    say(**tally(col))
    col.close()


ACTS = {"serve": serve, "fill": fill, "change": change, "load": load, "drain": drain, "tally": server_tally}

if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("act", choices=ACTS)
    for name in ("data", "server", "url", "rows"):
        parser.add_argument(f"--{name}")
    for name in ("port", "count", "from"):
        parser.add_argument(f"--{name}", type=int, default=0)
    options = parser.parse_args()
    ACTS[options.act](options)

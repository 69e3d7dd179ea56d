"""A real mail server for tests. Prints its port; puts what it takes into a folder; what it does is in the receiver's
name: nobody is refused, busy is put off, hangs is never answered, drops is cut off once after the letter."""

import asyncio
import pathlib
import sys

from aiosmtpd.smtp import SMTP

FOLDER = pathlib.Path(sys.argv[1])


class Handler:
    taken = 0
    dropped = False

    async def handle_RCPT(self, server, session, envelope, address, options):
        name = address.split("@")[0]
        if name == "nobody":
            return "550 5.1.1 there is no such box"
        if name == "busy":
            return "451 4.3.2 try again later"
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server, session, envelope):
        name = envelope.rcpt_tos[0].split("@")[0]
        if name == "hangs":
            await asyncio.sleep(3600)
        Handler.taken += 1
        fresh = FOLDER / f"{Handler.taken:04}.new"
        fresh.write_bytes(envelope.content)
        fresh.rename(fresh.with_suffix(".eml"))
        if name == "drops" and not Handler.dropped:
            Handler.dropped = True
            server.transport.abort()
        return "250 taken"


async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Handler(), hostname="mail.test"), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.Event().wait()


asyncio.run(main())

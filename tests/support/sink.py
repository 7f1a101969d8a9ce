"""A mail server for the round trip: mail to the portal's own addresses goes to its command, all other is kept in files."""

import asyncio
import pathlib
import re
import subprocess
import sys
import time

from aiosmtpd.controller import Controller

PORT, KEPT, CONFIG, PORTAL = int(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3], sys.argv[4]
OURS = re.compile(r"^(hoidap|trangtin|tl-[^@]+|bc-[^@]+|hd-[^@]+)@hiephoa\.example$", re.IGNORECASE)
FORGED = re.compile(rb"^Authentication-Results:\s*mx\.hiephoa\.example.*\r\n", re.IGNORECASE | re.MULTILINE)
VOUCHED = b"Authentication-Results: mx.hiephoa.example; dmarc=pass header.from=hiephoa.example\r\n"


def taken(sender, recipient, raw):
    command = [PORTAL, "--config", CONFIG, "mail", "in", f"--envelope-from={sender}", f"--envelope-to={recipient}"]
    return subprocess.run(command, input=raw, check=False).returncode == 0


class Handler:
    async def handle_DATA(self, server, session, envelope):
        raw = envelope.original_content
        head, _, body = raw.partition(b"\r\n\r\n")
        raw = FORGED.sub(b"", head + b"\r\n") + b"\r\n" + body
        if envelope.mail_from == "tuphap@hiephoa.example":
            raw = VOUCHED + raw
        for recipient in envelope.rcpt_tos:
            if OURS.match(recipient):
                done = await asyncio.to_thread(taken, envelope.mail_from or "", recipient, raw)
                if not done:
                    return "451 4.3.0 try again later"
            else:
                name = f"{time.time_ns()}-{recipient}"
                (KEPT / f".{name}").write_bytes(raw)
                (KEPT / f".{name}").rename(KEPT / name)
        return "250 2.0.0 kept"


controller = Controller(Handler(), hostname="127.0.0.1", port=PORT)
controller.start()
print("ready", flush=True)
sys.stdin.read()
controller.stop()

"""A web server that takes signed requests, in a thread of the test; it answers as its path says."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Taken:
    """What a server was sent, and where it is."""

    port: int = 0
    requests: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)


class Server(ThreadingHTTPServer):
    """Keeps what it is sent, and takes it calmly when a client goes."""

    taken: Taken

    def handle_error(self, *_: object) -> None:
        """Say nothing."""


class Answering(BaseHTTPRequestHandler):
    """Answers ``/204`` with 204, ``/drop`` not at all, ``/silent`` when the test is over."""

    server: Server

    def do_POST(self) -> None:
        """Take a request."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.taken.requests.append((self.path, dict(self.headers.items()), body))
        word = self.path.strip("/").partition("?")[0]
        if word.isdigit():
            self.answered(int(word))
        else:
            self.close_connection = True
            getattr(self, word)()

    def answered(self, code: int) -> None:
        """Answer as servers do."""
        self.send_response(code)
        for name, value in {
            307: [("Location", f"http://127.0.0.1:{self.server.taken.port}/200")],
            429: [("Retry-After", "7200")],
        }.get(code, []):
            self.send_header(name, value)
        words = b"" if code == 204 else b"the words \x1b[2J of the server"
        self.send_header("Content-Length", str(len(words)))
        self.end_headers()
        self.wfile.write(words)

    def drop(self) -> None:
        """Go without an answer."""

    def silent(self) -> None:
        """Say nothing until the test is over."""
        self.server.taken.over.wait(30)

    def nonsense(self) -> None:
        """Answer in another protocol."""
        self.wfile.write(b"220 mail.example ESMTP\r\n")

    def drip(self) -> None:
        """Answer a letter at a time, without an end."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while not self.server.taken.over.wait(0.02):
            self.wfile.write(b"X")

    def do_GET(self) -> None:
        """Note that somebody followed an answer."""
        self.server.taken.requests.append((self.path, {}, b""))

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serving() -> Iterator[Taken]:
    """Serve on this machine for as long as the block runs."""
    server = Server(("127.0.0.1", 0), Answering)
    server.taken = taken = Taken(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield taken
    finally:
        taken.over.set()
        server.shutdown()
        thread.join(30)
        server.server_close()

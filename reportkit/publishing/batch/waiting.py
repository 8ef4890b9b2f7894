"""What a worker does that was started early: load, wait for something to make, make it."""

from __future__ import annotations

import os
import socket
import tempfile

from reportkit.publishing.batch import making
from reportkit.publishing.fast import ahead, template


def main(descriptor: int) -> None:
    """Load what a briefing needs, then make the one that is named on a socket; end if that is closed."""
    template.end_with_parent()
    ahead.libraries()
    tempfile.tempdir = None  # where it is, is asked again: the folder for that is not known yet
    with socket.socket(fileno=descriptor) as asked:
        private, descriptors, _, _ = socket.recv_fds(asked, template.LONGEST, 1)
    if private:
        making.work(descriptors[0], os.fsdecode(private))

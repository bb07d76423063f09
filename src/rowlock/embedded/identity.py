"""Who a server runs as: PostgreSQL refuses uid 0, so root steps aside for it without adding a user to the machine."""

import ctypes
import os
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Final, Literal

import msgspec

from rowlock.embedded.binaries import ServersUnavailable
from rowlock.embedded.signals import uninterrupted

# "nobody": there on every system, and no account that a person uses.
_NOBODY: Final = 65534

# From linux/sched.h, linux/prctl.h and linux/capability.h.
_CLONE_NEWUSER: Final = 0x10000000
_PR_SET_PDEATHSIG: Final = 1
_PR_SET_KEEPCAPS: Final = 8
_PR_CAP_AMBIENT: Final = 47
_PR_CAP_AMBIENT_RAISE: Final = 2
_CAP_DAC_OVERRIDE: Final = 1
_CAP_DAC_READ_SEARCH: Final = 2
_CAPABILITY_VERSION_3: Final = 0x20080522

_libc: Final = ctypes.CDLL(None, use_errno=True)


class Identity(msgspec.Struct, frozen=True):
    """`same`: as we are. `namespace`: our files stay ours, yet inside the uid is not 0. `user`: as `uid` and `gid`."""

    kind: Literal["same", "namespace", "user"]
    uid: int = 0
    gid: int = 0

    def take_on(self) -> None:
        """Called in the child, between fork and exec."""
        if self.kind == "namespace":
            _enter_namespace()
        elif self.kind == "user":
            _become(self.uid, self.gid)

    def own(self, path: Path) -> None:
        """Gives a file or folder of ours to whom the servers run as."""
        if self.kind == "user":
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def own_all(self, folder: Path) -> None:
        if self.kind != "user":
            return
        for parent, folders, files in os.walk(folder):
            for name in (".", *folders, *files):
                self.own(Path(parent, name))


def choose(cluster: Path) -> Identity:
    """A cluster that exists keeps its owner; a new one gets the first way that this machine allows."""
    owner = cluster.stat() if cluster.exists() else None
    if os.geteuid() != 0:
        if owner is not None and owner.st_uid != os.geteuid():
            raise ServersUnavailable(f"{cluster} belongs to uid {owner.st_uid}; start as that user or as root")
        return Identity("same")
    if owner is not None and owner.st_uid != 0:
        return Identity("user", owner.st_uid, owner.st_gid)
    if _namespace_is_allowed():
        return Identity("namespace")
    return Identity("user", _NOBODY, _NOBODY)


def die_with_parent(signal_number: int) -> Callable[[], None]:
    """For the child between fork and exec: the kernel sends it the signal when the thread that started it is gone."""
    parent = os.getpid()
    prctl = getattr(_libc, "prctl", None)  # absent on macOS, where the next start finds what was left running

    def ask() -> None:
        if prctl is not None:
            prctl(_PR_SET_PDEATHSIG, signal_number, 0, 0, 0)
            if os.getppid() != parent:
                os._exit(1)

    return ask


def _namespace_is_allowed() -> bool:
    return _works_in_a_child(_enter_namespace)


def _works_in_a_child(attempt: Callable[[], object]) -> bool:
    with uninterrupted():
        child = os.fork()
        if child == 0:
            try:
                attempt()
                os._exit(0)
            finally:
                os._exit(1)
        return os.waitpid(child, 0)[1] == 0


def _enter_namespace() -> None:
    unshare = getattr(_libc, "unshare", None)
    if unshare is None or unshare(_CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "no user namespace")
    for name, text in (("setgroups", "deny"), ("uid_map", "1000 0 1"), ("gid_map", "1000 0 1")):
        Path("/proc/self", name).write_text(text)


def _become(uid: int, gid: int) -> None:
    """Leaves root but keeps the one right to look into any folder: the data or the programs may lie under one that
    only root may enter, and opening that one to everybody is not ours to do.
    """
    prctl = getattr(_libc, "prctl", None)
    if prctl is not None:
        prctl(_PR_SET_KEEPCAPS, 1, 0, 0, 0)
    os.setgroups([])
    os.setresgid(gid, gid, gid)
    os.setresuid(uid, uid, uid)
    if prctl is not None:
        header = struct.pack("Ii", _CAPABILITY_VERSION_3, 0)
        for right in (_CAP_DAC_READ_SEARCH, _CAP_DAC_OVERRIDE):  # a container often has the second only
            bits = 1 << right
            if _libc.capset(header, struct.pack("6I", bits, bits, bits, 0, 0, 0)) == 0:
                prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, right, 0, 0)
                break


def require_reachable(identity: Identity, program: Path, folder: Path) -> None:
    """One clear line, where an unprivileged user could not even see the program or its data."""
    if identity.kind != "user":
        return

    def look() -> None:
        _become(identity.uid, identity.gid)
        program.stat()
        (folder / ".").stat()

    if not _works_in_a_child(look):
        raise ServersUnavailable(
            f"PostgreSQL does not run as root, and uid {identity.uid} cannot reach {program} or {folder};"
            " start as another user"
        )

"""
What is known to be the same in a worker as in a kernel, and the words for what is not.

Only what has been tried stands here. To let something new in, run it both ways first, as
``tests/test_inprocess.py`` does.
"""

from __future__ import annotations

import re
from typing import Final

# Modules that may be imported: with None as a whole, otherwise only the names of them that stand here.
MODULES: Final[dict[str, frozenset[str] | None]] = {
    **dict.fromkeys(
        (
            *("abc", "base64", "bisect", "calendar", "collections", "colorsys", "copy", "csv", "dataclasses"),
            *("datetime", "decimal", "difflib", "enum", "fractions", "functools", "hashlib", "heapq", "html"),
            *("itertools", "json", "logging", "math", "matplotlib", "numbers", "numpy", "pandas", "pprint"),
            *("random", "re", "reportkit", "statistics", "string", "textwrap", "time", "traceback", "typing"),
            *("unicodedata", "uuid", "warnings", "zoneinfo", "__future__"),
        )
    ),
    "IPython": frozenset({"display"}),
    "contextlib": frozenset({"contextmanager", "nullcontext", "suppress"}),
    "io": frozenset({"BytesIO", "StringIO"}),
    "operator": frozenset(
        {"itemgetter", "add", "mul", "sub", "eq", "lt", "le", "gt", "ge", "ne", "or_", "and_"}
    ),
    "os": frozenset({"environ", "fspath", "getcwd", "getenv", "linesep", "listdir", "path", "sep"}),
    "pathlib": frozenset({"Path", "PurePath", "PurePosixPath"}),
    "sys": frozenset(
        {"byteorder", "exit", "maxsize", "platform", "stderr", "stdout", "version", "version_info"}
    ),
    "urllib": frozenset({"parse"}),
}

# Modules that may not, and what is done with them; neither may they be reached through others.
WHY_NOT: Final = {
    **dict.fromkeys(("subprocess", "pty", "pexpect", "platform", "sh"), "starts a process"),
    **dict.fromkeys(("multiprocessing", "concurrent", "joblib", "dask", "distributed"), "starts processes"),
    **dict.fromkeys(("threading", "_thread", "queue", "sched"), "uses threads"),
    **dict.fromkeys(("asyncio", "anyio", "trio", "tornado", "aiohttp", "nest_asyncio"), "uses asyncio"),
    **dict.fromkeys(("signal", "faulthandler"), "sets signal handlers"),
    **dict.fromkeys(("ctypes", "cffi", "_ctypes", "ctypeslib"), "calls what is not Python"),
    **dict.fromkeys(("getpass",), "asks for input"),
    **dict.fromkeys(("importlib", "runpy", "pkgutil", "code", "codeop"), "runs code that cannot be seen"),
    **dict.fromkeys(("builtins", "gc", "inspect", "types", "weakref", "atexit"), "works on the interpreter"),
    **dict.fromkeys(("socket", "ssl", "selectors", "socketserver"), "uses sockets"),
    **dict.fromkeys(("resource", "pdb", "bdb", "cProfile", "profile"), "works on the process itself"),
    **dict.fromkeys(
        ("ipywidgets", "comm", "ipykernel", "jupyter_client"), "talks to the page it is shown on"
    ),
}

# Parts of allowed modules that may not be used.
INNER: Final = {
    "matplotlib.animation": "starts a process",
    "matplotlib.backends": "changes how figures are shown",
    "matplotlib.testing": "changes how figures are shown",
    "matplotlib.use": "changes how figures are shown",
    "matplotlib.pyplot.switch_backend": "changes how figures are shown",
    "matplotlib.pyplot.install_repl_displayhook": "changes how figures are shown",
    "matplotlib.pyplot.uninstall_repl_displayhook": "changes how figures are shown",
    "numpy.distutils": "starts a process",
    "numpy.f2py": "starts a process",
    "numpy.test": "starts a process",
    "numpy.testing": "has not been tried in a worker",
    "pandas.test": "starts a process",
    "pandas.eval": "runs code that cannot be seen",
    "pandas.io": "has not been tried in a worker",
    "pandas.read_clipboard": "starts a process",
    "reportkit.cli": "is a program of its own",
    "reportkit.magic": "starts a process",
    "reportkit.publishing": "starts a process",
    "reportkit.regression": "starts a process",
    "reportkit.working": "starts a process",
    "logging.config": "has not been tried in a worker",
    "logging.handlers": "has not been tried in a worker",
}

# Of the streams these; of libraries what is there to be set.
STREAMS: Final = frozenset({"encoding", "flush", "isatty", "write", "writelines"})
SETTINGS: Final = re.compile(r"(matplotlib|matplotlib\.pyplot)\.rcParams|os\.environ|pandas\.options(\.\w+)*")
# Files that are parts of the process and not of the disk.
OWN_FILES: Final = re.compile(r"/(dev|proc)/")

# What is done with names of modules of which only some are allowed.
DOING: Final = {
    **dict.fromkeys(
        (
            "os.system",
            "os.popen",
            "os.spawnl",
            "os.spawnv",
            "os.execv",
            "os.fork",
            "os.posix_spawn",
            "os.forkpty",
        ),
        "starts a process",
    ),
    **dict.fromkeys(
        ("os.write", "os.dup", "os.dup2", "os.fdopen", "os.open"), "writes past Python's streams"
    ),
    **dict.fromkeys(("os._exit", "os.abort", "os.kill", "os.killpg"), "ends the process"),
    **dict.fromkeys(("sys.__stdout__", "sys.__stderr__"), "writes past Python's streams"),
    **dict.fromkeys(("sys.settrace", "sys.setprofile", "sys.setrecursionlimit"), "works on the interpreter"),
    **dict.fromkeys(
        ("sys.modules", "sys.path", "sys.meta_path", "sys._getframe"), "works on the interpreter"
    ),
    "sys.stdin": "asks for input",
    "IPython.get_ipython": "works on the shell itself",
}

REFUSED_NAMES: Final = {
    "input": "asks for input",
    **dict.fromkeys(("eval", "exec", "compile", "__import__"), "runs code that cannot be seen ({name})"),
    **dict.fromkeys(("globals", "locals", "vars"), "looks up names that are not known beforehand ({name})"),
    **dict.fromkeys(("setattr", "delattr"), "changes attributes by their names ({name})"),
    **dict.fromkeys(("exit", "quit"), "ends the kernel ({name})"),
    **dict.fromkeys(("breakpoint", "help"), "asks for input ({name})"),
    **dict.fromkeys(
        ("__builtins__", "__builtin__", "__loader__", "__spec__"), "works on the interpreter ({name})"
    ),
    "open": "opens files by what may be the number of a stream ({name})",
}

REFUSED_ATTRIBUTES: Final = {
    **dict.fromkeys(("fileno", "buffer", "detach", "reconfigure"), "writes past Python's streams ({name})"),
    **dict.fromkeys(
        ("system", "popen", "fork", "to_clipboard", "read_clipboard"), "starts a process ({name})"
    ),
    **dict.fromkeys(
        ("run_cell", "run_line_magic", "run_cell_magic", "user_ns", "exit_now"),
        "works on the shell itself ({name})",
    ),
    **dict.fromkeys(("open", "write_text", "write_bytes"), "opens files to write ({name})"),
    **dict.fromkeys(("eval", "exec"), "runs code that cannot be seen ({name})"),
    **dict.fromkeys(("tb_frame", "f_back", "f_globals", "gi_frame"), "looks inside of objects ({name})"),
}

DUNDERS: Final = frozenset(
    {"__class__", "__doc__", "__init__", "__len__", "__module__", "__name__", "__qualname__", "__version__"}
    | {"__eq__", "__repr__", "__str__", "__annotations__", "__file__", "__cause__", "__context__"}
)

# Magics that may be used: the name, and the form of what stands behind it.
MAGICS: Final = (
    ("matplotlib", r"inline"),
    ("config", r"InlineBackend\.\w+\s*=\s*[\w'\"{}\[\], .:]+"),
    ("load_ext", r"reportkit"),
    ("precision", r"\d*"),
)
STARTING: Final = frozenset(
    {
        "reportkit",
        "practice",
        "run",
        "sx",
        "sc",
        "system",
        "pip",
        "conda",
        "mamba",
        "uv",
        "ls",
        "ll",
        "cat",
        "man",
    }
    | {"bash", "sh", "script", "timeit", "prun", "bg", "killbgscripts", "cp", "mv", "rm", "mkdir", "rmdir"}
)

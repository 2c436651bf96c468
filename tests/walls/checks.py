"""The walls that import-linter cannot see. Every check takes the root of a checkout and returns the faults it found.

A fault is one line, `path:line: what is wrong`. The word lists are written so that they do not match themselves.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

PURE = ("jp", "events", "normalise", "detect", "advice")

CLOCK = frozenset(
    {"datetime.now", "datetime.utcnow", "datetime.today", "date.today"}
    | {f"time.{name}" for name in ("time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns")}
    | {"time.localtime", "time.gmtime", "time.sleep", "time.ctime", "time.strftime", "time.process_time"}
)
SPEAKING = frozenset({"print", "input", "breakpoint", "exit", "quit", "sys.exit", "os._exit", "os.abort"})
SPEAKING_ATTRIBUTES = frozenset({"sys.stdout", "sys.stderr", "sys.stdin", "os.environ"})
DISK = frozenset(
    {"open", "io.open", "os.open", "os.listdir", "os.scandir", "os.walk", "os.remove", "os.stat", "os.getenv"}
)
DISK_METHODS = frozenset(
    {"read_text", "read_bytes", "write_text", "write_bytes", "iterdir", "rglob", "is_file", "is_dir", "mkdir", "unlink"}
)
FOREIGN = ("pyarrow.dataset", "pyarrow.fs", "pyarrow.parquet", "urllib.request", "os", "pathlib", "glob")

# The kernel names its object code after its own sources; everything else is given bytes.
DISK_ALLOWED = frozenset({"src/otasuke/detect/kernel/binary.py"})

# The runner of the stream is one of the two places; the web middleware will be the other.
BROAD_HANDLERS_ALLOWED = frozenset(
    {
        "src/otasuke/pipeline/worker.py",
        "src/otasuke/web/ui/failing.py",  # the page that tells of an error is shown whatever else fails
        "src/otasuke/web/ui/furigana.py",  # it is on that page too
    }
)

LOG = "src/otasuke/pipeline/log.py"
LOG_CALL = re.compile(r"(.*\.)?_?log\.(info|warning|error)")
LOG_EVENT = re.compile(r"[a-z_]+(\.[a-z_]+)+")
# What quotes an exception, decodes bytes, formats, or is named like what sensors send.
MADE_TEXT = re.compile(
    r"\b(str|repr|ascii|format|vars)\(|\bf['\"]|\.(decode|format|join|words|args|detail|excerpt)\b"
    r"|\b(lines?|payload|body|data|excerpt|message|text|token|header|headers|query|content)\b"
)
LENGTH = re.compile(r"\blen\([^()]*\)")

# Tables of settings for Django. Whatever is wrong with them, every test of the web sees.
OF_DJANGO = frozenset({f"src/otasuke/web/project/{name}.py" for name in ("settings", "wsgi")})

SKIPPED_FOLDERS = frozenset({".git", ".venv", "__pycache__", "node_modules", "dist", ".hypothesis", ".otasuke"})
BINARY = frozenset({".evtx", ".gz", ".zip", ".parquet", ".png", ".pdf", ".woff2", ".pyc"})
OF_A_MACHINE = re.compile(
    r"(?<![\w.])/([w]ork|[f]arm)/|/opt/[w]heels|/[t]mp/bash_jobs"
    r"|--(extra-)?[i]ndex-url|--[f]ind-links|--[t]rusted-host"
    r"|[p]ypi\.org|[p]ythonhosted|registry\.[n]pmjs|crates\.[i]o/|deb\.[d]ebian\.org"
)
PINNED = re.compile(r"^[a-z0-9][a-z0-9._-]*==[^\s;]+( ; [^\\]+)? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
COMMANDS = ("./otasuke demo", "./otasuke test")


def clock_reads(root: Path) -> list[str]:
    """Pure packages take the time as an argument."""
    return _uses(root, lambda node: _called(node, CLOCK), "reads the clock")


def spoken_words(root: Path) -> list[str]:
    """Library code never prints, never exits, never looks at the environment."""
    return _uses(root, lambda node: _called(node, SPEAKING) or _attribute(node, SPEAKING_ATTRIBUTES), "prints or exits")


def disk_accesses(root: Path) -> list[str]:
    """Pure packages are given bytes."""
    faults = _uses(root, lambda node: _called(node, DISK) or _method_called(node, DISK_METHODS), "touches the disk")
    return [fault for fault in faults if fault.split(":")[0] not in DISK_ALLOWED]


def foreign_imports(root: Path) -> list[str]:
    """What pure packages may not import, where import-linter cannot tell a submodule from its package."""
    return _uses(root, _imported, "is imported in a pure package")


def broad_handlers(root: Path) -> list[str]:
    """Errors are caught narrowly, at the place that can act."""
    return [
        f"{name}:{node.lineno}: catches everything"
        for name, tree in _trees(root, "src/otasuke")
        if name not in BROAD_HANDLERS_ALLOWED
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler) and _is_broad(node.type)
    ]


def loose_words(root: Path) -> list[str]:
    """The pipeline speaks through `pipeline.log` alone, and says what happened, never what was sent.

    An event's name is a literal; its fields are on the list of `Fields`; no value is a text made on the spot.
    """
    allowed = _log_fields(root)
    return [
        f"{name}:{getattr(node, 'lineno', 1)}: {found}"
        for name, tree in _trees(root, "src/otasuke/pipeline")
        if name != LOG
        for node in ast.walk(tree)
        for found in (*_spoken_beside(node), *_said_loosely(node, allowed))
    ]


def modules_without_twin(root: Path) -> list[str]:
    """Every module has its tests at the same place under tests/; an `__init__` that defines nothing needs none."""
    return [
        f"{name}:1: has no tests at {twin}"
        for name, tree in _trees(root, "src/otasuke")
        if _defines_something(name, tree) and not (root / (twin := _twin(name))).is_file()
    ]


def folders_without_init(root: Path) -> list[str]:
    """A folder of modules without `__init__.py` is invisible to import-linter, and so outside every wall."""
    folders = {path.parent for path in (root / "src/otasuke").rglob("*.py")}
    return [f"{folder.relative_to(root)}:1: has no __init__.py" for folder in sorted(folders) if _lacks_init(folder)]


def names_of_machines(root: Path) -> list[str]:
    """Nothing names the paths of one machine, or a package index."""
    return [
        f"{path.relative_to(root)}:{number}: names {found.group()!r}"
        for path in _texts(root)
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if (found := OF_A_MACHINE.search(line))
    ]


def lock_faults(root: Path) -> list[str]:
    """Locks pin and hash every package, name no index, and hold whatever pyproject.toml asks for."""
    locks = sorted((root / "requirements").glob("*.txt"))
    return [fault for lock in locks for fault in _lock_faults(lock)] + _missing_from_locks(root)


def readme_faults(root: Path) -> list[str]:
    """Both READMEs show both commands."""
    return [
        f"{name}:1: does not show {command}"
        for name in ("README.md", "README.ja.md")
        for command in COMMANDS
        if command not in _text(root / name)
    ]


def broken_links(root: Path) -> list[str]:
    """Every relative link in a document leads to a file."""
    return [
        f"{path.relative_to(root)}:{number}: links to {target}, which is not there"
        for path in _texts(root)
        if path.suffix == ".md"
        for number, line in enumerate(_text(path).splitlines(), 1)
        for target in LINK.findall(line)
        if not (path.parent / target).exists()
    ]


def function_lengths(root: Path) -> list[int]:
    """How many lines every function in src has, docstring included. A figure to look at, not a limit."""
    return [
        (node.end_lineno or node.lineno) - node.lineno + 1
        for _, tree in _trees(root, "src/otasuke")
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


Finder = Callable[[ast.AST], str | None]


def _uses(root: Path, find: Finder, verdict: str) -> list[str]:
    return [
        f"{name}:{getattr(node, 'lineno', 1)}: {found} {verdict}"
        for package in PURE
        for name, tree in _trees(root, f"src/otasuke/{package}")
        for node in ast.walk(tree)
        if (found := find(node))
    ]


def _trees(root: Path, folder: str) -> Iterator[tuple[str, ast.Module]]:
    for path in sorted((root / folder).rglob("*.py")):
        yield path.relative_to(root).as_posix(), ast.parse(path.read_bytes(), filename=str(path))


def _called(node: ast.AST, names: frozenset[str]) -> str | None:
    """The last two parts of a call's dotted name count: `datetime.datetime.now()` is `datetime.now`."""
    if not isinstance(node, ast.Call):
        return None
    name = ".".join(ast.unparse(node.func).split(".")[-2:])
    return name if name in names else None


def _method_called(node: ast.AST, names: frozenset[str]) -> str | None:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in names:
        return node.func.attr
    return None


def _attribute(node: ast.AST, names: frozenset[str]) -> str | None:
    if not isinstance(node, ast.Attribute):
        return None
    name = ast.unparse(node)
    return name if name in names else None


def _imported(node: ast.AST) -> str | None:
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom):
        names = [f"{node.module}.{alias.name}" for alias in node.names]
    else:
        return None
    return next((name for name in names if f"{name}.".startswith(tuple(f"{foreign}." for foreign in FOREIGN))), None)


def _log_fields(root: Path) -> frozenset[str]:
    """The names that `Fields` declares."""
    classes = (node for node in ast.walk(ast.parse(_text(root / LOG))) if isinstance(node, ast.ClassDef))
    fields = (line for found in classes if found.name == "Fields" for line in found.body)
    return frozenset(ast.unparse(line.target) for line in fields if isinstance(line, ast.AnnAssign))


def _spoken_beside(node: ast.AST) -> Iterator[str]:
    imported = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
    if "logging" in imported or (isinstance(node, ast.ImportFrom) and node.module == "logging"):
        yield "logging is used beside pipeline.log"
    if found := _called(node, frozenset({"print"})) or _attribute(node, frozenset({"sys.stdout", "sys.stderr"})):
        yield f"{found} is used beside pipeline.log"


def _said_loosely(node: ast.AST, allowed: frozenset[str]) -> Iterator[str]:
    if not (isinstance(node, ast.Call) and LOG_CALL.fullmatch(ast.unparse(node.func).rpartition("(")[2])):
        return
    name = node.args[0] if node.args else None
    if not (isinstance(name, ast.Constant) and LOG_EVENT.fullmatch(str(name.value))):
        yield "what happened is no literal such as 'gateway.refused'"
    for keyword in node.keywords:
        if keyword.arg not in allowed:
            yield f"{keyword.arg or '**'} is not on the list of fields that may be logged"
        if MADE_TEXT.search(LENGTH.sub("", ast.unparse(keyword.value))):
            yield f"{keyword.arg} is a text made on the spot, which may hold what was sent"


def _is_broad(caught: ast.expr | None) -> bool:
    if caught is None:
        return True
    parts = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return any(ast.unparse(part).split(".")[-1] in {"Exception", "BaseException"} for part in parts)


def _defines_something(name: str, tree: ast.Module) -> bool:
    if "/migrations/" in name or name in OF_DJANGO or name.endswith("/apps.py"):
        return False
    if not name.endswith("/__init__.py"):
        return True
    return any(isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) for node in tree.body)


def _twin(name: str) -> str:
    path = Path("tests") / Path(name).relative_to("src/otasuke")
    return path.with_name(f"test_{path.stem.strip('_')}.py").as_posix()


def _lacks_init(folder: Path) -> bool:
    return not (folder / "__init__.py").is_file()


def _texts(root: Path) -> Iterator[Path]:
    for path in sorted(root.rglob("*")):
        parts = path.relative_to(root).parts
        if path.is_file() and path.suffix not in BINARY and not any(_is_skipped(part) for part in parts):
            yield path


def _is_skipped(part: str) -> bool:
    return part in SKIPPED_FOLDERS or part.endswith("_cache")


def _lock_faults(lock: Path) -> list[str]:
    lines = [*_text(lock).splitlines(), ""]
    odd = [f"{lock.name}:{n}: {line.strip()!r} is no pinned package" for n, line in _odd_lines(lines[:-1])]
    bare = [n for n, line in enumerate(lines, 1) if PINNED.match(line) and not HASH.match(lines[n])]
    return odd + [f"{lock.name}:{n}: {lines[n - 1].split('==')[0]} has no hash" for n in bare]


def _odd_lines(lines: list[str]) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(lines, 1):
        if not (PINNED.match(line) or HASH.match(line) or re.match(r"^    #( |$)", line)):
            yield number, line


def _missing_from_locks(root: Path) -> list[str]:
    project = tomllib.loads(_text(root / "pyproject.toml"))["project"]
    wanted = {"run": project["dependencies"]}
    wanted["test"] = wanted["run"] + project["optional-dependencies"]["test"]
    return [
        f"requirements/{lock}.txt:1: {name} of pyproject.toml is missing"
        for lock, requirements in wanted.items()
        for name in map(_name, requirements)
        if f"\n{name}==" not in "\n" + _text(root / f"requirements/{lock}.txt")
    ]


def _name(requirement: str) -> str:
    return re.split(r"[\s<>=!~;\[]", requirement)[0].lower()


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""

"""The measures of the product's source: sizes of rooms, files and functions, files with one importer, shared names.

Run: `python -m benchmarks.house`. Counts tracked Python files of the five apps, without tests, migrations and
benchmarks. Prints one figure a line; it starts nothing and reads no settings.
"""

import ast
import subprocess
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APPS = ("site_project", "askai", "fitcheck", "corpus", "routing")
LONG = 25  # lines: a longer function is counted


def sources() -> dict[str, str]:
    """Return the text of every file of the product, by its path from the root."""
    patterns = [f"{app}/*.py" for app in APPS]
    listed = subprocess.run(["git", "ls-files", *patterns], cwd=ROOT, capture_output=True, text=True, check=True)
    paths = [path for path in listed.stdout.splitlines() if "/migrations/" not in path and (ROOT / path).is_file()]
    return {path: (ROOT / path).read_text(encoding="utf-8") for path in paths}


def imported(path: str, tree: ast.Module, modules: set[str]) -> Iterator[str]:
    """Yield the modules of the product that a file imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in modules)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (name for name in names if name in modules)
            if node.module in modules:
                yield node.module


def importers(trees: dict[str, ast.Module]) -> dict[str, set[str]]:
    """Return the files that import each module."""
    modules = {module_of(path) for path in trees}
    found: dict[str, set[str]] = defaultdict(set)
    for path, tree in trees.items():
        for module in imported(path, tree, modules):
            if module != module_of(path):
                found[module].add(path)
    return found


def module_of(path: str) -> str:
    """Return the dotted name: `corpus/text/__init__.py` is `corpus.text`."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def functions(trees: dict[str, ast.Module]) -> list[int]:
    """Return the lines of every function, its signature and docstring included, the shortest first."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    nodes = [node for tree in trees.values() for node in ast.walk(tree) if isinstance(node, kinds)]
    return sorted((node.end_lineno or node.lineno) - node.lineno + 1 for node in nodes)


def namesakes(trees: dict[str, ast.Module]) -> list[str]:
    """Return the public classes that exist more than once; Django prescribes the names Command and Meta."""
    names = Counter(node.name for tree in trees.values() for node in tree.body if isinstance(node, ast.ClassDef))
    return sorted(name for name, count in names.items() if count > 1 and name != "Command" and name[0] != "_")


def percentiles(sizes: list[int]) -> str:
    """Return the median, the 90th percentile and the largest of sorted sizes."""
    return f"p50 {sizes[len(sizes) // 2]}, p90 {sizes[len(sizes) * 9 // 10]}, max {sizes[-1]}"


def main() -> None:
    """Print the measures of this checkout."""
    texts = sources()
    trees = {path: ast.parse(text) for path, text in texts.items()}
    lines = {path: len(text.splitlines()) for path, text in texts.items()}
    total, sizes, known = sum(lines.values()), functions(trees), importers(trees)
    alone = sum(len(known[module_of(path)]) == 1 for path in texts)
    shared, long = namesakes(trees), sum(size > LONG for size in sizes)
    print(f"lines                 {total}")
    print(f"files                 {len(texts)}")
    print(f"file lines            {percentiles(sorted(lines.values()))}")
    print(f"functions             {len(sizes)}: {percentiles(sizes)}")
    print(f"functions > {LONG} lines  {long} ({100 * long / len(sizes):.1f} %)")
    print(f"one-importer files    {alone} ({100 * alone / len(texts):.0f} %)")
    print(f"class names shared    {len(shared)}: {', '.join(shared)}")
    for app in APPS:
        room = sum(count for path, count in lines.items() if path.startswith(f"{app}/"))
        print(f"room {app:<16} {room} ({100 * room / total:.0f} %)")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Would the tests notice if a function that only forwards called the wrong one?

    python3 tests/mutations.py                     # all folders of include/nnlite, about an hour on two cores
    python3 tests/mutations.py --only ops,losses   # these alone
    python3 tests/mutations.py --list              # what would be changed; builds nothing

A mutant is a function (or lambda, or case of a switch) whose whole body, except for checks, is one call, made to call
a sibling (a function of the same parameters), or to return its argument, or another value. All are compiled at
once, into a copy of the tree in which the environment variable NNLITE_MUTANT says which one is on. Those that the
compiler names in errors get their next replacement, or none. The tests run once to see which of them reach which
mutant; then each mutant runs against those that reach it, its own folder's first, until one fails."""
import argparse
import collections
import concurrent.futures
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ORDER = ("core fields io random kernels data preprocessing metrics autograd ops optimizers serialization minimize "
         "layers losses training estimators viz suites").split()

# Mutants that are not tried: (file, beginning of the mutated statement, beginning of its replacement), why not.
NOT_TRIED = {
    ("core/block_cache_impl.hpp", "::operator delete (pointer", "return;"): "not compiled here",
    ("core/simd.hpp", "return std::pow(x.raw", "return min("): "not compiled here",
    ("data/image_file_check.hpp", "inflateEnd(", "return;"): "memory that is not given back",
    ("ops/gru_impl.hpp", "return own_bias()", "return static_cast"): "a workspace that is a number larger",
    ("viz/program_impl.hpp", "std::fclose(", "return;"): "a file that stays open",
    ("estimators/mlp_options.hpp", "std::puts(", "return;"): "a line on the terminal",
    ("estimators/mlp_options.hpp", "std::fprintf(stderr", "return;"): "a line on the terminal",
}

# Siblings that have no equal parameters: where the left one is called, the right one is tried first.
SIBLINGS = {"min": "max", "max": "min", "begin": "end"}
# Siblings that are another argument.
ARGUMENTS = [(r"shared_layer\((?!Flatten)\w+<T>\(", "shared_layer(Flatten<T>())"),
             (r"shared_layer\(Flatten", "shared_layer(ReLU<T>())"),
             (r"std::make_unique<Adam<T>>", "std::make_unique<AdamW<T>>()"),
             (r"std::make_unique<AdamW<T>>", "std::make_unique<Adam<T>>()"),
             (r"std::make_unique<Adamax<T>>", "std::make_unique<Nadam<T>>()"),
             (r"std::make_unique<Nadam<T>>", "std::make_unique<Adamax<T>>()")]
# Names of standard containers' functions: those of the same name here are no guide to siblings.
STANDARD = {"size", "data", "begin", "end", "empty", "shape", "at", "find", "substr", "get", "push_back", "resize"}

# What is no forward: errors, lists of options, casts.
NO_FORWARD = {"fail", "field_list", "static_cast", "reinterpret_cast", "const_cast", "sizeof", "decltype", "defined"}

SELECT = r"""
#include <cstdlib>
#include <fcntl.h>
#include <sys/mman.h>
#include <type_traits>
#include <unistd.h>
// Which mutant is on, and a file that gets a 1 at the place of each one that was asked for.
namespace nnlite_mutants {
inline const int chosen = std::getenv("NNLITE_MUTANT") ? std::atoi(std::getenv("NNLITE_MUTANT")) : 0;
inline char* reached_file() {
    const char* const name = std::getenv("NNLITE_MUTANTS_REACHED");
    if (!name) { return nullptr; }
    const int file = open(name, O_RDWR);
    void* const bytes = mmap(nullptr, 1 << 16, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    return bytes == MAP_FAILED ? nullptr : static_cast<char*>(bytes);
}
inline char* const reached = reached_file();
inline bool on(int number) {
    if (reached) { reached[number] = 1; }
    return chosen == number;
}
}  // namespace nnlite_mutants
#define NNLITE_MUTANT(number) (!std::is_constant_evaluated() && nnlite_mutants::on(number))
"""


# --- The textual scan ------------------------------------------------------------------------------------------


def blank(text):
    """The text with comments, preprocessor lines and what strings contain replaced by spaces, at the same places."""
    pattern = re.compile(r'//[^\n]*|/\*.*?\*/|R"\((?:.*?)\)"|"(?:\\.|[^"\\\n])*"|(?<!\w)\'(?:\\.|[^\'\\\n])+\''
                         r'|^[ \t]*#(?:[^\n]*\\\n)*[^\n]*', re.S | re.M)

    def spaces(match):
        found = match.group()
        quoted = found[0] in "\"'R"
        inner = re.sub(r"[^\n]", "_" if quoted else " ", found)
        return '"' + inner[1:-1] + '"' if quoted else inner
    return pattern.sub(spaces, text)


def matching(text, at, brackets=("([{", ")]}")):
    """The place of the bracket that belongs to the one at `at`, or -1."""
    step, depth = (1 if text[at] in brackets[0] else -1), 0
    while 0 <= at < len(text):
        depth += (text[at] in brackets[0]) - (text[at] in brackets[1])
        if depth == 0:
            return at
        at += step
    return -1


def split(text, separator=",", source=None):
    """The text's parts (or the source's, at these places) between separators that stand in no brackets."""
    parts, depth, start = [], 0, 0
    for i, c in enumerate(text + separator):
        if c == separator and (depth == 0 or i == len(text)):
            parts.append((source or text)[start:i].strip())
            start = i + 1
        elif c in "([{<":
            depth += 1
        elif c in ")]}" or (c == ">" and text[i - 1] != "-"):
            depth -= 1
    return [part for part in parts if part]


def plain(text):
    return re.sub(r"\s*([^\w\s])\s*", r"\1", " ".join(text.split()))


def parameter(text):
    """(type, name, whether it has a default) of a parameter."""
    declared, *default = split(text, "=") or [""]
    match = re.fullmatch(r"(.+?[\s&*>])(\w+)", declared.strip(), re.S)
    if match and match[2] not in ("const", "double", "float", "int", "bool", "T", "auto"):
        return plain(match[1]), match[2], bool(default)
    return plain(declared), "", bool(default)


def without_templates(header):
    """The header without template <...> before what it declares."""
    while match := re.search(r"\btemplate\s*<", header):
        end = matching(header, match.end() - 1, ("<", ">"))
        header = header[:match.start()] + (header[end + 1:] if end > 0 else "")
    return header


Function = collections.namedtuple("Function", "name scope returns parameters rest constructor member")


def function_of(header, scope):
    """What a function's header says, or None if it is none."""
    header = without_templates(re.sub(r"^\s*(public|private|protected)\s*:", "", header))
    at = 0
    while True:
        at = header.find("(", at)
        if at < 0:
            return None
        before = header[:at].rstrip()
        if re.search(r"\boperator$", before) and header[at:].replace(" ", "").startswith("()("):
            before, at = before + "()", header.index("(", header.index(")", at))
            break
        if re.search(r"\b(requires|__attribute__|decltype|noexcept|explicit|alignas|sizeof)$", before) or \
                before.count("<") - before.count("->") > before.count(">") - before.count("->"):
            at = matching(header, at) + 1
            if at == 0:
                return None
            continue
        break
    end = matching(header, at)
    name = re.search(r"((?:\w+(?:<[\w, :]*>)?\s*::\s*)*(?:operator\s*(?:\(\)|[^\s\w()]+|\w[\w:<> ]*)|~?\w+))$", before)
    if end < 0 or not name:
        return None
    returns = before[:name.start()]
    member = "friend" not in returns
    returns = re.sub(r"\b(NNLITE_INLINE|static|inline|constexpr|friend|virtual|explicit|typename|extern)\b"
                     r"|\[\[\w+\]\]|__attribute__\(\(\w+\)\)", "", returns)
    if "requires" in returns:
        returns = returns.split()[-1]
    rest = plain(header[end + 1:])
    if arrow := re.search(r"->(.*)", rest):
        returns = arrow[1]
    parts = re.sub(r"<[^<>]*>", "", plain(name[1])).split("::") if "operator" not in name[1] else \
        [re.sub(r"<.*?>$", "", part) for part in plain(name[1]).rsplit("::", 1)]
    if len(parts) > 1 and parts[0]:
        scope = scope + [parts[-2]]
    returns = plain(returns)
    if any(word in ("return", "new", "throw", "using", "else", "case", "goto", "delete") for word in returns.split()) \
            or "=" in returns or parts[-1] in ("if", "for", "while", "switch", "catch", "return"):
        return None
    return Function(parts[-1], [s for s in scope if s != "nnlite"], returns,
                    [parameter(p) for p in split(header[at + 1:end])], rest, not returns,
                    member and bool(scope) and scope[-1][0].isupper())


def call_of(statement):
    """(before the name, name, its template arguments, the arguments) if the expression is one call."""
    statement = statement.strip()
    if not statement.endswith(")"):
        return None
    start = matching(statement, len(statement) - 1)
    arguments, before = statement[start:], statement[:start].rstrip()
    template = ""
    if before.endswith(">") and not before.endswith("->"):
        i = max(matching(before, len(before) - 1, ("<", ">")), 0)
        before, template = before[:i], before[i:]
    match = re.search(r"\w+$", before)
    if not match or match[0] in NO_FORWARD or re.match(r"[A-Z\d]", match[0]):  # a type's name, a macro
        return None
    path = before[:match.start()]
    while True:  # only names, ., ->, :: and calls before it
        shorter = re.sub(r"\([^()]*\)|\[[^\[\]]*\]|<[^<>]*>", "", path.replace("->", "."))
        if shorter == path:
            break
        path = shorter
    if path.startswith("*this"):
        return None
    return (before[:match.start()], match[0], template, arguments) if re.fullmatch(r"[\w:.\s]*", path) and \
        not re.search(r"\w\s+\w", path) else None


Site = collections.namedtuple("Site", "file start end function returns_value call text")


class Header:
    """A header's functions and forwards."""

    def __init__(self, path):
        self.path = path
        self.text = (ROOT / "include/nnlite" / path).read_text()
        self.blanked = blank(self.text)
        self.functions, self.sites = [], []
        self.scan()

    def scan(self):
        text, stack, start, parens = self.blanked, [], 0, 0
        for i, c in enumerate(text):
            if c in "([":
                parens += 1
            elif c in ")]":
                parens -= 1
            elif c == "{":
                header = text[start:i]
                outer = all(kind != "code" for kind, *_ in stack)
                scope = [name for kind, name, *_ in stack if kind == "scope" and name]
                kind, name, function = "code", "", None
                declared = re.match(r"(?:\s|\w+\s*:(?!:))*(namespace|struct|class|union|enum(?: class)?)\b"
                                    r"(?:\s*alignas\(.*?\))?\s*([\w:]*)", without_templates(header))
                if outer and declared:
                    kind = "scope"
                    name = re.sub(r".*NNLITE_ABI(::)?|inline|namespace", "", header, flags=re.S).strip() \
                        if declared[1] == "namespace" else declared[2]
                elif parens == 0 and outer:
                    function = function_of(header, scope)
                    if function:
                        self.functions.append(function)
                stack.append((kind, name, i, function, header, parens, start))
                start, parens = i + 1, 0
            elif c == "}":
                if not stack:
                    raise ValueError(f"{self.path}: braces do not match")
                kind, name, opened, function, header, parens, earlier = stack.pop()
                if kind == "code":
                    self.body(opened + 1, i, function or self.lambda_of(header))
                start = earlier if parens else i + 1  # within brackets the statement goes on
            elif c == ";" and parens == 0:
                if all(kind == "scope" for kind, *_ in stack):
                    function = function_of(text[start:i], [name for _, name, *_ in stack if name])
                    if function and not function.constructor:
                        self.functions.append(function)
                elif match := re.match(r"\s*(case\s[^;{}]*?[^:]:(?!:))\s*(?=return\b)", text[start:i]):
                    function = next((f for *_, f, _, _, _ in reversed(stack) if f), None)
                    self.site(start + match.end(), i, function and function._replace(name=""))
                start = i + 1

    @staticmethod
    def lambda_of(header):
        """A lambda as a function without a name, or None."""
        header = re.sub(r"(\s*(mutable|noexcept))*(\s*->[^(]*)?\s*$", "", header)
        if header.endswith("]"):
            return Function("", [], "", [], "", False, False)
        if not header.endswith(")"):
            return None
        at = matching(header, len(header) - 1)
        if not header[:at].rstrip().endswith("]"):
            return None
        return Function("", [], "", [parameter(p) for p in split(header[at + 1:-1])], "", False, False)

    def body(self, start, end, function):
        inside = self.blanked[start:end]
        if function and inside.strip().endswith(";"):
            statements = split(re.sub("[<>]", " ", inside), ";", inside)
            if all(re.match(r"(detail::)?(require|check)_\w+\(", check) for check in statements[:-1]):
                first = start + inside.rindex(statements[-1])
                self.site(first, first + len(statements[-1]), function)

    def site(self, start, end, function):
        statement = self.blanked[start:end]
        value = re.match(r"return\b", statement)
        expression = statement[value.end():] if value else statement
        call = call_of(expression)
        operator = function and value and not call and re.match(r"operator(?!\(|->)", function.name) and \
            re.search(r"[-+*/<>=!&|]", expression)
        if call or operator:
            if call:  # its true text
                at = start + (value.end() if value else 0)
                lead = len(expression) - len(expression.lstrip())
                source = self.text[at + lead:end]
                n = [len(part) for part in call]
                gap = len(source.rstrip()) - n[3]
                call = (source[:n[0]], call[1], source[n[0] + n[1]:gap].strip(), source[gap:])
            self.sites.append(Site(self.path, start, end, function, bool(value), call, self.text[start:end]))


def scan():
    paths = sorted((ROOT / "include/nnlite").glob("*/*.hpp"))
    return {str(path.relative_to(ROOT / "include/nnlite")): Header(str(path.relative_to(ROOT / "include/nnlite")))
            for path in paths}


# --- Mutants ---------------------------------------------------------------------------------------------------


def stem(path):
    return re.sub(r"(_impl)?\.hpp$", "", path)


def distance(file, other):
    """Of two files' folders."""
    return abs(ORDER.index(file.split("/")[0]) - ORDER.index(other.split("/")[0]))


def types(function):
    return [p[0] for p in function.parameters]


class Siblings:
    def __init__(self, headers):
        self.by_name = collections.defaultdict(list)
        self.by_place = collections.defaultdict(list)  # of folder and scope
        for path, header in headers.items():
            for function in header.functions:
                self.by_name[function.name].append((path, function))
                self.by_place[path.split("/")[0], tuple(function.scope)].append((path, function))

    def of(self, name, near, like=None, member=False, arguments=0):
        """[(a function of the same parameters as `name`, how many of them, None for all), ...], nearest first."""
        found = []
        known = sorted(self.by_name[name], key=lambda entry: (stem(entry[0]) != stem(near), distance(entry[0], near)))
        for path, function in known:
            if like and (function.scope, function.returns, types(function)) != \
                    (like.scope, like.returns, types(like)):
                continue
            if not like and (function.member != member or len(function.parameters) < arguments):
                continue
            place = self.by_place[path.split("/")[0], tuple(function.scope)]
            names = list(dict.fromkeys(f.name for p, f in place if stem(p) == stem(path)))
            later = names.index(name)
            for own in (True, False):
                choice = [f for p, f in place if (stem(p) == stem(path)) == own and f.name != name and
                          f.returns == function.returns and not f.constructor and
                          len(f.parameters) == len(function.parameters)]
                choice.sort(key=lambda other: (names.index(other.name) - later) % len(names) if own else 0)
                for other in choice:
                    equal = [a == b for a, b in zip(types(other), types(function))] + [False]
                    same = equal.index(False)
                    if same == len(types(other)):
                        found.append((other.name, None))
                    elif own and same and all(p[2] for p in other.parameters[same:]):  # their defaults
                        found.append((other.name, same))
        return list(dict.fromkeys(found))


NUMBER = re.compile(r"(?:std::)?(?:double|float|int|char|u?int\d+_t|size_t|ptrdiff_t)|T|S")


def candidates(site, siblings):
    """Replacements of a site's statement, the best first."""
    function, found = site.function, []

    def add(expression):
        found.append(f"return {expression};" if site.returns_value else f"{expression}; return;")
    for pattern, other in ARGUMENTS:
        if site.call and re.match(pattern, "".join(site.call)):
            add(other)
    if site.call:
        before, name, template, arguments = site.call
        values = split(blank(arguments)[1:-1], source=arguments[1:-1])
        known = [(SIBLINGS[name], None)] if name in SIBLINGS else []
        member = before.rstrip().endswith((".", "->")) or (
            not before and bool(function) and function.member and any(f.member for _, f in siblings.by_name[name]))
        if not before.rstrip().endswith("std::") and name not in STANDARD:
            known += siblings.of(name, site.file, None, member, len(values))
        for other, kept in (entry for entry in known if not function or entry[0] != function.name):
            given = arguments if kept is None else "(" + ", ".join(values[:kept]) + ")"
            add(before + other + template + given)
    if function and function.name and not function.constructor:
        names = [p[1] for p in function.parameters]
        if all(names):
            for other, kept in siblings.of(function.name, site.file, function):
                if other in ("operator()", site.call and site.call[1]):
                    continue
                prefix = "this->" if function.member else ""
                moved = [f"static_cast<{p[0]}>({p[1]})" if p[0].endswith("&&") else p[1] for p in function.parameters]
                add(f"{prefix}{other}({', '.join(moved if kept is None else moved[:kept])})")
    found = found[:3]
    returns = function.returns if function else ""
    if not site.returns_value:
        return found + ["return;"]
    if function and function.parameters:
        first_type, first_name, _ = function.parameters[0]
        bare = re.sub(r"^const |&+$", "", first_type)
        if first_name and (bare == returns.removeprefix("const ").rstrip("&") or
                           (not function.name and bare == "auto" and returns == "")):
            add(first_name)
    value = "".join(site.call) if site.call else site.text.removeprefix("return").strip()
    if returns == "void":
        found.append("return;")
    elif returns == "bool":
        add(f"!({value})")
    elif returns == "const char*":
        add('"?"')
    elif NUMBER.fullmatch(returns):
        add(f"static_cast<{returns}>(({value}) + 1)")
    elif returns in ("", "auto"):
        if "[" not in value:
            add(f"std::remove_cvref_t<decltype({value})>{{}}")
    elif not returns.endswith(("&", "*")) and "(" not in returns:
        add(f"{returns}{{}}")
    return found


class Mutant:
    def __init__(self, number, site, header, siblings):
        self.number, self.site = number, site
        self.folder = site.file.split("/")[0]
        self.key = f"{site.file}:{site.start}"
        self.original = " ".join(header.text[site.start:site.end].split())
        same = plain(self.original)
        self.choices = [" ".join(c.split()) for c in candidates(site, siblings)]
        self.choices = [c for c in dict.fromkeys(self.choices) if plain(c).split(";")[0] != same]
        self.tries = 0

    @property
    def replacement(self):
        return self.choices[self.tries] if self.tries < len(self.choices) else None

    def __str__(self):
        function = self.site.function
        name = "::".join([s for s in function.scope if s != "detail"] + [function.name or "lambda"]) if function else ""
        return f"{self.site.file}: {name}: {self.original} -> {self.replacement}"

    @property
    def reason(self):
        return next((why for (file, original, replacement), why in NOT_TRIED.items()
                     if file == self.site.file and self.original.startswith(original) and
                     (self.replacement or "").startswith(replacement)), None)


def find_mutants(headers, only):
    siblings = Siblings(headers)
    mutants = []
    for header in headers.values():
        for site in sorted(header.sites, key=lambda s: s.start):
            mutants.append(Mutant(len(mutants) + 1, site, header, siblings))
    return [m for m in mutants if not only or m.folder in only]


# --- Building --------------------------------------------------------------------------------------------------


def insert(header, mutants):
    """The header's text with its mutants, and [(line, first column, last column, last line of it, mutant)]."""
    pieces, at, spans = [], 0, []
    text = header.text
    for mutant in sorted((m for m in mutants if m.replacement), key=lambda m: m.site.start):
        pieces.append(text[at:mutant.site.start])
        before = "".join(pieces)
        added = f"if (NNLITE_MUTANT({mutant.number})) {{ {mutant.replacement} }} "
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        last = line + text[mutant.site.start:mutant.site.end].count("\n")
        spans.append((line, column, column + len(added), last, mutant))
        pieces = [before, added]
        at = mutant.site.start
    return "".join(pieces) + text[at:], spans


class Build:
    def __init__(self, folder, headers, mutants, jobs, only):
        self.folder, self.headers, self.mutants, self.jobs = folder, headers, mutants, jobs
        self.state = folder / "tries.json"
        self.source, self.build = folder / "source", folder / "build"
        self.spans = {}
        first = min((ORDER.index(f) for f in only), default=0)
        self.tests = [f for f in ORDER[first:] if (ROOT / "tests" / f).is_dir()]
        self.start = time.monotonic()

    def say(self, *words):
        print(f"[{time.monotonic() - self.start:5.0f} s]", *words, flush=True)

    def copy(self):
        shutil.rmtree(self.folder, ignore_errors=True)
        for name in ("cmake", "src", "include", "tests", "examples"):
            # without tests of xtensor itself, which take minutes to compile
            shutil.copytree(ROOT / name, self.source / name,
                            ignore=shutil.ignore_patterns("xtensor_[!a]*_test.cpp", "__pycache__"))
        shutil.copy(ROOT / "README.md", self.source)
        (self.source / "docs").mkdir()
        shutil.copy(ROOT / "docs" / "Doxyfile.in", self.source / "docs")
        project = (ROOT / "CMakeLists.txt").read_text()
        (self.source / "CMakeLists.txt").write_text(project + "\ntarget_compile_options(nnlite_compiled PRIVATE -O1)\n")
        abi = self.source / "include/nnlite/core/abi.hpp"
        abi.write_text(abi.read_text() + SELECT)

    def try_next(self, mutants):
        """These get their next replacements."""
        for mutant in mutants:
            mutant.tries += 1
        self.write()

    def write(self):
        """Writes the headers whose mutants have changed."""
        self.state.write_text(json.dumps({m.key: m.tries for m in self.mutants}))
        by_file = collections.defaultdict(list)
        for mutant in self.mutants:
            by_file[mutant.site.file].append(mutant)
        for file, mutants in by_file.items():
            text, self.spans[file] = insert(self.headers[file], mutants)
            path = self.source / "include/nnlite" / file
            if path.read_text() != text:
                path.write_text(text)

    def configure(self):
        subprocess.run(["cmake", "-S", self.source, "-B", self.build, "-G", "Ninja", "-DCMAKE_CXX_COMPILER=clang++",
                        "-DCMAKE_BUILD_TYPE=Release", "-DCMAKE_CXX_FLAGS_RELEASE=-O0", "-DCMAKE_CXX_FLAGS=-w",
                        "-DNNLITE_COMPILED=ON", "-DNNLITE_BUILD_EXAMPLES=OFF", "-DNNLITE_BUILD_BENCHMARKS=OFF",
                        "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON"], check=True, stdout=subprocess.DEVNULL)
        self.commands = json.loads((self.build / "compile_commands.json").read_text())

    def blame(self, log):
        """The mutants that a compiler's errors point to."""
        blamed, unknown = set(), []
        place = re.compile(r"^(\S+?):(\d+):(\d+): (error|fatal error|note): (.*)")
        groups = []
        for line in log.splitlines():
            match = place.match(line)
            if match and "error" in match[4]:
                groups.append([match])
            elif match and groups:
                groups[-1].append(match)
        for group in groups:
            culprit = None
            for exact in (True, False):
                for match in group:
                    _, _, file = match[1].rpartition("include/nnlite/")
                    line, column = int(match[2]), int(match[3])
                    for first, begin, end, last, mutant in self.spans.get(file, ()):
                        inside = line == first and begin <= column <= end if exact else first <= line <= last
                        if inside and mutant.replacement and not culprit:
                            culprit = mutant
                if culprit:
                    break
            if culprit:
                blamed.add(culprit)
            else:
                unknown.append(group[0].group())
        return blamed, unknown

    def check(self, what, entries, at_once, precompiled=None):
        """Compiles the files without code until no mutant is to blame for an error."""
        def syntax(entry):
            command = re.sub(r" -o \S+| -c(?= )|^\S*ccache ", "", entry["command"]) + " -fsyntax-only -ferror-limit=0"
            return subprocess.run(command, shell=True, cwd=entry["directory"], stderr=subprocess.PIPE, text=True)
        waiting, dropped = list(entries), 0
        while waiting:
            if precompiled:
                self.ninja(precompiled)
            now = waiting[:at_once]
            with concurrent.futures.ThreadPoolExecutor(self.jobs) as pool:
                results = list(pool.map(syntax, now))
            blamed, unknown, bad = set(), [], []
            for entry, done in zip(now, results):
                if done.returncode != 0:
                    bad.append(entry)
                    found, rest = self.blame(done.stderr)
                    blamed |= found
                    unknown += [] if found else rest or [done.stderr[-2000:]]
            if bad and not blamed:
                sys.exit("\n".join(["errors that no mutant explains:"] + unknown[:20]))
            self.try_next(blamed)
            dropped += len(blamed)
            waiting = bad + waiting[at_once:]
        self.say(f"{what}: {len(entries)} files compile, {dropped} mutants did not")

    def ninja(self, *targets):
        for _ in range(8):
            done = subprocess.run(["ninja", "-C", self.build, "-k", "0", f"-j{self.jobs}", *targets],
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            if done.returncode == 0:
                return
            blamed, unknown = self.blame(done.stdout)
            missing = set(re.findall(r"undefined reference to [`'](?:[^'(]*?::)?(~?\w+)(?:<.*?>)?\(", done.stdout))
            for mutant in self.mutants:
                if mutant.replacement and any(re.search(rf"\b{name}\b *[<(]", mutant.replacement) for name in missing):
                    blamed.add(mutant)
            (self.folder / "build.log").write_text(done.stdout)
            if not blamed:
                sys.exit(f"does not build, see {self.folder}/build.log:\n" + "\n".join(unknown[:20]))
            self.say(f"build: {len(blamed)} mutants do not compile or link")
            self.try_next(blamed)
        sys.exit("does not build")

    def make(self, keep):
        if keep:
            tries = json.loads(self.state.read_text())
            for mutant in self.mutants:
                mutant.tries = tries.get(mutant.key, 0)
        else:
            self.copy()
        self.write()
        self.configure()
        if not keep:
            self.check("library", [e for e in self.commands if "/source/src/" in e["file"]], self.jobs)
            tests = [e for e in self.commands if "/test_unsigned_char.dir/" not in e["command"] and
                     re.search(rf"/source/tests/({'|'.join(self.tests)})/", e["file"])]
            self.check("tests", tests, len(tests), "tests/CMakeFiles/test_main.dir/cmake_pch.hxx.pch")
        self.ninja(*[f"test_{folder}" for folder in self.tests])
        self.say("built")


# --- Running ---------------------------------------------------------------------------------------------------


class Tests:
    def __init__(self, build):
        self.build, self.say, self.jobs = build, build.say, build.jobs
        self.folder = build.folder / "runs"
        self.folder.mkdir(exist_ok=True)

    def run(self, program, names, mutant=None, reached=None, limit=600):
        """Whether a program's tests of these names pass."""
        chosen = self.folder / f"{program}-{mutant or 0}-{os.getpid()}-{abs(hash(names[0]))}"
        chosen.write_text("".join(f'"{escaped(name)}"\n' for name in names))
        environment = dict(os.environ)
        if mutant:
            environment["NNLITE_MUTANT"] = str(mutant)
        if reached:
            environment["NNLITE_MUTANTS_REACHED"] = str(reached)
        try:
            done = subprocess.run([self.build.build / "tests" / f"test_{program}", "-f", chosen, "--abort"],
                                  cwd=self.folder, env=environment, timeout=limit, stdout=subprocess.PIPE,
                                  stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, text=True, errors="replace")
        except subprocess.TimeoutExpired:
            return False
        finally:
            chosen.unlink()
        return done.returncode == 0 and "No test" not in done.stdout

    def record(self):
        """Runs each test alone: which mutants it reaches, and how long it takes."""
        self.tests = []
        for program in self.build.tests:
            listed = subprocess.run([self.build.build / "tests" / f"test_{program}", "--list-test-names-only"],
                                    stdout=subprocess.PIPE, text=True, stdin=subprocess.DEVNULL)
            self.tests += [(program, name) for name in listed.stdout.splitlines() if name.strip()]

        def one(number):
            program, name = self.tests[number]
            file = self.folder / f"reached-{number}"
            file.write_bytes(bytes(1 << 16))
            start = time.monotonic()
            passes = self.run(program, [name], reached=file)
            seconds = time.monotonic() - start
            bits = file.read_bytes()
            file.unlink()
            return number, passes, seconds, {m.number for m in self.build.mutants if bits[m.number]}
        self.reaching = collections.defaultdict(list)
        self.seconds, failing = {}, []
        with concurrent.futures.ThreadPoolExecutor(self.jobs) as pool:
            for number, passes, seconds, reached in pool.map(one, range(len(self.tests))):
                self.seconds[number] = seconds
                if not passes:
                    failing.append(": ".join(self.tests[number]))
                    continue
                for mutant in reached:
                    self.reaching[mutant].append(number)
        self.say(f"{len(self.tests)} tests recorded")
        for name in failing:
            print("  fails without a mutant, not used:", name)

    def kill(self, mutant):
        """The first program whose tests fail with the mutant, or None."""
        by_program = collections.defaultdict(list)
        for number in self.reaching[mutant.number]:
            by_program[self.tests[number][0]].append(number)
        own = mutant.folder
        for program in sorted(by_program, key=lambda p: (p != own, ORDER.index(p))):
            numbers = sorted(by_program[program], key=self.seconds.get)
            for some in (numbers[:8], numbers[8:]):  # the fast ones first: most mutants are killed by them
                if some and not self.run(program, [self.tests[n][1] for n in some], mutant.number,
                                         limit=60 + 4 * sum(self.seconds[n] for n in some)):
                    return program
        return None


def escaped(name):
    return name.replace("\\", "\\\\").replace(",", "\\,").replace("[", "\\[").replace('"', '\\"')


# --- The report ------------------------------------------------------------------------------------------------


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", metavar="FOLDER[,FOLDER]", default="", help="mutants of these folders alone")
    parser.add_argument("--list", action="store_true", help="print the mutants; build nothing")
    parser.add_argument("--build", type=Path, default=ROOT / "build-mutations", help="folder, emptied first")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--keep", action="store_true", help="continue with the build of an earlier call")
    options = parser.parse_args()
    only = [folder for folder in options.only.split(",") if folder]
    if unknown := [folder for folder in only if folder not in ORDER]:
        parser.error(f"no folder {unknown[0]}: there are {', '.join(ORDER)}")
    headers = scan()
    mutants = find_mutants(headers, only)
    counts = collections.Counter(m.folder for m in mutants)
    print("one-line forwards:", ", ".join(f"{f} {counts[f]}" for f in ORDER if counts[f]), f"; {len(mutants)} in all")
    if options.list:
        for mutant in mutants:
            print(mutant)
        return 0
    build = Build(options.build.resolve(), headers, mutants, options.jobs, only)
    build.make(options.keep)
    resource.setrlimit(resource.RLIMIT_DATA, (8 << 30, 8 << 30))  # for mutants that would take all memory
    tests = Tests(build)
    tests.record()
    tried = [m for m in mutants if m.replacement and not m.reason]
    killers = {}
    print("\nsurvivors:")
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for mutant, killer in zip(tried, pool.map(tests.kill, tried)):
            killers[mutant] = killer
            if not killer:
                print(f"  {'' if tests.reaching[mutant.number] else '(not reached) '}{mutant}", flush=True)
    survivors = [m for m in tried if not killers[m]]
    print()
    for folder in ORDER:
        here = [m for m in tried if m.folder == folder]
        if here:
            dead = [m for m in here if killers[m]]
            print(f"{folder:14} {len(dead):4} of {len(here):4} killed, {sum(killers[m] == folder for m in dead):4} by "
                  "its own tests")
    skipped = [m for m in mutants if not m.replacement]
    print(f"\nnot compiled: {len(skipped)} skipped; not tried: {sum(bool(m.reason) for m in mutants)}")
    build.say(f"{len(tried) - len(survivors)} / {len(tried)} killed")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Writes names.md: the public names of the headers with those that their docstrings give after "Elsewhere:".

    python3 docs/names.py           # writes the page
    python3 docs/names.py --check   # fails if it would write another
"""
import re
import sys
from pathlib import Path

DOCS = Path(__file__).resolve().parent
INCLUDE = DOCS.parent / "include" / "nnlite"

# Title and headers; a name is in the first section that has its header, in the order of the declarations.
SECTIONS = {
    "Layers": "layers/*.hpp",
    "Activations": "layers/activation.hpp ops/activation.hpp ops/softmax.hpp",
    "Initializers": "layers/initializer.hpp",
    "Working with layers": "layers/layer.hpp layers/clone.hpp layers/state_dict.hpp "
                           "layers/weights_file.hpp",
    "Operations": "ops/*.hpp",
    "Losses": "losses/*.hpp",
    "Metrics": "metrics/*.hpp training/metric.hpp",
    "Optimizers": "optimizers/*.hpp minimize/conjugate_gradient.hpp minimize/lbfgs.hpp",
    "Schedules": "optimizers/schedule.hpp",
    "Callbacks": "training/callback.hpp",
    "Preprocessing": "preprocessing/*.hpp data/one_hot.hpp data/split.hpp",
    "Estimators": "estimators/*.hpp",
    "Random numbers": "random/*.hpp",
}

# What only serves the rest and has no row; nor have options and enums.
PLUMBING = set("""
    AttentionMask AttentionResult CallbackVisitor ClassScores Cloner LayerPointer OptionVisitor
    Padding RecurrentResult RecurrentState RecurrentWeights Size2d Split TrainingMode Visitor WeightNames names_of take
""".split())

INTRODUCTION = """# Names in other libraries

The layers, operations, losses, metrics, optimizers and schedules of nnlite, and what PyTorch 2, Keras 3 and
scikit-learn call them. Defaults, the order of axes and details of the formulas may differ:
[Semantics](semantics.md) lists the differences, and the docstring of each name has its exact formula. Where a
cell is empty, that library has no name for it.

nnlite's functions and classes are in namespace `nnlite`. Images are `[batch, height, width, channels]`, weights
`[in, out]`. What `sklearn.neural_network.MLPClassifier` takes, `MLPRegressor` takes too.
"""

# The column of a name that begins with this word; copy is Python's, for PyTorch's modules.
LIBRARIES = {"torch": "PyTorch", "torchvision": "PyTorch", "copy": "PyTorch", "keras": "Keras", "sklearn": "scikit-learn"}

HEADS = r"Shapes?|Shapes, Throws|Units or ranges|Units|Ranges|Initialization|Throws|Source|Elsewhere"


def first_sentence(lines):
    """The first sentence of a docstring, without the parts that have a head."""
    text = ""
    for line in lines:
        if not line or re.match(rf"({HEADS}):", line):
            break
        text += " " + line
    text = re.split(rf" (?=(?:{HEADS}): )", text.strip())[0]
    text = re.split(r"(?<=[\w)\]`\"]\.) ", text)[0]
    return re.sub(r"(?<!\.)[.:]$", "", text)


def elsewhere(lines):
    """The names in other libraries that a docstring ends with: {library: [name]}."""
    names = {library: [] for library in LIBRARIES.values()}
    for name in re.findall(r"[^; ][^;]*", " ".join(lines).partition("Elsewhere: ")[2].rstrip(".")):
        word = name.split(".")[0]
        if word not in LIBRARIES:
            sys.exit(f"Elsewhere: {name} begins with none of {', '.join(LIBRARIES)}")
        names[LIBRARIES[word]].append(name)
    return names


def declared(text):
    """The kind and the name that a declaration at namespace scope declares, or None."""
    text = " ".join(text.split())
    if "operator" in text or text.startswith(("using namespace", "static_assert", "friend")):
        return None
    while text.startswith("template"):  # its head ends where its brackets do
        level = 0
        for i in range(text.index("<"), len(text)):
            level += (text[i] == "<") - (text[i] == ">" and text[i - 1] != "-")
            if level == 0:
                break
        text = text[i + 1:].strip()
    kind = re.match(r"(enum(?: class| struct)?|class|struct|using|concept) (\w+)", text)
    if kind:
        return kind[1].split()[0], kind[2]
    if "->" in text.split("(")[0] or re.match(r"\w+\(.*\) ?->", text):
        return None  # a deduction guide
    text = re.sub(r"requires (?:requires ?(?:\([^()]*\) ?)?\{\}|.*?)(?=\b(?:auto|Variable|Tensor)\b(?!<T>>))", "", text)
    function = re.match(r"[^(=]*?\b(\w+) ?\(", text)
    return ("function", function[1]) if function else None


def public_names(header):
    """Kind, name and docstring of each public declaration of a header in namespace nnlite."""
    scopes, text, skipped, parentheses = [], "", 0, 0
    doc, found, in_doc = [], [], False
    for line in header.read_text(encoding="utf-8").splitlines():
        stripped = line.strip()
        if stripped.startswith("#") or re.fullmatch(r"NNLITE_\w+\(NNLITE_ROW\)", stripped):
            continue
        if stripped.startswith("///") and not skipped and not text.strip():
            doc = (doc if in_doc else []) + [stripped[3:].strip()]
            in_doc = True
            continue
        in_doc = False
        if not stripped and not text.strip():
            doc = []
        code = re.sub(r'"(?:[^"\\]|\\.)*"', '""', line)
        code = re.sub(r"'(?:[^'\\]|\\.)'", "0", code)
        code = re.sub(r"//.*|::inline NNLITE_ABI", "", code)
        for c in code + "\n":
            if skipped:
                skipped += (c == "{") - (c == "}")
                continue
            parentheses += (c == "(") - (c == ")")
            if parentheses or c not in "{};":
                text += c
                continue
            space = re.search(r"namespace\s*([\w:]*)\s*$", text) if c == "{" else None
            if space:
                scopes += [space[1]]
            elif c == "}":
                scopes.pop()
            elif c == "{" and re.search(r"\brequires\s*(\([^()]*\)\s*)?$", text):
                skipped, text = 1, text + "{}"  # an expression: the declaration goes on behind it
                continue
            else:
                skipped = int(c == "{")
                name = declared(text)
                if name and "::".join(scopes) == "nnlite":
                    found.append((*name, doc))
            text = ""
            doc = doc if c == ";" else []
    return found


def initializers(header):
    """The named rules of the class Initializer, each with its docstring."""
    doc, found = [], []
    for line in header.read_text(encoding="utf-8").splitlines():
        comment = re.match(r"    /// (.*)", line)
        function = re.match(r"    static Initializer (\w+)\(", line)
        if comment:
            doc = [comment[1]] if not doc or doc[-1] is None else doc + [comment[1]]
        elif function:
            if function[1] not in [name for _, name, _ in found]:
                found.append(("function", function[1], [d for d in doc if d is not None]))
            doc = doc + [None]
    return [(kind, "Initializer::" + name, doc) for kind, name, doc in found]


def activation_layers():
    """The layers of the table in ops/activation.hpp, each with a docstring from that of its function."""
    header = INCLUDE / "ops" / "activation.hpp"
    docs = {name: doc for _, name, doc in public_names(header) if doc}
    found = []
    for function, layer in re.findall(r"row\((\w+), (\w+)\)", header.read_text(encoding="utf-8")):
        keras = [re.sub(r"keras\.activations\.(\w+)", r'keras.layers.Activation("\1")', name)
                 for name in elsewhere(docs[function])["Keras"]]
        names = "; ".join([f"torch.nn.{layer}"] + keras)
        found.append(("struct", layer, [first_sentence(docs[function]) + ".", f"Elsewhere: {names}."]))
    return found


def sections():
    """The public names of each section, without options and enums: {title: {name: docstring}}."""
    found, headers = {title: {} for title in SECTIONS}, {}
    for title in sorted(SECTIONS, key=lambda title: "*" in SECTIONS[title]):  # whole folders last
        for pattern in SECTIONS[title].split():
            for header in sorted(INCLUDE.glob(pattern)):
                if not header.name.endswith("_impl.hpp"):
                    headers.setdefault(header, title)
    for header, title in headers.items():
        names = public_names(header)
        if header.name == "initializer.hpp":
            names += initializers(header)
        if header == INCLUDE / "layers" / "activation.hpp":
            names = activation_layers() + names
        for kind, name, doc in names:
            if doc and kind != "enum" and not name.endswith("Options"):
                found[title].setdefault(name, doc)
    return found


def summary(name, docs):
    """What a name is, in one line."""
    text = first_sentence(docs[name])
    function = re.fullmatch(r"(\w+)\(\) and its options", text)
    if function:
        text = first_sentence(docs[function[1]])
    for length, least in ((150, 40), (200, 1)):
        if len(text) > length:
            text = re.sub(rf"^(.{{{least},}}?)[;:] .*", r"\1", text)
    return re.sub(r"([|*<])", r"\\\1", text)


def page():
    """The page."""
    found = sections()
    unknown = PLUMBING - {name for docs in found.values() for name in docs}
    if unknown:
        sys.exit(f"names.py: no public names: {' '.join(sorted(unknown))}")
    lines = ["<!-- Written by names.py from the headers: change their docstrings. -->", "", INTRODUCTION]
    for title, docs in found.items():
        lines += [f"## {title}", "", "| nnlite | what it is | PyTorch | Keras | scikit-learn |",
                  "| --- | --- | --- | --- | --- |"]
        for name in docs:
            if name not in PLUMBING:
                cells = [", ".join(f"`{other}`" for other in others) for others in elsewhere(docs[name]).values()]
                cells = [f"`{name}`", summary(name, docs)] + cells
                lines.append(" ".join(f"| {text}" if text else "|" for text in cells) + " |")
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def main():
    path = DOCS / "names.md"
    if sys.argv[1:] == ["--check"]:
        if not path.exists() or path.read_text(encoding="utf-8") != page():
            sys.exit("names.md is not what the headers say: python3 docs/names.py")
    elif sys.argv[1:]:
        sys.exit(__doc__)
    else:
        path.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()

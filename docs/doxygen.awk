# What Doxygen reads instead of a file: awk -f docs/doxygen.awk FILE, run in the project's root. Each line stays
# in its place.
#
# In a page
# - headings have the names that GitHub gives them, and links to them and to programs lead where the site has
#   them; the names in names.md are links.
# In a header
# - there is no inline namespace, and no constraint that ends in "::value", which Doxygen 1.9.4 takes for a name's
#   beginning;
# - docstrings have a paragraph for "Throws:" and so on;
# - a comment after a member is its docstring;
# - the table of activations is written out;
# - of namespace detail, classes that public ones derive from have docstrings, as users see their public members,
#   and nothing else has.
BEGIN {
    page = ARGV[1]
    sub(/.*\//, "", page)
    is_page = sub(/\.md$/, "", page)
    find = "grep -rhoE '(class|struct) .* : (public )?detail::[A-Za-z0-9]+' include/nnlite"
    while (!is_page && (find | getline base) > 0) { sub(/.*::/, "", base); bases[base] }
}

is_page && /^<!--.*-->$/ { $0 = "" }  # before a title it hides that
is_page && /^```/ { in_code = !in_code }
is_page && !in_code {
    if (/^##+ /) {
        heading = tolower($0)
        sub(/^#+ /, "", heading)
        gsub(/[^a-z0-9 _-]/, "", heading)
        gsub(/ /, "-", heading)
        $0 = $0 " {#" page "-" heading "}"
    }
    if (page == "names" && match($0, /^\| `[A-Za-z0-9_:]+`/)) {
        name = substr($0, 4, RLENGTH - 4)
        $0 = "| <code>@ref nnlite::" name " \"" name "\"</code>" substr($0, RLENGTH + 1)
    }
    while (match($0, /\]\([^():]*\.md#/)) {
        target = substr($0, RSTART + 2, RLENGTH - 6)
        sub(/.*\//, "", target)
        $0 = substr($0, 1, RSTART) "(@ref " target "-" substr($0, RSTART + RLENGTH)
    }
    gsub(/\]\(\.\.\/examples/, "](examples")
    gsub(/\]\(include\/nnlite\)/, "](files.html)")
    while (match($0, /\]\([A-Za-z]+\)/)) {  # Doxygen takes a word for a name of the library
        $0 = substr($0, 1, RSTART + 1) "./" substr($0, RSTART + 2)
    }
}
is_page { print; next }

{ sub(/::inline NNLITE_ABI/, "") }
# The table of activations: enumerators, and layers with one line of docstring.
/^enum class Activation / || /^NNLITE_ACTIVATIONS\(NNLITE_ROW\)$/ {
    as_layers = !/^enum/
    table = "include/nnlite/ops/activation.hpp"
    sub(/NNLITE_.*\)/, "")
    while ((getline row < table) > 0) {
        if (row !~ /^ +row\([a-z]/) continue
        gsub(/^ +row\(|\).*/, "", row)
        split(row, names, ", ")
        if (!as_layers) sub(/ *(}|$)/, " " names[1] ",&")
        else if (names[2] != "") $0 = $0 "/** The layer of " names[1] "(). */ template <class T = float> class " \
            names[2] " : public detail::NamedFunctionLayer<T> { public: " names[2] "(); }; "
    }
    close(table)
}
/requires/ { sub(/xt::is_xexpression<[^ ]*>::value/, "(&)") }

!/^ *\/\/\/ / { labelled = 0 }
/^ *\/\/\/ / && gsub(/(Shapes?|Shapes, Throws|Units( or ranges)?|Ranges|Initialization|State|Throws|Source|Elsewhere):/,
                    "@paragraph **&**") {
    labelled = 1
    ended = 0
}
# A line that begins with a sentence was broken there.
labelled && ended && /^ *\/\/\/ [A-Z]/ { sub(/\/\/\/ /, "&@paragraph "); labelled = 0 }
{ ended = /\.$/ }

/^(class|struct) .*{/ { in_class = 1 }
/^}/ { in_class = 0 }
after_member = in_class && !/NOLINT/ && (/^    [^ \/].*[;,] +\/\/ / || after_member && /^ +\/\/ /) {
    sub(/ \/\/ /, " ///< ")
}

function print_held(mark,  i) {
    for (i = 1; i <= held; ++i) {
        sub(/^\/\/+/, mark, lines[i])
        print lines[i]
    }
    held = 0
}
/^namespace .*detail/ { detail = 1 }
/^} *\/\/ namespace .*detail/ || /^}$/ && before ~ /^[a-z].*;$/ { detail = 0 }
{ before = $0 }
detail { sub(/^   protected:/, "   private:") }
detail && /^(\/\/|template)/ { lines[++held] = $0; next }
{
    name = $0
    sub(/^(class|struct) /, "", name)
    sub(/[^A-Za-z0-9].*/, "", name)
    print_held(name in bases ? "///" : "//")
    print
}

# Lists the public names of headers: what stands in a namespace but not in `detail`, types inside public
# types, and enumerators. `-v docstrings=1`: those that have a docstring of their own or, as an overload or an
# enumerator, share one.
#     awk -f cmake/list_names.awk include/nnlite/*/*.hpp | sort -u
function top() { return depth > 0 ? kind[depth] : "ns" }
function space(  i, text) {  # the namespace at hand; "" where nothing is public
    for (i = 1; i <= depth; ++i) {
        if (kind[i] == "other" || kind[i] == "detail" || (kind[i] == "class" && !public[i])) return ""
        text = text label[i] "::"
    }
    return text
}
function say(name,  where) {
    where = space()
    if (name ~ /NNLITE/ || where == "" || where !~ /^nnlite::/) return
    if (!docstrings || documented || top() == "enum") print where name
}
# Without template heads, requires clauses, attributes and default arguments.
function bare(text,  i, c, level, head, out) {
    gsub(/__attribute__\(\([^)]*\)\)|\[\[[^\]]*\]\]|alignas\([^)]*\)/, " ", text)
    while (match(text, /^ *template *</)) {
        level = 0
        for (i = RLENGTH; i <= length(text); ++i) {
            c = substr(text, i, 1)
            if (c == "<") ++level
            if (c == ">" && substr(text, i - 1, 1) != "-" && --level == 0) break
        }
        text = substr(text, i + 1)
    }
    return text
}
function begin_scope(text,  name) {
    text = bare(text)
    sub(/::inline NNLITE_ABI/, "", text)
    if (match(text, /namespace +[A-Za-z_:]+/)) {
        name = substr(text, RSTART + 10, RLENGTH - 10); gsub(/ /, "", name)
        push(name ~ /detail/ ? "detail" : "ns", name)
    } else if (text ~ /namespace *$/) {
        push("detail", "")
    } else if (match(text, /enum +(class +|struct +)?[A-Za-z_0-9]+/)) {
        name = substr(text, RSTART, RLENGTH); sub(/.* /, "", name)
        if (top() == "ns" || top() == "class") say(name)
        push("enum", name)
    } else if (text !~ /\) *(const)? *(noexcept)? *(override)? *$/ && match(text, /(class|struct|union) +[A-Za-z_0-9]+/) &&
               text !~ /=/) {
        name = substr(text, RSTART, RLENGTH); is_class = name ~ /^class/; sub(/.* /, "", name)
        if (top() == "ns" || top() == "class") say(name)
        push("class", name); public[depth] = !is_class
    } else {
        if (top() == "ns" && (text ~ /concept/ || text !~ /requires *$/)) declare(text)
        push("other", "")
    }
}
function push(what, name) { kind[++depth] = what; label[depth] = name; public[depth] = 1 }
# A declaration at namespace scope, or a nested type's.
function declare(text,  name, i) {
    text = bare(text)
    if (text ~ /^ *$/ || text ~ /^ *(class|struct|enum|friend|static_assert|extern|typedef)/) return
    if (text ~ /->/ && text !~ /operator|auto/) return  # a deduction guide
    if (match(text, /^ *using +namespace/)) return
    if (match(text, /^ *using +[A-Za-z_0-9]+ *=/)) {
        name = substr(text, RSTART, RLENGTH); sub(/ *=$/, "", name); sub(/.* /, "", name); say(name); return
    }
    if (top() != "ns" || text ~ /operator/) return
    if (match(text, /concept +[A-Za-z_0-9]+/)) {
        name = substr(text, RSTART, RLENGTH); sub(/.* /, "", name); say(name); return
    }
    gsub(/requires *\([^()]*(\([^()]*\)[^()]*)*\)|requires +requires *\([^()]*\)|decltype\([^()]*\)/, " ", text)
    if (text ~ /\(/) {
        sub(/\(.*/, "", text)
    } else {
        sub(/[={].*/, "", text)
    }
    sub(/ +$/, "", text)
    if (match(text, /[A-Za-z_0-9]+$/)) {
        name = substr(text, RSTART, RLENGTH)
        if (substr(text, 1, RSTART - 1) ~ /[A-Za-z_0-9>&*] *$/ && substr(text, RSTART - 1, 1) != ":") say(name)
    }
}
# A row of the tables in ops/activation.hpp is an enumerator, and a layer if it has one.
function list_rows(line,  row) {
    while (macro ~ /_ACTIVATIONS$/ && match(line, /row\([a-z][a-zA-Z_0-9, ]*\)/)) {
        split(substr(line, RSTART + 4, RLENGTH - 5), row, ", ")
        print "nnlite::Activation::" row[1]
        if (row[2] != "") print "nnlite::" row[2]
        line = substr(line, RSTART + RLENGTH)
    }
}
FNR == 1 { depth = 0; text = ""; documented = 0; in_parentheses = 0 }
/^ *\/\/\// { comment = 1 }
/^ *$/ { if (text ~ /^ *$/) { comment = 0 } }
{
    line = $0
    if (line ~ /^ *#/ || in_macro) {
        if (line ~ /^#define/) { macro = line; sub(/^#define +/, "", macro); sub(/\(.*/, "", macro) }
        list_rows(line)
        in_macro = line ~ /\\$/
        next
    }
    trailing = line ~ /\/\/\/</
    sub(/\/\/.*|^NNLITE_[A-Z_]*\(NNLITE_ROW\)$/, "", line)
    gsub(/"([^"\\]|\\.)*"/, "\"\"", line); gsub(/'([^'\\]|\\.)'/, "0", line)
    if (text ~ /^ *$/ && line !~ /^ *$/) { documented = comment || trailing; }
    for (i = 1; i <= length(line); ++i) {
        c = substr(line, i, 1)
        if (top() == "other") {
            if (c == "{") push("other", "")
            if (c == "}") { --depth; text = "" }
            continue
        }
        if (top() == "enum") {
            if (c == "," || c == "}") {
                sub(/=.*/, "", text); gsub(/ /, "", text)
                if (text != "") say(text)
                text = ""
                if (c == "}") --depth
            } else text = text c
            continue
        }
        if (c == "(") ++in_parentheses
        if (c == ")") --in_parentheses
        if (in_parentheses > 0) { text = text c; continue }
        if (c == "{") {
            begin_scope(text); text = ""
            if (top() == "ns" || top() == "class") comment = 0
        } else if (c == "}") {
            --depth; text = ""
        } else if (c == ";") {
            declare(text); text = ""
        } else if (c == ":" && top() == "class" && text ~ /^ *(public|private|protected) *$/) {
            public[depth] = text ~ /public/; text = ""
        } else text = text c
    }
    text = text " "
}

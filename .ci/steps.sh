# shellcheck shell=bash
# What .ci/run and .ci/nightly share. They source it, define functions, name them in the array steps and
# call run_steps "$@". Names longer than 14 characters need a name_width.
# Each step prints its name and duration; the last line counts them.
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec </dev/null
if [[ -z ${NNLITE_DATA_DIR:-} && -d ../shared/data ]]; then NNLITE_DATA_DIR=../shared/data; fi
if [[ -n ${NNLITE_DATA_DIR:-} ]]; then export NNLITE_DATA_DIR=$(realpath "$NNLITE_DATA_DIR"); fi
export CCACHE_SLOPPINESS=pch_defines,time_macros

build() {  # builds in the given folder; shows the log only if that fails
    local log=$1/build.log
    cmake --build "$@" -j 2 -- -k 0 >"$log" 2>&1 || { grep -vE '^\[[0-9]+/' "$log"; return 1; }
}

skip() {  # ends a step that cannot be done here; not an exit status, which a test program may have too
    echo "SKIPPED: $*"
    touch "$skip_mark"
    exit 0
}

run_steps() {  # those named, or all of the array steps
    for step in "$@"; do
        [[ " ${steps[*]} " == *" $step "* ]] || { echo "steps: ${steps[*]}"; exit 2; }
    done
    skip_mark=$(mktemp -u)
    passed=0 failed=0 skipped=0
    for step in "${@:-"${steps[@]}"}"; do
        printf '\n=== %s\n' "$step"
        start=$SECONDS
        rm -f "$skip_mark"
        set +e
        (set -e; $step)
        status=$?
        set -e
        if ((status != 0)); then result=FAILED; ((++failed))
        elif [[ -e $skip_mark ]]; then result=SKIPPED; ((++skipped))
        else result=passed; ((++passed)); fi
        echo "=== $step: $result, $((SECONDS - start)) s"
        summary+=$(printf '\n%-*s %-7s %4d s' "${name_width:-14}" "$step" "$result" $((SECONDS - start)))
    done
    rm -f "$skip_mark"
    printf '\n%s\n\ntotal %d s\n%d passed, %d failed' "${summary:-}" "$SECONDS" "$passed" "$failed"
    if ((skipped)); then printf ', %d skipped' "$skipped"; fi
    echo
    ((failed == 0))
}

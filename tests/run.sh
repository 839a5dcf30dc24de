#!/usr/bin/env bash
# Installs what the tests need, builds the solution in Release, runs every test project and prints the count.
# The last line is "N passed, N failed", with ", N skipped" where some were. Exit code 0 only if tests ran and none failed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() {
    cat <<'END'
tests/run.sh [options] [PROJECT...]

  PROJECT          only test projects whose name contains it, for example Otlp or Pipeline.Tests
  --filter TEXT    only tests whose full name contains TEXT; an xunit query when it begins with /
  --fuzz-long      fuzz and property tests run a hundred times as long, without a time limit
  --native         publish the Native AOT gateway first and test that instead of the managed build
  --no-install     install nothing; tests whose tools are missing are skipped
  --no-build       take the Release build that is there
  --minutes N      stop after N minutes (default 36); what has not ended by then counts as failed

Environment: ROTEL_TESTDATA, ROTEL_PEERS and ROTEL_GATEWAY name test data, the peers program and the gateway to test.
END
}

install=1 build=1 native=0 minutes=36 filter="" projects=()
while [ $# -gt 0 ]; do
    case $1 in
    --filter | --minutes) [ $# -gt 1 ] || { echo "$1 needs a value" >&2; exit 2; } ;;&
    --filter) filter=$2; shift ;;
    --minutes) minutes=$2; shift ;;
    --fuzz-long) export ROTEL_FUZZ_LONG=1; minutes=100000 ;;
    --native) native=1 ;;
    --no-install) install=0 ;;
    --no-build) build=0 ;;
    -h | --help) usage; exit 0 ;;
    -*) echo "tests/run.sh: no such option: $1" >&2; usage >&2; exit 2 ;;
    *) projects+=("$1") ;;
    esac
    shift
done

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDTERMINALLOGGER=off
deadline=$((SECONDS + minutes * 60))
results=artifacts/test-results
rm -rf "$results"
mkdir -p "$results"

[ "$install" = 0 ] || tests/install-tools.sh

if [ "$build" = 1 ]; then
    echo "Building ..."
    dotnet build Rotel.Arrow.sln -c Release -v quiet -nologo
fi
if [ "$native" = 1 ]; then
    echo "Publishing the Native AOT gateway ..."
    dotnet publish src/Rotel.Arrow.Gateway -c Release -o artifacts/gateway -v quiet -nologo
    export ROTEL_GATEWAY=$PWD/artifacts/gateway/rotel-arrow
fi

# A test project is one that builds a program; the long ones first, so that two at a time end together.
wanted() {
    [ "${#projects[@]}" -gt 0 ] || return 0
    local part
    for part in "${projects[@]}"; do
        [[ $1 == *"$part"* ]] && return 0
    done
    return 1
}

names=()
for name in Rotel.Arrow.Faults Rotel.Arrow.Interop Rotel.Arrow.Properties $(cd tests && ls -d Rotel.Arrow.*/ | tr -d /); do
    [ -f "tests/$name/$name.csproj" ] && [ -f "tests/$name/bin/Release/net10.0/$name.runtimeconfig.json" ] || continue
    [[ " ${names[*]-} " == *" $name "* ]] || ! wanted "$name" || names+=("$name")
done

# An attribute of the <assembly> element, or nothing.
count() {
    sed -n 's/.*<assembly [^>]*\b'"$2"'="\([0-9]*\)".*/\1/p' "$1"
}

decode() {
    sed -e 's/&#xA;/ /g; s/&quot;/"/g; s/&apos;/'"'"'/g; s/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g'
}

# Runs one project; leaves NAME.xml (the runner's report), NAME.log (its output) and NAME.counts.
run_project() {
    local name=$1 xml=$results/$1.xml log=$results/$1.log code=0 start=$SECONDS left=$((deadline - SECONDS))
    local arguments=(-noColor -noLogo -noAutoReporters -reporter quiet -result-xml "$xml")
    case $filter in
    "") ;;
    /*) arguments+=(-filter "$filter") ;;
    *) arguments+=(-method "*$filter*") ;;
    esac
    if [ "$left" -gt 0 ]; then
        timeout --kill-after=15 "$left" dotnet "tests/$name/bin/Release/net10.0/$name.dll" "${arguments[@]}" \
            >"$log" 2>&1 </dev/null &
        local child=$!
        trap 'kill "$child" 2>/dev/null; exit 130' TERM
        wait "$child" || code=$?
    else
        code=124
    fi

    # A project that crashed or was stopped leaves no report.
    local passed failed skipped errors note="" reported=1
    [ -s "$xml" ] || { reported=0; : >"$xml"; }
    passed=$(count "$xml" passed) failed=$(count "$xml" failed) skipped=$(count "$xml" skipped) errors=$(count "$xml" errors)
    passed=${passed:-0} skipped=${skipped:-0} failed=$((${failed:-0} + ${errors:-0}))
    if [ "$code" != 0 ] && [ "$SECONDS" -ge "$deadline" ]; then
        note=" - stopped by the time limit"
    elif [ "$code" != 0 ] && [ "$failed" = 0 ] && [ "$reported$((passed + skipped))" != 10 ]; then
        note=" - ended with exit code $code"
    fi
    [ -z "$note" ] || failed=$((failed + 1))
    echo "$passed $failed $skipped" >"$results/$name.counts"
    {
        sed 's/<test /\n<test /g' "$xml" |
            sed -n '/^<test \([a-z-]*="[^"]*" \)*result="Fail"/s/^<test \([a-z-]*="[^"]*" \)*name="\([^"]*\)".*/\2/p' | decode
        [ "${errors:-0}" = 0 ] || echo "$name ($errors errors outside of tests)"
        [ -z "$note" ] || echo "$name$note"
    } >"$results/$name.failed"
    sed 's/<test /\n<test /g' "$xml" |
        sed -n 's/.*<reason>\(<!\[CDATA\[\)*\([^]<]*\).*/\2/p' | decode >"$results/$name.skipped"
    printf '%-6s %-36s %6d passed %5d failed %5d skipped %5d s%s\n' \
        "$([ "$failed" = 0 ] && echo ok || echo FAILED)" "$name" "$passed" "$failed" "$skipped" $((SECONDS - start)) "$note"
}

trap 'trap - INT TERM; kill $(jobs -p) 2>/dev/null || true; exit 130' INT TERM
for name in ${names[@]+"${names[@]}"}; do
    while [ "$(jobs -pr | wc -l)" -ge 2 ]; do
        wait -n || true
    done
    run_project "$name" &
done
wait

read -r passed failed skipped < <(cat "$results"/*.counts 2>/dev/null | awk '{p += $1; f += $2; s += $3} END {print p + 0, f + 0, s + 0}')

if [ "$skipped" -gt 0 ]; then
    echo
    echo "Skipped:"
    cat "$results"/*.skipped | sort | uniq -c | sort -rn
fi
if [ "$failed" -gt 0 ]; then
    for name in "${names[@]}"; do
        if [ -s "$results/$name.failed" ]; then
            echo
            echo "== $name"
            cat "$results/$name.log" 2>/dev/null || true
        fi
    done
    echo
    echo "Failed:"
    cat "$results"/*.failed | sed 's/^/  /'
fi
if [ "$((passed + failed))" = 0 ]; then
    echo
    echo "No test ran." >&2
fi

echo
echo "$passed passed, $failed failed$([ "$skipped" = 0 ] || echo ", $skipped skipped")"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]

#!/usr/bin/env bash
# Build, format check, the whole suite (Release), then the kernels again as on lesser CPUs. Exits non-zero on any failure.
# Usage: ./check.sh [--quick]      (--quick: build and the suite only)
set -uo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
quick=; [ "${1:-}" = --quick ] && quick=1
log=$(mktemp); trap 'rm -f "$log"' EXIT
worst=0

dotnet build -c Release --nologo -v quiet || { echo "build failed"; exit 1; }
if [ -z "$quick" ]; then
  dotnet format whitespace --no-restore --verify-no-changes || { echo "format: run 'dotnet format whitespace'"; worst=1; }
fi

# The README's test command.
dotnet test -c Release --no-build 2>&1 | tee "$log"
[ "${PIPESTATUS[0]}" -eq 0 ] || worst=1

if [ -z "$quick" ]; then
  for knob in DOTNET_EnableAVX512=0 DOTNET_EnableAVX2=0 ACCELEMU_NO_EMIT=1; do
    echo "== kernels with $knob"
    env "$knob" ACCELEMU_SHORT_SWEEPS=1 dotnet run -c Release --no-build --project tests/Kernels.Tests -- -noColor 2>&1 | tail -n 12 | tee -a "$log"
    [ "${PIPESTATUS[0]}" -eq 0 ] || worst=1
  done
fi

# Summaries: "dotnet test" prints "  total: N / failed: N / succeeded: N / skipped: N" once; an executable prints "Total: N, Errors: N, Failed: N, Skipped: N".
awk '
  /^ *failed: *[0-9]+/    { failed += $2 }
  /^ *succeeded: *[0-9]+/ { passed += $2 }
  /^ *skipped: *[0-9]+/   { skipped += $2 }
  /Total: [0-9]+, Errors:/ {
    n = $0; gsub(/[^0-9]+/, " ", n); split(n, v, " ");
    for (i = 1; i <= NF; i++) {
      if ($i == "Total:") t = $(i+1) + 0; if ($i == "Errors:") e = $(i+1) + 0;
      if ($i == "Failed:") f = $(i+1) + 0; if ($i == "Skipped:") s = $(i+1) + 0;
    }
    failed += e + f; skipped += s; passed += t - f - s
  }
  END { printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped; exit (passed == 0 || failed > 0) }
' "$log" || worst=1
exit "$worst"

#!/usr/bin/env bash
# Asks the registry whether any package, of the program or of its development, has a known flaw, and fails when one has.
# Where the registry does not answer such questions, says so loudly and leaves with 0: that is no answer, and no failure
# of the project's.
set -uo pipefail
cd "$(dirname "$0")/.."

said=$(npm audit --loglevel=warn --audit-level=low "$@" 2>&1)
code=$?
case "$said" in
  *"found 0 vulnerabilities"*) echo "npm audit: no known flaws" ;;
  *"audit endpoint returned an error"* | *ENOTFOUND* | *ECONNREFUSED* | *ETIMEDOUT* | *EAI_AGAIN*)
    printf '\n*** NOT ASKED: known flaws of packages, because the registry does not answer npm audit ***\n%s\n\n' "$said" >&2
    exit 0
    ;;
  *) printf '%s\n' "$said" >&2 ;;
esac
exit "$code"

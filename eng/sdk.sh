# Sourced by the other scripts: says clearly when the SDK is missing, instead of failing in the middle of a build.
require_sdk() {
  local wanted=10
  if ! command -v dotnet >/dev/null 2>&1; then
    echo "The .NET SDK $wanted is not installed: there is no 'dotnet' on the PATH. See https://dot.net/download." >&2
    exit 1
  fi
  if ! dotnet --list-sdks | grep -q "^$wanted\."; then
    echo "The .NET SDK $wanted is needed; installed are:" >&2
    dotnet --list-sdks >&2
    exit 1
  fi
}

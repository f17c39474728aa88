#!/bin/sh
# Finds out once where this machine gets ONNX Runtime from, NuGet or npm, and writes the answer to
# OrtSource.local.props in the root (ignored by git). Without arguments an answer already there is kept;
# `bootstrap.sh nuget|npm` sets it by hand, `bootstrap.sh again` asks once more.
set -eu
cd "$(dirname "$0")/../.."
answer=OrtSource.local.props

choose() {
    printf '<Project>\n  <PropertyGroup>\n    <OrtSource>%s</OrtSource>\n  </PropertyGroup>\n</Project>\n' "$1" > "$answer"
    echo "ONNX Runtime comes from $1 ($2)"
}

case "${1:-}" in
    nuget|npm) choose "$1" "chosen by hand"; exit ;;
    again) rm -f "$answer" ;;
    "") ;;
    *) echo "usage: $0 [nuget|npm|again]" >&2; exit 2 ;;
esac

# a newer pin may be one that the feed has, or lacks
if [ -f "$answer" ] && [ "$answer" -nt Directory.Packages.props ]; then exit 0; fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
if timeout 60 dotnet restore src/OnnxRuntime/OnnxRuntime.csproj -p:OrtSource=nuget -p:ArtifactsPath="$scratch" \
        -v q --nologo > "$scratch/log" 2>&1; then
    choose nuget "the feed has the package"
elif grep -qE 'NU110[123]' "$scratch/log"; then
    choose npm "the NuGet feed lacks the package"
else
    echo "NuGet could not be asked for ONNX Runtime; building with npm this time:" >&2
    tail -n 3 "$scratch/log" >&2
fi

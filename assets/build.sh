#!/bin/sh
# Makes what pcc/static/pcc has from others: the compiled stylesheet, the script of GOV.UK Frontend, icons. Our own
# scripts lie there as they are written. Run at a desk that has Node; users and servers need nothing of this.
# Usage: assets/build.sh [WORK], where WORK is a folder for the packages (kept, so that the next run is quick).
# After it, look at the pages, run the tests, and commit sources and results together.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=${1:-${TMPDIR:-/tmp}/pcc-assets}
out=$here/../pcc/static/pcc
GOVUK=6.6.0
MOJ=11.1.0
SASS=1.108.2

mkdir -p "$work" "$out/images"
cd "$work"
[ -f package.json ] || npm init -y >/dev/null
npm install --save-exact --no-audit --no-fund --ignore-scripts \
  "govuk-frontend@$GOVUK" "@ministryofjustice/frontend@$MOJ" "sass@$SASS" >/dev/null

cp "$here"/scss/*.scss .
node_modules/.bin/sass --quiet-deps --no-source-map --style=compressed --load-path=. pcc.scss "$out/pcc.css"

# As shipped, without the pointer to a source map that is not shipped.
sed 's|//# sourceMappingURL=.*$||' node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.js \
  > "$out/govuk-frontend-$GOVUK.min.js"
for icon in close-cross-black document tag-remove-cross tag-remove-cross-white toggle-plus-minus; do
  cp "node_modules/@ministryofjustice/frontend/moj/assets/images/icon-$icon.svg" "$out/images/"
done

if grep -qiE 'GDS Transport|crown|crest|url\([^)]*//|@import' "$out/pcc.css"; then
  echo "pcc.css names a font, an emblem or an address that is not ours." >&2
  exit 1
fi
if grep -o 'url([^)]*)' "$out/pcc.css" | grep -vE 'url\("?images/|url\("?data:'; then
  echo "pcc.css asks for a file outside its own folder." >&2
  exit 1
fi
cd "$out" && sha256sum pcc.css govuk-frontend-*.js images/icon-* # for VENDOR.md

#!/usr/bin/env bash
# Draws the icons that browsers and phones ask for by name, from favicon.svg. Run after changing the mark; needs chromium and ImageMagick.
set -euo pipefail
cd "$(dirname "$0")"
page=$(mktemp --suffix .html)
trap 'rm -f "$page" "$page.png"' EXIT
printf '<body style="margin:0"><img src="data:image/svg+xml;base64,%s" width="512" height="512" style="display:block">' "$(base64 -w0 favicon.svg)" >"$page"
chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --default-background-color=00000000 --window-size=512,512 --screenshot="$page.png" "file://$page"
convert "$page.png" -strip -colors 64 icon-512.png
convert "$page.png" -resize 192x192 -strip -colors 64 icon-192.png
# Phones cut the corners themselves.
convert "$page.png" -background '#066fd1' -flatten -resize 180x180 -strip -colors 64 apple-touch-icon.png
convert "$page.png" -define icon:auto-resize=16,32 favicon.ico

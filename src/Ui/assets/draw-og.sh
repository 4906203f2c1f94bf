#!/usr/bin/env bash
# Draws og.png, the picture messengers show with a link, from og.svg. Run after changing the drawing; needs chromium.
set -euo pipefail
cd "$(dirname "$0")"
chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --window-size=1200,630 --screenshot=og.png "file://$PWD/og.svg"
